"""Word's own chart above a table: the same chart that Excel shows, its numbers in a workbook."""

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from ..charts import ChartData
from ..grid import Grid, plain
from ..openpyxl_internals import chart_xml
from .archive import save
from .nativecharts import native_chart
from .paper import is_breakable

if TYPE_CHECKING:
    from docx.document import Document

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOOK_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_HELD = (
    b'<externalData xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    b'r:id="rId1"><autoUpdate val="0"/></externalData>'
)
_SHEET = "図の数値"
_WIDE, _HIGH = 4_680_000, 2_880_000  # 13 × 8 cm in the unit of drawings
_INLINE = """<w:drawing
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>
<wp:docPr id="{number}" name="図{number}" descr={description}/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""


def add_chart(document: "Document", grid: Grid, data: ChartData) -> None:
    """Draw a picture with a text for those who do not see it; Word can edit its numbers."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    number = 1 + sum(part.content_type == _TYPE for part in package.iter_parts())
    name = PackURI(f"/word/embeddings/chart{number}.xlsx")
    book = Part(name, _BOOK_TYPE, _numbers(data), package)
    chart = chart_xml(native_chart(data, lambda each: _reference(data, each)))
    content = chart.replace(b"</chartSpace>", _HELD + b"</chartSpace>")
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, content, package)
    part.relate_to(book, _BOOK_RELATION)  # its first relation, rId1
    drawing = _INLINE.format(
        wide=_WIDE,
        high=_HIGH,
        number=number,
        description=quoteattr(f"{grid.title or grid.caption}（{data.title}）。{data.words}"),
        relation=document.part.relate_to(part, _RELATION),
    )
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    # A small table stays whole, and its picture with it.
    paragraph.paragraph_format.keep_with_next = not is_breakable(grid) or None
    paragraph.add_run().element.append(parse_xml(drawing))


def _reference(data: ChartData, series: int | None) -> str:
    """Where the workbook of a chart has its labels and the values of a series."""
    column = "A" if series is None else chr(ord("B") + series)
    return f"'{_SHEET}'!${column}$2:${column}${len(data.labels) + 1}"


def _numbers(data: ChartData) -> bytes:
    """The workbook that Word opens to change a chart: a row for each label."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    sheet.append(["", *(series.name for series in data.series)])
    for n, label in enumerate(data.labels):
        points = (series.points[n] for series in data.series)
        sheet.append([label, *(point and plain(point.value) for point in points)])
    buffer = io.BytesIO()
    save(book, buffer, "")
    return buffer.getvalue()

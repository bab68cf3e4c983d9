"""Word's own pie chart above a table: the same chart that Excel shows, with its values in it."""

from typing import Any
from xml.sax.saxutils import quoteattr

from ..grid import Grid
from ..openpyxl_internals import chart_xml
from .pie import Slice
from .piechart import pie_of_values

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
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


def add_pie(document: Any, grid: Grid, parts: list[Slice]) -> None:
    """Draw these slices (at least one), with a text for those who do not see the picture."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    number = 1 + sum(part.content_type == _TYPE for part in package.iter_parts())
    content = chart_xml(pie_of_values(parts))
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _TYPE, content, package)
    words = "、".join(f"{slice_.label} {slice_.text}" for slice_ in parts)
    drawing = _INLINE.format(
        wide=_WIDE,
        high=_HIGH,
        number=number,
        description=quoteattr(f"{grid.title or grid.caption}の円グラフ。{words}。"),
        relation=document.part.relate_to(part, _RELATION),
    )
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().element.append(parse_xml(drawing))

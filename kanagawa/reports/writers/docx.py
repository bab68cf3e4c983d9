"""The paper as Word: real styles, a table of contents, tables whose heads are repeated.

Its words, order and tables are those of the PDF. It is made to be handed on and marked up; facts
are changed in the edition, never here.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from kanagawa.formats.years import wareki

from ..charting import drawn, no_picture
from ..document import DEEPEST, Block
from ..grid import Cell, Grid, placed
from .archive import repacked
from .paper import (
    Paper,
    alignment,
    first_line_of,
    is_breakable,
    is_stacked,
    relative_widths,
    size_of,
)
from .wordcharts import add_chart

if TYPE_CHECKING:
    from docx.document import Document

MINCHO, GOTHIC = "ＭＳ 明朝", "ＭＳ ゴシック"
# What is taken where these are not there: their own names in English, then Windows 10, then macOS.
_INSTEAD = {
    MINCHO: ("roman", "MS Mincho,BIZ UD明朝,BIZ UDMincho,Hiragino Mincho ProN"),
    GOTHIC: ("modern", "MS Gothic,BIZ UDゴシック,BIZ UDGothic,Hiragino Kaku Gothic ProN"),
}
EM, LINE = 240, 380  # a full-width character and a line, in twentieths of a point
WIDTH = 34 * EM
NOTE, CELL, CAPTION, PLACE = "注", "表", "表の見出し", "表の右上"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_JUSTIFY = {"start": "left", "center": "center", "end": "right"}
# ECMA-376, part 1, 17.3.1.26; what is not used here stands at the end as it is.
_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "numPr",
    "tabs",
    "autoSpaceDE",
    "autoSpaceDN",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
)
_MARGINS = ("top", "left", "bottom", "right")
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def docx(paper: Paper) -> bytes:
    """The Word file of a document; the same content gives the same bytes."""
    from docx import Document

    document = Document(io.BytesIO(_styled()))
    _set_page(document, paper)
    _set_properties(document, paper)
    if paper.contents:
        _write_cover(document, paper)
    for block in paper.blocks:
        _write(document, block, paper)
    for tree in (document.element, document.styles.element):
        _put_in_order(tree)
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


@cache
def _styled() -> bytes:
    """An empty document with all styles: to set them takes longer than to write many a table."""
    from docx import Document

    document, buffer = Document(), io.BytesIO()
    _set_styles(document)
    _set_fonts(document)
    document.save(buffer)
    return buffer.getvalue()


# --- elements ---


def _element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element of WordprocessingML; its attributes are of the same namespace."""
    own = {f"{{{_W}}}{name}": str(value) for name, value in attributes.items()}
    element = _make_element()(f"{{{_W}}}{tag}", own, {"w": _W})
    element.extend(children)
    return element


@cache
def _make_element() -> Any:
    """What python-docx makes its elements with: a table has thousands, each of one prefix."""
    from docx.oxml.parser import oxml_parser

    return oxml_parser.makeelement


def _put_in_order(tree: Any) -> None:
    """Properties of paragraphs in the order that the schema of WordprocessingML demands."""
    place = {f"{{{_W}}}{name}": number for number, name in enumerate(_ORDER)}
    for properties in tree.iter(f"{{{_W}}}pPr"):
        properties[:] = sorted(properties, key=lambda child: place.get(child.tag, len(place)))


def _runs(text: str, size: float = 0) -> Iterable[Any]:
    """Text as one run; its line breaks are line breaks on paper."""
    run = _element("r")
    if size:
        half = round(size * 2)
        run.append(_element("rPr", _element("sz", val=half), _element("szCs", val=half)))
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(_element("br"))
        words = _element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    yield run


def _field(code: str, result: str = "") -> list[Any]:
    """A field that Word works out: a page number, a table of contents."""
    instruction = _element("instrText")
    instruction.text = code
    parts = [
        _element("fldChar", fldCharType="begin", dirty="true"),
        instruction,
        _element("fldChar", fldCharType="separate"),
    ]
    return [
        *(_element("r", part) for part in parts),
        *_runs(result),
        _element("r", _element("fldChar", fldCharType="end")),
    ]


# --- page, styles, properties ---


def _set_page(document: "Document", paper: Paper) -> None:
    """A4 with 34 characters a line and 36 lines, as the paper is set."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(33)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.header_distance = section.footer_distance = Mm(12)
    properties = section._sectPr
    for grid in properties.findall(f"{{{_W}}}docGrid"):
        properties.remove(grid)
    properties.append(_element("docGrid", type="lines", linePitch=LINE))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.extend([*_runs("－ "), *_field("PAGE", "1"), *_runs(" －")])
    running = "　".join(filter(None, ["【下書き】" if paper.draft else "", paper.running]))
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header._p.extend(_runs(running, 8))
    section.different_first_page_header_footer = paper.contents


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE

    _set_style(document.styles["Normal"], MINCHO, 12)
    for level in range(1, DEEPEST + 1):
        heading = document.styles[f"Heading {level}"]
        _set_style(heading, GOTHIC, 12)
        heading.paragraph_format.keep_with_next = True
        body = document.styles.add_style(f"本文{level}", WD_STYLE_TYPE.PARAGRAPH)
        _set_style(body, MINCHO, 12)
        body.element.get_or_add_pPr().append(
            _element("ind", left=level * EM, leftChars=level * 100, firstLine=EM)
        )
    for name, size in ((NOTE, 12), (CELL, 10.5), (CAPTION, 10.5), (PLACE, 10.5)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_style(style, MINCHO, size)
        # Text of tables would snap to the lines of the page and take a whole line each.
        if name != NOTE:
            style.element.get_or_add_pPr().append(_element("snapToGrid", val=0))
    for name in (CAPTION, PLACE):
        document.styles[name].paragraph_format.keep_with_next = True


def _set_style(style: Any, font: str, size: float) -> None:
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = font, Pt(size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for face in list(fonts.attrib):
        del fonts.attrib[face]
    for face in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(f"{{{_W}}}{face}", font)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1
    # No gaps between Japanese letters and numbers: the paper has none.
    style.element.get_or_add_pPr().extend(
        [_element("autoSpaceDE", val=0), _element("autoSpaceDN", val=0)]
    )


def _set_fonts(document: "Document") -> None:
    """The two fonts with what stands in for them, and no picture of an empty page."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = document.part.package
    _forget(package.rels, RELATIONSHIP_TYPE.THUMBNAIL)
    _forget(document.part.rels, RELATIONSHIP_TYPE.FONT_TABLE)
    table = serialize_part_xml(_element("fonts", *map(_font, _INSTEAD)))
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, table, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _forget(relations: Any, kind: str) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype == kind]:
        del relations[key]


def _font(name: str) -> Any:
    family, instead = _INSTEAD[name]
    return _element(
        "font",
        _element("altName", val=instead),
        _element("charset", val=80),
        _element("family", val=family),
        _element("pitch", val="fixed"),
        name=name,
    )


def _set_properties(document: "Document", paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author = paper.title, paper.organisation
    properties.last_modified_by, properties.language = paper.organisation, "ja-JP"
    properties.comments, properties.revision = "", 1
    when = (paper.modified or datetime(2000, 1, 1)).replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = when


# --- text ---


def _in_style(document: "Document", style: str) -> Any:
    """An empty paragraph; python-docx looks for a style by reading all of them."""
    paragraph = document.add_paragraph()
    paragraph._p.style = style.replace(" ", "")  # as python-docx makes an id of a name
    return paragraph


def _paragraph(document: "Document", style: str, text: str, **indent: int) -> Any:
    paragraph = _in_style(document, style)
    if indent:
        paragraph._p.get_or_add_pPr().append(_element("ind", **indent))
    paragraph._p.extend(_runs(text))
    return paragraph


def _write_cover(document: "Document", paper: Paper) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

    committee = f"{wareki(paper.committee_on)}　委員会" if paper.committee_on else ""
    for text, lines, size in (
        (paper.title, 8, 20),
        (committee, 2, 14),
        (paper.organisation, 16, 14),
    ):
        for _ in range(lines):
            document.add_paragraph()
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph._p.extend(_runs(text, size))
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    contents = document.add_paragraph()
    contents._p.extend(
        _field('TOC \\o "1-3" \\h \\z', "（目次は、Wordで開いたときに更新されます）")
    )
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write(document: "Document", block: Block, paper: Paper) -> None:
    """One block in the place that the paper gives its level."""
    level = max(1, min(block.level, DEEPEST))
    if block.kind == "heading":
        hang = len(first_line_of(block)) * EM
        text = first_line_of(block) + block.text
        start = (level - 1) * EM + hang
        _paragraph(document, f"Heading {level}", text, left=start, hanging=hang)
    elif block.kind == "table":
        _write_table(document, paper.tables[block.table])
    elif block.kind == "stages":
        _write_stages(document, block)
    elif block.kind == "paragraph":
        _paragraph(document, f"本文{level}", block.text)
    elif block.kind == "entry":
        text = f"{block.number}　{block.text}"
        _paragraph(document, NOTE, text, left=2 * EM, hanging=2 * EM)
    else:
        text = f"・{block.label}：{block.text}" if block.kind == "line" else block.text
        _paragraph(document, NOTE, text, left=(level + 1) * EM, hanging=EM)


def _write_stages(document: "Document", block: Block) -> None:
    """The steps beside each other, below each what serves it."""
    steps = ("\n".join((name, *(f"・{each}" for each in served))) for name, served in block.items)
    cells = tuple(Cell(step) for step in steps)
    grid = Grid("stages", block.text, (cells,), caption=block.text)
    _write_table(document, grid)


# --- tables ---


def _write_table(document: "Document", grid: Grid) -> None:
    _write_caption(document, grid)
    data = drawn(grid)
    if data and data.on_paper:
        add_chart(document, grid, data)
    elif reason := no_picture(grid):
        _paragraph(document, CELL, reason)
    if grid.columns:
        document.element.body.insert(len(document.element.body) - 1, _table(grid))
    below = _below(grid)
    for number, text in enumerate(below, start=1):
        note = _paragraph(document, CELL, text, left=EM, hanging=EM)
        note.paragraph_format.keep_with_next = number < len(below) or None
    _in_style(document, CELL)


def _below(grid: Grid) -> list[str]:
    """The notes and the source: they stand on the page where the table ends."""
    return [text for text in (*grid.notes, grid.source) if text]


def _write_caption(document: "Document", grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.shared import Twips

    if is_stacked(grid) or not grid.caption:
        if grid.caption:
            _paragraph(document, CAPTION, grid.caption)
        if grid.aside:
            _paragraph(document, PLACE, grid.aside).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return
    paragraph = _in_style(document, CAPTION)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph._p.extend(_runs(grid.caption))
    if grid.aside:
        paragraph._p.append(_element("r", _element("tab")))
        paragraph._p.extend(_runs(grid.aside))


def _table(grid: Grid) -> Any:
    """The table as one element: Word's own way to its cells takes the square of their number."""
    relative = relative_widths(grid)
    widths = [round(width / sum(relative) * WIDTH) for width in relative]
    borders = (_element(edge, val="single", sz=4, space=0, color="auto") for edge in _EDGES)
    table = _element(
        "tbl",
        _element(
            "tblPr",
            _element("tblW", w=sum(widths), type="dxa"),
            _element("tblBorders", *borders),
            _element("tblLayout", type="fixed"),
            _element("tblCellMar", *(_element(edge, w=60, type="dxa") for edge in _MARGINS)),
        ),
        _element("tblGrid", *(_element("gridCol", w=width) for width in widths)),
    )
    size, rows = size_of(relative), len(grid.header) + len(grid.body)
    slots: dict[int, dict[int, Any]] = {}
    for cell, row, column in placed(grid):
        for number in range(row, row + cell.rowspan):
            across = widths[column : column + cell.colspan]
            slot = _cell(cell, sum(across), size, continued=number > row)
            slots.setdefault(number, {})[column] = slot
    ordered = [slots[number] for number in sorted(slots)]
    if not is_breakable(grid):
        _keep_with_next(ordered[:-1])
    if _below(grid):
        _keep_with_next(ordered[-1:])
    for number in range(rows):
        row_element = _element("tr", _row_properties(number < len(grid.header)))
        row_element.extend(slot for _, slot in sorted(slots.get(number, {}).items()))
        table.append(row_element)
    return table


def _keep_with_next(rows: Sequence[Mapping[int, Any]]) -> None:
    """Each row stays on the page of what is below it, as Word does with paragraphs."""
    for row in rows:
        for slot in row.values():
            for properties in slot.iter(f"{{{_W}}}pPr"):
                properties.append(_element("keepNext"))


def _row_properties(is_head: bool) -> Any:
    """Rows are not broken over two pages; heads stand again where the table goes on."""
    properties = _element("trPr", _element("cantSplit"))
    if is_head:
        properties.append(_element("tblHeader"))
    return properties


def _cell(cell: Cell, width: int, size: float, *, continued: bool) -> Any:
    """One cell, or what stands for it in a row that a cell from above reaches into."""
    properties = _element("tcPr", _element("tcW", w=width, type="dxa"))
    if cell.colspan > 1:
        properties.append(_element("gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(_element("vMerge", val="continue" if continued else "restart"))
    properties.append(_element("vAlign", val="center"))
    style = _element("pPr", _element("pStyle", val=CELL), _element("ind", left=cell.indent * EM))
    style.append(_element("jc", val=_JUSTIFY[alignment(cell)]))
    paragraph = _element("p", style)
    if not continued:
        text = "\n".join(cell.text) if cell.vertical else cell.text
        paragraph.extend(_runs(text, size))
    return _element("tc", properties, paragraph)

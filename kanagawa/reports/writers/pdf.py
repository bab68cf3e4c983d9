"""The paper as PDF: tagged (PDF/UA-1) and fit for archives (PDF/A-2a), the same bytes every time.

typst sets the pages; the text reaches it as JSON and is never read as markup. What typst cannot
say yet, that a cell heads its row, is written into the finished file.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from kanagawa.formats.years import wareki

from ..charting import drawn, no_picture
from ..document import Block
from ..grid import Cell, Grid
from ..pie import slices
from .export import CannotWrite
from .paper import (
    Paper,
    alignment,
    first_line_of,
    is_breakable,
    is_stacked,
    relative_widths,
    size_of,
)
from .svg import pie_svg
from .svgchart import chart_svg
from .unbroken import downwards, unbroken

TEMPLATE = Path(__file__).with_name("paper.typ")
FAMILIES = ("BIZ UDMincho", "BIZ UDGothic")
# Where Debian's packages fonts-morisawa-bizud-mincho and -gothic put them.
FONT_FOLDERS = ("/usr/share/fonts/truetype/bizud-mincho", "/usr/share/fonts/truetype/bizud-gothic")
# Elements of the structure tree that hold no table of the paper.
_WITHOUT_TABLES = {"/P", "/Span", "/TOC", "/Figure", *(f"/H{level}" for level in range(1, 8))}
_UNPRINTABLE = re.compile(r"the text `\"(.*?)\"` could not be displayed")


class CannotPrint(CannotWrite):
    """The paper cannot be made; the message says what is missing and what to do."""


class FontsMissing(CannotPrint):
    """The letters of the paper are not installed here; nothing is wrong with the text."""


class Unprintable(CannotPrint):
    """The fonts lack `characters` of the text (with them, pieces of text that hold them)."""

    def __init__(self, pieces: list[str]) -> None:
        self.characters = set("".join(pieces))
        listed = "」「".join(dict.fromkeys(pieces))
        super().__init__(f"「{listed}」は紙に印刷できない文字です。ほかの文字に直してください。")


def pdf(paper: Paper) -> bytes:
    """The PDF of a document.

    Raises FontsMissing when the fonts are not installed, CannotPrint when they lack a character.
    """
    source = {
        "title": paper.title,
        "author": paper.organisation,
        "description": paper.title,
        "running": paper.running,
        "draft": paper.draft,
        "cover": _cover(paper),
        "items": [_item(block, paper) for block in paper.blocks],
    }
    return _with_row_heads(_compiled(source, paper.modified), list(paper.grids()))


def fonts_installed() -> bool:
    """Whether this machine can make a PDF; without the fonts everything else goes on."""
    try:
        _fonts()
    except FontsMissing:
        return False
    return True


# A paper with nothing on it but the items that are tried.
_BLANK = {
    "title": "－",
    "author": "",
    "description": "",
    "running": "",
    "draft": False,
    "cover": None,
}


def unprintable(characters: Iterable[str]) -> list[str]:
    """Those of the characters that the fonts of the paper do not have.

    Raises FontsMissing when the fonts are not installed.
    """
    candidates = sorted(set(characters) - {"\n", "\r", "\t", " ", "\u3000"})
    kinds = ("paragraph", "probe")  # in 明朝, in ゴシック
    items = [{"kind": kind, "level": 0, "text": c} for c in candidates for kind in kinds]
    try:
        _compiled({**_BLANK, "items": items}, None)
    except Unprintable as error:
        return sorted(error.characters)
    return []


@cache
def _fonts() -> Any:
    """The fonts of the paper, read once; those of the machine play no part."""
    import typst

    fonts: Any = typst.Fonts(False, False, list(FONT_FOLDERS))
    missing = [name for name in FAMILIES if name not in fonts.families()]
    if missing:
        raise FontsMissing(
            f"PDFに使う書体（{'、'.join(missing)}）がこのサーバーにありません。管理者が "
            "apt-get install fonts-morisawa-bizud-mincho fonts-morisawa-bizud-gothic "
            "を実行してください。"
        )
    return fonts


def _compiled(source: dict[str, object], modified: datetime | None) -> bytes:
    import typst

    seconds = int((modified or datetime(2000, 1, 1, tzinfo=UTC)).timestamp())
    try:
        document, warnings = typst.compile_with_warnings(
            str(TEMPLATE),
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={"paper": json.dumps(source, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=seconds,
        )
    except typst.TypstError as error:
        pieces = [_unescaped(text) for text in _UNPRINTABLE.findall(error.diagnostic or "")]
        if not pieces:
            raise
        raise Unprintable(pieces) from error
    if warnings:
        raise CannotPrint("、".join(str(warning) for warning in warnings))
    return bytes(document)


def _unescaped(text: str) -> str:
    """Text as typst's messages write it (`a\\u{7}`) as it is."""
    return re.sub(
        r"\\(?:u\{([0-9a-f]+)\}|(.))",
        lambda match: chr(int(match[1], 16)) if match[1] else match[2],
        text,
    )


def _cover(paper: Paper) -> dict[str, str] | None:
    if not paper.contents:
        return None
    committee = f"{wareki(paper.committee_on)}　委員会" if paper.committee_on else ""
    return {
        "title": paper.title,
        "committee": committee,
        "organisation": paper.organisation,
    }


def _item(block: Block, paper: Paper) -> dict[str, object]:
    if block.kind == "table":
        return _table(paper.tables[block.table])
    if block.kind == "stages":
        steps = [
            {"name": name, "served": [unbroken(f"・{each}") for each in served]}
            for name, served in block.items
        ]
        return {"kind": "stages", "text": block.text, "steps": steps}
    return {
        "kind": block.kind,
        "level": block.level,
        "mark": first_line_of(block),
        "text": unbroken(_begun(block)),
    }


def _begun(block: Block) -> str:
    """The text of a block with what it begins with, where that is no mark of its own."""
    if block.kind == "line":
        return f"・{block.label}：{block.text}"
    return f"{block.number}　{block.text}" if block.kind == "entry" else block.text


def _table(grid: Grid) -> dict[str, object]:
    widths = relative_widths(grid)
    return {
        "kind": "table",
        "caption": unbroken(grid.caption),
        "aside": unbroken(grid.aside),
        "stacked": is_stacked(grid),
        "widths": widths,
        "size": size_of(widths),
        "breakable": is_breakable(grid),
        "head": list(_cells(grid.header)),
        "body": list(_cells(grid.body)),
        "chart": _chart(grid),
        "no_chart": no_picture(grid),
        "notes": [unbroken(note) for note in grid.notes],
        "source": unbroken(grid.source),
    }


def _chart(grid: Grid) -> dict[str, str] | None:
    """The picture, where the paper has it; a pie has its labels around it."""
    data = drawn(grid)
    if data is None or not data.on_paper:
        return None
    parts = slices(grid) if data.kind == "pie" else []
    svg = pie_svg(grid, parts) if parts else chart_svg(grid, data)
    name = f"{grid.title or grid.caption}（{data.title}）。{data.words}"
    return {
        "svg": svg.replace("font-size=", 'font-family="BIZ UDGothic" font-size=', 1),
        "alt": name,
    }


def _cells(rows: Iterable[Iterable[Cell]]) -> Iterator[dict[str, object]]:
    for row in rows:
        for cell in row:
            yield {
                "text": downwards(cell.text) if cell.vertical else unbroken(cell.text),
                "colspan": cell.colspan,
                "rowspan": cell.rowspan,
                "align": alignment(cell),
                "indent": cell.indent,
            }


def _with_row_heads(document: bytes, grids: list[Grid]) -> bytes:
    """The n-th table of the structure tree is the n-th Grid: its row heads become TH of a row.

    Raises ValueError when the tables of the file are not those of the paper.
    """
    import pikepdf

    # From a file, pikepdf reads the objects in half the time that it takes from memory.
    with TemporaryFile() as source:
        source.write(document)
        with pikepdf.open(source, access_mode=pikepdf.AccessMode.mmap) as file:
            _tag_row_heads(file, grids)
            buffer = io.BytesIO()
            file.save(
                buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
    return buffer.getvalue()


def _tag_row_heads(file: Any, grids: list[Grid]) -> None:
    import pikepdf

    # One object for all of them: in a long table there are thousands.
    scope = file.make_indirect(pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row))
    tables = list(_elements(file.Root.StructTreeRoot, "/Table"))
    if len(tables) != len(grids):
        raise ValueError(f"the paper has {len(grids)} tables, the file {len(tables)}")
    for table, grid in zip(tables, grids, strict=True):
        lines = [_children(line) for line in _elements(table, "/TR")]
        rows = (*grid.header, *grid.body)
        if [len(cells) for cells in lines] != [len(row) for row in rows]:
            raise ValueError(f"table {grid.key}: its rows are not those of the file")
        for cells, row in zip(lines, rows, strict=True):
            for place, cell in enumerate(row):
                if cell.role == "row" and cell.text:
                    _make_row_head(cells[place], scope)


def _elements(element: Any, *kinds: str) -> Iterator[Any]:
    """Elements of the structure tree of these kinds, in reading order, not inside each other."""
    import pikepdf

    for child in _children(element):
        # Most children are numbers, of what stands on the page.
        if isinstance(child, int) or not isinstance(child, pikepdf.Dictionary):
            continue
        name = str(child.get("/S", ""))
        if name in kinds:
            yield child
        elif name not in _WITHOUT_TABLES:
            yield from _elements(child, *kinds)


def _children(element: Any) -> Any:
    """What an element holds: an array, or one thing that stands without one."""
    import pikepdf

    children = element.get("/K", [])
    return children if isinstance(children, (pikepdf.Array, list)) else [children]


def _make_row_head(element: Any, scope: Any) -> None:
    import pikepdf

    element.S = pikepdf.Name.TH
    attributes = element.get("/A")
    if attributes is None:
        element.A = scope
    elif isinstance(attributes, pikepdf.Array):
        attributes.append(scope)
    else:
        element.A = pikepdf.Array([attributes, scope])

"""A Grid as an HTML table: heads with their scope, merged cells, no inline style, all escaped."""

from collections.abc import Callable, Collection, Iterator, Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kanagawa.formats.numbers import is_dash
from kanagawa.formats.statuses import STATUS_NAMES, STATUS_PRINTS

from ..charting import drawn, no_picture
from ..english import Mixed
from ..grid import Cell, Grid, Row, placed
from ..notes import without_marks
from ..statements import cell_id
from ..wording import in_brackets
from .svgchart import chart_svg

REASONS = STATUS_NAMES.keys() - {"value"}
Link = Callable[[str], str | None]


def table_html(
    grid: Grid,
    *,
    link: Link | None = None,
    caption: bool = True,
    marked: Collection[tuple[int, int]] = (),
    ids: bool = False,
) -> SafeString:
    """The `<table>` of a Grid; `link(ref)` gives the page of a record, or None.

    Cells whose upper left corner (row and column, heads included) is `marked` are shown as
    changed, to the eye and to a screen reader. With `ids` cells with figures can be linked to.
    """
    changed = {id(cell) for cell, row, column in placed(grid) if (row, column) in marked}
    names = {id(cell): cell_id(row, column) for cell, row, column in placed(grid) if cell.figures}
    names = names if ids else {}
    name = escape(grid.caption or grid.title)
    label = "" if caption or not grid.title else f' aria-label="{escape(grid.title)}"'
    parts = [f'<table class="report-table"{label}>']
    if caption and name:
        parts.append(f"<caption>{name}</caption>")
    if grid.header:
        parts += ["<thead>", *(_row(row, link, changed, names) for row in grid.header), "</thead>"]
    for rows in _groups(grid.body):
        parts += [
            "<tbody>",
            *(_row(row, link, changed, names, len(rows)) for row in rows),
            "</tbody>",
        ]
    parts.append("</table>")
    return mark_safe("".join(parts))  # nosec B308 B703: `_lines` and `escape` made them


def table_block_html(
    grid: Grid,
    *,
    link: Link | None = None,
    marked: Collection[tuple[int, int]] = (),
    as_paper: bool = False,
    ids: bool = False,
) -> SafeString:
    """The table with caption, aside, chart, notes and source; `as_paper` has the charts that the
    printed report has and no more. With `ids` its cells can be linked to.
    """
    label = escape(grid.title or grid.caption)
    parts = ['<figure class="table-figure">', _head(grid)]
    data = drawn(grid)
    if data and (data.on_paper or not as_paper):
        parts.append(f'<div class="chart">{chart_svg(grid, data)}</div>')
    elif reason := no_picture(grid):
        parts.append(f'<p class="no-chart">{gettext(reason)}</p>')
    parts.append(
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        f"{table_html(grid, link=link, caption=False, marked=marked, ids=ids)}</div>"
    )
    parts += [f'<p class="table-note">{_lines(note)}</p>' for note in grid.notes]
    if grid.source:
        parts.append(f'<p class="table-source">{_lines(grid.source)}</p>')
    parts.append("</figure>")
    return mark_safe("".join(parts))  # nosec B308 B703: `_lines` and `escape` made them


def _head(grid: Grid) -> str:
    if not (grid.caption or grid.aside):
        return ""
    caption = f'<span class="table-caption">{_lines(grid.caption)}</span>' if grid.caption else ""
    aside = f'<span class="table-aside">{_lines(grid.aside)}</span>' if grid.aside else ""
    return f"<figcaption>{caption}{aside}</figcaption>"


def _groups(body: tuple[Row, ...]) -> Iterator[list[Row]]:
    """Rows that merged cells tie together stand in one `<tbody>`, so that a head can name it."""
    plain: list[Row] = []
    start = 0
    while start < len(body):
        end = _end_of_group(body, start)
        if end == start + 1:
            plain.append(body[start])
        else:
            if plain:
                yield plain
            plain = []
            yield list(body[start:end])
        start = end
    if plain:
        yield plain


def _end_of_group(body: tuple[Row, ...], start: int) -> int:
    end, row = start + 1, start
    while row < end:
        end = max([end, *(row + cell.rowspan for cell in body[row])])
        row += 1
    return min(end, len(body))


def _row(
    row: Row,
    link: Link | None,
    changed: Collection[int],
    names: Mapping[int, str],
    group: int = 0,
) -> str:
    cells = (_cell(cell, link, id(cell) in changed, names.get(id(cell), ""), group) for cell in row)
    return f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell, link: Link | None, changed: bool, name: str, group: int) -> str:
    tag = "td" if cell.role == "data" or not cell.text else "th"
    scope = f' scope="{_scope(cell, group)}"' if tag == "th" else ""
    anchor = f' id="{name}"' if name else ""
    classes = " ".join([*_classes(cell), *(["changed"] if changed else [])])
    class_attribute = f' class="{classes}"' if classes else ""
    spans = (f' colspan="{cell.colspan}"' if cell.colspan > 1 else "") + (
        f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    )
    content = _content(cell, link)
    content = f"<mark>{content}</mark>" if changed else content
    return f"<{tag}{anchor}{scope}{spans}{class_attribute}>{content}</{tag}>"


def _scope(cell: Cell, group: int) -> str:
    if cell.role == "column":
        return "colgroup" if cell.colspan > 1 else "col"
    # 「rowgroup」 heads the rest of the tbody: true only of a head that spans all of it.
    return "rowgroup" if 1 < cell.rowspan == group else "row"


def _classes(cell: Cell) -> Iterator[str]:
    if cell.role == "data" and (cell.align == "end" or (cell.figures and not cell.align)):
        yield "num"
    elif cell.align and not (cell.role == "column" and cell.align == "center"):
        yield cell.align
    if cell.vertical:
        yield "vertical"
    if cell.indent:
        yield f"indent-{cell.indent}"


def _content(cell: Cell, link: Link | None) -> str:
    text = _lines(cell.text)
    reason = _reason(cell)
    if reason:
        # To the eye the page is the report and nothing more; who hears or points at it is told.
        bracketed = in_brackets(reason)
        text = f'<abbr title="{reason}">{text}<span class="hidden">{bracketed}</span></abbr>'
    url = link(cell.link) if link and cell.link else None
    return f'<a href="{escape(url)}">{text}</a>' if url else text


def reasons(grid: Grid) -> dict[str, list[str]]:
    """What each mark that stands for a value (－, Ｘ) means in this table."""
    meanings: dict[str, list[str]] = {}
    for row in grid.body:
        for cell in row:
            if reason := _reason(cell):
                texts = meanings.setdefault(without_marks(cell.text), [])
                texts += [] if reason in texts else [reason]
    return meanings


def _reason(cell: Cell) -> str:
    """Why a cell prints a dash or 「Ｘ」, by the status of its figure."""
    if len(cell.figures) != 1 or cell.figures[0].value is not None:
        return ""
    status = cell.figures[0].status
    text = without_marks(cell.text)
    silent = is_dash(text) or text == STATUS_PRINTS["withheld"]
    return gettext(STATUS_NAMES[status]) if silent and status in REASONS else ""


def _lines(text: str) -> str:
    if isinstance(text, Mixed):
        return text.__html__().replace("\n", "<br>")
    return "<br>".join(escape(line) for line in text.split("\n"))

"""Blocks of the report as HTML: its text and nothing else, in reading order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kanagawa.reports.document import Block
from kanagawa.reports.english import Pending
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.html import table_block_html

PENDING = "Translation pending"
# How long a part is at least before another begins; a table is as long as so many other blocks.
_PART, _TABLE = 10, 4
_WAITS = '<span class="chip">{}</span> '
Link = Callable[[str], str]


class Places(Protocol):
    """What is to be said at a table or under the heading of a section (`Notices`)."""

    def at_table(self, key: str) -> SafeString: ...
    def at_section(self, key: str) -> SafeString: ...


def text_html(
    blocks: Iterable[Block],
    tables: Mapping[str, Grid],
    link: Link,
    notices: Places,
    *,
    as_paper: bool = False,
    below: Callable[[Grid], str] = lambda grid: "",
) -> SafeString:
    """The blocks with their tables; headings get their anchors, records link to their pages.

    `as_paper` has the charts that the printed report has and no more; `below` is what stands
    below a table.
    """
    lines: list[str] = []
    for part in _parts(blocks):
        lines.append('<div class="part">')
        for kind, run in groupby(part, key=lambda block: block.kind):
            if kind == "entry":
                lines.append(_entries(run, link))
            else:
                lines += [_block(block, tables, link, notices, as_paper, below) for block in run]
        lines.append("</div>")
    return mark_safe("\n".join(lines))  # nosec B308 B703: of format_html


def _parts(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Runs of blocks that browsers lay out one by one, as they are read: of about one length, and
    each begins with a heading.
    """
    part: list[Block] = []
    length = 0
    for block in blocks:
        if block.kind == "heading" and length >= _PART and part[-1].kind != "heading":
            yield part
            part, length = [], 0
        part.append(block)
        length += _TABLE if block.kind == "table" else 1
    if part:
        yield part


def _block(
    block: Block,
    tables: Mapping[str, Grid],
    link: Link,
    notices: Places,
    as_paper: bool,
    below: Callable[[Grid], str],
) -> str:
    match block.kind:
        case "heading":
            heading = _heading(block, link)
            at_section = block.section and block.anchor == block.section
            return heading + notices.at_section(block.section) if at_section else heading
        case "line":
            return _line(block)
        case "table":
            return _table(block, tables, link, notices, as_paper, below)
        case "stages":
            return _stages(block)
    waits = format_html(_WAITS, PENDING) if isinstance(block.text, Pending) else ""
    return format_html(
        '<p class="{} level-{}">{}{}</p>', block.kind, block.level, waits, block.text
    )


def _heading(block: Block, link: Link) -> str:
    # The page's own heading is h1; HTML ends at h6, the outline does not.
    tag = f"h{min(block.level + 1, 6)}"
    number = format_html('<span class="number">{}</span> ', block.number) if block.number else ""
    return format_html(
        '<{}{} class="level-{}">{}{}</{}>',
        tag,
        _id(block),
        block.level,
        number,
        _linked(block.text, link(block.record)),
        tag,
    )


def _id(block: Block) -> str:
    return format_html(' id="{}"', block.anchor) if block.anchor else ""


def _linked(text: str, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, text) if url else text


def _line(block: Block) -> str:
    label = ""
    if block.label:
        label = format_html('<span class="label">{}</span>{}', block.label, gettext("："))
    mark = gettext("・")
    return format_html('<p class="line level-{}">{}{}{}</p>', block.level, mark, label, block.text)


def _entries(blocks: Iterable[Block], link: Link) -> str:
    rows = ((_id(block), block.number, _linked(block.text, link(block.record))) for block in blocks)
    items = format_html_join("\n", '<li{}><span class="number">{}</span> {}</li>', rows)
    return format_html('<ol class="entries">\n{}\n</ol>', items)


def _table(
    block: Block,
    tables: Mapping[str, Grid],
    link: Link,
    notices: Places,
    as_paper: bool,
    below: Callable[[Grid], str],
) -> str:
    grid = tables.get(block.table)
    if grid is None:
        return ""
    return format_html(
        '<div id="{}" class="table-place">{}{}{}</div>',
        block.anchor,
        notices.at_table(block.table),
        table_block_html(grid, link=link, as_paper=as_paper),
        below(grid),
    )


def _stages(block: Block) -> str:
    """A picture of steps; its words are not the report's text, so it counts as a chart."""
    items = format_html_join(
        "\n", '<li><p class="stage">{}</p>{}</li>', ((n, _served(by)) for n, by in block.items)
    )
    return format_html(
        '<div class="chart"><p class="chart-title">{}</p><ol class="stages">\n{}\n</ol></div>',
        block.text,
        items,
    )


def _served(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((n,) for n in names)))


def contents(blocks: Iterable[Block], deepest: int = 3) -> Iterator[Block]:
    """The headings for a table of contents."""
    return (b for b in blocks if b.kind == "heading" and b.anchor and b.level <= deepest)

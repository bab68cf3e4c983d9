"""The index that the public search reads: written at publication from the frozen copies alone.

One entry is one thing that a reader looks for: a record with all that is printed about it, a table
with its labels, notes and figures, a heading with the text under it. Nothing of a draft is in it.
The English pages have an index of their own, made of the same copies in English.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext, override

from kanagawa.formats.text import sought
from kanagawa.reports.document import Block, with_headings
from kanagawa.reports.grid import Cell, Grid, plain
from kanagawa.reports.labels import machine_text
from kanagawa.reports.manifest import Manifest

from .content import Content
from .english import LANGUAGE
from .english_content import EnglishContent
from .models import Edition, EntryKind, SearchEntry, State

# Counts up when entries are made or folded otherwise: older ones are then made anew.
FORM = 4
# Between the cells of a row: nobody searches for it, so nothing is found across cells.
APART = "｜"
# Between a line and the figures behind its print, as digits.
DIGITS = "\t"


@dataclass
class _Thing:
    """What an entry is made of; `lines` are printed lines, each with its figures as digits."""

    kind: EntryKind
    key: str
    section: str
    place: str
    title: str
    path: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, digits: Iterable[str] = ()) -> None:
        """A line once, however often it is printed."""
        line = _one_line(text), APART.join(dict.fromkeys(digits))
        if line[0] and line not in self.lines:
            self.lines.append(line)


@transaction.atomic
def write_index(edition: Edition) -> None:
    """Write the entries of a published edition, in the place of those it has."""
    SearchEntry.objects.filter(edition=edition).delete()
    for language, content in (("ja", Content(edition)), (LANGUAGE, EnglishContent(edition))):
        with override(language):
            things = _things(content)
        SearchEntry.objects.bulk_create(
            _entry(edition, language, thing, position) for position, thing in enumerate(things)
        )


def write_missing() -> list[Edition]:
    """Write the index of every published edition that has none in today's form; returns those."""
    current = SearchEntry.objects.filter(form=FORM).values("edition")
    missing = list(Edition.objects.filter(state=State.PUBLISHED).exclude(pk__in=current))
    for edition in missing:
        write_index(edition)
    return missing


def _entry(edition: Edition, language: str, thing: _Thing, position: int) -> SearchEntry:
    folded = (f"{sought(text)}{DIGITS}{digits}" for text, digits in thing.lines)
    return SearchEntry(
        edition=edition,
        language=language,
        kind=thing.kind,
        key=thing.key,
        section=thing.section,
        place=thing.place,
        title=thing.title,
        path=thing.path,
        text="\n".join(text for text, _ in thing.lines),
        sought_title=sought(thing.title),
        sought="\n".join(folded),
        position=position,
        form=FORM,
    )


def _things(content: Content) -> list[_Thing]:
    """Records, tables and passages, each kind in the order of the report."""
    records = _RecordIndex(content.manifest)
    passages: dict[str, _Thing] = {}
    paths: dict[str, str] = {}
    for headings, block in with_headings(content.blocks):
        above = headings[:-1] if block.kind == "heading" else headings
        path = gettext(" ＞ ").join(heading.numbered_text for heading in above)
        if block.table:
            paths.setdefault(block.table, path)
        elif thing := records.of_block(block, path) or _passage(passages, headings, path):
            thing.add(_block_text(block), _other_spellings(block.text))
    tables = [
        _table(grid, content.manifest, paths.get(key, "")) for key, grid in content.tables.items()
    ]
    for grid in content.tables.values():
        records.read(grid)
    return [*records.things.values(), *tables, *passages.values()]


def _block_text(block: Block) -> str:
    label = f"{block.label}{gettext('：')}" if block.label else ""
    served = (name for step, by in block.items for name in (step, *by))
    return APART.join([f"{block.number} {label}{block.text}".strip(), *served])


def _passage(things: dict[str, _Thing], headings: tuple[Block, ...], path: str) -> _Thing | None:
    """The passage under the innermost heading; None for text above all headings."""
    if not headings:
        return None
    heading = headings[-1]
    key = passage_key(headings)
    if key not in things:
        place = next((above.anchor for above in headings[::-1] if above.anchor), "")
        things[key] = _Thing(
            EntryKind.TEXT, key, heading.section, place, heading.numbered_text, path
        )
    return things[key]


def passage_key(headings: tuple[Block, ...]) -> str:
    """The key of the text under the innermost heading; one without a place is told by its words."""
    return headings[-1].anchor or " / ".join(heading.text for heading in headings)[-200:]


def _table(grid: Grid, manifest: Manifest, path: str) -> _Thing:
    entry = manifest.table(grid.key)
    section = entry.section if entry else ""
    title = machine_text(grid.title or grid.caption)
    where = path or manifest.title_of(section)
    thing = _Thing(EntryKind.TABLE, grid.key, section, grid.key, title, where)
    for text in (title, grid.caption, grid.aside, grid.unit, grid.as_of, grid.period, grid.source):
        thing.add(text)
    for row in (*grid.header, *grid.body):
        thing.add(_row_text(row), _digits(row))
    for text in (*grid.notes, *_said_of_figures(grid)):
        thing.add(text, _other_spellings(text))
    return thing


def _said_of_figures(grid: Grid) -> Iterator[str]:
    for figure in grid.figures():
        yield figure.indicator
        yield figure.note


def _row_text(row: Iterable[Cell]) -> str:
    return APART.join(_one_line(cell.text) for cell in row if cell.text.strip())


def _name(row: Iterable[Cell], cell: Cell) -> str:
    """What a row is called by its linked cell; a mere number has the cell after it behind it."""
    if not cell.text.strip().isdigit():
        return cell.text
    behind = [each.text for each in row if each is not cell and each.text.strip()]
    return " ".join([cell.text, *behind[:1]])


def _digits(row: Iterable[Cell]) -> Iterator[str]:
    """The figures of a row as digits with their unit: 13億291万円 is 1302910000円.

    The unit of most stands above its table: a page says 33件 of what the table prints as 33.
    """
    for cell in row:
        for figure in cell.figures:
            if figure.value is not None:
                yield sought(f"{plain(figure.value)}{figure.unit}")
        yield from _other_spellings(cell.text)


def _other_spellings(text: str) -> Iterator[str]:
    """The text with 株式会社 in full and numbers without commas, where it has such."""
    folded = sought(machine_text(text))
    without = folded.replace(",", "")
    if without != sought(_one_line(text)):
        yield without


def _one_line(text: str) -> str:
    return "".join(text.splitlines()).strip()


class _RecordIndex:
    """The records that have a page: what the text and the tables print about each of them."""

    def __init__(self, manifest: Manifest) -> None:
        self.lists = {entry.model: entry for entry in manifest.records}
        self.things: dict[str, _Thing] = {}

    def of_block(self, block: Block, path: str) -> _Thing | None:
        if not block.text or block.kind == "table":
            return None
        return self._thing(block.record, block.text, path)

    def read(self, grid: Grid) -> None:
        """The rows of a table belong to the records that they name."""
        for row in grid.body:
            for cell in row:
                thing = self._thing(cell.link, _name(row, cell), "") if cell.link else None
                if thing:
                    thing.add(_row_text(row), _digits(row))

    def _thing(self, record: str, name: str, path: str) -> _Thing | None:
        model, _, key = record.partition("/")
        entry = self.lists.get(model)
        if entry is None or not key:
            return None
        if record not in self.things:
            self.things[record] = _Thing(
                EntryKind.RECORD,
                record,
                entry.section,
                entry.key,
                machine_text(name),
                path or entry.title,
            )
        return self.things[record]


def lines_of(entry: SearchEntry) -> list[tuple[str, str]]:
    """The lines of an entry: as printed, and as searched with their figures as digits."""
    return list(zip(entry.text.split("\n"), entry.sought.split("\n"), strict=True))

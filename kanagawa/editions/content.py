"""The content of an edition: tables and text, live from a draft, frozen when published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from kanagawa.reports import registry
from kanagawa.reports.charting import with_picture
from kanagawa.reports.declaration import Table
from kanagawa.reports.document import Block, Unnumbered, Writer
from kanagawa.reports.english import English
from kanagawa.reports.grid import Grid
from kanagawa.reports.manifest import Manifest, RecordListEntry, SectionTitle
from kanagawa.reports.notes import with_notes

from .describing import declared_manifest, declared_records, declared_sections
from .english import english_of
from .frozen import FrozenContent
from .models import Edition, Node, NodeKind
from .proving import being_proved
from .references import References
from .rows import EditionRows
from .terms import terms_in
from .texts import names


class Printed(Protocol):
    """What was printed, by whatever code: an edition's content, or old rows by today's code."""

    @property
    def tables(self) -> Mapping[str, Grid]: ...
    @property
    def blocks(self) -> Sequence[Block]: ...


class Content:
    """What an edition says: the one door to it, which asks nobody what is declared today.

    A published edition is read from its frozen parts (`FrozenContent`). A draft is built by
    today's declarations (`LiveContent`) from `rows`, when they are given (read already, or with
    values not yet saved), else from those that are stored.
    """

    def __init__(self, edition: Edition, rows: EditionRows | None = None) -> None:
        self.edition = edition
        self._rows = rows

    @cached_property
    def _printed(self) -> "LiveContent | FrozenContent":
        if self.edition.is_published or being_proved(self.edition):
            return FrozenContent.of(self.edition)
        return LiveContent(self._rows or EditionRows(self.edition))

    @property
    def live(self) -> "LiveContent | None":
        """The print by today's declarations; None of a published edition."""
        return self._printed if isinstance(self._printed, LiveContent) else None

    @property
    def manifest(self) -> Manifest:
        """Which sections, tables, charts, headline figures and record lists the edition has."""
        return self._printed.manifest

    @property
    def tables(self) -> dict[str, Grid]:
        """All tables by key: those of the paper in its order, then the lists of records."""
        return self._printed.tables

    def table(self, key: str) -> Grid | None:
        """One table; that of a published edition is read alone."""
        return self._printed.table(key)

    @property
    def blocks(self) -> Sequence[Block]:
        """The whole text in reading order."""
        return self._printed.blocks

    @property
    def references(self) -> References:
        """What references in the text of records print."""
        return self._printed.references

    def resolve(self, text: str) -> str:
        """A record's text with its references put in; reads them only when there are any."""
        return self.references.resolve(text) if "{" in text else text

    @property
    def english(self) -> English:
        """What puts all this into English (`EnglishContent`)."""
        return self._printed.english

    @property
    def broken(self) -> list[str]:
        """References and places in the text that lead nowhere; a published edition has none."""
        return self._printed.broken

    @cached_property
    def sections(self) -> Sequence[SectionTitle]:
        """The sections in the order of the report; nothing of a draft is built for them."""
        return self.manifest.sections if self.edition.is_published else declared_sections()

    def section(self, key: str) -> SectionTitle | None:
        return next((section for section in self.sections if section.key == key), None)

    @cached_property
    def records(self) -> Sequence[RecordListEntry]:
        """The record lists of all sections; nothing of a draft is built for them."""
        return self.manifest.records if self.edition.is_published else declared_records()

    def record_list(self, section: str, key: str) -> RecordListEntry | None:
        lists = (entry for entry in self.records if entry.section == section)
        return next((entry for entry in lists if entry.key == key), None)

    def section_blocks(self, section: str) -> list[Block]:
        return [block for block in self.blocks if block.section == section]

    def section_tables(self, section: str) -> dict[str, Grid]:
        return {key: self.tables[key] for key in self.manifest.tables_of(section)}


class LiveContent:
    """Tables and text as today's declarations print these rows."""

    def __init__(self, rows: EditionRows) -> None:
        self.rows = rows
        self.lost: list[str] = []
        self.unnumbered: list[Unnumbered] = []
        built = [
            (key, table, grid)
            for table in registry.tables().values()
            for key, grid in build(table, rows)
        ]
        self._built = {key: grid for key, _, grid in built}
        facts = (fact.build(rows) for fact in registry.facts().values())
        self.facts = [figure for figure in facts if figure is not None]
        self.references = References.of(
            self._built, self.facts, rows.edition.fiscal_year, names(rows)
        )
        # Records that a table prints may refer to figures in their text, as the outline does.
        self._built = {
            key: with_picture(
                self._resolved_grid(grid), table.chart, **rows.edition.charts.get(key, {})
            )
            for key, table, grid in built
        }
        self._placed: dict[str, Grid] = {}
        self.blocks = self._write()
        # A table that the outline does not place keeps its declared title and comes last.
        tables = self._placed | {k: g for k, g in self._built.items() if k not in self._placed}
        self.tables = {key: with_notes(grid) for key, grid in tables.items()}

    @cached_property
    def manifest(self) -> Manifest:
        facts = {figure.key: figure for figure in self.facts}
        manifest = declared_manifest(self.tables, facts, self.rows.edition.headlines)
        return replace(manifest, terms=tuple(terms_in(self.tables.values(), self.blocks)))

    @cached_property
    def english(self) -> English:
        return english_of(self.references, self.manifest.statements)

    def table(self, key: str) -> Grid | None:
        return self.tables.get(key)

    @property
    def broken(self) -> list[str]:
        """What cannot be published: tables and references that lead nowhere, numbers that end."""
        ends = [heading.message for heading in self.unnumbered]
        return [*self.lost, *self.references.broken, *ends]

    def _write(self) -> list[Block]:
        writer = Writer()
        children: dict[int | None, list[Node]] = {}
        for node in self.rows.of(Node):
            children.setdefault(node.parent_id, []).append(node)
        self._write_nodes(writer, children, None, level=1, heading="")
        self.unnumbered = writer.unnumbered
        return [self._resolved(block) for block in writer.blocks]

    def _write_nodes(
        self,
        writer: Writer,
        children: dict[int | None, list[Node]],
        parent: int | None,
        level: int,
        heading: str,
    ) -> None:
        nodes = children.get(parent, [])
        for node, notes in _with_notes(nodes):
            if node.kind == NodeKind.HEADING:
                if node.key in registry.sections():
                    writer.section = node.key
                elif level == 1:
                    writer.section = ""
                writer.heading(
                    level, node.text, anchor=node.key, record=node.ref, numbered=node.numbered
                )
                self._write_nodes(writer, children, node.pk, level + 1, node.text)
            elif node.kind == NodeKind.LISTING:
                self._write_listing(writer, node, level)
            elif node.kind == NodeKind.TABLE:
                self._place(writer, node, [*children.get(node.pk, []), *notes], heading)
            else:
                writer.level = level - 1
                write = writer.note if node.kind == NodeKind.NOTE else writer.paragraph
                write(node.text, record=node.ref)

    def _write_listing(self, writer: Writer, node: Node, level: int) -> None:
        listing = registry.listings().get(node.target)
        if listing is None:
            self.lost.append(node.target)
            return
        before = len(writer.blocks)
        listing.build(self.rows, writer, level)
        for block in writer.blocks[before:]:
            if block.kind == "table" and block.table in self._built:
                self._placed[block.table] = self._built[block.table]

    def _place(self, writer: Writer, node: Node, notes: list[Node], heading: str) -> None:
        grid = self._built.get(node.target)
        if grid is None:
            self.lost.append(node.target)
            return
        caption = self.references.resolve(node.text) or grid.caption
        self._placed[node.target] = grid.with_(
            title=grid.title
            or caption.lstrip("○ ").removeprefix("【参考】")
            or self.references.resolve(heading),
            caption=caption,
            notes=(*grid.notes, *(self.references.resolve(note.text) for note in notes)),
        )
        writer.table(node.target)

    def _resolved_grid(self, grid: Grid) -> Grid:
        resolve = self.references.resolve
        notes = tuple(resolve(note) for note in grid.notes)
        if not any("{" in cell.text for row in grid.body for cell in row):
            return grid if notes == grid.notes else grid.with_(notes=notes)
        body = tuple(
            tuple(replace(cell, text=resolve(cell.text)) for cell in row) for row in grid.body
        )
        return grid.with_(body=body, notes=notes)

    def _resolved(self, block: Block) -> Block:
        if "{" not in block.text:
            return block
        return Block.from_json({**block.to_json(), "text": self.references.resolve(block.text)})


def _with_notes(nodes: Sequence[Node]) -> Iterator[tuple[Node, list[Node]]]:
    """The nodes under a heading; the notes right behind a table are its own and come with it."""
    table: tuple[Node, list[Node]] | None = None
    for node in nodes:
        if table and node.kind == NodeKind.NOTE:
            table[1].append(node)
            continue
        if table:
            yield table
        table = (node, []) if node.kind == NodeKind.TABLE else None
        if table is None:
            yield node, []
    if table:
        yield table


def build(table: Table, rows: EditionRows) -> Iterator[tuple[str, Grid]]:
    """The Grids of a declared table with their keys: one, or one per row of `table.each`."""
    if table.each is None:
        yield table.key, table.build(rows).with_(key=table.key)
        return
    each: Any = table.each
    for row in rows.of(each):
        grid = table.build(rows, row)
        if grid.body:
            key = f"{table.key}.{row.key}"
            yield key, grid.with_(key=key)

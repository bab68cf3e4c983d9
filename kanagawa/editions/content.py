"""The content of an edition: tables and text, live from a draft, frozen when published."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from kanagawa.reports import registry
from kanagawa.reports.declaration import Table
from kanagawa.reports.document import Block, Unnumbered, Writer
from kanagawa.reports.grid import Grid

from .models import Edition, FrozenKind, Node, NodeKind
from .references import References
from .rows import EditionRows


class Content:
    """Tables and text of one edition. Published editions are read from their frozen copies.

    A draft is built from `rows` when they are given (read already, or with values not yet saved).
    """

    def __init__(self, edition: Edition, rows: EditionRows | None = None) -> None:
        self.edition = edition
        self._rows = rows

    @cached_property
    def tables(self) -> dict[str, Grid]:
        """All tables by key: those of the paper in its order, then the lists of records."""
        if self.edition.is_published:
            parts = self.edition.frozen.filter(kind=FrozenKind.TABLE).order_by("position")
            return {part.key: Grid.from_json(json.loads(part.content)) for part in parts}
        return self._live.tables

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The whole text in reading order."""
        if self.edition.is_published:
            part = self.edition.frozen.get(kind=FrozenKind.TEXT)
            return [Block.from_json(block) for block in json.loads(part.content)]
        return self._live.blocks

    @cached_property
    def references(self) -> References:
        """What references in the text of records print."""
        if self.edition.is_published:
            part = self.edition.frozen.get(kind=FrozenKind.REFERENCES)
            return References(json.loads(part.content))
        return self._live.references

    def resolve(self, text: str) -> str:
        """A record's text with its references put in; reads them only when there are any."""
        return self.references.resolve(text) if "{" in text else text

    @cached_property
    def broken(self) -> list[str]:
        """References and places in the text that lead nowhere; a published edition has none."""
        return [] if self.edition.is_published else self._live.broken

    @cached_property
    def _live(self) -> "LiveContent":
        return LiveContent(self._rows or EditionRows(self.edition))

    def section_blocks(self, section: str) -> list[Block]:
        return [block for block in self.blocks if block.section == section]

    def section_tables(self, section: str) -> dict[str, Grid]:
        return {k: grid for k, grid in self.tables.items() if registry.section_of(k) == section}


class LiveContent:
    """Builds tables and text from the rows of a draft."""

    def __init__(self, rows: EditionRows) -> None:
        self.rows = rows
        self.lost: list[str] = []
        self.unnumbered: list[Unnumbered] = []
        self._built = {
            key: grid for table in registry.tables().values() for key, grid in build(table, rows)
        }
        built = (fact.build(rows) for fact in registry.facts().values())
        self.facts = [figure for figure in built if figure is not None]
        self.references = References.of(self._built, self.facts, rows.edition.fiscal_year)
        # Records that a table prints may refer to figures in their text, as the outline does.
        self._built = {key: self._resolved_grid(grid) for key, grid in self._built.items()}
        self._placed: dict[str, Grid] = {}
        self.blocks = self._write()
        # A table that the outline does not place keeps its declared title and comes last.
        self.tables = self._placed | {k: g for k, g in self._built.items() if k not in self._placed}

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
        for node in children.get(parent, []):
            if node.kind == NodeKind.HEADING:
                if node.key in registry.sections():
                    writer.section = node.key
                elif level == 1:
                    writer.section = ""
                writer.heading(
                    level, node.text, anchor=node.key, record=node.address, numbered=node.numbered
                )
                self._write_nodes(writer, children, node.pk, level + 1, node.text)
            elif node.kind == NodeKind.LISTING:
                self._write_listing(writer, node, level)
            elif node.kind == NodeKind.TABLE:
                self._place(writer, node, children.get(node.pk, []), heading)
            else:
                writer.level = level - 1
                write = writer.note if node.kind == NodeKind.NOTE else writer.paragraph
                write(node.text, record=node.address)

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

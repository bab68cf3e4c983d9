"""The neutral text: headings, paragraphs, notes, lines and places of tables, in reading order.

What a Grid is for a table, a list of Blocks is for the report's text: page, frozen copy and
(later) Word and PDF are made from it and from nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal, Self

from kanagawa.formats.numerals import outline_number

from .stored import Json, known

# The levels that official documents have marks for.
DEEPEST = 7
BlockKind = Literal["heading", "paragraph", "note", "line", "table", "entry", "stages"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the report.

    `level` is the outline level it belongs to (1 to 7, 0 outside); a `line` prints as
    「・label：text」, an `entry` as 「number text」 of a numbered list, a `table` stands for the
    Grid `table`, `stages` for a picture of steps (`items`: step and what serves it).
    `record` is the stable ref of the record it is about, `anchor` its id on the page.
    """

    kind: BlockKind
    level: int = 0
    number: str = ""
    text: str = ""
    label: str = ""
    anchor: str = ""
    record: str = ""
    section: str = ""
    table: str = ""
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def numbered_text(self) -> str:
        """「(1) 経過」: the text behind its number."""
        return f"{self.number} {self.text}".strip()

    def to_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        items = tuple((name, tuple(served)) for name, served in data.get("items", ()))
        return cls(**{**known(cls, data), "items": items})


def with_headings(blocks: Iterable[Block]) -> Iterator[tuple[tuple[Block, ...], Block]]:
    """Each block with the headings that it stands under, outermost first, itself if it is one."""
    headings: tuple[Block, ...] = ()
    for block in blocks:
        if block.kind == "heading":
            headings = (*(above for above in headings if above.level < block.level), block)
        yield headings, block


_NAMES = tuple(field.name for field in fields(Block))


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A heading for which official documents have no number, and what to do about it."""

    section: str
    record: str
    message: str


class Writer:
    """Collects blocks and numbers the headings by their position; numbers are never typed.

    A heading that no number is left for stands without one and is among the `unnumbered`.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.unnumbered: list[Unnumbered] = []
        self.level = 0
        self.section = ""
        self._ordinals = [0] * 9
        self._anchors: dict[str, int] = {}

    def heading(
        self,
        level: int,
        text: str,
        *,
        anchor: str = "",
        record: str = "",
        numbered: bool = True,
        style: str = "report",
    ) -> None:
        """A heading at an outline level (1 to 7), the next number of its level before it."""
        self.level = level
        number = self._next(level, style, record) if numbered else ""
        self._add("heading", number=number, text=text, anchor=anchor or record, record=record)

    def _next(self, level: int, style: str, record: str) -> str:
        message = (
            f"見出しの段は{DEEPEST}までです（この見出しは{level}段目）。上の段へ移してください。"
        )
        if level <= DEEPEST:
            self._ordinals[level] += 1
            self._ordinals[level + 1 :] = [0] * (8 - level)
            try:
                return outline_number(level, self._ordinals[level], style)
            except ValueError as error:
                message = str(error)
        self.unnumbered.append(Unnumbered(self.section, record, message))
        return ""

    def paragraph(self, text: str, record: str = "") -> None:
        """One or more paragraphs (parted by newlines); nothing for an empty text."""
        for part in text.splitlines():
            if part.strip():
                self._add("paragraph", text=part.strip(), record=record)

    def note(self, text: str, record: str = "") -> None:
        for part in text.splitlines():
            if part.strip():
                self._add("note", text=part.strip(), record=record)

    def line(self, label: str, text: str, record: str = "") -> None:
        """「・label：text」, as activities list their date, place and participants."""
        self._add("line", label=label, text=text, record=record)

    def entry(self, number: str, text: str, record: str = "") -> None:
        """A line of a numbered list that is no heading (the commercialised robots)."""
        self._add("entry", number=number, text=text, record=record, anchor=record)

    def table(self, key: str, record: str = "") -> None:
        self._add("table", table=key, record=record, anchor=key)

    def stages(self, text: str, items: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        self._add("stages", text=text, items=items)

    def _add(self, kind: BlockKind, *, anchor: str = "", **values: Any) -> None:
        if anchor:
            anchor = self._unique(anchor.replace("/", "-").replace(".", "-"))
        self.blocks.append(
            Block(kind, level=self.level, section=self.section, anchor=anchor, **values)
        )

    def _unique(self, anchor: str) -> str:
        count = self._anchors[anchor] = self._anchors.get(anchor, 0) + 1
        return anchor if count == 1 else f"{anchor}-{count}"

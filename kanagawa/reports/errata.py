"""The 正誤表 of a corrected edition: what was wrong, what is right, why, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext

from kanagawa.formats.numbers import number
from kanagawa.formats.years import wareki

from .comparing import Difference
from .comparing.marks import Part, excerpt, marked
from .grid import Cell, Grid, column_head, row_head
from .stored import Json

NOTHING = "（記載なし）"
REMOVED = "（削除）"
CORRECTED, FOLLOWS = "訂正", "連動"
# What fits a cell of an Excel row of the greatest height.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Erratum:
    """One corrected place; `reason` is that of its own change, or of the correction as a whole.

    `follows`: nobody corrected it, it follows from what was (a total, a figure in a text). None
    where that was not told yet: in what was frozen before.
    """

    difference: Difference
    reason: str
    follows: bool | None = None

    @property
    def old(self) -> str:
        return self.difference.old or gettext(NOTHING)

    @property
    def new(self) -> str:
        return self.difference.new or gettext(REMOVED)

    @property
    def why(self) -> str:
        """Whether it was corrected or follows; "" where that was not told yet."""
        if self.follows is None:
            return ""
        return FOLLOWS if self.follows else CORRECTED

    @property
    def parts(self) -> tuple[list[Part], list[Part]]:
        """Both texts in parts with whether they differ; a place that only one has differs whole."""
        if self.difference.act != "changed":
            return [(self.old, False)], [(self.new, False)]
        return marked(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Errata:
    """All corrected places between two revisions; `corrected_on` is None before publication."""

    old: str
    new: str
    corrected_on: date | None
    reason: str
    rows: tuple[Erratum, ...]

    @property
    def when(self) -> str:
        return wareki(self.corrected_on) if self.corrected_on else "（公開の日）"

    @property
    def groups(self) -> list[tuple[str, list[Erratum]]]:
        """The rows by weight, none left out: what was wrong, then what only followed."""
        numbers = [row for row in self.rows if row.difference.kind == "number"]
        behind = [row for row in self.rows if not row.difference.printed]
        rest = [row for row in self.rows if row not in numbers and row not in behind]
        by_title = [
            ("", [row for row in rest if not row.follows]),
            ("連動して変わった箇所", [row for row in rest if row.follows]),
            ("番号だけが変わった箇所", numbers),
            ("印字は変わらず、データの属性や体裁が変わった箇所", behind),
        ]
        return [(title, rows) for title, rows in by_title if rows]

    def to_json(self) -> dict[str, Any]:
        return {
            "old": self.old,
            "new": self.new,
            "corrected_on": self.corrected_on.isoformat() if self.corrected_on else None,
            "reason": self.reason,
            "rows": [_row_json(row) for row in self.rows],
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        rows = []
        for row in data["rows"]:
            own = ("reason", "follows")
            difference = {name: value for name, value in row.items() if name not in own}
            follows = row.get("follows")
            rows.append(Erratum(Difference.from_json(difference), row["reason"], follows))
        day = data["corrected_on"]
        return cls(
            data["old"],
            data["new"],
            date.fromisoformat(day) if day else None,
            data["reason"],
            tuple(rows),
        )


def _row_json(row: Erratum) -> dict[str, object]:
    follows = {} if row.follows is None else {"follows": row.follows}
    return {**row.difference.to_json(), "reason": row.reason, **follows}


def errata_grid(errata: Errata, label: str) -> Grid:
    """The 正誤表 as on paper: 番号・区分・箇所・誤・正・理由・訂正年月日."""
    rows = [row for _, group in errata.groups for row in group]
    heads = ["番号", "箇所", "誤", "正", "理由", "訂正年月日"]
    widths = [6, 32, 42, 42, 24, 18]
    if any(row.follows is not None for row in rows):
        heads.insert(1, "区分")
        widths[:1] = [8, 10]
    return Grid(
        key="errata",
        title=f"{label}　正誤表",
        header=(tuple(column_head(head) for head in heads),),
        body=tuple(_row(n, row, errata.when) for n, row in enumerate(rows, start=1)),
        notes=(f"訂正の理由：{errata.reason}",),
        widths=tuple(widths),
    )


def _row(n: int, row: Erratum, when: str) -> tuple[Cell, ...]:
    old, new = (_short(parts) for parts in row.parts)
    difference = row.difference
    # In the text the place says what it is (見出し, 第１段落).
    where = (
        f"{difference.where}（{difference.kind_name}）" if difference.table else difference.where
    )
    return (
        row_head(number(n), align="end"),
        *([] if row.follows is None else [Cell(row.why)]),
        Cell(where),
        Cell(old),
        Cell(new),
        Cell(row.reason),
        Cell(when),
    )


def _short(parts: Sequence[Part]) -> str:
    text = "".join(text for text, _ in parts)
    return text if len(text) <= _LONGEST else excerpt(parts)

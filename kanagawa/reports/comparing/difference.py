"""One difference between two printed forms, and the figures behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self

from kanagawa.formats.numbers import PERCENT, amount, percent
from kanagawa.formats.statuses import QUALIFIER_NAMES, STATUS_NAMES
from kanagawa.formats.years import period_text, wareki

from ..grid import Figure
from ..stored import Json, known

Kind = Literal[
    "value",
    "text",
    "head",
    "number",
    "data",
    "row",
    "column",
    "table",
    "place",
    "title",
    "caption",
    "aside",
    "unit",
    "as_of",
    "period",
    "note",
    "source",
    "layout",
    "heading",
    "paragraph",
    "line",
    "entry",
    "stages",
]
Act = Literal["changed", "added", "removed"]

KINDS: dict[str, str] = {
    "value": "数値",
    "text": "文字",
    "head": "行・列の見出し",
    "number": "番号のみ",
    "data": "数値の属性",
    "row": "行",
    "column": "列",
    "table": "表",
    "place": "表の位置",
    "title": "表の名称",
    "caption": "表の上の見出し",
    "aside": "表の右上の記載",
    "unit": "単位",
    "as_of": "時点",
    "period": "対象期間",
    "note": "注",
    "source": "出典",
    "layout": "体裁",
    "heading": "見出し",
    "paragraph": "本文",
    "line": "項目",
    "entry": "一覧の行",
    "stages": "図",
}
ACTS: dict[str, str] = {"changed": "変更", "added": "追加", "removed": "削除"}
# The same words as figures.models has for staff; `reports` stands below it.
FIGURE_KINDS = {
    "target": "目標値",
    "actual": "実績値",
    "forecast": "見込",
    "limit": "限度額",
    "estimate": "見込額",
}
_SAME_PLACE = ("actual", "forecast", "estimate")
_YEAR = re.compile(rf"(.+)-({'|'.join(_SAME_PLACE)})-([0-9]{{4}}(?:-[0-9]{{4}})?)")


def keys_of(key: str) -> list[str]:
    """All keys that the figure at this place has had: as forecast, as estimate and as actual."""
    match = _YEAR.fullmatch(key)
    if match is None:
        return [key]
    owner, kind, year = match.groups()
    return [key, *(f"{owner}-{k}-{year}" for k in _SAME_PLACE if k != kind)]


def place_of(key: str) -> str:
    """The place of a figure over the years: last year's forecast and this year's actual share it.

    Keys name owner, kind and year (`…/seed-forecast-2025`), or only the owner where a table has
    one value each.
    """
    match = _YEAR.fullmatch(key)
    return f"{match[1]}-actual-{match[3]}" if match else key


@dataclass(frozen=True)
class Delta:
    """By how much a figure went up or down, in its unit; `percent` is of the old value.

    Two shares differ by points: a percentage of a percentage would be taken for one of them.
    """

    difference: Decimal
    unit: str
    percent: Decimal | None

    @classmethod
    def between(cls, old: Decimal, new: Decimal, unit: str) -> Self:
        difference = new - old
        return cls(difference, unit, _rate(difference, old, unit))

    @property
    def text(self) -> str:
        unit = "ポイント" if self.unit == PERCENT else self.unit
        return f"{'＋' if self.difference > 0 else ''}{amount(self.difference, unit)}"

    @property
    def percent_text(self) -> str:
        if self.percent is None:
            return ""
        return f"{'＋' if self.percent > 0 else ''}{percent(self.percent, 1)}"


def _rate(difference: Decimal, old: Decimal, unit: str) -> Decimal | None:
    """The difference in % of the old value, one decimal; None of zero and of shares."""
    if not old or unit == PERCENT:
        return None
    return (difference * 100 / abs(old)).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in the old and in the new print; None where it does not stand."""

    old: Figure | None
    new: Figure | None

    @property
    def figure(self) -> Figure:
        """The figure as it now stands, or last stood."""
        figure = self.new or self.old
        assert figure is not None, "one of the two is always there"
        return figure

    @property
    def difference(self) -> Decimal | None:
        """New minus old in `figure.unit`; None without two values of one unit."""
        old, new = self.old, self.new
        if old is None or new is None or old.value is None or new.value is None:
            return None
        return new.value - old.value if old.unit == new.unit else None

    @property
    def percent(self) -> Decimal | None:
        difference = self.difference
        if difference is None or self.old is None or self.old.value is None:
            return None
        return _rate(difference, self.old.value, self.old.unit)

    @property
    def amount(self) -> Delta | None:
        """By how much it differs; None where it does not or nothing can be said."""
        difference = self.difference
        return Delta(difference, self.figure.unit, self.percent) if difference else None

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        """What changed besides the value: name of the attribute, old and new in words."""
        for name, title in _ATTRIBUTES.items():
            old, new = (_in_words(figure, name) for figure in (self.old, self.new))
            if self.old and self.new and old != new:
                yield title, old, new

    def to_json(self) -> dict[str, object]:
        return {
            "old": self.old.to_json() if self.old else None,
            "new": self.new.to_json() if self.new else None,
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        old, new = (Figure.from_json(data[n]) if data.get(n) else None for n in ("old", "new"))
        return cls(old, new)


_ATTRIBUTES = {
    "kind": "種別",
    "status": "値の有無",
    "qualifier": "値の性質",
    "as_of": "時点",
    "period": "対象期間",
    "unit": "単位",
    "note": "注",
    "indicator": "指標",
    "value": "値",
    "computed": "計算値",
    "text": "印字",
    "key": "識別子",
}


def _in_words(figure: Figure | None, name: str) -> str:
    value = getattr(figure, name, None)
    if value is None or value == "":
        return "（なし）"
    if name == "kind":
        return FIGURE_KINDS.get(str(value), str(value))
    if name == "status":
        return STATUS_NAMES.get(str(value), str(value))
    if name == "qualifier":
        return QUALIFIER_NAMES.get(str(value), str(value))
    if name == "period":
        return period_text(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Decimal):
        # 25 and 25.0 are the same value: a frozen copy and a database write it differently.
        return f"{value.normalize():f}"
    return wareki(value) if isinstance(value, date) else str(value)


# The frozen corrections keep the word that they were first written with.
_STORED = {"ref": "address"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the two prints differ.

    `table` is the key of its table ("" in the text), `where` the place in words, `ref` that
    of the figure, record or table it is about, `anchor` an id on the report's page. `old` and
    `new` are what is printed ("" where nothing stands). `old_at` and `new_at` say where on the
    two prints: rows and columns of cells, or indices of blocks; every changed place is in exactly
    one Difference.
    """

    section: str
    table: str
    where: str
    kind: Kind
    act: Act
    old: str
    new: str
    ref: str = ""
    anchor: str = ""
    figures: tuple[FigureChange, ...] = ()
    old_at: tuple[tuple[int, ...], ...] = ()
    new_at: tuple[tuple[int, ...], ...] = ()

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]

    @property
    def act_name(self) -> str:
        return ACTS[self.act]

    @property
    def printed(self) -> bool:
        """Whether the print itself differs, not only the data behind it or its layout."""
        return self.kind not in ("data", "layout")

    def to_json(self) -> dict[str, Any]:
        plain = {_STORED.get(f.name, f.name): getattr(self, f.name) for f in fields(self)}
        return {**plain, "figures": [change.to_json() for change in self.figures]}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        places = {n: tuple(tuple(at) for at in data.get(n, ())) for n in ("old_at", "new_at")}
        figures = tuple(FigureChange.from_json(change) for change in data.get("figures", ()))
        ref = data.get(_STORED["ref"], "")
        return cls(**{**known(cls, data), **places, "ref": ref, "figures": figures})

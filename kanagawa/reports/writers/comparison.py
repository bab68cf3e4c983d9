"""What differs between two editions as CSV: a row for each figure, thing and text."""

from collections.abc import Iterable, Iterator

from ..comparing.difference import FigureChange
from ..comparing.years import SectionComparison
from .csv import Value, csv_rows, edition_code

# Column, its name and what it holds.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("old_edition", "前の版", "2025_1 は令和７年度版の第１版"),
    ("new_edition", "新しい版", "2025_1 は令和７年度版の第１版"),
    ("section", "節", "報告の節の識別子"),
    (
        "change",
        "変化",
        "moved 新しい値になった数値、revised 同じ期間の値が変わった数値、added 新しく載ったもの、"
        "removed 載らなくなったもの、changed 内容が変わったもの、held 開催、cancelled 中止、"
        "postponed 延期、open 結果の記載なし、gone 新しい版に記載なし",
    ),
    ("table_key", "表の識別子", "数値のときだけ"),
    ("address", "数値・記録の識別子", ""),
    ("name", "名称", "数値は指標、本文は箇所"),
    ("old", "前の印字", ""),
    ("new", "新しい印字", ""),
    ("old_value", "前の値", "数値。金額は円、割合は百分率"),
    ("new_value", "新しい値", "数値。金額は円、割合は百分率"),
    ("unit", "単位", ""),
    ("difference", "差", "新しい値－前の値"),
    ("percent", "増減率（％）", "前の値に対する差"),
)


def comparison_csv(old: str, new: str, sections: Iterable[SectionComparison]) -> bytes:
    """`old` and `new` name the editions (`2025-1`)."""
    editions = edition_code(old), edition_code(new)
    rows = ((*editions, each.section.key, *row) for each in sections for row in _rows(each))
    return b"".join(csv_rows([name for name, _, _ in COLUMNS], rows))


def _rows(section: SectionComparison) -> Iterator[tuple[Value, ...]]:
    for name in ("moved", "revised", "added", "removed"):
        for movement in getattr(section, name):
            yield (name, movement.table, *_figure(movement.name, movement.change))
    for each in section.lists:
        for record in each.added:
            yield _row("added", record.ref, record.name, "", record.name)
        for record in each.removed:
            yield _row("removed", record.ref, record.name, record.name, "")
        for changed in each.changed:
            for head, old, new in changed.changes:
                record = changed.record
                yield _row("changed", record.ref, f"{record.name}：{head}", old, new)
    for outcome in section.outcomes:
        record = outcome.record
        yield _row(outcome.result, record.ref, record.name, outcome.plan, outcome.text)
    for text in section.texts:
        yield _row(text.act, text.ref, text.where, text.old, text.new)


def _figure(name: str, change: FigureChange) -> tuple[Value, ...]:
    old, new = change.old, change.new
    return (
        change.figure.key,
        name,
        old.text if old else "",
        new.text if new else "",
        old.value if old else None,
        new.value if new else None,
        change.figure.unit,
        change.difference,
        change.percent,
    )


def _row(change: str, ref: str, name: str, old: str, new: str) -> tuple[Value, ...]:
    return (change, "", ref, name, old, new, None, None, "", None, None)

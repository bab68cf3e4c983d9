"""Which cell is compared with which: by records, by figures of the same year, by heads."""

from datetime import date
from decimal import Decimal

from kanagawa.figures.kinds import Kind, Qualifier, Status
from kanagawa.formats.statuses import QUALIFIER_NAMES, STATUS_NAMES
from kanagawa.formats.years import Period
from kanagawa.reports.comparing import compare_table
from kanagawa.reports.comparing.difference import FIGURE_KINDS, Delta, place_of
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head

FORECAST = "forecast"
OWNERS = {"asia": "アジア", "europe": "欧州"}


def figure(owner: str, year: int, value: int, kind: str = "actual", **more) -> Figure:
    return Figure(
        key=f"zones.count/{owner}-{kind}-{year}",
        indicator=OWNERS.get(owner, owner),
        value=Decimal(value),
        unit="件",
        kind=kind,
        text=f"{value}件",
        period=Period.fiscal_year(year),
        as_of=date(year, 6, 30),
        **more,
    )


def yearly(*columns, key: str = "zones.counts") -> Grid:
    """A table with a column for each year: `(head, {owner: figure})`."""
    return Grid(
        key=key,
        title="誘致件数",
        header=((column_head("地域"), *(column_head(head) for head, _ in columns)),),
        body=tuple(
            (row_head(name), *(Cell(found[owner].text, (found[owner],)) for _, found in columns))
            for owner, name in OWNERS.items()
        ),
    )


def year(number: int, asia: int, europe: int, head: str = "", kind: str = "actual"):
    counts = {"asia": asia, "europe": europe}
    by_owner = {owner: figure(owner, number, n, kind) for owner, n in counts.items()}
    return head or f"{number}年度", by_owner


def told(old: Grid | None, new: Grid | None) -> list[tuple[str, ...]]:
    return [(d.kind, d.act, d.old, d.new) for d in compare_table(old, new)]


def test_shares_differ_by_points():
    by = Delta.between(Decimal("28.8"), Decimal("13.9"), "％")
    assert (by.text, by.percent_text) == ("△14.9ポイント", "")


def test_a_changed_figure_has_its_place_values_difference_and_percent():
    old, new = yearly(year(2025, 200, 3)), yearly(year(2025, 250, 3))
    (difference,) = compare_table(old, new)
    assert (difference.kind, difference.act, difference.old, difference.new) == (
        "value",
        "changed",
        "200件",
        "250件",
    )
    assert difference.where == "誘致件数 → アジア → 2025年度"
    assert difference.ref == "zones.count/asia-actual-2025"
    (change,) = difference.figures
    assert (change.difference, change.percent) == (Decimal(50), Decimal("25.0"))


def test_shifted_columns_compare_each_year_with_itself():
    old = yearly(year(2023, 7, 2), year(2024, 12, 3), year(2025, 4, 1, "2025年度(見込)", FORECAST))
    new = yearly(year(2024, 12, 3), year(2025, 5, 1), year(2026, 9, 9, "2026年度(見込)", FORECAST))
    assert told(old, new) == [
        ("column", "removed", "2023年度", ""),
        ("head", "changed", "2025年度(見込)", "2025年度"),
        ("column", "added", "", "2026年度(見込)"),
        ("value", "removed", "7件", ""),
        ("value", "changed", "4件", "5件"),
        ("value", "added", "", "9件"),
        ("value", "removed", "2件", ""),
        ("data", "changed", *DATA),
        ("value", "added", "", "9件"),
    ]


DATA = (
    "種別：見込、識別子：zones.count/europe-forecast-2025",
    "種別：実績値、識別子：zones.count/europe-actual-2025",
)


def test_a_table_that_moved_on_as_a_whole_is_compared_by_place():
    old = yearly(year(2025, 4, 1, kind="forecast"))
    new = yearly(year(2026, 6, 1, kind="forecast"))
    differences = {(d.kind, d.old, d.new) for d in compare_table(old, new)}
    assert ("head", "2025年度", "2026年度") in differences
    assert ("value", "4件", "6件") in differences
    assert not [d for d in compare_table(old, new) if d.act != "changed"]


def test_a_forecast_and_the_actual_of_its_year_are_one_place():
    assert place_of("a.b/c-forecast-2025") == place_of("a.b/c-actual-2025")
    assert place_of("a.b/c-forecast-2025") != place_of("a.b/c-actual-2024")
    assert place_of("a.b/c-target-2025") != place_of("a.b/c-actual-2025")
    assert place_of("a.b/forecast-office") == "a.b/forecast-office"


def test_kind_and_as_of_behind_an_unchanged_print_are_told():
    old, new = yearly(year(2025, 4, 1)), yearly(year(2025, 4, 1, kind="forecast"))
    assert [(d.kind, d.printed) for d in compare_table(old, new)] == [("data", False)] * 2
    assert compare_table(old, new)[0].old.startswith("種別：実績値")


def records(*names: str) -> Grid:
    return Grid(
        key="zones.list",
        title="一覧",
        header=((column_head("番号"), column_head("名称"), column_head("市町")),),
        body=tuple(
            (row_head(str(n)), Cell(name, link=f"zones.zone/{name[0]}"), Cell("横浜市"))
            for n, name in enumerate(names, start=1)
        ),
    )


def test_records_are_found_by_their_address_wherever_they_stand():
    assert told(records("a", "b", "c"), records("a", "bの二", "x", "c")) == [
        ("text", "changed", "b", "bの二"),
        ("row", "added", "", "3 ／ x ／ 横浜市"),
        ("number", "changed", "3", "4"),
    ]


def test_a_record_that_took_the_place_of_another_is_another():
    assert told(records("a"), records("b")) == [
        ("row", "removed", "1 ／ a ／ 横浜市", ""),
        ("row", "added", "", "1 ／ b ／ 横浜市"),
    ]


def test_what_stands_around_a_table_is_compared_too():
    old = yearly(year(2025, 4, 1))
    new = old.with_(
        title="件数",
        caption="○ 件数",
        aside="(件)",
        unit="件",
        as_of="現在",
        period="年度",
        notes=("注１",),
        source="出典",
    )
    assert {d.kind for d in compare_table(old, new)} == {
        "title",
        "caption",
        "aside",
        "unit",
        "as_of",
        "period",
        "note",
        "source",
    }
    assert told(old.with_(notes=("甲", "乙")), old.with_(notes=("乙",))) == [
        ("note", "removed", "甲", "")
    ]


def test_layout_alone_is_told_in_one_row():
    old = yearly(year(2025, 4, 1))
    assert [d.kind for d in compare_table(old, old.with_(widths=(10, 20)))] == ["layout"]
    merged = old.with_(body=(*old.body, (row_head("計", colspan=2),)))
    parted = old.with_(body=(*old.body, (row_head("計"), row_head("計"))))
    assert [d.kind for d in compare_table(merged, parted)] == ["layout"]
    assert compare_table(old, old.with_()) == []


def test_a_new_table_tells_every_figure():
    grid = yearly(year(2025, 4, 1)).with_(caption="○ 誘致件数")
    assert told(None, grid) == [
        ("table", "added", "", "誘致件数"),
        ("caption", "added", "", "○ 誘致件数"),
        ("row", "added", "", "地域 ／ 2025年度"),
        ("row", "added", "", "アジア"),
        ("value", "added", "", "4件"),
        ("row", "added", "", "欧州"),
        ("value", "added", "", "1件"),
    ]
    assert [d.act for d in compare_table(grid, None)] == ["removed"] * 7
    assert compare_table(None, None) == []


def test_a_merged_head_over_a_dropped_column_is_not_dropped():
    head = (column_head("地域"), column_head("計画期間", colspan=2))
    two = yearly(year(2024, 1, 1), year(2025, 2, 2))
    one = yearly(year(2025, 2, 2))
    old = two.with_(header=(head, *two.header))
    new = one.with_(header=((head[0], column_head("計画期間")), *one.header))
    assert ("column", "removed", "2024年度", "") in told(old, new)
    assert not [row for row in told(old, new) if "計画期間" in row[2] + row[3]]


def test_the_words_for_kinds_and_statuses_are_those_of_the_models():
    assert dict(Kind.choices) == FIGURE_KINDS
    assert dict(Status.choices) == STATUS_NAMES
    assert dict(Qualifier.choices) == QUALIFIER_NAMES

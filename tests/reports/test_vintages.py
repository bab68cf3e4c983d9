"""A figure over the editions: what each printed of a period, and where its line breaks."""

from dataclasses import replace
from decimal import Decimal

from kanagawa.formats.years import Period
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head
from kanagawa.reports.vintages import breaks, line_of, prints_of, vintages


def figure(year: int, value: int | None, kind: str = "actual", **other: str) -> Figure:
    return Figure(
        key=f"a.b/x-{kind}-{year}",
        indicator=other.get("indicator", "件数"),
        value=None if value is None else Decimal(value),
        unit=other.get("unit", "件"),
        kind=kind,
        text="－" if value is None else f"{value}件",
        period=Period.fiscal_year(year),
    )


def grid(*figures: Figure, plans: dict[int, str] | None = None) -> Grid:
    """One row of figures, each under the plan period of its year."""
    heads = [column_head((plans or {}).get(f.period.first_fiscal_year, "")) for f in figures]
    years = [column_head(str(f.period.first_fiscal_year)) for f in figures]
    corner = column_head("", rowspan=2)
    body = ((row_head("行"), *(Cell(f.text, (f,)) for f in figures)),)
    return Grid("a.t", "表", body=body, header=((corner, *heads), tuple(years)))


def rows(*grids: Grid):
    return vintages([list(prints_of(each, "a.b/x")) for each in grids])


def texts(found) -> list[tuple[str | None, ...]]:
    return [tuple(p and p.figure.text for p in row.prints) for row in found]


def test_each_edition_keeps_what_it_printed_of_a_period():
    table_rows = rows(
        grid(figure(2023, 5), figure(2024, 7)), grid(figure(2024, 8), figure(2025, 9))
    )
    assert texts(table_rows) == [("5件", None), ("7件", "8件"), (None, "9件")]
    assert [row.is_revised for row in table_rows] == [False, True, False]


def test_a_line_ends_where_the_plan_period_changes():
    plans = {2022: "第２期", 2023: "第３期", 2024: "第３期"}
    table_rows = rows(grid(figure(2022, 5), figure(2023, 6), figure(2024, 7), plans=plans))
    assert breaks(table_rows) == ["", "計画期間が変わりました（第２期→第３期）", ""]
    assert line_of(table_rows).groups == ("0", "1", "1")


def test_a_line_ends_where_the_indicator_changes():
    table_rows = rows(grid(figure(2023, 5), figure(2024, 6, indicator="延べ件数")))
    assert breaks(table_rows) == ["", "指標が変わりました（件数→延べ件数）"]
    assert line_of(table_rows).groups == ("0", "1")


def test_values_of_another_unit_are_in_no_picture():
    table_rows = rows(grid(figure(2022, 5, unit="社"), figure(2023, 6), figure(2024, 7)))
    assert breaks(table_rows)[1] == "単位が変わりました（社→件）"
    assert line_of(table_rows).labels == ("令和５年度", "令和６年度")


def test_an_actual_takes_the_place_of_its_forecast():
    forecast = replace(figure(2024, 4), kind="forecast")
    data = line_of(rows(grid(figure(2023, 3)), grid(forecast), grid(figure(2024, 6))))
    assert [point.text for point in data.series[0].points] == ["3件", "6件"]


def test_there_is_no_line_without_two_periods_or_without_a_value():
    assert line_of(rows(grid(figure(2024, 1)))) is None
    assert line_of(rows(grid(figure(2023, None), figure(2024, None)))) is None
    assert line_of(rows(grid(figure(2023, 0), figure(2024, 0)))) is None
    assert line_of(rows(grid(figure(2023, -1), figure(2024, 2)))) is None

"""What two editions say of the same things, by what they printed and nothing else."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain

from kanagawa.formats.years import Period
from kanagawa.reports.comparing.years import compare_section, series_of
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head
from kanagawa.reports.manifest import Manifest, RecordListEntry, SectionTitle, TableEntry

SECTION = SectionTitle("a", "節")
LIST = RecordListEntry("a", "things", "もの", "a.thing", ("a.list",))


@dataclass
class Printed:
    tables: dict[str, Grid]
    blocks: list[Block] = field(default_factory=list)

    @property
    def manifest(self) -> Manifest:
        entries = [TableEntry(key, "a", key, "table", 0) for key in self.tables]
        return Manifest((SECTION,), tuple(entries), records=(LIST,))


def figure(key: str, year: int, value: int | None, **other: object) -> Figure:
    return Figure(
        key=f"a.b/{key}",
        indicator=str(other.pop("indicator", key.partition("-")[0])),
        value=None if value is None else Decimal(value),
        unit="件",
        kind=str(other.pop("kind", "actual")),
        text="－" if value is None else f"{value}件",
        period=Period.fiscal_year(year),
        **other,
    )


def grid(*figures: Figure) -> Grid:
    return Grid("a.t", "表", body=((row_head("行"), *(Cell(f.text, (f,)) for f in figures)),))


def things(*rows: tuple[str, str, str]) -> Grid:
    head = (column_head("番号"), column_head("名称"), column_head("場所"))
    body = tuple(
        (Cell(str(n)), row_head(name, link=f"a.thing/{key}"), Cell(place))
        for n, (key, name, place) in enumerate(rows)
    )
    return Grid("a.list", "もの", header=(head,), body=body)


def compared(old: Printed, new: Printed):
    return compare_section(old, new, SECTION)


def changes(movements) -> list[tuple[str | None, str | None]]:
    return [
        (m.change.old and m.change.old.text, m.change.new and m.change.new.text) for m in movements
    ]


def test_the_newest_value_stands_against_the_newest_of_the_edition_before():
    old = grid(figure("x-actual-2023", 2023, 5), figure("x-actual-2024", 2024, 10))
    new = grid(figure("x-actual-2024", 2024, 10), figure("x-actual-2025", 2025, 15))
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert changes(differences.moved) == [("10件", "15件")]
    amount = differences.moved[0].change.amount
    assert (amount.text, amount.percent_text) == ("＋５件", "＋50.0％")
    assert not (differences.revised or differences.added or differences.removed)


def test_another_value_of_the_same_period_was_revised_and_a_forecast_came_true():
    old = grid(
        figure("x-actual-2024", 2024, 142), figure("y-forecast-2025", 2025, 7, kind="forecast")
    )
    new = grid(figure("x-actual-2024", 2024, 145), figure("y-actual-2025", 2025, 9))
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert changes(differences.revised) == [("142件", "145件"), ("7件", "9件")]
    assert not differences.moved


def test_a_value_that_is_not_there_yet_is_no_newest_value():
    old = grid(figure("x-actual-2024", 2024, 10))
    new = grid(figure("x-actual-2024", 2024, 10), figure("x-actual-2025", 2025, None))
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert differences.is_empty


def test_what_is_entered_anew_each_year_is_told_by_its_name():
    old = grid(figure("fair-2024-visitors-actual-2024", 2024, 3, indicator="来場者"))
    new = grid(figure("fair-2025-visitors-actual-2025", 2025, 4, indicator="来場者"))
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert changes(differences.moved) == [("3件", "4件")]
    assert not (differences.added or differences.removed)


def test_figures_that_only_one_of_them_has_are_new_or_gone():
    old, new = grid(figure("x-actual-2024", 2024, 1)), grid(figure("y-actual-2025", 2025, 2))
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert changes(differences.added) == [(None, "2件")]
    assert changes(differences.removed) == [("1件", None)]


def test_figures_of_one_name_are_told_apart_by_their_rows():
    rows = tuple(
        (row_head(name), Cell("1", (figure(f"{name}-actual-{year}", year, 1, indicator="件数"),)))
        for name, year in (("north", 2024), ("south", 2024))
    )
    later = tuple(
        (row_head(name), Cell("2", (figure(f"{name}-actual-2025", 2025, 2, indicator="件数"),)))
        for name in ("north", "south")
    )
    old, new = Grid("a.t", "表", body=rows), Grid("a.t", "表", body=later)
    differences = compared(Printed({"a.t": old}), Printed({"a.t": new}))
    assert [m.name for m in differences.moved] == ["件数（north）", "件数（south）"]


def test_records_that_came_and_went_and_changed_whatever_their_place():
    old = things(("a", "甲", "横浜"), ("b", "乙", "川崎"), ("c", "丙", "厚木"))
    new = things(("d", "丁", "藤沢"), ("a", "甲", "横浜"), ("b", "乙", "小田原"))
    entry = compared(Printed({"a.list": old}), Printed({"a.list": new})).lists[0]
    assert [record.name for record in entry.added] == ["丁"]
    assert [record.name for record in entry.removed] == ["丙"]
    assert [(c.record.name, c.changes) for c in entry.changed] == [
        ("乙", (("場所", "川崎", "小田原"),))
    ]


def event(key: str, *lines: tuple[str, str]) -> list[Block]:
    record = f"a.thing/{key}"
    told = [
        Block("line", label=label, text=text, record=record, section="a") for label, text in lines
    ]
    return [Block("heading", text=f"会{key}", record=record, section="a"), *told]


def test_what_was_planned_has_its_outcome():
    plans = (
        event("1", ("開催予定日", "９月１日")),
        event("2", ("開催日", "９月２日（予定）")),
        event("3", ("開催日", "９月３日（予定）")),
        event("4", ("開催日", "９月４日（予定）")),
        event("5", ("開催日", "９月５日（予定）")),
        event("6", ("開催日", "４月１日")),
    )
    results = (
        event("1", ("開催日", "９月１日")),
        event("2", ("開催予定日", "９月２日（中止）")),
        event("3", ("開催予定日", "９月３日（延期）")),
        event("4", ("開催日", "９月４日（予定）")),
        event("6", ("開催日", "４月２日")),
    )
    old, new = (Printed({}, [*chain.from_iterable(events)]) for events in (plans, results))
    outcomes = compared(old, new).outcomes
    assert [(o.record.name, o.result) for o in outcomes] == [
        ("会1", "held"),
        ("会2", "cancelled"),
        ("会3", "postponed"),
        ("会5", "gone"),
    ]
    assert outcomes[0].plan == "開催予定日：９月１日"
    assert outcomes[0].text == "開催日：９月１日"


def test_texts_that_changed_are_there_and_those_of_new_records_are_not():
    def text(words: str, record: str) -> Block:
        return Block("paragraph", text=words, record=record, section="a")

    old = Printed({}, [text("昔の文です。", "a.node/1")])
    new = Printed({}, [text("今の文です。", "a.node/1"), *event("9", ("場所", "横浜"))])
    differences = compared(old, new)
    assert [(t.old, t.new) for t in differences.texts] == [("昔の文です。", "今の文です。")]


def test_the_same_edition_has_no_difference():
    printed = Printed(
        {
            "a.t": grid(figure("x-actual-2024", 2024, 1, as_of=date(2025, 3, 31))),
            "a.list": things(("a", "甲", "横浜")),
        },
        event("1", ("開催日", "９月２日（予定）")),
    )
    assert compared(printed, printed).is_empty


def test_the_series_of_a_figure_is_its_key_without_kind_and_year():
    assert series_of("a.b/x-y-actual-2024") == "a.b/x-y"
    assert series_of("a.b/x-target-2018-2022") == "a.b/x"
    assert series_of("a.b/yokohama") == "a.b/yokohama"

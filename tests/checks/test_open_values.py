"""What is still open, of which day a figure is, and who holds a role, on rows made for it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from investment.models import Scheme, SubsidyPayment
from kanagawa.checks.context import Context
from kanagawa.checks.dates import not_after_the_committee, one_day_in_a_table, years_to_come
from kanagawa.checks.empty import compiling, left_notes, to_enter
from kanagawa.checks.row_roles import roles
from kanagawa.reports.grid import Figure
from robots.models import Robot

from .made import MODELS, Rows, count, findings, indicator, messages, of_year


def noted(row, **texts):
    for name, value in texts.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(
    ("value", "status", "is_open"),
    [(None, "to_enter", True), (None, "value", True), (None, "nil", False), (0, "value", False)],
)
def test_a_cell_without_value_or_reason_waits_for_one(value, status, is_open):
    row = count(value, status=status)
    results = findings(to_enter, count(1, "before"), row)
    assert [(f.severity, f.ref) for f in results] == ([("to_enter", row.ref)] if is_open else [])
    assert all("値が未入力です" in f.message for f in results)


@pytest.mark.parametrize(
    ("texts", "severity", "why"),
    [
        ({}, "error", "理由"),
        ({"note": "県調べ"}, "error", "理由"),
        ({"due_on": date(2026, 9, 1)}, "error", "理由"),
        ({"due_on": date(2026, 9, 1), "note": " ", "remark": ""}, "error", "理由"),
        ({"due_on": date(2026, 9, 1), "note": "県調べ"}, "", ""),
        ({"due_on": date(2026, 9, 1), "remark": "照会中"}, "", ""),
        ({"due_on": date(2026, 8, 31), "note": "県調べ"}, "warning", "令和８年８月31日"),
        ({"due_on": date(2026, 8, 30), "note": "県調べ"}, "warning", "委員会の日までに"),
    ],
)
def test_a_figure_that_is_compiled_says_why_and_when(texts, severity, why):
    row = noted(count(None, status="compiling"), **texts)
    results = findings(compiling, count(1, "before"), row, committee_on=date(2026, 8, 31))
    assert [(f.severity, f.ref) for f in results] == ([(severity, row.ref)] if severity else [])
    assert all(why in f.message for f in results)


@pytest.mark.parametrize("texts", [{"note": "県調べ"}, {"remark": "照会中"}, {}])
def test_what_is_said_of_a_compiled_figure_belongs_to_its_finding(texts):
    (finding,) = findings(compiling, noted(count(None, status="compiling"), **texts))
    assert finding.values == ("None", str(bool(texts)), "None")


def test_before_the_day_of_the_committee_is_known_no_day_is_late():
    row = noted(count(None, status="compiling"), due_on=date(2026, 4, 1), note="県調べ")
    assert findings(compiling, row) == []


@pytest.mark.parametrize(
    ("value", "texts", "word"),
    [
        (5, {"note": "集計中です"}, "集計中"),
        (5, {"note": "一部は速報"}, "速報"),
        (5, {"note": "県調べ"}, ""),
        (5, {"note": "速報", "qualifier": "provisional"}, ""),
        (0, {"note": "未定"}, "未定"),
        (None, {"note": "集計中"}, ""),
    ],
)
def test_a_note_that_the_value_has_overtaken_is_told(value, texts, word):
    row = noted(count(value), **texts)
    results = messages(left_notes, count(1, "before"), row)
    assert ["「" + word + "」" in message for message in results] == ([True] if word else [])


class Table:
    """As much of a printed table as the check of its days asks for."""

    def __init__(self, as_of: str, *figures: Figure, head: str = "") -> None:
        self.as_of, self.title, self.period, self.caption, self.aside = as_of, "表", "", "", ""
        self.header = [[SimpleNamespace(text="区分"), SimpleNamespace(text=head)]]
        self.figures = lambda: figures


def of_day(key, month, **more):
    day = month and date(2025, month, 30)
    return Figure(f"robots.x/{key}", "指標", Decimal(1), "件", "actual", "１件", as_of=day, **more)


def days_told(*tables):
    context = Context(Rows(), MODELS)
    context.tables = {f"robots.table{n}": table for n, table in enumerate(tables)}
    return list(one_day_in_a_table(context))


def test_the_figures_of_a_table_are_of_the_day_that_its_head_names():
    head = "令和７年６月30日現在"
    fitting = [of_day("a", 6), of_day("none", None), of_day("sum", 9, computed=True)]
    assert days_told(Table(head, *fitting), Table("", of_day("b", 9))) == []
    (finding,) = days_told(Table(""), Table(head, *fitting, of_day("c", 9), of_day("d", 9)))
    assert finding.message == (
        "表：見出しは令和７年６月30日現在ですが、指標など２個の数値の時点は令和７年９月30日です。"
        "時点を揃えてください。"
    )
    assert (finding.severity, finding.ref, finding.section) == ("error", "robots.x/c", "robots")
    assert finding.values == ("robots.x/c", "robots.x/d")
    assert len(days_told(Table(head, of_day("c", 9), of_day("d", 11)))) == 2


@pytest.mark.parametrize(
    "named", ["令和７年９月30日時点", "令和７年９月末時点", "９月30日現在", "9月30日現在"]
)
def test_a_head_may_name_a_second_day_over_its_columns(named):
    assert days_told(Table("令和７年６月30日現在", of_day("a", 9), head=named)) == []


def test_no_figure_is_of_a_day_after_the_committee_or_the_year():
    rows = [count(1, "a", as_of=None), count(1, "b", as_of=date(2027, 3, 31))]
    late = count(1, "late", as_of=date(2027, 4, 1))
    (finding,) = findings(not_after_the_committee, *rows, late)
    assert finding.message.endswith(
        "：時点（令和９年４月１日）が年度の末日（令和９年３月31日）より後です。"
    )
    assert (finding.severity, finding.ref) == ("error", late.ref)
    committee = date(2026, 8, 31)
    day = count(1, as_of=committee)
    assert findings(not_after_the_committee, day, committee_on=committee) == []
    (message,) = messages(not_after_the_committee, rows[1], committee_on=committee)
    assert "委員会の開催日（令和８年８月31日）" in message


def test_a_day_far_ahead_is_a_slip_of_the_year_but_for_a_figure():
    near = Robot(key="near", name="ロボット", commercialised_on=date(2036, 12, 31))
    far = Robot(key="far", name="ロボット", commercialised_on=date(2037, 1, 1))
    none = Robot(key="none", name="ロボット")
    plan = count(1, as_of=date(2040, 3, 31))
    (finding,) = findings(years_to_come, plan, none, near, far, models=(type(plan), Robot))
    assert (finding.severity, finding.ref) == ("warning", far.ref)
    assert "令和19年１月１日と、10年より先です" in finding.message


def payment(scheme, role, key):
    row = SubsidyPayment(scheme=scheme, role=role, key=key, name=key)
    row.period_start, row.period_end = date(2025, 4, 1), date(2026, 3, 31)
    return row


def test_each_role_is_held_once_within_each_scheme():
    one, two = Scheme(pk=1, key="one", name="一"), Scheme(pk=2, key="two", name="二")
    rows = [
        payment(one, "site", "a"), payment(one, "total", "b"),
        payment(two, "total", "c"), payment(two, "total", "d"), payment(two, "total", "e"),
    ]  # fmt: skip
    results = findings(roles, *rows, models=(SubsidyPayment,))
    (missing,) = [f for f in results if "がありません" in f.message]
    assert missing.ref == rows[2].ref and "債務負担行為による補助金" in missing.message
    double = [f for f in results if f is not missing]
    assert [f.ref for f in double] == [rows[3].ref, rows[4].ref]
    assert all(f"「{rows[2]}」もそうです" in f.message for f in double)
    assert {f.values[0] for f in double} == {rows[2].ref}
    assert {f.severity for f in results} == {"error"}
    assert findings(roles, *rows[:2], models=(SubsidyPayment,)) == []
    (alone,) = messages(roles, rows[0], models=(SubsidyPayment,))
    assert "「合計」" in alone


def test_a_model_without_roles_needs_none():
    assert findings(roles, count(1), of_year(indicator(), 2025, 1)) == []

"""How many decimals, which sign and which bounds a value has is what its indicator says."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kanagawa.checks.run import findings
from kanagawa.editions.content import LiveContent
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.parsing import Entry
from kanagawa.entry.preview import preview
from kanagawa.entry.saving import save_entries
from kanagawa.entry.uploads import apply_upload, store
from kanagawa.entry.workbook import entry_workbook
from kanagawa.figures.cells import total
from programs.models import Metric, MetricFigure
from tests.breadth import few_daily
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent

from .books import filled, opened, places
from .conftest import open_cells

METRIC = "crowdfunding-projects"
FIGURE = f"programs.metricfigure/{METRIC}-forecast-2025"
CHECKS = ("plausible.possible", "plausible.bounds")

# Unit, what is typed, the rules that allow it, how it is printed, and the word of the refusal.
CASES = [
    ("％", "112.5％", {"decimals": "1"}, "112.5％", "端数"),
    ("ha", "12.34", {"decimals": "2"}, "12.34ha", "端数"),
    ("ha", "12.3", {"decimals": "2"}, "12.30ha", "端数"),
    ("倍", "1.2倍", {"decimals": "1"}, "1.2倍", "端数"),
    ("ポイント", "−3", {"may_be_negative": "on"}, "△３ポイント", "負の値"),
    (
        "ポイント",
        "▲0.1234",
        {"may_be_negative": "on", "decimals": "4"},
        "△0.1234ポイント",
        "負の値",
    ),
]


@pytest.fixture
def metric(draft) -> Metric:
    return Metric.objects.get(edition=draft, key=METRIC)


@pytest.fixture
def editor(db) -> Client:
    return signed_in(person("editor", "programs"))


def set_rules(editor: Client, metric: Metric, **rules: str) -> None:
    """As staff do it, in the form of the indicator."""
    url = reverse("admin:programs_metric_change", args=[metric.pk])
    answer = editor.post(url, sent(editor.get(url), "metric_form") | rules)
    assert answer.status_code == 302, messages(answer)


def type_value(draft, clerk, text: str) -> None:
    """As staff do it, in the grid."""
    cell = open_cells(draft, "programs")[FIGURE]
    entry = Entry(cell.shown, text, cell.kind, "value", cell.as_of)
    outcome = save_entries(edition=draft, section="programs", entries={FIGURE: entry}, user=clerk)
    assert outcome.is_saved, outcome.errors


def told(draft) -> list[str]:
    found = [f for f in findings(draft, "programs") if f.check in CHECKS]
    return [f.message for f in found if f.ref == FIGURE]


def stored(draft) -> MetricFigure:
    return MetricFigure.objects.get(edition=draft, key=FIGURE.partition("/")[2])


@pytest.mark.parametrize(
    ("unit", "typed", "rules", "printed", "refusal"), few_daily(2, *reversed(CASES))
)
def test_a_value_is_an_error_until_its_indicator_allows_it(
    unit, typed, rules, printed, refusal, draft, clerk, editor, metric
):
    set_rules(editor, metric, unit=unit)
    type_value(draft, clerk, typed)
    assert [refusal in message for message in told(draft)] == [True]
    set_rules(editor, metric, unit=unit, **rules)
    assert told(draft) == []
    assert stored(draft).printed == printed
    cells = [c.text for g in LiveContent(EditionRows(draft)).tables.values() for c in _of(g)]
    assert cells and set(cells) == {f"({printed.removesuffix(unit)})"}


def _of(grid):
    return [cell for row in grid.body for cell in row if any(f.key == FIGURE for f in cell.figures)]


def test_a_share_ends_at_a_hundred_and_bounds_warn(draft, clerk, editor, metric):
    set_rules(editor, metric, unit="％", decimals="1", is_share="on", highest="60", lowest="5")
    type_value(draft, clerk, "100.1％")
    assert any("100％を超えています" in message for message in told(draft))
    type_value(draft, clerk, "60.1")
    (message,) = told(draft)
    assert "ふつうの上限（60％）" in message
    type_value(draft, clerk, "4.9")
    (message,) = told(draft)
    assert "ふつうの下限（５％）" in message
    type_value(draft, clerk, "5")
    assert told(draft) == []


def test_more_than_four_decimals_are_refused_in_words(draft, clerk, editor, metric):
    cell = open_cells(draft, "programs")[FIGURE]
    entry = Entry(cell.shown, "1.23456", cell.kind, "value", cell.as_of)
    outcome = save_entries(edition=draft, section="programs", entries={FIGURE: entry}, user=clerk)
    assert not outcome.is_saved
    assert "4 桁" in str(outcome.errors[FIGURE])
    url = reverse("admin:programs_metric_change", args=[metric.pk])
    answer = editor.post(url, sent(editor.get(url), "metric_form") | {"decimals": "5"})
    assert "4 以下" in messages(answer)


@pytest.mark.thorough
def test_decimals_come_back_from_excel_as_they_went(draft, clerk, editor, metric):
    set_rules(editor, metric, unit="ha", decimals="2")
    type_value(draft, clerk, "12.5")
    content = entry_workbook(draft, "programs", clerk)
    book = opened(content)
    place = places(book)[FIGURE]
    cell = book[place.sheet][place.value]
    assert cell.value == 12.5
    assert "#,##0.00" in cell.number_format
    upload = store(
        edition=draft,
        section="programs",
        user=clerk,
        name="入力用.xlsx",
        content=filled(content, {FIGURE: {"value": 12.34}}),
    )
    applied = apply_upload(upload=upload, user=clerk, seen=preview(upload).seen, choices={})
    assert applied.upload.changed == 1
    assert stored(draft).value == Decimal("12.34")
    again = store(
        edition=draft,
        section="programs",
        user=clerk,
        name="入力用.xlsx",
        content=entry_workbook(draft, "programs", clerk),
    )
    assert preview(again).changes == []


def test_decimals_are_published_in_every_form(draft, clerk, editor, metric):
    set_rules(editor, metric, unit="ha", decimals="2")
    type_value(draft, clerk, "12.3")
    publish(edition=draft)
    key = next(k for k, g in LiveContent(EditionRows(draft)).tables.items() if _of(g))
    at = f"/{draft.slug}/tables/{key}"
    client = Client()
    assert "12.30" in client.get(f"{at}/").text
    figures = json.loads(client.get(f"{at}.json").content)
    assert "12.30" in json.dumps(figures) and "12.3," in json.dumps(figures)
    rows = list(csv.reader(io.StringIO(client.get(f"{at}.csv").content.decode("utf-8-sig"))))
    assert any("12.3" in cell for row in rows for cell in row)
    book = opened(client.get(f"{at}.xlsx").content)
    cells = [c for ws in book for row in ws.iter_rows() for c in row if c.value == 12.3]
    assert any("#,##0.00" in cell.number_format for cell in cells)


def test_a_sum_has_the_decimals_of_its_parts(draft, metric):
    Metric.objects.filter(pk=metric.pk).update(decimals=1, unit="ha")
    figure = stored(draft)
    figure.value = Decimal("12.5")
    other = stored(draft)
    other.value = Decimal("2.5")
    assert total("x", "合計", [figure, other]).text == "15.0ha"


def test_rules_are_for_staff_only(draft, editor, metric, admin_client):
    """No public page lists them, and a form shows them apart from what is measured."""
    url = reverse("admin:programs_metric_change", args=[metric.pk])
    page = editor.get(url).text
    assert page.index("値の書き方と範囲") > page.index("id_name")
    set_rules(editor, metric, highest="60", decimals="2")
    preview_page = admin_client.get(f"/staff/preview/{draft.slug}/programs/metrics/{metric.key}/")
    for label in ("ふつうの上限", "小数の桁数"):
        assert label not in preview_page.text

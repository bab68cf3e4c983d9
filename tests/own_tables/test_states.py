"""A table that staff define in every state, and what nobody but its section's editor does to it."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from kanagawa.checks import own_tables
from kanagawa.checks.context import Context
from kanagawa.checks.run import findings
from kanagawa.editions.content import LiveContent
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows
from kanagawa.entry.parsing import Entered, Entry
from kanagawa.entry.saving import save_entries
from kanagawa.own_tables.models import OwnColumn, OwnFigure, OwnRow, OwnTable
from kanagawa.own_tables.report import UNFINISHED
from kanagawa.reports.charting import drawn
from kanagawa.reports.writers.nativecharts import native_chart
from kanagawa.reports.writers.svgchart import chart_svg
from kanagawa.staff.editions.pictures import PicturesForm
from kanagawa.staff.rows.versions import NAME
from kanagawa.workflow.restoring import deletions, restore
from tests.breadth import first_or_every
from tests.entry.books import filled
from tests.entry.books import sent as uploaded
from tests.people import person, signed_in
from tests.staff.conftest import messages, sent

from .defining import ADD, FORM, change, define

pytestmark = pytest.mark.sample
YEARS = ({"fiscal_year": "令和７年度"}, {"fiscal_year": "令和８年度"})


@pytest.fixture
def editor(draft):
    return signed_in(person("editor", "robots"))


@pytest.fixture
def heading(draft):
    return Node.objects.get(edition=draft, key="robots")


@pytest.fixture
def table(draft):
    """The one of the sample."""
    return OwnTable.objects.get(edition=draft)


def told(edition):
    return {(f.check, f.severity) for f in findings(edition) if f.check.startswith("own_tables")}


def printed(edition, table):
    return LiveContent(EditionRows(edition)).tables[table.target]


def test_a_table_without_rows_or_columns_says_so_and_goes_to_print_only_complete(
    draft, editor, heading
):
    response = define(editor, heading, (), (), title="空の表")
    assert "空の表" in messages(response)
    table = OwnTable.objects.get(edition=draft, title="空の表")
    assert [[cell.text for cell in row] for row in printed(draft, table).body] == [[UNFINISHED]]
    assert LiveContent(EditionRows(draft)).broken == []
    assert ("own_tables.unfinished", "error") in told(draft)
    define(editor, heading, ({"label": "件数"},), ({"label": "計"},), title="一つの表")
    assert OwnFigure.objects.filter(row__table__title="一つの表").count() == 1
    OwnColumn.objects.filter(table__title="一つの表").get().delete()
    assert not OwnFigure.objects.filter(row__table__title="一つの表").exists()


@first_or_every
def test_too_many_too_long_and_double_lines_are_refused_with_what_to_do(
    take, draft, editor, heading
):
    before = OwnTable.objects.count()
    many = [{"label": f"列{n}"} for n in range(13)]
    rows = [{"label": f"行{n}"} for n in range(101)]
    wrong = (
        (many, (), "表", "列は12までです（いまは13）"),
        ((), rows, "表", "行は100までです（いまは101）"),
        ((), (), "あ" * 81, "80"),
        ((), (), "", "必須"),
        ((YEARS[0], YEARS[0]), (), "表", "同じ見出し・年度・種別の列が２つあります"),
        (({"unit": "件"},), (), "表", "列の見出しか年度を入力してください"),
        (({**YEARS[0], "is_standing": "on"},), (), "表", "翌年度に１年進みます"),
        (({"fiscal_year": "令和百年"},), (), "表", "年度"),
    )
    for columns, lines, title, said in take(wrong, lambda each: (len(each[0]), len(each[1]))):
        response = define(editor, heading, columns, lines, title=title)
        assert said in messages(response), (said, messages(response))
    assert OwnTable.objects.count() == before


def test_only_the_editor_of_the_section_defines_and_fills_it(draft, heading, table):
    stranger = signed_in(person("editor", "zones"))
    before = OwnTable.objects.count()
    response = define(stranger, heading, (), (), title="よその表")
    assert "選択" in messages(response)
    assert OwnTable.objects.count() == before
    listed = stranger.get(reverse("admin:own_tables_owntable_changelist")).content.decode()
    assert table.title not in listed
    assert stranger.get(change(table), follow=True).redirect_chain
    assert signed_in(person("viewer")).post(reverse(ADD), {}).status_code == 403
    figure = OwnFigure.objects.filter(edition=draft).first()
    entry = Entry(shown=Entered.of(figure).mark(), value="999")
    for ref in (figure.ref.replace("robots", "zones"), figure.ref):
        outcome = save_entries(
            edition=draft, section="zones", entries={ref: entry}, user=person("editor", "zones")
        )
        assert ref in outcome.errors
    figure.refresh_from_db()
    assert figure.value != 999


def test_it_is_deleted_with_its_place_and_brought_back_whole(draft, editor, table):
    figures = set(OwnFigure.objects.filter(edition=draft).values_list("pk", "key", "value"))
    url = reverse("admin:own_tables_owntable_delete", args=[table.pk])
    version = editor.get(url).context["row_version"]
    editor.post(url, {"post": "yes", NAME: version}, follow=True)
    assert not OwnTable.objects.filter(edition=draft).exists()
    assert not Node.objects.filter(edition=draft, target=table.target).exists()
    deletion = deletions(draft)[0]
    assert "見学の受入れ" in deletion.name
    restore(edition=draft, number=deletion.number, user=person("editor", "robots"))
    assert set(OwnFigure.objects.filter(edition=draft).values_list("pk", "key", "value")) == figures
    assert printed(draft, table).title == "見学の受入れ"


def test_keys_are_not_given_again_and_figures_follow_their_column(draft, editor, table):
    old = OwnRow.objects.filter(table=table).last()
    key = old.key
    old.delete()
    data = sent(editor.get(change(table)), FORM)
    column = OwnColumn.objects.filter(table=table).first()
    data |= {"owncolumns-0-fiscal_year": "令和５年度", "ownrows-1-label": "大学"}
    editor.post(change(table), data, follow=True)
    new = OwnRow.objects.get(table=table, label="大学")
    assert new.key != key
    assert {f.period_start.year for f in OwnFigure.objects.filter(column=column)} == {2023}
    assert OwnFigure.objects.filter(row=new).count() == 2


@pytest.mark.thorough
def test_rolled_twice_the_years_move_on_and_every_cell_is_asked(published):
    for _ in range(2):
        edition = publish(edition=published) if not published.is_published else published
        published = roll_edition(source=edition)
    table = OwnTable.objects.get(edition=published)
    years = OwnColumn.objects.filter(table=table).values_list("fiscal_year", "key")
    assert list(years) == [(2026, f"{table.key}-2026"), (2027, f"{table.key}-2027")]
    figures = OwnFigure.objects.filter(edition=published)
    assert {figure.status for figure in figures} == {"to_enter"} and len(figures) == 4


def test_staff_choose_its_chart_and_too_few_values_have_none(draft, table):
    figures = list(OwnFigure.objects.filter(edition=draft, row__table=table).order_by("pk"))
    assert drawn(printed(draft, table)) is None
    form = PicturesForm(draft)
    number = next(n for n, (grid, *_) in enumerate(form.tables()) if grid.key == table.target)
    field = form.fields[f"kind-{number}"]
    assert {"years", "bars", "none"} <= {kind for kind, _ in field.choices}
    assert field.initial == "none"
    for kind in ("years", "bars"):
        draft.charts = {table.target: {"kind": kind, "on_paper": True}}
        draft.save()
        chart = drawn(printed(draft, table))
        assert chart.kind == kind and chart.on_paper
        assert {point.value for point in chart.points()} == {f.value for f in figures}
    for figure in figures[1:]:
        figure.status, figure.value = "not_applicable", None
        figure.save()
    assert drawn(printed(draft, table)) is None


def test_totals_of_different_units_are_told_and_print_a_dash(draft, table):
    OwnRow.objects.filter(table=table).update(unit="")
    line = OwnRow.objects.filter(table=table).last()
    line.unit = "人"
    line.save()
    assert ("own_tables.totals", "warning") in told(draft)
    assert [cell.text for cell in printed(draft, table).body[-1]] == ["合計", "－", "－"]


def test_its_place_moves_among_its_neighbours_and_stays_its_own(draft, editor, table):
    siblings = Node.objects.filter(edition=draft, parent=table.node.parent)
    order = list(siblings.order_by("position", "id").values_list("pk", flat=True))
    response = editor.post(change(table), {"_up": "1"}, follow=True)
    assert "１つ上へ移しました" in messages(response)
    moved = list(siblings.order_by("position", "id").values_list("pk", flat=True))
    assert moved == [*order[:-2], order[-1], order[-2]]
    url = reverse("admin:editions_node_change", args=[table.node_id])
    data = sent(editor.get(url), "node_form")
    response = editor.post(url, data | {"target": "robots.indicator"}, follow=True)
    assert "種類と識別子は変えられません" in messages(response)


def test_what_makes_a_total_wrong_is_told(draft, table):
    def said(row="介護", column="", kind="actual", unit="", down=False, across=False):
        lines, columns = (model.objects.filter(table=table) for model in (OwnRow, OwnColumn))
        lines.filter(pk=lines.last().pk).update(label=row)
        columns.filter(pk=columns.last().pk).update(label=column, kind=kind)
        lines.update(unit=unit)
        totals = {"has_total_row": down, "has_total_column": across}
        OwnTable.objects.filter(pk=table.pk).update(**totals)
        context = Context(EditionRows(draft))
        return " ".join(f.message for check in own_tables.CHECKS for f in check.run(context))

    OwnFigure.objects.filter(row__table=table).update(value=90, status="value")
    assert "「合　計」も足しています" in said(row="合　計", down=True)
    assert "「（うち県内）」も足しています" in said(row="（うち県内）", down=True)
    assert "「計」も足しています" in said(column="計", across=True)
    assert "目標値も足しています" in said(kind="target", across=True)
    assert "割合を足し、180％" in said(unit="%", down=True)
    assert said(row="合計", column="計", kind="target", unit="%") == ""
    assert said(row="うちわ製造", column="内装", down=True, across=True) == ""
    assert said(row="計測", column="内装", down=True, across=True) == ""


def kinds_of(edition, table):
    form = PicturesForm(edition)
    return next(
        [kind for kind, _ in kind_field.field.choices]
        for grid, kind_field, _ in form.tables()
        if grid.key == table.target
    )


@pytest.mark.parametrize(
    ("columns", "rows", "total", "kinds"),
    [
        ((*YEARS, {"fiscal_year": "R7", "kind": "target"}), 1, "", ["line", "targets"]),
        (YEARS, 1, "", ["line"]),
        (({"label": "甲"}, {"label": "乙"}), 1, "", []),
        (YEARS, 3, "on", ["whole", "pie"]),
        (YEARS, 3, "", []),
    ],
)
def test_the_kinds_of_pictures_that_fit_its_rows_and_columns_are_offered(
    draft, editor, heading, columns, rows, total, kinds
):
    lines = [{"label": f"行{n}"} for n in range(rows)]
    define(editor, heading, columns, lines, title="図の表", unit="件", has_total_row=total)
    table = OwnTable.objects.get(edition=draft, title="図の表")
    for number, figure in enumerate(OwnFigure.objects.filter(row__table=table), start=1):
        figure.value, figure.status = number * 10, "value"
        figure.save()
    offered = kinds_of(draft, table)
    assert offered == ["years", "bars", *kinds, "none"]
    for kind in offered[:-1]:
        draft.charts = {table.target: {"kind": kind}}
        grid = printed(draft, table)
        data = drawn(grid)
        assert data and data.kind == kind and data.words
        assert "<svg" in chart_svg(grid, data) and native_chart(data)
        if kind in ("line", "targets"):
            assert data.labels == ("令和７年度", "令和８年度")
        if kind in ("whole", "pie"):
            assert data.labels == tuple(f"行{n}" for n in range(rows))
    draft.charts = {table.target: {"kind": "line"}}
    assert ("line" in kinds) == (drawn(printed(draft, table)) is not None)


def test_its_figures_go_out_in_a_workbook_and_come_back(draft, editor, table):
    figure = OwnFigure.objects.filter(edition=draft).first()
    place = [draft.pk, "robots"]
    book = editor.get(reverse("admin:workbook", args=place)).content
    file = filled(book, {figure.ref: {"value": 4321}})
    page = editor.post(reverse("admin:upload", args=place), uploaded(file), follow=True)
    hidden = BeautifulSoup(page.content, "html.parser").select("#apply-form input[type=hidden]")
    seen = {field["name"]: field["value"] for field in hidden if field["name"] == "seen"}
    editor.post(page.request["PATH_INFO"], seen, follow=True)
    figure.refresh_from_db()
    assert figure.value == 4321


def test_a_corrected_figure_stands_in_the_errata(published):
    correction = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = OwnFigure.objects.filter(edition=correction).first()
    figure.value = 98765
    figure.save()
    corrected = publish(edition=correction)
    page = Client().get(f"/{corrected.slug}/errata/").content.decode()
    assert "見学の受入れ" in page and "98,765" in page

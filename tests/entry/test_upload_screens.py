"""Download, upload, preview and apply in the staff site, by those who may and by others."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.editions.publishing import publish
from kanagawa.entry.models import Upload
from kanagawa.entry.parsing import Entry
from kanagawa.entry.saving import save_entries
from kanagawa.reports import registry
from kanagawa.staff.templatetags.days import moment
from tests.breadth import first_or_every
from tests.people import person

from .books import filled, sent
from .conftest import open_cells
from .hostile import HOSTILE

pytestmark = pytest.mark.sample

SECTIONS = list(registry.sections())
COUNT = "robots.robotindicatorfigure/commercialised-actual-2024"
OTHER = "robots.robotindicatorfigure/field-tests-actual-2024"


def url_of(name, draft, section="robots"):
    return reverse(f"admin:{name}", args=[draft.pk, section])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


@pytest.fixture
def content(draft, desk):
    response = desk.get(url_of("workbook", draft))
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "no-store" in response.headers["Cache-Control"]
    return response.content


def upload(desk, draft, content, section="robots", **more):
    """Sends the file; the page of the preview, or that of the upload when it was refused."""
    return desk.post(url_of("upload", draft, section), sent(content, **more), follow=True)


def form(page):
    """What a browser sends from the preview."""
    fields = BeautifulSoup(page.content, "html.parser").select("#apply-form input[type=hidden]")
    return {field["name"]: field["value"] for field in fields if field["name"] == "seen"}


def apply(desk, page, **choices):
    chosen = {f"choice:{a}": c for a, c in choices.pop("choices", {}).items()}
    return desk.post(page.request["PATH_INFO"], form(page) | chosen, follow=True)


def text(page):
    return " ".join(BeautifulSoup(page.content, "html.parser").get_text().split())


def test_from_download_to_changed_figures(draft, desk, content):
    page = upload(desk, draft, filled(content, {COUNT: {"value": 40}, OTHER: {"value": "５００"}}))
    assert "変わる数値 2件" in text(page)
    for words in ("33件", "40件", "＋７件（＋21.2％）", "500件"):
        assert words in text(page)
    assert open_cells(draft, "robots")[COUNT].entered.value == 33
    done = apply(desk, page)
    assert "2件の数値を反映しました" in text(done)
    assert open_cells(draft, "robots")[COUNT].entered.value == 40
    assert "入力用.xlsx" in text(desk.get(url_of("upload", draft)))


@pytest.mark.thorough
def test_a_file_a_second_time_says_so_and_changes_nothing(draft, desk, content):
    file = filled(content, {COUNT: {"value": 40}})
    first = upload(desk, draft, file)
    apply(desk, first)
    history = open_cells(draft, "robots")[COUNT].row.history.count()
    again = upload(desk, draft, file)
    assert "反映したものと同じです" in text(again) and "変更はありません" in text(again)
    assert "この内容で反映する" not in again.text
    apply(desk, again)
    assert "すでに反映してあります" in text(apply(desk, first))
    assert open_cells(draft, "robots")[COUNT].row.history.count() == history


def test_problems_are_shown_with_sheet_row_and_column_and_block(draft, desk, content):
    page = upload(desk, draft, filled(content, {COUNT: {"value": "=1+1"}, OTHER: {"value": "７"}}))
    row = BeautifulSoup(page.content, "html.parser").select_one("#problems-heading ~ .scroll tbody")
    assert row.get_text(" ", strip=True).startswith("第1表 6 D 特区発ロボットの商品化状況")
    refused = desk.post(page.request["PATH_INFO"], {"seen": "", "choice:x": "mine"})
    assert refused.status_code == 409
    assert open_cells(draft, "robots")[OTHER].entered.value != 7


def change(draft, user, ref, value):
    cell = open_cells(draft, "robots")[ref]
    outcome = save_entries(
        edition=draft, section="robots", user=user, entries={ref: Entry(cell.shown, value)}
    )
    assert outcome.is_saved


def test_what_somebody_else_changed_is_shown_and_asked_about(draft, desk, content, colleague):
    change(draft, colleague, COUNT, "50")
    page = upload(desk, draft, filled(content, {COUNT: {"value": 40}, OTHER: {"value": 7}}))
    for words in ("ほかの人も変えた数値 1件", "もとの値 33件", "40件", "50件", "colleague"):
        assert words in text(page)
    unasked = apply(desk, page)
    assert unasked.status_code == 409 and "どちらの値にするか" in text(unasked)
    assert open_cells(draft, "robots")[OTHER].entered.value != 7
    apply(desk, page, choices={COUNT: "theirs"})
    cells = open_cells(draft, "robots")
    assert (cells[COUNT].entered.value, cells[OTHER].entered.value) == (50, 7)
    assert Upload.objects.latest("pk").kept == 1


@pytest.mark.thorough
def test_mine_over_theirs_when_that_is_chosen(draft, desk, content, colleague):
    change(draft, colleague, COUNT, "50")
    page = upload(desk, draft, filled(content, {COUNT: {"value": "－", "status": "皆無"}}))
    apply(desk, page, choices={COUNT: "mine"})
    cell = open_cells(draft, "robots")[COUNT]
    assert (cell.entered.value, cell.status) == (None, "nil")


def test_a_change_after_the_preview_shows_it_anew(draft, desk, content, colleague):
    page = upload(desk, draft, filled(content, {COUNT: {"value": 40}}))
    change(draft, colleague, COUNT, "50")
    anew = apply(desk, page)
    assert anew.status_code == 409 and "確かめている間に値が変わりました" in text(anew)
    assert "50件" in text(anew)
    assert open_cells(draft, "robots")[COUNT].entered.value == 50
    change(draft, colleague, COUNT, "60")
    anew = apply(desk, anew, choices={COUNT: "mine"})
    assert anew.status_code == 409
    assert open_cells(draft, "robots")[COUNT].entered.value == 60
    apply(desk, anew, choices={COUNT: "mine"})
    assert open_cells(draft, "robots")[COUNT].entered.value == 40


@pytest.mark.thorough
def test_what_others_changed_and_the_file_did_not_stays(draft, desk, content, colleague):
    change(draft, colleague, COUNT, "50")
    page = upload(desk, draft, filled(content, {OTHER: {"value": 7}}))
    assert "そのまま残る数値（1件）" in text(page)
    apply(desk, page)
    cells = open_cells(draft, "robots")
    assert (cells[COUNT].entered.value, cells[OTHER].entered.value) == (50, 7)


@first_or_every
def test_hostile_files_get_words_and_leave_nothing(take, draft, desk):
    for name, (make, words) in take(HOSTILE.items(), lambda each: each[1][1]):
        page = upload(desk, draft, make(), name="報告.xlsx")
        error = BeautifulSoup(page.content, "html.parser").select_one(".errorlist")
        assert page.status_code == 200 and words in error.get_text(), name
    assert not Upload.objects.exists()
    assert "選んでください" in text(desk.post(url_of("upload", draft), {}))


def test_no_file_of_another_section_and_none_by_its_address(draft, desk):
    other = desk.get(url_of("workbook", draft, "programs")).content
    assert "ほかの節の入力用Excel" in text(upload(desk, draft, other))
    assert not Upload.objects.exists()


@pytest.mark.thorough
def test_a_published_edition_says_why(draft, desk, content, published):
    for edition in (published, draft):
        if edition == draft:
            publish(edition=draft)
        assert "公開済みのため" in text(desk.get(url_of("workbook", edition), follow=True))
        refused = upload(desk, edition, filled(content, {COUNT: {"value": 40}}))
        assert refused.status_code == 409 and "公開済みのため" in text(refused)
    assert not Upload.objects.exists()


def test_only_editors_of_the_section_get_near_it(draft, desk, content):
    page = upload(desk, draft, filled(content, {COUNT: {"value": 40}}))
    urls = [url_of(name, draft) for name in ("workbook", "upload")]
    urls.append(page.request["PATH_INFO"])
    others = [
        person("editor", "programs"),
        person("approver", "robots"),
        person("viewer"),
        person("publisher"),
        person("administrator"),
        get_user_model().objects.create_user("nobody", is_staff=True),
    ]
    for user in others:
        client = signed_in(user)
        for url in urls:
            for answer in (client.get(url), client.post(url, sent(content) | form(page))):
                assert answer.status_code == 403, (user, url)
    for url in urls:
        login = Client().get(url)
        assert login.status_code == 302 and "login" in login.headers["Location"]
    assert open_cells(draft, "robots")[COUNT].entered.value == 33
    assert Upload.objects.count() == 1
    editor = signed_in(person("editor", "robots"))
    assert [editor.get(url).status_code for url in urls] == [200, 200, 200]


def test_what_is_not_there_is_not_found(draft, desk):
    for url in (
        reverse("admin:upload", args=[draft.pk, "nowhere"]),
        reverse("admin:workbook", args=[draft.pk + 1000, "robots"]),
        reverse("admin:upload_preview", args=[1]),
    ):
        assert desk.get(url).status_code == 404


@pytest.mark.thorough
def test_more_cells_take_no_more_queries(draft, desk, content):
    few = upload(desk, draft, filled(content, {COUNT: {"value": 40}}))
    numbers = {
        a: {"value": 900 + n}
        for n, a in enumerate(open_cells(draft, "robots"))
        if a.startswith("robots.robotindicatorfigure")
    }
    many = upload(desk, draft, filled(content, numbers))
    counts = []
    for page in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page.request["PATH_INFO"]).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("made_at", ["", "きのう", "0001-01-01T00:00:00+09:00", "2026-06-01T10:00"])
def test_what_a_workbook_says_of_its_own_day_is_told_when_it_is_a_day(draft, made_at):
    content = {"made_at": made_at, "made_by": "担当者", "entries": {}, "shown": {}, "at": {}}
    upload = Upload(edition=draft, content=content)
    day = "令和８年６月１日 10:00" if made_at.startswith("2026") else ""
    assert moment(upload.made_at) == day

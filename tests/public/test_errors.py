"""Error pages stand in the look of the site and say what to do; nonsense never breaks a page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory

from kanagawa.public import errors
from tests.people import person, signed_in

pytestmark = pytest.mark.sample

NONSENSE = [
    "/nowhere",
    "/2025/nowhere/",
    "/0000/",
    "/9999-9999/",
    "/2025-0/",
    "/20251/",
    "/2025-99999/",
    "/2025/tables/none/",
    "/2025/tables/none.xlsx",
    "/2025/tables/robots.xlsx",
    "/2025/none.csv",
    "/2025/report.exe",
    "/2025/robots/none/",
    "/2025/robots/robots/%00/",
    "/2025/robots/robots/あ/",
    "/2025/robots/robots/../../",
    "/%E3%81",
    "/2025/tables/..%2f..%2fetc/",
    "/２０２５/",
    "/2025/tables/robots.indicator.commercialised.xlsx/",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("path", NONSENSE)
def test_nonsense_in_an_address_is_answered_with_a_page(web, published, path):
    response = web.get(path)
    assert response.status_code in (400, 404)
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1.text in ("ページが見つかりません", "読み取れない要求です")
    assert page.find("a", href="/editions/")


def test_an_unreadable_query_is_answered_with_a_page(web, published):
    for query in ("q=%00", "q=%ff%fe", "%80=1"):
        response = web.get(f"/2025/robots/robots/?{query}")
        assert response.status_code == 400
        assert "読み取れない要求です" in response.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (lambda r: errors.bad_request(r, Exception("x")), 400, "もう一度お試しください"),
        (lambda r: errors.forbidden(r, Exception("x")), 403, "担当者に相談してください"),
        (lambda r: errors.not_found(r, Exception("x")), 404, "年度版の一覧から探す"),
        (errors.server_error, 500, "しばらくたってから"),
        (errors.csrf_failure, 403, "画面を読み込み直してから"),
    ],
)
def test_each_error_page_says_what_to_do(view, status, words):
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert words in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda r: errors.forbidden(r, Exception("x")), 403),
        (lambda r: errors.not_found(r, Exception("x")), 404),
        (errors.server_error, 500),
        (errors.csrf_failure, 403),
    ],
)
def test_an_error_on_the_staff_site_stays_there(db, view, status, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = view(RequestFactory().get("/staff/robots/robot/"))
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == status
    assert [a["href"] for a in page.select("main a")] == ["/staff/", "/staff/guide/"]
    assert "委員会報告 職員用画面" in page.select_one("#header").text
    assert page.find("a", href="/editions/") is None


def test_who_is_signed_in_keeps_the_head_of_the_staff_site(db):
    page = signed_in(person("viewer")).get("/staff/new-facts/987654/")
    assert page.status_code == 404
    assert "viewer" in BeautifulSoup(page.content, "html.parser").select_one("#user-tools").text


def test_an_error_of_ours_is_told_in_its_own_words_and_others_are_not():
    request = RequestFactory().get("/")
    ours = errors.not_found(request, Exception("2030の版は公開されていません。"))
    assert "2030の版は公開されていません。" in ours.content.decode()
    theirs = errors.not_found(request, Exception("No Robot matches the given query."))
    assert "No Robot" not in theirs.content.decode()


def test_a_site_without_any_edition_says_so(db, monkeypatch):
    from kanagawa.public import published, visible

    nothing = visible.PublishedSlugs({}, "none")
    monkeypatch.setattr(published, "directory", lambda: nothing)
    monkeypatch.setattr(visible, "visible_editions", lambda request: visible.Edition.objects.none())
    client = Client()
    for path in ("/about/", "/developers/", "/dictionary.csv"):
        assert client.get(path).status_code == 200
    assert client.get("/2025/").status_code == 404

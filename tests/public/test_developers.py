"""The page for developers: every address on it answers, its programs run as they are printed."""

import io
from urllib.parse import urlsplit
from urllib.request import Request

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.states.making import emptied

pytestmark = pytest.mark.sample


@pytest.fixture(params=["report", "english", "preview", "preview-english"])
def instance(request) -> str:
    return request.param


@pytest.fixture
def web(instance, web, admin_client, request):
    """In the preview the newest edition is a draft that the public has not."""
    if "preview" not in instance:
        return web
    request.getfixturevalue("draft")
    return admin_client


@pytest.fixture
def page(instance, web) -> BeautifulSoup:
    url = reverse("report:developers", current_app=instance)
    return BeautifulSoup(web.get(url).content, "html.parser")


def test_every_document_has_an_example_that_answers(web, page):
    links = [link["href"] for link in page.select("main table a")]
    assert len(links) == 14
    for link in links:
        assert web.get(urlsplit(link).path).status_code == 200, link


def test_the_programs_run_and_print_figures(web, page, monkeypatch, capsys):
    def opened(url: str) -> io.BytesIO:
        asked = urlsplit(Request(url).full_url)
        response = web.get(f"{asked.path}?{asked.query}")
        assert response.status_code == 200, url
        return io.BytesIO(response.content)

    monkeypatch.setattr("urllib.request.urlopen", opened)
    programs = [program.get_text() for program in page.select("main pre")]
    assert len(programs) == 3
    for program in programs:
        exec(compile(program, "developers", "exec"), {})
        printed = capsys.readouterr().out.splitlines()
        assert any(word.isdigit() for line in printed for word in line.split()), printed


def test_an_edition_without_figures_has_an_example_of_no_table(published, admin_client):
    emptied(published)
    answer = admin_client.get(reverse("report:developers", current_app="preview"))
    rows = BeautifulSoup(answer.content, "html.parser").select("main table tbody tr")
    of_tables = [row for row in rows if "{table}" in row.get_text()]
    assert answer.status_code == 200
    assert len(of_tables) > 4
    assert not [row for row in of_tables if row.find("a")]
    assert all(row.find("a") for row in rows if "{" not in row.get_text())

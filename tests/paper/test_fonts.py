"""A machine without the letters of the paper makes no PDF, says why, and does all else."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from kanagawa.checks.context import Context
from kanagawa.checks.printable import printable
from kanagawa.editions.rows import EditionRows
from kanagawa.public.every_url import site_urls
from kanagawa.public.proof import builds
from kanagawa.reports.writers import pdf

pytestmark = pytest.mark.sample


@pytest.fixture
def no_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "FONT_FOLDERS", (str(tmp_path),))
    pdf._fonts.cache_clear()
    yield
    pdf._fonts.cache_clear()


def test_with_the_letters_the_pdf_is_linked_and_among_what_is_proved(draft, published):
    assert 'href="/2025/report.pdf"' in Client().get("/2025/report/").text
    assert any(site_url.path.endswith("report.pdf") for site_url in site_urls(draft, "preview"))


def test_without_them_there_is_no_link_and_the_address_says_so(no_fonts, published):
    page = Client().get("/2025/report/")
    assert page.status_code == 200
    assert "report.pdf" not in page.text and 'href="/2025/report.docx"' in page.text
    assert Client().get("/2025/report.pdf").status_code == 404


def test_without_them_an_edition_can_be_published(no_fonts, draft):
    proved = [a for a in site_urls(draft, "preview") if a.name == "report-file"]
    assert {site_url.path.rsplit(".")[-1] for site_url in proved} == {"docx", "xlsx", "csv", "json"}
    assert all(builds(site_url, draft) for site_url in proved)


def test_without_them_the_command_tells_what_to_install(no_fonts, published, tmp_path):
    with pytest.raises(CommandError, match="apt-get install fonts-morisawa"):
        call_command("export_report", edition="2025", format="pdf", output=tmp_path / "a.pdf")


def test_without_them_no_character_is_called_unprintable(no_fonts, draft):
    assert list(printable(Context(EditionRows(draft)))) == []

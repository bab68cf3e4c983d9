"""A new file format is one writer and one entry: links, URLs, command and 正誤表 follow."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.correcting import errata
from kanagawa.editions.publishing import publish
from kanagawa.reports.registry import record_lists
from kanagawa.reports.writers.export import Extract
from kanagawa.reports.writers.file_formats import FORMATS, SCOPES, FileFormat
from kanagawa.reports.writers.workbook import Progress
from robots.models import Robot
from tests.public.public_urls import look_for_news, of_list, url_of


def write_markdown(part: Extract, progress: Progress | None) -> bytes:
    lines = [f"# {part.label}{part.name}"]
    for grid in part.all:
        lines.append(f"## {grid.title}")
        rows = (row for row in (*grid.header, *grid.body))
        lines += [f"| {' | '.join(cell.text for cell in row)} |" for row in rows]
    return "\n".join(lines).encode()


MARKDOWN = FileFormat(
    ending="md",
    title="Markdown",
    media_type="text/markdown; charset=utf-8",
    face="様式",
    scopes=SCOPES,
    write=write_markdown,
)
# A binary file of the whole edition only, as the printed report is one.
PAPER = FileFormat(
    ending="ps",
    title="PostScript",
    media_type="application/postscript",
    face="様式",
    scopes=("edition",),
    write=lambda part, progress: b"%!PS\x00\xff",
)


@pytest.fixture(autouse=True)
def more_formats(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(FORMATS, "md", MARKDOWN)
    monkeypatch.setitem(FORMATS, "ps", PAPER)
    yield


def links(client: Client, url: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {a.text: a["href"] for a in page.select("ul.files a")}


def test_every_page_links_the_file_and_the_link_leads_to_it(client: Client, published: Any) -> None:
    at = {"slug": "2025"}
    robots = next(records for records in record_lists() if records.name == "robots-robots")
    pages = {
        url_of("report", **at): "# 令和７年度全体",
        url_of("section", section="robots", **at): "# 令和７年度「さがみロボット産業特区」",
        url_of("table", key="investment.results", **at): "## 「セレクト",
        of_list(robots, "2025"): "| 識別子 | 名称 | 商品化年月 |",
    }
    for url, text in pages.items():
        (link,) = [href for words, href in links(client, url).items() if "Markdown" in words]
        response = client.get(link)
        assert response.status_code == 200, link
        assert response.headers["Content-Type"] == MARKDOWN.media_type
        assert text in response.content.decode(), link


def test_a_list_is_written_as_its_page_prints_it(client: Client, published: Any) -> None:
    robots = next(records for records in record_lists() if records.name == "robots-robots")
    text = client.get(of_list(robots, "2025", "md")).content.decode()
    first = Robot.objects.filter(edition=published).first()
    assert f"| {first.key} | {first.name} | {first.commercialised} |" in text


def test_a_format_stands_only_where_it_can_be_had(client: Client, published: Any) -> None:
    on_report = links(client, "/2025/report/")
    assert on_report["PostScriptダウンロード（様式）"] == "/2025/report.ps"
    assert client.get("/2025/report.ps").content == b"%!PS\x00\xff"
    assert not any("PostScript" in words for words in links(client, "/2025/robots/"))
    for url in (
        "/2025/robots.ps",
        "/2025/robots/robots.ps",
        "/2025/tables/investment.results.ps",
    ):
        assert client.get(url).status_code == 404, url
    assert client.get("/2025/report.nothing").status_code == 404


@pytest.mark.thorough
def test_the_errata_and_the_change_sheet_follow(
    client: Client, admin_client: Client, published: Any
) -> None:
    draft = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "直した名称"
    robot.save()
    part = [draft.pk, "robots"]
    page = admin_client.get(reverse("admin:review_section", args=part)).content.decode()
    sheet = reverse("admin:review_sheet", args=[*part, "md"])
    assert sheet in page
    assert "直した名称" in admin_client.get(sheet).content.decode()
    assert admin_client.get(reverse("admin:review_sheet", args=[*part, "ps"])).status_code == 404
    publish(edition=draft)
    look_for_news()
    assert errata(draft)
    assert "/2025/errata.md" in links(client, "/2025/errata/").values()
    assert "直した名称" in client.get("/2025/errata.md").content.decode()
    assert client.get("/2025/errata.ps").status_code == 404


def test_the_command_writes_it(published: Any, tmp_path: Path) -> None:
    call_command(
        "export_report", edition="2025", format="md", output=tmp_path, stdout=io.StringIO()
    )
    (file,) = tmp_path.iterdir()
    assert file.name == "令和7年度_全体_様式.md"
    with pytest.raises(CommandError, match="PostScript"):
        call_command("export_report", edition="2025", format="ps", section="robots")


def test_a_writer_of_its_own_form_is_asked_first(published: Any) -> None:
    own = replace(MARKDOWN, write_errata=lambda errata, label, modified: b"own")
    assert own.errata(None, "", None) == b"own"  # type: ignore[arg-type]

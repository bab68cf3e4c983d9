"""The 正誤表 beside a corrected edition: page, files, notices, feed; none of it before its time."""

import csv
import io
import json
import subprocess
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from international.models import AttractedCount
from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.correcting import errata
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.formats.text import squeeze
from tests.made_once import made_once
from tests.public.public_urls import look_for_news

REASON = "集計の誤り９８７６"
TABLE = "international.attracted"
# As it is seen, in UTF-8.
TEXT_UTF8 = "txt:Text (encoded):UTF8"
CSV_UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def correction(published):
    return made_once("with two corrections", lambda: correct(published))


def correct(published):
    """A draft that corrects one figure and one paragraph."""
    draft = copy_edition(source=published, fiscal_year=2025, reason=REASON)
    figure = AttractedCount.objects.get(edition=draft, key="asia-actual-2024")
    figure.value = 13
    figure.save()
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text += "＝訂正した文"
    node.save()
    return draft


@pytest.fixture
def corrected(published):
    done = made_once("with two corrections, public", lambda: publish(edition=correct(published)))
    look_for_news()
    return done


def soup(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_page_has_every_row_with_wrong_right_and_reason(web, corrected):
    page = soup(web.get("/2025/errata/"))
    rows = [
        [cell.get_text() for cell in tr.find_all(["th", "td"])] for tr in page.select("tbody tr")
    ]
    groups = errata(corrected).groups
    assert [(title, len(rows)) for title, rows in groups] == [("", 2), ("連動して変わった箇所", 1)]
    expected = [row for _, rows in groups for row in rows]
    assert [row[1:] for row in rows] == [[r.old, r.new, r.reason] for r in expected]
    assert len(rows) == 3
    assert REASON in page.select_one("dl.about").get_text()
    assert [mark.get_text() for mark in page.select("del")][-2:] == ["12", "18"]
    assert [mark.get_text() for mark in page.select("ins")][-2:] == ["13", "19"]


def test_every_row_leads_to_its_place_in_the_report(web, corrected):
    page, report = soup(web.get("/2025/errata/")), soup(web.get("/2025/report/"))
    targets = [a["href"].split("#")[1] for a in page.select("tbody th a")]
    assert len(targets) == 3
    assert all(report.find(id=target) for target in targets)


def test_it_downloads_as_excel_csv_and_json(web, corrected):
    sheet = load_workbook(io.BytesIO(web.get("/2025/errata.xlsx").content))["正誤表"]
    assert sheet["A1"].value == "令和７年度版（第２版）　正誤表"
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert ["番号", "区分", "箇所", "誤", "正", "理由", "訂正年月日"] in values
    assert [row[3:6] for row in values if row[3] == "12"] == [["12", "13", REASON]]
    assert [row[1] for row in values if row[3] in ("12", "18")] == ["訂正", "連動"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
    assert sheet.print_title_rows
    text = web.get("/2025/errata.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["old_value"], r["new_value"]) for r in rows] == [
        ("", ""),
        ("12", "13"),
        ("18", "19"),
    ]
    data = json.loads(web.get("/2025/errata.json").content)
    assert (data["old"], data["new"], data["reason"]) == ("2025-1", "2025-2", REASON)
    assert len(data["rows"]) == 3
    assert web.get("/2025/errata.xlsx").content == web.get("/2025-2/errata.xlsx").content


def test_text_that_looks_like_a_formula_stays_text(web, published):
    draft = copy_edition(source=published, fiscal_year=2025, reason="=1+1")
    Node.objects.filter(edition=draft, key="robots-overview").update(text="=2+2")
    publish(edition=draft)
    look_for_news()
    sheet = load_workbook(io.BytesIO(web.get("/2025/errata.xlsx").content))["正誤表"]
    assert {c.data_type for row in sheet.iter_rows() for c in row if c.value} == {"s"}
    assert b"'=1+1" in web.get("/2025/errata.csv").content


def test_an_edition_that_corrects_nothing_says_so_and_has_no_files(web, published):
    page = web.get("/2025/errata/").content.decode()
    assert "最初の版で" in page
    assert "これまでに訂正はありません" in page
    for extension in ("xlsx", "csv", "json"):
        assert web.get(f"/2025/errata.{extension}").status_code == 404


def test_the_old_revision_stays_as_it_was_and_leads_to_the_errata(web, published, corrected):
    published.refresh_from_db()
    old = web.get(f"/2025-1/tables/{TABLE}/").content.decode()
    assert "訂正された版があります" in old
    assert 'href="/2025-2/errata/"' in old
    assert ">12<" in old
    assert 'class="corrected"' not in old
    listed = web.get("/2025-1/errata/").content.decode()
    assert "令和７年度版（第２版）の正誤表" in listed


def test_corrected_tables_and_sections_carry_a_notice_and_others_do_not(web, corrected):
    when = errata(corrected).when
    text = f"この表は{when}に訂正しました"
    assert text in web.get(f"/2025/tables/{TABLE}/").content.decode()
    assert "訂正しました" not in web.get("/2025/tables/investment.results/").content.decode()
    report = soup(web.get("/2025/report/"))
    anchor = next(b.anchor for b in Content(corrected).blocks if b.table == TABLE)
    assert text in report.find(id=anchor).get_text()
    assert len(report.select("article .corrected")) == 2
    assert report.find(id="robots").find_next_sibling().get_text().startswith("この節の本文は")
    assert "この節の本文は" in web.get("/2025/robots/").content.decode()
    assert "訂正しました" not in web.get("/2025/zones/").content.decode()


@pytest.mark.thorough
def test_a_notice_stays_over_later_revisions(web, corrected):
    third = copy_edition(source=corrected, fiscal_year=2025, reason="別の誤り")
    Node.objects.filter(edition=third, key="zones").update(text="特区")
    publish(edition=third)
    look_for_news()
    notice = soup(web.get(f"/2025/tables/{TABLE}/")).select_one(".corrected a")
    assert notice["href"] == "/2025-2/errata/"
    assert {a["href"] for a in soup(web.get("/2025/errata/")).select("#all ~ ul a")} == {
        "/2025-2/errata/",
        "/2025-3/errata/",
    }


def test_the_feed_announces_publications_and_corrections(web, published, corrected):
    response = web.get("/feed.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    entries_ = [(e.find(f"{ATOM}title").text, e.find(f"{ATOM}link").get("href")) for e in entries]
    assert entries_ == [
        ("令和７年度版（第２版）：訂正しました", "http://testserver/2025-2/errata/"),
        ("令和７年度版を公開しました", "http://testserver/2025-1/"),
    ]
    assert REASON in entries[0].find(f"{ATOM}summary").text
    assert len({e.find(f"{ATOM}id").text for e in entries}) == 2
    for page in ("/", "/2025/report/"):
        link = soup(web.get(page)).find("link", rel="alternate", type="application/atom+xml")
        assert link["href"] == "/feed.atom"


def test_nothing_of_a_correction_is_public_before_its_publication(web, published, correction):
    for path in ("/", "/editions/", "/2025/errata/", "/2025/report/", "/feed.atom"):
        body = web.get(path).content.decode()
        assert REASON not in body, path
        assert "2025-2" not in body, path
    for path in ("errata/", "errata.xlsx", "errata.csv", "errata.json"):
        assert web.get(f"/2025-2/{path}").status_code == 404
    assert REASON not in web.get("/feed.atom").content.decode()


def test_the_preview_shows_the_errata_as_they_will_be(admin_client, correction):
    page = admin_client.get("/staff/preview/2025-2/errata/").content.decode()
    assert REASON in page
    assert "（公開の日）" in page
    assert "12" in page
    assert admin_client.get("/staff/preview/2025-2/errata.xlsx").status_code == 200
    assert "2025-2" not in admin_client.get("/staff/preview/feed.atom").content.decode()


@pytest.mark.thorough
def test_more_corrections_take_no_more_queries(web, corrected):
    paths = ("/2025/errata/", f"/2025/tables/{TABLE}/", "/2025/report/", "/feed.atom")
    before = [queries(web, path) for path in paths]
    again = copy_edition(source=corrected, fiscal_year=2025, reason="別の誤り")
    Node.objects.filter(edition=again, kind="heading").update(text="見出し")
    publish(edition=again)
    look_for_news()
    assert [queries(web, path) for path in paths] == before


def queries(web, path: str) -> int:
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as captured:
        assert web.get(path).status_code == 200
    return len(captured)


def only_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), names
    return dict(pairs)


@pytest.mark.sample
def test_json_and_csv_are_read_by_strict_readers(web, corrected):
    """No name twice in an object, no NaN; every line of a CSV has every column."""
    for path in ("/2025/errata.json", "/2025/report.json", "/openapi.json", "/catalog.jsonld"):
        content = web.get(path).content.decode("utf-8")
        assert json.loads(content, object_pairs_hook=only_once, parse_constant=pytest.fail), path
    for path in ("/2025/errata.csv", "/changes.csv"):
        text = web.get(path).content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert rows and {len(row) for row in rows} == {len(head)}, path


def test_the_feed_has_what_the_standard_requires(web, corrected):
    feed = ElementTree.fromstring(web.get("/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed" and entries
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated")).tzinfo
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(identities) == len(set(identities))
    for link in feed.iter(f"{ATOM}link"):
        assert web.get(urlsplit(link.get("href")).path).status_code == 200


@pytest.mark.office
@pytest.mark.thorough
@pytest.mark.parametrize(("ending", "kind"), [("xlsx", CSV_UTF8), ("docx", TEXT_UTF8)])
def test_libreoffice_opens_the_errata_with_every_row(
    web, corrected, ending, kind, tmp_path, office_profile
):
    file = tmp_path / f"errata.{ending}"
    file.write_bytes(web.get(f"/2025/errata.{ending}").content)
    run = [
        "soffice",
        office_profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        tmp_path,
        file,
    ]
    subprocess.run(run, check=True, capture_output=True, timeout=120)
    read = squeeze(file.with_suffix(f".{kind[:3]}").read_text("utf-8"))
    for row in errata(corrected).rows:
        for text in (row.difference.where, row.old, row.new, row.reason):
            assert squeeze(text) in read, text

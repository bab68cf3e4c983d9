"""What machines find the site by: sitemap, canonical URLs, data sets, valid pages."""

import json
import struct
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.publishing import publish
from kanagawa.public.discovery import _as_data_block
from tests.breadth import first_or_every
from tests.public.public_urls import (
    look_for_news,
    of_edition,
    of_site,
    table_keys,
    view_and_format,
)

pytestmark = pytest.mark.sample
HOST = "http://testserver"


def page(web: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(web.get(path).content, "html.parser")


def canonical(web: Client, path: str) -> str | None:
    link = page(web, path).find("link", rel="canonical")
    return link["href"].removeprefix(HOST) if link else None


def locations(web: Client) -> list[str]:
    tree = ElementTree.fromstring(web.get("/sitemap.xml").content)
    return [
        str(element.text).removeprefix(HOST) for element in tree.iter() if element.tag[-3:] == "loc"
    ]


@first_or_every
def test_the_sitemap_has_every_page_of_the_newest_revisions_and_each_answers(take, web, published):
    urls = locations(web)
    assert len(urls) == len(set(urls)) > 100
    # The English pages have the same arguments: one of each kind is asked in test_english.
    japanese = [path for path in urls if not path.startswith("/en/")]
    asked = take(japanese, view_and_format)
    assert [path for path in asked if web.get(path).status_code != 200] == []
    assert {f"/en{path}" for path in japanese} == set(urls) - set(japanese)
    publish(edition=copy_edition(source=published, fiscal_year=2025, reason="誤記"))
    look_for_news()
    assert set(locations(web)) == set(urls)
    assert f"Sitemap: {HOST}/sitemap.xml" in web.get("/robots.txt").content.decode()


def test_an_address_says_which_one_is_meant(web, published):
    assert canonical(web, "/2025-1/robots/?x=1") == canonical(web, "/2025/robots/")
    assert canonical(web, "/2025/robots/") == "/2025/robots/"
    assert canonical(web, "/2025/tables/none/") is None
    publish(edition=copy_edition(source=published, fiscal_year=2025, reason="誤記"))
    look_for_news()
    assert canonical(web, "/2025-1/robots/") == "/2025-1/robots/"
    assert canonical(web, "/2025-2/robots/") == "/2025/robots/"


@first_or_every
def test_every_page_has_a_description_and_an_icon_of_its_own(take, web, published):
    for path in take([*of_site(), *of_edition(published, "2025")], view_and_format):
        response = web.get(path)
        if response.headers["Content-Type"].startswith("text/html"):
            html = BeautifulSoup(response.content, "html.parser")
            assert len(html.find("meta", attrs={"name": "description"})["content"]) > 8, path
            assert html.find("meta", property="og:title")["content"] == html.title.text, path
            assert html.find("link", rel="icon")["href"].endswith("icon.svg"), path
            # Nothing runs on a public page, so it works without JavaScript.
            kinds = {script.get("type") for script in html.find_all("script")}
            assert kinds <= {"application/ld+json"}, path


def test_a_link_in_a_message_has_a_picture(web, published):
    """An absolute address, as Open Graph asks, of a picture of the size that most programs show."""
    card = page(web, "/2025/robots/").find("meta", property="og:image")["content"]
    assert card.startswith(f"{HOST}/static/")
    picture = b"".join(web.get(card.removeprefix(HOST)))
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)


def test_the_preview_names_no_address_of_its_own(draft, admin_client):
    html = page(admin_client, f"/staff/preview/{draft.slug}/robots/")
    assert not html.find("link", rel="canonical")


def test_a_draft_is_not_cited(draft, admin_client, web):
    """Its address is open to staff only, and what it says changes."""
    key = table_keys()[0]
    assert page(web, f"/2025/tables/{key}/").find(id="cite")
    assert not page(admin_client, f"/staff/preview/{draft.slug}/tables/{key}/").find(id="cite")


@first_or_every
def test_editions_and_tables_are_data_sets_with_files_that_answer(take, web, published):
    for path in take(("/2025/tables/investment.aid/", "/2025/"), type):
        data = json.loads(page(web, path).find("script", type="application/ld+json").string)
        assert data["@type"] == "Dataset"
        assert data["@id"].startswith(f"{HOST}/2025-1/")
        assert {"name", "description", "license", "creator", "datePublished"} <= data.keys()
        files = [file["contentUrl"] for file in data["distribution"]]
        assert len(files) >= 3
        assert {web.head(file.removeprefix(HOST)).status_code for file in files} == {200}


def test_the_menu_of_a_page_of_no_edition_leads_to_the_newest(web, published):
    for url in ("/about/", "/editions/", "/developers/", "/search/", "/nowhere/"):
        assert 'href="/2025/tables/"' in web.get(url).content.decode(), url


def test_no_text_ends_the_block_of_data():
    block = _as_data_block({"name": "</script><!-- & 特区"})
    assert "<" not in block
    assert json.loads(block)["name"] == "</script><!-- & 特区"

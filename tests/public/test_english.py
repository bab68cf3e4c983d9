"""The English pages: whole, bound to the Japanese text, frozen, found from the Japanese ones."""

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.urls import URLPattern
from django.utils.translation import override

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.english_content import EnglishContent
from kanagawa.editions.models import FrozenKind, FrozenPart, Node, NodeKind, Translation
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.formats.english import has_japanese, in_english
from kanagawa.public.every_url import site_urls
from kanagawa.public.links import IN_ENGLISH
from kanagawa.public.public_urls import patterns
from kanagawa.reports.comparing.years import named_figures, series_of
from kanagawa.reports.english import Pending
from kanagawa.reports.writers.html import table_block_html
from robots.models import RobotIndicatorFigure
from tests.breadth import first_daily, first_or_every, share
from tests.public.public_urls import FIGURE, look_for_news
from tests.rolling.conftest import fill

LOCALE = Path(__file__).parents[2] / "kanagawa" / "locale" / "en" / "LC_MESSAGES"
_VALUES = re.compile(r"\{\w+\}|%\(\w+\)s")
_OUTSIDE = "，、。：（）「」｜～　"


def page(client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def unmarked(soup: BeautifulSoup) -> list[str]:
    """Japanese text that does not say that it is Japanese."""
    for tag in soup.select('[lang="ja"]'):
        tag.decompose()
    texts = [*soup.stripped_strings, *(tag.get("title", "") for tag in soup.find_all(title=True))]
    return [text for text in texts if has_japanese(text) or any(c in text for c in _OUTSIDE)]


@first_or_every
def test_every_page_is_english_but_for_what_it_marks_as_japanese(take, web, published):
    urls = list(site_urls(published, "english"))
    assert {each.name for each in urls} == IN_ENGLISH
    one_of_each = {each.name: each for each in urls}
    wide = [each for each in urls if each.name in ("table", "section")]
    # Lists and their records are of one kind; of tables and sections there are all or one.
    for each in take([*one_of_each.values(), *wide], lambda each: each.pattern.callback):
        url = each.path
        soup = page(web, url)
        assert soup.html["lang"] == "en", url
        assert len(soup.find_all("h1")) == 1, url
        assert unmarked(soup) == [], url


@pytest.mark.sample
@pytest.mark.parametrize("shares", first_daily(8, 1), ids=["its share", "every one"])
def test_the_values_of_every_figure_are_told_in_both_languages(shares, web, published):
    """Also of one that has no target, or nothing but a target."""
    tables = Content(published).tables.values()
    figures = {series_of(f.key): f.key for table in tables for _, f in named_figures(table)}
    assert len(figures) > 40
    for key in share("values", sorted(figures.values()), shares):
        japanese, english = page(web, f"/series/{key}/"), page(web, f"/en/series/{key}/")
        assert len(japanese.select("svg")) == len(english.select("svg")), key
        # The table that staff define has no English; a title cannot say which part is Japanese.
        assert "owntable" in key or unmarked(english) == [], key


def test_every_page_of_the_site_is_there_in_english():
    """What is no page is a file or a document for machines: it holds the Japanese print as data."""
    pages = {p.name for p in patterns({}) if isinstance(p, URLPattern) and is_page(p)}
    assert pages == IN_ENGLISH


def is_page(pattern: URLPattern) -> bool:
    return str(pattern.pattern).endswith("/") or str(pattern.pattern) == ""


@pytest.mark.thorough
@pytest.mark.sample
def test_what_changed_over_the_editions_is_told_in_english(web, published):
    correction = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = RobotIndicatorFigure.objects.get(edition=correction, key="commercialised-actual-2024")
    figure.value += 1
    figure.save()
    correction = publish(edition=correction)
    following = roll_edition(source=correction)
    fill(following, states=("held", "cancelled"))
    publish(edition=following)
    look_for_news()
    sentences = {
        "2025/errata/": "Edition before the correction",
        "compare/": "FY2025 edition (revision 2) and FY2026 edition",
        "compare/2025..2026/": "Figures with a newer value",
        "compare/2025..2026/robots/": "As of 31 March 2026",
        "compare/2025..2026/international/": "All changes (CSV",
        "compare/2025-1..2025-2/robots/": "+1",
        f"series/{FIGURE}/": "The plan period changed",
        f"series/{FIGURE}/?as_of=2020-01-01": "On 1 January 2020 no edition",
        "2026/": "What changed since the FY2025 edition",
        "": "What changed since the FY2025 edition",
    }
    for path, sentence in sentences.items():
        soup = page(web, f"/en/{path}")
        assert sentence in " ".join(soup.main.text.split()), path
        assert unmarked(soup) == [], path
        links = [a["href"] for a in soup.main.select("a[href]") if a["href"].endswith("/")]
        assert [link for link in links if not link.startswith("/en/")] == [], path


def test_labels_and_headings_are_found_by_their_english_words(web, published):
    for words, title in (
        ("robots commercialised", "Robots from the special zone that were commercialised"),
        ("SUBSIDIES granted", "Subsidies granted"),
        ("1,705", "Overseas expansion"),
    ):
        soup = page(web, f"/en/search/?q={words}")
        hits = {h.text: h.a["href"] for h in soup.select(".hits h3")}
        assert any(title in hit for hit in hits), words
        assert all(url.startswith("/en/") for url in hits.values())
        assert unmarked(soup) == []
        assert web.get(next(iter(hits.values()))).status_code == 200
    assert "見つかりませんでした" in page(web, "/search/?q=commercialised").main.text
    assert "Nothing was found" in page(web, "/en/search/?q=zzzz").main.text
    assert "up to 100 characters" in web.get("/en/search/", {"q": "x" * 101}).content.decode()


def test_titles_headings_labels_and_statements_of_the_report_are_translated(published):
    english = EnglishContent(published)
    sections = [*english.manifest.sections, *english.manifest.tables, *english.manifest.records]
    titles = [entry.title for entry in sections]
    headings = [block.text for block in english.blocks if block.kind == "heading"]
    heads = [
        cell.text
        for grid in english.tables.values()
        for row in (*grid.header, *grid.body)
        for cell in row
        if cell.role != "data" or cell.figures
    ]
    statements = [text for statement in english.manifest.statements for text, _ in statement.pieces]
    charts = [
        text
        for grid in english.tables.values()
        if grid.chart_data
        for text in (*grid.chart_data.labels, grid.chart_data.words)
    ]
    for texts in (titles, headings, heads, statements, charts):
        assert texts
        assert [text for text in texts if has_japanese(text) and isinstance(text, Pending)] == []


def test_every_text_of_every_picture_is_english(published):
    """Title, description and all that is drawn: legends, periods, values and labels."""
    tables = EnglishContent(published).tables
    with override("en"):
        pages = {key: table_block_html(grid) for key, grid in tables.items()}
    drawn = {key: BeautifulSoup(html, "html.parser").svg for key, html in pages.items()}
    pictures = {key: svg for key, svg in drawn.items() if svg}
    assert len(pictures) > 30
    for key, svg in pictures.items():
        texts = [each.get_text() for each in svg.select("title, desc, text")]
        assert len(texts) > 3, key
        assert [text for text in texts if has_japanese(text)] == [], key


def test_the_figures_are_those_of_the_japanese_tables(published):
    japanese, english = Content(published).tables, EnglishContent(published).tables
    assert japanese.keys() == english.keys()
    for key, grid in japanese.items():
        facts = [(f.key, f.value, f.unit, f.status, f.period) for f in grid.figures()]
        assert facts == [
            (f.key, f.value, f.unit, f.status, f.period) for f in english[key].figures()
        ]


def test_a_changed_text_waits_for_its_translation(web, draft):
    heading = Node.objects.filter(edition=draft, kind=NodeKind.HEADING, key="robots").get()
    before = EnglishContent(draft)
    assert not isinstance(next(b for b in before.blocks if b.anchor == "robots").text, Pending)
    heading.text = "さがみロボット特区のあたらしい取組"
    heading.save()
    block = next(b for b in EnglishContent(draft).blocks if b.anchor == "robots")
    assert isinstance(block.text, Pending)
    assert block.text == heading.text
    publish(edition=draft)
    look_for_news()
    soup = page(web, f"/en/{draft.slug}/report/")
    assert soup.find(id="robots").select_one('[lang="ja"]').text == heading.text
    assert "Translation pending" in soup.main.text


def test_a_paragraph_that_waits_says_so_and_one_with_figures_prints_them_in_english(web, draft):
    node = next(n for n in Node.objects.filter(edition=draft, kind=NodeKind.PARAGRAPH) if n.section)
    figure = next(f for f in Content(draft).tables["investment.aid"].figures() if f.value)
    node.text = f"{{edition|fiscal_year}}は{{{figure.key}}}だった。"
    node.save()
    english = f"In {{edition|fiscal_year}} it was {{{figure.key}}}."
    Translation.objects.create(section=node.section, japanese=node.text, english=english)
    publish(edition=draft)
    look_for_news()
    soup = page(web, f"/en/{draft.slug}/{node.section}/")
    paragraphs = [p.text for p in soup.select("p.paragraph")]
    assert f"In FY{draft.fiscal_year} it was {in_english(figure.text)}." in paragraphs
    assert any(text.startswith("Translation pending ") for text in paragraphs)


def test_an_edition_keeps_the_translations_of_its_day(web, published):
    url = f"/en/{published.slug}/"
    before = page(web, url).main.text
    Translation.objects.update(english="Something else")
    look_for_news()
    assert page(web, url).main.text == before
    part = FrozenPart.objects.get(edition=published, kind=FrozenKind.ENGLISH)
    assert not part.beside  # its hash is one of those that make up the edition's


@pytest.mark.thorough
def test_without_translations_nothing_is_frozen_and_what_has_none_is_shown_as_such(web, draft):
    Translation.objects.all().delete()
    publish(edition=draft)
    look_for_news()
    assert not FrozenPart.objects.filter(edition=draft, kind=FrozenKind.ENGLISH).exists()
    soup = page(web, f"/en/{draft.slug}/")
    assert soup.main.select('[lang="ja"].pending')
    assert "Translation pending" in soup.main.text
    assert unmarked(soup) == []


def test_only_the_address_says_the_language(web, published):
    web.cookies["django_language"] = "en"
    assert page(web, "/2025/").html["lang"] == "ja"
    response = web.get("/2025/", headers={"Accept-Language": "en"})
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert BeautifulSoup(response.content, "html.parser").html["lang"] == "ja"
    assert page(web, "/en/2025/").html["lang"] == "en"
    assert page(web, "/2025/").html["lang"] == "ja"  # nothing of it stays with the process


@pytest.mark.parametrize("path", ["", "2025/", "2025/tables/robots.robots/", "2025/robots/robots/"])
def test_each_page_leads_to_the_same_in_the_other_language(web, published, path):
    host = "http://testserver"
    for url in (f"/{path}", f"/en/{path}"):
        soup = page(web, url)
        links = {tag["hreflang"]: tag["href"] for tag in soup.select("link[hreflang]")}
        both = {"ja": f"{host}/{path}", "en": f"{host}/en/{path}"}
        assert links == {**both, "x-default": both["ja"]}
        assert soup.select_one('link[rel="canonical"]')["href"] == f"{host}{url}"
        other = "en" if url == f"/{path}" else "ja"
        assert soup.select_one(f'nav a[hreflang="{other}"]')["href"] == both[other]


def test_english_pages_lead_to_english_pages_and_to_files_as_they_are(web, published):
    soup = page(web, "/en/2025/tables/robots.indicator.commercialised/")
    links = {tag["href"].partition("#")[0] for tag in soup.select("main a[href], header a[href]")}
    pages = {link for link in links if link.endswith("/") and not link.startswith("http")}
    assert pages and all(link.startswith("/en/") for link in pages)
    assert "/2025/tables/robots.indicator.commercialised.csv" in links


def test_what_is_not_there_in_english_says_so_in_english(web, published):
    response = web.get("/en/2025/nothing-at-all/")
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.html["lang"] == "en"
    assert soup.h1.text == "Page not found"
    assert web.get("/en/2025/compare/").status_code == 404


def test_a_draft_is_there_in_english_for_staff_only(web, draft, admin_client):
    url = f"/staff/preview/en/{draft.slug}/report/"
    assert web.get(f"/en/{draft.slug}/report/").status_code == 404
    assert web.get(url).status_code == 302
    soup = page(admin_client, url)
    assert soup.html["lang"] == "en"
    assert soup.find("meta", {"name": "robots"})["content"] == "noindex, nofollow"
    assert unmarked(soup) == []


def test_the_sitemap_names_the_english_pages(web, published):
    text = web.get("/sitemap.xml").content.decode()
    for path in ("", "2025/", "2025/tables/robots.robots/"):
        assert f"<loc>http://testserver/en/{path}</loc>" in text


def test_the_compiled_words_are_those_of_the_text_file():
    with (LOCALE / "django.po").open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    with (LOCALE / "django.mo").open("rb") as file:
        stored = gettext.GNUTranslations(file)
    texts = [str(message.id) for message in catalogue if message.id]
    fresh = gettext.GNUTranslations(compiled)
    assert texts
    assert [t for t in texts if stored.gettext(t) != fresh.gettext(t)] == []
    assert not [t for t in texts if stored.gettext(t) == t and has_japanese(t)]
    # A value that the Japanese has not would be an error where the sentence is printed.
    assert not [t for t in texts if {*_VALUES.findall(stored.gettext(t))} - {*_VALUES.findall(t)}]

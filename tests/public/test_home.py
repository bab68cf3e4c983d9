"""The home page shows one figure a section, chosen by the rule that it states."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from kanagawa.editions.content import Content
from kanagawa.formats.years import Period
from kanagawa.reports import registry
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head
from kanagawa.reports.headlines import latest

pytestmark = pytest.mark.sample


def figure(value: int, year: int, unit: str = "件", kind: str = "actual") -> Figure:
    return Figure(
        key=f"x.y/{value}",
        indicator="数",
        value=value,
        unit=unit,
        kind=kind,
        text=f"{value}{unit}",
        period=Period.fiscal_year(year),
    )


def test_every_section_has_a_card_with_its_figure_and_a_link_to_its_table(web, published):
    cards = BeautifulSoup(web.get("/").content, "html.parser").select(".card")
    content = Content(published)
    headlines = content.manifest.headlines
    assert [headline.section for headline in headlines] == list(registry.sections())
    for headline, card in zip(headlines, cards, strict=True):
        assert card.select_one(".figure").text == headline.text
        if headline.table:
            figures = {figure.key: figure for figure in content.tables[headline.table].figures()}
            assert figures[headline.figure].text == headline.text
            assert figures[headline.figure].kind == "actual"
            assert card.find("a", href=f"/2025/tables/{headline.table}/")


def test_the_newest_actual_that_is_no_share_or_sub_count_is_taken():
    cells = (
        Cell("10", (figure(10, 2023),)),
        Cell("20", (figure(20, 2024), figure(5, 2024))),
        Cell("30", (figure(30, 2025, kind="forecast"),)),
        Cell("40", (figure(40, 2024, unit="％"),)),
    )
    grid = Grid(
        key="x.y",
        title="",
        header=((column_head("", colspan=5),),),
        body=((row_head("総数"), *cells),),
    )
    assert latest(grid) == cells[1].figures[0]


def test_a_year_that_is_not_over_stands_back_for_a_whole_one():
    part = replace(figure(4, 2025), as_of=date(2025, 6, 30))
    whole = replace(figure(18, 2024), as_of=date(2025, 6, 30))

    def row(*figures: Figure) -> Grid:
        return Grid("x.y", "", ((row_head("総数"), *(Cell(f.text, (f,)) for f in figures)),))

    assert latest(row(whole, part)) == whole
    assert latest(row(part)) == part

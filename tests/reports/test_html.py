"""The HTML of a table: heads with their scope, spans, everything escaped, nothing inline."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from kanagawa.formats.statuses import STATUS_NAMES, without_value
from kanagawa.formats.text import squeeze
from kanagawa.reports.grid import Cell, Grid, row_head
from kanagawa.reports.pie import slices
from kanagawa.reports.writers.html import table_block_html, table_html
from kanagawa.reports.writers.svg import pie_svg

from .samples import every_grid, merged, pie, shown


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def seen(html: str) -> Tag:
    """Without what is only heard: the reason of a dash."""
    whole_page = soup(html)
    for hidden in whole_page.select(".hidden"):
        hidden.decompose()
    return whole_page


def cell_with(text: str) -> Tag:
    found = seen(table_html(merged()))
    return next(c for c in found.find_all(["th", "td"]) if c.get_text() == text)


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_every_cell_stands_once_in_order_with_its_text_and_spans(grid: Grid) -> None:
    cells = [cell for row in (*grid.header, *grid.body) for cell in row]
    shown_cells = seen(table_html(grid)).find_all(["th", "td"])
    assert [c.get_text("\n") for c in shown_cells] == [c.text for c in cells]
    assert [int(c.get("colspan", "1")) for c in shown_cells] == [c.colspan for c in cells]
    assert [int(c.get("rowspan", "1")) for c in shown_cells] == [c.rowspan for c in cells]


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_the_text_of_the_block_is_the_text_of_the_table_and_nothing_more(grid: Grid) -> None:
    block = seen(table_block_html(grid))
    for svg in block.find_all("svg"):
        svg.decompose()
    cells = [cell.text for row in (*grid.header, *grid.body) for cell in row]
    expected = [grid.caption, grid.aside, *cells, *grid.notes, grid.source]
    assert squeeze(block.get_text()) == squeeze("".join(expected))


@pytest.mark.parametrize("grid", every_grid(), ids=lambda grid: grid.key)
def test_nothing_inline_that_the_security_policy_forbids(grid: Grid) -> None:
    for tag in soup(table_block_html(grid)).find_all(True):
        assert tag.name not in {"style", "script"}
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("第３期", "colgroup"),
        ("計", "col"),
        ("件数", "rowgroup"),
        ("総数", "row"),
        ("金額", "row"),
    ],
)
def test_heads_say_what_they_head(text: str, scope: str) -> None:
    head = cell_with(text)
    assert (head.name, head["scope"]) == ("th", scope)


def test_a_head_over_a_part_of_its_row_group_heads_its_rows_only() -> None:
    rows = (
        (row_head("甲", rowspan=3), row_head("a", rowspan=2), Cell("1")),
        (Cell("2"),),
        (row_head("b"), Cell("3")),
        (row_head("乙"), row_head("c"), Cell("4")),
    )
    html = soup(table_html(Grid("sample.groups", "", rows)))
    scopes = {th.get_text(): th["scope"] for th in html.find_all("th")}
    assert scopes == {"甲": "rowgroup", "a": "row", "b": "row", "乙": "row", "c": "row"}
    assert [len(body.find_all("tr")) for body in html.find_all("tbody")] == [3, 1]


def test_a_head_without_text_is_no_head() -> None:
    assert "<th" not in table_html(Grid("sample.empty", "", ((row_head(""), Cell("1")),)))


def test_numbers_vertical_and_indented_heads_have_classes() -> None:
    assert cell_with("1,234件")["class"] == ["num"]
    assert cell_with("件数")["class"] == ["vertical"]
    assert cell_with("うち県内")["class"] == ["indent-1"]


def test_a_dash_says_why_to_who_hears_or_points_at_it() -> None:
    for status, reason in STATUS_NAMES.items():
        printed = without_value(status)
        cell = shown(None, status=status, text=printed)
        abbreviation = soup(table_html(Grid("sample.dash", "", ((cell,),)))).find("abbr")
        if status == "value" or printed == reason:
            assert abbreviation is None  # a word speaks for itself
        else:
            assert abbreviation["title"] == reason
            hidden = abbreviation.select_one(".hidden").extract()
            assert (abbreviation.get_text(), hidden.get_text()) == (printed, f"（{reason}）")


def test_everything_is_escaped() -> None:
    html = table_block_html(merged())
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "見本＆&lt;表&gt;" in html and "※ 注 &amp; 説明" in html


def test_a_record_is_linked_where_there_is_a_page_for_it() -> None:
    linked = table_html(merged(), link={"sample.row/one": '/1/"a"'}.get)
    assert '<a href="/1/&quot;a&quot;">総数</a>' in linked
    assert "<a href" not in table_html(merged(), link=lambda ref: None)


def test_a_wide_table_scrolls_in_a_named_frame_that_the_keyboard_reaches() -> None:
    frame = soup(table_block_html(merged())).select_one(".table-scroll")
    assert frame is not None
    assert (frame["tabindex"], frame["role"], frame["aria-label"]) == ("0", "region", "見本＆<表>")


def test_the_caption_is_there_on_demand() -> None:
    assert soup(table_html(merged())).caption.get_text() == "○ 見本"
    assert soup(table_html(merged(), caption=False)).caption is None


def test_the_pie_names_every_slice_and_leaves_the_total_out() -> None:
    svg = soup(table_block_html(pie())).find("svg")
    assert svg["role"] == "img"
    labels = [text.get_text() for text in svg.find_all("text")]
    assert labels[:3] == ["①", "②", "③"]
    assert labels[3:] == [
        "461社 (27.0％)",
        "① 中国",
        "651社 (38.2％)",
        "② その他アジア",
        "３社 (0.2％)",
        "③ 北米",
    ]
    assert svg.find("desc").get_text().startswith("最も大きいのはその他アジアの651社 (38.2％)、")
    assert len(svg.find_all("path")) == 3
    assert len({path["fill"] for path in svg.find_all("path")}) == 3


def test_the_pie_of_the_paper_has_its_labels_around_it() -> None:
    labels = [text.get_text() for text in soup(pie_svg(pie(), slices(pie()))).find_all("text")]
    assert labels == ["中国 461社 (27.0％)", "その他アジア 651社 (38.2％)", "北米 ３社 (0.2％)"]


def test_labels_of_the_pie_never_overlap() -> None:
    many = pie().with_(
        body=tuple(
            (row_head(f"国{n}"), shown(1000 if n == 1 else 1, "社"), Cell("")) for n in range(1, 13)
        )
    )
    labels = soup(pie_svg(many, slices(many))).find_all("text")
    for anchor in ("start", "end"):
        heights = sorted(float(t["y"]) for t in labels if t["text-anchor"] == anchor)
        assert all(b - a > 20 for a, b in pairwise(heights))
    height = float(re.findall(r'viewbox="0 0 \S+ (\S+)"', pie_svg(many, slices(many)).lower())[0])
    assert all(0 < float(text["y"]) < height for text in labels)

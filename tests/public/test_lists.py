"""Record lists: search, filters, stable sorting, pages, and clear words for what is wrong."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from kanagawa.formats.text import squeeze
from kanagawa.formats.years import period_text
from kanagawa.public.filters import RecordFilter
from kanagawa.public.selection import rows_of
from kanagawa.public.tables import PER_PAGE
from kanagawa.reports.registry import record_lists
from robots.models import Measure, MeasureCategory, Robot
from tests.breadth import first_or_every
from tests.public.public_urls import of_list

ROBOTS = "/2025/robots/robots/"
NONSENSE = [
    "zz",
    "'; DROP",
    "1e999",
    "９９９９９９９９９９９９９９９９９９９９",
    "-1",
    "令和０年",
    "%F0%9F%92%A9",
    "a" * 3000,
]


def rows(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [th.text for th in page.select("table.records tbody th")]


def csv_rows(response) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("word", ["Ｄ－Ｈａｎｄ", "d-hand", "D-HAND"])
def test_search_finds_names_whatever_their_width_and_case(web, published, word):
    named = Robot.objects.filter(edition=published, name__contains="D-Hand")
    table_rows = rows(web.get(ROBOTS, {"q": word}))
    assert table_rows == [robot.name for robot in named]
    assert table_rows


def test_search_needs_every_word(web, published):
    both = rows(web.get(ROBOTS, {"q": "手指　リハビリ"}))
    assert both
    assert all("手指" in name and "リハビリ" in name for name in both)


def test_a_search_without_a_hit_says_what_to_do(web, published):
    response = web.get(ROBOTS, {"q": "どこにもない名前"})
    assert response.status_code == 200
    assert "条件に合うものはありません" in response.content.decode()


@pytest.mark.parametrize("typed", ["令和６年度", "R6", "2024", "２０２４"])
def test_a_fiscal_year_is_understood_as_people_write_it(web, published, typed):
    response = web.get(ROBOTS, {"fiscal_year": typed})
    wanted = Robot.objects.filter(
        edition=published, commercialised_on__range=("2024-04-01", "2025-03-31")
    )
    assert "21件" in BeautifulSoup(response.content, "html.parser").find(class_="count").text
    assert rows(response) == [robot.name for robot in wanted]


def test_a_reference_filters_by_its_key(web, published):
    category = MeasureCategory.objects.filter(edition=published).first()
    table_rows = rows(web.get("/2025/robots/measures/", {"category": category.key}))
    assert table_rows == [
        m.name for m in Measure.objects.filter(edition=published, category=category)
    ]


def test_pages_hold_every_record_once_in_any_order(web, published):
    total = Robot.objects.filter(edition=published).count()
    for sort in ("", "name", "-name", "commercialised_on", "-commercialised_on"):
        seen: list[str] = []
        for page in range(1, -(-total // PER_PAGE) + 1):
            response = web.get(ROBOTS, {"sort": sort, "page": page})
            links = BeautifulSoup(response.content, "html.parser").select("tbody th a")
            seen += [link["href"] for link in links]
        assert len(seen) == len(set(seen)) == total


def test_a_sorted_column_says_so_and_offers_the_other_direction(web, published):
    page = BeautifulSoup(web.get(ROBOTS, {"sort": "name"}).content, "html.parser")
    head = page.find("th", attrs={"aria-sort": True})
    assert head["aria-sort"] == "ascending"
    assert "sort=-name" in head.a["href"]


@pytest.mark.sample
@first_or_every
def test_every_column_of_every_list_sorts(take, web, published):
    columns = [
        (of_list(records, "2025"), f"{sign}{column.name}", records.model)
        for records in record_lists()
        for column in records.on("list")
        if column.order(records.model)
        for sign in ("", "-")
    ]
    for path, name, _ in take(columns, lambda each: each[2]):
        assert web.get(path, {"sort": name}).status_code == 200, f"{path}?sort={name}"


def test_every_label_of_every_list_is_japanese(web, published):
    for records in record_lists():
        page = BeautifulSoup(web.get(of_list(records, "2025")).content, "html.parser")
        labels = [label.text for label in page.select("form.filters label")]
        labels += [th.text for th in page.select("table.records thead th")]
        ascii_only = [label for label in labels if label.isascii()]
        assert not ascii_only, f"{records.name}: {ascii_only}"


def filters_of(records, edition):
    rows = rows_of(records, edition)
    return RecordFilter({}, rows, records=records, edition=edition).filters


@pytest.mark.sample
@first_or_every
def test_nonsense_in_any_filter_is_told_and_never_breaks(take, web, published):
    filters = [
        (of_list(records, "2025"), name, type(field))
        for records in record_lists()
        for name, field in (filters_of(records, published) | {"sort": "", "page": 1}).items()
    ]
    for path, name, _ in take(filters, lambda each: each[2]):
        for value in NONSENSE:
            response = web.get(f"{path}?{name}={value}")
            assert response.status_code in (200, 400), f"{path}?{name}={value}"
            if response.status_code == 400:
                assert "次のところを直してください" in response.content.decode()
                assert rows(response) == []


def test_a_choice_that_does_not_exist_is_told_at_its_field(web, published):
    response = web.get("/2025/robots/measures/", {"category": "none"})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 400
    field = page.find(attrs={"name": "category"})
    assert field["aria-invalid"] == "true"
    assert page.find(id="id_category_error").text.startswith("＊")
    assert "id_category_error" in field["aria-describedby"]


def test_an_unknown_condition_is_named(web, published):
    response = web.get(ROBOTS, {"colour": "red"})
    assert response.status_code == 200
    assert "使えない条件がありました" in response.content.decode()
    assert "colour" in response.content.decode()


def test_the_csv_holds_the_whole_filtered_list_with_raw_values(web, published):
    response = web.get("/2025/robots/robots.csv", {"fiscal_year": "R6", "sort": "-name"})
    lines = csv_rows(response)
    wanted = Robot.objects.filter(
        edition=published, commercialised_on__range=("2024-04-01", "2025-03-31")
    )
    assert {row["key"]: row["commercialised_on"] for row in lines} == {
        robot.key: robot.commercialised_on.isoformat() for robot in wanted
    }
    assert [row["name"] for row in lines] == sorted((r.name for r in wanted), reverse=True)


def test_every_list_exports_every_record(web, published):
    for records in record_lists():
        keys = records.model._default_manager.filter(edition=published).values_list("key")
        lines = csv_rows(web.get(of_list(records, "2025", "csv")))
        assert sorted(row["key"] for row in lines) == sorted(key for (key,) in keys), records.name


def test_a_download_with_nonsense_shows_the_list_with_what_is_wrong(web, published):
    response = web.get("/2025/robots/robots.xlsx", {"fiscal_year": "abc"})
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert "年度として読めません" in response.content.decode()


def test_text_of_a_record_is_escaped(draft, admin_client):
    robot = Robot.objects.filter(edition=draft).first()
    robot.name = "<script>alert(1)</script>{x.y/z}"
    robot.save()
    for path in ("robots/robots/", f"robots/robots/{robot.key}/", "report/"):
        page = admin_client.get(f"/staff/preview/{draft.slug}/{path}").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, path
        assert "<script>" not in page, path


def soup_of(web, url: str) -> BeautifulSoup:
    return BeautifulSoup(web.get(url).content, "html.parser")


def test_every_figure_of_a_list_by_year_stands_once_under_its_period(web, published):
    """With the way to its page; in a line of one period that stands in the head of the line."""
    shown = 0
    for records in record_lists():
        page = soup_of(web, of_list(records, "2025"))
        table = page.select_one(".years table")
        if table is None:
            continue
        shown += 1
        figures = {f"/{f.key}/": f for f in records.model.objects.filter(edition=published)}
        assert f"{len(figures)}件" in page.find(class_="count").text
        heads = [head.text for head in table.select("thead th")]
        for row in table.select("tbody tr"):
            for head, cell in zip(heads[1:], row("td"), strict=True):
                if cell.a is None:
                    continue
                figure = figures.pop("/" + cell.a["href"].split("/")[-2] + "/")
                assert squeeze(period_text(figure.period)) in squeeze(head + row.th.text)
                print_ = figure.printed if figure.value is not None else figure.get_status_display()
                assert squeeze(cell.text).startswith(squeeze(print_))
        assert figures == {}, records.name
    assert shown == 7


def test_the_newest_year_stands_first_and_the_years_to_come_last(web, published):
    page = soup_of(web, "/2025/robots/indicator-figures/")
    assert [squeeze(head.text) for head in page.select(".years thead th")] == [
        "数値目標・種別",
        *("令和６年度", "令和５年度", "平成30～令和４年度"),
        *("令和７年度", "令和８年度", "令和９年度"),
    ]


def test_a_figure_is_named_by_what_it_is_and_never_by_yes_or_no(web, published):
    rows = soup_of(web, "/2025/investment/orders/").select(".years tbody th")
    names = [row.get_text("|") for row in rows]
    assert [name for name in names if "いいえ" in name or "はい" in name] == []
    local = [name for name in names if "県内企業への発注" in name]
    assert 0 < len(local) < len(names)
    assert all("（" in name and name.count("|") <= 2 for name in names)


def test_a_list_by_year_can_be_narrowed_and_had_one_by_one(web, published):
    address = "/2025/robots/indicator-figures/"
    targets = soup_of(web, f"{address}?kind=target").select_one(".years table").text
    assert "目標値" in targets and "実績値" not in targets
    ordered = soup_of(web, f"{address}?sort=period")
    assert ordered.select("table.records") and not ordered.select(".years")

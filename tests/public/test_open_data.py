"""Each edition as open data, read by the validators of other people."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from openapi_spec_validator import validate

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.publishing import publish
from kanagawa.formats.digests import sha256
from kanagawa.reports.grid import Cell, Figure, Grid, column_head, row_head
from kanagawa.reports.writers.jsonstat import cube
from robots.models import RobotIndicatorFigure
from tests.public.public_urls import look_for_news
from tests.public.validators import errors_of, get, is_csvw, is_dcat, unpacked

pytestmark = pytest.mark.sample
FIGURE = "robots.robotindicatorfigure/commercialised-actual-2024"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def corrected(published):
    draft = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
    figure = RobotIndicatorFigure.objects.get(edition=draft, key=FIGURE.partition("/")[2])
    figure.value += 1
    figure.save()
    publish(edition=draft)
    look_for_news()
    return draft


def change_a_value(path: Path) -> None:
    """Put words into the first number of the column of values."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    value = head.index("value")
    next(row for row in rows if row[value])[value] = "三十三"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def test_a_table_that_is_a_cube_can_be_had_as_json_stat(web, published):
    key = "robots.indicator.commercialised"
    data = json.loads(get(web, f"/2025/tables/{key}.jsonstat.json"))
    grid = Content(published).tables[key]
    figures = [cell.figures[0] for row in grid.body for cell in row if cell.figures]
    assert (data["version"], data["class"]) == ("2.0", "dataset")
    assert data["value"] == [None if f.value is None else float(f.value) for f in figures]
    assert data["status"] == {str(n): f.status for n, f in enumerate(figures) if f.value is None}
    rows, columns = data["size"]
    assert rows * columns == len(data["value"])
    for name, size in zip(data["id"], data["size"], strict=True):
        category = data["dimension"][name]["category"]
        assert len(category["index"]) == len(category["label"]) == size
    assert [*data["dimension"]["row"]["category"]["label"].values()] == ["目標値", "実績値"]
    assert web.get("/2025/tables/robots.robots.jsonstat.json").status_code == 404
    assert FOR_EVER in web.get(f"/2025-1/tables/{key}.jsonstat.json").headers["Cache-Control"]


def test_a_table_has_its_picture_and_the_columns_of_its_csv(web, published, tmp_path):
    key = "robots.indicator.commercialised"
    files = (f"{key}.csv", f"{key}.metadata.json")
    for name in files:
        (tmp_path / name).write_bytes(get(web, f"/2025-1/tables/{name}"))
    assert is_csvw(tmp_path / files[1])
    change_a_value(tmp_path / files[0])
    assert not is_csvw(tmp_path / files[1])
    picture = ElementTree.fromstring(get(web, f"/2025-1/tables/{key}.svg"))
    assert "33件" in "".join(picture.itertext())
    assert web.get("/2025/tables/robots.robots.svg").status_code == 404


@pytest.mark.thorough
def test_a_feed_reader_finds_every_publication_in_the_feed(web, corrected):
    feed = feedparser.parse(web.get("/feed.atom").content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "令和７年度版（第２版）：訂正しました",
        "令和７年度版を公開しました",
    ]
    assert [entry.link for entry in feed.entries] == [
        "http://testserver/2025-2/errata/",
        "http://testserver/2025-1/",
    ]
    assert all(entry.updated_parsed for entry in feed.entries)


def test_what_shares_a_place_or_a_unit_with_another_is_no_cube():
    def grid(*rows: list[tuple[str, ...]]) -> Grid:
        head = (column_head(""), column_head("a"), column_head("b"))
        body = tuple(
            (
                row_head(f"r{n}"),
                *(Cell("1", tuple(_figure(unit) for unit in units)) for units in row),
            )
            for n, row in enumerate(rows)
        )
        return Grid("x.y", "表", body=body, header=(head,))

    assert cube(grid([("件",), ("件",)], [("件",), ("件",)]))
    assert cube(grid([("件",), ("％",)], [("件",), ("％",)]))
    assert cube(grid([("件",), ("件",)], [("社",), ("社",)]))
    assert not cube(grid([("件",), ("％",)], [("社",), ("件",)]))
    assert not cube(grid([("件", "件"), ("件",)], [("件",), ("件",)]))
    assert not cube(grid([(), ("件",)], [("件",), ("件",)]))


def _figure(unit: str) -> Figure:
    return Figure(f"x.y/{unit}", "数", Decimal(1), unit, "actual", "1")


def test_the_dictionary_names_every_column_in_japanese_and_english(web, published):
    text = web.get("/dictionary.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 160
    for row in rows:
        assert any(letter >= "\u3040" for letter in row["name_ja"]), row
        assert row["name_en"].isascii() and row["name_en"], row


def test_frictionless_reads_the_package_and_finds_a_changed_cell(web, corrected, tmp_path):
    folder = unpacked(web, tmp_path)
    assert {"figures.csv", "errata.csv", "README.txt", "dictionary.csv"} <= {
        path.name for path in folder.iterdir()
    }
    assert errors_of(folder) == []
    change_a_value(folder / "figures.csv")
    assert errors_of(folder)


def test_csvw_reads_the_figures_and_finds_a_changed_cell(web, published, tmp_path):
    folder = unpacked(web, tmp_path)
    described = folder / "figures.csv-metadata.json"
    assert is_csvw(described)
    change_a_value(folder / "figures.csv")
    assert not is_csvw(described)


def test_the_files_are_those_that_are_described(web, published, tmp_path):
    folder = unpacked(web, tmp_path)
    package = json.loads(get(web, "/2025-1/datapackage.json"))
    (resource,) = package["resources"]
    content = get(web, "/2025-1/figures.csv")
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{sha256(content)}"
    assert content == (folder / "figures.csv").read_bytes() == web.get("/2025-1/report.csv").content
    assert sha256(content) in (folder / "README.txt").read_text("utf-8")
    assert get(web, "/2025-1/data.zip") == get(web, "/2025/data.zip")
    link = web.get("/2025-1/figures.csv").headers["Link"]
    assert link.startswith('</2025-1/figures.csv-metadata.json>; rel="describedby"')


def test_a_revision_never_changes_and_says_so(web, published):
    table = "tables/robots.indicator.commercialised.xlsx"
    documents = ("figures.csv", "figures.csv-metadata.json", "datapackage.json", "data.zip")
    for name in (*documents, "report.csv", "robots.csv", table):
        assert web.get(f"/2025-1/{name}").headers["Cache-Control"] == FOR_EVER
        assert web.get(f"/2025/{name}").headers["Cache-Control"] == "public, no-cache"
    assert "immutable" not in web.get("/2025-1/").headers["Cache-Control"]
    assert "immutable" not in web.get("/2025-9/figures.csv").headers["Cache-Control"]


def test_a_series_has_what_each_edition_printed(web, corrected):
    rows = json.loads(get(web, f"/series/{FIGURE}.json"))["editions"]
    assert [(row["edition"], row["value"]) for row in rows] == [("2025-1", 33), ("2025-2", 34)]
    assert all(row["printed"] == f"{row['value']}件" for row in rows)
    lines = get(web, f"/series/{FIGURE}.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("edition,published_on,table_key")


def test_a_series_says_what_was_known_on_a_day(web, published):
    assert web.get(f"/series/{FIGURE}.csv?as_of=1999-01-01").status_code == 404
    assert web.get(f"/series/{FIGURE}.csv?as_of=2999-01-01").status_code == 200
    refused = web.get(f"/series/{FIGURE}.csv?as_of=昨日")
    assert refused.status_code == 400
    assert "2026-01-01 のように" in refused.content.decode()
    assert web.get("/series/robots.robotindicatorfigure/nothing.csv").status_code == 404


def test_nothing_of_a_draft_is_in_the_data(web, published):
    draft = copy_edition(source=published, fiscal_year=2026)
    rows = json.loads(get(web, f"/series/{FIGURE}.json"))["editions"]
    assert [row["edition"] for row in rows] == ["2025-1"]
    assert web.get(f"/{draft.slug}/figures.csv").status_code == 404
    assert f'"{draft.slug}"'.encode() not in get(web, "/catalog.jsonld")


@pytest.mark.thorough
def test_all_corrections_are_one_file(web, corrected):
    lines = get(web, "/changes.csv").decode("utf-8-sig").splitlines()
    assert len(lines) >= 2
    assert all(",2025_2,2025_1," in line for line in lines[1:])


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # within pyshacl
def test_the_catalogue_keeps_the_rules_of_dcat_ap_and_breaking_one_is_seen(web, corrected):
    data = json.loads(get(web, "/catalog.jsonld"))
    assert is_dcat(data)
    for name in ("dct:title", "dct:publisher", "dcat:distribution"):
        broken = json.loads(json.dumps(data))
        del broken["dcat:dataset"][0][name]
        assert not is_dcat(broken), name


def test_the_catalogue_leads_to_files_that_answer(web, corrected):
    data = json.loads(get(web, "/catalog.jsonld"))
    assert [each["dct:identifier"] for each in data["dcat:dataset"]] == ["2025-2", "2025-1"]
    for each in data["dcat:dataset"]:
        for distribution in each["dcat:distribution"]:
            url = distribution["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
            assert web.get(url).status_code == 200


def test_the_description_of_the_interface_is_valid_and_true(web, published):
    described = json.loads(get(web, "/openapi.json"))
    validate(described)
    known = {"{edition}": "2025", "{table}": "robots.indicator.commercialised", "{figure}": FIGURE}
    for path, each in described["paths"].items():
        for name, value in known.items():
            path = path.replace(name, value)
        response = web.get(path)
        assert response.status_code == 200, path
        (kind,) = each["get"]["responses"]["200"]["content"]
        assert response.headers["Content-Type"].startswith(kind), path

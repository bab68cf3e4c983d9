"""A picture says what its table says, in texts that do not overlap, in every file."""

import io
import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup

from kanagawa.editions.content import Content
from kanagawa.reports import registry
from kanagawa.reports.charting import chart_data, drawn, with_picture
from kanagawa.reports.charts import Chart, ChartData, ChartPoint, ChartSeries
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.chartfonts import text_width, wrapped
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.nativecharts import value_labels
from kanagawa.reports.writers.paper import Paper, of_tables
from kanagawa.reports.writers.pdf import pdf
from kanagawa.reports.writers.svgchart import chart_svg
from kanagawa.reports.writers.svgparts import FONT_SIZE, LINE, WIDTH
from kanagawa.reports.writers.workbook import workbook
from tests.breadth import first_daily

_NUMBER = re.compile(r"[0-9０-９][0-9０-９,.]*")
_LETTER = LINE - 4  # what the letters of a line cover of its height


@pytest.fixture
def tables(published):
    return Content(published).tables


def chart_of(key: str) -> Chart:
    return next(
        t.chart for name, t in registry.tables().items() if t.chart and key.startswith(name)
    )


def pictures(tables) -> list[tuple[Grid, ChartData]]:
    """All charts of an edition, in every kind that fits their tables."""
    shown = [(key, grid) for key, grid in tables.items() if drawn(grid)]
    every = []
    for key, grid in shown:
        chart = chart_of(key)
        kinds = (chart_data(grid, chart, kind) for kind in chart.fitting)
        every += [(grid, data) for data in kinds if data]
    return every


def boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Left, top, right and bottom of every text."""
    places = []
    for text in BeautifulSoup(svg, "html.parser").find_all("text"):
        wide, x, y = text_width(text.get_text()), float(text["x"]), float(text["y"])
        left = x - wide if text["text-anchor"] == "end" else x
        if shift := text.find_parent("g"):
            y += float(shift["transform"].split()[1].rstrip(")"))
        places.append((left, y - _LETTER, left + wide, y, text.get_text()))
    return places


def overlaps(svg: str) -> list[tuple[str, str]]:
    every = boxes(svg)
    return [
        (a[4], b[4])
        for n, a in enumerate(every)
        for b in every[n + 1 :]
        if a[0] < b[2] - 0.1 and b[0] < a[2] - 0.1 and a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1
    ]


def test_the_tables_of_the_report_that_compare_figures_have_a_picture(tables):
    kinds = {key: drawn(grid).kind for key, grid in tables.items() if drawn(grid)}
    assert sum(key.startswith("robots.indicator.") for key in kinds) == 6
    assert sum(kind == "pie" for kind in kinds.values()) == 4
    expected = {
        "investment.kpi.supported": "targets",
        "programs.metrics.next-generation": "years",
        "investment.regions": "bars",
        "investment.supported": "bars",
        "investment.aid": "bars",
        "investment.taxes": "whole",
        "investment.employment": "bars",
        "international.attracted": "years",
        "international.support": "years",
    }
    assert expected.items() <= kinds.items()


def test_a_picture_has_the_figures_of_its_table_and_no_other(tables):
    for grid, data in pictures(tables):
        values = {figure.value for figure in grid.figures()}
        assert {point.value for point in data.points()} <= values, grid.key
        printed = {_digits(figure.text) for figure in grid.figures()}
        heads = {_digits(c.text) for row in (*grid.header, *grid.body) for c in row}
        labels = {_digits(label) for label in data.labels} | {_digits(s.name) for s in data.series}
        for *_, text in boxes(chart_svg(grid, data)):
            for number in _NUMBER.findall(text):
                assert any(number in known for known in printed | heads | labels), text


def _digits(text: str) -> str:
    return "".join(_NUMBER.findall(text))


def test_no_two_texts_overlap_and_none_is_cut(tables):
    for grid, data in pictures(tables):
        svg = chart_svg(grid, data)
        assert overlaps(svg) == [], (grid.key, data.kind)
        assert all(left >= -0.1 and right <= WIDTH + 0.1 for left, _, right, *_ in boxes(svg))
        assert "style=" not in svg


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Individual prefectural tax", ["Individual", "prefectural", "tax"]),
        ("Incomprehensibilities", ["Incomprehen", "sibilities"]),
        ("平成30～令和４年度", ["平成30～令和４", "年度"]),
        ("ア　イ", ["ア　イ"]),
        ("", [""]),
    ],
)
def test_a_line_ends_between_words_and_anywhere_in_japanese(text, lines):
    assert wrapped(text, 7.7 * FONT_SIZE) == lines


def test_a_unit_stands_once_behind_a_value():
    texts = ("33", "2億円", "¥100", "¥4 million")
    points = [ChartPoint(Decimal(1), text, 0, 0) for text in texts]
    assert [ChartData("bars", unit="件").unit_of(point) for point in points] == ["件", "", "", ""]


def random_picture(chance: random.Random, kind: str) -> ChartData:
    labels = tuple("年度" * chance.randint(1, 12) + str(n) for n in range(chance.randint(1, 12)))
    number = 2 if kind in ("targets", "line") else chance.randint(1, 4)
    series = []
    for each in range(number if kind not in ("whole", "pie") else 1):
        points = []
        for _ in labels:
            value = Decimal(chance.choice([0, 1, 7, 10**3, 10**6, 10**12]) * chance.randint(1, 9))
            point = ChartPoint(value, f"{value:,}", 0, 0, is_forecast=chance.random() < 0.2)
            points.append(point if kind in ("whole", "pie") or chance.random() < 0.8 else None)
        series.append(ChartSeries(f"{each}年度", tuple(points)))
    first = ChartPoint(Decimal(5), "5", 0, 0)
    series[0] = replace(series[0], points=(first, *series[0].points[1:]))
    groups = tuple(f"第{n // 3}期" for n in range(len(labels))) if chance.random() < 0.5 else ()
    return ChartData(kind, "件", labels, tuple(series), groups, "文")


@pytest.mark.parametrize("times", first_daily(10, 60))
def test_nor_do_they_with_any_data(times):
    chance = random.Random(20251128)
    for _ in range(times):
        for kind in ("targets", "line", "bars", "years", "whole", "pie"):
            data = random_picture(chance, kind)
            svg = chart_svg(Grid("t", "表", ()), data)
            assert overlaps(svg) == [], data
            assert all(left >= -0.1 and right <= WIDTH + 0.1 for left, _, right, *_ in boxes(svg))


def test_the_sentence_says_the_largest_the_change_and_whether_the_target_is_met(tables):
    words = {key: drawn(grid).words for key, grid in tables.items() if drawn(grid)}
    assert words["robots.indicator.commercialised"] == (
        "最新の実績は令和６年度の33件で、目標の12件に達しました。令和５年度の12件から増えました。"
    )
    assert words["investment.regions"].startswith("最も大きいのは横浜の53件、次は湘南の27件、")
    assert (
        "令和６年度が令和５年度より少ないのは現地企業の紹介等、工業団地の視察アレンジ等です。"
        in (words["international.support"])
    )
    assert all(words.values())


def test_while_a_value_is_not_known_none_is_called_the_largest(tables):
    grid = tables["investment.regions"]
    cell = next(c for row in grid.body for c in row if c.figures)
    waiting = replace(cell.figures[0], value=None, status="compiling")
    body = tuple(
        tuple(replace(c, figures=(waiting,)) if c is cell else c for c in row) for row in grid.body
    )
    data = chart_data(replace(grid, body=body), chart_of(grid.key), "bars")
    assert data and data.words.startswith("まだ分からない値があります。")
    assert ChartData.from_json(json.loads(json.dumps(data.to_json()))) == data


def test_it_is_frozen_with_its_table_and_read_back(tables):
    for grid in tables.values():
        assert Grid.from_json(json.loads(json.dumps(grid.to_json()))) == grid


def test_a_line_ends_where_a_plan_period_ends(tables):
    grid = tables["robots.indicator.participants"]
    data = chart_data(grid, Chart("targets"), "line")
    lines = BeautifulSoup(chart_svg(grid, data), "html.parser").select('path[fill="none"]')
    actual = [line for line in lines if not line.get("stroke-dasharray")]
    # 第２期 | 令和５年度 ― 令和６年度: one line, though there are three actuals.
    assert len(actual) == 1
    assert len(lines) - len(actual) == 4


def test_with_fewer_than_two_values_there_is_no_picture():
    grid = Grid("t", "表", ())
    for kind in ("targets", "bars", "years", "whole"):
        assert chart_data(grid, Chart(kind), kind) is None
        assert with_picture(grid, Chart(kind)) == grid


def test_staff_can_switch_it_off(tables):
    for key in ("robots.indicator.commercialised", "international.foreign-industry"):
        off = with_picture(tables[key], chart_of(key), "none")
        assert drawn(off) is None


def test_excel_has_it_as_a_chart_of_its_cells_with_a_description(tables):
    keys = ("robots.indicator.commercialised", "investment.taxes", "international.support")
    content = workbook("見本", [tables[key] for key in keys], flat=False)
    with ZipFile(io.BytesIO(content)) as archive:
        charts = [archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3)]
        drawings = [archive.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2, 3)]
    assert "'第1表'!$B$" in charts[0] and "<lineChart>" in charts[0]
    assert "percentStacked" in charts[1]
    for key, chart, drawing in zip(keys, charts, drawings, strict=True):
        data = drawn(tables[key])
        assert f"{data.words}" in drawing
        for point in data.points():
            assert (
                f"<v>{point.value.normalize():f}</v>" in chart or f"<v>{point.value}</v>" in chart
            )


def test_on_paper_are_the_pies_alone_until_staff_ask_for_more(tables):
    grid = tables["investment.regions"]
    more = with_picture(grid, chart_of(grid.key), on_paper=True)
    assert text_of(grid).count("c:chart ") == 0
    assert text_of(more).count("c:chart ") == 1
    paper = {"t": more}
    assert pdf(Paper("試し", "県", of_tables(paper), paper)).startswith(b"%PDF")


def text_of(grid: Grid) -> str:
    paper = {"t": grid}
    content = docx(Paper("試し", "県", of_tables(paper), paper))
    with ZipFile(io.BytesIO(content)) as archive:
        if any("embeddings" in name for name in archive.namelist()):
            assert "word/embeddings/chart1.xlsx" in archive.namelist()
            assert b"externalData" in archive.read("word/charts/chart1.xml")
        return archive.read("word/document.xml").decode()


def shown_by_excel(code: str, value: Decimal) -> str:
    """What a number format of ours makes of a number: `[=6]"６件";#,##0"件"`."""
    *own, generic = code.split(";") if code.startswith("[") else (code,)
    for section in own:
        equal, text = re.fullmatch(r'\[=(.+?)\]"(.*)"', section).groups()
        if Decimal(equal) == value:
            return text
    before, zeros, after = re.fullmatch(r'(?:"(.*?)")?#,##0(\.0+)?(?:"(.*)")?', generic).groups()
    places = len(zeros) - 1 if zeros else 0
    return f"{before or ''}{value:,.{places}f}{after or ''}"


def test_labels_of_excel_print_as_the_report_and_never_lie_of_a_changed_number(tables):
    """As in the cells: who changes a number in the file sees his number at the bar."""
    series_of = [(data, series) for _, data in pictures(tables) for series in data.series]
    for data, series in series_of:
        labels = value_labels(data, series, "t")
        own = {label.idx: label.numFmt for label in labels.dLbl}
        for number, point in enumerate(series.points):
            if point is None:
                continue
            code = own.get(number, labels.numFmt)
            text = f"{point.text}{data.unit_of(point)}{' 見込' if point.is_forecast else ''}"
            assert shown_by_excel(code, point.value) == text
            changed = point.value + 1111
            assert f"{changed:,}" in shown_by_excel(code, changed)
            assert text not in shown_by_excel(code, changed)


def test_a_label_that_no_format_can_hold_shows_the_number_alone():
    point = ChartPoint(Decimal(6), "６" + "件" * 300, 0, 0)
    data = ChartData("bars", "件", ("一",), (ChartSeries("", (point,)),))
    labels = value_labels(data, data.series[0], "t")
    assert [labels.numFmt, *(label.numFmt for label in labels.dLbl)] == ["General", "General"]

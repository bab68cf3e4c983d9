"""A computed figure says what it follows from, and how: every one of the edition, in every form."""

from decimal import Decimal

import pytest

from kanagawa.editions.content import Content, LiveContent
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.formats.numbers import ratio
from kanagawa.reports.grid import Cell, Figure, Grid, row_head
from kanagawa.reports.origins import origins


@pytest.fixture
def content(published):
    return LiveContent(EditionRows(published))


def figures_of(content) -> dict[str, Figure]:
    printed = {f.key: f for grid in content.tables.values() for f in grid.figures()}
    return {f.key: f for f in content.facts} | printed


def test_every_computed_figure_follows_from_its_parts_by_its_rule(content):
    figures = figures_of(content)
    records = {row.ref for model in row_models() for row in content.rows.of(model)}
    computed = [figure for figure in figures.values() if figure.computed]
    assert {figure.rule for figure in computed} == {"sum", "share", "count", "record"}
    for figure in computed:
        assert figure.parts, figure.key
        assert set(figure.parts) <= records | set(figures), figure.key
        if figure.value is not None and figure.rule != "record":
            assert follows(figure, figures) == figure.value, figure.key


def follows(figure: Figure, figures: dict[str, Figure]) -> Decimal:
    """The value that the rule makes of the parts."""
    if figure.rule == "count":
        return Decimal(len(set(figure.parts)))
    values = [figures[part].value or Decimal(0) for part in figure.parts]
    if figure.rule == "sum":
        return sum(values, Decimal(0))
    assert figure.rule == "share"
    return ratio(values[0], sum(values[1:], Decimal(0)), figure.places)


def test_nobody_enters_a_figure_that_has_a_rule(content):
    assert all(f.computed == bool(f.rule) for f in figures_of(content).values())


def test_the_frozen_copy_keeps_rule_and_parts(published, content):
    frozen = {f.key: f for g in Content(published).tables.values() for f in g.figures()}
    live = {f.key: f for grid in content.tables.values() for f in grid.figures()}
    origin = {key: (figure.rule, figure.parts) for key, figure in frozen.items()}
    assert origin == {key: (figure.rule, figure.parts) for key, figure in live.items()}


def test_a_copy_without_rule_and_parts_is_read_and_written_as_it_was():
    """What was frozen before figures knew their parts gives the same bytes as ever."""
    stored = Figure("a/total", "計", Decimal(3), "件", "actual", "３件", computed=True).to_json()
    assert not {"rule", "parts"} & stored.keys()
    assert Figure.from_json(stored).to_json() == stored
    told = Figure.from_json({**stored, "rule": "sum", "parts": ["a/x", "a/y"]})
    assert (told.rule, told.parts) == ("sum", ("a/x", "a/y"))
    assert Figure.from_json(stored) == told  # neither is print: no correction tells of it


def table() -> Grid:
    def figure(key: str, n: int, **more: object) -> Figure:
        return Figure(key, "件数", Decimal(n), "件", "actual", f"{n}件", **more)  # type: ignore[arg-type]

    whole = figure("a/total", 30, computed=True, rule="sum", parts=("a/x", "a/y", "b/z"))
    rows = [("甲", figure("a/x", 11)), ("乙", figure("a/y", 12)), ("合計", whole)]
    return Grid("a.t", "表", tuple((row_head(t), Cell(f.text, (f,))) for t, f in rows))


def test_the_origin_of_a_total_names_its_parts_and_counts_those_elsewhere():
    (origin,) = origins(table())
    assert (origin.name, origin.text, origin.rule) == ("合計", "30件", "次の数値の合計です。")
    assert (origin.parts, origin.elsewhere) == ((("甲", "11件"), ("乙", "12件")), 1)


def test_the_page_of_a_table_tells_where_its_totals_come_from(client, published):
    page = client.get("/2025/tables/investment.results/").content.decode()
    assert "この表の合計や割合はどこから" in page
    assert "次の数値の合計です。" in page
    assert "どこから" not in client.get("/2025/tables/investment.kpi.supported/").content.decode()


def test_the_json_of_a_table_says_rule_and_parts(client, published):
    (table,) = client.get("/2025/tables/international.overseas-region.json").json()["tables"]
    cells = (cell for row in table["body"] for cell in row)
    shares = [f for cell in cells for f in cell["figures"] if f.get("rule") == "share"]
    assert len(shares) == 5
    assert all(len(figure["parts"]) == len(shares) + 1 for figure in shares)

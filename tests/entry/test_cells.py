"""Every figure that people enter is open on its section's grid, once, where it stands on paper."""

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import entry_tables, figure_rows, section_grids
from kanagawa.reports import registry
from robots.models import MeasureFigure
from tests.breadth import each_section

SECTIONS = settings.REPORT_SECTIONS


def tables(edition, section):
    return entry_tables(edition, section, EditionRows(edition))


@each_section
def test_every_figure_of_a_section_is_open_exactly_once(section, draft):
    open_refs = [cell.ref for table in tables(draft, section) for cell in table.open]
    assert len(open_refs) == len(set(open_refs))
    assert set(open_refs) == set(figure_rows(section, EditionRows(draft)))
    assert all(registry.section_of(ref) == section for ref in open_refs)


@each_section
def test_a_figure_is_open_in_the_cell_that_prints_it(section, draft):
    for table in tables(draft, section):
        matrix = table.grid.positions()
        for row in (*table.header, *table.body):
            for entry in row:
                assert matrix[entry.row][entry.column] is entry.cell
                printed = {f.key for f in entry.cell.figures if not f.computed}
                assert {cell.ref for cell in entry.open} <= printed


@each_section
def test_the_grids_for_live_totals_have_the_tables_of_the_screen(section, draft):
    rows = EditionRows(draft)
    quick = section_grids(section, rows)
    for table in entry_tables(draft, section, rows):
        assert [[c.text for c in row] for row in quick[table.key].body] == [
            [c.text for c in row] for row in table.grid.body
        ]


def test_a_cell_may_hold_a_computed_and_an_entered_figure(draft):
    cells = [
        entry
        for table in tables(draft, "investment")
        for row in table.body
        for entry in row
        if any(figure.computed for figure in entry.cell.figures) and entry.open
    ]
    assert cells[0].cell.text == "141件［124件］"
    assert len(cells[0].open) < len(cells[0].cell.figures)


def test_a_figure_that_no_table_prints_stands_in_a_table_at_the_end(draft):
    figure = next(
        f
        for f in EditionRows(draft).of(registry.tables()["robots.indicator"].models[0])
        if f.kind == "actual"
    )
    figure.period_start = figure.period_start.replace(year=1999)
    figure.period_end = figure.period_end.replace(year=2000)
    figure.save()
    last = tables(draft, "robots")[-1]
    assert [cell.ref for cell in last.open] == [figure.ref]
    assert last.key == "robots.others"


def test_a_cell_says_what_it_is_and_what_is_beside_it(draft):
    cells = {c.ref: c for t in tables(draft, "robots") for c in t.open}
    cell = cells["robots.robotindicatorfigure/commercialised-actual-2024"]
    assert cell.label == "特区発ロボットの商品化状況 令和６年度 実績値"
    assert (cell.value, cell.unit, cell.kind, cell.status) == ("33", "件", "actual", "value")
    assert (cell.beside.target, cell.beside.last_year) == ("12件", "12件")
    assert not cell.is_of_this_year


def test_a_cell_is_of_this_year_while_it_waits_and_after_it_got_its_value(draft):
    figure = MeasureFigure.objects.filter(edition=draft).first()
    figure.value, figure.status = None, "to_enter"
    figure.save()
    cell = next(c for t in tables(draft, "robots") for c in t.open if c.pk == figure.pk)
    assert cell.is_to_enter and cell.is_of_this_year
    figure.value, figure.status = 99999, "value"
    figure.save()
    cell = next(c for t in tables(draft, "robots") for c in t.open if c.pk == figure.pk)
    assert not cell.is_to_enter and cell.is_of_this_year


@each_section
def test_a_value_that_becomes_a_forecast_stays_in_its_table(section, draft):
    rows = EditionRows(draft)
    before = {c.ref: t.key for t in entry_tables(draft, section, rows) for c in t.open}
    for row in figure_rows(section, rows).values():
        if row.kind == "actual":
            row.kind = "forecast"
    after = {c.ref: t.key for t in entry_tables(draft, section, rows) for c in t.open}
    assert after == before


def test_the_queries_do_not_grow_with_the_figures(draft):
    with CaptureQueriesContext(connection) as few:
        tables(draft, "robots")
    like = MeasureFigure.objects.filter(edition=draft).first()
    for n in range(30):
        like.pk, like.key = None, f"more-{n}"
        like.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        tables(draft, "robots")
    assert len(many) == len(few)

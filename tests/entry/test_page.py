"""The tables of the entry page: columns beside the inputs, and a name for each input."""

import pytest
from django.conf import settings

from kanagawa.editions.rows import EditionRows
from kanagawa.entry.cells import entry_tables
from kanagawa.staff.entry.page import Pages

pytestmark = pytest.mark.sample


def tables(draft, section, wanted=lambda cell: True):
    tables = entry_tables(draft, section, EditionRows(draft))
    inputs = {cell.ref for table in tables for cell in table.open if wanted(cell)}
    pages = Pages(inputs, {}, None, {}, {})
    return [pages.table(table) for table in tables]


def widths(table):
    """How many columns each row of a table fills, those that reach down into it counted."""
    rows = (*table.header, *table.body)
    filled = [0] * len(rows)
    for number, row in enumerate(rows):
        for place in row:
            for below in range(number, number + place.cell.rowspan):
                filled[below] += place.colspan + len(place.helps)
    return {*filled, len(table.heads_of_helps) or filled[0]}


def test_all_rows_of_a_table_have_the_same_columns(draft):
    for section in settings.REPORT_SECTIONS:
        for wanted in (lambda cell: True, lambda cell: cell.kind == "actual"):
            for table in tables(draft, section, wanted):
                assert len(widths(table)) == 1, table.table.key


def results(draft):
    return next(t for t in tables(draft, "investment") if t.table.key == "investment.results")


def test_last_years_value_stands_in_a_column_of_its_own_beside_the_input(draft):
    table = results(draft)
    assert [help_.head for help_ in table.header[0][1].helps] == ["前年"]
    place = table.body[0][1]
    assert [(help_.head, help_.texts) for help_ in place.helps] == [
        ("前年", (place.inputs[0].cell.beside.last_year,))
    ]
    assert place.helps[0].texts[0]


def test_the_input_of_a_cell_with_two_figures_has_a_name_of_its_own(draft):
    total = results(draft).body[0][3]
    assert total.head.startswith("合計")
    assert [name for _, name in total.named_inputs] == ["うち県内再投資"]
    assert total.prints_more
    assert [name for _, name in results(draft).body[0][1].named_inputs] == [""]


def test_every_input_of_a_cell_is_told_from_the_others(draft):
    for section in settings.REPORT_SECTIONS:
        for table in tables(draft, section):
            for place in (place for row in table.body for place in row):
                names = [name for _, name in place.named_inputs]
                assert len(names) == len(set(names)), (table.table.key, names)

"""The list of facts is complete, its notations print what it says, and uses miss no place."""

import pytest

from kanagawa.editions.references import notation, references_in
from kanagawa.editions.texts import texts
from kanagawa.figures.quotable import FactOrigin, quotables, uses
from kanagawa.staff.prose.facts import matching_facts


@pytest.fixture
def facts(report):
    return quotables(report.content)


def test_everything_that_prints_is_listed(report, facts):
    references = report.content.references
    printing = {key for key in references.printed if references.forms_of(key)}
    assert printing == set(facts)
    assert len(facts) > 400
    assert {fact.origin for fact in facts.values()} == set(FactOrigin)


def test_every_notation_prints_what_the_list_says(report, facts):
    for fact in facts.values():
        assert fact.prints, fact.key
        for form, text in fact.prints.items():
            assert report.content.references.resolve(notation(fact.key, form)) == text


def test_the_uses_of_a_fact_are_all_its_places(report):
    """Counted anew here: every figure of every cell, every reference of every text."""
    expected: dict[str, set[str]] = {}
    for table, grid in report.content.tables.items():
        for row in (*grid.header, *grid.body):
            for cell in row:
                for figure in cell.figures:
                    expected.setdefault(figure.key, set()).add(table)
    for text in texts(report.rows):
        for reference in references_in(text.text):
            expected.setdefault(reference.key, set()).add(text.ref)
    places = {
        key: {use.ref for use in uses_of_key} for key, uses_of_key in uses(report.content).items()
    }
    assert places == expected


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("302", "international.foreign/total"),
        ("302社", "international.foreign/total"),
        ("３０２社", "international.foreign/total"),
        ("28.8％", "international.foreign-nationality/nationality-usa-share"),
        ("28.8%", "international.foreign-nationality/nationality-usa-share"),
        ("外国企業　米国", "international.foreigncount/nationality-usa"),
        ("13億291万円", "investment.taxfigure/next-total"),
        ("10532件", "investment.orderfigure/equipment-count"),
        ("令和７年６月末時点", "investment.results"),
        ("数値目標の数", "robots.fact/indicators"),
        ("令和７年度", "edition"),
    ],
)
def test_facts_are_found_by_words_and_by_values(query, key, facts):
    assert key in [fact.key for fact in matching_facts(facts.values(), query, "")]


def test_a_search_keeps_to_its_section(facts):
    everything = list(facts.values())
    sections = {fact.section or "edition" for fact in everything}
    parts = [matching_facts(everything, "", section) for section in sections]
    assert sum(map(len, parts)) == len(everything)
    assert matching_facts(everything, "そのような数値はない", "") == []


def test_an_as_of_date_is_printed_in_the_wording_of_its_figure(report, facts):
    """令和７年６月末時点 where the table says so, not 令和７年６月30日現在."""
    from kanagawa.formats.years import as_of

    wordings = set()
    for row in report.figures():
        if row.effective_as_of:
            wordings.add(row.as_of_wording)
            wanted = as_of(row.effective_as_of, row.as_of_wording)
            assert facts[row.ref].prints["as_of"] == wanted
    assert len(wordings) > 1
    assert facts["investment.results/total"].prints["as_of"] == "令和７年６月末時点"

"""The largest come first and その他 last, in tables and in sentences, whatever next year brings."""

import copy
from decimal import Decimal

import pytest

from international.choices import ForeignBreakdown
from international.models import ForeignCount
from international.ranks import counts_of
from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows

from .conftest import found

pytestmark = pytest.mark.sample
TABLE = "international.foreign-nationality"
TYPED = (
    "米国が{international.foreigncount/nationality-usa}、"
    "ドイツが{international.foreigncount/nationality-germany}"
)


@pytest.fixture
def next_year(draft):
    """令和８年度 as a bare copy, with rows in memory."""
    return EditionRows(draft)


def ranks(rows):
    references = LiveContent(rows).references
    keys = [f"{TABLE}/rank-{rank}" for rank in (1, 2)]
    return [(references.text_of(key, "name"), references.text_of(key)) for key in keys]


def test_ranks_follow_the_figures_with_their_names(next_year):
    assert ranks(next_year) == [("米国", "87社"), ("ドイツ", "68社")]
    next_year.get(ForeignCount, "nationality-germany").value = Decimal(90)
    assert ranks(next_year) == [("ドイツ", "90社"), ("米国", "87社")]
    usa = next_year.get(ForeignCount, "nationality-usa")
    usa.value, usa.qualifier = Decimal(90), "provisional"
    assert ranks(next_year) == [("米国", "90社（速報値）"), ("ドイツ", "90社")]


def test_before_all_is_entered_nobody_knows_which_is_the_largest(next_year):
    row = next_year.get(ForeignCount, "nationality-uk")
    row.value, row.status = None, "to_enter"
    assert ranks(next_year) == [("－", "－"), ("－", "－")]


def test_while_a_category_is_not_known_none_is_called_the_largest_and_the_text_is_told(next_year):
    node = next(node for node in next_year.of(Node) if node.kind == "paragraph")
    node.text = f"{{{TABLE}/rank-1|name}}が{{{TABLE}/rank-1}}"
    row = next_year.get(ForeignCount, "nationality-uk")
    for status, printed in (("compiling", "集計中"), ("withheld", "Ｘ"), ("undecided", "未定")):
        row.value, row.status = None, status
        assert ranks(next_year) == [(printed, printed)] * 2
        findings = [f for f in found(next_year, "prose.valueless") if f.ref == node.ref]
        assert len(findings) == 2 and all(f"「{printed}」と印字" in f.message for f in findings)
    row.status = "to_enter"
    assert found(next_year, "prose.valueless") == []


def test_a_new_category_stands_before_the_others(next_year):
    new = copy.copy(next_year.of(ForeignCount)[0])
    new.category, new.position, new.pk = "韓国", 9999, None
    next_year.of(ForeignCount).append(new)
    counts = counts_of(next_year, ForeignCount, ForeignBreakdown.NATIONALITY)
    assert [row.category for row in counts[-2:]] == ["韓国", "その他"]


def test_an_order_that_the_figures_contradict_is_told_of_table_and_text(next_year):
    node = next(node for node in next_year.of(Node) if node.kind == "paragraph")
    node.text = TYPED
    assert found(next_year, "international.order") == []
    row = next_year.get(ForeignCount, "nationality-germany")
    row.value = Decimal(90)
    findings = found(next_year, "international.order")
    assert {finding.ref for finding in findings} == {row.ref, node.ref}
    assert all("ドイツ 90社" in finding.message for finding in findings)
    assert {finding.severity for finding in findings} == {"warning"}

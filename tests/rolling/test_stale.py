"""The check of texts that a new edition left behind: what is surely stale, what may be right."""

import pytest

from investment.models import Kpi
from kanagawa.checks import stale
from kanagawa.checks.context import Context
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows
from tests.made_once import made_once


def found(edition):
    return {(f.ref, f.severity): f.message for f in stale.run(Context(EditionRows(edition)))}


@pytest.fixture
def rolled(published):
    correction = made_once("typed", lambda: typed(published))
    return made_once("rolled from what was typed", lambda: roll_edition(source=correction))


def typed(published):
    """A corrected 令和７年度版 in which somebody had typed all these texts."""
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    for number, (text, kind, _) in enumerate(TYPED):
        at = {"key": f"typed-{number}", "position": 99_999 + number}
        Node.objects.create(edition=correction, kind=kind, text=text, **at)
    Kpi.objects.filter(edition=correction).update(note="令和７年６月末時点の速報である。")
    return publish(edition=correction)


# Text and kind, and how surely it is stale; "": it is not.
TYPED = [
    ("令和７年度の主な取組", "heading", "to_enter"),
    ("令和６年度の主な取組の実施状況", "heading", "to_enter"),
    ("指定は20件である（令和７年５月31日現在）。", "paragraph", "to_enter"),
    ("実績は令和７年６月末時点のものである。", "note", "to_enter"),
    ("令和７年11月に開催予定である。", "paragraph", "to_enter"),
    ("令和７年度は７月に開催予定", "paragraph", "to_enter"),
    ("今年度からの新たな取組として実施する。", "paragraph", "to_enter"),
    ("本年度新たに実施する。", "paragraph", "to_enter"),
    ("令和６年度に見直した。", "paragraph", "warning"),
    ("民間の調査（2025年）による。", "paragraph", "warning"),
    ("昨年度は３回開催した。", "paragraph", "warning"),
    ("今後、拡充する予定である。", "paragraph", "warning"),
    ("会場には延べ97,447人が訪れ、726名が交流会に参加した。", "paragraph", "warning"),
    ("令和６年４月に支援内容を拡充した。", "paragraph", ""),
    ("平成14年度に創設された。", "paragraph", ""),
    ("第３期計画（令和５～９年度）に取り組む。", "paragraph", ""),
    ("「セレクト神奈川100（平成28年度～令和元年度）」", "paragraph", ""),
    ("{edition|fiscal_year}の主な取組の実施状況及び今後の予定", "heading", ""),
    (
        "今年度は、{robots.measurefigure/monitors-actual-2025}を対象に実施している。",
        "paragraph",
        "",
    ),
    ("令和８年度の主な取組", "heading", ""),
]


def test_the_edition_that_was_not_rolled_has_nothing_stale(published):
    assert found(published) == {}


def test_what_was_new_last_year_is_new_no_more(published):
    names = ("expansion", "funding", "publicity", "municipalities")
    assert found(roll_edition(source=published)).keys() == {
        (f"programs.programme/{name}", "to_enter") for name in names
    }


def test_a_year_that_moved_is_found_and_what_follows_the_edition_is_not_stale(rolled):
    findings = found(rolled)
    for number, (text, _, severity) in enumerate(TYPED):
        ref = f"editions.node/typed-{number}"
        severities = {each for at, each in findings if at == ref}
        assert severities == ({severity} if severity else set()), text
    assert "令和７年６月末時点" in findings["editions.node/typed-3", "to_enter"]
    # The note of an indicator is looked at, too.
    assert ("investment.kpi/supported", "to_enter") in findings


def test_a_text_that_somebody_has_changed_is_not_suspected(rolled):
    number = next(n for n, (text, *_) in enumerate(TYPED) if text.startswith("昨年度は"))
    node = Node.objects.get(edition=rolled, key=f"typed-{number}")
    node.text = "昨年度は４回開催した。"
    node.save()
    assert not [ref for ref, _ in found(rolled) if ref == node.ref]

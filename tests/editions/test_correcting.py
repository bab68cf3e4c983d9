"""A correction and its 正誤表: exactly what differs between the two frozen copies."""

from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from international.models import AttractedCount
from kanagawa.editions.comparing import differences
from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.correcting import corrected_edition, corrections, errata
from kanagawa.editions.integrity import problems
from kanagawa.editions.models import Edition, FrozenKind, Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rows import row_models, update_rows
from kanagawa.figures.models import FigureRow
from kanagawa.reports import registry
from robots.models import MeasureFigure, Robot, RobotIndicator
from tests.breadth import first_daily
from tests.comparing import brute
from tests.made_once import made_once


@pytest.fixture
def correction(published):
    return made_once("correction", lambda: correct(published))


def correct(edition: Edition, reason: str = "集計の誤り") -> Edition:
    return copy_edition(source=edition, fiscal_year=edition.fiscal_year, reason=reason)


def rows_of(edition: Edition) -> list[tuple[str, str, str]]:
    corrections = errata(edition)
    assert corrections is not None
    return [(r.difference.where, r.difference.old, r.difference.new) for r in corrections.rows]


def test_a_correction_needs_a_reason(published):
    for reason in ("", "  "):
        with pytest.raises(ValidationError, match="理由を入力"):
            copy_edition(source=published, fiscal_year=2025, reason=reason)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(fiscal_year=2025, revision=2)


def test_only_the_newest_revision_is_corrected(published, correction):
    publish(edition=correction)
    with pytest.raises(ValidationError, match="最も新しい"):
        correct(published)


def test_one_corrected_figure_is_one_row_and_the_rows_that_follow_from_it(correction):
    figure = AttractedCount.objects.get(edition=correction, key="asia-actual-2024")
    figure.value = 13
    figure._change_reason = "アジアの１件が漏れていたため"
    figure.save()
    corrections = errata(publish(edition=correction))
    table = "県の支援により誘致した外国企業"
    at = "令和６年度"
    assert [(r.difference.where, r.old, r.new) for r in corrections.rows] == [
        (f"{table} → アジア → {at}", "12", "13"),
        (f"{table} → 合計 → {at}", "18", "19"),
    ]
    assert [row.reason for row in corrections.rows] == [
        "アジアの１件が漏れていたため",
        "集計の誤り",
    ]
    assert [row.follows for row in corrections.rows] == [False, True]
    assert corrections.when.startswith("令和")
    assert (corrections.old, corrections.new, corrections.reason) == (
        "2025-1",
        "2025-2",
        "集計の誤り",
    )


@pytest.mark.thorough
def test_a_figure_in_text_is_corrected_wherever_it_is_printed(correction):
    figure = MeasureFigure.objects.get(edition=correction, key="monitors-actual-2025")
    figure.value = 18
    figure.save()
    correction = publish(edition=correction)
    changed = [(old, new) for _, old, new in rows_of(correction)]
    paragraph = "今年度は、17種類のロボットを対象に実施している。"
    assert (paragraph, paragraph.replace("17", "18")) in changed
    assert ("17種類", "18種類") in changed
    assert len(changed) == 2, "the paragraph once, and the list of figures"
    assert {r.difference.old: r.follows for r in errata(correction).rows} == {
        paragraph: True,
        "17種類": False,
    }


@pytest.mark.thorough
def test_a_paragraph_and_a_heading(correction):
    paragraph = Node.objects.filter(edition=correction, kind="paragraph").first()
    heading = Node.objects.get(edition=correction, key="robots-overview")
    old = {node: node.text for node in (heading, paragraph)}
    paragraph.text, heading.text = paragraph.text.replace("。", "のです。", 1), "取組のあらまし"
    paragraph._change_reason = "表現の誤り"
    paragraph.save()
    heading.save()
    corrections = errata(publish(edition=correction))
    assert [row.difference.kind for row in corrections.rows] == ["heading", "paragraph"]
    assert corrections.rows[0].difference.old == f"ア {old[heading]}"
    assert [row.reason for row in corrections.rows] == ["集計の誤り", "表現の誤り"]


@pytest.mark.thorough
def test_an_added_robot(correction):
    last = Robot.objects.filter(edition=correction).last()
    Robot.objects.create(
        edition=correction,
        name="漏れていたロボット",
        position=last.position + 1,
        commercialised_on=last.commercialised_on,
    )
    correction = publish(edition=correction)
    changed = [(d.kind, d.act, d.new) for d in (r.difference for r in errata(correction).rows)]
    assert ("entry", "added", "76 漏れていたロボット【令和７年３月】") in changed
    values = [new for kind, _, new in changed if kind == "value"]
    assert values == ["22件", "76件"], "the counts by period that follow from the list"
    assert len(changed) == 3, "the robot itself once"


def test_the_as_of_date_of_an_indicator_leads_to_its_reason(correction):
    indicator = RobotIndicator.objects.get(edition=correction, key="smes")
    indicator.as_of = indicator.as_of.replace(month=2, day=28)
    indicator._change_reason = "時点の誤り"
    indicator.save()
    corrections = errata(correction)
    assert {row.reason for row in corrections.rows} == {"時点の誤り"}
    assert {"as_of", "aside", "data"} == {row.difference.kind for row in corrections.rows}


@pytest.mark.thorough
def test_revisions_in_a_row_each_have_their_own(published):
    second = correct(published, "一度目")
    Node.objects.filter(edition=second, key="robots-overview").update(text="概要１")
    second = publish(edition=second)
    third = correct(second, "二度目")
    Node.objects.filter(edition=third, key="robots-overview").update(text="概要２")
    third = publish(edition=third)
    assert corrected_edition(third) == second
    assert [(old, new) for _, old, new in rows_of(second)] == [("ア 取組の概要", "ア 概要１")]
    assert [(old, new) for _, old, new in rows_of(third)] == [("ア 概要１", "ア 概要２")]
    assert [(e.new, e.reason) for e in corrections(third)] == [
        ("2025-3", "二度目"),
        ("2025-2", "一度目"),
    ]
    assert [e.new for e in corrections(second)] == ["2025-2"]
    assert corrections(published) == []
    assert errata(published) is None


def test_the_frozen_errata_belong_to_the_hash_and_cannot_be_changed(correction):
    done = publish(edition=correction)
    part = done.frozen.get(kind=FrozenKind.ERRATA)
    assert problems(done) == []
    part.content += " "
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        part.save()


@pytest.mark.thorough
def test_a_first_edition_has_no_errata(draft):
    done = publish(edition=draft)
    assert not done.frozen.filter(kind=FrozenKind.ERRATA).exists()


@pytest.mark.parametrize("seed", first_daily(*range(4)))
def test_the_frozen_errata_are_what_differs_between_the_two_frozen_copies(
    seed, published, correction
):
    random = Random(seed)
    for _ in range(6):
        change_something(random, correction)
    done = publish(edition=correction)
    old, new = Content(published), Content(done)
    frozen = [row.difference for row in errata(done).rows]
    everything, kept = differences(old, new), [d.to_json() for d in frozen]
    repeated = [d for d in everything if d.to_json() not in kept]
    assert kept == [d.to_json() for d in everything if d not in repeated]
    on_paper = {d.ref for d in frozen if not registry.is_list(d.table)}
    for difference in repeated:  # a text that a list repeats, told where the report prints it
        assert registry.is_list(difference.table) and difference.ref in on_paper
    for key in {*old.tables, *new.tables}:
        in_table = [d for d in everything if d.table == key and d.kind != "table"]
        assert brute.wrong_in_table(old.tables.get(key), new.tables.get(key), in_table) == [], key
    in_text = [d for d in frozen if not d.table]
    assert brute.wrong_in_text(old.blocks, new.blocks, in_text) == []


def change_something(random: Random, edition: Edition) -> None:
    """A value, a text or one robot less, stored as a bulk change."""
    kind = random.choice(["value", "text", "robot"])
    if kind == "robot":
        random.choice(Robot.objects.filter(edition=edition)).delete()
        return
    if kind == "text":
        node = random.choice(Node.objects.filter(edition=edition, kind="paragraph"))
        node.text += "（訂正）"
        update_rows(Node, [node], ["text"])
        return
    known = [
        model.objects.filter(edition=edition, value__isnull=False)
        for model in row_models()
        if issubclass(model, FigureRow)
    ]
    figures = random.choice([figures for figures in known if figures])
    model, figure = figures.model, random.choice(figures)
    figure.value += 1
    update_rows(model, [figure], ["value"])

"""A draft can always be brought to publication: a reference without target offers ways out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kanagawa.checks import broken_references
from kanagawa.checks.context import Context
from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import CannotPublish, Stale
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows
from kanagawa.workflow.mending import mend
from tests.made_once import made_once
from tests.people import person, signed_in

pytestmark = pytest.mark.sample

LOST = "{investment.kpi.supported|as_of}"


def lost_findings(edition):
    return list(broken_references.run(Context(EditionRows(edition))))


@pytest.fixture
def rolled_thrice(published) -> Edition:
    """令和10年度: three years on, and nobody entered a value; 令和９年度 went out as it was."""

    def roll() -> Edition:
        for year in (2026, 2027):
            edition = made_once(f"rolled-{year}", lambda: roll_edition(source=newest()))
            publish(edition=edition)
        return roll_edition(source=newest())

    def newest() -> Edition:
        return Edition.objects.order_by("fiscal_year", "revision").last()

    return roll()


def test_every_year_can_be_published_though_values_are_missing(rolled_thrice):
    """Each year's findings are mended in one press each, and then the edition goes out."""
    edition, mended = rolled_thrice, 0
    for _ in range(2):
        while lost := lost_findings(edition):
            assert lost[0].offers
            mend(edition=edition, digest=lost[0].digest, number=0, user=person("editor"))
            mended += 1
        assert Content(edition).broken == []
        publish(edition=edition)
        edition = roll_edition(source=Edition.objects.get(pk=edition.pk))
    assert mended == 1


def test_what_is_offered_is_the_last_print_what_is_near_and_to_leave_it_out(rolled_thrice):
    with pytest.raises(CannotPublish, match="検査の結果"):
        publish(edition=rolled_thrice)
    [finding] = lost_findings(rolled_thrice)
    assert LOST in finding.message
    labels = [offer.label for offer in finding.offers]
    assert labels[0] == "前の版の印字「令和９年６月末時点」を文字として書く"
    assert any(label.startswith("近い参照 {investment.") for label in labels)
    assert labels[-1] == f"「（{LOST}）」を取り除く"
    texts = [offer.text for offer in finding.offers]
    assert texts[0] == "新かながわグランドデザインＫＰＩ進捗状況（令和９年６月末時点）"
    assert texts[-1] == "新かながわグランドデザインＫＰＩ進捗状況"
    assert all(LOST not in text for text in texts)
    # Each of them brings the draft to publication.
    node = Node.objects.get(edition=rolled_thrice, key=finding.ref.partition("/")[2])
    for offer in finding.offers:
        node.text = offer.text
        node.save()
        assert Content(rolled_thrice).broken == [], offer.label


def test_the_checks_screen_mends_it_with_one_press(rolled_thrice):
    [finding] = lost_findings(rolled_thrice)
    url = reverse("admin:checks", args=[rolled_thrice.pk])
    editor = signed_in(person("editor", "investment"))
    page = editor.get(url)
    assert f'value="{finding.digest}:0"' in page.text
    answer = editor.post(url, {"mend": f"{finding.digest}:0"}, follow=True)
    assert "文を直しました：前の版の印字" in answer.text
    assert lost_findings(rolled_thrice) == []
    change = Node.history.filter(edition_id=rolled_thrice.pk).latest("history_id")
    assert (change.history_user, change.history_change_reason) == (
        person("editor", "investment"),
        "参照先のない記述を直した",
    )
    again = editor.post(url, {"mend": f"{finding.digest}:0"}, follow=True)
    assert "直しませんでした" in again.text


def test_who_may_not_or_was_shown_another_text_mends_nothing(rolled_thrice):
    [finding] = lost_findings(rolled_thrice)
    for user in (person("editor", "robots"), person("viewer", "investment")):
        with pytest.raises(PermissionDenied):
            mend(edition=rolled_thrice, digest=finding.digest, number=0, user=user)
    url = reverse("admin:checks", args=[rolled_thrice.pk])
    assert "offers" not in signed_in(person("viewer", "investment")).get(url).text
    assert lost_findings(rolled_thrice) == [finding]
    node = Node.objects.get(edition=rolled_thrice, key=finding.ref.partition("/")[2])
    node.text = "ＫＰＩ進捗状況"
    node.save()
    with pytest.raises(Stale, match="直しませんでした"):
        mend(edition=rolled_thrice, digest=finding.digest, number=0, user=person("editor"))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("前文。{x/y}件である。後文。", "前文。後文。"),
        ("{x/y}件である。", ""),
        ("前文（注{x/y}）後文", "前文後文"),
        ("一行目\n{x/y}件\n三行目", "一行目\n三行目"),
        ("句点のない{x/y}件", ""),
    ],
)
def test_what_is_left_out_is_the_bracket_or_the_sentence_and_no_more(text, rest):
    from kanagawa.checks.lost_references import _without
    from kanagawa.editions.references import references_in

    [reference] = references_in(text)
    assert _without(text, reference)[1] == rest


def test_many_lost_references_cost_little(draft):
    node = Node.objects.filter(edition=draft, kind="paragraph").first()
    node.text = " ".join(f"{{robots.nothing/key-{n}}}" for n in range(500))
    node.save()
    findings = lost_findings(draft)
    assert len(findings) == 500
    assert sum(bool(finding.offers) for finding in findings) == 20

"""However the outline is nested and however long its lists: a message, never an error page."""

import pytest
from django.urls import reverse

from international.models import Activity
from kanagawa.checks import broken_references
from kanagawa.checks.context import Context
from kanagawa.editions.models import Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.refusals import CannotPublish
from kanagawa.editions.rows import EditionRows, create_rows


def findings(edition):
    return list(broken_references.places(Context(EditionRows(edition))))


def is_told(edition, staff, said: str) -> None:
    assert [said in finding.message for finding in findings(edition)].count(True) >= 1
    for url in (
        reverse("admin:facts", args=[edition.pk]),
        f"/staff/preview/{edition.slug}/report/",
    ):
        assert staff.get(url).status_code == 200, url
    for finding in findings(edition):
        assert staff.get(reverse("admin:open_place", args=[edition.pk, finding.ref])), finding
    with pytest.raises(CannotPublish, match=said):
        publish(edition=edition)


def test_headings_nested_deeper_than_there_are_marks(correction, staff):
    parent = Node.objects.get(edition=correction, key="zones")
    for depth in range(2, 11):
        parent = Node.objects.create(
            edition=correction,
            key=f"deep-{depth}",
            parent=parent,
            kind="heading",
            text="深い見出し",
        )
    is_told(correction, staff, "見出しの段は7までです")
    assert len(findings(correction)) == 3


@pytest.mark.thorough
def test_more_headings_than_letters(correction, staff):
    activity = Activity.objects.get(edition=correction, key="india-seminar-2024")
    more = []
    for number in range(30):
        copy = Activity.objects.get(pk=activity.pk)
        copy.pk, copy.key, copy._state.adding = None, f"more-{number}", True
        more.append(copy)
    create_rows(Activity, more)
    is_told(correction, staff, "26番目")


@pytest.mark.thorough
def test_a_table_that_is_not_there(correction, staff):
    node = Node.objects.get(edition=correction, key="zones-strategic-table")
    node.target = "zones.nothing"
    node.save()
    [finding] = findings(correction)
    assert (finding.ref, finding.section) == (node.ref, "zones")
    assert "「担当者が作る表」の画面" in finding.message
    is_told(correction, staff, "zones.nothing")


def test_the_report_itself_has_none(published):
    assert findings(published) == []
    assert list(broken_references.twice(Context(EditionRows(published)))) == []


def test_a_table_in_two_places_is_told(correction):
    node = Node.objects.get(edition=correction, key="zones-strategic-table")
    again = Node.objects.create(
        edition=correction,
        parent=node.parent,
        kind=node.kind,
        target=node.target,
        position=node.position + 1,
    )
    [finding] = broken_references.twice(Context(EditionRows(correction)))
    assert (finding.ref, finding.severity) == (again.ref, "warning")
    assert "２か所" in finding.message

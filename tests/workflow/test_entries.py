"""Who entered what a part says and since when, read from the history of a small edition."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kanagawa.editions.models import Edition, Node
from kanagawa.workflow import entries
from kanagawa.workflow.entries import entered_by, is_entered_since, nodes_in
from robots.models import Robot
from tests.people import person

from .small import small_edition

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(office):
    edition = small_edition(office)
    edition.created_at = timezone.now()  # all that is there came with it
    edition.save()
    return edition


def change(row, user=None) -> None:
    row._history_user = user
    row.save()


def heading(edition, key) -> Node:
    return Node.objects.get(edition=edition, key=key)


def add_text(edition, section, user=None) -> Node:
    text = Node(
        edition=edition, kind="paragraph", key=f"{section}-text", text="本文", position=99,
        parent=heading(edition, section),
    )  # fmt: skip
    change(text, user)
    return text


def test_what_came_with_the_edition_was_entered_by_nobody(edition):
    assert entered_by(edition, "robots") == entered_by(edition, "") == set()
    assert not is_entered_since(edition, "robots", edition.created_at)


def test_a_heading_above_all_sections_is_entered_by_who_changed_it(edition):
    chief = person(name="chief")
    change(heading(edition, "chapter"), chief)
    assert entered_by(edition, "") == {chief.pk}
    assert entered_by(edition, "robots") == set()
    assert is_entered_since(edition, "", edition.created_at)


def test_who_typed_it_into_a_file_and_who_translated_it_count_alone(edition, monkeypatch):
    monkeypatch.setattr(entries, "translators", lambda edition, section: {7})
    monkeypatch.setattr(entries, "import_string", lambda path: lambda edition, section: {8})
    assert entered_by(edition, "robots") == {7, 8}


def test_the_moment_itself_is_not_later(edition):
    text = add_text(edition, "zones")
    at = Node.history.filter(id=text.pk).get().history_date
    assert not is_entered_since(edition, "zones", at)
    assert is_entered_since(edition, "zones", at - timedelta(microseconds=1))


@pytest.mark.parametrize("what", ["row", "text"])
def test_a_part_was_entered_since_its_own_change_alone(what, edition):
    before = timezone.now()
    if what == "row":
        change(Robot.objects.get(edition=edition))
    else:
        add_text(edition, "robots")
    assert is_entered_since(edition, "robots", before)
    assert not is_entered_since(edition, "robots", timezone.now() + timedelta(seconds=1))
    assert not is_entered_since(edition, "zones", before)
    # Who it was is not known: nobody in particular.
    assert entered_by(edition, "robots") == set()


def test_a_text_that_was_moved_or_deleted_counts_for_both_parts(edition):
    mover, remover = person(name="mover"), person(name="remover")
    text = add_text(edition, "robots")
    text.parent = heading(edition, "zones")
    change(text, mover)
    assert entered_by(edition, "robots") == entered_by(edition, "zones") == {mover.pk}
    text._history_user = remover
    text.delete()
    assert entered_by(edition, "zones") == {mover.pk, remover.pk}
    assert entered_by(edition, "robots") == {mover.pk}


def test_the_texts_of_a_part_are_known_when_they_are_gone(edition):
    text = add_text(edition, "robots")
    own = {heading(edition, "robots").pk, text.pk}
    assert nodes_in(edition, "robots") == own
    text.delete()
    assert nodes_in(edition, "robots") == own
    assert nodes_in(edition, "") == {heading(edition, "chapter").pk}
    assert nodes_in(Edition.objects.create(fiscal_year=2031), "robots") == set()

"""Nobody approves what he entered or submitted himself: not by role, not by name, not by SQL."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Node, NodeKind
from kanagawa.editions.refusals import NotAllowed
from kanagawa.editions.rows import create_rows, row_models, update_rows
from kanagawa.editions.untranslated import save_translations
from kanagawa.entry.models import Upload
from kanagawa.workflow.entries import entered_by
from kanagawa.workflow.models import Act, Decision, Role, Seen
from kanagawa.workflow.parts import parts
from tests.people import person

from .acts import approve, submit

pytestmark = pytest.mark.sample


def node_of(edition, section) -> Node:
    return next(n for n in Node.objects.filter(edition=edition) if n.section == section)


def test_every_kind_of_row_counts_as_entered_and_no_other_section_does(draft):
    entrants: dict[str, set[int]] = {section: set() for section in parts()}
    for n, model in enumerate(m for m in row_models() if m is not Node):
        entrant = person(name=f"entrant{n}")
        row = model.objects.filter(edition=draft).first()
        row._history_user = entrant
        row.save()
        entrants[row.section].add(entrant.pk)
    assert {section: entered_by(draft, section) for section in parts()} == entrants


def test_bulk_writes_additions_and_deletions_count_too(draft):
    model = next(m for m in row_models() if m._meta.label == "robots.Robot")
    adding, changing, deleting = (
        person(name="adding"),
        person(name="changing"),
        person(name="deleting"),
    )
    day = date(2025, 4, 1)
    new = model(edition=draft, key="robot-new", name="新", commercialised_on=day)
    create_rows(model, [new], user=adding)
    row = model.objects.get(edition=draft, key="robot-new")
    update_rows(model, [row], ["name"], user=changing)
    row._history_user = deleting
    row.delete()
    assert {adding.pk, changing.pk, deleting.pk} <= entered_by(draft, "robots")


def test_texts_count_where_they_stand_where_they_stood_and_after_they_are_gone(draft):
    mover, remover = person(name="mover"), person(name="remover")
    heading = Node.objects.get(edition=draft, key="zones", kind=NodeKind.HEADING)
    moved = next(
        n for n in Node.objects.filter(edition=draft, kind="paragraph") if n.section == "robots"
    )
    moved.parent, moved._history_user = heading, mover
    moved.save()
    assert mover.pk in entered_by(draft, "robots")
    assert mover.pk in entered_by(draft, "zones")
    assert mover.pk not in entered_by(draft, "programs")
    moved._history_user = remover
    moved.delete()
    assert remover.pk in entered_by(draft, "zones")
    assert remover.pk not in entered_by(draft, "programs")


def test_who_made_the_edition_has_entered_nothing(published):
    maker = person(name="maker")
    copy = copy_edition(source=published, fiscal_year=2026, user=maker)
    assert all(not entered_by(copy, section) for section in parts())


def test_a_reason_that_reads_like_that_of_a_copy_hides_no_entry(draft):
    cheat = person(name="cheat")
    model = next(m for m in row_models() if m._meta.label == "robots.Robot")
    new = model(edition=draft, key="robot-x", name="x", commercialised_on=date(2025, 4, 1))
    create_rows(model, [new], user=cheat, reason=f"{draft.copied_from}から複製")
    assert cheat.pk in entered_by(draft, "robots")


def test_who_typed_it_into_a_file_that_another_applied_has_entered_it(draft):
    typist, clerk = person(name="typist"), person(name="clerk")
    file = {"edition": draft, "section": "robots", "name": "入力.xlsx", "content": {}}
    upload = Upload.objects.create(**file, by=typist)
    assert typist.pk not in entered_by(draft, "robots"), "it waits to be applied"
    upload.applied_at, upload.applied_by, upload.changed = timezone.now(), clerk, 1
    upload.save()
    assert typist.pk in entered_by(draft, "robots")
    assert typist.pk not in entered_by(draft, "zones")


def test_who_translated_a_text_has_entered_its_english(draft, published):
    translator = person(name="translator")
    words = {"section": "robots", "english": {"まだ訳していない文": "New"}, "was": {}}
    save_translations(**words, user=translator)
    assert translator.pk in entered_by(draft, "robots")
    assert translator.pk not in entered_by(draft, "zones")


@pytest.mark.parametrize("superuser", [False, True], ids=["all roles", "superuser"])
def test_nobody_approves_his_own_entry_or_submission(superuser, draft, office):
    user = office.superuser
    if not superuser:
        for role in ("editor", "approver", "publisher", "administrator"):
            user = person(role, name="alone")
    submit(draft, "zones", user)
    with pytest.raises(NotAllowed, match="ご自分が提出した"):
        approve(draft, "zones", user, "代決、緊急")
    row = node_of(draft, "robots")
    row._history_user = user
    row.save()
    submit(draft, "robots", office.editors["robots"])
    with pytest.raises(NotAllowed, match="ご自分が入力した"):
        approve(draft, "robots", user, "代決、緊急")
    assert not Decision.objects.filter(act=Act.APPROVED).exists()
    approve(draft, "robots", office.approvers["robots"])


@pytest.mark.parametrize("exceptional", ["", "deputy", "emergency"])
def test_the_database_refuses_an_approval_by_the_submitter(exceptional, draft, office):
    user = office.editors["robots"]
    values = {
        "edition": draft,
        "section": "robots",
        "number": 1,
        "act": Act.APPROVED,
        "by": user,
        "content_hash": "x",
        "exceptional": exceptional,
        "reason": "理由",
    }
    for submitter in (user, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**values, submitted_by=submitter)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**{**values, "content_hash": ""}, submitted_by=office.publisher)
    Decision.objects.create(**values, submitted_by=office.publisher)


def test_the_database_wants_a_reason_for_every_exception_and_one_decision_per_step(draft, office):
    values = {"edition": draft, "section": "", "act": Act.RELEASED, "by": office.publisher}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**values, number=1, exceptional="emergency")
    Decision.objects.create(**values, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**values, number=1)


@pytest.mark.parametrize("model", [Decision, Seen])
def test_what_was_decided_and_seen_is_never_rewritten(model, draft, office):
    submit(draft, "robots", office.editors["robots"])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(edition=draft).update(content_hash="y")
    row = model.objects.get(edition=draft)
    row.content_hash = "y"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


def test_roles_of_a_person_who_left_count_no_more(draft, office):
    approver = office.approvers["robots"]
    submit(draft, "robots", office.editors["robots"])
    Role.objects.filter(user=approver).delete()
    with pytest.raises(NotAllowed):
        approve(draft, "robots", approver)

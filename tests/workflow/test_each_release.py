"""Each way of making an edition public, taken or refused with its reason, on a small edition."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from kanagawa.editions import publishing
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition, FrozenPart, Node
from kanagawa.editions.proving import Proof
from kanagawa.editions.publishing import ChangedMeanwhile, proved, publish
from kanagawa.editions.refusals import CannotPublish, NotAllowed, Refused
from kanagawa.workflow import releasing
from kanagawa.workflow.models import Act, Exceptional, Release, Role
from kanagawa.workflow.parts import WHOLE
from kanagawa.workflow.states import StateName
from kanagawa.workflow.still_empty import empty_cells
from robots.models import Robot

from .acts import approve, approve_all, state, submit
from .small import add_figures, small_edition

pytestmark = pytest.mark.sample


@pytest.fixture
def edition(office):
    return small_edition(office)


@pytest.fixture
def approved(edition, office):
    approve_all(edition, office)
    return edition


@pytest.fixture
def correction(published):
    """A correction of what is public, in which nobody changed anything yet."""
    return copy_edition(source=published, fiscal_year=2025, reason="誤りがあったため。")


@pytest.fixture(autouse=True)
def no_pages_are_built(monkeypatch):
    """Pages and files have tests of their own (tests/states/test_proof.py)."""
    monkeypatch.setattr(
        releasing, "proved", lambda e: Proof(e.pk, publishing.digest(publishing._parts(e)))
    )


def step(edition, user) -> dict:
    return {"edition": edition, "user": user, "number": state(edition, WHOLE).number}


def is_public(edition) -> bool:
    return Edition.objects.get(pk=edition.pk).is_published


def due(edition, user) -> Release:
    """A release whose time has come."""
    at = timezone.now() - timedelta(seconds=1)
    return Release.objects.create(edition=edition, by=user, at=at)


def test_what_is_approved_is_published_without_a_mark(approved, office):
    published = releasing.release(**step(approved, office.publisher))
    assert is_public(approved)
    last = published.decisions.order_by("id").last()
    assert (last.act, last.exceptional, last.reason) == (Act.RELEASED, "", "")
    assert list(releasing.exceptions_of(published)) == []


def test_every_part_that_is_not_ready_is_named(edition, office):
    with pytest.raises(
        Refused, match=r"：報告全体.*（入力中）、「さがみロボット産業特区」（入力中）、"
    ):
        releasing.release(**step(edition, office.publisher))
    assert not is_public(edition)


def test_a_correction_in_which_nothing_changed_is_not_published(correction, office):
    for act, more in ((releasing.release, {}), (releasing.release_in_emergency, {"reason": "急"})):
        with pytest.raises(Refused, match="何も変わっていない"):
            act(**step(correction, office.publisher), **more)


def test_one_changed_part_is_a_correction(correction, office):
    Robot.objects.filter(edition=correction).first().delete()
    number = state(correction, WHOLE).number
    assert releasing._not_approved(correction, number) == ["「さがみロボット産業特区」（入力中）"]
    submit(correction, "robots", office.editors["robots"])
    approve(correction, "robots", office.approvers["robots"], "確認済み")
    assert releasing._not_approved(correction, number) == []


def test_an_emergency_has_a_reason_and_names_what_was_not_approved(edition, office):
    for reason in ("", " \n"):
        with pytest.raises(Refused, match="緊急の公開のときは理由"):
            releasing.release_in_emergency(**step(edition, office.publisher), reason=reason)
    releasing.release_in_emergency(**step(edition, office.publisher), reason=" 災害のため ")
    [marked] = releasing.exceptions_of(edition)
    assert marked.exceptional == Exceptional.EMERGENCY
    assert marked.reason.startswith("災害のため\n［承認のない節：報告全体")
    assert "未入力" not in marked.reason


def test_an_emergency_with_everything_approved_names_nothing(approved, office):
    releasing.release_in_emergency(**step(approved, office.publisher), reason="災害のため")
    [marked] = releasing.exceptions_of(approved)
    assert marked.reason == "災害のため"


def test_an_emergency_with_empty_cells_needs_the_list_that_was_seen(edition, office):
    add_figures(edition, ["to_enter", "to_enter"])
    approve_all(edition, office)
    empty = empty_cells(edition)
    for seen in ("", "x"):
        with pytest.raises(Refused, match="未入力の数値が2件"):
            releasing.release_in_emergency(
                **step(edition, office.publisher), reason="災害", empty_seen=seen
            )
    releasing.release_in_emergency(
        **step(edition, office.publisher), reason="災害", empty_seen=empty.mark
    )
    [marked] = releasing.exceptions_of(edition)
    assert marked.reason == "災害\n［未入力の数値：2件］"


def test_without_empty_cells_no_list_is_asked_for(approved, office):
    releasing.release_in_emergency(
        **step(approved, office.publisher), reason="災害", empty_seen="x"
    )
    assert is_public(approved)


NOON = datetime(2030, 4, 1, 12, tzinfo=timezone.get_default_timezone())


def test_a_release_is_planned_for_later_than_now(approved, office, monkeypatch):
    monkeypatch.setattr(releasing.timezone, "now", lambda: NOON)
    for seconds in (0, -1):
        at = NOON + timedelta(seconds=seconds)
        with pytest.raises(Refused, match="これからの日時"):
            releasing.schedule(**step(approved, office.publisher), at=at)
    at = NOON + timedelta(seconds=1)
    assert releasing.schedule(**step(approved, office.publisher), at=at).at == at
    assert approved.decisions.order_by("id").last().reason == "令和12年４月１日 12:00"


def test_a_planned_release_is_dropped_once(approved, office):
    with pytest.raises(Refused, match="予約はありません"):
        releasing.unschedule(**step(approved, office.publisher))
    at = timezone.now() + timedelta(hours=1)
    releasing.schedule(**step(approved, office.publisher), at=at)
    releasing.unschedule(**step(approved, office.publisher))
    assert not Release.objects.exists()
    assert approved.decisions.order_by("id").last().act == Act.UNSCHEDULED


def test_only_a_publisher_publishes_plans_and_drops(approved, office):
    taken = step(approved, office.administrator)
    for act in (
        lambda: releasing.release(**taken),
        lambda: releasing.release_in_emergency(**taken, reason="災害"),
        lambda: releasing.schedule(**taken, at=timezone.now() + timedelta(hours=1)),
        lambda: releasing.unschedule(**taken),
    ):
        with pytest.raises(NotAllowed, match="公開の役割"):
            act()


def test_what_is_due_is_published_once(approved, office):
    planned = due(approved, office.publisher)
    assert releasing.due(timezone.now()) == [planned]
    assert releasing.due(planned.at - timedelta(seconds=1)) == []
    assert releasing.release_due(planned) == ""
    assert is_public(approved)
    assert Edition.objects.get(pk=approved.pk).published_by == office.publisher
    # Another watcher that read it before finds nothing to do.
    assert releasing.release_due(planned) == ""


def test_a_release_that_was_moved_is_left_alone(approved, office):
    planned = due(approved, office.publisher)
    Release.objects.update(at=timezone.now() + timedelta(days=1))
    assert releasing.release_due(planned) == ""
    assert not is_public(approved)


def test_a_release_that_is_moved_while_it_is_proved_is_left_alone(approved, office, monkeypatch):
    planned = due(approved, office.publisher)

    def moved(edition):
        Release.objects.update(at=timezone.now() + timedelta(days=1))
        return Proof(edition.pk, publishing.digest(publishing._parts(edition)))

    monkeypatch.setattr(releasing, "proved", moved)
    assert releasing.release_due(planned) == ""
    assert not is_public(approved)


FAILURES = {
    "以前の版にない記述": Refused("以前の版にない記述"),
    "一つ目、二つ目": ValidationError(["一つ目", "二つ目"]),
    "予期しない誤りのため公開できませんでした（RuntimeError）。": RuntimeError("disk"),
}


@pytest.mark.parametrize(("stored", "error"), FAILURES.items())
def test_why_a_planned_release_failed_is_stored(stored, error, approved, office, monkeypatch):
    def fail(**_):
        raise error

    monkeypatch.setattr(releasing, "publish", fail)
    planned = due(approved, office.publisher)
    assert releasing.release_due(planned) == stored
    planned.refresh_from_db()
    assert planned.failure == stored
    assert releasing.due(timezone.now()) == []
    assert not is_public(approved)


def test_who_planned_it_must_still_be_a_publisher(approved, office):
    planned = due(approved, office.publisher)
    Role.objects.filter(user=office.publisher, name="publisher").delete()
    assert "公開の役割がないため" in releasing.release_due(planned)
    assert not is_public(approved)


def test_what_was_changed_after_its_approval_is_not_published(approved, office):
    Robot.objects.filter(edition=approved).update(name="別のロボット")
    assert state(approved, "robots").name == StateName.ENTERING
    planned = due(approved, office.publisher)
    assert "承認後に変更あり" in releasing.release_due(planned)
    assert not FrozenPart.objects.filter(edition=approved).exists()


# --- what the publication itself asks for (kanagawa.editions.publishing) -------------------


def proof(edition) -> Proof:
    return Proof(edition.pk, publishing.digest(publishing._parts(edition)))


def test_what_was_proved_is_what_is_published(edition):
    for wrong in (Proof(edition.pk + 1, proof(edition).digest), Proof(edition.pk, "0" * 64)):
        with pytest.raises(ChangedMeanwhile, match="もう一度操作"):
            publish(edition=edition, proof=wrong)
    assert not FrozenPart.objects.filter(edition=edition).exists()
    assert publish(edition=edition, proof=proof(edition)).is_published


def test_sample_data_is_published_without_a_proof(edition):
    assert publish(edition=edition).is_published


def test_an_outline_without_a_line_is_not_published(edition):
    Node.objects.filter(edition=edition, parent__isnull=False).delete()
    Node.objects.filter(edition=edition).delete()
    with pytest.raises(CannotPublish, match="目次と本文が空"):
        proved(edition)


def test_what_cannot_be_printed_is_named_with_what_to_do(edition):
    heading = Node.objects.get(edition=edition, key="robots")
    for position, text in enumerate(("{robots.x/a}", "{robots.x/b}"), start=1):
        Node.objects.create(
            edition=edition, kind="paragraph", key=f"t{position}", text=text, position=position,
            parent=heading,
        )  # fmt: skip
    with pytest.raises(CannotPublish) as refused:
        proved(edition)
    message = str(refused.value)
    assert "：" in message and "、" in message.partition("：")[2]
    assert message.endswith("。「検査の結果」の画面で、代わりに書くものを選べます。")

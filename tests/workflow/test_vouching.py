"""Four eyes cannot be passed by one administrator with the accounts that he has a hand in."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kanagawa.editions.refusals import NotAllowed
from kanagawa.workflow.account_log import note
from kanagawa.workflow.carrying_out import carry_out
from kanagawa.workflow.deciding import approve, submit
from kanagawa.workflow.models import AccountAct, AccountEvent, Decision
from kanagawa.workflow.personnel import Plan
from kanagawa.workflow.roles import (
    may_administer,
    may_approve,
    may_edit,
    may_publish,
    may_view,
    may_vouch,
)
from kanagawa.workflow.steps import present_state
from kanagawa.workflow.vouching import vouch, waits_for_voucher, why_not_vouch
from tests.people import person, signed_in
from tests.staff.conftest import messages

pytestmark = pytest.mark.sample

GOOD = "県の報告書を毎年つくる人の長い合言葉"


def anew(user):
    """As the next request reads the person."""
    return get_user_model().objects.get(pk=user.pk)


def link_made(user, by) -> None:
    note(AccountAct.LINK_MADE, user, by=by, needs_voucher=True)


def give(user, section: str, role: str, by) -> None:
    plan = Plan(give=frozenset({(user.pk, section, role)}))
    assert not carry_out(plan=plan, by=by).refusals


def hashed(edition, section: str) -> tuple[int, str]:
    _, state = present_state(edition, section)
    return state.number, state.content_hash


def step(act, edition, user, **more):
    number, seen = hashed(edition, "robots")
    user = anew(user)
    return act(edition=edition, section="robots", user=user, number=number, seen_hash=seen, **more)


def change(edition, user) -> None:
    from robots.models import Robot

    robot = Robot.objects.filter(edition=edition).first()
    robot._history_user = user
    robot.name = f"{robot.name}改"
    robot.save()


def test_the_link_of_an_approver_does_not_open_his_decisions_to_an_administrator(draft, client):
    """What was done before: make the link, open it oneself, approve as the approver."""
    chief, approver = person("administrator"), person("approver", "robots")
    editor = person("editor", "robots")
    get_user_model().objects.filter(pk=approver.pk).update(email="approver@example.jp")
    page = signed_in(chief).post(reverse("admin:roles_link"), {"person": approver.pk})
    link = re.findall(r"http://testserver(/staff/password/\S+?)<", page.text)[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": GOOD, "new_password2": GOOD})
    assert client.login(username=approver.username, password=GOOD)
    change(draft, editor)
    step(submit, draft, editor)
    number, seen = hashed(draft, "robots")
    review = reverse("admin:review_section", args=[draft.pk, "robots"])
    sent = {"act": "approve", "number": number, "seen_hash": seen, "reason": "x"}
    assert client.post(review, sent).status_code == 403
    assert not Decision.objects.filter(edition=draft, act="approved").exists()
    assert "まだできません" in client.get(review).text
    # Neither can the administrator vouch for it, nor the account for itself.
    for by in (chief, approver):
        with pytest.raises(NotAllowed):
            vouch(anew(approver), by=anew(by))
    answer = signed_in(chief).post(
        reverse("admin:vouch_for"), {"person": approver.username}, follow=True
    )
    assert "ほかの人に依頼してください" in messages(answer)
    # Somebody else does, and the person decides as ever.
    other = signed_in(person("approver", "zones"))
    assert "本人と確かめた" in other.get(reverse("admin:own_account")).text
    done = other.post(reverse("admin:vouch_for"), {"person": approver.username}, follow=True)
    assert "本人であることを記録しました" in messages(done)
    assert client.post(review, sent).status_code == 302
    assert Decision.objects.get(edition=draft, act="approved").by == approver


@pytest.mark.parametrize("role", ["approver", "publisher", "administrator"])
def test_a_role_to_decide_with_waits_for_a_second_person_and_one_to_enter_does_not(db, role):
    chief, new, second = person("administrator"), person(name="new"), person("publisher")
    person("approver", "zones")
    give(new, "" if role != "approver" else "robots", role, chief)
    give(new, "zones", "editor", chief)
    waiting = anew(new)
    assert not (may_approve(waiting, "robots") or may_publish(waiting) or may_administer(waiting))
    assert not may_vouch(waiting)
    assert may_view(waiting, "robots")
    assert may_edit(waiting, "zones")
    vouch(new, by=second)
    decides = {
        "approver": lambda user: may_approve(user, "robots"),
        "publisher": may_publish,
        "administrator": may_administer,
    }[role]
    assert decides(anew(new))


def test_an_administrator_who_raises_himself_waits_too(db):
    chief = person("administrator")
    give(chief, "", "publisher", chief)
    assert not may_publish(anew(chief))
    # Not even administration goes on: he could raise others.
    assert signed_in(anew(chief)).get(reverse("admin:roles")).status_code == 403


def test_accounts_that_one_person_caused_cannot_vouch_for_each_other(db):
    chief, one, two = person("administrator"), person("publisher"), person("approver", "robots")
    link_made(one, chief)
    link_made(two, chief)
    assert not may_vouch(anew(one))
    answer = signed_in(anew(one)).post(reverse("admin:vouch_for"), {"person": two.username})
    assert answer.status_code == 403
    assert not AccountEvent.objects.filter(act=AccountAct.VOUCHED).exists()


def test_nobody_approves_what_he_could_have_entered_with_a_link_he_made(draft):
    """The other way round: the approver administers and makes the link of the editor."""
    both = person("approver", "robots", "both")
    person("administrator", "", "both")
    editor = person("editor", "robots")
    link_made(editor, both)
    change(draft, editor)
    step(submit, draft, editor)
    with pytest.raises(NotAllowed, match="ご自分が作っています"):
        step(approve, draft, both, reason="x")
    vouch(editor, by=person("publisher"))
    assert step(approve, draft, both, reason="x").by == both


def test_only_an_open_account_that_waits_is_vouched_for(db):
    chief, waiting, second = person("administrator"), person("approver", "zones"), person(name="2")
    link_made(waiting, chief)
    assert why_not_vouch(waiting, second) == ""
    assert "要りません" in why_not_vouch(second, chief)
    waiting.is_active = False
    assert "要りません" in why_not_vouch(waiting, second)
    assert not waits_for_voucher(AnonymousUser())


def test_a_system_administrator_waits_like_everybody(db):
    User = get_user_model()
    chief, other = (User.objects.create_superuser(name) for name in ("chief", "other"))
    link_made(chief, other)
    assert not (may_publish(anew(chief)) or may_administer(anew(chief)))
    assert may_edit(anew(chief), "robots")
    call_command("vouch", "chief")
    assert may_publish(anew(chief))


def test_the_person_is_told_by_mail_of_links_roles_and_a_new_address(
    db, django_capture_on_commit_callbacks, mailoutbox
):
    chief, target = person("administrator"), person("approver", "robots")
    get_user_model().objects.filter(pk=target.pk).update(email="old@example.jp")
    office = signed_in(chief)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("admin:roles_link"), {"person": target.pk})
        sent = {"username": target.username, "last_name": "", "email": "thief@example.jp"}
        office.post(reverse("admin:auth_user_change", args=[target.pk]), sent)
    assert [m.to for m in mail.outbox] == [["old@example.jp"], ["old@example.jp"]]
    assert "パスワード設定の案内" in mail.outbox[0].body
    assert "thief@example.jp" in mail.outbox[1].body


def test_a_mail_server_that_is_away_stops_nothing(db, django_capture_on_commit_callbacks, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    target = person("approver", "robots")
    get_user_model().objects.filter(pk=target.pk).update(email="old@example.jp")
    office = signed_in(person("administrator"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("admin:roles_link"), {"person": target.pk})
    assert answer.status_code == 200


def test_more_who_wait_take_no_more_queries(db):
    chief, vouching = person("administrator"), signed_in(person("publisher"))
    own = reverse("admin:own_account")
    counts = []
    for number in range(4):
        link_made(person("approver", "robots", f"new-{number}"), chief)
        with CaptureQueriesContext(connection) as asked:
            vouching.get(own)
        counts.append(len(asked))
    assert len(set(counts)) == 1

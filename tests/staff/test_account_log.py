"""What happened to accounts is kept for good; everybody sees and ends his own sessions."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kanagawa.editions.triggers import log_tables
from kanagawa.entry.models import Upload
from kanagawa.workflow.account_log import note
from kanagawa.workflow.carrying_out import carry_out
from kanagawa.workflow.models import AccountAct, AccountEvent
from kanagawa.workflow.personnel import Plan
from tests.people import person, signed_in
from tests.staff.conftest import messages

pytestmark = pytest.mark.sample

GOOD = "県の報告書を毎年つくる人の長い合言葉"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120"


@pytest.fixture
def sato(db):
    return get_user_model().objects.create_user("sato", password=GOOD, is_staff=True)


def browser(address: str = "192.0.2.1", agent: str = WINDOWS) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    sent = {"username": "sato", "password": GOOD}
    assert client.post("/staff/login/", sent).status_code == 302
    return client


def test_the_database_refuses_to_change_the_logs(sato):
    note(AccountAct.SIGNED_IN, sato)
    LogEntry.objects.log_actions(sato.pk, [sato], 2, "x")
    assert {"workflow_accountevent", "django_admin_log"} <= set(log_tables())
    for table in log_tables():
        for sql in (f"UPDATE {table} SET user_id = NULL", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError, match="history cannot be changed"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_links_roles_and_accounts_are_kept_with_who_gave_them(db, client):
    chief = person("administrator")
    office = signed_in(chief)
    page = office.post(reverse("admin:roles_people"), {"new-lines": "suzuki, 鈴木"})
    suzuki = get_user_model().objects.get(username="suzuki")
    give = frozenset({(suzuki.pk, "robots", "approver")})
    assert not carry_out(plan=Plan(give=give), by=chief).refusals
    assert not carry_out(plan=Plan(take=give, close=frozenset({suzuki.pk})), by=chief).refusals
    assert not carry_out(plan=Plan(reopen=frozenset({suzuki.pk})), by=chief).refusals
    link = re.findall(r"http://testserver(/staff/password/\S+?)<", page.text)[0]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": GOOD, "new_password2": GOOD})
    change = reverse("admin:auth_user_change", args=[suzuki.pk])
    sent = {"username": "suzuki", "last_name": "鈴木", "email": "suzuki@example.jp"}
    assert office.post(change, sent).status_code == 302
    suzuki.refresh_from_db()
    suzuki_own = signed_in(suzuki)
    again = {"old_password": GOOD, "new_password1": GOOD[::-1], "new_password2": GOOD[::-1]}
    assert suzuki_own.post(reverse("admin:password_change"), again).status_code == 302
    events = AccountEvent.objects.filter(user=suzuki).order_by("pk")
    assert list(events.values_list("act", "by__username")) == [
        ("added", chief.username),
        ("link-made", chief.username),
        ("role-given", chief.username),
        ("role-taken", chief.username),
        ("closed", chief.username),
        ("reopened", chief.username),
        ("password-set", None),
        ("renamed", chief.username),
        ("password-set", None),
    ]
    assert "承認" in events[2].detail
    assert "suzuki@example.jp" in events[7].detail


def test_an_administrator_reads_the_log_by_person_and_by_day(sato, time_machine):
    time_machine.move_to("2026-04-01 00:30+09:00")
    note(AccountAct.REFUSED, sato, address="192.0.2.7")
    time_machine.move_to("2026-04-02 23:50+09:00")
    note(AccountAct.REFUSED, None, address="192.0.2.8")
    office = signed_in(person("administrator"))
    log = reverse("admin:account_log")

    def addresses(**query: str) -> set[str]:
        return set(re.findall(r"192\.0\.2\.\d", office.get(log, query).text))

    assert addresses() == {"192.0.2.7", "192.0.2.8"}
    assert addresses(person="sato") == {"192.0.2.7"}
    assert addresses(day="2026-04-02") == {"192.0.2.8"}
    assert addresses(person="sato", day="2026-04-02") == set()
    assert "この条件の記録はありません" in office.get(log, {"day": "2026-05-01"}).text
    for query in ({"day": "x"}, {"day": "9999-99-99"}, {"person": "x" * 500}, {"p": "x"}):
        assert office.get(log, query).status_code == 200
    assert "の人はいません" in messages(office.get(log, {"person": "x"}))
    assert signed_in(person("editor")).get(log).status_code == 403
    with CaptureQueriesContext(connection) as few:
        office.get(log)
    for _ in range(30):
        note(AccountAct.SIGNED_IN, sato)
    with CaptureQueriesContext(connection) as many:
        office.get(log)
    assert len(many) == len(few)


def test_everybody_sees_and_ends_his_own_sessions(sato):
    own = reverse("admin:own_account")
    here, there, elsewhere = browser(), browser("192.0.2.2"), browser("192.0.2.3", "?")
    stranger = signed_in(person("editor"))
    page = here.get(own).text
    for words in ("Edge（Windows）", "192.0.2.2", "192.0.2.3", "この端末", "不明"):
        assert words in page
    assert here.session.session_key not in page
    assert "192.0.2" not in stranger.get(own).text
    numbers = re.findall(r'name="session" value="(\w{64})"', page)
    assert len(numbers) == 2
    # Nobody ends the sessions of others.
    stranger.post(own, {"session": numbers[0]})
    assert "1件終了" in messages(here.post(own, {"session": numbers[0]}, follow=True))
    answers = [client.get(own).status_code for client in (here, there, elsewhere)]
    assert sorted(answers) == [200, 200, 302]
    here.post(own)
    assert [c.get(own).status_code for c in (here, there, elsewhere)] == [200, 302, 302]
    ended = AccountEvent.objects.filter(act=AccountAct.SESSIONS_ENDED)
    assert [event.user for event in ended] == [sato, sato]


def test_a_session_that_nobody_uses_ends_and_a_used_one_lasts_a_day(sato, settings, time_machine):
    settings.SESSION_IDLE = timedelta(minutes=60)
    time_machine.move_to("2026-04-01 09:00")
    used, unused = browser(), browser()
    own = reverse("admin:own_account")
    for hour in range(9, 21):
        time_machine.move_to(f"2026-04-01 {hour:02}:45")
        assert used.get(own).status_code == (200 if hour < 21 else 302)
    assert unused.get(own).status_code == 302
    time_machine.move_to("2026-04-01 21:01")
    assert used.get(own).status_code == 302


def test_a_used_session_is_not_written_at_every_request(sato, settings):
    settings.SESSION_IDLE = timedelta(minutes=60)
    client = browser()
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("admin:own_account"))
    assert not [query for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_what_nobody_needs_goes_by_itself(sato, draft, settings):
    """The watcher does it once a day."""
    from kanagawa.workflow.management.commands.release_due import Command

    browser()
    Session.objects.create(
        session_key="x", session_data="", expire_date=timezone.now() - timedelta(days=1)
    )
    values = {"edition": draft, "section": "robots", "by": sato, "name": "x", "content": {}}
    old = Upload.objects.create(**values)
    Upload.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    new = Upload.objects.create(**values)
    watcher = Command()
    watcher._tidy()
    assert Session.objects.count() == 1
    assert list(Upload.objects.all()) == [new]
    with CaptureQueriesContext(connection) as asked:
        watcher._tidy()
    assert len(asked) == 0
    assert call_command("release_due") is None

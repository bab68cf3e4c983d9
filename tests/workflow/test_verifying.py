"""Published editions are verified by command and every night, and administrators see the result."""

import io
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from kanagawa.editions.models import FrozenPart, Verification
from kanagawa.editions.triggers import lift
from kanagawa.workflow import verifying
from kanagawa.workflow.management.commands import release_due
from kanagawa.workflow.models import Act, Decision
from tests.people import person

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def falsified(published):
    lift()  # until the test's transaction is rolled back
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {FrozenPart._meta.db_table} SET content = '[]' WHERE key = 'robots.robots'"
        )
        assert cursor.rowcount == 1
    return published


def run() -> str:
    out = io.StringIO()
    call_command("verify_editions", stdout=out, stderr=out)
    return out.getvalue()


def start_page(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/staff/").content.decode()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute, tzinfo=TOKYO)


def test_the_command_says_that_all_is_as_published(published):
    assert run() == "公開済みの1版は、すべて公開したときのままです。\n"
    assert Verification.objects.get().problems == []


def test_the_command_fails_and_names_the_part(falsified, caplog):
    out = io.StringIO()
    with pytest.raises(CommandError, match="バックアップから") as error:
        call_command("verify_editions", stdout=out, stderr=out)
    assert error.value.returncode == 1
    assert "令和７年度版：公開時の控えの表「robots.robots」の内容が" in out.getvalue()
    assert "robots.robots" in caplog.text
    assert Verification.objects.get().problems != []


def test_the_record_of_the_publication_is_held_against_the_edition(published, office):
    Decision.objects.create(
        edition=published, section="", number=1, act=Act.RELEASED, by=office.publisher,
        content_hash="0" * 64,
    )  # fmt: skip
    assert verifying.verify().problems == [
        "令和７年度版：年度版のハッシュ値が、公開したときの手続の記録と合いません。"
    ]


def test_it_is_due_once_a_night(published):
    assert verifying.is_due(at(10, 12)), "nobody ever verified"
    Verification.objects.create(editions=1)
    Verification.objects.update(at=at(10, 3, 5))
    for now, due in ((at(10, 4), False), (at(11, 2, 59), False), (at(11, 3), True)):
        assert verifying.is_due(now) is due, now
    Verification.objects.update(at=at(10, 2, 59))
    assert verifying.is_due(at(11, 2)), "the night before last"
    Verification.objects.update(at=at(10, 3))
    assert not verifying.is_due(at(11, 2)), "at the hour itself"


def test_the_watcher_verifies_at_night_and_goes_on(falsified, monkeypatch):
    stops = threading.Event()
    rounds = []

    def wait(stopped, seconds, parent) -> None:
        rounds.append(Verification.objects.count())
        if len(rounds) == 2:
            stopped.set()

    monkeypatch.setattr(release_due, "_wait", wait)
    monkeypatch.setattr(release_due, "close_old_connections", stops.is_set)
    errors = io.StringIO()
    call_command("release_due", "--watch", "5", stderr=errors)
    assert rounds == [1, 1], "once, though it went round twice"
    assert (
        "公開したときと違います：令和７年度版：公開時の控えの表「robots.robots」"
        in errors.getvalue()
    )


def test_administrators_see_the_result_and_others_do_not(falsified):
    administrator, editor = person("administrator"), person("editor", "robots")
    assert "まだ照合していません" in start_page(administrator)
    verifying.verify()
    assert "公開時の控えの表「robots.robots」の内容が" in start_page(administrator)
    assert "公開済みの版の照合" not in start_page(editor)
    Verification.objects.update(problems=[], at=timezone.now() + timedelta(minutes=1))
    assert "1版は、すべて公開したときのままです" in start_page(administrator)

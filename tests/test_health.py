"""Whoever looks after the site sees that it lives, can work, and what has to be seen to."""

import json
import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from kanagawa import health
from kanagawa.editions.models import Verification
from kanagawa.metrics import metrics
from kanagawa.organisation import organisation
from kanagawa.workflow import heartbeat
from kanagawa.workflow.management.commands.metrics import answer
from kanagawa.workflow.models import Release
from tests.people import person

pytestmark = pytest.mark.sample


def ready():
    caches["pages"].clear()
    return Client().get("/readyz")


def test_the_process_answers_without_the_database():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"
    assert Client().post("/healthz").status_code == 405


@pytest.mark.django_db
def test_a_site_in_order_has_nothing_to_tell():
    Verification.objects.all().delete()
    Verification.objects.create(editions=1, problems=[])
    heartbeat.beat(60)
    assert ready().json() == {"ready": True, "problems": {}, "warnings": {}}


@pytest.mark.django_db
def test_what_stands_still_is_a_warning_and_takes_nobody_off(time_machine):
    Verification.objects.all().delete()
    heartbeat.beat(5)
    assert set(ready().json()["warnings"]) == {"verification"}
    Verification.objects.create(editions=1, problems=["違います"])
    assert "違います" in ready().json()["warnings"]["verification"]
    time_machine.move_to(timezone.now() + timedelta(seconds=heartbeat.SECONDS + 1))
    answer = ready()
    assert answer.status_code == 200
    assert "確かめていません" in answer.json()["warnings"]["watcher"]


@pytest.mark.django_db
def test_a_backup_that_is_missing_or_old_is_a_warning(settings, tmp_path):
    heartbeat.beat(60)
    settings.DATA_DIR = tmp_path
    assert "backup" not in ready().json()["warnings"]
    settings.BACKUP_WITHIN = timedelta(hours=26)
    record = tmp_path / "last_backup.json"
    now = timezone.localtime()
    for content, is_told in (
        (None, True),
        (json.dumps({"at": now.isoformat()}), False),
        (json.dumps({"at": (now - timedelta(hours=27)).isoformat()}), True),
        ("{", True),
        (json.dumps({"at": None}), True),
    ):
        if content is not None:
            record.write_text(content, encoding="utf-8")
        assert ("backup" in ready().json()["warnings"]) is is_told, content
    # A day without its zone, written by somebody else, does not stop the figures either.
    record.write_text(json.dumps({"at": "2026-04-01T02:00:00"}), encoding="utf-8")
    assert health.last_backup() is None


@pytest.mark.django_db
def test_a_planned_publication_that_did_not_happen_is_a_warning(draft):
    at = timezone.now() - timedelta(minutes=6)
    planned = Release.objects.create(edition=draft, at=at, by=person("publisher"))
    assert "過ぎても" in ready().json()["warnings"]["releases"]
    assert 'kanagawa_releases{state="overdue"} 1' in metrics()
    Release.objects.filter(pk=planned.pk).update(failure="承認がありません。")
    assert "予約どおり" in ready().json()["warnings"]["releases"]
    text = metrics()
    for line in (
        'kanagawa_releases{state="overdue"} 0',
        'kanagawa_releases{state="failed"} 1',
        'kanagawa_check_failed{check="releases"} 1',
        'kanagawa_editions{state="draft"} 1',
    ):
        assert line in text.splitlines()


@pytest.mark.django_db
def test_the_figures_of_a_site_whose_database_is_away_say_so(monkeypatch):
    def gone():
        raise OperationalError("away")

    monkeypatch.setattr(connection, "cursor", gone)
    lines = metrics().splitlines()
    assert "kanagawa_ready 0" in lines
    assert 'kanagawa_check_failed{check="database"} 1' in lines
    assert all(line.startswith(("# ", "kanagawa_")) for line in lines)


@pytest.mark.django_db
def test_the_figures_are_answered_on_a_port_of_their_own():
    head = []
    body = b"".join(answer({}, lambda *given: head.append(given)))
    assert head[0][0] == "200 OK"
    assert b"kanagawa_ready" in body
    # And nowhere else.
    assert Client().get("/metrics").status_code == 404
    with pytest.raises(CommandError, match="使えません"):
        call_command("metrics", listen=70_000)


def test_a_backup_that_fails_is_an_error_in_the_log(tmp_path, caplog):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError):
        call_command("backup", tmp_path / "file")
    assert ("ERROR", "backup failed") in [(r.levelname, r.message) for r in caplog.records]


@pytest.mark.django_db
def test_a_full_disk_and_a_silent_database_take_the_machine_off(monkeypatch):
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 0))
        answer = ready()
    assert answer.status_code == 503
    assert set(answer.json()["problems"]) == {"disk"}
    assert Client().get("/readyz").status_code == 503  # kept for some seconds
    assert ready().status_code == 200


def test_a_database_that_does_not_answer_is_told_without_its_address():
    # Without the database fixture every query raises, as it does when the server is gone.
    answer = ready()
    assert answer.status_code == 503
    assert {"database", "migrations"} <= set(answer.json()["problems"])
    assert "応答がありません" in answer.json()["problems"]["database"]


@pytest.mark.parametrize(
    "contact, line",
    [
        ("○○課（電話 000）", "Contact: http://testserver/about/"),
        ("○○課 a.b@example.lg.jp（平日）", "Contact: mailto:a.b@example.lg.jp"),
        ("問合せは https://example.jp/form へ", "Contact: https://example.jp/form"),
    ],
)
def test_whom_to_tell_of_a_weakness(contact, line, settings):
    settings.ORGANISATION = replace(organisation(), contact=contact)
    text = Client().get("/.well-known/security.txt").text.splitlines()
    assert text[0] == line
    assert text[1].startswith("Expires: 2")


@pytest.mark.django_db
def test_without_a_contact_there_is_none(settings):
    settings.ORGANISATION = replace(organisation(), contact="")
    assert Client().get("/.well-known/security.txt").status_code == 404

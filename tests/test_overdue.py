"""A request that computes without end is ended and told; nothing is saved, nobody else is hurt."""

import threading
import time

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import MiddlewareNotUsed
from django.db import ConnectionHandler, transaction
from django.test import RequestFactory
from django.urls import reverse

from kanagawa import overdue
from kanagawa.staff.accounts import log_pages
from tests.people import person, signed_in

pytestmark = pytest.mark.sample


@pytest.fixture
def short(settings, monkeypatch):
    """Time for the page that tells it, but not for what has no end."""
    settings.WEB_REQUEST = 1
    monkeypatch.setattr(overdue, "_watch", overdue._Watch())
    monkeypatch.setattr(overdue, "_LOOK_EVERY", 0.05)


def without_end(*args):
    while True:
        try:
            time.sleep(0.001)
        except Exception:
            continue


def test_it_ends_says_so_and_saves_nothing(short, db, monkeypatch, caplog):
    user = person("editor")

    def saved_first(*args):
        with transaction.atomic():
            get_user_model().objects.create(username="half done")
            without_end()

    monkeypatch.setattr(log_pages, "own_sessions", saved_first)
    with caplog.at_level("WARNING", logger="kanagawa.events"):
        answer = signed_in(user, raise_request_exception=False).get(reverse("admin:own_account"))
    assert answer.status_code == 503
    assert "時間がかかりすぎ" in answer.text and "保存していません" in answer.text
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert not get_user_model().objects.filter(username="half done").exists()
    (line,) = [r for r in caplog.records if r.name == "kanagawa.events"]
    assert line.getMessage() == "request took too long"


def test_the_others_go_on_meanwhile(short, rf: RequestFactory):
    quick = overdue.end_overdue_requests(lambda request: "done")
    endless = overdue.end_overdue_requests(without_end)
    answers = []
    hostile = threading.Thread(target=lambda: answers.append(endless(rf.get("/staff/"))))
    hostile.start()
    while hostile.is_alive():
        assert quick(rf.get("/")) == "done"
        time.sleep(0.01)
    assert [answer.status_code for answer in answers] == [503]


def test_a_connection_that_was_struck_in_its_transaction_is_not_used_again(
    short, db, rf: RequestFactory, tmp_path, monkeypatch
):
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "a.sqlite3"}
    monkeypatch.setattr(overdue, "connections", ConnectionHandler({"default": file}))

    def struck(request):
        struck_in = overdue.connections["default"]
        struck_in.ensure_connection()
        struck_in.in_atomic_block = True
        without_end()

    assert overdue.end_overdue_requests(struck)(rf.get("/")).status_code == 503
    assert not overdue.connections["default"].in_atomic_block
    overdue.connections.close_all()


def test_an_answer_in_time_is_never_struck_afterwards(short, rf: RequestFactory):
    answered = overdue.end_overdue_requests(lambda request: "done")
    assert answered(rf.get("/")) == "done"
    until = time.monotonic() + 1.3
    while time.monotonic() < until:
        time.sleep(0.01)
    assert overdue._watch._ends == {}


def test_without_a_limit_nobody_watches(settings):
    settings.WEB_REQUEST = 0
    with pytest.raises(MiddlewareNotUsed):
        overdue.end_overdue_requests(without_end)

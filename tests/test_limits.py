"""One person cannot stop the others: what takes too long or is too large ends and says so."""

import io

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from kanagawa.starting import limited
from tests.people import person, signed_in

pytestmark = pytest.mark.sample

LARGE = b"x" * (64 * 1024 + 1)
FORM = "application/x-www-form-urlencoded"


class Unread(io.BytesIO):
    """A body that must not be looked at."""

    def read(self, *size):
        raise AssertionError("the body was read")


def test_a_large_body_of_a_stranger_is_answered_without_being_read(db):
    for path in ("/", "/staff/login/", "/staff/", "/2025/", "/nowhere"):
        for cookie in ("", "sessionid=made-up"):
            answer = Client(raise_request_exception=False).post(
                path,
                b"",
                content_type=FORM,
                **{
                    "wsgi.input": Unread(),
                    "CONTENT_LENGTH": str(len(LARGE)),
                    "HTTP_COOKIE": cookie,
                },
            )
            assert answer.status_code == 413, path
    assert "大きすぎます" in answer.text


def test_whoever_is_signed_in_sends_large_forms(db):
    client = signed_in(person("editor"))
    sent = {"person": LARGE.decode()}
    assert client.post(reverse("admin:own_account"), sent).status_code == 302


@pytest.mark.parametrize(
    "message", ["database is locked", "canceling statement due to lock timeout", "no connection"]
)
def test_a_database_that_does_not_answer_is_told(db, message, monkeypatch):
    client = signed_in(person("editor"), raise_request_exception=False)
    url = reverse("admin:own_account")

    def away(*args):
        raise OperationalError(message)

    monkeypatch.setattr("kanagawa.staff.accounts.log_pages.own_sessions", away)
    answer = client.get(url)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    for words in ("データベース", "保存していません", "担当者に"):
        assert words in answer.text
    assert message not in answer.text


def test_staff_are_told_when_the_database_is_gone_altogether():
    # Without the database fixture every query fails, as it does when the server is gone; the
    # session, which is asked first of all, too.
    with pytest.MonkeyPatch.context() as patch:

        def gone(*args, **kwargs):
            raise OperationalError("connection refused")

        patch.setattr(connection, "cursor", gone)
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = "x" * 32
        assert client.get("/staff/").status_code == 503
        assert client.post("/staff/login/", {"username": "a", "password": "b"}).status_code == 503


def test_requests_wait_in_the_database_no_longer_than_the_settings_say(settings):
    settings.DATABASE_WAIT, settings.DATABASE_STATEMENT = 7, 11
    assert limited("sqlite", {"timeout": 20}) == {"timeout": 7}
    assert limited("postgresql", {"sslmode": "require", "options": "-c a=b"}) == {
        "sslmode": "require",
        "options": "-c lock_timeout=7s -c statement_timeout=11s "
        "-c idle_in_transaction_session_timeout=22s -c a=b",
    }


def test_hosts_of_all_kinds_do_not_fill_the_memory(db, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = ["http://localhost:8443"]
    pages = caches["pages"]

    def kept(host: str) -> int:
        pages.clear()
        assert Client().get("/about/", headers={"Host": host}).status_code == 200
        return len(pages._cache)

    assert kept("localhost") > kept("localhost:81")
    own = kept("localhost")
    for host in ("localhost:80", "localhost:8443"):
        assert kept(host) == own, host
    for host in ("localhost:81", "localhost:65000", "LOCALHOST", "localHost:80"):
        assert kept(host) == own - 1, host

"""What a stranger tries at the door: sessions, addresses and headers that he made himself."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.people import person, signed_in

pytestmark = pytest.mark.sample

LOGIN = "/staff/login/"
GOOD = "県の報告書を毎年つくる人の長い合言葉"


@pytest.fixture
def sato(db):
    user = person("editor", name="sato")
    user.set_password(GOOD)
    user.save()
    return user


def sign_in(client: Client, path: str = LOGIN, **sent: str) -> Any:
    return client.post(path, {"username": "sato", "password": GOOD} | sent)


def views(patterns: list[Any], start: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def test_no_view_takes_a_form_without_its_token():
    every = list(views(get_resolver().url_patterns))
    assert len(every) > 500
    assert [at for at, view in every if getattr(view, "csrf_exempt", False)] == []


def test_a_form_of_another_site_is_refused(sato):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.get(LOGIN)
    token = client.cookies["csrftoken"].value
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        sent = {"username": "sato", "password": GOOD, "csrfmiddlewaretoken": token}
        assert client.post(LOGIN, sent, headers=headers).status_code == 403
    assert "sessionid" not in client.cookies


ELSEWHERE = [
    *("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example"),
    *("\\\\evil.example", "http:evil.example", "https:///evil.example", "javascript:alert(1)"),
    *(" //evil.example", "\t//evil.example", "/\t/evil.example", "//evil.example\r\nSet-Cookie: a"),
    *("／／evil.example", "//testserver@evil.example/", "http://testserver.evil.example/"),
    *("data:text/html,x", "//[::1", "\0//evil.example", "https://testserver:99@evil.example"),
]


@pytest.mark.parametrize("how", ["in the address", "in the form"])
def test_after_signing_in_one_stays_on_this_site(how, sato):
    for to in ELSEWHERE:
        client = Client()
        if how == "in the form":
            answer = sign_in(client, next=to)
        else:
            answer = client.post(
                LOGIN, {"username": "sato", "password": GOOD}, query_params={"next": to}
            )
        assert answer.status_code in (302, 400), to
        there = urlsplit(answer.headers.get("Location", ""))
        assert (there.scheme, there.netloc) == ("", ""), to
    own = sign_in(Client(), next="/staff/account/")
    assert own.headers["Location"] == "/staff/account/"


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(sato):
    for planted in ("a" * 32, "", "../../etc/passwd", "<b>"):
        client = Client()
        client.cookies["sessionid"] = planted
        assert sign_in(client).status_code == 302
        assert client.cookies["sessionid"].value != planted
    # One that the server gave out before is another one afterwards, and is gone.
    client = signed_in(sato)
    before = client.cookies["sessionid"].value
    other = person("editor", name="other")
    client.force_login(other)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_what_was_signed_out_opens_nothing_any_more(sato):
    client = signed_in(sato)
    cookie = client.cookies["sessionid"].value
    assert client.post(reverse("admin:logout")).status_code in (200, 302)
    late = Client()
    late.cookies["sessionid"] = cookie
    assert late.get("/staff/account/").status_code == 302


HEADERS = [
    {"X-Original-URL": "/staff/"},
    {"X-Rewrite-URL": "/staff/"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "https"},
    {"Forwarded": "host=evil.example;proto=https"},
    {"X-Forwarded-Prefix": "/evil"},
    {"X-Accel-Redirect": "/etc/passwd"},
    {"Range": "bytes=0-1,2-3," * 500},
    {"If-None-Match": "*", "If-Modified-Since": "nonsense"},
    {"Accept-Language": "en;q=9e999," * 1000},
    {"Accept-Encoding": "gzip;q=nan, " * 1000},
    {"Cookie": "a=b; " * 3000},
    {"Remote-User": "superuser"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
def test_no_header_of_a_stranger_leads_elsewhere(headers, db):
    for path in ("/about/", "/staff/"):
        answer = Client(raise_request_exception=False).get(path, headers=headers)
        assert answer.status_code in ((302,) if path == "/staff/" else (200, 304)), path
        sent = answer.content + repr(dict(answer.headers)).encode()
        assert b"evil" not in sent and b"/etc/passwd" not in sent

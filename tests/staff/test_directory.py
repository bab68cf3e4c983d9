"""Coming in through the directory: who is let in, with which roles, and what is refused."""

import base64
import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from kanagawa.formats.totp import PERIOD, code_at, new_secret
from kanagawa.staff.accounts import oidc
from kanagawa.starting import refuse_unsafe_start
from kanagawa.workflow.directory import problems
from kanagawa.workflow.factors import add_app
from kanagawa.workflow.models import AccountAct, AccountEvent, DirectoryIdentity, Role
from kanagawa.workflow.roles import may_approve, may_edit, must_wait
from tests.directory_stub import CLIENT, SECRET, serving
from tests.people import person, signed_in
from tests.staff.conftest import messages

pytestmark = pytest.mark.sample

LOGIN = "/staff/login/"


@pytest.fixture
def directory(db, settings):
    with serving() as stub:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = stub.issuer, CLIENT
        settings.OIDC_CLIENT_SECRET = SECRET
        settings.OIDC_GROUPS = ["robots-clerks=editor:robots", "chiefs=approver:robots"]
        yield stub
        oidc._kept.clear()


def begun(to: str = "/staff/account/") -> tuple[Client, dict[str, str]]:
    """A browser that was sent to the directory, and what the directory was asked."""
    client = Client()
    sent = client.get(reverse("admin:to_directory"), {"next": to})["Location"]
    return client, {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}


def back(client: Client, **query: str):
    return client.get(reverse("admin:directory_callback"), query, follow=True)


def come(directory, **claims):
    client, asked = begun()
    directory.give("code", directory.claims(asked["nonce"], **claims))
    return client, back(client, code="code", state=asked["state"])


def refusal(answer) -> str:
    """What the sign-in page says; nobody is signed in."""
    assert answer.redirect_chain[-1][0] == LOGIN
    assert not answer.wsgi_request.user.is_authenticated
    return messages(answer)


def test_a_person_of_a_mapped_group_comes_in_with_its_roles_only(directory):
    page = Client().get(LOGIN).text
    assert "県の共通アカウントでログイン" in page
    client, asked = begun()
    assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
    directory.give("code", directory.claims(asked["nonce"]))
    answer = back(client, code="code", state=asked["state"], iss=directory.issuer)
    assert answer.redirect_chain[-1][0] == "/staff/account/"
    user = get_user_model().objects.get()
    assert (user.username, user.last_name) == ("sato@pref.example.jp", "佐藤 花子")
    assert not user.has_usable_password() and not user.is_superuser
    assert [*Role.objects.values_list("section", "name")] == [("robots", "editor")]
    # The code goes with what only this server knows.
    form = directory.asked[0]
    digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
    assert digest.rstrip(b"=").decode() == asked["code_challenge"]
    assert form["client_secret"] == SECRET
    acts = AccountEvent.objects.filter(user=user).order_by("pk").values_list("act", "by")
    assert [*acts] == [("added", None), ("role-given", None), ("signed-in", None)]


def test_the_directory_gives_and_takes_roles_and_nobody_has_to_vouch(directory):
    come(directory, groups=["chiefs", "robots-clerks"])
    user = get_user_model().objects.get()
    assert may_approve(user, "robots") and may_edit(user, "robots") and not must_wait(user)
    Role.objects.create(user=user, section="", name="administrator")
    come(directory, groups=["chiefs", "unknown"])
    user = get_user_model().objects.get()
    assert [*Role.objects.values_list("section", "name")] == [("robots", "approver")]
    assert AccountEvent.objects.filter(act=AccountAct.ROLE_TAKEN, by=None).count() == 2


def test_nobody_gains_a_role_that_the_map_does_not_give(directory):
    for groups in (["others"], [], None, "robots-clerks", [None, 1, {}], {"robots-clerks": 1}):
        _, answer = come(directory, groups=groups)
        assert "役割がありません" in refusal(answer), groups
    _, answer = come(directory, groups=None, _claim_names={"groups": "src1"})
    assert "グループが多すぎて" in refusal(answer)
    assert get_user_model().objects.count() == Role.objects.count() == 0
    # Nor who had one until now.
    come(directory)
    _, answer = come(directory, groups=["others"])
    assert "役割がありません" in refusal(answer)
    assert AccountEvent.objects.filter(act=AccountAct.REFUSED).count() == 8


def wrong_tokens(stub, nonce):
    """What is wrong with a token, and the claims and the way of signing it."""
    now = int(time.time())
    yield "another client's", {"aud": "another"}, {}
    yield "for several without azp", {"aud": [CLIENT, "another"]}, {}
    yield "of another party", {"azp": "another"}, {}
    yield "another issuer's", {"iss": "https://elsewhere.example.jp"}, {}
    yield "expired", {"exp": now - 120, "iat": now - 500}, {}
    yield "of another sign-in", {"nonce": "another"}, {}
    yield "without nonce", {"nonce": None}, {}
    yield "without end", {"exp": None}, {}
    yield "without subject", {"sub": None}, {}
    yield "of the future", {"iat": now + 600}, {}
    yield "signed by somebody else", {}, {"signed_by": "somebody else"}
    yield "by an unknown key", {}, {"headers": {"kid": "2"}}
    yield "without kid by somebody else", {}, {"headers": {}, "signed_by": "somebody else"}


def test_tokens_that_are_not_for_this_sign_in_are_refused(directory):
    cases = [*wrong_tokens(directory, "")]
    for what, claims, options in cases:
        client, asked = begun()
        directory.give("code", directory.claims(asked["nonce"], **claims), **options)
        assert "確かめられません" in refusal(back(client, code="code", state=asked["state"])), what
    client, asked = begun()
    for token in (
        jwt.encode(directory.claims(asked["nonce"]), None, algorithm="none", headers={"kid": "1"}),
        jwt.encode(directory.claims(asked["nonce"]), "k" * 64, "HS256", headers={"kid": "1"}),
        "x",
        "a.b.c",
    ):
        client, asked = begun()
        directory.tokens["code"] = token
        assert "確かめられません" in refusal(back(client, code="code", state=asked["state"])), token
    assert get_user_model().objects.count() == 0


def test_an_answer_counts_once_in_its_own_browser_and_for_ten_minutes(directory, time_machine):
    client, asked = begun()
    directory.give("code", directory.claims(asked["nonce"]))
    state = asked["state"]
    assert "確かめられません" in refusal(back(Client(), code="code", state=state))
    other, _ = begun()
    assert "確かめられません" in refusal(back(other, code="code", state=state))
    for wrong in ({}, {"state": ""}, {"state": "あ"}, {"state": state, "iss": "https://x.example"}):
        client, asked = begun()
        sent = {name: asked["state"] if value == state else value for name, value in wrong.items()}
        directory.give("code", directory.claims(asked["nonce"]))
        assert "確かめられません" in refusal(back(client, code="code", **sent))
    client, asked = begun()
    directory.give("code", directory.claims(asked["nonce"]))
    query = {"code": "code", "state": asked["state"]}
    assert back(client, **query).redirect_chain[-1][0] == "/staff/account/"
    client.post("/staff/logout/")
    directory.give("code", directory.claims(asked["nonce"]))
    assert "確かめられません" in refusal(back(client, **query))
    client, asked = begun()
    assert "取りやめ" in refusal(back(client, error="access_denied", state=asked["state"]))
    # With that the question is used up.
    directory.give("code", directory.claims(asked["nonce"]))
    assert "確かめられません" in refusal(back(client, code="code", state=asked["state"]))
    client, asked = begun()
    time_machine.move_to(time.time() + 601)
    assert "確かめられません" in refusal(back(client, code="code", state=asked["state"]))


def test_nobody_comes_in_by_a_name_or_an_address_of_somebody_else(directory):
    local = get_user_model().objects.create_user("sato@pref.example.jp", is_staff=True)
    _, answer = come(directory)
    assert "link_directory" in refusal(answer)
    call_command("link_directory", local.username, "person-1")
    come(directory)
    local.refresh_from_db()
    assert [*Role.objects.values_list("user", "name")] == [(local.pk, "editor")]
    assert must_wait(local) is False  # an editor decides nothing
    come(directory, groups=["chiefs"])
    assert must_wait(get_user_model().objects.get(pk=local.pk))
    other = person(name="other")
    with pytest.raises(CommandError, match="ほかのアカウント"):
        call_command("link_directory", other.username, "person-1")
    with pytest.raises(CommandError, match="すでに"):
        call_command("link_directory", local.username, "person-2")
    # The same name in other letters, which is kept in these.
    person(name="tanaka")
    _, answer = come(directory, sub="person-4", preferred_username="Ｔanaka")
    assert "link_directory" in refusal(answer)
    # A name that cannot be one, and a closed account.
    _, answer = come(directory, sub="person-3", preferred_username="あ い")
    assert "作れません" in refusal(answer)
    get_user_model().objects.filter(pk=local.pk).update(is_active=False)
    _, answer = come(directory)
    assert "停止" in refusal(answer)
    # The directory's people get no password that would outlast them there.
    get_user_model().objects.filter(pk=local.pk).update(is_active=True)
    office = signed_in(person("administrator"))
    assert office.post(reverse("admin:roles_link"), {"person": local.pk}).status_code == 403


def test_the_next_page_is_one_of_ours(directory):
    for to in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        client, asked = begun(to)
        directory.give("code", directory.claims(asked["nonce"]))
        answer = back(client, code="code", state=asked["state"])
        assert answer.redirect_chain[-1][0] == "/staff/"


def test_who_has_a_second_factor_here_shows_it_too(directory):
    come(directory)
    user = get_user_model().objects.get()
    secret = new_secret()
    add_app(user, secret, code_at(secret, int(time.time()) // PERIOD - 1))
    client, answer = come(directory)
    assert answer.redirect_chain[-1][0] == reverse("admin:second_factor")
    sent = {"code": code_at(secret, int(time.time()) // PERIOD)}
    assert client.post(reverse("admin:second_factor"), sent)["Location"] == "/staff/account/"
    last = AccountEvent.objects.filter(act=AccountAct.SIGNED_IN).first()
    assert last.detail == "ディレクトリと確認コードのアプリ"


def test_the_emergency_account_comes_in_while_the_directory_is_away(directory, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    password = "県の報告書を毎年つくる人の長い合言葉"
    boss = get_user_model().objects.create_superuser("emergency", password=password)
    secret = new_secret()
    add_app(boss, secret, code_at(secret, int(time.time()) // PERIOD - 1))
    client = Client()
    away = client.get(reverse("admin:to_directory"), follow=True)
    assert "つながりません" in refusal(away) and "緊急用" in messages(away)
    client.post(LOGIN, {"username": "emergency", "password": password})
    assert client.get("/staff/").status_code == 302  # not with the password alone
    sent = {"code": code_at(secret, int(time.time()) // PERIOD)}
    assert client.post(reverse("admin:second_factor"), sent)["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_a_directory_that_tells_of_another_one_is_refused(directory):
    directory.told_issuer = "https://elsewhere.example.jp"
    answer = Client().get(reverse("admin:to_directory"), follow=True)
    assert "確かめられません" in refusal(answer)


def test_production_does_not_start_with_half_of_the_settings(directory, settings, monkeypatch):
    assert [*problems()] == []
    settings.PRODUCTION = True
    wrong = {
        "OIDC_ISSUER": [
            "",
            "http://login.example.jp",
            directory.issuer,
            "login.example.jp",
            "https://login.microsoftonline.com/common/v2.0",
        ],
        "OIDC_CLIENT_ID": [""],
        "OIDC_CLIENT_SECRET": [""],
        "OIDC_GROUPS": [
            [],
            ["a"],
            ["a=chief"],
            ["a=publisher:robots"],
            ["a=editor:nothing"],
            ["=editor"],
        ],
    }
    settings.OIDC_ISSUER = "https://login.microsoftonline.com/1b2c/v2.0"
    assert [*problems()] == []
    for name, values in wrong.items():
        right = getattr(settings, name)
        for value in values:
            setattr(settings, name, value)
            assert any(problem.startswith(name) for problem in problems()), (name, value)
        setattr(settings, name, right)
    settings.OIDC_CLIENT_SECRET = ""
    monkeypatch.setattr("kanagawa.starting.connection.close", lambda: None)
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_SECRET"):
        refuse_unsafe_start()
    # And nobody is led anywhere with it.
    answer = Client().get(reverse("admin:to_directory"), follow=True)
    assert "設定が足りません" in refusal(answer)
    assert DirectoryIdentity.objects.count() == 0

"""Codes of an app: signing in, a fresh one before decisions, each once; recovery; starting anew."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse

from kanagawa.editions.models import Edition
from kanagawa.formats.totp import PERIOD, code_at
from kanagawa.staff.accounts import confirming
from kanagawa.staff.accounts.sign_in import FOR_A_NAME
from kanagawa.workflow.factors import add_app, has_factor, recovery_codes_left, take_code
from kanagawa.workflow.models import AccountAct, AccountEvent, Role
from kanagawa.workflow.roles import must_wait
from tests.people import person, signed_in
from tests.staff.conftest import messages

pytestmark = pytest.mark.sample

GOOD = "県の報告書を毎年つくる人の長い合言葉"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
START = "2026-04-01 09:00:00+09:00"


def code(later: int = 0, secret: str = SECRET) -> str:
    return code_at(secret, int(time.time()) // PERIOD + later)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


@pytest.fixture
def sato(db, clock):
    """An administrator with an app, who signs in later than it was set up."""
    user = get_user_model().objects.create_user("sato", password=GOOD, is_staff=True)
    Role.objects.create(user=user, section="", name="administrator")
    assert len(add_app(user, SECRET, code())) == 10
    clock.shift(2 * PERIOD)
    return user


def password_given(**options) -> Client:
    client = Client(**options)
    sent = {"username": "sato", "password": GOOD, "next": "/staff/roles/"}
    answer = client.post("/staff/login/", sent)
    assert answer["Location"] == reverse("admin:second_factor")
    return client


def show_code(client: Client, typed: str):
    return client.post(reverse("admin:second_factor"), {"code": typed})


def entered() -> Client:
    client = password_given()
    assert show_code(client, code())["Location"] == "/staff/roles/"
    return client


def test_the_password_alone_opens_nothing_and_a_code_opens_once(sato, clock):
    client = password_given()
    assert client.get("/staff/").status_code == 302
    wrong = show_code(client, "000000")
    assert wrong.status_code == 403 and "新しいコード" in wrong.text
    # With full-width digits and a space it is the same code.
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    typed = f"{code()[:3].translate(full_width)} {code()[3:]}"
    assert show_code(client, typed)["Location"] == "/staff/roles/"
    assert client.get("/staff/").status_code == 200
    # Not in another browser, nor the one before it, which is within what clocks may differ.
    for replayed in (code(), code(-1)):
        assert show_code(password_given(), replayed).status_code == 403
    clock.shift(PERIOD)
    assert show_code(password_given(), code()).status_code == 302
    events = AccountEvent.objects.filter(user=sato, act=AccountAct.SIGNED_IN)
    assert {event.detail for event in events} == {"パスワードと確認コードのアプリ"}


def test_old_and_foreign_codes_are_refused(sato, clock):
    for typed in (
        code(-3),
        code(3),
        code(secret="A" * 32),
        "",
        "１２３",
        "\0",
        "9" * 5000,
        "½½½½½½",
    ):
        assert show_code(password_given(REMOTE_ADDR="192.0.2.1"), typed).status_code in (403, 429)
        clock.shift(15 * 60)


def test_what_was_begun_ends_with_time_with_the_account_and_with_the_password(sato, clock):
    waiting = password_given()
    clock.shift(11 * 60)
    assert show_code(waiting, code())["Location"] == reverse("admin:login")
    waiting = password_given()
    sato.set_password(GOOD[::-1])
    sato.save()
    assert show_code(waiting, code())["Location"] == reverse("admin:login")
    sato.set_password(GOOD)
    sato.save()
    waiting = password_given()
    get_user_model().objects.update(is_active=False)
    assert show_code(waiting, code())["Location"] == reverse("admin:login")
    assert Client().get(reverse("admin:second_factor"))["Location"] == reverse("admin:login")


def test_codes_are_not_guessed_from_many_addresses(sato):
    for number in range(FOR_A_NAME):
        client = password_given(REMOTE_ADDR=f"192.0.2.{number}")
        assert show_code(client, "000000").status_code == 403
    late = show_code(password_given(REMOTE_ADDR="198.51.100.1"), code())
    assert late.status_code == 429 and "15分" in late.text
    acts = [event.act for event in AccountEvent.objects.filter(user=sato).order_by("pk")]
    assert acts[-6:] == [AccountAct.FACTOR_REFUSED] * FOR_A_NAME + [AccountAct.LOCKED]


def test_who_has_an_app_shows_a_code_again_before_he_gives_roles(sato, clock):
    client = entered()
    target = person("editor", "robots")
    link, sent = reverse("admin:roles_link"), {"person": target.pk}
    assert "リンク" in client.post(link, sent).text  # within ten minutes
    clock.shift(10 * 60)
    response = client.post(link, sent)
    assert "確認コード" in response.text and "/staff/password/" not in response.text
    assert f'href="{reverse("admin:roles")}">やめる' in response.text
    # The page sends again what was sent, with the code.
    form = BeautifulSoup(response.content, "html.parser").select_one("#content form")
    again = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert again["person"] == str(target.pk)
    assert client.post(link, again | {confirming.CODE: "000000"}).status_code == 403
    assert "/staff/password/" in client.post(link, again | {confirming.CODE: code()}).text
    assert AccountEvent.objects.filter(act=AccountAct.LINK_MADE).count() == 2
    # Looking at things and entering asks nothing.
    clock.shift(10 * 60)
    assert client.get(reverse("admin:roles")).status_code == 200
    assert "変わるところはありません" in messages(
        client.post(reverse("admin:roles"), {"act": "matrix"})
    )


def test_who_has_an_app_shows_a_code_again_before_he_approves_and_publishes(draft, clock):
    chief = person("approver", "", "chief")
    person("publisher", "", "chief")
    add_app(chief, SECRET, code())
    client = signed_in(chief)
    part = reverse("admin:review_section", args=[draft.pk, "robots"])
    whole = reverse("admin:review", args=[draft.pk])
    asking = {(part, "approve"), (whole, "release"), (whole, "schedule"), (whole, "emergency")}
    for url, act in sorted({*asking, (part, "look"), (part, "remark"), (whole, "unschedule")}):
        answer = client.post(url, {"act": act})
        assert (f'name="{confirming.CODE}"' in answer.text) == ((url, act) in asking), act
        assert (url, act) not in asking or f'href="{url}">やめる' in answer.text
    # Of who has none it is not asked where none is required.
    other = signed_in(person("publisher", "", "other"))
    assert confirming.CODE not in other.post(whole, {"act": "release"}).text
    # With a code the step is taken, here with nothing to take.
    clock.shift(2 * PERIOD)
    answer = client.post(whole, {"act": "release", confirming.CODE: code()})
    assert confirming.CODE not in answer.text and "公開" in answer.text


def test_a_password_that_was_typed_long_ago_sets_up_no_app(db, clock):
    get_user_model().objects.create_user("sato", password=GOOD, is_staff=True)
    client = Client()
    client.post("/staff/login/", {"username": "sato", "password": GOOD})
    app = reverse("admin:factor_app")
    clock.shift(11 * 60)
    page = client.get(app).text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    sent = {"code": code(secret=secret)}
    assert 'type="password"' in client.post(app, sent).text
    assert client.post(app, sent | {confirming.PASSWORD: "wrong"}).status_code == 403
    answer = client.post(app, sent | {confirming.PASSWORD: GOOD})
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", answer.text)
    assert len(codes) == 10
    user = get_user_model().objects.get()
    assert recovery_codes_left(user) == 10
    assert take_code(user, codes[3]).type == Authenticator.Type.RECOVERY_CODES
    assert take_code(user, codes[3]) is None
    assert recovery_codes_left(user) == 9
    # It is not in the database as it is.
    assert secret not in repr([*Authenticator.objects.values()])


def test_where_it_is_required_who_decides_sets_one_up_first(db, settings, sample_sections=None):
    settings.SECOND_FACTOR = "required"
    chief, clerk = person("approver", "robots"), person("editor", "robots")
    for url in ("admin:index", "admin:all_changes"):
        answer = signed_in(chief).get(reverse(url), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("admin:factors")
        assert "必ず登録します" in answer.text
        assert signed_in(clerk).get(reverse(url)).status_code == 200
    assert signed_in(chief).post(reverse("admin:vouch_for"))["Location"] == reverse("admin:factors")
    assert signed_in(chief).get(reverse("admin:guide")).status_code == 200
    add_app(chief, SECRET, code())
    client = signed_in(chief)
    assert client.get(reverse("admin:index")).status_code == 200
    # The last one stays.
    assert client.post(reverse("admin:factors")).status_code == 405
    only = Authenticator.objects.get(user=chief, type="totp")
    sent = {"factor": only.pk, confirming.CODE: code(1)}
    answer = client.post(reverse("admin:factor_remove"), sent, follow=True)
    assert "最後の１つ" in messages(answer) and has_factor(chief)


def test_a_lost_telephone_is_told_logged_and_needs_somebody_to_vouch(sato, mailoutbox, clock):
    chief = person("approver", "robots")
    chief.email = "chief@example.jp"
    chief.save()
    add_app(chief, SECRET, code())
    client, lost = entered(), signed_in(chief)
    assert lost.get(reverse("admin:index")).status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kanagawa.staff.accounts.notices.transaction.on_commit", lambda send: send())
        client.post(reverse("admin:roles_factor"), {"person": chief.pk})
    assert not Authenticator.objects.filter(user=chief).exists()
    # Whoever found the telephone is out; whoever did it is not.
    assert lost.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200
    event = AccountEvent.objects.filter(act=AccountAct.FACTOR_RESET).get()
    assert (event.user, event.by, event.needs_voucher) == (chief, sato, True)
    assert "２要素認証" in mailoutbox[0].body
    assert must_wait(get_user_model().objects.get(pk=chief.pk))
    # Not who did it, and not the person himself.
    page = client.post(reverse("admin:vouch_for"), {"person": chief.username}, follow=True)
    assert "ほかの人に依頼" in messages(page)
    boss = get_user_model().objects.create_superuser("boss")
    assert client.post(reverse("admin:roles_factor"), {"person": boss.pk}).status_code == 403


def test_who_resets_his_own_goes_on_in_this_browser_only(sato, clock):
    other = signed_in(sato)
    client = entered()
    answer = client.post(reverse("admin:roles_factor"), {"person": sato.pk}, follow=True)
    assert "取り消しました" in messages(answer) and not has_factor(sato)
    assert other.get(reverse("admin:index")).status_code == 302


@pytest.mark.thorough
def test_who_has_an_app_shows_a_code_again_before_he_deletes_a_draft(draft, sato, clock):
    client = signed_in(sato)
    url = reverse("admin:editions_edition_delete", args=[draft.pk])
    assert f'name="{confirming.CODE}"' in client.post(url, {"post": "yes"}).text
    assert Edition.objects.filter(pk=draft.pk).exists()
    client.post(url, {"post": "yes", confirming.CODE: code()})
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_the_operator_resets_by_a_command_and_it_is_told(sato, capsys):
    client = entered()
    call_command("reset_second_factor", "sato")
    assert client.get(reverse("admin:index")).status_code == 302
    assert "1件" in capsys.readouterr().out
    assert not has_factor(sato)
    assert must_wait(get_user_model().objects.get(pk=sato.pk))
    page = signed_in(person("publisher")).get(reverse("admin:own_account"))
    assert "サーバーを管理する人" in page.text


def test_another_secret_key_makes_the_codes_wrong_and_breaks_nothing(sato, settings):
    settings.SECRET_KEY = "another-key-" * 5
    assert take_code(sato, code()) is None
    assert recovery_codes_left(sato) == 0


def test_every_address_that_asks_is_there():
    names = {name for name in get_resolver().namespace_dict["admin"][1].reverse_dict}
    assert {*confirming.DECISIONS, *confirming.OF_THE_FACTOR} <= names


HOSTILE = (
    "",
    "x",
    "null",
    "[]",
    "1",
    '"x"',
    "[" * 19_000,
    "9" * 30_000,
    "{}",
    '{"response": 1}',
    '{"response": {"userHandle": "!"}}',
    '{"response": {"userHandle": null}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ",'
    ' "attestationObject": "oA"}}',
)


@pytest.mark.thorough
def test_what_is_no_passkey_opens_nothing_and_breaks_nothing(sato, clock):
    client = entered()
    for text in HOSTILE:
        clock.shift(16 * 60)
        waiting = password_given()
        waiting.get(reverse("admin:second_factor"))
        answer = waiting.post(reverse("admin:second_factor"), {"passkey": text})
        assert answer.status_code == 403, text[:50]
        stranger = Client()
        stranger.get(reverse("admin:passkey_sign_in"))
        answer = stranger.post(reverse("admin:passkey_sign_in"), {"passkey": text}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("admin:login"), text[:50]
        assert "パスキーを確かめられません" in messages(answer)
    clock.shift(10 * 60)
    client = entered()
    for text in HOSTILE[1:]:
        sent = {"passkey": text, "name": "x"}
        assert client.post(reverse("admin:factor_passkey"), sent).status_code == 403, text[:50]
    assert Authenticator.objects.filter(type="webauthn").count() == 0

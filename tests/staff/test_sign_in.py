"""Guessing passwords ends soon, the same for every name; nobody is kept out for long."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from kanagawa.staff.accounts.addresses import address_of
from kanagawa.staff.accounts.sign_in import (
    FOR_A_NAME,
    FROM_AN_ADDRESS,
    SECONDS,
    SignInForm,
    forget_old_tries,
)
from kanagawa.workflow.demo import PASSWORD
from kanagawa.workflow.models import AccountAct, AccountEvent, SignInTry

pytestmark = pytest.mark.sample

LOGIN = "/staff/login/"
GOOD = "a password that is long enough"
WRONG, LOCKED = "正しい", "15分ほどたってから"
FAR, OTHER = "203.0.113.7", "203.0.113.8"


@pytest.fixture(autouse=True)
def sato(db):
    return get_user_model().objects.create_user("sato", password=GOOD, is_staff=True)


def sign_in(name: str = "sato", password: str = "wrong", address: str = FAR, **headers: str):
    sent = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address, headers=headers).post(LOGIN, sent)


def told(response) -> str:
    """The words of a refusal; too many of them are an answer of their own."""
    assert (response.status_code == 429) == (LOCKED in response.text)
    note = BeautifulSoup(response.content, "html.parser").select_one(".errornote")
    assert note, response.status_code
    return note.get_text()


@pytest.mark.parametrize("name", ["sato", "nobody"])
def test_after_five_wrong_passwords_a_name_is_locked_whether_it_exists_or_not(name):
    for _ in range(FOR_A_NAME):
        assert WRONG in told(sign_in(name))
    assert LOCKED in told(sign_in(name))
    assert LOCKED in told(sign_in(name.upper()))
    # Not even the right one is looked at, and no other name or address is kept out.
    assert LOCKED in told(sign_in(name, GOOD))
    assert WRONG in told(sign_in("somebody"))
    assert sign_in("sato", GOOD, OTHER).status_code == 302


def test_many_names_from_one_address_are_stopped_too():
    for number in range(FROM_AN_ADDRESS):
        assert WRONG in told(sign_in(f"name-{number}"))
    assert LOCKED in told(sign_in("one-more"))
    assert LOCKED in told(sign_in("sato", GOOD))
    assert sign_in("sato", GOOD, OTHER).status_code == 302


def test_the_right_password_starts_the_count_anew():
    for _ in range(3):
        for _ in range(FOR_A_NAME - 1):
            sign_in()
        assert sign_in(password=GOOD).status_code == 302


def test_the_lock_ends_by_itself(time_machine):
    time_machine.move_to("2026-04-01 09:00")
    for _ in range(FOR_A_NAME):
        sign_in()
    time_machine.move_to("2026-04-01 09:14")
    assert LOCKED in told(sign_in(password=GOOD))
    time_machine.shift(SECONDS)
    assert sign_in(password=GOOD).status_code == 302


def test_no_header_of_the_client_gets_round_the_lock():
    for number in range(FOR_A_NAME):
        sign_in(**{"X-Forwarded-For": f"198.51.100.{number}"})
    assert LOCKED in told(sign_in(**{"X-Forwarded-For": "198.51.100.99"}))


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "198.51.100.1", FAR),
        (1, "198.51.100.1, 192.0.2.1", "192.0.2.1"),
        (2, "198.51.100.1, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", FAR),
        (1, "nonsense", "0.0.0.0"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "", FAR),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "fe80::1%eth0", "fe80::"),
        (1, "192.0.2.1:8080", "192.0.2.1"),
        (1, "[2001:db8:1:2:3:4:5:6]:8080", "2001:db8:1:2::"),
        (1, "192.0.2.1:", "192.0.2.1"),
        (1, "[", "0.0.0.0"),
    ],
)
def test_the_address_is_what_our_own_proxies_wrote_down(proxies, told, address, settings):
    settings.PROXIES = proxies
    request = RequestFactory(headers={"X-Forwarded-For": told}, REMOTE_ADDR=FAR).get("/")
    assert str(address_of(request)) == address


def test_behind_a_proxy_that_nobody_told_of_not_everybody_is_kept_out():
    for number in range(FROM_AN_ADDRESS + 1):
        sign_in(f"name-{number}", address="127.0.0.1")
    assert sign_in("sato", GOOD, "127.0.0.1").status_code == 302


def test_an_empty_form_counts_for_nothing():
    for _ in range(FOR_A_NAME + 1):
        sign_in("sato", "")
        sign_in("", "wrong")
    assert sign_in(password=GOOD).status_code == 302


def test_the_name_itself_is_kept_nowhere():
    sign_in("secret-name-typed-by-mistake")
    rows = [*SignInTry.objects.values(), *AccountEvent.objects.values()]
    assert len(rows) == 2
    assert "secret" not in repr(rows)


def test_a_proxy_on_this_machine_counts_though_nobody_told_of_it(settings):
    def from_behind(client: str) -> RequestFactory:
        sent = {"X-Forwarded-For": f"198.51.100.99, {client}"}
        return RequestFactory(headers=sent, REMOTE_ADDR="127.0.0.1").get("/")

    assert str(address_of(from_behind(FAR))) == FAR
    settings.PROXIES_DECLARED = True
    assert str(address_of(from_behind(FAR))) == "127.0.0.1"


def test_nobody_is_kept_out_of_the_browser_he_signs_in_with():
    own = Client(REMOTE_ADDR="127.0.0.1")
    assert own.post(LOGIN, {"username": "sato", "password": GOOD}).status_code == 302
    own.post("/staff/logout/")
    for _ in range(FOR_A_NAME):
        sign_in(address="127.0.0.1")
    assert LOCKED in told(sign_in(password=GOOD, address="127.0.0.1"))
    # Another name in the same browser has no part in it, and there is an end to tries there too.
    assert WRONG in told(own.post(LOGIN, {"username": "x", "password": "wrong"}))
    for _ in range(FOR_A_NAME - 1):
        assert WRONG in told(own.post(LOGIN, {"username": "sato", "password": "wrong"}))
    assert own.post(LOGIN, {"username": "sato", "password": GOOD}).status_code == 302
    own.post("/staff/logout/")
    for _ in range(FOR_A_NAME):
        own.post(LOGIN, {"username": "sato", "password": "wrong"})
    assert LOCKED in told(own.post(LOGIN, {"username": "sato", "password": GOOD}))


def test_a_cookie_that_was_not_given_to_the_browser_opens_no_further_tries():
    for number in range(FOR_A_NAME):
        client = Client(REMOTE_ADDR=FAR)
        client.cookies["known-browser"] = f"WyJzYXRvIiwgIjEiXQ:{number}:x"
        client.post(LOGIN, {"username": "sato", "password": "wrong"})
    assert LOCKED in told(sign_in(password=GOOD))


def test_others_at_the_same_address_do_not_keep_out_who_has_signed_in_there():
    assert sign_in("sato", GOOD).status_code == 302
    for number in range(FROM_AN_ADDRESS):
        sign_in(f"name-{number}")
    assert LOCKED in told(sign_in("one-more"))
    assert sign_in("sato", GOOD).status_code == 302


def test_all_tries_at_the_same_time_count(monkeypatch):
    """Each begins before the password of the one before was looked at."""
    looked_at = []
    look = SignInForm._clean_password

    def slowly(form):
        looked_at.append(form)
        if len(looked_at) < 24:
            sign_in()
        return look(form)

    monkeypatch.setattr(SignInForm, "_clean_password", slowly)
    for _ in range(24):
        sign_in()
    assert len(looked_at) == FOR_A_NAME


def test_the_printed_password_of_the_demo_opens_nothing_in_production(sato, settings):
    sato.set_password(PASSWORD)
    sato.save()
    assert sign_in(password=PASSWORD).status_code == 302
    settings.PRODUCTION = True
    assert WRONG in told(sign_in(password=PASSWORD))


def test_who_signed_in_and_who_could_not_is_kept(sato):
    for _ in range(FOR_A_NAME + 3):
        sign_in()
    sign_in("nobody")
    client = Client(REMOTE_ADDR=OTHER)
    client.post(LOGIN, {"username": "sato", "password": GOOD})
    client.post("/staff/logout/")
    events = AccountEvent.objects.order_by("pk").values_list("act", "user", "address")
    # The lock is told of once: no flood of tries fills the log.
    assert list(events) == [
        *[(AccountAct.REFUSED, sato.pk, FAR)] * FOR_A_NAME,
        (AccountAct.LOCKED, sato.pk, FAR),
        (AccountAct.REFUSED, None, FAR),
        (AccountAct.SIGNED_IN, sato.pk, OTHER),
        (AccountAct.SIGNED_OUT, sato.pk, OTHER),
    ]


def test_tries_that_count_no_more_are_thrown_away(time_machine):
    time_machine.move_to("2026-04-01 09:00")
    sign_in()
    time_machine.shift(SECONDS)
    sign_in(address=OTHER)
    assert forget_old_tries() == 1
    assert SignInTry.objects.get().address == OTHER

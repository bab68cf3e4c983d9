"""Guessing passwords ends soon, the same for every name; nobody is kept out for long."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, RequestFactory

from kanagawa.staff.accounts.sign_in import FOR_A_NAME, FROM_AN_ADDRESS, SECONDS, address_of

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
    ],
)
def test_the_address_is_what_our_own_proxies_wrote_down(proxies, told, address, settings):
    settings.PROXIES = proxies
    request = RequestFactory(headers={"X-Forwarded-For": told}, REMOTE_ADDR=FAR).get("/")
    assert address_of(request) == address


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
    assert "secret" not in repr(cache._cache)

"""A passkey in a browser with a virtual authenticator: set up, asked for, signed in with."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import PASSWORD

pytestmark = pytest.mark.browser

# The other tests of this server sign in with a password alone.
NAME = "viewer"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def look(page: Page, violations: list[str]) -> None:
    """No Content-Security-Policy is broken and axe finds nothing."""
    page.wait_for_load_state("load")
    assert violations == [], page.url
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found] == [], page.url
    violations.clear()  # axe loads the style sheets again in a way that the policy forbids


def press(page: Page, words: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=words).click()


def give_password(page: Page) -> None:
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation(wait_until="load"):
        page.click("#login-form input[type=submit]")


def test_a_passkey_is_set_up_asked_for_and_opens_the_door_alone(server, page):
    # Browsers know passkeys of names, not of numbers.
    server = server.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    violations: list[str] = []
    page.on(
        "console", lambda m: violations.append(m.text) if "Content Security" in m.text else None
    )
    page.goto(f"{server}/staff/login/")
    look(page, violations)
    give_password(page)
    page.goto(f"{server}/staff/account/factors/passkey/")
    look(page, violations)
    page.fill("#name", "課のパソコン")
    press(page, "パスキーを登録する")
    assert "予備コード" in page.title()
    look(page, violations)
    page.goto(f"{server}/staff/account/factors/")
    look(page, violations)
    assert "課のパソコン" in page.inner_text("#content-main")

    def sign_out() -> None:
        with page.expect_navigation(wait_until="load"):
            page.click("#logout-form button")
        page.goto(f"{server}/staff/login/?next=/staff/account/")

    sign_out()
    press(page, "パスキーでログイン")
    assert page.url == f"{server}/staff/account/"
    sign_out()
    give_password(page)
    assert page.url == f"{server}/staff/login/factor/"
    look(page, violations)
    press(page, "パスキーで確かめる")
    assert page.url == f"{server}/staff/account/"
    # A device that is not the person's opens nothing.
    sign_out()
    devices.send("WebAuthn.removeVirtualAuthenticator", made)
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_role("button", name="パスキーでログイン").click()
    page.wait_for_selector("#passkey-problem:has-text('使えませんでした')")

"""What each role may open of the staff's screens reads well: axe finds nothing at either width."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from .conftest import PASSWORD, serving
from .test_walk import press

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
ROLES = ("programs-editor", "programs-approver", "publisher", "viewer", "admin")
ROLLED = """
from kanagawa.editions.models import Edition
from kanagawa.editions.rolling import roll_edition
roll_edition(source=Edition.objects.get(fiscal_year=2025))
"""
# Of each kind of screen one, in a draft and as published; who may not open it is told so.
URLS = (
    *("", "account/", "account/factors/", "account/factors/app/", "account/factors/passkey/"),
    *("roles/", "roles/log/", "guide/", "guide/checks/", "changes/", "deleted/2/"),
    *("new-facts/2/", "checks/2/", "facts/2/", "inquiries/2/", "inquiries/2/programs/"),
    *("entry/2/programs/", "entry/2/international/", "upload/2/programs/", "import-text/2/"),
    *("entry-list/2/robots.robot/", "entry-list/2/international.activity/"),
    *("editions/edition/2/english/", "editions/edition/2/english/?section=programs"),
    *("own_tables/owntable/", "own_tables/owntable/add/", "editions/node/"),
    *("programs/programme/1/change/", "zones/comprehensivezone/1/change/"),
    *("open/2/programs.hub/hub-1/", "programs/metric/", "review/2/", "review/2/programs/"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("roles"), ROLLED) as url:
        yield url


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_on_what_a_role_may_open(role: str, browser: Browser, office: str):
    context = browser.new_context(locale="ja-JP", base_url=office)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto("/staff/login/")
    page.fill("#id_username", role)
    page.fill("#id_password", PASSWORD)
    press(page, "input[type=submit]")
    wrong = []
    for url in URLS:
        response = page.goto(f"/staff/{url}")
        assert response is not None
        assert response.status < 500, url
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((url, width, "scrolls sideways"))
            violations = (
                Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            )
            wrong += [(url, width, v["id"], v["nodes"][0]["html"][:200]) for v in violations]
    context.close()
    assert wrong == []

"""Every screen of the staff is worked by keyboard: each stop is seen, nothing needs a mouse.

Whatever has the focus shows it and is not hidden under a bar (WCAG 2.4.7 and 2.4.11), at both
widths; axe and the Nu checker find nothing on the same screens.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.prepared import manage
from tests.states.test_html import complaints

from .conftest import new_context, serving, signed_in
from .test_entry import SEEN

pytestmark = [pytest.mark.browser, pytest.mark.office, pytest.mark.thorough]
_LONGEST = 1500  # stops of the longest screen

# 令和８年度 is half entered; an inquiry is on its way; words and a deleted draft are there.
HALF_WAY = """
from datetime import timedelta
from django.utils import timezone
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.words import Synonym, Term
from kanagawa.inquiries.inquiring import answer, open_inquiry
from kanagawa.workflow.deleted_drafts import delete_draft
from kanagawa.workflow.models import Assignment, Respondent
from tests.people import person
from tests.states.making import half_entered
published = Edition.objects.get(fiscal_year=2025)
wrong = copy_edition(source=published, fiscal_year=2025, reason="集計の誤り")
delete_draft(edition=wrong, user=person("administrator"))
draft = half_entered(published)
due = timezone.localdate() + timedelta(days=30)
clerk = person("editor", "robots")
division = Respondent.objects.create(name="産業振興課", kind="division")
for table in ("robots.robots", "robots.indicator.commercialised", "robots"):
    Assignment.objects.update_or_create(
        edition=draft, table=table, defaults={"respondent": division, "due_on": due}
    )
open_inquiry(edition=draft, section="robots", user=clerk)
answer(edition=draft, table="robots.indicator.commercialised", kind="unchanged", user=clerk)
Synonym.objects.create(words="補助金、助成金")
Term.objects.create(word="ＫＰＩ")
"""
URLS = """
from kanagawa.editions.models import Edition
from tests.states.staff_urls import staff_urls
print(*dict.fromkeys(staff_urls(Edition.objects.get(fiscal_year=2026))), sep="\\n")
"""
# Whether the focus is drawn: by an outline, or by a shadow, of the stop or of what stands for it.
DRAWN = """() => {
  const stop = document.activeElement;
  return [stop, stop.closest("label"), stop.parentElement].some(element => {
    const style = element && getComputedStyle(element);
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none");
  });
}"""
# What looks as if it could be clicked, and no key leads to it.
ONLY_BY_MOUSE = """() => [...document.querySelectorAll("body *")].filter(element =>
  getComputedStyle(element).cursor === "pointer" && element.checkVisibility()
  && !element.closest("a, button, input, select, textarea, summary, label, option, [tabindex]")
).map(element => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screens")


@pytest.fixture(scope="module")
def office(data: Path) -> Iterator[str]:
    with serving(data, HALF_WAY) as url:
        yield url


@pytest.mark.parametrize("width", [1280, 320])
def test_every_screen_by_keyboard(width: int, browser: Browser, office: str, data: Path) -> None:
    urls = manage(data, "shell", "-v0", "-c", URLS).split()
    context = new_context(browser, base_url=office, storage_state=signed_in(browser, office))
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.set_viewport_size({"width": width, "height": 900})
    html = data / str(width)
    html.mkdir()
    screens = [url for url in urls if is_screen(url)]
    walked: set[str] = set()
    wrong = {
        url: list(faults(page, url, html / f"{n}.html", walked)) for n, url in enumerate(screens)
    }
    for complaint in complaints(html):
        number, _, message = complaint.partition(".html:")
        wrong[screens[int(number)]].append(message)
    context.close()
    assert {url: problems for url, problems in wrong.items() if problems} == {}


def is_screen(url: str) -> bool:
    """No file, nothing that a script fetches, and nothing that leads to another server."""
    is_file = "/english-workbook/" in url or not url.endswith("/")
    return not is_file and not url.endswith(("/pick/", "/jsi18n/", "/login/directory/"))


def faults(page: Page, url: str, file: Path, walked: set[str]) -> Iterator[str]:
    """What is wrong with a screen that was not walked yet; its HTML goes into the file."""
    answer = page.goto(url)
    if answer is None or not is_page(answer) or answer.url in walked:
        return
    walked.add(answer.url)
    file.write_bytes(answer.body())
    yield from page.evaluate(ONLY_BY_MOUSE)
    yield from stops(page)
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    for violation in violations:
        yield f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


def is_page(answer: Response) -> bool:
    # A grid and an upload of a section that has nothing to enter are told to be missing.
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")


def stops(page: Page) -> Iterator[str]:
    """Go with Tab through the whole page; whatever of it is not seen."""
    for _ in range(_LONGEST):
        page.keyboard.press("Tab")
        problem = problem_of_stop(page)
        if problem is None:
            return
        if problem:
            yield problem
    yield f"no way out after {_LONGEST} stops"


def problem_of_stop(page: Page) -> str | None:
    """ "" where the stop is seen, None when Tab led out of the page."""
    state = page.evaluate(SEEN)
    for _ in range(20):  # a box beside the text scrolls a moment later
        if state in ("seen", ""):
            break
        page.wait_for_timeout(50)
        state = page.evaluate(SEEN)
    if state == "":
        return None
    if state != "seen":
        return str(state)
    is_drawn = page.evaluate(DRAWN)
    return (
        ""
        if is_drawn
        else f"not drawn: {page.evaluate('document.activeElement.outerHTML.slice(0, 120)')}"
    )

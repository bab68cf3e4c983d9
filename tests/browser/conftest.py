"""A real server with its own data, and a headless Chromium that walks through it."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.prepared import QUICK, copy_database, environment, manage

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAME, PASSWORD = "demo", "kanagawa-demo-2025"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with 令和７年度 published and the demo account."""
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@contextmanager
def serving(
    data: Path, script: str = "", *, sample: bool = False, **settings: str
) -> Iterator[str]:
    """A server of its own with 令和７年度 and the demo account; `script` runs before it starts.

    With `sample` it has the small edition, and a publication proves the page of the report.

    With DJANGO_ENV=production among the `settings` it is one as the public meets it.
    """
    copy_database(data, sample=sample)
    if script:
        manage(data, "shell", "-v0", "-c", script)
    if settings:
        manage(data, "close_demo_staff")
        manage(data, "collectstatic", "--noinput", "-v0", **settings)
        for file in data.glob("*.sqlite3*"):
            file.chmod(0o600)
    port = free_port()
    log = (data / "server.log").open("wb")
    running = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "kanagawa.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--threads",
            "4",
        ],
        cwd=ROOT,
        env=environment(data) | (QUICK if sample else {}) | settings,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url)
        yield url
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:  # a browser that was not closed holds a connection
            running.kill()
            running.wait()
        log.close()


# 令和７年度 is corrected, then 令和８年度 comes out with every fact entered.
EDITIONS = """
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from programs.models import Programme
from robots.models import Robot, RobotIndicatorFigure
from tests.rolling.conftest import fill
first = Edition.objects.get(fiscal_year=2025)
draft = copy_edition(source=first, fiscal_year=2025, reason="集計に誤りがあったため。")
figure = RobotIndicatorFigure.objects.get(edition=draft, key="field-tests-actual-2024")
figure.value = 145
figure.save()
Robot.objects.filter(edition=draft).first().delete()
Node.objects.filter(edition=draft, key="robots-overview").update(text="概要")
second = publish(edition=draft)
draft = roll_edition(source=second)
fill(draft, states=("held", "cancelled"))
stage = Programme.objects.filter(edition=draft).first().stage
Programme.objects.create(
    edition=draft, name="新しい支援プログラム", stage=stage, description="始めた取組です。"
)
publish(edition=draft)
"""


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two editions and a correction are public."""
    with serving(tmp_path_factory.mktemp("two-years"), EDITIONS) as url:
        yield url


def wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with the module: while its event loop runs, Django answers no other test's query."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser of one person, as wide as a desk."""
    return browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        accept_downloads=True,
        viewport={"width": 1280, "height": 900},
        **options,
    )


def signed_in(browser: Browser, server: str, name: str = NAME) -> StorageState:
    """The cookies of one who signed in: a context that is given them is signed in, too."""
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{server}/staff/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("input[type=submit]")
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    new = new_context(browser)
    yield new
    new.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that fails the test on a violation of the Content-Security-Policy."""
    new = context.new_page()
    new.set_default_timeout(15_000)
    return new

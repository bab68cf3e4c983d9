"""A real server with its own data, and a headless Chromium that walks through it."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.prepared import copy_database, environment, manage

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
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with 令和７年度 published and the demo account."""
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@contextmanager
def serving(data: Path, script: str = "", **settings: str) -> Iterator[str]:
    """A server of its own with 令和７年度 and the demo account; `script` runs before it starts.

    With DJANGO_ENV=production among the `settings` it is one as the public meets it.
    """
    copy_database(data)
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
            "2",
            "--threads",
            "4",
        ],
        cwd=ROOT,
        env=environment(data) | settings,
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
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        accept_downloads=True,
        viewport={"width": 1280, "height": 900},
    )
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that fails the test on a violation of the Content-Security-Policy."""
    found = context.new_page()
    found.set_default_timeout(15_000)
    return found

"""Every page is valid HTML: the Nu checker of the W3C reads each kind as a browser gets it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from tests.people import signed_in

from .making import STATES
from .staff_urls import staff_urls
from .test_walk import pages_of

JAR = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
pytestmark = [pytest.mark.office, pytest.mark.sample]


def complaints(folder: Path) -> list[str]:
    """What the checker says of the HTML files in a folder: file, line, message."""
    java = shutil.which("java")
    assert java, "Java is not installed"
    assert JAR.exists(), "./run test installs it (npm ci)"
    # So short a run is over before what Java compiles thoroughly is of use.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]
    command = [java, *quick, "-jar", str(JAR), "--format", "json", "--stdout", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return [
        f"{Path(message['url']).name}:{message.get('lastLine')} {message['message']}"
        for message in json.loads(done.stdout)["messages"]
    ]


def test_the_checker_sees_what_is_wrong(tmp_path):
    (tmp_path / "bad.html").write_text(
        '<!DOCTYPE html><html lang="ja"><title>x</title><time datetime="令和">x</time></html>'
    )
    assert ["datetime" in line for line in complaints(tmp_path)] == [True]


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["rolled", "corrected"])
def test_every_kind_of_page_is_valid(name, published, tmp_path):
    """Some of them in each state, every day: test_daily_walk.py."""
    edition = STATES[name](published)
    boss = signed_in(get_user_model().objects.create_superuser("boss", password="x"))
    urls = pages_of(edition)
    if name == "rolled":
        urls += ["/", "/search/?q=x", "/no-such-page/", *staff_urls(edition)]
    read = {}
    for url in dict.fromkeys(urls):
        answer = boss.get(url)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        # A redirect says nothing, and what a script fetches for the page is no page.
        if is_page and not answer.streaming and answer.content and not url.endswith("/pick/"):
            read[f"{len(read)}.html"] = url
            (tmp_path / f"{len(read) - 1}.html").write_bytes(answer.content)
    assert len(read) > 20
    errors = [f"{read[line.partition(':')[0]]} {line}" for line in complaints(tmp_path)]
    assert errors == []

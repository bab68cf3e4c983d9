"""The site as files: what the program answers, whole at every moment, and nothing rewritten."""

import gzip
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command

from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
from kanagawa.public import static_site
from kanagawa.public.every_url import SiteUrl, site_urls
from kanagawa.public.static_headers import file_name
from kanagawa.public.static_site import publish_site, urls_of_site
from tests.breadth import first_daily
from tests.public.public_urls import look_for_news

pytestmark = pytest.mark.sample
HOST = "http://testserver"
DOZEN = (
    *("home", "about", "edition", "report", "tables", "table", "table-file", "section", "errata"),
    *("list list", "list detail", "list file"),
)


def taking(monkeypatch: Any, names: Callable[[SiteUrl], str]) -> list[str]:
    """Let the first URL of each name stand for all: to build each takes half a minute.

    What has no name is left out.
    """

    def some(edition: Edition, instance: str) -> Iterator[SiteUrl]:
        taken: set[str] = set()
        for each in site_urls(edition, instance):
            name = names(each)
            if name and name not in taken and not each.path.endswith((".pdf", ".docx", ".xlsx")):
                taken.add(name)
                yield each

    monkeypatch.setattr(static_site, "site_urls", some)
    return urls_of_site()


@pytest.fixture(params=first_daily([*DOZEN], []), ids=["a dozen", "one of each"])
def part(published: Edition, monkeypatch: Any, request: Any) -> list[str]:
    """One of each kind, of the record lists as if they were one."""

    def kind(each: SiteUrl) -> str:
        of_list = "records" in each.pattern.default_args
        name = f"list {each.name.rpartition('-')[2]}" if of_list else each.name
        return name if name in (request.param or (name,)) else ""

    return taking(monkeypatch, kind)


@pytest.fixture
def few(published: Edition, monkeypatch: Any) -> list[str]:
    """The front page, the page of the edition and the list of its tables."""
    names = ("home", "edition", "tables")
    return taking(monkeypatch, lambda each: each.name if each.name in names else "home")


def files(folder: Path) -> dict[str, bytes]:
    root = folder / "current" / "files"
    return {f"/{p.relative_to(root)}": p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_every_file_is_what_the_program_answers(part, client, tmp_path):
    publish_site(HOST, tmp_path)
    made = files(tmp_path)
    assert len(part) > 8
    assert part[-1] == "/"
    assert part.index("/2025-1/") < part.index("/2025/") < part.index("/about/")
    caches["pages"].clear()
    for url in part:
        answer = client.get(url)
        assert b"".join(answer) == made.pop(file_name(url)), url
        if not url.endswith((".zip", ".pdf", ".docx", ".xlsx")):
            assert gzip.decompress(made.pop(f"{file_name(url)}.gz")) == answer.content, url
    # The rest are the styles and the picture that the pages name.
    assert {name.removesuffix(".gz") for name in made} == {
        "/static/dads/tokens.css",
        "/static/kanagawa/card.png",
        "/static/kanagawa/icon.svg",
        "/static/kanagawa/print.css",
        "/static/kanagawa/site.css",
    }


def test_the_site_has_every_address_that_its_pages_link_to(published, client):
    every = set(urls_of_site())
    links: set[str] = set()
    for url in ("/", "/editions/", "/2025/", "/2025-1/tables/", "/2025/robots/", "/2025/report/"):
        links |= set(re.findall(r'href="(/[^"?#]*)', client.get(url).content.decode()))
    assert len(links) > 60
    assert {link for link in links - every if not link.startswith("/static/")} <= {"/search/"}


@pytest.mark.thorough
def test_what_has_not_changed_stays_the_same_file(few, published, tmp_path):
    first = publish_site(HOST, tmp_path)
    assert first is not None
    assert publish_site(HOST, tmp_path) is None
    before = (tmp_path / "current").resolve()
    correction = copy_edition(source=published, fiscal_year=2025, reason="誤記")
    publish(edition=correction)
    look_for_news()
    counts = publish_site(HOST, tmp_path)
    assert counts is not None
    assert counts.unchanged >= 8  # the styles and the picture, as they are and compressed
    style = "files/static/kanagawa/site.css"
    assert (tmp_path / "current" / style).samefile(before / style)
    made = files(tmp_path)
    assert "訂正された版があります" in made["/2025-1/index.html"].decode()
    assert "第２版" in made["/2025/index.html"].decode()
    assert urls_of_site()[0].startswith("/2025-2/")
    # The one before stays for whoever reads it; a third one takes its place.
    assert before.exists()
    publish_site("http://localhost", tmp_path)
    assert not before.exists()
    assert len(list(tmp_path.glob("site-*"))) == 2


@pytest.mark.parametrize("parts", first_daily([0.0, 1.0], [0.0, 0.1, 0.5, 0.9, 1.0]))
def test_killed_at_any_file_it_leaves_the_old_site_or_the_new_one(parts, few, published, tmp_path):
    publish_site(HOST, tmp_path)
    old = files(tmp_path)
    number = sum(1 for _ in (tmp_path / "current").rglob("*") if _.is_file())
    for at in (max(1, round(part * number)) for part in parts):
        _killed(tmp_path, at)
        assert files(tmp_path) == old, at
        assert len(list(tmp_path.glob("site-*"))) == 1
    publish_site("http://localhost", tmp_path)
    new = files(tmp_path)
    assert new.keys() == old.keys()
    assert new["/2025/index.html"] != old["/2025/index.html"]  # it prints its own URL
    assert not (tmp_path / ".unfinished").exists()


def _killed(folder: Path, at: int) -> None:
    """Publish for another host in a child that is killed before it writes its n-th file."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return
    written = 0
    write = static_site._Site.write

    def counted(self: Any, name: str, content: bytes) -> None:
        nonlocal written
        written += 1
        if written == at:
            os.kill(os.getpid(), signal.SIGKILL)
        write(self, name, content)

    static_site._Site.write = counted  # type: ignore[method-assign]
    publish_site("http://localhost", folder)
    os._exit(0)


def test_what_is_wrong_is_said_and_leaves_everything_as_it_was(few, published, tmp_path):
    for host in ("report.example.jp", "ftp://testserver", "http://testserver/below/"):
        with pytest.raises(CommandError, match="--host"):
            call_command("publish_site", host=host, to=tmp_path)
    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        call_command("publish_site", host="https://elsewhere.example.jp", to=tmp_path)
    assert not (tmp_path / "current").exists()
    (tmp_path / "current").mkdir()
    with pytest.raises(CommandError, match="別の置場"):
        call_command("publish_site", host=HOST, to=tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="書けません"):
        call_command("publish_site", host=HOST, to=tmp_path / "file")

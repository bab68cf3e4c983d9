"""The public site as files, which any web server can hand out without this program.

`folder/current` is a link to the site in use: `files/` (the root of the web server) and what nginx
has to know about them (static_headers). A new site is made whole beside the old one and takes its
place in one step, so whoever kills it leaves the old site or the new one. What is as it was before
stays the same file. The site before the last is kept for whoever is still reading it.

Pages that answer a question (filters, the search, a figure's series, two editions side by side)
stay with the program.
"""

import fcntl
import gzip
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from kanagawa.editions.models import Edition, State

from .every_url import site_urls
from .links import ENGLISH_OF
from .published import code_version
from .static_headers import Headers, file_name, for_http, for_server
from .visible import directory

CURRENT, FILES, IDENTITY = "current", "files", "identity"
HTTP, SERVER = "nginx-http.conf", "nginx-server.conf"
_SITE = "site-"
_UNFINISHED = ".unfinished"
# They answer questions.
_COMPARED = {"comparison", "comparison-section", "comparison-csv"}
_ASKED_ONLY = {"search", "series", "series-page", *_COMPARED}
_LEVEL = 9
_ZIPPED = re.compile(r"text/|image/svg|.*(?:json|xml)\b")
_OWN_STATIC = re.compile(rb'(?:href|src|content)="(?:https?://[^/"]+)?(/[^"?#]+)')


class CannotWriteSite(Exception):
    """Why the site was not made; the old one is as it was. The text says what to do."""


@dataclass(frozen=True)
class SiteResponse:
    """What the program answers at a URL."""

    url: str
    headers: Headers
    content: bytes


@dataclass
class Counts:
    """Files of the new site: made anew, and taken over from the old one."""

    written: int = 0
    unchanged: int = 0


def publish_site(host: str, folder: Path) -> Counts | None:
    """Make the site as it is read at `host` (`https://report.example.jp`); None when it is so now.

    Raises CannotWriteSite, and OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        current = folder / CURRENT
        identity = _identity(host)
        if (current / IDENTITY).is_file() and (current / IDENTITY).read_text() == identity:
            return None
        if current.exists() and not current.is_symlink():
            raise CannotWriteSite(
                f"{current} はこの命令が作ったものではありません。別の置場にしてください。"
            )
        unfinished = folder / _UNFINISHED
        shutil.rmtree(unfinished, ignore_errors=True)
        site = _Site(unfinished, current)
        answers = _answers(urlsplit(host))
        headers_by_url = {answer.url: answer.headers for answer in map(site.add, answers)}
        site.write(HTTP, for_http(headers_by_url).encode())
        site.write(SERVER, for_server(headers_by_url).encode())
        site.write(IDENTITY, identity.encode())
        _use(unfinished, folder)
        return site.counts


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotWriteSite(f"{folder} には、ほかの処理が書いています。") from None
        yield


def _identity(host: str) -> str:
    """Changes with all that the files are made from."""
    made_from = (host, directory().digest, code_version(), repr(settings.ORGANISATION))
    return sha256("\n".join(made_from).encode()).hexdigest()


def urls_of_site() -> list[str]:
    """Revisions, the newest first (older ones point to it), then years, then all that is about the
    whole site; the front page is the last."""
    editions = list(
        Edition.objects.filter(state=State.PUBLISHED).order_by("-fiscal_year", "-revision")
    )
    if not editions:
        raise CannotWriteSite("公開した年度版がありません。")
    revisions: list[str] = []
    years: dict[int, list[str]] = {}
    whole: list[str] = []
    for edition in editions:
        own = [
            each
            for instance in ("report", ENGLISH_OF["report"])
            for each in site_urls(edition, instance)
            if each.name not in _ASKED_ONLY
        ]
        urls = [each.path for each in own if "slug" in each.arguments]
        revisions += urls
        year = f"/{edition.fiscal_year}/"
        years.setdefault(
            edition.fiscal_year, [url.replace(f"/{edition.slug}/", year, 1) for url in urls]
        )
        whole = whole or [each.path for each in own if "slug" not in each.arguments]
    of_years = [url for year in sorted(years) for url in years[year]]
    return [*revisions, *of_years, *reversed(whole)]


def _answers(host: SplitResult) -> Iterator[SiteResponse]:
    """The answers at all URLs, each page after the styles and pictures that it names."""
    application = WSGIHandler()
    static = f"/{settings.STATIC_URL.strip('/')}/".encode()
    names: set[str] = set()
    for url in urls_of_site():
        answer = _ask(application, host, url)
        for path in _OWN_STATIC.findall(answer.content) if url.endswith("/") else ():
            name = path.decode()
            if path.startswith(static) and name not in names:
                names.add(name)
                yield _ask(application, host, name)
        yield answer


def _ask(application: WSGIHandler, host: SplitResult, url: str) -> SiteResponse:
    """Ask the program, all middleware included, as a server in front of it would."""
    environ: dict[str, object] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(url),
        "HTTP_HOST": host.netloc,
        "SERVER_NAME": host.hostname or "",
        "SERVER_PORT": str(host.port or (443 if host.scheme == "https" else 80)),
        "HTTP_X_FORWARDED_PROTO": host.scheme,
        "wsgi.url_scheme": host.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    setup_testing_defaults(environ)
    response = application.get_response(WSGIRequest(environ))
    if response.status_code != 200:
        raise CannotWriteSite(
            f"{host.geturl()}{url} の応答が {response.status_code} でした。"
            "ホスト名がALLOWED_HOSTSにあるか、httpsで公開するかを確かめてください。"
        )
    content = b"".join(response)
    response.close()
    return SiteResponse(url, dict(response.headers), content)


class _Site:
    """A site that is being made; what is the same in the one in use is linked to, not written."""

    def __init__(self, folder: Path, in_use: Path) -> None:
        self.folder, self.in_use = folder, in_use
        self.counts = Counts()

    def add(self, answer: SiteResponse) -> SiteResponse:
        name = f"{FILES}{file_name(answer.url)}"
        self.write(name, answer.content)
        if _ZIPPED.match(answer.headers["Content-Type"]):
            self.write(f"{name}.gz", gzip.compress(answer.content, _LEVEL, mtime=0))
        return answer

    def write(self, name: str, content: bytes) -> None:
        path, before = self.folder / name, self.in_use / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if before.is_file() and before.read_bytes() == content:
            os.link(before, path)
            self.counts.unchanged += 1
        else:
            path.write_bytes(content)
            path.chmod(0o644)  # the web server runs as somebody else
            self.counts.written += 1


def _use(unfinished: Path, folder: Path) -> None:
    """Put the link on the site that is whole now; remove all sites but it and the one before."""
    for path in (unfinished, *_folders(unfinished)):
        path.chmod(0o755)
    os.sync()
    current = folder / CURRENT
    before = current.resolve().name if current.is_symlink() else ""
    number = max((int(path.name.removeprefix(_SITE)) for path in _sites(folder)), default=0) + 1
    site = unfinished.rename(folder / f"{_SITE}{number:06}")
    link = folder / f".{CURRENT}"
    link.unlink(missing_ok=True)
    link.symlink_to(site.name)
    link.replace(current)
    for old in _sites(folder):
        if old.name not in (site.name, before):
            shutil.rmtree(old)


def _sites(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob(f"{_SITE}[0-9]*"))


def _folders(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_dir())

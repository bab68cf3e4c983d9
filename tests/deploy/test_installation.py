"""What deploy/ promises, asked of the whole set as it runs on loopback."""

import gzip
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.deploy.installation import HOST, Installation, until

pytestmark = pytest.mark.deploy
PAGE, OTHER_PAGE, UNREAD_PAGE = "/2025/robots/", "/2025/zones/", "/2025/programs/"
# Of each kind of URL the first: to make all takes its time.
_SITE = """
from kanagawa.public import static_site
every = static_site.site_urls

def some(edition, *instance):
    taken = set()
    for each in every(edition, *instance):
        of_list = "records" in each.pattern.default_args
        name = each.name.rpartition("-")[2] if of_list else each.name
        if name not in taken and not each.path.endswith((".pdf", ".docx", ".xlsx")):
            taken.add(name)
            yield each

static_site.site_urls = some
from pathlib import Path
static_site.publish_site("https://HOST", Path("FOLDER"))
print("\\n".join(static_site.urls_of_site()))
"""
_PAGES = """
from hashlib import sha256
from django.test import Client
from kanagawa.editions.models import Edition
from kanagawa.public.every_url import site_urls

client = Client(headers={"host": "HOST"})
pages = [each.path for each in site_urls(Edition.objects.get()) if each.path.endswith("/")]
for url in pages[::25]:
    answer = client.get(url, secure=True)
    print(url, answer.status_code, sha256(answer.content).hexdigest())
"""
_CORRECT = """
from django.conf import settings
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import publish
settings.PUBLICATION_PROOF = "tests.quick_proof.one_of_each"
publish(edition=copy_edition(source=Edition.objects.get(), fiscal_year=2025, reason="誤記"))
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Installation]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql"):
        pytest.skip("./run test-deploy makes a PostgreSQL for it")
    with TemporaryDirectory(prefix="deploy-") as folder:  # the name of a socket may not be long
        made = Installation(Path(folder), url)
        try:
            made.prepare()
            made.start_redis()
            made.start_web(1)
            made.start_web(2)
            made.start_staff()
            made.start_nginx()
            for name in ("web1", "web2", "staff"):
                socket = Path(folder) / f"{name}.sock"
                until(socket.exists, f"{name}: {made.log(name)}")
            until(lambda: made.ask("/readyz").status == 200, made.log("web1"))
            yield made
        finally:
            made.end()


def test_a_page_comes_out_of_the_cache_as_the_program_made_it(site):
    first, again = site.ask(PAGE), site.ask(PAGE)
    assert first.status == again.status == 200
    until(lambda: site.ask(PAGE).headers["X-Cache"] == "HIT", "a page out of the cache")
    program = site.ask_program(PAGE)
    assert again.content == program.content
    ours = {"Connection", "Date", "Server", "Transfer-Encoding", "Content-Length", "X-Request-Id"}
    headers = {k.title(): v for k, v in program.headers.items() if k.title() not in ours}
    assert "Strict-Transport-Security" in headers
    # It is kept compressed, so that the tag is the weak one of that form.
    assert again.headers["ETag"] == f"W/{headers.pop('Etag')}"
    assert {name: again.headers[name] for name in headers} == headers
    zipped = site.ask(PAGE, Accept_Encoding="gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == program.content
    assert site.ask(PAGE, If_None_Match=first.headers["ETag"]).status == 304


def test_what_may_not_be_kept_is_not_kept(site):
    for path in ("/staff/login/", "/2025/robots/robots/?size=nonsense", "/nothing/"):
        assert site.ask(path).headers.get("X-Cache") in (None, "MISS"), path
        assert site.ask(path).headers.get("X-Cache") in (None, "MISS"), path


def test_another_host_and_the_open_web_get_no_page(site):
    with pytest.raises(OSError):
        site.connect("other.example.jp")
    answer = site.ask_openly(PAGE)
    assert (answer.status, answer.headers["Location"]) == (308, f"https://{HOST}{PAGE}")
    assert site.ask("/", "POST", b"x" * 100_000).status == 413


def test_whoever_tries_passwords_is_stopped_and_nobody_else(site):
    tries = [site.ask("/staff/login/", "POST", b"username=a&password=b").status for _ in range(14)]
    assert 429 in tries
    assert tries[0] != 429
    assert site.ask("/staff/login/").status == 200
    assert site.ask(PAGE).status == 200


def test_slow_clients_stop_nobody(site):
    slow = [site.connect() for _ in range(60)]
    for each in slow:
        each.sendall(
            b"POST /staff/login/ HTTP/1.1\r\nHost: report.example.jp\r\nContent-Length: 9\r\n"
        )
    for path in (PAGE, UNREAD_PAGE, "/2025/robots/robots/?q=a", "/staff/login/"):
        assert site.ask(path).status == 200
    for each in slow:
        each.close()


def test_files_and_the_program_answer_alike(site):
    script = _SITE.replace("HOST", HOST).replace("FOLDER", str(site.folder / "site"))
    urls = site.manage("shell", "-v0", "-c", script).split()
    assert len(urls) > 35
    answers = {url: site.ask(url) for url in urls}
    site.kill("nginx")
    current = site.folder / "site" / "current"
    hashes = "map_hash_bucket_size 512; map_hash_max_size 65536;"
    site.start_nginx("pages-static.conf", f"{hashes} include {current}/nginx-http.conf;")
    until(lambda: site.ask("/").status == 200, site.log("nginx"))
    own = {"Date", "Last-Modified", "Etag", "X-Request-Id", "X-Cache", "Vary", "Accept-Ranges"}
    for url, program in answers.items():
        file = site.ask(url)
        assert "X-Request-Id" not in {name.title() for name in file.headers}, url
        assert file.content == program.content, url
        for name in {each.title() for each in (*file.headers, *program.headers)} - own:
            mine, theirs = file.headers[name], program.headers[name]
            assert mine == theirs or name in ("Content-Length", "Transfer-Encoding"), (url, name)
    assert site.ask(PAGE, Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    # Questions go to the program.
    assert "X-Request-Id" in site.ask("/2025/robots/robots/?q=a").headers
    assert "X-Request-Id" in site.ask("/search/").headers
    site.kill("nginx")
    site.start_nginx()
    until(lambda: site.ask("/").status == 200, site.log("nginx"))


def test_a_backup_comes_back_as_it_was_in_a_second_database(site):
    """The drill of docs/operations/backup.md."""
    site.manage("backup", str(site.folder / "backups"))
    (backup,) = (site.folder / "backups").glob("kanagawa-*.zip")
    with psycopg.connect(site.database_url, autocommit=True) as server:
        server.execute("drop database if exists drill")
        server.execute("create database drill")
    other = {
        "DATABASE_URL": urlsplit(site.database_url)._replace(path="/drill").geturl(),
        "CACHE_URL": "locmem://",
    }
    assert "すべて公開したときのままです" in site.manage("restore", str(backup), **other)
    pages = _PAGES.replace("HOST", HOST)
    restored = site.manage("shell", "-v0", "-c", pages, **other)
    assert restored.count(" 200 ") == len(restored.splitlines()) > 10
    assert restored == site.manage("shell", "-v0", "-c", pages, CACHE_URL="locmem://")


def test_a_correction_shows_at_once_on_every_server(site):
    assert "第２版" not in site.ask("/2025/").content.decode()
    site.manage("shell", "-v0", "-c", _CORRECT)
    until(lambda: "第２版" in site.ask("/2025/").content.decode(), "the correction")
    time.sleep(1.2)  # what was asked before it has become old
    for _ in range(6):
        assert "第２版" in site.ask("/2025/").content.decode()


def test_readers_go_on_without_the_server_of_the_staff(site):
    site.kill("staff")
    assert site.ask("/staff/login/").status == 502
    assert site.ask("/search/?q=x").status == site.ask("/readyz").status == 200
    (site.folder / "staff.sock").unlink()
    site.start_staff()
    until((site.folder / "staff.sock").exists, "the server of the staff")
    until(lambda: site.ask("/staff/login/").status == 200, site.log("staff"))


def test_the_watcher_is_seen(site):
    assert b"watcher" in site.ask("/readyz").content
    site.start("watcher", [".venv/bin/python", "manage.py", "release_due", "--watch", "20"])
    until(lambda: b"watcher" not in site.ask("/readyz").content, site.log("watcher"))
    site.kill("watcher")


def test_readers_go_on_without_redis_and_without_the_program(site):
    for path in (PAGE, OTHER_PAGE):
        assert site.ask(path).status == 200
    site.kill("redis")
    for path in (PAGE, "/2025-1/investment/"):
        assert site.ask(path).status == 200
    for web in ("web1", "web2"):
        site.kill(web)
    time.sleep(2.2)  # what is kept for a second is kept until nginx counts the second after
    for path in (PAGE, OTHER_PAGE):
        answer = site.ask(path)
        assert (answer.status, answer.headers["X-Cache"]) == (200, "STALE")
    answer = site.ask("/2025-1/programs/")
    assert answer.status == 502
    assert "ただいま表示できません" in answer.content.decode()

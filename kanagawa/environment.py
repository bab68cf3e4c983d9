"""Typed reading of environment variables; every mistake is collected and told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kanagawa.formats.disk import why

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
ADDRESS = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^:]*))(?::(?P<port>\d+))?")
HOST = re.compile(r"\*|\.?[^\s/:@\[\]*]*[^\s/:@\[\]*.]|\[[0-9a-fA-F:.]+\]")
# A file of this machine, or a descriptor that systemd hands over.
SOCKET = re.compile(r"(?:unix:)?/.+|fd://[0-9]+")
# WAL and IMMEDIATE let eight writers take turns without "database is locked"; FULL survives a
# loss of power.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"),
}


Builder = Callable[[SplitResult, Path], dict[str, Any]]


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over; `backend` is Django's. Without one there are no mails."""

    backend: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False


# By scheme: the usual port, TLS from the start, STARTTLS.
MAIL_SCHEMES = {
    "smtp": (25, False, False),
    "smtps": (465, True, False),
    "smtp+starttls": (587, False, True),
}
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


class BadAddress(ValueError):
    """A database or cache address of the wrong form; the text says what to write."""


class Environment:
    """Reads variables from a mapping. A bad one is noted, its default goes on, `check` tells all.

    An empty variable counts as not set, so that a line `NAME=` in a file switches nothing.
    """

    def __init__(self, values: Mapping[str, str], base: Path) -> None:
        self._values = values
        self._base = base
        self.errors: list[str] = []

    def check(self) -> None:
        """Raise ImproperlyConfigured with every mistake found so far, one a line."""
        if self.errors:
            lines = "\n".join(f"  - {error}" for error in self.errors)
            raise ImproperlyConfigured(f"環境変数の設定に誤りがあります。\n{lines}")

    def error(self, name: str, reason: str) -> None:
        """Note a mistake: the variable's name and what to do about it."""
        self.errors.append(f"{name}：{reason}")

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        word = self.text(name, default)
        if word in choices:
            return word
        self.error(name, f"「{word}」は使えません。{'、'.join(choices)}のどれかにしてください。")
        return default

    def boolean(self, name: str, default: bool) -> bool:
        """True or False by a fixed list of words; a misspelt word is an error, never False."""
        word = self.text(name).lower()
        if word in TRUE_WORDS:
            return True
        if word and word not in FALSE_WORDS:
            self.error(name, f"「{word}」は読めません。trueかfalseにしてください。")
        return False if word else default

    def integer(self, name: str, default: int, minimum: int = 0) -> int:
        word = self.text(name, str(default))
        if re.fullmatch(r"-?[0-9]{1,9}", word) and int(word) >= minimum:
            return int(word)
        self.error(name, f"「{word}」は使えません。{minimum}以上の整数にしてください。")
        return default

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Words between commas, without the spaces around them."""
        parts = [word.strip() for word in self.text(name).split(",")]
        return [word for word in parts if word] or list(default)

    def hosts(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Names of hosts without ports; `.example.jp` stands for all below it."""
        hosts = self.words(name, default)
        for host in hosts:
            if not HOST.fullmatch(host):
                self.error(
                    name,
                    f"「{host}」はホスト名ではありません。report.example.jp のように、"
                    "https:// やポート番号を付けずに書いてください。",
                )
        return hosts

    def sites(self, name: str) -> list[str]:
        """Addresses of whole sites between commas."""
        sites = self.words(name)
        for site in sites:
            self._require_site(name, site)
        return sites

    def site(self, name: str) -> str:
        """The address of a whole site, without a slash at its end; "" where none is given."""
        site = self.text(name).rstrip("/")
        if site:
            self._require_site(name, site)
        return site

    def _require_site(self, name: str, text: str) -> None:
        if not is_site(text):
            self.error(
                name, f"「{text}」は読めません。https://report.example.jp の形にしてください。"
            )

    def listening(self, name: str, default: str) -> str:
        """Where a server listens: `127.0.0.1:8000`, `unix:/run/…/web.sock`, or several of them."""
        places = self.text(name, default)
        for place in map(str.strip, places.split(",")):
            match = ADDRESS.fullmatch(place)
            is_port = match is not None and is_port_number(match["port"] or "")
            if not is_port and not SOCKET.fullmatch(place):
                self.error(
                    name,
                    f"「{place}」は使えません。127.0.0.1:8000 か unix:/run/kanagawa/web.sock の形に"
                    "してください。",
                )
        return places

    def folder(self, name: str, path: Path) -> None:
        """Make the folder that a variable names, where it is not there yet."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            self.error(name, f"フォルダー「{path}」を作れません（{why(problem)}）。")

    def path(self, name: str, default: Path) -> Path:
        """A path; a relative one starts at the folder of the project."""
        return self._base / self.text(name, str(default))

    def secret(self, name: str, default: str = "") -> str:
        """NAME itself, or the content of the file that NAME_FILE names; both is an error."""
        file_name = self.text(f"{name}_FILE")
        if not file_name:
            return self.text(name, default)
        if self.text(name):
            self.error(name, f"{name}と{name}_FILEの両方があります。どちらか一つにしてください。")
        try:
            return Path(file_name).read_text(encoding="utf-8").strip() or default
        except OSError as problem:
            reason = why(problem)
        except UnicodeDecodeError:
            reason = "UTF-8の文字列ではありません"
        self.error(f"{name}_FILE", f"「{file_name}」を読めません（{reason}）。")
        return default

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings of one database, from NAME or NAME_FILE."""
        return self._from_url(name, default, _database_from_url)

    def cache(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings of one cache, from NAME or NAME_FILE."""
        return self._from_url(name, default, _cache_from_url)

    def mail(self, name: str, default: str) -> MailServer:
        """The mail server, from NAME or NAME_FILE; an empty one sends nothing."""
        try:
            return _mail_from_url(urlsplit(self.secret(name, default)))
        except BadAddress as problem:
            self.error(name, str(problem))
        except ValueError:
            self.error(name, "アドレスとして読めません。")
        return MailServer(NO_MAIL)

    def _from_url(self, name: str, default: str, build: Builder) -> dict[str, Any]:
        try:
            return build(urlsplit(self.secret(name, default)), self._base)
        except BadAddress as problem:
            self.error(name, str(problem))
        except ValueError:
            # Python's own words are not repeated: they quote the address, and with it a password.
            self.error(name, "アドレスとして読めません。")
        return build(urlsplit(default), self._base)


def is_site(text: str) -> bool:
    """Whether it is scheme, host and perhaps port, and nothing else."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:  # a port that is none, a bracket that is not closed
        return False
    is_bare = not (url.path.strip("/") or url.query or url.fragment or url.username)
    is_host = bool(re.fullmatch(r"\S+", url.hostname or ""))
    return url.scheme in {"http", "https"} and is_host and is_bare and port != 0


def is_port_number(text: str) -> bool:
    return text.isdecimal() and 0 < int(text) < 2**16


def _database_from_url(url: SplitResult, base: Path) -> dict[str, Any]:
    if url.scheme == "sqlite":
        return _sqlite(url, base)
    if url.scheme in {"postgresql", "postgres"}:
        return _postgresql(url)
    raise BadAddress(
        "sqlite:///ファイル名かpostgresql://利用者:パスワード@ホスト/名前にしてください。"
    )


def _sqlite(url: SplitResult, base: Path) -> dict[str, Any]:
    if url.netloc or url.query or len(url.path) < 2:
        raise BadAddress("SQLiteはsqlite:///ファイル名の形にしてください（絶対パスは斜線四つ）。")
    path = unquote(url.path[1:])
    return {
        "ENGINE": "kanagawa.sqlite",
        # Tests keep it in memory, as Django does by itself for its own SQLite.
        "TEST": {"NAME": ":memory:"},
        "NAME": path if path == ":memory:" else base / path,
        "OPTIONS": dict(SQLITE_OPTIONS),
        "CONN_MAX_AGE": 600,
    }


def _postgresql(url: SplitResult) -> dict[str, Any]:
    """Query options are libpq's own; `?host=/folder` names a Unix socket."""
    user, password, host, port = _authority(url)
    options = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
    name = unquote(url.path[1:])
    if not name or "/" in name:
        raise BadAddress("データベース名がありません。postgresql://…/名前の形にしてください。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": options.pop("host", host),
        "PORT": options.pop("port", port),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _authority(url: SplitResult) -> tuple[str, str, str, str]:
    """User, password, host and port, percent-decoded, the host's case kept (sockets need it)."""
    credentials, _, address = url.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise BadAddress("ホスト名とポート番号を読めません。記号は%40のように書いてください。")
    if match["port"] and not is_port_number(match["port"]):
        raise BadAddress(f"ポート番号「{match['port']}」は使えません。1から65535までです。")
    host = match["six"] or unquote(match["host"])
    return unquote(user), unquote(password), host, match["port"] or ""


def _cache_from_url(url: SplitResult, base: Path) -> dict[str, Any]:
    if url.scheme in {"redis", "rediss"} and url.netloc:
        _authority(url)
        if not (url.path.strip("/") or "0").isdecimal():
            raise BadAddress("データベースの番号がありません。redis://ホスト:6379/0の形です。")
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url.geturl(),
            # A server that has gone silent is told from a slow one: the page does not wait for it.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    if url.scheme == "file" and not url.netloc and len(url.path) > 1:
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": base / unquote(url.path[1:]),
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    if url.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    raise BadAddress(
        "file:///フォルダー名、locmem://、redis://ホスト:6379/0のどれかにしてください。"
    )


def _mail_from_url(url: SplitResult) -> MailServer:
    if not url.geturl():
        return MailServer(NO_MAIL)
    if url.scheme == "console" and not url.netloc:
        return MailServer("django.core.mail.backends.console.EmailBackend")
    if url.scheme not in MAIL_SCHEMES or not url.netloc or url.path.strip("/") or url.query:
        raise BadAddress(
            "smtp+starttls://利用者:パスワード@ホスト:587、smtps://…:465、smtp://ホスト:25、"
            "console: のどれかにしてください。"
        )
    user, password, host, port = _authority(url)
    usual_port, is_tls, is_starttls = MAIL_SCHEMES[url.scheme]
    return MailServer(
        "django.core.mail.backends.smtp.EmailBackend",
        host,
        int(port or usual_port),
        user,
        password,
        is_tls,
        is_starttls,
    )

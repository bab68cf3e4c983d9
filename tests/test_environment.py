from dataclasses import astuple
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from kanagawa.environment import NO_MAIL, SQLITE_OPTIONS, Environment

BASE = Path("/project")
PASSWORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


def environment(**values: str) -> Environment:
    return Environment(values, BASE)


def mistakes(env: Environment) -> str:
    with pytest.raises(ImproperlyConfigured) as raised:
        env.check()
    return str(raised.value)


def test_a_variable_that_is_missing_or_empty_gives_the_default() -> None:
    for env in (environment(), environment(NAME=""), environment(NAME="  ")):
        assert env.text("NAME", "x") == "x"
        assert env.boolean("NAME", default=True) is True
        assert env.integer("NAME", 7) == 7
        assert env.words("NAME", ["a"]) == ["a"]
        assert env.choice("NAME", ["a", "b"], "b") == "b"
        assert env.secret("NAME", "s") == "s"
        assert env.path("NAME", BASE / "var") == BASE / "var"
        env.check()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *[("1", True), ("true", True), ("YES", True), (" on ", True)],
        *[("0", False), ("False", False), ("no", False), ("OFF", False)],
    ],
)
def test_a_boolean_knows_a_fixed_list_of_words(word: str, value: bool) -> None:
    env = environment(NAME=word)
    assert env.boolean("NAME", default=not value) is value
    env.check()


@pytest.mark.parametrize("word", ["ture", "2", "y", "はい", "truefalse"])
def test_a_misspelt_boolean_is_an_error_and_not_false(word: str) -> None:
    env = environment(DEBUG=word)
    env.boolean("DEBUG", default=False)
    assert f"DEBUG：「{word}」" in mistakes(env)


@pytest.mark.parametrize("word", ["1.5", "１２", "-1", "ten", "9" * 30, "1 2", "0x10"])
def test_an_integer_is_plain_digits_and_not_below_its_minimum(word: str) -> None:
    env = environment(HSTS_SECONDS=word)
    assert env.integer("HSTS_SECONDS", 60) == 60
    assert f"「{word}」" in mistakes(env)


@pytest.mark.parametrize(
    "host", ["report.example.jp", ".example.jp", "localhost", "[::1]", "192.0.2.1", "*", "報告.jp"]
)
def test_hosts_are_names_as_browsers_send_them(host: str) -> None:
    env = environment(ALLOWED_HOSTS=f"{host}, other.jp")
    assert env.hosts("ALLOWED_HOSTS") == [host, "other.jp"]
    env.check()


@pytest.mark.parametrize("host", ["https://a.jp", "a.jp:80", "a.jp/", "a b", ".", "*.a.jp", "[::1"])
def test_what_is_no_host_is_told_with_what_to_write(host: str) -> None:
    env = environment(ALLOWED_HOSTS=host)
    env.hosts("ALLOWED_HOSTS")
    assert f"ALLOWED_HOSTS：「{host}」はホスト名ではありません" in mistakes(env)


@pytest.mark.parametrize("site", ["https://a.jp", "http://127.0.0.1:8000/", "https://*.a.jp"])
def test_a_site_is_scheme_and_host(site: str) -> None:
    env = environment(SITE_URL=site)
    assert env.site("SITE_URL") == env.sites("SITE_URL")[0].rstrip("/") == site.rstrip("/")
    env.check()


@pytest.mark.parametrize(
    "site",
    [
        *["a.jp", "ftp://a.jp", "https:", "https://[", "https://a.jp:x", "https://a.jp:99999"],
        *["https://a.jp:0", "https://a.jp/b", "https://a.jp?b", "https://u@a.jp", "https://a b"],
    ],
)
def test_what_is_no_site_is_told_with_what_to_write(site: str) -> None:
    env = environment(SITE_URL=site)
    env.site("SITE_URL")
    assert f"SITE_URL：「{site}」は読めません" in mistakes(env)


def test_a_server_listens_at_an_address_with_a_port_or_at_a_socket() -> None:
    for place in (
        "127.0.0.1:8000",
        "[::1]:8000",
        ":80",
        "unix:/run/web.sock",
        "/run/web.sock",
        "fd://3",
        "a:1, b:2",
    ):
        env = environment(BIND=place)
        assert env.listening("BIND", "") == place
        env.check()
    for place in ("127.0.0.1", "127.0.0.1:x", "a:99999", "a:0", "unix:", "8000"):
        env = environment(BIND=place)
        env.listening("BIND", "")
        assert f"BIND：「{place}」は使えません" in mistakes(env)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    env = environment()
    env.folder("DATA_DIR", tmp_path / "file" / "below")
    assert "DATA_DIR：フォルダー" in mistakes(env)
    env = environment()
    env.folder("DATA_DIR", tmp_path / "data" / "below")
    env.check()
    assert (tmp_path / "data" / "below").is_dir()


def test_words_are_split_at_commas_and_trimmed() -> None:
    assert environment(HOSTS=" a.jp, b.jp ,,").words("HOSTS") == ["a.jp", "b.jp"]


def test_all_mistakes_are_told_at_once() -> None:
    env = environment(
        DEBUG="ture", DJANGO_ENV="prod", SIZE="big", DATABASE_URL="mysql://h/n", CACHE_URL="memory"
    )
    env.boolean("DEBUG", default=False)
    env.choice("DJANGO_ENV", ["development", "production"], "development")
    env.integer("SIZE", 1)
    env.database("DATABASE_URL", "sqlite:///a")
    env.cache("CACHE_URL", "locmem://")
    messages = mistakes(env)
    names = ("DEBUG", "DJANGO_ENV", "SIZE", "DATABASE_URL", "CACHE_URL")
    assert [name for name in names if f"- {name}：" in messages] == list(names)


def test_a_secret_is_read_from_the_file_its_name_file_variable_names(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("秘密\n", encoding="utf-8")
    env = environment(SECRET_KEY_FILE=str(file))
    assert env.secret("SECRET_KEY") == "秘密"
    env.check()


def test_a_secret_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "binary"):
        env = environment(SECRET_KEY_FILE=str(path))
        env.secret("SECRET_KEY")
        assert "SECRET_KEY_FILE：" in mistakes(env)
        assert str(path) in mistakes(env)


def test_a_secret_given_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a", encoding="utf-8")
    env = environment(SECRET_KEY="b", SECRET_KEY_FILE=str(tmp_path / "key"))
    env.secret("SECRET_KEY")
    assert "SECRET_KEY_FILE" in mistakes(env)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/a.sqlite3", BASE / "var/a.sqlite3"),
        ("sqlite:////srv/県.sqlite3", Path("/srv/県.sqlite3")),
        ("sqlite:////srv/a%20b%3F.sqlite3", Path("/srv/a b?.sqlite3")),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_an_sqlite_address_names_a_file_and_brings_the_safe_options(
    url: str, name: str | Path
) -> None:
    database = environment(DATABASE_URL=url).database("DATABASE_URL", "sqlite:///x")
    assert database["ENGINE"] == "kanagawa.sqlite"
    assert database["NAME"] == name
    assert database["OPTIONS"] == SQLITE_OPTIONS


def test_a_postgresql_address_gives_all_its_parts() -> None:
    url = "postgresql://staff:p%40ss%2Fword@db.example:5433/kana%20gawa?sslmode=require&options=-c%20x"
    database = environment(DATABASE_URL=url).database("DATABASE_URL", "sqlite:///x")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    parts = [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["staff", "p@ss/word", "db.example", "5433", "kana gawa"]
    assert database["OPTIONS"] == {"sslmode": "require", "options": "-c x"}


@given(user=PASSWORDS, password=PASSWORDS)
def test_any_name_and_password_survive_percent_coding(user: str, password: str) -> None:
    from urllib.parse import quote

    url = f"postgres://{quote(user, safe='')}:{quote(password, safe='')}@h/n"
    database = environment(DATABASE_URL=url).database("DATABASE_URL", "sqlite:///x")
    assert (database["USER"], database["PASSWORD"]) == (user, password)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql:///n?host=/run/Sockets&port=5544", "/run/Sockets", "5544"),
        ("postgresql://u@%2Frun%2FSockets:5544/n", "/run/Sockets", "5544"),
        ("postgresql://u@[2001:db8::1]:5432/n", "2001:db8::1", "5432"),
        ("postgresql:///n", "", ""),
    ],
)
def test_a_postgresql_host_may_be_a_socket_or_an_ipv6_address(
    url: str, host: str, port: str
) -> None:
    database = environment(DATABASE_URL=url).database("DATABASE_URL", "sqlite:///x")
    assert (database["HOST"], database["PORT"], database["NAME"]) == (host, port, "n")
    assert database["OPTIONS"] == {}


@pytest.mark.parametrize(
    "url",
    [
        *["sqlite://", "sqlite:///", "sqlite://host/x", "sqlite:///x?timeout=1", "mysql://h/n"],
        *["postgresql://u:geheim@h:port/n", "postgresql://u:geheim@h/", "postgresql://u@h/a/b"],
        *["postgresql://u:geheim@h/n?sslmode", "postgresql://u:geheim@h:1:2/n", "http://[x/", "x"],
    ],
)
def test_a_bad_database_address_is_told_without_its_password(url: str) -> None:
    env = environment(DATABASE_URL=url)
    assert env.database("DATABASE_URL", "sqlite:///x")["NAME"] == BASE / "x"
    messages = mistakes(env)
    assert "DATABASE_URL：" in messages
    assert "geheim" not in messages


def test_a_cache_address_names_a_folder_a_redis_server_or_the_process() -> None:
    def backend(url: str) -> tuple[str, object]:
        env = environment(CACHE_URL=url)
        cache = env.cache("CACHE_URL", "locmem://")
        env.check()
        return cache["BACKEND"].rpartition(".")[2], cache.get("LOCATION")

    assert backend("file:///var/cache") == ("FileBasedCache", BASE / "var/cache")
    assert backend("file:////srv/cache") == ("FileBasedCache", Path("/srv/cache"))
    assert backend("redis://:pw@h:6379/0") == ("RedisCache", "redis://:pw@h:6379/0")
    assert backend("rediss://h/1") == ("RedisCache", "rediss://h/1")
    assert backend("locmem://") == ("LocMemCache", None)


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis://h:x",
        "redis://h:99999",
        "redis://h/x",
        "file://",
        "file://host/x",
        "memcached://h",
        "/x",
    ],
)
def test_a_bad_cache_address_is_told(url: str) -> None:
    env = environment(CACHE_URL=url)
    env.cache("CACHE_URL", "locmem://")
    assert "CACHE_URL：" in mistakes(env)


def test_mail_servers_are_read_from_one_address() -> None:
    smtp, console = (f"django.core.mail.backends.{n}.EmailBackend" for n in ("smtp", "console"))
    for url, expected in {
        "": (NO_MAIL, "", 25, "", "", False, False),
        "console:": (console, "", 25, "", "", False, False),
        "smtp://mail.lg.jp": (smtp, "mail.lg.jp", 25, "", "", False, False),
        "smtps://mail.lg.jp": (smtp, "mail.lg.jp", 465, "", "", True, False),
        "smtp+starttls://a%40b:p%2F@mail.lg.jp:2525": (
            *(smtp, "mail.lg.jp", 2525, "a@b", "p/", False, True),
        ),
    }.items():
        env = environment(MAIL_URL=url)
        assert astuple(env.mail("MAIL_URL", "")) == expected
        assert env.errors == []
    for url in ("mail.lg.jp", "http://h", "smtp:", "smtp://h:port", "smtp://h/x", "console://h"):
        env = environment(MAIL_URL=url)
        assert env.mail("MAIL_URL", "").backend == NO_MAIL
        assert "MAIL_URL：" in mistakes(env)
    assert "secret" not in repr(environment(MAIL_URL="smtp://u:secret@h").mail("MAIL_URL", ""))

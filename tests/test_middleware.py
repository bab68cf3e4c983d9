import importlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

CSP = "Content-Security-Policy"
CACHE = "Cache-Control"
MARK = "data-drawn-error-page"


def echo(request: HttpRequest) -> HttpResponse:
    """A view that reads all that a request carries."""
    return HttpResponse(f"{request.path} {request.GET.dict()} {request.POST.dict()}")


def lists(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(dict(request.POST.lists())))


def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept", headers={CACHE: "public, max-age=60"})


def own_policy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own", headers={CSP: "default-src 'none'"})


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An error page that reads all that a page in the look of the site may read."""
    text = f"{request.GET.dict()} {request.POST.dict()} {request.get_full_path()}"
    return HttpResponse(f"<p {MARK}>{exception} {len(text)}</p>", status=400)


urlpatterns = [
    path("", echo),
    path("lists/", lists),
    path("kept/", kept),
    path("own/", own_policy),
    path("staff/", echo),
    path("staff/kept/", kept),
]
pytestmark = pytest.mark.urls(__name__)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client() -> Client:
    """A client that sends a CSRF cookie and does not pass over the CSRF check."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """As the test client does it: a request to the real application leaves the database alone."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.mark.parametrize("type_", [FORM, "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize(
    "charset", ["utf-16", "shift_jis", "no-such", "rot13", "zlib", "''", "a b"]
)
def test_an_unknown_charset_is_refused_with_a_page(
    client: Client, type_: str, charset: str
) -> None:
    response = client.generic("POST", "/", b"a=1", f"{type_}; charset={charset}")
    assert response.status_code == 400
    assert MARK in response.text
    assert "UTF-8" in response.text


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_utf8_is_accepted_however_it_is_written(charset: str) -> None:
    response = Client().generic("POST", "/", b"a=%E7%9C%8C", f"{FORM}; charset={charset}")
    assert response.text == "/ {} {'a': '県'}"


@pytest.mark.parametrize(
    "url",
    [
        *["/?q=%00", "/?%00=1", "/%00", "/?q=%8C%A7", "/?q=%FF%FE", "/?q=%ED%A0%80"],
        "/?" + "&".join(f"a{n}=1" for n in range(10_001)),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_with_a_page(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 400
    assert MARK in response.text


@pytest.mark.parametrize("word", ["県", "ﾛﾎﾞｯﾄ", "a b+c&d=%", "\x01", "𠮷"])
def test_every_readable_word_reaches_the_view(word: str) -> None:
    response = Client().get(f"/?q={quote(word)}")
    assert response.text == f"/ { ({'q': word}) } {{}}"


@pytest.mark.parametrize("type_", [None, FORM])
def test_a_null_character_is_taken_out_of_a_form_and_nothing_else(type_: str | None) -> None:
    sent: Any = {"a\0": "県\0庁", "b": ["1", "\0"], "password": "\x01 "}
    if type_:
        sent = "a%00=%E7%9C%8C%00%E5%BA%81&b=1&b=%00&password=%01+"
    answer = Client().post("/lists/", sent, **({"content_type": type_} if type_ else {}))
    assert answer.text == "{'a': ['県庁'], 'b': ['1', ''], 'password': ['\\x01 ']}"


def test_a_body_without_end_is_refused_unread(client: Client) -> None:
    sent = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(10**12), "wsgi.input": Broken()}
    response = client.post("/", **sent)
    assert response.status_code == 400
    assert "50MBまで" in response.text


class Broken(BytesIO):
    def read(self, *args: Any) -> bytes:
        raise OSError("the line broke")


def test_a_form_that_breaks_off_is_told_so(client: Client) -> None:
    sent = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": "9", "wsgi.input": Broken()}
    response = client.post("/", **sent)
    assert response.status_code == 400
    assert "途中で切れました" in response.text


@pytest.mark.parametrize(
    "content_type",
    [
        f"{FORM}; charset*=no-such'x'utf-8",
        f"{FORM}; charset*=\udcff'x'utf-8",
        f"{FORM}; a*=nope'x'b",
    ],
)
@pytest.mark.usefixtures("kept_connection")
def test_a_content_type_django_cannot_parse_is_refused_with_a_page(content_type: str) -> None:
    application = importlib.import_module("kanagawa.wsgi").application
    answers: list[str] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answers.append(status)

    body = b"".join(application(_environ(content_type), start_response))
    assert answers == ["400 Bad Request"]
    assert MARK in body.decode()


def _environ(content_type: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "3",
        "wsgi.input": BytesIO(b"a=1"),
        "wsgi.url_scheme": "http",
    }


def test_a_foreign_host_is_refused_with_a_page() -> None:
    with override_settings(ALLOWED_HOSTS=["report.example"]):
        response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert MARK in response.text


@pytest.mark.parametrize("url", ["/", "/kept/", "/staff/", "/missing/", "/?q=%00"])
def test_every_answer_carries_the_policy_and_the_safety_headers(url: str) -> None:
    response = Client().get(url)
    policy = response.headers[CSP].split("; ")
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert len(policy) == len(settings.SECURE_CSP)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    sources = {source for values in settings.SECURE_CSP.values() for source in values}
    assert sources == {"'self'", "'none'", "data:"}


def test_a_view_may_send_a_policy_of_its_own() -> None:
    assert Client().get("/own/").headers[CSP] == "default-src 'none'"


@pytest.mark.parametrize("url", ["/staff/", "/staff/kept/", "/staff/missing/", "/staff/?q=%00"])
def test_no_cache_may_keep_a_staff_page(url: str) -> None:
    words = Client().get(url).headers[CACHE].split(", ")
    assert "no-store" in words
    assert "private" in words
    assert "public" not in words


def test_no_cache_may_keep_what_somebody_signed_in_was_sent() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    assert "no-store" in client.get("/").headers[CACHE]
    assert client.get("/kept/").headers[CACHE] == "public, max-age=60"


def test_a_public_answer_is_left_as_the_view_made_it() -> None:
    response = Client().get("/")
    assert not response.has_header(CACHE)
    assert not response.has_header("Vary")


@pytest.mark.django_db
@pytest.mark.urls("kanagawa.urls")
@pytest.mark.parametrize("url", ["/", "/staff/", "/staff/login/", "/missing/"])
def test_the_pages_of_the_site_refuse_with_the_page_of_the_site(client: Client, url: str) -> None:
    """The error page itself reads nothing that cannot be read."""
    answers = [
        client.get(f"{url}?q=%00"),
        client.get(f"{url}?page=%FF"),
        client.get(url, headers={"host": "evil.example"}),
        client.generic("POST", url, b"a=1", f"{FORM}; charset=utf-16"),
    ]
    for response in answers:
        assert response.status_code == 400
        assert "<main" in response.text

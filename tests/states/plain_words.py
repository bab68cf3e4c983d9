"""What a page shows that is no word of its readers: keys, slugs, notation, English of the code."""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup

from kanagawa.editions.models import EditionRow
from kanagawa.reports import registry

# Files, programs and terms that are called so in Japanese offices too.
_KNOWN = {
    *("excel", "word", "json", "csv", "html", "xlsx", "docx", "zip", "libreoffice", "microsoft"),
    *(
        "sha",
        "cookie",
        "java",
        "script",
        "python",
        "wikipedia",
        "https",
        "http",
        "www",
        "atom",
        "api",
    ),
    *("status", "data", "package", "core", "localhost", "taro", "sato", "hanako", "english"),
    # Keys of the keyboard, and an app of tables.
    *("ctrl", "delete", "enter", "home", "shift", "numbers"),
    # The name of an app, and what an English page says of a text without translation.
    *("authenticator", "translation", "pending"),
    *(
        "stat",
        "openapi",
        "frictionless",
        "csvw",
        "parquet",
        "unicode",
        "utf",
        "office",
        "google",
        "edge",
    ),
}
_WORD = re.compile(r"[A-Za-z][a-z]{3,}")
_SLUG = re.compile(r"(?<![0-9-])20[0-9]{2}-[0-9](?![0-9-])")
_NOTATION = re.compile(r"\{[^{}]*\}")


def is_in_words(url: str) -> bool:
    """Whether a page is for readers of Japanese who write no programs."""
    return "/en/" not in url and not url.endswith("/developers/")


def shown_text(content: bytes) -> str:
    """The text of a page without what is folded away, typed in, or said of the page itself."""
    page = BeautifulSoup(content, "html.parser")
    for part in page.select("head, script, style, template, textarea, code, pre, svg"):
        part.decompose()
    for part in page.select("details:not([open])"):
        for inner in list(part.contents):
            if getattr(inner, "name", None) != "summary":
                inner.extract()
    # What only a screen reader says, or a pointer shows, is read too.
    unseen = [
        str(tag[name]) for name in ("alt", "title", "aria-label") for tag in page(**{name: True})
    ]
    return re.sub(r"https?://\S+", "", " ".join((page.get_text(" "), *unseen)))


def words_of(rows: Iterable[EditionRow]) -> set[str]:
    """The words in Latin letters that the report itself says."""
    texts = (
        str(getattr(row, field.attname) or "")
        for row in rows
        for field in row._meta.concrete_fields
        if field.name not in ("key", "target", "search_text") and not field.choices
    )
    return {word.lower() for text in texts for word in _WORD.findall(_NOTATION.sub("", text))}


def code_in(content: bytes, said: set[str]) -> Iterator[str]:
    """What of a page is code; `said` are the words that the report says itself."""
    text = shown_text(content)
    apps = "|".join((*registry.sections(), "editions"))
    yield from re.findall(rf"(?:{apps})\.[a-z][a-z0-9./-]+", text)
    yield from _SLUG.findall(text)
    yield from _NOTATION.findall(text)
    yield from (w for w in _WORD.findall(text) if w.lower() not in said | _KNOWN)

"""References as people type them: braces, bars and dashes of any form, forms in words or in code.

What is meant is read; whether it leads anywhere the edition says (`staff/prose/source.py`).
"""

import re
import unicodedata
from collections.abc import Iterator

from kanagawa.formats.text import fold, squeeze

from .references import EDITION, EDITION_FORMS, FORMS

_DOUBLE = re.compile(r"\{\{([^{}]+)\}\}")
BRACED = re.compile(r"\{[^{}]*\}")
LONGEST_NAME = 200
# Braces of every width and of typesetting, and bars and dashes that look like those of a keyboard.
_BRACES = str.maketrans("｛﹛❴⦃︷｝﹜❵⦄︸", "{{{{{}}}}}")
_BARS = str.maketrans(dict.fromkeys("¦│┃∣ǀ❘丨", "|"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─━﹣", "-"))
_QUOTES = "「」『』“”\"'"
_FORM_BEHIND = re.compile(r"(.+?)\s*(?:[:#/]|の)\s*([^:#/の]+|期間の始め)$")
# A key that stands in a text without braces, behind no letter or part of an address.
_LOOSE = re.compile(
    r"(?<![\w./@-])(?:[a-z]\w*\.[a-z0-9_.-]+(?:/[a-z0-9-]+(?:\|\w+)?|\|\w+)|edition\|\w+)",
    re.ASCII,
)


def with_plain_braces(text: str) -> str:
    """`{…}` for braces of any form, and for double ones as other programs have them."""
    return _DOUBLE.sub(r"{\1}", text.translate(_BRACES))


def as_name(text: str) -> str:
    """A name as it is looked for: width, case and spaces do not matter."""
    return squeeze(fold(text))


def as_key(text: str) -> str:
    """A key as it is stored, from any case and with any dash."""
    return text.casefold().translate(_DASHES)


def _code(form: str) -> str:
    """`as_of` for 時点, AS_OF, as-of …; "" for the value, and for none."""
    return re.sub(r"[-_\s]", "", fold(form))


_FORMS = {word: form for form, label in FORMS.items() for word in (_code(form), _code(label))} | {
    _code(form): form for form in EDITION_FORMS
}
_EDITION_WORDS = {as_name(label): form for form, label in EDITION_FORMS.items()}
_FORMS |= {_code(label): form for form, label in EDITION_FORMS.items()}


def readings(braced: str) -> Iterator[tuple[str, str]]:
    """Name (or key) and form that `{…}` may mean, the likeliest first."""
    inside = unicodedata.normalize("NFKC", braced[1:-1].translate(_BARS)).strip()
    if len(inside) > 2 * LONGEST_NAME:
        return
    if as_name(inside) in _EDITION_WORDS:
        yield EDITION, _EDITION_WORDS[as_name(inside)]
    name, _, form = (part.strip() for part in inside.partition("|"))
    form = _FORMS.get(_code(form), form)
    yield name, form
    yield name.strip(_QUOTES), form
    behind = _FORM_BEHIND.match(inside) if "|" not in inside else None
    if behind and _code(behind[2]) in _FORMS:
        yield behind[1].strip(_QUOTES), _FORMS[_code(behind[2])]


def loose_keys(text: str) -> list[str]:
    """What looks like a key outside of braces, each once: `robots.robot/walker`."""
    rest = BRACED.sub(" ", text)
    return list(dict.fromkeys(_LOOSE.findall(as_key(unicodedata.normalize("NFKC", rest)))))

"""A colour has a name: what stands in a rule is a custom property, never the colour itself."""

import re
from collections.abc import Iterator

from .test_sizes import ROOT

STYLES = ROOT / "kanagawa" / "static" / "kanagawa"
COMMENT = re.compile(r"/\*.*?\*/", re.S)
RAW = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", re.I)
# A rule of declarations, with what it is for: media and supports stand around such ones.
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")


def raw_colours(text: str) -> Iterator[str]:
    """The declarations that name no custom property, but a colour."""
    for selector, declarations in RULE.findall(COMMENT.sub("", text)):
        # A backdrop inherits no custom property in the browsers of two years ago.
        if "::backdrop" in selector:
            continue
        for declaration in declarations.split(";"):
            name, _, value = declaration.strip().partition(":")
            if RAW.search(value) and not name.startswith("--"):
                yield declaration.strip()


def test_every_colour_of_a_rule_has_a_name():
    raw = [
        f"{path.name}: {declaration}"
        for path in sorted(STYLES.glob("*.css"))
        for declaration in raw_colours(path.read_text(encoding="utf-8"))
    ]
    assert raw == []


def test_a_colour_without_a_name_is_seen():
    text = """
        :root { --line: #000; }  /* #fff is white */
        #top { color: var(--line); background: var(--page, #fff); }
        @media (width < 30rem) { a { color: RGB(0 0 0 / 50%); border: 1px solid #000000 } }
    """
    assert list(raw_colours(text)) == [
        "background: var(--page, #fff)",
        "color: RGB(0 0 0 / 50%)",
        "border: 1px solid #000000",
    ]

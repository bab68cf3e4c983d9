"""How wide the text of a chart is, without the font that a reader's machine has."""

import unicodedata

from .svgparts import FONT_SIZE

# In parts of the letters' height: no Japanese font draws wider than this.
_WIDE, _CAPITAL, _OTHER = 1.0, 0.95, 0.64
_ALSO_WIDE = "mw@%&"


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """The width of a text in the unit of the picture, rather too wide than too narrow."""
    return sum(map(_part, text)) * size


def _part(character: str) -> float:
    if unicodedata.east_asian_width(character) in "FWA":
        return _WIDE
    return _CAPITAL if character.isupper() or character in _ALSO_WIDE else _OTHER


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines that are no wider than `width`; one letter a line at the least."""
    lines, line = [], ""
    for character in text:
        if line and text_width(line + character) > width:
            lines.append(line)
            line = character.strip()
        else:
            line += character
    return [*lines, line] if line or not lines else lines

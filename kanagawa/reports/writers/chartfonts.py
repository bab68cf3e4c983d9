"""How wide the text of a chart is, without the font that a reader's machine has."""

import re
import unicodedata
from collections.abc import Iterator

from .svgparts import FONT_SIZE

# In parts of the letters' height: no Japanese font draws wider than this.
_WIDE, _CAPITAL, _OTHER = 1.0, 0.95, 0.64
_ALSO_WIDE = "mw@%&"
_PIECE = re.compile("(?s)[!-~\u2019]+ *|.")


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """The width of a text in the unit of the picture, rather too wide than too narrow."""
    return sum(map(_part, text)) * size


def _part(character: str) -> float:
    if unicodedata.east_asian_width(character) in "FWA":
        return _WIDE
    return _CAPITAL if character.isupper() or character in _ALSO_WIDE else _OTHER


def wrapped(text: str, width: float) -> list[str]:
    """A text in lines that are no wider than `width`; one letter a line at the least.

    Japanese breaks anywhere, a word in Latin letters and a number only where it is too long itself.
    """
    lines, line = [], ""
    for piece in _pieces(text, width):
        if line and text_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line or not lines else lines


def _pieces(text: str, width: float) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        yield from piece if text_width(piece.rstrip()) > width else (piece,)

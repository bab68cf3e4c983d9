"""What a person sees in a cell and no reader reads: struck, raised, tiny or unseen letters."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from .other_programs import MAIN

_RUN = f"{{{MAIN}}}r/{{{MAIN}}}rPr"
_OFF = ("0", "false")
_WINDOW, _INK = (255, 255, 255), (0, 0, 0)
_THEME = {0: _WINDOW, 1: _INK}  # the others are colours that are seen
_ALIKE = 60  # the sum over red, green and blue up to which a letter is not told from its ground
_TINY = 4  # points
_SYMBOLS = ("wingdings", "webdings", "symbol")

STRUCK = "取消線の付いた文字（見え消し）"
RAISED = "上付き・下付きの文字"
UNSEEN = "見えない文字（白い文字など、欄の色と同じ色）"
TINY = "見えないほど小さい文字"
SYMBOL = "記号のフォントの文字"
REPEATED = "繰り返して見せる配置（「5」が「555」と見えるもの）"

Colour = tuple[int, ...]


def marks_of_text(text: Element, fill: Any = None) -> Iterator[str]:
    """The marks of the runs of a text with formats of its own (`is` or `si`) on this ground."""
    for run in text.iterfind(_RUN):
        yield from _marks_of_letters(run, _ground(fill))


def marks_under_rule(cell: Any, font: Element | None, ground: Colour | None) -> Iterator[str]:
    """The marks that a rule gives a cell (openpyxl's): letters, ground, or (None) its own."""
    behind = ground or _ground(cell.fill)
    if font is not None:
        yield from _marks_of_letters(font, behind)
    is_coloured = font is not None and font.find(f"{{{MAIN}}}color") is not None
    if ground is not None and not is_coloured and _is_alike(_of_font(cell.font), behind):
        yield UNSEEN


def _marks_of_letters(run: Element, ground: Colour | None) -> Iterator[str]:
    strike = run.find(f"{{{MAIN}}}strike")
    if strike is not None and strike.get("val", "1") not in _OFF:
        yield STRUCK
    raised = run.find(f"{{{MAIN}}}vertAlign")
    if raised is not None and raised.get("val") in ("superscript", "subscript"):
        yield RAISED
    size, name = run.find(f"{{{MAIN}}}sz"), run.find(f"{{{MAIN}}}rFont")
    if size is not None and _number(size.get("val")) < _TINY:
        yield TINY
    if name is not None and name.get("val", "").lower().startswith(_SYMBOLS):
        yield SYMBOL
    color = run.find(f"{{{MAIN}}}color")
    if color is not None and _is_alike(colour_of(color), ground):
        yield UNSEEN


def marks_of_font(font: Any, fill: Any = None) -> Iterator[str]:
    """The marks of the font of a whole cell on its ground (openpyxl's)."""
    if font.strike:
        yield STRUCK
    if font.vertAlign in ("superscript", "subscript"):
        yield RAISED
    if font.sz is not None and font.sz < _TINY:
        yield TINY
    if (font.name or "").lower().startswith(_SYMBOLS):
        yield SYMBOL
    if _is_alike(_of_font(font), _ground(fill)):
        yield UNSEEN


def _of_font(font: Any) -> Colour | None:
    return _of_color(font.color) if font.color is not None else _INK


def _is_alike(letter: Colour | None, ground: Colour | None) -> bool:
    if letter is None or ground is None:
        return False
    return sum(abs(a - b) for a, b in zip(letter, ground, strict=True)) <= _ALIKE


def _ground(fill: Any) -> Colour | None:
    """The colour behind the letters; that of the sheet where the cell has none of its own."""
    if getattr(fill, "patternType", None) != "solid":
        return _WINDOW
    return _of_color(fill.fgColor)


def _of_color(color: Any) -> Colour | None:
    """Red, green and blue of openpyxl's colour; None for one that only the theme knows."""
    if color.type == "rgb":
        return _of_hex(color.rgb)
    if color.type == "indexed":
        return _of_index(color.indexed)
    return _tinted(_THEME.get(color.theme), color.tint)


def colour_of(color: Element) -> Colour | None:
    """Red, green and blue of an element; None for one that only the theme knows."""
    if rgb := color.get("rgb"):
        return _of_hex(rgb)
    if (index := color.get("indexed", "")).isdecimal():
        return _of_index(int(index))
    if (theme := color.get("theme", "")).isdecimal():
        return _tinted(_THEME.get(int(theme)), _number(color.get("tint")))
    return _INK


def _of_hex(rgb: str) -> Colour | None:
    try:
        return tuple(bytes.fromhex(rgb[-6:])) if len(rgb) >= 6 else None
    except ValueError:
        return None


def _of_index(index: int) -> Colour | None:
    """64 and 65 are those of the letters and of the sheet."""
    from openpyxl.styles.colors import COLOR_INDEX

    if index in (64, 65):
        return (_INK, _WINDOW)[index - 64]
    return _of_hex(COLOR_INDEX[index]) if index < len(COLOR_INDEX) else None


def _tinted(colour: Colour | None, tint: float) -> Colour | None:
    """Darker for a tint below 0, lighter above."""
    if colour is None:
        return None
    if tint < 0:
        return tuple(round(part * (1 + tint)) for part in colour)
    return tuple(round(part + (255 - part) * tint) for part in colour)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0

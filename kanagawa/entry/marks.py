"""What a person sees in a cell and no reader reads: struck or raised letters, white on white,
number formats that show another number than the one stored.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from .other_programs import MAIN

_RUN = f"{{{MAIN}}}r/{{{MAIN}}}rPr"
_OFF = ("0", "false")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_SKIPPED = re.compile(r"_.|\*.|\[[^\]]*\]")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_LARGE = re.compile("[兆億万千百十]")
_WHITE = ("FFFFFFFF", "00FFFFFF")

STRUCK = "取消線の付いた文字（見え消し）"
RAISED = "上付き・下付きの文字"
WHITE = "白い文字（見えない文字）"


def marks_of_text(text: Element) -> Iterator[str]:
    """The marks of the runs of a text with formats of its own (`is` or `si`)."""
    for run in text.iterfind(_RUN):
        yield from _marks_of_run(run)


def _marks_of_run(run: Element) -> Iterator[str]:
    strike = run.find(f"{{{MAIN}}}strike")
    if strike is not None and strike.get("val", "1") not in _OFF:
        yield STRUCK
    raised = run.find(f"{{{MAIN}}}vertAlign")
    if raised is not None and raised.get("val") in ("superscript", "subscript"):
        yield RAISED
    color = run.find(f"{{{MAIN}}}color")
    if color is not None and (color.get("rgb") in _WHITE or color.get("theme") == "0"):
        yield WHITE


def marks_of_font(font: Any) -> Iterator[str]:
    """The marks of the font of a whole cell (openpyxl's)."""
    if font.strike:
        yield STRUCK
    if font.vertAlign in ("superscript", "subscript"):
        yield RAISED
    color = font.color
    if color is not None and color.type == "rgb" and color.rgb in _WHITE:
        yield WHITE
    if color is not None and color.type == "theme" and color.theme == 0 and not color.tint:
        yield WHITE


def shows_otherwise(number_format: str) -> str:
    """Why a number with this format is not the one that is seen; "" when it is.

    A section for one value only (`[=1234]"1,234万円"`, as our own workbooks have it) shows that.
    """
    sections = [s for s in _sections(number_format) if not s.startswith("[=")]
    if sections and not any(section.strip() for section in sections):
        return "値を見せない表示形式"
    for section in sections:
        words = "".join(a or b for a, b in _LITERAL.findall(section))
        digits = _SKIPPED.sub("", _LITERAL.sub("", section))
        if large := _LARGE.search(words + digits):
            return f"「{large[0]}」を付けて見せる表示形式"
        if _SCALED.search(digits):
            return "千の位や百万の位までを見せる表示形式"
    return ""


def shown_unit(number_format: str) -> str:
    """The words that the format shows behind the number: `0"人"` → 人."""
    sections = [s for s in _sections(number_format) if not s.startswith("[=")]
    behind = re.search(r'[0#?]((?:"[^"]*"|\\.)+)\s*$', sections[0]) if sections else None
    return "".join(a or b for a, b in _LITERAL.findall(behind[1])).strip() if behind else ""


def _sections(number_format: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+', number_format) or (
        [""] if number_format else []
    )

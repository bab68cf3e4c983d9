"""What a person sees in a cell and no reader reads: struck or raised letters, white on white."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from .other_programs import MAIN

_RUN = f"{{{MAIN}}}r/{{{MAIN}}}rPr"
_OFF = ("0", "false")
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

"""What a person sees in a cell and no reader reads, mark by mark."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from openpyxl.styles import Color, Font, PatternFill

from kanagawa.entry.marks import (
    RAISED,
    STRUCK,
    SYMBOL,
    TINY,
    UNSEEN,
    colour_of,
    marks_of_font,
    marks_of_text,
    marks_under_rule,
)
from kanagawa.entry.other_programs import MAIN

BLACK, GREY, WHITE = PatternFill("solid", fgColor="FF000000"), "FF808080", "FFFFFFFF"


def element(inner: str) -> Element:
    return ElementTree.fromstring(f'<a xmlns="{MAIN}">{inner}</a>')


def text(inner: str) -> Element:
    """Two runs, of which the second has these formats."""
    return element(f"<r><t>x</t></r><r><rPr>{inner}</rPr><t>y</t></r>")


class CellOf:
    """As much of openpyxl's cell as marks ask for."""

    def __init__(self, font: Font | None = None, fill: PatternFill | None = None) -> None:
        self.font, self.fill = font or Font(), fill or PatternFill()


@pytest.mark.parametrize(
    ("inner", "marks"),
    [
        ("", []),
        ("<strike/>", [STRUCK]),
        ('<strike val="1"/>', [STRUCK]),
        ('<strike val="0"/>', []),
        ('<strike val="false"/>', []),
        ('<vertAlign val="superscript"/>', [RAISED]),
        ('<vertAlign val="subscript"/>', [RAISED]),
        ('<vertAlign val="baseline"/>', []),
        ("<vertAlign/>", []),
        ('<sz val="3.5"/>', [TINY]),
        ('<sz val="4"/>', []),
        ("<sz/>", [TINY]),
        ('<sz val="large"/>', [TINY]),
        ('<rFont val="Wingdings 2"/>', [SYMBOL]),
        ('<rFont val="ＭＳ ゴシック"/>', []),
        ("<rFont/>", []),
        ('<color rgb="FFFFFFFF"/>', [UNSEEN]),
        ('<color rgb="FF000000"/>', []),
        ('<strike/><sz val="1"/><color rgb="FFFFFFFF"/>', [STRUCK, TINY, UNSEEN]),
    ],
)
def test_the_marks_of_a_part_of_a_text(inner, marks):
    assert list(marks_of_text(text(inner))) == marks


def test_white_letters_are_seen_on_a_black_ground_and_black_ones_are_not():
    assert list(marks_of_text(text('<color rgb="FFFFFFFF"/>'), BLACK)) == []
    assert list(marks_of_text(text('<color rgb="FF000000"/>'), BLACK)) == [UNSEEN]


@pytest.mark.parametrize(
    ("font", "fill", "marks"),
    [
        (Font(), None, []),
        (Font(color=Color(theme=1)), None, []),
        (Font(strike=True), None, [STRUCK]),
        (Font(vertAlign="superscript"), None, [RAISED]),
        (Font(vertAlign="subscript"), None, [RAISED]),
        (Font(vertAlign="baseline"), None, []),
        (Font(sz=3), None, [TINY]),
        (Font(sz=4), None, []),
        (Font(name="Webdings"), None, [SYMBOL]),
        (Font(name="Symbol"), None, [SYMBOL]),
        (Font(name="ＭＳ 明朝"), None, []),
        (Font(color=WHITE), None, [UNSEEN]),
        (Font(color=Color(theme=0)), None, [UNSEEN]),
        (Font(color=Color(indexed=65)), None, [UNSEEN]),
        (Font(color=Color(indexed=64)), None, []),
        (Font(color=Color(theme=7)), None, []),
        # The colour of letters that have none is black.
        (Font(), BLACK, [UNSEEN]),
        (Font(color=WHITE), BLACK, []),
        (Font(), PatternFill("gray125", fgColor="FF000000"), []),
        (Font(color=GREY), PatternFill("solid", fgColor=GREY), [UNSEEN]),
        (Font(color=WHITE), PatternFill("solid", fgColor=Color(theme=7)), []),
    ],
)
def test_the_marks_of_a_cell(font, fill, marks):
    assert list(marks_of_font(font, fill)) == marks


@pytest.mark.parametrize(
    ("letters", "is_unseen"),
    [("FF808080", True), ("FF948080", True), ("FF9494A8", False)],
)
def test_letters_are_not_seen_up_to_a_small_difference_of_all_colours_together(letters, is_unseen):
    ground = PatternFill("solid", fgColor=GREY)
    run = element(f'<r><rPr><color rgb="{letters}"/></rPr></r>')
    assert (UNSEEN in marks_of_text(run, ground)) is is_unseen


def test_sixty_steps_of_colour_are_alike_and_one_more_is_not():
    ground = PatternFill("solid", fgColor="FF000000")
    for letters, marks in (("FF141414", [UNSEEN]), ("FF141415", []), ("FF00003D", [])):
        assert list(marks_of_text(text(f'<color rgb="{letters}"/>'), ground)) == marks


@pytest.mark.parametrize(
    ("inner", "colour"),
    [
        ('<color rgb="FF102030"/>', (16, 32, 48)),
        ('<color rgb="102030"/>', (16, 32, 48)),
        ('<color rgb="30"/>', None),
        ('<color rgb="FFXXXXXX"/>', None),
        ('<color indexed="64"/>', (0, 0, 0)),
        ('<color indexed="65"/>', (255, 255, 255)),
        ('<color indexed="2"/>', (255, 0, 0)),
        ('<color indexed="63"/>', (51, 51, 51)),
        ('<color indexed="66"/>', None),
        ('<color theme="0"/>', (255, 255, 255)),
        ('<color theme="1"/>', (0, 0, 0)),
        ('<color theme="4"/>', None),
        ('<color theme="0" tint="-0.5"/>', (128, 128, 128)),
        ('<color theme="1" tint="0.2"/>', (51, 51, 51)),
        ('<color theme="0" tint="0.5"/>', (255, 255, 255)),
        ('<color theme="0" tint="x"/>', (255, 255, 255)),
        ('<color theme="1" tint="x"/>', (0, 0, 0)),
        ('<color theme="0" tint="-1"/>', (0, 0, 0)),
        ('<color theme="1" tint="1"/>', (255, 255, 255)),
        ("<color/>", (0, 0, 0)),
    ],
)
def test_a_colour_is_named_in_four_ways(inner, colour):
    assert colour_of(element(inner)[0]) == colour


@pytest.mark.parametrize(
    ("letters", "ground", "cell", "marks"),
    [
        (None, None, CellOf(Font(color=WHITE)), []),  # the cell's own marks are told elsewhere
        ("<strike/>", None, CellOf(), [STRUCK]),
        ('<color rgb="FFFFFFFF"/>', None, CellOf(), [UNSEEN]),
        ('<color rgb="FFFFFFFF"/>', None, CellOf(fill=BLACK), []),
        ('<color rgb="FFFFFFFF"/>', (0, 0, 0), CellOf(), []),
        ('<color rgb="FFFFFFFF"/>', (255, 255, 255), CellOf(fill=BLACK), [UNSEEN]),
        (None, (0, 0, 0), CellOf(), [UNSEEN]),
        (None, (0, 0, 0), CellOf(Font(color=WHITE)), []),
        ("<b/>", (0, 0, 0), CellOf(), [UNSEEN]),
        ("<b/>", (200, 0, 0), CellOf(), []),
    ],
)
def test_a_rule_gives_letters_or_a_ground_of_its_own(letters, ground, cell, marks):
    font = None if letters is None else element(letters)
    assert list(marks_under_rule(cell, font, ground)) == marks

"""The rules of a sheet: which cells they are for, what they put on them, and what is left alone."""

import io
import zipfile
from types import SimpleNamespace

import pytest

from kanagawa.entry.marks import STRUCK
from kanagawa.entry.sheet_rules import (
    VALUE_HIDDEN,
    Dress,
    SheetRules,
    dresses_of,
    hides_zeros,
    rules_of,
)
from kanagawa.entry.unsafe_files import UnsafeFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
EXCEL = "http://schemas.microsoft.com/office/excel/2006/main"
STRIKE = "<font><strike/></font>"


def cell(at: str) -> SimpleNamespace:
    """As openpyxl's, of black letters on white."""
    from openpyxl.utils.cell import coordinate_from_string

    letters, row = coordinate_from_string(at)
    column = "ABCDEFGH".index(letters) + 1
    return SimpleNamespace(coordinate=at, column=column, row=row, fill=None, font=None)


def sheet(*rules: str, at: str = "B2") -> bytes:
    areas = "".join(
        f'<conditionalFormatting sqref="{at}">{rule}</conditionalFormatting>' for rule in rules
    )
    return f'<worksheet xmlns="{MAIN}">{areas}</worksheet>'.encode()


def rule(dxf: str = "0", inner: str = "") -> str:
    return f'<cfRule type="expression" dxfId="{dxf}">{inner}</cfRule>'


def styles(*dxfs: str, name: str = "xl/styles.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # One outside of the list is no rule's.
        outside = f"<dxf>{STRIKE}</dxf>"
        inside = "".join(f"<dxf>{dxf}</dxf>" for dxf in dxfs)
        archive.writestr(
            name, f'<styleSheet xmlns="{MAIN}">{outside}<dxfs>{inside}</dxfs>{outside}</styleSheet>'
        )
    return file.getvalue()


def number_format(code: str) -> str:
    return f'<numFmt numFmtId="190" formatCode="{code}"/>'


def cells_under(places: str, dress: Dress = Dress(number_format="0%")) -> set[str]:  # noqa: B008
    rules = SheetRules()
    rules.add(places, dress)
    around = [f"{column}{row}" for column in "ABCDE" for row in range(1, 6)]
    return {at for at in around if list(rules.of(cell(at)))}


@pytest.mark.parametrize(
    ("places", "cells"),
    [
        ("B2", {"B2"}),
        ("$B$2 D4", {"B2", "D4"}),
        ("B2:C3", {"B2", "B3", "C2", "C3"}),
        ("B:B", {f"B{row}" for row in range(1, 6)}),
        ("3:3", {f"{column}3" for column in "ABCDE"}),
        ("E5 nonsense:", {"E5"}),
        ("", set()),
    ],
)
def test_a_rule_is_for_the_cells_of_its_areas(places, cells):
    assert cells_under(places) == cells


def test_whole_rows_and_columns_reach_to_the_end_of_a_sheet():
    rules = SheetRules()
    rules.add("2:2 B:B", Dress(hides_value=True))
    assert [area for area, _ in rules.areas] == [(1, 2, 2**14, 2), (2, 1, 2, 2**20)]


@pytest.mark.parametrize(
    ("dress", "counts"),
    [
        (Dress(), False),
        (Dress(ground=(0, 0, 0)), True),
        (Dress(number_format="0%"), True),
        (Dress(hides_value=True), True),
    ],
)
def test_what_a_rule_does_not_change_is_left_alone(dress, counts):
    assert bool(dress) is counts
    assert cells_under("B2 D4:E5", dress) == ({"B2", "D4", "D5", "E4", "E5"} if counts else set())


def test_an_area_is_kept_once_for_rules_of_one_dress():
    rules = SheetRules()
    dress, other = Dress(number_format="0%"), Dress(number_format="0.0")
    for each in (dress, dress, other):
        rules.add("A1:B2", each)
    assert rules.areas == [((1, 1, 2, 2), dress), ((1, 1, 2, 2), other)]
    assert rules.formats(cell("A1")) == ("0%", "0.0")
    assert rules.formats(cell("C1")) == ()


def test_more_areas_than_can_be_looked_through_are_refused():
    rules = SheetRules(areas=[((1, 1, 1, 1), Dress(hides_value=True))])
    rules.require_few(5_000_000)
    with pytest.raises(UnsafeFile, match="条件付き書式が多すぎる"):
        rules.require_few(5_000_001)


@pytest.mark.parametrize(
    ("view", "hidden"),
    [
        ('<sheetView showZeros="0"/>', True),
        ("<x:sheetView tabSelected='1' showZeros='false'>", True),
        ('<sheetView showZeros="1"/>', False),
        ('<sheetView/><other showZeros="0"/>', False),
    ],
)
def test_a_sheet_that_shows_no_zeros_says_so_in_its_view(view, hidden):
    assert hides_zeros(view.encode()) is hidden


def test_a_rule_names_its_dress_by_number():
    of_file = [Dress(number_format="0"), Dress(number_format="0%")]
    for number, formats in (("0", ("0",)), ("1", ("0%",)), ("2", ()), ("x", ()), ("-1", ())):
        rules = rules_of(sheet(rule(number)), lambda: of_file)
        assert rules.formats(cell("B2")) == formats, number


def test_the_rules_of_a_file_are_read_only_where_a_sheet_has_some():
    assert not rules_of(b"<worksheet/>", lambda: pytest.fail("read for nothing")).at


def test_every_rule_of_a_sheet_is_read():
    of_file = [Dress(number_format="0"), Dress(number_format="0%")]
    sheets = sheet(f"<extLst/>{rule('0')}{rule('1')}", rule("0"))
    rules = rules_of(sheets.replace(b"<worksheet", b"<worksheet a='1'"), lambda: of_file)
    assert rules.formats(cell("B2")) == ("0", "0%", "0")


def test_a_rule_of_our_own_that_shows_all_digits_is_left_alone():
    ours = "<formula>$B$2&lt;&gt;INT($B$2)</formula>"
    for formula, code, counts in (
        (ours, "#,##0.0", False),
        (ours, "0%", True),
        ("<formula>$B$2&lt;&gt;INT($C$2)</formula>", "#,##0.0", True),
        ("", "#,##0.0", True),
    ):
        rules = rules_of(sheet(rule(inner=formula)), lambda c=code: [Dress(number_format=c)])
        assert bool(rules.at) is counts, (formula, code)


@pytest.mark.parametrize(
    ("inner", "marks"),
    [
        ('<dataBar showValue="0"/>', [VALUE_HIDDEN]),
        ('<iconSet showValue="false"/>', [VALUE_HIDDEN]),
        ('<other/><dataBar showValue="0"/>', [VALUE_HIDDEN]),
        ('<dataBar showValue="1"/>', []),
        ("<dataBar/>", []),
        ('<other showValue="0"/>', []),
        (f"<dxf>{STRIKE}</dxf>", [STRUCK]),
    ],
)
def test_a_bar_or_an_icon_may_stand_for_the_value(inner, marks):
    rules = rules_of(sheet(f'<cfRule type="dataBar">{inner}</cfRule>'), list)
    assert list(rules.marks(cell("B2"))) == marks
    assert list(rules.marks(cell("B3"))) == []


def test_the_areas_of_an_extension_stand_inside_of_it():
    inner = f'{rule()}<xm:sqref xmlns:xm="{EXCEL}">D4</xm:sqref>'
    rules = rules_of(sheet(inner, at=""), lambda: [Dress(number_format="0%")])
    assert list(rules.at) == ["D4"]


def test_the_dresses_of_a_file_stand_in_its_order():
    dresses = dresses_of(styles(number_format("0%"), "", STRIKE))
    assert [dress.number_format for dress in dresses] == ["0%", "", ""]
    assert [dress.font is not None for dress in dresses] == [False, False, True]
    assert [bool(dress) for dress in dresses] == [True, False, True]
    # One so long that its end is not read yet where it begins.
    (long,) = dresses_of(styles(f"<!--{'x' * 200_000}-->{STRIKE}"))
    assert long.font is not None
    assert dresses_of(styles("", name="XL/Styles.XML")) == [Dress()]
    assert dresses_of(styles("", name="xl/other.xml")) == []


@pytest.mark.parametrize(
    ("pattern", "ground"),
    [
        ('<patternFill><bgColor rgb="FF102030"/></patternFill>', (16, 32, 48)),
        ('<patternFill patternType="solid"><bgColor rgb="FF102030"/></patternFill>', (16, 32, 48)),
        ('<patternFill patternType="gray125"><bgColor rgb="FF102030"/></patternFill>', None),
        (
            '<patternFill><fgColor rgb="FF000000"/><bgColor rgb="FF102030"/></patternFill>',
            (16, 32, 48),
        ),
        ('<patternFill><bgColor auto="1"/><fgColor rgb="FF102030"/></patternFill>', (16, 32, 48)),
        ('<patternFill><fgColor auto="1"/></patternFill>', None),
        ("", None),
    ],
)
def test_the_ground_of_a_rule_is_the_back_of_its_pattern(pattern, ground):
    (dress,) = dresses_of(styles(f"<fill>{pattern}</fill>"))
    assert dress.ground == ground

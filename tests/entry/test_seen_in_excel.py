"""What a person sees in a cell and what it holds: conditional formats, formats of days, digits."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule, FormulaRule, Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from kanagawa.entry.cell_values import NotTyped, typed
from kanagawa.entry.reading import read_workbook
from kanagawa.entry.sheet_reader import Book
from kanagawa.entry.workbook import entry_workbook
from kanagawa.staff.rows.fields import DateField, MonthFormField

from .books import closed, edited, opened, places
from .test_other_programs import put, rewritten

pytestmark = pytest.mark.sample


@pytest.fixture
def content(draft, clerk):
    return entry_workbook(draft, "robots", clerk)


@pytest.fixture
def place(content):
    cells = places(opened(content))
    return next(p for p in cells.values() if "|value|actual" in p.shown)


def of_format(code):
    number_format = NumberFormat(numFmtId=190, formatCode=code)
    return Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(numFmt=number_format))


def bar_alone():
    rule = DataBarRule("min", None, "max", None, "FF638EC6", showValue=False)
    return rule


TOLD = [
    (lambda: FormulaRule(["TRUE"], font=Font(strike=True)), "取消線"),
    (lambda: FormulaRule(["TRUE"], font=Font(color="FFFFFFFF")), "見えない文字"),
    (lambda: FormulaRule(["TRUE"], fill=PatternFill(bgColor="FF000000")), "見えない文字"),
    (lambda: of_format('#,##0"万円"'), "「万」"),
    (lambda: of_format("#,##0,"), "千の位"),
    (lambda: of_format(";;;"), "値を見せない"),
    (lambda: of_format("0%"), "「％」"),
    (lambda: of_format('0"人"'), "「人」"),
    (bar_alone, "データバー"),
]
READ = [
    lambda: FormulaRule(
        ["TRUE"], font=Font(color="FFFF0000"), fill=PatternFill(bgColor="FFFFC7CE")
    ),
    lambda: FormulaRule(["TRUE"], fill=PatternFill(bgColor="FFC6EFCE")),
    lambda: of_format("#,##0"),
    lambda: DataBarRule("min", None, "max", None, "FF638EC6"),
]


def ruled(content, place, rule, area="{at}", value=4321):
    def add(book):
        put(book, place, value)
        sheet = book[place.sheet]
        sheet.conditional_formatting.add(area.format(at=place.value), rule)

    return edited(content, add)


def test_a_rule_that_shows_something_else_is_told_with_its_place(draft, content, place):
    areas = {TOLD[0][1]: ("{at}", "A1:XFD1048576")}
    for make, words in TOLD:
        for area in areas.get(words, ("{at}",)):
            (problem, *_) = read_workbook(
                ruled(content, place, make(), area), draft, "robots"
            ).problems
            assert words in problem.message and "条件付き書式" in problem.message
        assert problem.sheet == place.sheet
    for make in READ:
        reading = read_workbook(ruled(content, place, make()), draft, "robots")
        assert (reading.problems, reading.entries[place.ref].value) == ([], "4321")


def test_a_value_that_is_repeated_over_its_cell_is_told(draft, content, place):
    def repeat(book):
        put(book, place, 5).alignment = Alignment(horizontal="fill")

    (problem,) = read_workbook(edited(content, repeat), draft, "robots").problems
    assert problem.at == place.value and "繰り返して" in problem.message


def test_a_zero_on_a_sheet_that_shows_none_is_told(draft, content, place):
    def read(value):
        def set_up(book):
            put(book, place, value)
            book[place.sheet].sheet_view.showZeros = False

        return read_workbook(edited(content, set_up), draft, "robots")

    (problem,) = read(0).problems
    assert problem.at == place.value and "０を見せない設定" in problem.message
    assert (read(4321).problems, read(4321).entries[place.ref].value) == ([], "4321")


def test_a_rule_that_excel_keeps_in_its_extension_is_told(draft, content, place):
    main = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    excel = "http://schemas.microsoft.com/office/excel/2006/main"
    rule = (
        f'<extLst><ext xmlns:x14="{main}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{excel}">'
        '<x14:cfRule type="expression" priority="1" id="{1}"><xm:f>TRUE</xm:f>'
        "<x14:dxf><font><strike/></font></x14:dxf></x14:cfRule>"
        f"<xm:sqref>{place.value}</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    book = opened(content)
    put(book, place, 4321)
    sheet = f"xl/worksheets/sheet{book.sheetnames.index(place.sheet) + 1}.xml"

    def extend(name, part):
        return part.replace(b"</worksheet>", rule.encode()) if name == sheet else part

    (problem,) = read_workbook(rewritten(closed(book), extend), draft, "robots").problems
    assert problem.at == place.value and "取消線" in problem.message


def test_more_digits_than_excel_keeps_and_texts_that_are_not_seen_are_told(draft, content, place):
    for value, code, words in (
        (1234567890123450, "0", "15桁"),
        ("集計中", ";;;", "見せない"),
        ("40", '@"万"', "「万」"),
    ):
        typed = edited(content, lambda book, v=value, c=code: put(book, place, v, c))
        (problem,) = read_workbook(typed, draft, "robots").problems
        assert problem.at == place.value and words in problem.message
    typed = edited(content, lambda book: put(book, place, "集計中", '#,##0;"△"#,##0;"－"'))
    assert read_workbook(typed, draft, "robots").problems == []


def in_format(number):
    """The text of a cell with 46054 in the built-in format of this number."""
    book = Workbook()
    book.active["A1"] = 46054
    book.active["A1"].number_format = "0.00"
    file = rewritten(
        closed(book), lambda _, p: p.replace(b'numFmtId="2"', b'numFmtId="%d"' % number)
    )
    return typed(Book(file).cells("Sheet", {"A1"})["A1"]).text


def test_a_day_is_read_as_it_is_seen_in_the_formats_that_excel_in_japan_knows():
    seen = {3: "46054", 14: "令和８年２月１日", 16: "２月１日", 17: "令和８年２月", 5: "¥46054"}
    seen |= {28: seen[14], 30: seen[14], 34: seen[17], 35: seen[16], 36: seen[14]}
    seen |= {51: seen[14], 55: seen[17], 56: seen[16], 57: seen[14], 44: seen[5]}
    assert {number: in_format(number) for number in seen} == seen
    for number in (20, 32, 45):
        with pytest.raises(NotTyped, match="時刻"):
            in_format(number)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (MonthFormField, "２月１日", "日があります"),
        (MonthFormField, "令和８年２月１日", "日があります"),
        (MonthFormField, "2026/2/1", "日があります"),
        (MonthFormField, "2026-02-01 00:00:00", "日があります"),
        (MonthFormField, "Feb-26", "英語の年月"),
        (MonthFormField, "2月", "年がありません"),
        (DateField, "２月１日", "年がありません"),
        (DateField, "1-Feb-26", "英語の日付"),
        (DateField, "令和８年２月", "日がありません"),
    ],
)
def test_a_date_takes_what_it_prints_and_tells_what_is_missing_or_too_much(field, text, words):
    with pytest.raises(ValidationError, match=words):
        field().clean(text)


def test_a_month_is_read_from_our_files():
    assert (
        MonthFormField().clean("2026-02-01") == date(2026, 2, 1) == MonthFormField().clean("R8.2")
    )

"""Workbooks as other programs and other hands leave them: read, or refused with the reason."""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Color, Font, PatternFill

from kanagawa.entry.reading import read_workbook
from kanagawa.entry.unsafe_files import UnsafeFile
from kanagawa.entry.workbook import entry_workbook

from .books import edited, opened, places

pytestmark = pytest.mark.sample
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rewritten(content, change):
    """The file with every part given to `change` (name, bytes); None leaves the part out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is not None:
                target.writestr(name, part)
    return buffer.getvalue()


def strict(name, part):
    part = part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return part.replace(OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")


def one_empty_fill(name, part):
    """openpyxl stumbles over it, and the colours of the others are still there."""
    if name != "xl/styles.xml":
        return part
    return part.replace(b"</fills>", b"<fill/></fills>", 1)


def named_as_in_windows(content):
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name.replace("xl/", "xl\\"): source.read(name) for name in source.namelist()}
    return zipped(parts)


def added(content, name, data):
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    return zipped({**parts, name: data})


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return buffer.getvalue()


def empty_fills(name, part):
    return re.sub(rb"<fill>.*?</fill>", b"<fill/>", part) if name == "xl/styles.xml" else part


def without_styles_of_fonts(name, part):
    if name != "xl/styles.xml":
        return part
    return re.sub(rb"<(fonts|fills|borders|cellStyles|dxfs)\b.*?</\1>", b"", part, flags=re.S)


def without_number_formats(name, part):
    if name != "xl/styles.xml":
        return part
    return re.sub(rb"<numFmts\b.*?</numFmts>", b"", part, count=1, flags=re.S)


def without_dimension(name, part):
    return re.sub(rb"<dimension[^>]*/>", b"", part)


def without_what_is_optional(name, part):
    return None if name.startswith(("docProps/", "xl/theme")) else part


@pytest.fixture
def content(draft, clerk):
    return entry_workbook(draft, "robots", clerk)


@pytest.fixture
def place(content):
    """A figure that is typed on the paper itself and has a value."""
    cells = places(load_workbook(io.BytesIO(content)))
    return next(p for p in cells.values() if "|value|actual" in p.shown)


def test_every_form_that_excel_opens_is_read(draft, content, place):
    typed = edited(content, lambda book: put(book, place, 4321))
    forms = (
        strict,
        empty_fills,
        without_styles_of_fonts,
        without_number_formats,
        without_dimension,
        without_what_is_optional,
    )
    for form in forms:
        reading = read_workbook(rewritten(typed, form), draft, "robots")
        assert reading.problems == [], form
        assert reading.entries[place.ref].value == "4321", form


def test_parts_that_are_named_as_files_of_windows_are_read_with_their_comments(
    draft, content, place
):
    def comment(book):
        put(book, place, 4321)
        book[place.sheet][place.value].comment = Comment("確認中です", "佐藤")

    reading = read_workbook(named_as_in_windows(edited(content, comment)), draft, "robots")
    assert reading.entries[place.ref].value == "4321"
    assert "確認中です" in reading.remarks[0].message


def put(book, place, value, number_format=None):
    cell = book[place.sheet][place.value]
    cell.value = value
    if number_format:
        cell.number_format = number_format
    return cell


def typed_as(content, place, inner):
    """The file with this XML in the cell of the figure."""
    book = load_workbook(io.BytesIO(content))
    sheet = f"xl/worksheets/sheet{book.sheetnames.index(place.sheet) + 1}.xml"

    def change(name, part):
        if name != sheet:
            return part
        cell = rf'<c r="{place.value}"( s="\d+")?[^>]*?(/>|>.*?</c>)'
        new = rf'<c r="{place.value}"\1 t="inlineStr"><is>{inner}</is></c>'
        text, count = re.subn(cell, new, part.decode(), count=1)
        assert count == 1
        return text.encode()

    return rewritten(content, change)


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<r><rPr><strike/></rPr><t>9</t></r><r><t>5</t></r>", "取消線"),
        ('<r><t>5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r>', "上付き"),
        ('<r><rPr><color rgb="FFFFFFFF"/></rPr><t>9</t></r><r><t>5</t></r>', "白い文字"),
        ("<t>皆無</t>", ""),
        ("<t>40\u200b</t>", ""),
        ('<r><rPr><strike val="0"/></rPr><t>40</t></r>', ""),
        ('<t>40</t><rPh sb="0" eb="1"><t>ヨン</t></rPh>', ""),
    ],
)
def test_marks_that_no_reader_reads_are_refused_with_their_place(
    draft, content, place, inner, told
):
    reading = read_workbook(typed_as(content, place, inner), draft, "robots")
    if told:
        (problem,) = reading.problems
        assert (problem.sheet, problem.at) == (place.sheet, place.value)
        assert told in problem.message
    else:
        assert reading.problems == []
        assert reading.entries[place.ref].value in ("皆無", "40")


YELLOW = "00FFF7D6"  # of the cells to fill in
UNSEEN = [
    (Font(strike=True), None, "取消線"),
    (Font(color=YELLOW), None, "見えない文字"),
    (Font(color="FFFEFEFE"), None, "見えない文字"),
    (Font(color=Color(indexed=9)), None, "見えない文字"),
    (Font(color=Color(theme=0, tint=-0.05)), None, "見えない文字"),
    (Font(), PatternFill("solid", fgColor="FF000000"), "見えない文字"),
    (Font(sz=1), None, "小さい文字"),
    (Font(name="Wingdings"), None, "記号のフォント"),
    (Font(color="FFFF0000", b=True, i=True, u="double"), None, ""),
    (Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF000000"), ""),
]


def test_a_whole_cell_that_nobody_reads_as_it_stands_is_refused(draft, content):
    cells = [p for p in places(opened(content)).values() if "|value|actual" in p.shown]
    looks = dict(zip([p.ref for p in cells], UNSEEN, strict=False))

    def dress(book):
        for place in cells[: len(UNSEEN)]:
            font, fill, _ = looks[place.ref]
            cell = put(book, place, 95)
            cell.font, cell.fill = font, fill or PatternFill("solid", fgColor=YELLOW)

    typed = edited(content, dress)
    for form in (lambda name, part: part, one_empty_fill):
        problems = read_workbook(rewritten(typed, form), draft, "robots").problems
        by_ref = {p.ref: p.message for p in problems}
        for ref, (_, _, words) in looks.items():
            assert words in by_ref.get(ref, ""), words
            assert (ref in by_ref) == bool(words), words


def test_a_picture_is_told_and_a_link_is_refused_with_its_own_remedy(draft, content):
    drawn = added(content, "xl/drawings/drawing9.xml", b"<a/>")
    (remark,) = read_workbook(drawn, draft, "robots").remarks
    assert "図形" in remark.message
    for part, words in (("xl/externalLinks/a.xml", "リンクを解除"), ("xl/vbaProject.bin", ".xlsx")):
        with pytest.raises(UnsafeFile, match=words):
            read_workbook(added(content, part, b"<a/>"), draft, "robots")


def test_a_format_that_shows_another_number_is_told(draft, content, place):
    typed = edited(content, lambda book: put(book, place, 4071, '0"万"'))
    (problem,) = read_workbook(typed, draft, "robots").problems
    assert problem.at == place.value and "表示形式" in problem.message


def test_our_cells_show_what_they_round_until_another_format_is_pasted_over(draft, content, place):
    def put_fraction(book):
        rules = book[place.sheet].conditional_formatting[place.value]
        assert rules[0].dxf.numFmt.formatCode.startswith("#,##0.0#")
        put(book, place, 28.84)

    def paste_over(book):
        put(book, place, 28.84)
        del book[place.sheet].conditional_formatting[place.value]

    reading = read_workbook(edited(content, put_fraction), draft, "robots")
    assert (reading.entries[place.ref].value, reading.problems) == ("28.84", [])
    (problem,) = read_workbook(edited(content, paste_over), draft, "robots").problems
    assert problem.at == place.value and "桁を丸めて" in problem.message


def test_a_number_that_is_seen_with_a_word_is_what_is_seen(draft, content, place):
    def read(number_format):
        typed = edited(content, lambda book: put(book, place, 40, number_format))
        return read_workbook(typed, draft, "robots").entries[place.ref].value

    assert [read(f) for f in ('"約"0', '0"件程度"', "¥0")] == ["約40", "40件程度", "¥40"]

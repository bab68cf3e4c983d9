"""The limits of a file to the last byte: what is taken just so, and what is refused just beyond."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from kanagawa.entry import unsafe_files
from kanagawa.entry.unsafe_files import UnsafeFile, require_sizes, require_small, require_workbook

TYPES, BOOK, SHEET = "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"
PLAIN: dict[str, str | bytes] = {TYPES: "<Types/>", BOOK: "<workbook/>", SHEET: "<worksheet/>"}


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**PLAIN, **parts}.items():
            archive.writestr(name, part)
    return file.getvalue()


def refused(parts: Mapping[str, str | bytes], why: str) -> None:
    with pytest.raises(UnsafeFile, match=why):
        require_workbook(package(parts))


def member(name: str = "a", size: int = 0, packed: int = 10**9, **more: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.file_size, info.compress_size = size, packed
    for attribute, value in more.items():
        setattr(info, attribute, value)
    return info


def refused_sizes(*members: zipfile.ZipInfo, why: str) -> None:
    with pytest.raises(UnsafeFile, match=why):
        require_sizes(list(members))


def test_the_limits_are_those_that_were_measured():
    """Within them openpyxl takes a second or two; who moves one measures anew."""
    names = (name for name in vars(unsafe_files) if name.startswith("MAX_"))
    assert {name: getattr(unsafe_files, name) for name in names} == {
        "MAX_FILE": 5_242_880,
        "MAX_UNPACKED": 52_428_800,
        "MAX_XML": 12_582_912,
        "MAX_MEMBERS": 500,
        "MAX_RATIO": 200,
        "MAX_DEPTH": 30,
        "MAX_TAG": 1_048_576,
        "MAX_CELLS": 200_000,
        "MAX_OTHERS": 120_000,
        "MAX_SHEETS": 100,
        "MAX_FORMATS": 1_000,
        "MAX_FORMAT": 255,
    }


def test_a_file_is_as_large_as_five_megabytes():
    require_small(5_242_880)
    with pytest.raises(UnsafeFile, match=r"（6\.0MB）。5MBまでです"):
        require_small(6 * 1024 * 1024)
    with pytest.raises(UnsafeFile):
        require_small(5_242_881)


def test_what_a_package_claims_of_itself_is_counted_first():
    require_sizes([member(str(number)) for number in range(500)])
    refused_sizes(*(member(str(number)) for number in range(501)), why="501個")
    refused_sizes(member("a.xml"), member("A.XML"), why="同じ名前")
    require_sizes([member("a", 52_428_799), member("b", 1)])
    refused_sizes(member("a", 52_428_800), member("b", 1), why="大きすぎる")


def test_a_member_shrinks_two_hundred_times_at_most_but_for_a_small_one():
    require_sizes([member(size=2_000_000, packed=10_000), member("b", 1_000_000, 1)])
    refused_sizes(member(size=2_000_001, packed=10_000), why="不自然に")
    refused_sizes(member(size=1_000_001, packed=1), why="不自然に")
    refused_sizes(member("plain"), member(size=1_000_001, packed=1), why="不自然に")


def test_what_is_locked_or_packed_otherwise_is_told():
    require_sizes([member(flag_bits=0x808)])
    refused_sizes(member(flag_bits=0x1), why="パスワード")
    refused_sizes(member(flag_bits=0x809), why="パスワード")
    require_sizes([member(compress_type=zipfile.ZIP_DEFLATED)])
    refused_sizes(member(compress_type=zipfile.ZIP_BZIP2), why="圧縮方式")


def test_a_package_without_its_list_of_parts_is_broken():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(BOOK, "<workbook/>")
    with pytest.raises(UnsafeFile, match="壊れている"):
        require_workbook(file.getvalue())


def test_elements_are_nested_thirty_deep_and_close_again():
    side_by_side = "<a></a>" * 40
    require_workbook(package({SHEET: "<a>" * 30 + "</a>" * 30}))
    require_workbook(package({SHEET: f"<worksheet>{side_by_side}</worksheet>"}))
    refused({SHEET: "<a>" * 31 + "</a>" * 31}, why="入れ子")
    refused({SHEET: f"<a>{side_by_side}{'<a>' * 30}{'</a>' * 31}"}, why="入れ子")


@pytest.mark.parametrize(
    ("limit", "element"),
    [("MAX_CELLS", "<c/>"), ("MAX_CELLS", "<x:v/>"), ("MAX_OTHERS", "<mergeCell/>")],
)
def test_elements_are_counted_over_all_members(limit, element, monkeypatch):
    monkeypatch.setattr(unsafe_files, "MAX_CELLS", 1_000)
    monkeypatch.setattr(unsafe_files, "MAX_OTHERS", 1_000)
    monkeypatch.setattr(unsafe_files, limit, 20)
    others = 4 if limit == "MAX_OTHERS" else 0  # the roots of the members are no cells
    half = f"<worksheet xmlns:x='x'>{element * 10}</worksheet>"
    less = f"<worksheet xmlns:x='x'>{element * (10 - others)}</worksheet>"
    more = f"<worksheet xmlns:x='x'>{element * (11 - others)}</worksheet>"
    sheets = {"xl/worksheets/sheet2.xml": half}
    require_workbook(package({SHEET: less, **sheets}))
    with pytest.raises(UnsafeFile, match="セルや書式が多すぎます"):
        require_workbook(package({SHEET: more, **sheets}))


def test_bytes_of_xml_are_counted_over_all_members(monkeypatch):
    others = len("<Types/>") + len("<workbook/>")
    monkeypatch.setattr(unsafe_files, "MAX_XML", others + 2_000)
    sheet = "<worksheet>" + " " * (1_000 - len("<worksheet></worksheet>")) + "</worksheet>"
    require_workbook(package({SHEET: sheet, "xl/worksheets/sheet2.xml": sheet}))
    refused({SHEET: sheet, "xl/worksheets/sheet2.xml": sheet + " "}, why="展開すると大きすぎる")


def test_a_tag_that_does_not_end_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(unsafe_files, "_PIECE", 100)
    tag = f"<a b='{'x' * 340}'/>"  # its end is not there yet when 300 bytes are read
    monkeypatch.setattr(unsafe_files, "MAX_TAG", 300)
    require_workbook(package({SHEET: tag}))
    monkeypatch.setattr(unsafe_files, "MAX_TAG", 299)
    refused({SHEET: tag}, why="長すぎる記述")


def test_a_picture_is_no_xml_and_what_is_called_xml_is():
    require_workbook(package({"xl/media/1.png": b"\x89PNG" + bytes(100)}))
    require_workbook(package({"xl/media/2.png": "<a>"}))
    for name in ("xl/a.xml", "xl/_rels/a.rels", "XL/A.XML"):
        for broken in ("<a>", "<a></b>"):
            refused({name: broken}, why="壊れている")


def test_a_member_whose_bytes_were_changed_is_broken():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in {**PLAIN, "xl/1.png": b"\x89PNG" + bytes(range(256))}.items():
            archive.writestr(name, part)
    content = bytearray(file.getvalue())
    content[content.index(b"\x89PNG") + 200] ^= 1
    with pytest.raises(UnsafeFile, match="壊れている"):
        require_workbook(bytes(content))


MACRO, LINK, EMBEDDED = "マクロを含む", "リンクを含む", "埋め込まれた"


@pytest.mark.parametrize(
    ("inner", "why"),
    [
        ('<Override ContentType="x.macroEnabled.main+xml"/>', MACRO),
        ('<Override ContentType="application/vnd.ms-office.vbaProject"/>', MACRO),
        ('<Relationship Type="x/vbaProject"/>', MACRO),
        ('<Relationship Type="x/image" TargetMode="External"/>', LINK),
        ('<Relationship Type="x/externalLink"/>', LINK),
        ('<Relationship Type="x/externalLinkPath"/>', LINK),
        ('<p:Relationship Type="x/oleObject"/>', LINK),
        ("<ddeLink/>", LINK),
        ("<x14:externalBook/>", LINK),
        ("<oleObject/>", EMBEDDED),
        ("<x:webPublishing/>", EMBEDDED),
    ],
)
def test_what_leads_out_of_a_workbook_is_refused_by_its_name(inner, why):
    spaces = "xmlns:p='p' xmlns:x='x' xmlns:x14='x14'"
    refused({"xl/_rels/a.rels": f"<a {spaces}>{inner}</a>"}, why)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("xl/vbaProject.bin", MACRO),
        ("xl/vbaData.xml", MACRO),
        ("xl/macrosheets/sheet1.xml", MACRO),
        ("xl/dialogsheets/sheet1.xml", MACRO),
        ("xl/externalLinks/externalLink1.xml", LINK),
        ("xl/connections.xml", "外部データへの接続"),
        ("xl/queryTables/queryTable1.xml", "外部データへの接続"),
        ("xl/embeddings/oleObject1.bin", EMBEDDED),
        ("xl/activeX/activeX1.xml", EMBEDDED),
        ("xl/ctrlProps/ctrlProp1.xml", EMBEDDED),
    ],
)
def test_parts_that_no_workbook_of_figures_needs_are_refused_by_their_name(name, why):
    refused({name: "<a/>"}, why)


def test_parts_of_the_package_that_lead_nowhere_are_taken():
    kinds = '<Relationship Type="x/hyperlink" TargetMode="External"/><Relationship Type="x/image"/>'
    require_workbook(package({"xl/_rels/a.rels": f"<a>{kinds}</a>"}))


@pytest.mark.parametrize(("name", "most"), [("sheet", 100), ("Relationship", 1_000)])
def test_parts_are_counted_by_their_kind(name, most):
    def parts(count: int) -> dict[str, str | bytes]:
        return {"xl/_rels/a.rels": "<a>" + f"<{name}/>" * count + "<Override/></a>"}

    require_workbook(package(parts(most)))
    refused(parts(most + 1), why="シートが多すぎます（100枚まで）|部品が多すぎます")


def test_number_formats_are_short_and_a_thousand_at_most():
    def formats(count: int, length: int) -> dict[str, str | bytes]:
        code = "0" * length
        return {"xl/styles.xml": "<a>" + f'<numFmt formatCode="{code}"/>' * count + "</a>"}

    require_workbook(package(formats(1_000, 1)))
    require_workbook(package(formats(1, 255) | {"xl/b.xml": "<numFmt/>"}))
    refused(formats(1_001, 1), why="表示形式")
    refused(formats(1, 256), why="表示形式")

"""Whatever file is chosen, the message says what it is and what to do; the ending says nothing."""

import gzip
import io
import zipfile

from kanagawa.entry.file_kinds import DOCUMENT, WORKBOOK, why_no_package, why_other_package
from kanagawa.entry.our_books import FIGURES, LIST, TEXTS, another_of_ours
from kanagawa.entry.unsafe_files import UnsafeFile, require_workbook
from kanagawa.entry.word_reading import read_word

from .hostile import changed_zip

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def old(stream: str) -> bytes:
    return OLD + stream.encode("utf-16-le") + b"\0" * 200


ANEW = "保存し直して"
# What the file is, and what is to be done with it where a workbook, where a Word is wanted.
CASES = (
    (b" \r\n\t", "中身のない", "選んで", "選んで"),
    (b"\0" * 50, "中身のない", "選んで", "選んで"),
    ("区分,令和７年度\r\n介護,5\r\n".encode("cp932"), "文字だけ", "選んで", "選んで"),
    ("区分\t5".encode("utf-16"), "文字だけ", "選んで", "選んで"),
    ("あ".encode() * 2000, "文字だけ", "選んで", "選んで"),
    (b"\xef\xbb\xbf%PDF-1.7", "PDF", "選んで", "選んで"),
    (b"\r\n<!-- x --><HTML><table>", "ウェブページ", "選んで", "選んで"),
    (b'<?xml version="1.0"?><html xmlns="x">', "ウェブページ", "選んで", "選んで"),
    (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "Excel 2003",
        ANEW,
        "選んで",
    ),
    (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>',
        "WordのXML",
        "選んで",
        ANEW,
    ),
    (b"{\\rtf1\\ansi", "リッチテキスト", "選んで", ANEW),
    (b"\x89PNG\r\n\x1a\n\0", "画像", "選んで", "選んで"),
    (b"\xff\xd8\xff\xe0\0", "画像", "選んで", "選んで"),
    (b"\0\0\0\x18ftypheic", "画像", "選んで", "選んで"),
    (gzip.compress(b"x"), "圧縮", "展開", "展開"),
    (b"7z\xbc\xaf\x27\x1c", "圧縮", "展開", "展開"),
    (b"!\x85-lh5-\0", "圧縮", "展開", "展開"),
    (b"[InternetShortcut]\r\nURL=https://", "ショートカット", "元の場所", "元の場所"),
    (b'{"url":"https://docs.google.com/x"}', "Google", "元の場所", "元の場所"),
    (b"MIME-Version: 1.0\r\n", "メール", "元の場所", "元の場所"),
    (b"\x06Yamada" + b" " * 158, "~$", "選んで", "選んで"),
    (b"\x00\x05\x16\x07\x00", "Mac", "選んで", "選んで"),
    (old("EncryptedPackage"), "パスワード", "外して", "外して"),
    (old("Workbook"), "（.xls）", ANEW, "選んで"),
    (old("WordDocument"), "（.doc）", "選んで", ANEW),
    (old("PowerPoint Document"), "（.ppt）", "選んで", "選んで"),
    (old("__substg1.0_"), "Outlook", "元の場所", "元の場所"),
    (old("JSRV_SegmentInformation"), "一太郎", "選んで", "選んで"),
    (OLD, "古い形式", ANEW, ANEW),
    (b"\x9f\x01\x02\xff\xfe\xfd", "", "選んで", "選んで"),
    (changed_zip({}), "（.zip）", "選んで", "選んで"),
    (changed_zip({"a.xlsx": "a", "b.docx": "b"}), "（.zip）", "展開", "展開"),
    (changed_zip({"folder/xl/workbook.xml": "a"}), "（.zip）", "展開", "展開"),
    (changed_zip({"Index/Document.iwa": "a"}), "Apple", "書き出す", "書き出す"),
    (changed_zip({"content.xml": "a"}), "OpenDocument", ANEW, ANEW),
    (changed_zip({"ppt/presentation.xml": "a"}), "PowerPoint", "選んで", "選んで"),
    (changed_zip({"xl/workbook.bin": "a"}), ".xlsb", ANEW, "選んで"),
)


def test_every_kind_of_file_is_named_with_what_to_do():
    for content, what, for_workbook, for_word in CASES:
        for read, remedy in ((require_workbook, for_workbook), (read_word, for_word)):
            try:
                read(content)
            except UnsafeFile as error:
                assert what in str(error) and remedy in str(error), (content[:40], str(error))
                assert str(error).endswith("。")
            else:
                raise AssertionError(content[:40])


def test_a_workbook_of_another_screen_is_named_with_that_screen():
    for wanted, other, words in (
        (FIGURES, LIST, "一覧の入力用Excel"),
        (LIST, TEXTS, "英訳のExcel"),
        (TEXTS, FIGURES, "数値の入力用Excel"),
    ):
        assert words in another_of_ours(["第1表", other], wanted)
        assert another_of_ours(["第1表", wanted], wanted) == another_of_ours(["表"], wanted) == ""


def test_the_first_bytes_are_told_in_no_time_and_what_is_wanted_passes():
    for head in (b"<", b"<!-- x -->", b"<?xml ?>", b" ", b"{", b"\0", b"\x81"):
        assert why_no_package(head * 5_000, WORKBOOK).endswith("。")
    assert why_other_package(["[Content_Types].xml", "xl/workbook.xml"], WORKBOOK) == ""
    assert why_other_package(["word/document.xml", "word/embeddings/1.xlsx"], DOCUMENT) == ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word\\document.xml", "a")
    assert "Wordの文書" in why_other_package(archive.namelist(), WORKBOOK)

"""What a file is, told from its first bytes or the names in its package: never from its ending.

People rename files, and programs give them endings of others (a web page called .xls). One table
for every screen that takes a file: each says what was chosen, and what to do with it.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

# What can be done with a kind: opened and saved anew as a sheet or a document (or either),
# unpacked, taken from where it lies, unlocked, exported; other: another file is to be chosen.
Use = Literal["sheet", "document", "either", "packed", "elsewhere", "locked", "apple", "other"]

_HEAD = 4_096  # bytes in which every kind shows itself
_LETTER = 4  # bytes of the longest letter
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOCK_SIZES = (162, 165)  # bytes of the file that Word and Excel keep beside an open one
_SAVE_ANEW = "{program}で開き、「{form}」として保存し直してください。"
_CHOOSE = "{name}を選んでください。"
_REMEDIES: dict[Use, str] = {
    "packed": "展開（解凍）して、中の{name}を選んでください。",
    "elsewhere": "元の場所からファイルそのものを保存して、{name}を選んでください。",
    "locked": "パスワードを外して保存し直してください。",
    "apple": "「書き出す」で{program}のファイルにしてから、それを選んでください。",
}


@dataclass(frozen=True)
class Wanted:
    """What a screen takes: the program and its form of a file, what to choose, where its package
    holds it, and the use of the kinds that the program opens.
    """

    program: str
    form: str
    name: str
    folder: str
    opens: Use

    def message(self, what: str, use: Use) -> str:
        """「…は読めません。…してください。」"""
        usual = _SAVE_ANEW if use in (self.opens, "either") else _CHOOSE
        return f"{what}は読めません。{_REMEDIES.get(use, usual).format(**vars(self))}"

    @property
    def none_of_them(self) -> str:
        return f"{self.form}ではありません。{_CHOOSE.format(**vars(self))}"


WORKBOOK = Wanted("Excel", "Excelブック（.xlsx）", "入力用のExcelファイル", "xl/", "sheet")
DOCUMENT = Wanted("Word", "Word文書（.docx）", "報告書のWord", "word/", "document")

# First bytes, behind a mark of the byte order and blanks.
_BEGINNINGS: tuple[tuple[bytes, str, Use], ...] = (
    (rb"%PDF", "PDF", "other"),
    (rb"\{\\rtf", "リッチテキスト（.rtf）", "document"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM....\0\0|II\*\0|MM\0\*|RIFF....WEBP", "画像", "other"),
    (rb"....ftyp(hei|mif|avi)", "画像", "other"),
    (rb"....ftyp|ID3|OggS|RIFF....(AVI|WAVE)", "動画や音声", "other"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|..-lh.-|BZh|\xfd7zXZ|MSCF", "圧縮されたファイル", "packed"),
    (rb"L\0\0\0\x01\x14\x02\0|\[InternetShortcut\]", "ショートカット", "elsewhere"),
    (rb"\{\s*\"(url|doc_id)\"", "Googleドライブのショートカット", "elsewhere"),
    (
        rb"(MIME-Version|From|Received|Return-Path|Subject|Date):",
        "メール",
        "elsewhere",
    ),
    (rb"\0\x05\x16\x07", "Macが添えるファイル（名前が「._」で始まるもの）", "other"),
    (rb"MZ", "プログラム", "other"),
    (rb"<.*?urn:schemas-microsoft-com:office:spreadsheet", "Excel 2003のXML", "sheet"),
    (rb"<.*?schemas\.microsoft\.com/office/word/2003", "Word 2003のXML", "document"),
    (rb"<.*?progid=\"Word\.Document", "WordのXML（.xml）", "document"),
    (rb"<.*?opendocument:xmlns:office", "OpenDocumentのファイル", "either"),
    (rb"(?=<).*?<(!doctype html|html|head|table)\b", "ウェブページ（HTML）", "other"),
)
# Streams of the package of Office before 2007, which other programs use too.
_OLD_PACKAGE = b"\xd0\xcf\x11\xe0"
_STREAMS: tuple[tuple[str, str, Use], ...] = (
    ("EncryptedPackage", "パスワードで保護されたファイル", "locked"),
    ("WordDocument", "古い形式（.doc）のファイル", "document"),
    ("PowerPoint Document", "古い形式（.ppt）のファイル", "other"),
    ("__substg1.0_", "Outlookのメール", "elsewhere"),
    ("JSRV_", "一太郎の文書", "other"),
    ("Workbook", "古い形式（.xls）のファイル", "sheet"),
    ("Book", "古い形式（.xls）のファイル", "sheet"),
    ("", "古い形式のファイル", "either"),
)
# Beginnings of names in a zip package.
_PARTS: tuple[tuple[str, str, Use], ...] = (
    ("xl/workbook.bin", "バイナリ形式のExcelブック（.xlsb）", "sheet"),
    ("word/", "Wordの文書", "document"),
    ("ppt/", "PowerPointの文書", "other"),
    ("visio/", "Visioの図", "other"),
    ("content.xml", "OpenDocumentのファイル", "either"),
    ("index/", "Appleのアプリ（Numbers、Pages）のファイル", "apple"),
    ("xl/", "Excelのブック", "sheet"),
)


def why_no_package(content: bytes, expected: Wanted) -> str:
    """Of a file that is no zip package: what it is and what to do."""
    if content.startswith(_OLD_PACKAGE):
        kinds = (kind for kind in _STREAMS if kind[0].encode("utf-16-le") in content)
        _, what, use = next(kinds)
        return expected.message(what, use)
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").strip()
    if not head.strip(b"\0"):
        return expected.message("中身のないファイル", "other")
    if len(content) in _LOCK_SIZES and content[0] < 55 and b"   " in content:
        return expected.message("開いている間だけのファイル（名前が「~$」で始まるもの）", "other")
    for pattern, what, use in _BEGINNINGS:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            return expected.message(what, use)
    if _is_text(head):
        return expected.message("文字だけのファイル（CSVなど）", "other")
    return expected.none_of_them


def _is_text(head: bytes) -> bool:
    """Whether these bytes are letters as offices write them; the last may be cut in two."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if _CONTROLS.search(head):
        return False
    for encoding in ("utf-8", "cp932"):
        for cut in range(_LETTER):
            with suppress(UnicodeDecodeError):
                head[: len(head) - cut].decode(encoding)
                return True
    return False


def why_other_package(names: Collection[str], expected: Wanted) -> str:
    """Of a zip package that is not what is wanted: what it is and what to do; "" where it is."""
    lower = [name.lower().replace("\\", "/") for name in names]
    for part, what, use in _PARTS:
        if part != expected.folder and any(name.startswith(part) for name in lower):
            return expected.message(what, use)
    if any(name.startswith(expected.folder) for name in lower):
        return ""
    return expected.message("圧縮されたファイル（.zip）", "packed" if lower else "other")

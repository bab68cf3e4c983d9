"""Reads the text of a Word file: its paragraphs and tables in their order, nothing else of it.

Only the main document and the names of its styles are decompressed, in bounds. Tracked changes
are read as accepted; what cannot be read is told, never left out in silence.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import ZipFile

from lxml import etree

from kanagawa.formats.text import LONGEST_TEXT, repaired

from .file_kinds import DOCUMENT, why_no_package, why_other_package
from .unsafe_files import BROKEN, UnsafeFile, require_sizes, require_small

AGAIN = "報告書のWordをもう一度ダウンロードし、文だけを写してください。"
MAX_XML = 12 * 2**20  # bytes of the main document
MAX_ELEMENTS = 400_000
MAX_LINES = 10_000
_WIDEST = 100  # columns of one cell
MAX_DEPTH = 100  # of elements within each other; a text box in a table in a table has half of it
_SHOWN_START = 20  # letters by which one finds a paragraph
MAX_ATTRIBUTES = 200  # of one element; the first one has some forty
_SAVE = "「Word文書（.docx）」として保存し直してください。"
_MAIN, _STYLES = re.compile(r"word/document\d*\.xml"), re.compile(r"word/styles\d*\.xml")
_CONTENTS = ("toc", "contents", "目次")
_HEADING = ("heading", "見出し")
_BODY_LEVEL = "9"  # the outline level of what is no heading
_SIGNS = ("wingdings", "webdings", "symbol")  # fonts whose letters look like something else
# What is no text of the document: deleted or moved away, drawn, spoken beside it.
_NO_TEXT = {"del", "moveFrom", "drawing", "pict", "object", "rt", "pPr", "rPr", "txbxContent"}
# What stands in a text and cannot be read as letters: the line is left to the person.
_UNREAD = {
    "sym": "記号のフォントの文字",
    "oMath": "数式",
    "object": "埋め込まれたもの",
    "contentPart": "手書きの字",
}
UNSEEN = "見えない文字（白い文字や小さすぎる文字）"
STRUCK, RAISED, EQUATION = "取消線か隠し文字", "上付きか下付きの文字", "ルビや囲い文字のフィールド"
_TINY = 8  # half points
_STRIKES = ("strike", "dstrike", "vanish")
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TOLD = {
    "ins": "変更履歴は、すべて承諾したものとして読みました。",
    "del": "変更履歴は、すべて承諾したものとして読みました。",
    "moveFrom": "変更履歴は、すべて承諾したものとして読みました。",
    "cellIns": "変更履歴は、すべて承諾したものとして読みました。",
    "cellDel": "変更履歴は、すべて承諾したものとして読みました。",
    "commentReference": "コメントは取り込みません。",
    "footnoteReference": "脚注は取り込みません。表の注は、表の画面で入力します。",
    "endnoteReference": "文末脚注は取り込みません。",
    "pic": "図や写真は取り込みません。",
    "imagedata": "図や写真は取り込みません。",
    "txbxContent": "テキストボックスの中の文は取り込みません。",
    "textpath": "ワードアートの文字は取り込みません。",
    "altChunk": "差し込まれた別の文書は取り込みません。",
    "subDoc": "差し込まれた別の文書は取り込みません。",
}


@dataclass(frozen=True)
class WordTable:
    """The texts of a table by row and column (from 0); a merged cell stands once.

    `unread` names what of a cell cannot be read as letters.
    """

    cells: dict[tuple[int, int], str]
    unread: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class WordLine:
    """A paragraph, or a table; `unread` names what of it cannot be read as letters."""

    text: str = ""
    table: WordTable | None = None
    unread: str = ""
    is_heading: bool = False


@dataclass
class WordText:
    """What stands behind the table of contents, and what of the file was read otherwise."""

    lines: list[WordLine] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_word(content: bytes) -> WordText:
    """Raises UnsafeFile, in words, for what is no Word file or too large to be the report."""
    require_small(len(content))
    if not content:
        raise UnsafeFile("ファイルが空です。報告書のWordを選んでください。")
    if not content.startswith(b"PK"):
        raise UnsafeFile(why_no_package(content, DOCUMENT))
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except UnsafeFile:
        raise
    except (*BROKEN, expat.ExpatError, etree.XMLSyntaxError) as error:
        raise UnsafeFile(f"ファイルが壊れているため開けません。{AGAIN}") from error


def _read(archive: ZipFile) -> WordText:
    require_sizes(archive.infolist(), AGAIN)
    names = archive.namelist()
    if why := why_other_package(names, DOCUMENT):
        raise UnsafeFile(why)
    if any("vbaproject" in name.lower() for name in names):
        raise UnsafeFile(f"マクロを含むファイルは取り込めません。{_SAVE}")
    main = next((name for name in names if _MAIN.fullmatch(name)), None)
    if main is None:
        raise UnsafeFile("Word文書（.docx）ではありません。報告書のWordを選んでください。")
    styles_part = next((name for name in names if _STYLES.fullmatch(name)), None)
    styles = _tree(archive, styles_part) if styles_part else None
    return _Reader(_style_names(styles), _unseen_styles(styles)).read(_tree(archive, main))


def _tree(archive: ZipFile, name: str) -> etree._Element:
    with archive.open(name) as member:
        content = member.read(MAX_XML + 1)
    if len(content) > MAX_XML or content.count(b"<") > 2 * MAX_ELEMENTS:
        raise UnsafeFile(f"文書が大きすぎます。{AGAIN}")
    _require_plain(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(content, parser)


def _require_plain(content: bytes) -> None:
    """Raises UnsafeFile for what no Word writes and would take the square of its size in time."""
    parser, depth = expat.ParserCreate(), 0

    def begin(_: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise UnsafeFile(f"ファイルの中の入れ子が深すぎるか、属性が多すぎます。{AGAIN}")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise UnsafeFile(f"Wordが作らない記述（DOCTYPE）を含むファイルです。{AGAIN}")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(content, True)


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    """The names of the styles by what paragraphs call them, which programs change as they like."""
    names = {}
    for style in _all(styles, "style") if styles is not None else ():
        name = next(_all(style, "name"), None)
        names[_value(style, "styleId")] = _value(name, "val").casefold() if name is not None else ""
    return names


def _unseen_styles(styles: etree._Element | None) -> set[str]:
    """What paragraphs and runs call the styles that strike through or hide their letters."""
    unseen: set[str] = set()
    # A style is based on one that stands before it, as all programs write them.
    for style in _all(styles, "style") if styles is not None else ():
        based_on = _child(style, "basedOn")
        inherits = based_on is not None and _value(based_on, "val") in unseen
        if inherits or _is_on(_child(style, "rPr"), *_STRIKES):
            unseen.add(_value(style, "styleId"))
    return unseen


def _tag(element: etree._Element) -> str:
    """The name of an element without its namespace, which differs in Strict Open XML."""
    return str(element.tag).rpartition("}")[2]


def _value(element: etree._Element, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _all(element: etree._Element, *tags: str) -> Iterator[etree._Element]:
    return (each for each in element.iter() if _tag(each) in tags)


def _child(element: etree._Element, *path: str) -> etree._Element | None:
    for tag in path:
        element = next((c for c in element if _tag(c) == tag), None)
        if element is None:
            return None
    return element


def _is_on(properties: etree._Element | None, *tags: str) -> bool:
    """Whether one of these switches is set in the properties of a run."""
    switches = (each for each in properties if _tag(each) in tags) if properties is not None else ()
    return any(_value(each, "val") not in ("0", "false", "off") for each in switches)


def _is_unseen(properties: etree._Element) -> bool:
    """Whether the letters of a run are white on white, or too small to be seen."""
    color, size = _child(properties, "color"), _child(properties, "sz")
    ground = next(_all(properties, "shd", "highlight"), None)
    is_white = color is not None and _value(color, "val").upper() == "FFFFFF" and ground is None
    half_points = _value(size, "val") if size is not None else ""
    return is_white or (half_points.isdecimal() and int(half_points) < _TINY)


def _has_signs(properties: etree._Element) -> bool:
    """Whether the letters of a run are drawn with a font of signs."""
    fonts = _child(properties, "rFonts")
    return fonts is not None and _value(fonts, "ascii").casefold().startswith(_SIGNS)


def _has_level(paragraph: etree._Element) -> bool:
    """Whether a paragraph is a heading by itself, whatever its style."""
    level = _child(paragraph, "pPr", "outlineLvl")
    return level is not None and _value(level, "val") != _BODY_LEVEL


class _Reader:
    def __init__(self, styles: dict[str, str], unseen: set[str]) -> None:
        self.styles, self.unseen = styles, unseen
        self.found = WordText()
        self._before = WordLine()
        self._may_be_cover = True

    def read(self, document: etree._Element) -> WordText:
        body = _child(document, "body")
        if body is None:
            raise UnsafeFile(f"ファイルに本文がありません。{AGAIN}")
        tags = {_tag(element) for element in document.iter()}
        remarks = (remark for tag, remark in _TOLD.items() if tag in tags)
        self.found.remarks = list(dict.fromkeys(remarks))
        for element in _blocks(body):
            if _tag(element) == "p":
                self._paragraph(element)
            else:
                self._add(WordLine(table=self._table(element)))
        return self.found

    def _paragraph(self, element: etree._Element) -> None:
        style = _child(element, "pPr", "pStyle")
        name = self.styles.get(_value(style, "val"), "") if style is not None else ""
        codes = "".join(each.text or "" for each in _all(element, "instrText"))
        if name.startswith(_CONTENTS) or codes.strip().startswith("TOC"):
            if self._may_be_cover:
                self.found.lines.clear()
            self._may_be_cover = False  # a list of figures at the end has the report before it
            return
        unread = self._before.unread or self._unread(element)
        line = WordLine(self._before.text + _words(element), None, unread)
        # Each part of a joined paragraph: to join without end takes the square of its length.
        if len(line.text) > LONGEST_TEXT:
            start = _clean(line.text[:_SHOWN_START])
            raise UnsafeFile(f"「{start}…」で始まる段落が長すぎます。{AGAIN}")
        # A deleted mark of a paragraph joins it to the next one.
        joined = _child(element, "pPr", "rPr", "del") is not None
        self._before = line if joined else WordLine()
        if not joined and (line.text.strip() or unread):
            is_heading = name.startswith(_HEADING) or _has_level(element)
            self._may_be_cover &= not is_heading
            self._add(WordLine(_clean(line.text), None, unread, is_heading))

    def _unread(self, element: etree._Element) -> str:
        """What of a paragraph, as it will be, cannot be read as letters."""
        style = _child(element, "pPr", "pStyle")
        if style is not None and _value(style, "val") in self.unseen:
            return STRUCK
        for each in _text_elements(element):
            tag, properties = _tag(each), _child(each, "rPr")
            if tag in _UNREAD:
                return _UNREAD[tag]
            if tag == "instrText" and (each.text or "").strip().casefold().startswith("eq "):
                return EQUATION
            if tag == "r" and _has_letters(each) and (why := self._marked(properties)):
                return why
        return ""

    def _marked(self, properties: etree._Element | None) -> str:
        """What the properties of a run do to its letters that the letters do not say."""
        if properties is None:
            return ""
        style = _child(properties, "rStyle")
        if _is_on(properties, *_STRIKES) or (
            style is not None and _value(style, "val") in self.unseen
        ):
            return STRUCK
        if _is_unseen(properties):
            return UNSEEN
        if _has_signs(properties):
            return _UNREAD["sym"]
        raised = _child(properties, "vertAlign")
        is_raised = raised is not None and _value(raised, "val") in ("superscript", "subscript")
        return RAISED if is_raised else ""

    def _table(self, element: etree._Element) -> WordTable:
        table = WordTable({})
        rows = (row for row in _parts(element, "tr") if _child(row, "trPr", "del") is None)
        for number, row in enumerate(rows):
            column = 0
            for cell in _parts(row, "tc"):
                if _child(cell, "tcPr", "cellDel") is not None:
                    continue
                if _is_start(cell):
                    self._cell(table, (number, column), cell)
                column += _width(cell)
        if len(table.cells) > MAX_LINES:
            raise UnsafeFile(f"表が大きすぎます。{AGAIN}")
        return table

    def _cell(self, table: WordTable, place: tuple[int, int], cell: etree._Element) -> None:
        paragraphs = list(_paragraphs(cell))
        table.cells[place] = _clean("\n".join(map(_words, paragraphs)))
        if why := next(filter(None, map(self._unread, paragraphs)), ""):
            table.unread[place] = why

    def _add(self, line: WordLine) -> None:
        if len(self.found.lines) >= MAX_LINES:
            raise UnsafeFile(f"文書の段落が多すぎます。{AGAIN}")
        self.found.lines.append(line)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in their order, also those inside of fields to fill in."""
    for element in parent:
        tag = _tag(element)
        if tag in ("p", "tbl"):
            yield element
        elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _blocks(element)


def _text_elements(parent: etree._Element) -> Iterator[etree._Element]:
    """The elements below one that are text of the document, in their order.

    Of what is written for several programs the first form counts; the words that stand in an
    empty field to fill in are no text.
    """
    for element in parent:
        tag = _tag(element)
        yield element
        if tag == "AlternateContent":
            yield from _text_elements(next(iter(element), ()))
        elif tag not in _NO_TEXT and _child(element, "sdtPr", "showingPlcHdr") is None:
            yield from _text_elements(element)


def _words(parent: etree._Element) -> str:
    """The text of an element."""
    pieces: list[str] = []
    for element in _text_elements(parent):
        tag = _tag(element)
        if tag == "t":
            pieces.append(element.text or "")
        elif tag in _LETTERS and _value(element, "type") != "page":
            pieces.append(_LETTERS[tag])
    return "".join(pieces)


def _has_letters(run: etree._Element) -> bool:
    """Whether a run itself has text: the runs within it are asked one by one."""
    return any(_tag(each) == "t" and (each.text or "").strip() for each in run)


def _paragraphs(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a cell, also those of tables in it; none stands within another one."""
    for element in parent:
        if _tag(element) == "p":
            yield element
        else:
            yield from _paragraphs(element)


def _clean(text: str) -> str:
    return "\n".join(line.strip() for line in repaired(text).split("\n")).strip()


def _parts(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those inside of fields to fill in."""
    for element in parent:
        if _tag(element) == tag:
            yield element
        elif _tag(element) in ("sdt", "sdtContent", "customXml"):
            yield from _parts(element, tag)


def _is_start(cell: etree._Element) -> bool:
    """Whether a cell stands by itself or is the first of those merged downwards."""
    merged = _child(cell, "tcPr", "vMerge")
    return merged is None or _value(merged, "val") == "restart"


def _width(cell: etree._Element) -> int:
    """How many columns a cell takes."""
    span = _child(cell, "tcPr", "gridSpan")
    wide = _value(span, "val") if span is not None else ""
    return min(int(wide), _WIDEST) if wide.isdecimal() else 1

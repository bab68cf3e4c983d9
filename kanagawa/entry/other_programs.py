"""Workbooks as other programs write them, made into what openpyxl reads.

Excel opens them all: the standard has a second form (Strict Open XML, ISO/IEC 29500-1) with other
names of its namespaces, and leaves most of the styles optional. `unsafe_files` has passed the file.
"""

import io
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring  # nosec B405
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = (
    (re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/main"), rb"\1/2006/main"),
    (
        re.compile(rb"http://purl\.oclc\.org/ooxml/officeDocument/relationships"),
        rb"officeDocument/2006/relationships",
    ),
)
_STYLES = "xl/styles.xml"
# What marks.py looks at, in the order of Excel.
_MARKS = ("strike", "color", "sz", "name", "vertAlign")


def transitional(content: bytes) -> bytes:
    """A Strict workbook with the names of the usual form; every other file as it is.

    Also one whose parts are named as files of Windows (`xl\\workbook.xml`).
    """
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any("\\" in name for name in names):
            return transitional(_rewritten(content, lambda name, part: part))
        workbook = next((n for n in names if n.lower() == "xl/workbook.xml"), "")
        if not workbook or _STRICT not in archive.read(workbook):
            return content
    return _rewritten(content, lambda name, part: _usual_names(part))


def with_plain_styles(content: bytes) -> bytes:
    """The workbook with no more of its styles than reading needs: number formats and marks."""
    return _rewritten(content, lambda name, part: _plain(part) if name == _STYLES else part)


def _rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            part = source.read(member)
            if member.filename.lower().endswith((".xml", ".rels")):
                part = change(member.filename.lower(), part)
            target.writestr(member.filename.replace("\\", "/"), part)
    return buffer.getvalue()


def _usual_names(part: bytes) -> bytes:
    for pattern, name in _NAMES:
        part = pattern.sub(rb"http://schemas.openxmlformats.org/" + name, part)
    return part


def _plain(part: bytes) -> bytes:
    styles = fromstring(part)  # nosec B314: the file passed `unsafe_files`
    plain = Element(f"{{{MAIN}}}styleSheet")
    formats = styles.find(f"{{{MAIN}}}numFmts")
    if formats is not None:
        plain.append(formats)
    fonts = SubElement(plain, f"{{{MAIN}}}fonts")
    for font in styles.findall(f"{{{MAIN}}}fonts/{{{MAIN}}}font") or [Element("font")]:
        marks = [m for name in _MARKS for m in font.findall(f"{{{MAIN}}}{name}")]
        SubElement(fonts, f"{{{MAIN}}}font").extend(marks)
    fills = SubElement(plain, f"{{{MAIN}}}fills")
    for fill in styles.findall(f"{{{MAIN}}}fills/{{{MAIN}}}fill") or [Element("fill")]:
        _put_fill(fills, fill.find(f"{{{MAIN}}}patternFill"))
    SubElement(SubElement(plain, f"{{{MAIN}}}borders"), f"{{{MAIN}}}border")
    SubElement(SubElement(plain, f"{{{MAIN}}}cellStyleXfs"), f"{{{MAIN}}}xf", numFmtId="0")
    cells = SubElement(plain, f"{{{MAIN}}}cellXfs")
    most = len(fonts) - 1
    for xf in styles.findall(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf") or [Element("xf")]:
        font_id = xf.get("fontId", "0")
        font_number = font_id if font_id.isdecimal() and int(font_id) <= most else "0"
        fill_id = xf.get("fillId", "0")
        ground = fill_id if fill_id.isdecimal() and int(fill_id) < len(fills) else "0"
        form = {"numFmtId": xf.get("numFmtId", "0"), "fontId": font_number, "fillId": ground}
        SubElement(cells, f"{{{MAIN}}}xf", form)
    names = SubElement(plain, f"{{{MAIN}}}cellStyles")
    SubElement(names, f"{{{MAIN}}}cellStyle", name="Normal", xfId="0", builtinId="0")
    result: bytes = tostring(plain, encoding="utf-8", xml_declaration=True)
    return result


def _put_fill(fills: Element, pattern: Element | None) -> None:
    """A fill with no more than its colour: what is empty or of another kind has none."""
    color = None if pattern is None else pattern.find(f"{{{MAIN}}}fgColor")
    is_solid = pattern is not None and pattern.get("patternType") == "solid"
    plain = SubElement(SubElement(fills, f"{{{MAIN}}}fill"), f"{{{MAIN}}}patternFill")
    plain.set("patternType", "solid" if is_solid and color is not None else "none")
    if is_solid and color is not None:
        plain.append(color)

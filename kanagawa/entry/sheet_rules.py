"""What the rules of a sheet (conditional formats) make of its cells: what a person then sees.

Whether a rule holds is not worked out, for its formula may be any: a cell under a rule that shows
something else than it holds is told. Our own rules (`fractions.py`) show what the cell holds.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, iterparse  # nosec B405: the file passed `unsafe_files`

from .marks import Colour, colour_of, marks_under_rule
from .other_programs import MAIN
from .unsafe_files import AGAIN, UnsafeFile

if TYPE_CHECKING:
    from openpyxl.cell import Cell

_MOST = 5_000_000  # times that one cell is looked for in one area
_OFF = ("0", "false")
_OURS = re.compile(r"(\$?[A-Z]{1,3}\$?[0-9]{1,7})<>INT\(\1\)")
_NO_ZEROS = re.compile(rb"<(?:\w+:)?sheetView\s[^>]*\bshowZeros=[\"'](?:0|false)[\"']")
VALUE_HIDDEN = "値を見せないデータバーやアイコン"
Area = tuple[int, int, int, int]


@dataclass(frozen=True)
class Dress:
    """What one rule puts on a cell; "" and None: that stays as it is."""

    font: Element | None = None
    ground: Colour | None = None
    number_format: str = ""
    hides_value: bool = False

    def __bool__(self) -> bool:
        letters = self.font is not None or self.ground is not None
        return letters or bool(self.number_format) or self.hides_value


@dataclass
class SheetRules:
    """The rules of a sheet that change what is read, with the areas they are for."""

    at: dict[str, list[Dress]] = field(default_factory=dict)
    areas: list[tuple[Area, Dress]] = field(default_factory=list)

    def add(self, places: str, dress: Dress) -> None:
        for place in places.split() if dress else ():
            if ":" not in place:
                self.at.setdefault(place.replace("$", ""), []).append(dress)
            elif (area := _area(place)) and (area, dress) not in self.areas[-1:]:
                self.areas.append((area, dress))

    def require_few(self, cells: int) -> None:
        """Raises UnsafeFile for more areas than can be looked through for so many cells."""
        if len(self.areas) * cells > _MOST:
            raise UnsafeFile(f"条件付き書式が多すぎるファイルです。{AGAIN}")

    def of(self, cell: "Cell") -> Iterator[Dress]:
        """What the rules put on this cell (openpyxl's)."""
        yield from self.at.get(cell.coordinate, ())
        for (left, top, right, bottom), dress in self.areas:
            if left <= cell.column <= right and top <= cell.row <= bottom:
                yield dress

    def marks(self, cell: "Cell") -> Iterator[str]:
        """What only a person would see in this cell where its rules hold."""
        for dress in self.of(cell):
            if dress.hides_value:
                yield VALUE_HIDDEN
            yield from marks_under_rule(cell, dress.font, dress.ground)

    def formats(self, cell: "Cell") -> tuple[str, ...]:
        return tuple(dress.number_format for dress in self.of(cell) if dress.number_format)


def hides_zeros(sheet: bytes) -> bool:
    """Whether a sheet (its XML) is set to show nothing where a cell holds 0."""
    return bool(_NO_ZEROS.search(sheet))


def rules_of(sheet: bytes, dresses: Callable[[], list[Dress]]) -> SheetRules:
    """The rules of a sheet (its XML); `dresses` are those of the file, which they name."""
    rules = SheetRules()
    if b"conditionalFormatting" not in sheet:
        return rules
    of_file = dresses()
    for _, element in iterparse(io.BytesIO(sheet)):  # nosec B314
        if element.tag.rpartition("}")[2] != "conditionalFormatting":
            continue
        # Those that Excel added in 2010 bear their areas inside.
        places = element.get("sqref") or next(
            (e.text or "" for e in element.iter() if e.tag.endswith("}sqref")), ""
        )
        for rule in element:
            if rule.tag.endswith("}cfRule"):
                rules.add(places, _dress_of_rule(rule, of_file))
        element.clear()
    return rules


def _dress_of_rule(rule: Element, of_file: list[Dress]) -> Dress:
    number = rule.get("dxfId", "")
    if number.isdecimal() and int(number) < len(of_file):
        dress = of_file[int(number)]
        return Dress() if _is_ours(rule, dress) else dress
    for part in rule:
        name = part.tag.rpartition("}")[2]
        if name in ("dataBar", "iconSet") and part.get("showValue") in _OFF:
            return Dress(hides_value=True)
        if name == "dxf":
            return _dress(part)
    return Dress()


def _is_ours(rule: Element, dress: Dress) -> bool:
    """One that shows a number to its last digit (`fractions.py`)."""
    formula = rule.findtext(f"{{{MAIN}}}formula", "")
    return bool(_OURS.fullmatch(formula)) and "#,##0.0" in dress.number_format


def dresses_of(content: bytes) -> list[Dress]:
    """What the rules of a file may put on its cells, in the order in which they name it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.lower() == "xl/styles.xml"]
        if not names:
            return []
        with archive.open(names[0]) as source:
            dresses = []
            inside = False
            for event, element in iterparse(source, ("start", "end")):  # nosec B314
                if element.tag == f"{{{MAIN}}}dxfs":
                    inside = event == "start"
                elif inside and event == "end" and element.tag == f"{{{MAIN}}}dxf":
                    dresses.append(_dress(element))
            return dresses


def _dress(dxf: Element) -> Dress:
    number_format = dxf.find(f"{{{MAIN}}}numFmt")
    code = "" if number_format is None else number_format.get("formatCode", "")
    return Dress(dxf.find(f"{{{MAIN}}}font"), _ground(dxf), code)


def _ground(dxf: Element) -> Colour | None:
    """The colour behind the letters: of a rule it is that of the pattern's back."""
    pattern = dxf.find(f"{{{MAIN}}}fill/{{{MAIN}}}patternFill")
    if pattern is None or pattern.get("patternType", "solid") != "solid":
        return None
    for name in ("bgColor", "fgColor"):
        color = pattern.find(f"{{{MAIN}}}{name}")
        if color is not None and color.get("auto") is None:
            return colour_of(color)
    return None


def _area(place: str) -> Area | None:
    """Left, top, right, bottom; None for what names no cells."""
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(place)
    except ValueError:
        return None
    return (left or 1, top or 1, right or 2**14, bottom or 2**20)

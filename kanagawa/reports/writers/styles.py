"""Styles of a workbook, each made once and then set on cells as its array of numbers."""

from functools import cache
from typing import TYPE_CHECKING

from ..grid import Cell
from ..openpyxl_internals import set_normal_font
from .numberformats import ExcelNumber, NumberFormats, excel_number

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Border, Font, PatternFill
    from openpyxl.styles.cell_style import StyleArray

FONT = "ＭＳ 明朝"
FONT_SIZE, NOTE_SIZE, TITLE_SIZE = 10.5, 9, 12
HEAD_FILL, OPEN_FILL = "F2F2F2", "FFF7D6"
_HORIZONTAL = {"start": "left", "center": "center", "end": "right", "distribute": "distributed"}


class Looks:
    """Makes and keeps the style arrays of one openpyxl workbook."""

    def __init__(self, book: "Workbook", formats: NumberFormats) -> None:
        self.book, self.formats = book, formats
        self._arrays: dict[tuple[object, ...], StyleArray] = {}
        # The cell is kept with its answer: the id of a forgotten cell may be given away again.
        self._numbers: dict[int, tuple[Cell, ExcelNumber | None]] = {}
        set_normal_font(book, _font(FONT_SIZE))

    def number(self, cell: Cell) -> ExcelNumber | None:
        """How a cell is a number (see `excel_number`), worked out once per cell."""
        if id(cell) not in self._numbers:
            self._numbers[id(cell)] = cell, excel_number(cell) if cell.figures else None
        return self._numbers[id(cell)][1]

    def of(
        self,
        cell: Cell,
        *,
        quoted: bool = False,
        is_open: bool = False,
        size: float = FONT_SIZE,
        shrink: bool = False,
    ) -> "StyleArray":
        """The style of a table cell: borders, alignment, number format, shading of heads.

        `is_open`: somebody types into it on a sheet that is protected otherwise. `shrink` prints a
        number smaller rather than as ### where its column is too narrow.
        """
        number = self.number(cell)
        fill = HEAD_FILL if cell.role == "column" else ""
        return self.array(
            horizontal=_horizontal(cell),
            code=self.formats.code(number) if number else "General",
            fill=OPEN_FILL if is_open else fill,
            border=True,
            wrap=number is None,
            vertical_text=cell.vertical,
            indent=cell.indent,
            size=size,
            quoted=quoted,
            is_open=is_open,
            shrink=shrink and number is not None,
        )

    def array(
        self,
        *,
        horizontal: str | None = None,
        code: str = "General",
        fill: str = "",
        border: bool = False,
        wrap: bool = False,
        vertical_text: bool = False,
        indent: int = 0,
        size: float = FONT_SIZE,
        bold: bool = False,
        quoted: bool = False,
        link: bool = False,
        is_open: bool = False,
        shrink: bool = False,
    ) -> "StyleArray":
        """The style array for these properties; to be shared and never changed."""
        key = (
            horizontal,
            code,
            fill,
            border,
            wrap,
            vertical_text,
            indent,
            size,
            bold,
            quoted,
            link,
            is_open,
            shrink,
        )
        if key not in self._arrays:
            self._arrays[key] = self._make(*key)
        return self._arrays[key]

    def _make(
        self,
        horizontal: str | None,
        code: str,
        fill: str,
        border: bool,
        wrap: bool,
        vertical_text: bool,
        indent: int,
        size: float,
        bold: bool,
        quoted: bool,
        link: bool,
        is_open: bool,
        shrink: bool,
    ) -> "StyleArray":
        from openpyxl.styles import Alignment, NamedStyle, Protection
        from openpyxl.styles.borders import DEFAULT_BORDER

        # Bound to the book for its numbers only: 60 styles would fill the user's list of styles.
        style = NamedStyle(
            font=_font(size, bold, link),
            alignment=Alignment(
                horizontal=horizontal,
                vertical="center",
                wrap_text=wrap and not vertical_text,
                shrink_to_fit=shrink,
                indent=indent,
                text_rotation=255 if vertical_text else 0,
            ),
            number_format=code,
            fill=_fill(fill),
            border=_border() if border else DEFAULT_BORDER,
            protection=Protection(locked=not is_open),
        )
        style.bind(self.book)
        array = style.as_tuple()
        # Without it a text such as 「=1+1」 becomes a formula as soon as somebody edits the cell.
        array.quotePrefix = int(quoted)
        return array


@cache
def _fill(colour: str) -> "PatternFill | None":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour) if colour else None


@cache
def _font(size: float, bold: bool = False, link: bool = False) -> "Font":
    from openpyxl.styles import Font

    underline, colour = ("single", "00118F") if link else (None, "000000")
    return Font(name=FONT, size=size, bold=bold, underline=underline, color=colour)


@cache
def _border() -> "Border":
    from openpyxl.styles import Border, Side

    side = Side("thin", color="000000")
    return Border(left=side, right=side, top=side, bottom=side)


def _horizontal(cell: Cell) -> str:
    if cell.align:
        return _HORIZONTAL[cell.align]
    if cell.indent:
        return "left"
    if cell.role == "column" or cell.vertical:
        return "center"
    return "right" if cell.figures else "left"

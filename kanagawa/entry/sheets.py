"""One table of an entry workbook: as on paper, cells open in their place, the rest beside it.

To the right of the table every open figure has a line: what it is, where it is typed, its kind,
the reason when there is no value, its as-of date, and what helps to enter it. A figure that
shares its cell with others, or stands inside a sentence, is typed there too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kanagawa.figures.kinds import Kind, Status
from kanagawa.formats.numbers import is_dash
from kanagawa.reports.notes import without_marks
from kanagawa.reports.writers.cells import SheetCells
from kanagawa.reports.writers.excel import Area, print_on_a4, write_sheet
from kanagawa.reports.writers.styles import HEAD_FILL, OPEN_FILL, TITLE_SIZE, Looks

from .cells import EntryCell, EntryTable, OpenCell
from .fractions import show_fractions
from .parsing import kinds_to_choose
from .records import ELSEWHERE, FigurePlace, Label

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GUIDE = "はじめに"  # the sheet in front
COMMENT_UNIT = "単位："  # stands in every comment of ours
_BESIDE_HEADS = ("前年の値", "前年に見込んだ値", "目標", "時点")
COMMENT_HEADS = (COMMENT_UNIT, *(f"{head}：" for head in _BESIDE_HEADS))
KINDS = {str(k.value): str(k.label) for k in Kind}
REASONS = {str(s.value): str(s.label) for s in Status if s != Status.VALUE}
HEADS = (
    "数値",
    "入力する欄",
    "値",
    "単位",
    "種別",
    "値がない理由",
    "時点",
    "前年の値",
    "前年に見込んだ値",
    "目標",
)
_WIDTHS = (52, 11, 16, 8, 10, 14, 26, 16, 16, 16)
_LINE, _AT, _VALUE, _UNIT, _KIND, _REASON, _AS_OF, _BESIDE = range(8)
_HEAD_OF_LINES = 3  # the row of their heads where no table stands above them
_MAX_DIGITS = 15  # of a number in Excel


@dataclass(frozen=True)
class Written:
    """What was written of a table: its first row (0: only its lines), where everything is typed,
    and the texts that must not move."""

    first: int
    places: list[FigurePlace]
    labels: list[Label]


def write_entry_sheet(sheet: SheetCells, table: EntryTable, looks: Looks) -> Written:
    """Put the table and its lines into an empty sheet and protect what is not open."""
    cells = [cell for row in (*table.header, *table.body) for cell in row]
    in_place = [cell for cell in cells if is_typed_in_place(cell, looks)]
    if len(in_place) * 2 < sum(bool(cell.open) for cell in cells):
        return _write_lines(sheet, table, looks)
    area = write_sheet(sheet, table.grid.with_(chart="", chart_data=None), looks)
    lines = _InputLines(sheet, looks, area)
    for cell in cells:
        for open_cell in cell.open:
            inside = is_typed_in_place(cell, looks)
            lines.add(open_cell, _open_in_place(sheet, cell, area, looks) if inside else "")
    lines.finish()
    _protect(sheet.ws)
    labels = [*_labels(sheet.ws.title, cells, area), *lines.labels]
    return Written(area.first, lines.places, labels)


def _write_lines(sheet: SheetCells, table: EntryTable, looks: Looks) -> Written:
    """A table most of whose figures stand in sentences: beside it they would face other rows, and
    its cells would look as if they were to be filled in. So only the lines are written."""
    title = (table.grid.title or table.grid.caption).replace("\n", "")
    sheet.put_text(1, 1, title, looks.array(size=TITLE_SIZE, bold=True))
    lines = _InputLines(sheet, looks, Area(_HEAD_OF_LINES, _HEAD_OF_LINES, columns=-1))
    for open_cell in table.open:
        lines.add(open_cell, "")
    lines.finish()
    sheet.ws.freeze_panes = f"B{_HEAD_OF_LINES + 1}"
    _protect(sheet.ws)
    print_on_a4(sheet.ws, landscape=True)
    return Written(0, lines.places, lines.labels)


def is_typed_in_place(cell: EntryCell, looks: Looks) -> bool:
    """Whether the cell of the paper holds one open figure and nothing else."""
    if len(cell.open) != 1 or len(cell.cell.figures) != 1:
        return False
    text = without_marks(cell.cell.text.strip())
    silent = is_dash(text) or text in ("", cell.cell.figures[0].text)
    return looks.number(cell.cell) is not None or silent


def _open_in_place(sheet: SheetCells, cell: EntryCell, area: Area, looks: Looks) -> str:
    row, column = area.first + cell.row, cell.column + 1
    array = looks.of(cell.cell, is_open=True)
    for r in range(row, row + cell.cell.rowspan):
        for c in range(column, column + cell.cell.colspan):
            sheet.put(r, c, None, array)
    placed = put_value(sheet, row, column, cell.open[0], array)
    placed.comment = _note(cell.open[0])
    if number := looks.number(cell.cell):
        show_fractions(sheet.ws, placed.coordinate, number.generic, looks)
    return str(placed.coordinate)


def put_value(sheet: SheetCells, row: int, column: int, open_cell: OpenCell, array: Any) -> Any:
    """What is stored of a figure: a number as such, else a text or nothing while it waits."""
    value, qualifier = open_cell.entered.value, open_cell.entered.qualifier
    if value is None or qualifier or len(value.as_tuple().digits) > _MAX_DIGITS:
        text = open_cell.entered.text
        if not text:
            return sheet.put(row, column, None, array)
        return sheet.put_text(row, column, text, array)
    number = int(value) if value == value.to_integral_value() else float(value)
    return sheet.put(row, column, number, array)


def _note(open_cell: OpenCell) -> Any:
    from openpyxl.comments import Comment

    beside = open_cell.beside
    lines = [open_cell.label, f"{COMMENT_UNIT}{open_cell.unit}"]
    day = open_cell.held_day if open_cell.day_holder else open_cell.as_of
    texts = (beside.last_year, beside.forecast, beside.target, day)
    for name, text in zip(_BESIDE_HEADS, texts, strict=True):
        lines += [f"{name}：{text}"] if text else []
    return Comment("\n".join(lines), "", height=24 + 18 * (len(lines) + 1), width=260)


def _labels(sheet: str, cells: list[EntryCell], area: Area) -> Iterator[Label]:
    from openpyxl.utils import get_column_letter

    for cell in cells:
        if cell.cell.role != "data" and cell.cell.text.strip():
            at = f"{get_column_letter(cell.column + 1)}{area.first + cell.row}"
            yield Label(sheet, at, label_text(cell.cell.text))


def label_text(text: str) -> str:
    """A text as it can be recognised whatever program saved it: without white space, shortened."""
    return "".join(text.split())[:40]


class _InputLines:
    """Writes the lines beside the table, one per open figure."""

    def __init__(self, sheet: SheetCells, looks: Looks, area: Area) -> None:
        self.sheet, self.ws, self.looks = sheet, sheet.ws, looks
        self.first, self.row = area.first, area.first
        self.column = area.columns + 2
        self.places: list[FigurePlace] = []
        self.labels: list[Label] = []
        self._locked = looks.array(border=True)
        self._right = looks.array(border=True, horizontal="right")
        self._open = looks.array(border=True, fill=OPEN_FILL, is_open=True, horizontal="right")
        # Text: a day that is typed stays as it was typed.
        self._open_text = looks.array(border=True, fill=OPEN_FILL, is_open=True, code="@")
        self._kinds: list[str] = []
        self._reasons: list[str] = []

    def add(self, open_cell: OpenCell, at: str) -> None:
        """The line of a figure that is typed at `at`, or in the line itself when that is empty."""
        self.row += 1
        self._text(_LINE, open_cell.label, self._locked)
        self.labels.append(Label(self.ws.title, self._at(_LINE), label_text(open_cell.label)))
        value = at or self._value(open_cell)
        if at:
            self.labels.append(Label(self.ws.title, self._at(_VALUE), ELSEWHERE + at))
        self._text(_AT, value, self._locked)
        self._text(_UNIT, open_cell.unit, self._locked)
        kind = self._choice(_KIND, KINDS[open_cell.kind], bool(kinds_to_choose(open_cell.kind)))
        reason = "" if open_cell.status == Status.VALUE else REASONS[open_cell.status]
        status = self._choice(_REASON, reason, True)
        as_of = self._day(open_cell)
        beside = open_cell.beside
        for n, text in enumerate((beside.last_year, beside.forecast, beside.target)):
            self._text(_BESIDE + n, text, self._right)
        self.places.append(
            FigurePlace(open_cell.ref, self.ws.title, value, kind, status, as_of, open_cell.shown)
        )

    def _day(self, open_cell: OpenCell) -> str:
        if open_cell.day_holder:
            self._text(_AS_OF, open_cell.held_day, self._locked)
            return ""
        return self._text(_AS_OF, open_cell.as_of, self._open_text)

    def _value(self, open_cell: OpenCell) -> str:
        cell = put_value(self.sheet, self.row, self.column + _VALUE, open_cell, self._open)
        cell.comment = _note(open_cell)
        return str(cell.coordinate)

    def _choice(self, offset: int, text: str, may_choose: bool) -> str:
        if not may_choose:
            self._text(offset, text, self._locked)
            return ""
        at = self._text(offset, text, self._open_text)
        (self._kinds if offset == _KIND else self._reasons).append(at)
        return at

    def _text(self, offset: int, text: str, array: Any) -> str:
        column = self.column + offset
        if text:
            return str(self.sheet.put_text(self.row, column, text, array).coordinate)
        return str(self.sheet.put(self.row, column, None, array).coordinate)

    def _at(self, offset: int) -> str:
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(self.column + offset)}{self.row}"

    def finish(self) -> None:
        """Heads, widths, and lists to choose from."""
        from openpyxl.utils import get_column_letter

        if not self.places:
            return
        head = self.looks.array(horizontal="center", border=True, fill=HEAD_FILL)
        for offset, (text, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            self.sheet.put_text(self.first, self.column + offset, text, head)
            letter = get_column_letter(self.column + offset)
            self.ws.column_dimensions[letter].width = width
        for row in range(self.first + 1, self.row + 1):
            if self.sheet.at(row, self.column + _VALUE) is None:
                self.sheet.put(row, self.column + _VALUE, None, self._locked)
        if self._kinds:
            kinds = [label for value, label in kinds_to_choose(str(Kind.ACTUAL))]
            _add_list(self.ws, self._kinds, kinds, "種別")
        _add_list(self.ws, self._reasons, list(REASONS.values()), "値がない理由")


def _add_list(ws: "Worksheet", places: list[str], choices: list[str], name: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list",
        formula1=f'"{",".join(choices)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=name,
        error=f"{'、'.join(choices)}から選んでください。",
        sqref=" ".join(places),
    )
    ws.add_data_validation(rule)


def _protect(ws: "Worksheet") -> None:
    """Without a password: it guards against slips, not against people."""
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = False  # False: allowed

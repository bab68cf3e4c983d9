"""A list as a workbook: its rows and empty ones, filled in elsewhere and read back into the form.

What was read stands in the form as if it had been typed there: it is looked at, checked and saved
on the page, and nothing is changed by reading it.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import QueryDict
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.entry.cell_values import NotTyped, typed
from kanagawa.entry.our_books import LIST, another_of_ours
from kanagawa.entry.sheet_reader import Book, Cells
from kanagawa.entry.told import unseen
from kanagawa.formats.numbers import quoted
from kanagawa.formats.text import repaired
from kanagawa.reports.writers.archive import save
from kanagawa.reports.writers.styles import HEAD_FILL, OPEN_FILL
from kanagawa.staff.rows.versions import NAME as VERSION

from .list_forms import KNOWN, NEW, RESULTS, ListForms, ListLine

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, RECORD, KEY = "一覧", LIST, "識別子"
EMPTY_ROWS = 50
MOST_ROWS = 1_000  # a cell far below would cost a look at every row above it
_HEAD_ROW = 3
_MOST_REMARKS = 5  # of one kind
_LONGEST_CHOICES = 250  # characters of a list to choose from in Excel
_AGAIN = "この一覧のExcelをもう一度ダウンロードし、値だけを写してください。"


class WrongList(Refused):
    """Not the workbook of this list and edition; the message says what to do."""


def list_workbook(forms: ListForms, edition: Edition, name: str, title: str) -> bytes:
    """The xlsx file of the rows of a list; columns of new rows only stand behind the others."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([f"{edition}　{title}"])
    sheet.append(
        ["黄色の欄に入力します。新しいものは下の空の行に書きます。列は変えないでください。"]
    )
    columns = _columns(forms)
    most = max((len(line.results) for line in forms.lines), default=0)
    results = [text for n in range(1, most + 1) for text in (f"実績{n}の項目", f"実績{n}")]
    sheet.append([KEY, *(label for _, label in columns), *results])
    record = book.create_sheet(RECORD)
    made_at = timezone.localtime().isoformat(timespec="seconds")
    record.append([name, edition.slug, str(edition.pk), made_at])
    for line in forms.lines:
        sheet.append(list(_row(line, columns)))
        marks = [line.form.initial[VERSION], *(form.initial[VERSION] for _, form in line.results)]
        record.append([line.form.instance.key, *marks])
    record.sheet_state = "veryHidden"
    _dress(sheet, forms, columns)
    buffer = io.BytesIO()
    save(book, buffer, f"{edition} {title}")
    return buffer.getvalue()


def _columns(forms: ListForms) -> list[tuple[str, str]]:
    """Name and label of the fields: those of the rows, then those that only new ones have."""
    columns = [(f.name, str(f.label)) for f in forms.known.empty_form.visible_fields()]
    new = [(f.name, str(f.label)) for f in forms.new.empty_form.visible_fields()]
    return [*columns, *(column for column in new if column not in columns)]


def _row(line: ListLine, columns: list[tuple[str, str]]) -> Iterator[str]:
    yield line.form.instance.key
    for name, _ in columns:
        yield line.form.words(name) if name in line.form.fields else ""
    for label, form in line.results:
        yield label
        yield form.words("value")


def _dress(sheet: "Worksheet", forms: ListForms, columns: list[tuple[str, str]]) -> None:
    """Colours, widths, choices and what may be typed in."""
    from openpyxl.styles import PatternFill

    lines = list(forms.lines)
    last = _HEAD_ROW + len(lines) + EMPTY_ROWS
    for cell in sheet[_HEAD_ROW]:
        cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
        sheet.column_dimensions[cell.column_letter].width = 14 if cell.column > 2 else 30
    for row in range(_HEAD_ROW + 1, last + 1):
        line = lines[row - _HEAD_ROW - 1] if row - _HEAD_ROW <= len(lines) else None
        for column in _open_columns(line, columns):
            _open(sheet.cell(row, column))
    for column, (name, label) in enumerate(columns, start=2):
        _offer(sheet, column, last, label, list(_choices(forms, name).values()))
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed


def _open_columns(line: ListLine | None, columns: list[tuple[str, str]]) -> Iterator[int]:
    """Where something may be typed in a row; None: in an empty one, which has no results yet."""
    for column, (name, _) in enumerate(columns, start=2):
        if line is None or name in line.form.fields:
            yield column
    for number in range(len(line.results) if line is not None else 0):
        yield len(columns) + 3 + 2 * number


def _open(cell: "Cell") -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    cell.fill = PatternFill("solid", fgColor=OPEN_FILL)
    cell.number_format = "@"  # text: what is typed stays as it was typed
    cell.protection = Protection(locked=False)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _offer(sheet: "Worksheet", column: int, last: int, label: str, choices: list[str]) -> None:
    """A list to choose from, as far as Excel takes it."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    text = ",".join(choices)
    if not text or len(text) > _LONGEST_CHOICES:
        return
    letter = get_column_letter(column)
    rule = DataValidation(type="list", formula1=f'"{text}"', allow_blank=True)
    rule.error, rule.errorTitle, rule.showErrorMessage = "一覧から選びます。", label, True
    rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def _choices(forms: ListForms, name: str) -> dict[str, str]:
    """What a field chooses from: the label by what the form sends."""
    field: Any = forms.new.empty_form.fields[name]
    choices = getattr(field, "choices", ())
    return {str(value): str(label) for value, label in choices if str(value)}


class ReadList(NamedTuple):
    """What was typed, as the form of the page would send it, and what of the file is not taken."""

    data: QueryDict
    remarks: list[str]


def read_list(content: bytes, forms: ListForms, edition: Edition, name: str) -> ReadList:
    """What stands in the file. Raises UnsafeFile, WrongList.

    `forms` are those of all rows of the list as they are stored now.
    """
    book = Book(content)
    marks = _marks(book, edition, name)
    columns = _columns(forms)
    cells = _cells_under(book, [label for _, label in columns])
    data = QueryDict(mutable=True)
    lines = {line.form.instance.key: line for line in forms.lines}
    _require_seen(book, cells, lines, columns)
    counts = {KNOWN: 0, NEW: 0, RESULTS: 0}
    row_of: dict[str, int] = {}
    for row in range(_HEAD_ROW + 1, _last_row(cells) + 1):
        texts = {label: _text(cells, row, n) for n, (label, _) in enumerate(columns, start=2)}
        key = _text(cells, row, 1)
        line = lines.get(key)
        if key and line is None:
            raise WrongList(f"{row}行目の「{quoted(key)}」は、この一覧にありません。{_AGAIN}")
        if key in row_of:
            raise WrongList(_twice(key, row_of[key], row))
        if line is not None:
            row_of[key] = row
            first = len(columns) + 3
            values = [_text(cells, row, first + 2 * n) for n in range(len(line.results))]
            _put_known(data, counts, forms, line, texts, values, marks.get(key, []))
        elif any(texts.values()):
            _put(data, NEW, counts, {n: _value(forms, n, text) for n, text in texts.items()})
    for prefix, count in counts.items():
        data[f"{prefix}-TOTAL_FORMS"] = str(count)
        data[f"{prefix}-INITIAL_FORMS"] = "0" if prefix == NEW else str(count)
    gone = [str(lines[key].form.instance) for key in marks if key in lines and key not in row_of]
    ends = {row: len(columns) + 1 + 2 * len(lines[key].results) for key, row in row_of.items()}
    return ReadList(data, [*_rows_left_out(gone), *_not_taken(book, cells, ends, len(columns) + 1)])


def _cells_under(book: Book, labels: list[str]) -> Cells:
    """The cells of the sheet whose heads are these. Raises WrongList for another sheet."""
    cells = book.cells(SHEET, book.filled(SHEET)) if SHEET in book.sheets else None
    if cells is None:
        raise WrongList(f"「{SHEET}」のシートがありません。{_AGAIN}")
    if [_text(cells, _HEAD_ROW, column) for column in range(2, len(labels) + 2)] != labels:
        raise WrongList(f"列の見出しが変わっています。{_AGAIN}")
    if _last_row(cells) > MOST_ROWS:
        raise WrongList(f"行が多すぎます。{MOST_ROWS}行目までに入力してください。")
    return cells


def _require_seen(
    book: Book, cells: Cells, lines: dict[str, ListLine], columns: list[tuple[str, str]]
) -> None:
    """Refuse what was typed where nobody sees it: a hidden row, column or sheet, a filter."""
    from openpyxl.utils import get_column_letter

    hidden = book.hidden(SHEET)
    for row in range(_HEAD_ROW + 1, _last_row(cells) + 1):
        stored = _stored(lines.get(_text(cells, row, 1)), columns)
        for column, text in stored.items():
            at = f"{get_column_letter(column)}{row}"
            where = hidden.where(at)
            if where and _text(cells, row, column) != text:
                raise WrongList(f"{at}：{unseen(where)}")


def _stored(line: ListLine | None, columns: list[tuple[str, str]]) -> dict[int, str]:
    """By column what is stored of a row where something may be typed; nothing of a new one."""
    names = {number: name for number, (name, _) in enumerate(columns, start=2)}
    if line is None:
        return dict.fromkeys(names, "")
    forms_ = {number: (line.form, name) for number, name in names.items()}
    for number, (_, form) in enumerate(line.results):
        forms_[len(columns) + 3 + 2 * number] = form, "value"
    return {
        number: repaired(form.words(name)).strip()
        for number, (form, name) in forms_.items()
        if name in form.fields
    }


def _last_row(cells: Cells) -> int:
    return max((cell.row for cell in cells.values()), default=0)


def _twice(key: str, first: int, second: int) -> str:
    return (
        f"{first}行目と{second}行目に、同じ行（識別子「{quoted(key)}」）があります。行をコピーすると、"
        "隠れた識別子も写ります。新しいものは、下の空の行に値だけを貼り付けてください。"
    )


def _rows_left_out(names: list[str]) -> Iterator[str]:
    if names:
        first = "、".join(names[:_MOST_REMARKS]) + ("など" if len(names) > _MOST_REMARKS else "")
        yield (
            f"ファイルにない{len(names)}行（{first}）は、そのままです。"
            "なくすものは、その１件の画面で削除してください。"
        )


def _not_taken(book: Book, cells: Cells, ends: dict[int, int], end: int) -> Iterator[str]:
    """What stands beside the columns (`ends`: the last of a row, `end`: of others) or on them."""
    from openpyxl.utils import coordinate_to_tuple

    beside = [
        cell
        for at, cell in cells.items()
        if cell.row > _HEAD_ROW and coordinate_to_tuple(at)[1] > ends.get(cell.row, end)
    ]
    for cell in beside[:_MOST_REMARKS]:
        yield f"{cell.at}の「{quoted(str(cell.value))}」は欄の外にあるため、取り込みません。"
    if len(beside) > _MOST_REMARKS:
        yield f"ほかにも欄の外に書かれた所が{len(beside) - _MOST_REMARKS}か所あります。"
    for at, text in book.comments(SHEET)[:_MOST_REMARKS]:
        yield f"{at}のコメント「{quoted(text)}」は取り込みません。"
    if book.has_pictures:
        yield "図、図形、テキストボックスは取り込みません。"
    for sheet in book.sheets:
        if sheet not in (SHEET, RECORD) and book.filled(sheet):
            yield f"「{quoted(sheet)}」はこの画面で作ったシートではないため、取り込みません。"


def _put_known(
    data: QueryDict,
    counts: dict[str, int],
    forms: ListForms,
    line: ListLine,
    texts: dict[str, str],
    values: list[str],
    marks: list[str],
) -> None:
    fields = {n: _value(forms, n, t) for n, t in texts.items() if n in line.form.fields}
    forms_ = [(KNOWN, line.form, fields)]
    forms_ += [
        (RESULTS, form, {"value": value})
        for (_, form), value in zip(line.results, values, strict=True)
    ]
    for number, (prefix, form, sent) in enumerate(forms_):
        mark = marks[number] if number < len(marks) else form.initial[VERSION]
        _put(data, prefix, counts, {**sent, "id": str(form.instance.pk), VERSION: mark})


def _put(data: QueryDict, prefix: str, counts: dict[str, int], fields: dict[str, str]) -> None:
    for name, text in fields.items():
        data[f"{prefix}-{counts[prefix]}-{name}"] = text
    counts[prefix] += 1


def _value(forms: ListForms, name: str, text: str) -> str:
    """What the form sends for a text: of a choice the value that has it for its label."""
    by_label = {label: value for value, label in _choices(forms, name).items()}
    return by_label.get(text, text)


def _marks(book: Book, edition: Edition, name: str) -> dict[str, list[str]]:
    """By key the marks of what was handed out."""
    if why := another_of_ours(book.sheets, RECORD):
        raise WrongList(why)
    rows: dict[int, list[str]] = {}
    for cell in (book.cells(RECORD) or {}).values():
        rows.setdefault(cell.row, []).append(str(cell.value))
    if rows.get(1, [])[:3] != [name, edition.slug, str(edition.pk)]:
        raise WrongList(f"この年度版のこの一覧のExcelではありません。{_AGAIN}")
    return {row[0]: row[1:] for number, row in rows.items() if number > 1 and row}


def _text(cells: Cells, row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    at = f"{get_column_letter(column)}{row}"
    cell = cells.get(at)
    if cell is not None and cell.is_plain_text:
        return repaired(str(cell.value)).strip()  # of any length: the form says what is too long
    try:
        return typed(cell).text
    except NotTyped as error:
        raise WrongList(f"{at}：{error}") from None

"""Reads an entry workbook that somebody filled in: what was typed where, and every problem."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from kanagawa.editions.models import Edition
from kanagawa.figures.kinds import Status
from kanagawa.formats.numbers import quoted
from kanagawa.formats.years import wareki

from .beside import added_to_comment, beside_the_cells
from .cell_values import EMPTY, NotTyped, TypedCell, typed
from .our_books import another_of_ours
from .parsing import Entered, Entry, as_of_words, read_as_of
from .records import (
    COMPUTED,
    ELSEWHERE,
    SHEET,
    FigurePlace,
    Head,
    Label,
    WrongWorkbook,
    read_record,
    require_record_of,
)
from .sheet_reader import Book, Cells, Hidden
from .sheets import KINDS, REASONS, label_text
from .told import Problem, unseen

_KIND_CODES = {label: code for code, label in KINDS.items()}
_STATUS_CODES = {label: code for code, label in REASONS.items()}


@dataclass
class Reading:
    """What was typed: entries of the cells that differ from what was handed out, by ref.

    `shown` has the marks of all cells that were handed out, `at` where each is typed. `remarks`
    tells what stands in the file and is not taken.
    """

    head: Head
    entries: dict[str, Entry] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def read_workbook(content: bytes, edition: Edition, section: str) -> Reading:
    """Read an uploaded file; nothing is changed by it.

    Raises UnsafeFile when it may not or cannot be opened, WrongWorkbook when it is not the entry
    workbook of this section and edition. What is wrong with single cells is in `problems`.
    """
    book = Book(content)
    if why := another_of_ours(book.sheets, SHEET):
        raise WrongWorkbook(why)
    record = read_record(_rows(book.cells(SHEET) or {}))
    require_record_of(record, edition, section)
    reading = Reading(record.head)
    places, labels = _by_sheet(record.places), _by_sheet(record.labels)
    for sheet, of_sheet in places.items():
        cells = book.cells(sheet, _cells_to_read(of_sheet, labels.get(sheet, [])))
        moved = _moved(sheet, cells, labels.get(sheet, []))
        if moved:
            reading.problems.append(moved)
            continue
        hidden = book.hidden(sheet)
        for place in of_sheet:
            _read_place(place, cells or {}, hidden, reading)
        reading.remarks += _comments(sheet, book.comments(sheet), labels.get(sheet, []))
        reading.problems += _typed_over(sheet, cells or {}, labels.get(sheet, []))
    reading.remarks += beside_the_cells(book, record)
    return reading


def _rows(cells: Cells) -> list[list[object]]:
    """The values of the hidden sheet, row by row."""
    rows: dict[int, list[object]] = defaultdict(list)
    for cell in cells.values():
        rows[cell.row].append(cell.value)
    return [rows[number] for number in sorted(rows)]


def _by_sheet(places: list[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[object]] = defaultdict(list)
    for entry in places:
        grouped[entry.sheet].append(entry)
    return grouped


def _cells_to_read(places: list[FigurePlace], labels: list[Label]) -> set[str]:
    typed_at = (at for p in places for at in (p.value, p.kind, p.status, p.as_of) if at)
    return {*typed_at, *(label.at for label in labels)}


def _moved(sheet: str, cells: Cells | None, labels: list[Label]) -> Problem | None:
    """Why the places of a sheet cannot be trusted: it is gone, or a text is no longer there."""
    if cells is None:
        return Problem(
            sheet,
            "",
            "",
            "このシートがありません。シート名を元に戻すか、入力用Excelをもう一度ダウンロードして"
            "値だけを写してください。",
        )
    for label in labels:
        if label.text == COMPUTED or label.text.startswith(ELSEWHERE):
            continue
        cell = cells.get(label.at)
        text = label_text(str(cell.value)) if cell is not None else ""
        if text != label.text:
            return Problem(
                sheet,
                label.at,
                "",
                f"「{quoted(label.text)}」があるはずの場所に「{quoted(text)}」があります。"
                "行や列を挿入・削除・移動したり見出しを変えたりしたときは元に戻すか、"
                "入力用Excelをもう一度ダウンロードして値だけを写してください。",
            )
    return None


def _typed_over(sheet: str, cells: Cells, labels: list[Label]) -> Iterator[Problem]:
    """Values where a formula was, or where nothing is typed: told, for nothing takes them."""
    for label in labels:
        cell = cells.get(label.at)
        if cell is None or not str(cell.value).strip():
            continue
        value = quoted(str(cell.value))
        if label.text == COMPUTED and cell.data_type != "f":
            message = (
                f"計算する欄に「{value}」と入力されています。合計や割合は内訳から"
                "計算するため、取り込みません。この欄を空にし、内訳の値を直してください。"
            )
            yield Problem(sheet, label.at, "", message)
        elif label.text.startswith(ELSEWHERE):
            message = (
                f"「{value}」が入力されていますが、この数値を入力する欄は"
                f"{label.text.removeprefix(ELSEWHERE)}です。そこに入力し、この欄を空にしてください。"
            )
            yield Problem(sheet, label.at, "", message)


def _comments(
    sheet: str, comments: list[tuple[str, str]], labels: list[Label]
) -> Iterator[Problem]:
    """What people wrote in comments, beside ours and in them."""
    names = {label.text for label in labels}
    for at, text in comments:
        if added := added_to_comment(text, names):
            message = f"コメント「{quoted(added)}」は取り込みません。"
            yield Problem(
                sheet, at, "", f"{message}残すときは、その数値の「職員用メモ」に書いてください。"
            )


def _read_place(place: FigurePlace, cells: Cells, hidden: Hidden, reading: Reading) -> None:
    """Add the entry of one figure, or what is wrong with it."""
    before = Entered.read(place.shown)  # `read_record` has tried it
    reading.shown[place.ref] = place.shown
    reading.at[place.ref] = place.sheet, place.value
    parts: dict[str, str | None] = {}
    for name, at, read in (
        ("value", place.value, _value),
        ("kind", place.kind, _kind),
        ("status", place.status, _status),
        ("as_of", place.as_of, _as_of),
    ):
        try:
            parts[name] = read(typed(cells.get(at)), before) if at else None
        except NotTyped as error:
            reading.problems.append(Problem(place.sheet, at, place.ref, str(error)))
        else:
            if parts.get(name) is not None and (where := hidden.where(at)):
                reading.problems.append(Problem(place.sheet, at, place.ref, unseen(where)))
    if any(part is not None for part in parts.values()):
        reading.entries[place.ref] = Entry(place.shown, **parts)


def _value(cell: TypedCell, before: Entered) -> str | None:
    """None when it is what was shown."""
    same = cell.number is not None and cell.number == before.value and not before.qualifier
    if cell.text == before.text or same:
        return None
    if cell.day is not None:
        raise NotTyped(
            f"日付（{cell.text}）になっています。Excelは「6/4」や「1-2」を日付に変えます。"
            "セルの表示形式を「標準」にして、数を入力し直してください。"
        )
    if cell.number is not None and cell.number < 0 and (before.value is None or before.value >= 0):
        raise NotTyped(
            f"負の数（{cell.text}）になっています。Excelは「(640)」を「-640」に変えます。"
            "見込の値は640とだけ入力して「種別」で「見込」を選び、"
            "本当に負の数なら「△640」と文字で入力してください。"
        )
    return cell.text


def _kind(cell: TypedCell, before: Entered) -> str | None:
    code = _KIND_CODES.get(cell.text)
    if code is None:
        wrong = f"「{quoted(cell.text)}」という種別はありません。" if cell.text else ""
        raise NotTyped(f"{wrong}「実績値」か「見込」を選んでください。")
    return None if code == before.kind else code


def _status(cell: TypedCell, before: Entered) -> str | None:
    waiting = before.status in (Status.VALUE, Status.TO_ENTER)
    if cell == EMPTY:
        return None if waiting else str(Status.VALUE)
    code = _STATUS_CODES.get(cell.text)
    if code is None and cell.text != Status.VALUE.label:
        choices = "、".join(REASONS.values())
        raise NotTyped(
            f"「{quoted(cell.text)}」という理由はありません。{choices}から選ぶか、"
            "値があるときは空欄にしてください。"
        )
    code = code or str(Status.VALUE)
    return None if code == before.status else code


def _as_of(cell: TypedCell, before: Entered) -> str | None:
    text = cell.text
    if cell.day is not None and text == wareki(cell.day):  # not one that shows its month only
        text = as_of_words(cell.day, _wording(cell.day, before.as_of_wording))
    if text == before.as_of_text:
        return None
    try:
        _ = read_as_of(text) if text else None
    except ValidationError as error:  # told with the place of this cell, not of the value
        raise NotTyped("".join(error.messages)) from None
    return text


def _wording(day: date, wording: str) -> str:
    """The wording that the figure had, unless 末時点 would name another day."""
    is_last = (day + timedelta(days=1)).day == 1
    return wording if wording != "末時点" or is_last else "現在"

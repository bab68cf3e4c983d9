"""What people put into an entry workbook beside its open cells: told, for nothing takes it."""

from collections.abc import Collection, Iterator

from kanagawa.formats.numbers import quoted

from .records import SHEET, SheetRecord
from .sheet_reader import Book
from .sheets import COMMENT_HEADS, COMMENT_UNIT, GUIDE, label_text
from .told import Problem

_MOST = 10  # of one file; who writes more has read it by then


def beside_the_cells(book: Book, record: SheetRecord) -> Iterator[Problem]:
    """Notes and values beside what we wrote, and sheets that are not ours."""
    ours = {sheet: set(cells.split()) for sheet, cells in record.written}
    for place in record.places:
        ours.get(place.sheet, set()).update((place.value, place.kind, place.status, place.as_of))
    for label in record.labels:
        ours.get(label.sheet, set()).add(label.at)
    strays = [
        (sheet, at)
        for sheet, cells in ours.items()
        if sheet in book.sheets
        for at in book.filled(sheet)
        if at not in cells
    ]
    for sheet, at in strays[:_MOST]:
        cell = (book.cells(sheet, [at]) or {}).get(at)
        if cell is not None and str(cell.value).strip():
            message = f"「{quoted(str(cell.value))}」は入力する欄の外にあるため、取り込みません。"
            yield Problem(sheet, at, "", f"{message}数値なら黄色の欄に入力してください。")
    if len(strays) > _MOST:
        message = f"ほかにも入力する欄の外に書かれた所が{len(strays) - _MOST}か所あります。"
        yield Problem("", "", "", f"{message}取り込みません。")
    if ours and book.has_pictures:
        message = "図、図形、テキストボックスは取り込みません。"
        yield Problem("", "", "", f"{message}数値やことわりは、それぞれの欄に入力してください。")
    for sheet in book.sheets if ours else ():
        if sheet not in (*ours, SHEET, GUIDE) and book.filled(sheet):
            message = "この画面で作ったシートではないため、取り込みません。"
            yield Problem(sheet, "", "", message)


def added_to_comment(text: str, names: Collection[str]) -> str:
    """What somebody wrote into a comment: all of his own, of ours the lines that were added.

    Ours begins with the name of its figure (one of `names`) and its unit.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if len(lines) < 2 or label_text(lines[0]) not in names or not lines[1].startswith(COMMENT_UNIT):
        return text.strip()
    return "\n".join(line for line in lines[1:] if not line.startswith(COMMENT_HEADS))

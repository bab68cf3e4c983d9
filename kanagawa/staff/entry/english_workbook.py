"""The texts of a section as a workbook: Japanese beside English, filled in elsewhere, read back.

What was read stands in the form as if it had been typed there: it is looked at, checked and saved
on the page, and nothing is changed by reading it.
"""

import io
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import Refused
from kanagawa.entry.cell_values import NotTyped, typed
from kanagawa.entry.our_books import TEXTS, another_of_ours
from kanagawa.entry.sheet_reader import Book, BookCell
from kanagawa.entry.told import unseen
from kanagawa.formats.numbers import quoted
from kanagawa.formats.text import repaired
from kanagawa.reports.writers.archive import save
from kanagawa.reports.writers.cells import clean
from kanagawa.reports.writers.file_formats import EXCEL
from kanagawa.reports.writers.styles import HEAD_FILL, OPEN_FILL
from kanagawa.staff.editions.english import EnglishField, EnglishForm, english_page
from kanagawa.workflow import parts
from kanagawa.workflow.roles import may_edit

from .sent_files import ExcelForm

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET, RECORD = "英訳", TEXTS
_HEADS = ("識別子", "日本語（印字）", "文中の数値の書き方（英語にもそのまま入れます）", "英語")
_KEY, _ENGLISH = 1, 4
_HEAD_ROW = 3
MOST_ROWS = 5_000  # a cell far below would cost a look at every row above it
_AGAIN = "この節の英訳のExcelをもう一度ダウンロードし、英語だけを写してください。"


class WrongTexts(Refused):
    """Not the workbook of these texts; the message says what to do."""


def english_workbook(
    site: AdminSite, request: HttpRequest, edition_pk: int, section: str
) -> HttpResponse:
    """GET hands the file out; POST shows what a file would change, and changes nothing."""
    part = parts.from_url(section)
    if part is None:
        raise Http404("この節はありません。")
    if not may_edit(request.user, part):
        raise PermissionDenied
    edition = get_object_or_404(Edition, pk=edition_pk)
    screen = reverse("admin:editions_edition_english", args=[edition.pk])
    screen = f"{screen}?section={section}"
    if edition.is_published:
        return HttpResponseRedirect(screen)
    if request.method != "POST":
        return _file(edition, part)
    form = ExcelForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return HttpResponseRedirect(screen)
    try:
        sent = read_english(form.cleaned_data["file"].read(), edition, part)
    except Refused as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(screen)
    return english_page(site, request, edition, EnglishForm(edition, part, sent), is_upload=True)


def _file(edition: Edition, section: str) -> HttpResponse:
    response = HttpResponse(write_english(edition, section), content_type=EXCEL.media_type)
    name = quote(f"{edition.label}_{parts.title(section)}_英訳.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def write_english(edition: Edition, section: str) -> bytes:
    """The xlsx file of the texts of a section: those that wait, then those that have English."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([f"{edition}　英訳：{parts.title(section)}"])
    sheet.append(["黄色の欄に英語を入力します。行と列は変えないでください。"])
    sheet.append(list(_HEADS))
    record = book.create_sheet(RECORD)
    record.append([section, edition.slug, str(edition.pk)])
    form = EnglishForm(edition, section)
    for row, bound in enumerate(form, start=_HEAD_ROW + 1):
        english = bound.initial or ""
        field = cast("EnglishField", bound.field)
        texts = (bound.name, str(bound.label), field.written, english)
        for column, text in enumerate(texts, start=1):
            _write(sheet.cell(row, column), text)
        for column, text in enumerate((bound.name, english), start=1):
            _write(record.cell(row, column), text)
    record.sheet_state = "veryHidden"
    _dress(sheet)
    buffer = io.BytesIO()
    save(book, buffer, f"{edition} 英訳 {parts.title(section)}")
    return buffer.getvalue()


def _write(cell: "Cell", text: str) -> None:
    """A text that begins with = is no formula."""
    cell.value = clean(text)
    cell.data_type = "s"


def _dress(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    for letter, width in zip("ABCD", (10, 50, 30, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[_HEAD_ROW]:
        cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    for row in sheet.iter_rows(min_row=_HEAD_ROW + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell = row[_ENGLISH - 1]
        cell.fill = PatternFill("solid", fgColor=OPEN_FILL)
        cell.number_format = "@"  # text: what is typed stays as it was typed
        cell.protection = Protection(locked=False)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed


def read_english(content: bytes, edition: Edition, section: str) -> QueryDict:
    """What was typed, as the form of the page would send it. Raises UnsafeFile, WrongTexts.

    A text that is not in the file stays as it is stored now.
    """
    book = Book(content)
    handed_out = _handed_out(book, edition, section)
    cells = book.cells(SHEET, book.filled(SHEET)) if SHEET in book.sheets else None
    if cells is None:
        raise WrongTexts(f"「{SHEET}」のシートがありません。{_AGAIN}")
    rows: dict[int, dict[str, BookCell]] = {}
    for cell in cells.values():
        rows.setdefault(cell.row, {})[cell.at.rstrip("0123456789")] = cell
    if max(rows, default=0) > MOST_ROWS:
        raise WrongTexts(f"行が多すぎます。{MOST_ROWS}行目までに入力してください。")
    heads = [_text(rows.get(_HEAD_ROW, {}).get(letter)) for letter in "ABCD"]
    if heads != list(_HEADS):
        raise WrongTexts(f"列の見出しが変わっています。{_AGAIN}")
    hidden = book.hidden(SHEET)
    data = QueryDict(mutable=True)
    for bound in EnglishForm(edition, section):
        data[bound.name] = data[f"initial-{bound.name}"] = bound.initial or ""
    for number in sorted(row for row in rows if row > _HEAD_ROW):
        name, english = (_text(rows[number].get(letter)) for letter in "AD")
        if name not in handed_out:
            raise WrongTexts(f"{number}行目の「{quoted(name)}」は、ここにない行です。{_AGAIN}")
        # What nobody typed in is left as it is, also where the Japanese has changed since.
        if english != handed_out[name]:
            if where := hidden.where(f"D{number}"):
                raise WrongTexts(f"D{number}：{unseen(where)}")
            data[name], data[f"initial-{name}"] = english, handed_out[name]
    return data


def _handed_out(book: Book, edition: Edition, section: str) -> dict[str, str]:
    """The English of each text as the file was handed out."""
    if why := another_of_ours(book.sheets, RECORD):
        raise WrongTexts(why)
    rows: dict[int, dict[str, BookCell]] = {}
    for cell in (book.cells(RECORD) or {}).values():
        rows.setdefault(cell.row, {})[cell.at.rstrip("0123456789")] = cell
    first = [_text(rows.get(1, {}).get(letter)) for letter in "ABC"]
    if first != [section, edition.slug, str(edition.pk)]:
        raise WrongTexts(f"この年度版のこの節の英訳のExcelではありません。{_AGAIN}")
    return {_text(row.get("A")): _text(row.get("B")) for number, row in rows.items() if number > 1}


def _text(cell: BookCell | None) -> str:
    if cell is not None and cell.is_plain_text:
        return repaired(str(cell.value)).strip()  # of any length: the form says what is too long
    try:
        return typed(cell).text
    except NotTyped as error:
        at = cell.at if cell else ""
        raise WrongTexts(f"{at}：{error}") from None

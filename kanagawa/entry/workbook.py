"""The entry grid as a workbook: the same tables and open cells, with instructions in front."""

import io
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import moment
from kanagawa.history.changes import person_name
from kanagawa.reports import registry
from kanagawa.reports.writers.archive import save
from kanagawa.reports.writers.cells import SheetCells
from kanagawa.reports.writers.excel import LINE, lines, print_on_a4
from kanagawa.reports.writers.numberformats import NumberFormats
from kanagawa.reports.writers.styles import HEAD_FILL, OPEN_FILL, TITLE_SIZE, Looks
from kanagawa.reports.writers.workbook import name_sheets

from .cells import EntryTable, entry_tables
from .formulas import Formulas
from .records import SHEET, Head, SheetRecord
from .sheets import GUIDE, write_entry_sheet

_WIDTH = 84
_INSTRUCTIONS = (
    "黄色の欄に入力します。"
    "数は 640、1,234件、１，２３４、15億8,741万円 のどの書き方でも読み取ります。",
    "値がないときは欄に「－」と入力するか空欄にし、右の「値がない理由」を選びます。",
    "実績値か見込かは、右の「種別」で選びます。"
    "(640) と半角で入力すると、Excelが負の数（-640）に変えてしまいます。",
    "時点がほかと違う数値は、右の「時点」に"
    " 令和７年３月31日現在、令和７年６月末時点 のように入力します。",
    "２つの数値を並べて印字する欄は、右の「値」に１つずつ入力します。"
    "合計と割合は入力につれて変わります。",
    "欄にマウスを重ねると、前年の値、前年に見込んだ値、目標が表示されます。",
    "数式は取り込めません。計算した値は「値の貼り付け」で入れてください。"
    "行や列の挿入・移動、シート名の変更はしないでください。",
    "保存したら、職員用画面の「Excelの取込み」でこのファイルを選びます。"
    "変わる値が一つずつ表示され、そこで確かめて反映するまで何も変わりません。",
)

_RETURN = (
    "保存したら、このファイルを担当者へ返してください。担当者が変わる値を確かめてから反映します。"
    "変わるところがない表は「変更なし」、値がない表は「該当なし」と知らせるだけで済みます。"
)


@dataclass(frozen=True)
class Asked:
    """The part of a workbook that a respondent gets: his name, his mark, his tables."""

    name: str
    respondent: str
    tables: frozenset[str]


def entry_workbook(
    edition: Edition, section: str, user: User, inquiry: Asked | None = None
) -> bytes:
    """The xlsx file of a section of a draft, or of the tables that an `inquiry` asks for.

    Raises EditionPublished for a published edition.
    """
    from openpyxl import Workbook
    from openpyxl.workbook.protection import WorkbookProtection

    edition.require_draft()
    rows = EditionRows(edition)
    tables = [
        table
        for table in entry_tables(edition, section, rows)
        if table.grid.body and (inquiry is None or table.key in inquiry.tables)
    ]
    by_sheet = dict(zip(name_sheets([t.grid for t in tables], []), tables, strict=True))
    book = Workbook()
    book.active.title = GUIDE
    sheets = {name: SheetCells(book.create_sheet(name)) for name in by_sheet}
    looks = Looks(
        book, NumberFormats(c.cell for t in tables for row in (*t.header, *t.body) for c in row)
    )
    record = SheetRecord(_head(edition, section, user, inquiry))
    first: dict[str, int] = {}
    for name, table in by_sheet.items():
        written = write_entry_sheet(sheets[name], table, looks)
        first[name] = written.first
        record.places += written.places
        record.labels += written.labels
    formulas = Formulas(tables, record.places)
    for name, table in by_sheet.items():
        if first[name]:
            formulas.write(sheets[name], table, first[name], looks)
        record.written.append((name, " ".join(sheets[name].filled())))
        sheets[name].write()
    record.labels += formulas.computed
    _write_guide(SheetCells(book.active), looks, edition, record.head, by_sheet, inquiry)
    _write_record(SheetCells(book.create_sheet(SHEET)), looks, record)
    book.security = WorkbookProtection(lockStructure=True)
    buffer = io.BytesIO()
    save(book, buffer, f"{edition} {registry.sections()[section].title} 入力用")
    return buffer.getvalue()


def _head(edition: Edition, section: str, user: User, inquiry: Asked | None) -> Head:
    made_at = timezone.localtime().isoformat(timespec="seconds")
    respondent = inquiry.respondent if inquiry else ""
    return Head(str(edition.pk), edition.slug, section, made_at, person_name(user), respondent)


def _write_record(sheet: SheetCells, looks: Looks, record: SheetRecord) -> None:
    array = looks.array()
    for number, row in enumerate(record.rows(), start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.put_text(number, column, text, array)
    sheet.write()
    sheet.ws.sheet_state = "veryHidden"
    sheet.ws.protection.sheet = True


def _write_guide(
    sheet: SheetCells,
    looks: Looks,
    edition: Edition,
    head: Head,
    by_sheet: dict[str, EntryTable],
    inquiry: Asked | None,
) -> None:
    ws = sheet.ws
    whom = f"（{inquiry.name}）" if inquiry else ""
    title = f"{edition}　{registry.sections()[head.section].title}　入力用{whom}"
    sheet.put_text(1, 1, title, looks.array(size=TITLE_SIZE, bold=True))
    made_at = moment(timezone.localtime())
    about = f"状態：{edition.get_state_display()}　作成：{made_at}　{head.made_by}"
    sheet.put_text(2, 1, about, looks.array())
    wrapped = looks.array(wrap=True)
    row = 4
    instructions = (*_INSTRUCTIONS[:-1], _RETURN) if inquiry else _INSTRUCTIONS
    for number, text in enumerate(instructions, start=1):
        sheet.put_text(row, 1, str(number), looks.array(horizontal="center"))
        sheet.put_text(row, 2, text, wrapped)
        ws.row_dimensions[row].height = LINE * lines(text, _WIDTH) + 3
        row += 1
    _write_contents(sheet, looks, row + 1, by_sheet)
    sheet.write()
    for letter, width in zip("ABCD", (10, _WIDTH, 10, 10), strict=True):
        ws.column_dimensions[letter].width = width
    ws.sheet_view.showGridLines = False
    ws.protection.sheet = True
    print_on_a4(ws, landscape=False)


def _write_contents(
    sheet: SheetCells, looks: Looks, row: int, by_sheet: dict[str, EntryTable]
) -> None:
    head = looks.array(horizontal="center", border=True, fill=HEAD_FILL)
    for column, text in enumerate(("シート", "表", "入力欄", "未入力"), start=1):
        sheet.put_text(row, column, text, head)
    text_array, linked = looks.array(border=True, wrap=True), looks.array(border=True, link=True)
    for name, table in by_sheet.items():
        row += 1
        waiting = sum(cell.is_to_enter for cell in table.open)
        title = (table.grid.title or table.grid.caption).replace("\n", "")
        sheet.link(sheet.put_text(row, 1, name, linked), name)
        sheet.put_text(row, 2, title, text_array)
        sheet.put_text(row, 3, str(len(table.open)), looks.array(border=True, horizontal="right"))
        fill = OPEN_FILL if waiting else ""
        array = looks.array(border=True, horizontal="right", fill=fill)
        sheet.put_text(row, 4, str(waiting or ""), array)
        sheet.ws.row_dimensions[row].height = LINE * lines(title, _WIDTH) + 3

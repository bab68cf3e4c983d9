"""The 正誤表 as Excel (A4, as on paper), CSV and JSON."""

import io
import json
from collections.abc import Iterator
from datetime import datetime

from ..errata import Errata, Erratum, errata_grid
from .archive import save
from .cells import SheetCells
from .csv import Value, csv_rows, edition_code
from .excel import write_sheet

SHEET = "正誤表"
# Column, its name and what it holds.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("number", "番号", ""),
    ("edition", "訂正後の版", "2025_2 は令和７年度版の第２版"),
    ("corrects", "訂正前の版", ""),
    ("section", "節", "報告の節の識別子"),
    ("table_key", "表の識別子", "本文の訂正では空欄"),
    ("place", "箇所", ""),
    ("kind", "何の訂正か", ""),
    ("address", "数値・記録の識別子", ""),
    ("old", "誤", "印字された文字。記載がなかったときは空欄"),
    ("new", "正", "印字された文字。削除したときは空欄"),
    ("old_value", "誤の値", "数値。金額は円、割合は百分率"),
    ("new_value", "正の値", "数値。金額は円、割合は百分率"),
    ("unit", "単位", ""),
    ("reason", "理由", ""),
    (
        "change",
        "区分",
        "訂正：直した箇所。連動：それにより変わった箇所。空欄は以前の訂正",
    ),
    ("corrected_on", "訂正年月日", "YYYY-MM-DD"),
)


def errata_xlsx(errata: Errata, label: str, modified: datetime | None) -> bytes:
    """One sheet on A4, as on paper."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = SHEET
    cells = SheetCells(book.active)
    write_sheet(cells, errata_grid(errata, label))
    cells.write()
    buffer = io.BytesIO()
    save(book, buffer, f"{label}　{SHEET}", modified)
    return buffer.getvalue()


def errata_csv(errata: Errata, label: str, modified: datetime | None) -> bytes:
    """A row for each correction; the columns are those of COLUMNS."""
    header = [name for name, _, _ in COLUMNS]
    return b"".join(csv_rows(header, errata_rows(errata)))


def errata_rows(errata: Errata) -> Iterator[tuple[Value, ...]]:
    """The corrections in the columns of COLUMNS."""
    for n, row in enumerate(errata.rows, start=1):
        yield _values(n, row, errata)


def _values(n: int, row: Erratum, errata: Errata) -> tuple[Value, ...]:
    difference = row.difference
    change = difference.figures[0] if difference.figures else None
    old, new = (change.old, change.new) if change else (None, None)
    return (
        n,
        edition_code(errata.new),
        edition_code(errata.old),
        difference.section,
        difference.table,
        difference.where,
        difference.kind_name,
        difference.ref,
        difference.old,
        difference.new,
        old.value if old else None,
        new.value if new else None,
        change.figure.unit if change else "",
        row.reason,
        row.why,
        errata.corrected_on,
    )


def errata_json(errata: Errata, label: str, modified: datetime | None) -> bytes:
    """As it is frozen with the edition (`Errata.from_json` reads it back)."""
    return json.dumps(errata.to_json(), ensure_ascii=False, indent=1).encode()

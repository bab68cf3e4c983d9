"""The whole-edition workbook against openpyxl writing the same cells with shared styles."""

import io
from collections.abc import Iterator
from statistics import median
from time import process_time

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports.grid import Grid
from kanagawa.reports.writers.export import Extract, extract
from kanagawa.reports.writers.file_formats import write
from kanagawa.reports.writers.flat import HEADER, flat_rows

ROUNDS = 5


def measure() -> Iterator[tuple[str, float, float, str]]:
    edition = Edition.objects.get(fiscal_year=2025, revision=1)
    content = Content(edition)
    part = extract(content.tables, content.manifest, edition=edition.slug, label=edition.label)
    write(part, "xlsx")
    plainly(part)
    ratios = []
    for _ in range(ROUNDS):
        start = process_time()
        write(part, "xlsx")
        middle = process_time()
        plainly(part)
        ratios.append((middle - start) / (process_time() - middle))
    yield "全体のExcel／同じセルをopenpyxlで書く", median(ratios), 1.2, "倍"


def plainly(part: Extract) -> None:
    """The same cells, merges and flat rows, straight into openpyxl."""
    book = Workbook()
    side = Side(style="thin")
    font, border = Font(name="ＭＳ 明朝", size=10), Border(side, side, side, side)
    aligned = Alignment(wrap_text=True, vertical="center")
    for number, grid in enumerate(part.all):
        _sheet(book.create_sheet(f"{number}"), grid, font, border, aligned)
    flat = book.create_sheet("flat")
    for row in (HEADER, *(row.values() for row in flat_rows(part.edition, part.all))):
        flat.append(list(row))
    for cells in flat.iter_rows():
        for cell in cells:
            cell.font, cell.alignment = font, aligned
    book.save(io.BytesIO())


def _sheet(sheet, grid: Grid, font: Font, border: Border, aligned: Alignment) -> None:  # type: ignore[no-untyped-def]
    seen: set[int] = set()
    for r, row in enumerate(grid.positions(), start=1):
        for c, cell in enumerate(row, start=1):
            place = sheet.cell(r, c)
            place.font, place.border, place.alignment = font, border, aligned
            if cell is None or id(cell) in seen:
                continue
            seen.add(id(cell))
            single = cell.figures[0].value if len(cell.figures) == 1 else None
            place.value = cell.text if single is None else single
            if cell.rowspan > 1 or cell.colspan > 1:
                end_row, end_column = r + cell.rowspan - 1, c + cell.colspan - 1
                sheet.merge_cells(
                    start_row=r, start_column=c, end_row=end_row, end_column=end_column
                )

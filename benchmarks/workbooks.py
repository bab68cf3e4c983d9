"""The whole-edition workbook against openpyxl writing the same cells, each style made once.

What ours has beyond its cells counts as ours: charts, print set-up, widths, heights and links. The
second line leaves the charts out of the comparison, which are half of that.
"""

import gc
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import process_time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from kanagawa.editions.content import Content
from kanagawa.editions.models import Edition
from kanagawa.reports.charting import drawn
from kanagawa.reports.charts import ChartData
from kanagawa.reports.writers.export import extract
from kanagawa.reports.writers.file_formats import write
from kanagawa.reports.writers.nativecharts import native_chart

ROUNDS = 9


@dataclass(frozen=True)
class Sheet:
    """What stands in the cells of a sheet, row by row, and which of them are one."""

    rows: list[list[Any]]
    merged: list[str]


def measure() -> Iterator[tuple[str, float, float, str]]:
    edition = Edition.objects.get(fiscal_year=2025, revision=1)
    content = Content(edition)
    part = extract(content.tables, content.manifest, edition=edition.slug, label=edition.label)
    sheets = cells_of(write(part, "xlsx"))
    charts = [data for data in map(drawn, part.all) if data]
    acts: list[Callable[[], object]] = [
        lambda: write(part, "xlsx"),
        lambda: plainly(sheets, []),
        lambda: plainly(sheets, charts),
    ]
    # The best round of each: what other processes take from the processor's caches is no work.
    rounds = [[spent(act) for act in acts] for _ in range(ROUNDS)]
    ours, cells, with_charts = (min(times) for times in zip(*rounds, strict=True))
    yield "全体のExcel／同じセルをopenpyxlで書く", ours / cells, 1.1, "倍"
    yield "全体のExcel／同じセルと図をopenpyxlで書く", ours / with_charts, 1.3, "倍"


def spent(act: Callable[[], object]) -> float:
    gc.collect()  # what the act before left behind is not this one's
    start = process_time()
    act()
    return process_time() - start


def cells_of(content: bytes) -> list[Sheet]:
    """All that stands in the cells of a workbook: contents, titles and notes, too."""
    return [
        Sheet(
            [[cell.value for cell in row] for row in sheet.iter_rows()],
            [str(area) for area in sheet.merged_cells.ranges],
        )
        for sheet in load_workbook(io.BytesIO(content)).worksheets
    ]


def plainly(sheets: list[Sheet], charts: list[ChartData]) -> None:
    """The same cells straight into openpyxl, all with one style: the fastest way it offers."""
    book = Workbook()
    side = Side(style="thin")
    style = NamedStyle("bordered", Font(name="ＭＳ 明朝", size=10), border=Border(side, side))
    style.alignment = Alignment(wrap_text=True, vertical="center")
    style.bind(book)
    for number, sheet in enumerate(sheets):
        _write(book.create_sheet(f"{number}"), sheet, style)
    for data, sheet in zip(charts, book.worksheets, strict=False):
        sheet.add_chart(native_chart(data), "A1")
    book.save(io.BytesIO())


def _write(sheet: Worksheet, source: Sheet, style: NamedStyle) -> None:
    array = style.as_tuple()
    for r, row in enumerate(source.rows, start=1):
        sheet.append([Cell(sheet, r, c, value, array) for c, value in enumerate(row, start=1)])
    for area in source.merged:
        sheet.merged_cells.ranges.add(CellRange(area))

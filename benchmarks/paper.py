"""The paper against the libraries that set it, and publication with the proof of all its files.

CPU time of this process: typst, pikepdf and python-docx work inside of it.
"""

import io
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

from django.db import transaction
from docx import Document

from kanagawa.editions.content import Content
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition
from kanagawa.editions.publishing import proved, publish
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.writers import pdf as pdf_writer
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.paper import Paper
from kanagawa.reports.writers.pdf import pdf

from .process import command

ROUNDS = 5
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
LONG = 5_000  # rows


def measure() -> Iterator[tuple[str, float, float, str]]:
    edition = Edition.objects.get(fiscal_year=2025, revision=1)
    spent = min(fresh("the_report()"))
    yield "全体のPDF", spent, 2, "秒（CPU）"
    yield "同／同じ文書をtypstだけで組む", median(fresh("against_typst()")), 1.2, "倍"
    paper = report()
    word = best(lambda: docx(paper)) / best(lambda: plainly(paper))
    yield "全体のWord／同じ文と表をpython-docxで書く", word, 1.5, "倍"
    half, whole = (min(fresh(f"long_table({rows})")) for rows in (LONG // 2, LONG))
    yield f"{LONG:,}行の表のPDF", whole, 5, "秒（CPU）"
    yield "同／半分の行の２倍の時間", whole / (2 * half), 1.2, "倍"
    yield (
        "公開（ページとファイルをすべて作る確かめも）",
        publication(edition),
        20,
        "秒（CPU）",
    )


def best(work: Callable[[], Any]) -> float:
    """The least CPU seconds of some rounds: what others take from the caches is no work."""
    work()
    return min(spent(work) for _ in range(ROUNDS))


def spent(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


def fresh(call: str) -> list[float]:
    """What some runs in new processes return: typst keeps what it has set before."""
    run = command("paper", call)
    done = (subprocess.run(run, check=True, stdout=subprocess.PIPE) for _ in range(ROUNDS))
    return [float(each.stdout) for each in done]


def report() -> Paper:
    content = Content(Edition.objects.get(fiscal_year=2025, revision=1))
    return Paper("試し", "県", content.blocks, content.tables, modified=MOMENT)


def the_report() -> float:
    paper = report()
    pdf(small())  # the libraries are loaded, the fonts read
    return spent(lambda: pdf(paper))


def against_typst() -> float:
    """How many times what typst takes for the very source of the report its whole making takes.

    Both of one run, so that what else the machine does counts for both.
    """
    paper, compiled, alone = report(), pdf_writer._compiled, []
    pdf(small())

    def timed(*source: Any) -> bytes:
        start = process_time()
        made = compiled(*source)
        alone.append(process_time() - start)
        return made

    with patch.object(pdf_writer, "_compiled", timed):
        return spent(lambda: pdf(paper)) / alone[0]


def long_table(rows: int) -> float:
    paper = long(rows)
    pdf(small())
    return spent(lambda: pdf(paper))


def small() -> Paper:
    return Paper("試し", "県", [Block("paragraph", level=1, text="一")], {}, modified=MOMENT)


def plainly(paper: Paper) -> None:
    """The same text and cells by python-docx's own calls, each table's cells asked for once."""
    document = Document()
    for block in paper.blocks:
        if block.kind == "heading":
            document.add_heading(block.numbered_text, min(block.level, 9))
        elif block.kind == "table":
            _plain_table(document, paper.tables[block.table])
        else:
            document.add_paragraph(f"{block.number}{block.label}{block.text}")
    document.save(io.BytesIO())


def _plain_table(document: Any, grid: Grid) -> None:
    if not grid.columns:
        return
    rows = list(grid.positions())
    cells = iter(document.add_table(len(rows), grid.columns)._cells)
    for row in rows:
        for cell in row:
            next(cells).text = cell.text


def long(rows: int) -> Paper:
    body = tuple((row_head(f"行{n}"), Cell(f"{n:,}"), Cell(f"{n * 7:,}人")) for n in range(rows))
    head = ((column_head("名前"), column_head("数"), column_head("人数")),)
    grid = Grid("long", "長い表", body, head)
    return Paper("試し", "県", [Block("table", level=1, table="long")], {"long": grid})


def publication(edition: Edition) -> float:
    """CPU seconds from the press of the button to the public edition."""
    with transaction.atomic():
        draft = copy_edition(source=edition, fiscal_year=2026)
        seconds = spent(lambda: publish(edition=draft, proof=proved(draft)))
        transaction.set_rollback(True)
    return seconds

"""Other people's validators read the paper: PDF/UA as far as they reach, and Word's own readers.

pdfua looks at 16 of the 106 rules of PDF/UA-1, outloud at the checkpoints a machine can decide;
veraPDF, which looks at all, is no Python package. Both are a floor and no certificate.
"""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document

from kanagawa.editions.content import Content
from kanagawa.formats.text import squeeze
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.pdf import _elements, pdf

from .test_paper import HOSTILE, paper_of

GOLDEN = Path(__file__).with_name("golden") / "2025.txt"

# outloud 0.2.1 forgets a cell over several rows in the last of them when it stands at the right
# edge, and says that the rows differ in length. That they do not, the test of shapes shows.
EXPLAINED = {"TBL-004"}


@pytest.fixture
def whole(published):
    content = Content(published)
    return paper_of(content.blocks, content.tables)


def findings(content: bytes, folder: Path) -> list[str]:
    """What pdfua and outloud have against a PDF."""
    file, report = folder / "paper.pdf", folder / "outloud.json"
    file.write_bytes(content)
    tools = Path(sys.executable).parent
    pdfua = subprocess.run([tools / "pdfua", "check", file], capture_output=True, check=False)
    # 0: nothing; 3: errors, each on a line of its own; all else is no answer.
    assert pdfua.returncode in (0, 3), pdfua.stderr.decode()
    errors = re.findall(r"^ *\[ERROR *\] *(.*)$", pdfua.stdout.decode(), re.M)
    outloud = [tools / "outloud", "--layer", "conformance", "--json", report, file]
    subprocess.run(outloud, capture_output=True, check=False)
    (result,) = json.loads(report.read_text("utf-8"))["results"]
    assert result["error"] is None and result["stats"]["tagged"]
    return errors + [f"{each['rule']} {each['message']}" for each in result["findings"]]


def unexplained(content: bytes, folder: Path) -> list[str]:
    return [each for each in findings(content, folder) if each.split()[0] not in EXPLAINED]


@pytest.mark.office
def test_the_validators_find_nothing_in_the_paper_of_2025(whole, tmp_path):
    assert unexplained(pdf(whole), tmp_path) == []


@pytest.mark.thorough
@pytest.mark.office
def test_the_validators_find_nothing_in_hostile_text(tmp_path):
    cells = (row_head(HOSTILE), Cell(HOSTILE))
    grid = Grid("t", HOSTILE, (cells,), ((column_head("a"), column_head("b")),), caption=HOSTILE)
    blocks = [Block("heading", level=1, text=HOSTILE), Block("table", level=1, table="t")]
    assert unexplained(pdf(paper_of(blocks, {"t": grid})), tmp_path) == []


@pytest.mark.thorough
@pytest.mark.office
def test_the_validators_would_find_a_head_without_its_scope(tmp_path):
    """They are asked a thing that they find: else the two tests above would prove nothing."""
    grid = Grid("t", "表", ((Cell("一"), Cell("二")), (Cell("三"), Cell("四"))))
    made = pdf(paper_of([Block("table", level=1, table="t")], {"t": grid}))
    rules = [each.split()[0] for each in findings(made, tmp_path)]
    assert rules == ["UA-15-003", "TBL-001"]


def spans_by_tags(table: Any) -> list[list[tuple[int, int]]]:
    """By row of a tagged table the columns and rows that each cell covers."""
    return [
        [
            (_attribute(cell, "/ColSpan"), _attribute(cell, "/RowSpan"))
            for cell in _elements(row, "/TD", "/TH")
        ]
        for row in _elements(table, "/TR")
    ]


def _attribute(element: Any, name: str) -> int:
    attributes = element.get("/A")
    listed = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((int(each[name]) for each in listed if each is not None and name in each), 1)


def test_every_table_keeps_its_shape_in_the_tags_of_the_pdf(whole):
    with pikepdf.open(io.BytesIO(pdf(whole))) as file:
        tables = list(_elements(file.Root.StructTreeRoot, "/Table"))
        for table, grid in zip(tables, whole.grids(), strict=True):
            rows = (*grid.header, *grid.body)
            spans = [[(cell.colspan, cell.rowspan) for cell in row] for row in rows]
            assert spans_by_tags(table) == spans, grid.key


def test_every_table_keeps_its_shape_and_text_in_word(whole):
    # In Word the picture of stages is a table too, which is not one of the report's.
    blocks = [block for block in whole.blocks if block.kind != "stages"]
    document = Document(io.BytesIO(docx(paper_of(blocks, whole.tables))))
    for table, grid in zip(document.tables, whole.grids(), strict=True):
        # python-docx gives a merged cell once for every place that it covers.
        shown = [[squeeze(cell.text) for cell in row.cells] for row in table.rows]
        wanted = [[squeeze(cell.text) for cell in row] for row in grid.positions()]
        assert shown == wanted, grid.key


@pytest.mark.thorough
@pytest.mark.office
def test_writer_opens_the_word_file_on_as_many_pages_as_the_pdf(whole, tmp_path, office_profile):
    file = tmp_path / "word.docx"
    file.write_bytes(docx(whole))
    (tmp_path / "paper.pdf").write_bytes(pdf(whole))
    run = ["soffice", office_profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*run, file], check=True, timeout=300, capture_output=True)
    with pikepdf.open(tmp_path / "word.pdf") as word, pikepdf.open(tmp_path / "paper.pdf") as paper:
        assert abs(len(word.pages) - len(paper.pages)) <= 1


@pytest.mark.office
def test_the_text_of_the_pdf_is_the_one_that_was_read(whole, tmp_path):
    """Where a line ends, a page turns, a table stands: golden/2025.txt was read page by page.

    When the setting changes on purpose: look at the pages, then write the file anew
    (`pdftotext -layout`, runs of blanks as one).
    """
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf(whole))
    run = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    assert re.sub(" +", " ", run.stdout.decode()) == GOLDEN.read_text("utf-8")

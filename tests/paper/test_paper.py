"""The paper says what the edition says: every printed piece, in PDF and Word, twice the same."""

import io
import re
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from kanagawa.editions.content import Content
from kanagawa.formats.text import squeeze
from kanagawa.reports.document import Block
from kanagawa.reports.grid import Cell, Grid, column_head, row_head
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.paper import Paper
from kanagawa.reports.writers.pdf import CannotPrint, pdf, unprintable

HOSTILE = (
    "#let x = 1 [*bold*] _under_ $1+1$ `raw` @ref <label> \\ // line /* block */ ~ = - + "
    "<w:p>&amp;</w:p> ]]> \"quoted\" 'single' " + "漢" * 400 + "W" * 300
)

_MONEY = re.compile("[0-9０-９][0-9０-９,兆億万]*円")


def paper_of(blocks, tables, **more) -> Paper:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Paper("試し", "神奈川県", blocks, tables, modified=moment, **more)


@pytest.fixture
def paper(published):
    content = Content(published)
    return paper_of(content.blocks, content.tables)


def pieces(paper: Paper) -> list[str]:
    """All that a reader finds on the paper, without white space, in order."""
    words: list[str] = []
    for block in paper.blocks:
        if block.kind == "table":
            grid = paper.tables[block.table]
            cells = [cell.text for row in (*grid.header, *grid.body) for cell in row]
            words += [grid.caption, grid.aside, *cells, *grid.notes, grid.source]
        else:
            words += [block.number, block.label, block.text]
            words += [name for step, served in block.items for name in (step, *served)]
    return [squeeze(word) for word in words if word.strip()]


def text_of_pdf(content: bytes, tmp_path) -> str:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    run = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    # A page's number stands between the parts of a text that goes on.
    return re.sub(r"－\s*\d+\s*－\s*\f", "", run.stdout.decode())


def pages_of(paper: Any, tmp_path: Any) -> list[str]:
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf(paper))
    run = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    return [page for page in run.stdout.decode().split("\f") if page.strip()]


def text_of_docx(content: bytes) -> str:
    from docx import Document

    body = Document(io.BytesIO(content)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


@pytest.mark.office
def test_every_piece_of_the_edition_is_on_the_pdf(paper, tmp_path):
    text = squeeze(text_of_pdf(pdf(paper), tmp_path))
    assert [piece for piece in pieces(paper) if piece not in text] == []


def test_every_piece_of_the_edition_is_in_the_word_file_in_its_order(paper):
    text, at = squeeze(text_of_docx(docx(paper))), 0
    for piece in pieces(paper):
        at = text.find(piece, at)
        assert at >= 0, piece
        at += len(piece)


@pytest.mark.thorough
def test_the_same_content_gives_the_same_bytes(paper):
    assert pdf(paper) == pdf(paper)
    assert docx(paper) == docx(paper)


@pytest.mark.office
def test_the_paper_of_2025_has_the_pages_that_were_looked_at(paper, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf(paper))
    text = subprocess.run(["pdfinfo", file], capture_output=True, check=True).stdout.decode()
    assert re.search(r"Pages:\s+29\b", text)


@pytest.mark.office
def test_no_amount_of_money_is_broken_over_lines(paper, tmp_path):
    lines = {squeeze(line) for line in text_of_pdf(pdf(paper), tmp_path).split("\n")}
    texts = (cell.text for grid in paper.grids() for row in grid.body for cell in row)
    money = {amount for text in texts for amount in _MONEY.findall(re.sub("[ 　]", "", text))}
    assert len(money) > 30
    assert [text for text in money if not any(text in line for line in lines)] == []


def test_what_heads_a_row_is_tagged_as_a_head(paper):
    import pikepdf

    from kanagawa.reports.writers.pdf import _elements

    with pikepdf.open(io.BytesIO(pdf(paper))) as file:
        tables = list(_elements(file.Root.StructTreeRoot, "/Table"))
        grids = list(paper.grids())
        assert len(tables) == len(grids) == 41
        for table, grid in zip(tables, grids, strict=True):
            heads = sum(str(cell.S) == "/TH" for cell in _elements(table, "/TD", "/TH"))
            cells = [cell for row in grid.body for cell in row]
            in_header = sum(len(row) for row in grid.header)
            rows = sum(cell.role == "row" and bool(cell.text) for cell in cells)
            assert heads == in_header + rows, grid.key


def test_text_that_looks_like_markup_stays_text(tmp_path):
    cells = (row_head(HOSTILE), Cell(HOSTILE))
    grid = Grid("t", HOSTILE, (cells,), ((column_head("a"), column_head("b")),), notes=(HOSTILE,))
    blocks = [Block("paragraph", level=3, text=HOSTILE), Block("table", level=1, table="t")]
    hostile = paper_of(blocks, {"t": grid.with_(caption=HOSTILE)})
    assert squeeze(text_of_docx(docx(hostile))).count(squeeze(HOSTILE)) == 5
    if content := pdf(hostile):
        text = squeeze(text_of_pdf(content, tmp_path))
        for piece in ("#letx=1[*bold*]_under_$1+1$`raw`@ref<label>", "<w:p>&amp;</w:p>]]>"):
            assert text.count(piece) == 5


def test_a_character_that_the_fonts_lack_is_told_never_a_silent_box():
    with pytest.raises(CannotPrint, match="😀"):
        pdf(paper_of([Block("paragraph", level=1, text="よい😀日")], {}))
    assert unprintable("よい😀日⽇") == ["⽇", "😀"]
    assert unprintable("令和７年度　㈱・①～－") == []


@pytest.mark.parametrize(
    "grid",
    [
        Grid("t", "行がない", ()),
        Grid("t", "列だけ", (), ((column_head("a"), column_head("b")),)),
        Grid("t", "一つ", ((Cell("1"),),)),
        Grid("t", "円グラフに表すものがない", ((row_head("a"), Cell("－")),), chart="pie"),
    ],
    ids=lambda grid: grid.title,
)
def test_a_table_of_nothing_is_printed(grid):
    paper = paper_of([Block("table", level=1, table="t")], {"t": grid})
    assert pdf(paper).startswith(b"%PDF") and docx(paper).startswith(b"PK")


@pytest.mark.office
def test_the_notes_of_a_table_stand_on_the_page_where_it_ends(tmp_path):
    notes = ("※１ 暫定の集計による。", "※２ 精算前の額。")
    head = ((column_head("名前の列"), column_head("数の列")),)
    for many, breakable in ((6, False), (90, True)):
        rows = tuple((row_head(f"行{n}"), Cell(str(n))) for n in range(many))
        grid = Grid("t", "表", rows, head, notes=notes, source="出典：統計")
        for lines in range(26, 44) if not breakable else (3,):
            before = [Block("paragraph", level=1, text=f"段落{n}") for n in range(lines)]
            paper = paper_of([*before, Block("table", level=1, table="t")], {"t": grid})
            (page,) = [page for page in pages_of(paper, tmp_path) if "※２" in page]
            assert f"行{many - 1}" in page and notes[0] in page and "出典" in page, lines


@pytest.mark.office
def test_nothing_of_a_table_is_cut_off_that_is_higher_or_wider_than_a_page(tmp_path):
    words = "長い説明の文。" * 600
    for text in (words, "W" * 300):
        grid = Grid(
            "t", "表", ((row_head("行"), Cell(text)),), ((column_head("名"), column_head("値")),)
        )
        paper = paper_of([Block("table", level=1, table="t")], {"t": grid})
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf(paper))
        # Only what lies on the sheet: x and y of its edges in points.
        run = ["pdftotext", "-x", "0", "-y", "0", "-W", "595", "-H", "842", file, "-"]
        shown = subprocess.run(run, capture_output=True, check=True).stdout.decode()
        assert squeeze(re.sub(r"－\s*\d+\s*－", "", shown)).count(text[0]) == text.count(text[0])


@pytest.mark.office
def test_a_chart_its_table_and_their_source_stand_on_one_page(paper, tmp_path):
    from docx import Document

    grid = next(each for each in paper.grids() if each.source)
    last = grid.body[-1][0].text
    for lines in (0, 12, 20, 30):
        before = [Block("paragraph", level=1, text=f"段落{n}") for n in range(lines)]
        printed = paper_of([*before, Block("table", level=1, table="t")], {"t": grid})
        (page,) = [page for page in pages_of(printed, tmp_path) if grid.source in page]
        assert grid.caption in page and last in page, lines
    paragraphs = Document(io.BytesIO(docx(printed))).paragraphs
    (picture,) = [each for each in paragraphs if each._p.xpath(".//w:drawing")]
    assert picture.paragraph_format.keep_with_next


@pytest.mark.office
def test_no_number_of_a_page_is_broken_in_the_contents(tmp_path):
    titles = [f"章{'の題' * n}" for n in range(8, 18)]
    blocks = [Block("heading", level=1, text=title, number="１") for title in titles]
    contents = pages_of(paper_of(blocks, {}, contents=True), tmp_path)[1]
    ends = [line for line in contents.splitlines() if line.rstrip().endswith("－")]
    assert len(ends) == len(titles) and all("－ 1 －" in line for line in ends)


def test_word_keeps_the_notes_of_a_table_with_its_last_row():
    from docx import Document

    rows = ((row_head("甲"), Cell("1")), (row_head("乙"), Cell("2")))
    for notes, source in ((), ""), ((), "出典"), (("※１ 注", "※２ 注"), ""), (("※１ 注",), "出典"):
        grid = Grid("t", "表", rows, notes=notes, source=source)
        below = [*notes, *filter(None, [source])]
        paper = paper_of([Block("table", level=1, table="t")], {"t": grid})
        document = Document(io.BytesIO(docx(paper)))
        kept = [
            "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
            for paragraph in document.element.body.iter()
            if paragraph.tag.endswith("}p")
            and any(node.tag.endswith("}keepNext") for node in paragraph.iter())
        ]
        first = ["甲", "1"]  # a small table stays whole
        assert kept == ([*first, "乙", "2", *below[:-1]] if below else first)


@pytest.mark.office
def test_every_page_on_which_a_table_goes_on_begins_with_its_head(tmp_path):
    rows = tuple((row_head(f"行{n}"), Cell(str(n))) for n in range(200))
    grid = Grid("t", "長い表", rows, ((column_head("名前の列"), column_head("数の列")),))
    paper = paper_of([Block("table", level=1, table="t")], {"t": grid})
    pages = pages_of(paper, tmp_path)
    assert len(pages) > 3
    assert all("名前の列" in page for page in pages)

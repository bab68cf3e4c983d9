"""The report prints the same numbers, each as often, on its page, in Excel, Word, PDF and JSON."""

import csv
import io
import json
import random
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kanagawa.editions.content import Content
from kanagawa.reports.grid import Cell, Grid
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.paper import Paper
from kanagawa.reports.writers.pdf import pdf
from kanagawa.reports.writers.workbook import workbook

from .test_paper import text_of_pdf
from .word import words_of_docx

NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
# Every sheet as displayed: UTF-8, all of it in quotes, "as shown", all sheets (-1).
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def numbers(texts: Iterable[str]) -> Counter[str]:
    """Every number of the texts as ASCII digits, and how often it is there."""
    plain = (unicodedata.normalize("NFKC", text) for text in texts)
    return Counter(number for text in plain for number in NUMBER.findall(text))


def texts_of_grid(grid: Grid) -> list[str]:
    cells = [cell.text for row in (*grid.header, *grid.body) for cell in row]
    return [grid.caption, grid.aside, *cells, *grid.notes, grid.source]


def printed(paper: Paper) -> list[str]:
    texts: list[str] = []
    for block in paper.blocks:
        if block.kind == "table":
            texts += texts_of_grid(paper.tables[block.table])
        else:
            texts += [block.number, block.label, block.text]
            texts += [name for step, served in block.items for name in (step, *served)]
    return texts


def without_charts(content: Content) -> Paper:
    """What is written, without what is drawn: a picture repeats the numbers of its table."""
    tables = {key: grid.with_(chart="", chart_data=None) for key, grid in content.tables.items()}
    return Paper("試し", "県", content.blocks, tables, modified=datetime(2026, 1, 1, tzinfo=UTC))


def texts_of_page(path: str) -> list[str]:
    page = Client().get(path)
    assert page.status_code == 200
    article = BeautifulSoup(page.content, "html.parser").find(id="report")
    for drawn in article.select("svg, .hidden, .table-links"):
        drawn.decompose()
    for line in article.select("br, p, h2, h3, h4, h5, h6, li, td, th, span.table-aside, div"):
        line.append("\n")
    return article.get_text().split("\n")


def texts_of_workbook(paper: Paper, folder, office_profile: str) -> list[str]:
    """The section sheets as LibreOffice shows them."""
    book = folder / "book.xlsx"
    made = workbook("試し", paper.grids(), blocks=paper.blocks, flat=False, toc=False)
    book.write_bytes(made)
    run = ["soffice", office_profile, "--headless", "--convert-to", AS_SHOWN, "--outdir", folder]
    subprocess.run([*run, book], check=True, timeout=300, capture_output=True)
    texts = []
    for file in folder.glob("book-節*.csv"):
        for row in csv.reader(io.StringIO(file.read_text("utf-8"), newline="")):
            texts += row
    assert texts
    return texts


def difference(texts: Iterable[str], wanted: Counter[str]) -> dict[str, int]:
    """By number how often it is there too often (more than 0) or is missing (less)."""
    there = numbers(texts)
    return {n: there[n] - wanted[n] for n in there | wanted if there[n] != wanted[n]}


def assert_same_in_pdf_and_word(paper: Paper, folder) -> None:
    wanted = numbers(printed(paper))
    assert sum(wanted.values()) > 20
    assert difference(text_of_pdf(pdf(paper), folder).split("\n"), wanted) == {}
    assert difference(words_of_docx(docx(paper)), wanted) == {}


@pytest.mark.office
def test_the_report_has_the_same_numbers_in_every_form(published, tmp_path, office_profile):
    content = Content(published)
    paper = without_charts(content)
    wanted = numbers(printed(paper))
    assert sum(wanted.values()) > 1_000
    assert difference(texts_of_page("/2025/report/"), wanted) == {}
    assert difference(texts_of_workbook(paper, tmp_path, office_profile), wanted) == {}
    assert_same_in_pdf_and_word(paper, tmp_path)
    stored = json.loads(Client().get("/2025/report.json").content)["tables"]
    texts = [text for table in stored for text in texts_of_grid(Grid.from_json(table))]
    grids = [text for grid in content.tables.values() for text in texts_of_grid(grid)]
    assert difference(texts, numbers(grids)) == {}


@pytest.mark.office
@pytest.mark.sample
def test_other_figures_are_the_same_in_pdf_and_word_too(published, tmp_path):
    """The same with other numbers in every cell and every sentence, of all lengths."""
    content = Content(published)
    chance = random.Random(2025)

    def other(text: str) -> str:
        return re.sub(r"[1-9]", lambda _: chance.choice("123456789"), text)

    def changed(cell: Cell) -> Cell:
        long = f"{chance.randrange(10 ** chance.randrange(1, 12)):,}"
        return replace(cell, text=other(cell.text) if chance.random() < 0.7 else long)

    for _ in range(3):
        paper = without_charts(content)
        tables = {
            key: grid.with_(body=tuple(tuple(map(changed, row)) for row in grid.body))
            for key, grid in paper.tables.items()
        }
        assert_same_in_pdf_and_word(Paper("試し", "県", paper.blocks, tables), tmp_path)

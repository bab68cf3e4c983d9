"""What Word makes of the file beyond its words: its fonts, and where a table may be broken."""

import io

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from kanagawa.reports.document import DEEPEST, Block
from kanagawa.reports.grid import Cell, Grid, column_head
from kanagawa.reports.writers.docx import docx
from kanagawa.reports.writers.paper import Paper

HEAD = (tuple(map(column_head, ("区分", "件数"))),)


def opened(rows: int):
    """A Word file with one table of so many rows."""
    body = tuple((Cell(f"{number}行"), Cell(f"{number}")) for number in range(rows))
    grid = Grid("t", "表", body, header=HEAD)
    paper = Paper("試し", "神奈川県", [Block("table", table="t")], {"t": grid})
    return Document(io.BytesIO(docx(paper)))


def kept_rows(document) -> list[bool]:
    """Of each row whether all its paragraphs stay with what is below them."""
    return [
        all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
        for row in document.tables[0].rows
    ]


def test_every_font_has_names_of_others_that_stand_in_for_it():
    document = opened(1)
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(table.blob).findall(qn("w:font"))
    instead = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val")) for font in fonts
    }
    names = [f"{kind}{level}" for kind in ("Heading ", "本文") for level in range(1, DEEPEST + 1)]
    used = {document.styles[name].font.name for name in (*names, "表", "注")}
    assert used == set(instead) == {"ＭＳ 明朝", "ＭＳ ゴシック"}
    assert all(len(names.split(",")) > 2 for names in instead.values())


def test_a_small_table_stays_on_one_page_and_a_long_one_goes_on():
    assert kept_rows(opened(3)) == [True, True, True, False]
    assert not any(kept_rows(opened(60)))


def test_the_file_brings_no_picture_of_another_document():
    kinds = [relation.reltype for relation in opened(1).part.package.rels.values()]
    assert RELATIONSHIP_TYPE.THUMBNAIL not in kinds

"""A figure's note stands below its table, in every form that the table is written in."""

from typing import Any

from kanagawa.reports.grid import Cell, Grid, column_head
from kanagawa.reports.notes import with_notes, without_marks
from kanagawa.reports.writers.flat import flat_rows
from kanagawa.reports.writers.html import table_block_html
from kanagawa.reports.writers.numberformats import excel_number

from .samples import shown


def grid(*cells: Cell, **changes: Any) -> Grid:
    return Grid("sample.notes", "見本", (cells,), **changes)


def test_one_note_has_a_bare_mark_several_are_numbered_and_the_same_stands_once() -> None:
    one = with_notes(grid(shown(1), shown(25, note="確報")))
    assert [cell.text for cell in one.body[0]] == ["１件", "25件※"]
    assert one.notes == ("※ 確報",)
    three = with_notes(
        grid(shown(10, note="甲"), shown(20, note="乙"), shown(30, note="甲"), notes=("注記",))
    )
    assert [cell.text for cell in three.body[0]] == ["10件※１", "20件※２", "30件※１"]
    assert three.notes == ("注記", "※１ 甲", "※２ 乙")


def test_marks_go_on_after_those_of_the_table() -> None:
    header = ((column_head("区分※１"),),)
    marked = with_notes(grid(shown(10, note="甲"), header=header, notes=("※１ 区分の説明",)))
    assert marked.notes == ("※１ 区分の説明", "※２ 甲")
    assert marked.body[0][0].text == "10件※２"
    bare = with_notes(grid(shown(10, note="甲"), notes=("※ 全体の注",)))
    assert (bare.body[0][0].text, bare.notes[-1]) == ("10件※１", "※１ 甲")


def test_a_table_without_notes_is_left_alone() -> None:
    plain = grid(shown(1), shown(None))
    assert with_notes(plain) is plain


def test_a_marked_number_stays_a_number_in_excel_and_its_note_stands_on_the_page() -> None:
    for value, text in ((5, "５件※"), (1234, "1,234件※")):
        marked = with_notes(grid(shown(value, note="速報")))
        cell = marked.body[0][0]
        number = excel_number(cell)
        assert (cell.text, number and number.value) == (text, value)
        assert "※ 速報</p>" in table_block_html(marked)
        (row,) = flat_rows("2025-1", [marked])
        assert (row.note, row.printed, row.value) == ("速報", text, value)


def test_a_withheld_figure_is_explained() -> None:
    marked = with_notes(grid(shown(None, text="Ｘ", status="withheld")))
    assert marked.notes == ("※ Ｘは、公表を差し控えた数値です。",)


def test_marks_are_told_from_what_they_stand_behind() -> None:
    texts = ("－※１", "10件※１※２", "※", "※１の件", "10件")
    assert [without_marks(text) for text in texts] == ["－", "10件", "", "※１の件", "10件"]

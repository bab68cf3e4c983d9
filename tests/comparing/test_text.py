"""Paragraphs, headings, lines and places of tables compared in reading order."""

from kanagawa.reports.comparing import compare
from kanagawa.reports.document import Writer
from kanagawa.reports.grid import Cell, Grid

GRID = Grid(key="zones.a", title="表", body=((Cell("一"), Cell("二")),))


def written(*parts):
    """Headings as (level, text, key); paragraphs as text; tables as a Grid."""
    writer = Writer()
    for part in parts:
        if isinstance(part, tuple):
            writer.heading(part[0], part[1], anchor=part[2])
        elif isinstance(part, Grid):
            writer.table(part.key)
        else:
            writer.paragraph(part)
    return writer.blocks


def told(old, new, old_tables=None, new_tables=None):
    differences = compare(old_tables or {}, old, new_tables or {}, new)
    return [(d.kind, d.act, d.old, d.new) for d in differences]


def test_a_changed_paragraph_has_its_place_in_words():
    old = written((1, "振興", "a"), (2, "概要", "b"), "初め。", "終わりの段落です。")
    new = written((1, "振興", "a"), (2, "概要", "b"), "初め。", "終わりの段落でした。")
    (difference,) = compare({}, old, {}, new)
    assert difference.where == "１(1) 概要 → 第2段落"
    assert (difference.old, difference.new) == ("終わりの段落です。", "終わりの段落でした。")
    assert (difference.kind, difference.anchor) == ("paragraph", "b")


def test_a_heading_put_in_renumbers_the_following_ones_by_number_only():
    old = written((1, "甲", "a"), (1, "乙", "b"), "本文。")
    new = written((1, "甲", "a"), (1, "新", "n"), (1, "乙", "b"), "本文。")
    assert told(old, new) == [
        ("heading", "added", "", "２ 新"),
        ("number", "changed", "２ 乙", "３ 乙"),
    ]


def test_a_renamed_heading_is_a_change_and_another_heading_is_not():
    assert told(written((1, "甲", "a")), written((1, "丙", "a"))) == [
        ("heading", "changed", "１ 甲", "１ 丙")
    ]
    assert told(written((1, "甲", "a")), written((1, "丙", "c"))) == [
        ("heading", "removed", "１ 甲", ""),
        ("heading", "added", "", "１ 丙"),
    ]


def test_paragraphs_added_and_removed_around_others_are_told_alone():
    old = written((1, "甲", "a"), "一つ目の段落。", "二つ目の段落。", "三つ目。")
    new = written((1, "甲", "a"), "二つ目の段落。", "三つ目。", "まったく別の文章が加わった。")
    assert told(old, new) == [
        ("paragraph", "removed", "一つ目の段落。", ""),
        ("paragraph", "added", "", "まったく別の文章が加わった。"),
    ]


def test_a_table_tells_its_differences_where_it_stands():
    changed = GRID.with_(body=((Cell("一"), Cell("三")),))
    parts = (1, "甲", "a"), "前。", GRID, "後。"
    old = written(*parts)
    new = written(parts[0], "前！", GRID, "後！")
    lines = told(old, new, {"zones.a": GRID}, {"zones.a": changed})
    assert [row[2] for row in lines] == ["前。", "二", "後。"]


def test_a_table_taken_out_of_the_text_is_told_once():
    old, new = written((1, "甲", "a"), GRID), written((1, "甲", "a"))
    kept = {"zones.a": GRID}
    assert [row[:2] for row in told(old, new, kept, kept)] == [("place", "removed")]
    assert [row[0] for row in told(old, new, kept, {})] == ["table", "row"]


def test_a_heading_moved_to_another_level_without_a_number_is_told():
    old, new = Writer(), Writer()
    old.heading(2, "参考", anchor="a", numbered=False)
    new.heading(3, "参考", anchor="a", numbered=False)
    assert [row[0] for row in told(old.blocks, new.blocks)] == ["layout"]

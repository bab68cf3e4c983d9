"""The neutral text: what a writer numbers, and what it cannot number."""

from kanagawa.reports.document import Writer, with_headings


def test_headings_behind_the_last_letter_and_too_deep_stay_readable_and_are_named():
    writer = Writer()
    for level in range(1, 6):
        writer.heading(level, f"階層{level}")
    for n in range(2, 29):
        writer.heading(5, f"取組{n}")
    writer.heading(12, "深すぎる見出し")
    numbers = [block.number for block in writer.blocks]
    assert numbers[:5] == ["１", "(1)", "ア", "(ｱ)", "ａ"]
    assert numbers[-4:] == ["ｚ", "", "", ""]
    assert len(writer.unnumbered) == 3


def test_numbers_begin_anew_below_the_next_heading():
    writer = Writer()
    for level in (1, 2, 2, 1, 2):
        writer.heading(level, "")
    assert [block.number for block in writer.blocks] == ["１", "(1)", "(2)", "２", "(1)"]


def test_every_block_knows_the_headings_it_stands_under():
    writer = Writer()
    writer.paragraph("前書き")
    writer.heading(1, "章")
    writer.heading(3, "細目")
    writer.heading(2, "節")
    writer.paragraph("本文")
    writer.heading(2, "次の節")
    paths = ["/".join(h.numbered_text for h in above) for above, _ in with_headings(writer.blocks)]
    section = "１ 章/(1) 節"
    assert paths == ["", "１ 章", "１ 章/ア 細目", section, section, "１ 章/(2) 次の節"]

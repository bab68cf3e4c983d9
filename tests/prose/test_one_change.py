"""One change in a draft changes every place that prints the figure; what is published stays."""

import json
from decimal import Decimal

from kanagawa.editions.content import LiveContent
from kanagawa.editions.models import FrozenPart
from kanagawa.editions.references import references_in
from kanagawa.editions.rows import EditionRows, row_models, update_rows
from kanagawa.editions.texts import texts
from kanagawa.figures.models import FigureRow
from tests.breadth import each_section
from tests.prose.test_texts import everything_printed

FIGURES = [model for model in row_models() if issubclass(model, FigureRow)]


def cells_of(content: LiveContent) -> dict[str, list[tuple[str, str]]]:
    """By figure: the table and the print of every cell that has it."""
    by_sheet: dict[str, list[tuple[str, str]]] = {}
    for table, grid in content.tables.items():
        for row in (*grid.header, *grid.body):
            for cell in row:
                for figure in cell.figures:
                    by_sheet.setdefault(figure.key, []).append((table, cell.text))
    return by_sheet


def lines_with(rows: EditionRows) -> dict[str, list[str]]:
    """By key: the lines of text that print its value or its bare number."""
    by_file: dict[str, list[str]] = {}
    for text in texts(rows):
        for line in text.text.splitlines():
            for key in {r.key for r in references_in(line) if r.form in ("", "number")}:
                by_file.setdefault(key, []).append(line.strip())
    return by_file


@each_section
def test_every_entered_figure_changes_all_its_places(published, section):
    rows = EditionRows(published)
    before = LiveContent(rows)
    cells, lines = cells_of(before), lines_with(rows)
    texts_before = everything_printed(before)
    walked, printed_in_text = 0, 0
    for row in (r for m in FIGURES if m._meta.app_label == section for r in rows.of(m)):
        if row.value is None:
            continue
        old = row.value
        row.value = old * 3 + 70_000
        after = LiveContent(rows)
        for (table, was), (_, now) in zip(
            cells.get(row.ref, []), cells_of(after)[row.ref], strict=True
        ):
            assert now != was, (row.ref, table)
        texts_after = everything_printed(after)
        for line in lines.get(row.ref, []):
            printed_in_text += 1
            was, now = before.references.resolve(line), after.references.resolve(line)
            assert was != now, row.ref
            # The same sentence may stand elsewhere too, with the figure of another year.
            gone = holding(texts_before, was) - holding(texts_after, was)
            assert gone == holding(texts_after, now) > 0, row.ref
        assert row.ref in cells, f"{row.ref} is printed in no table"
        row.value, walked = old, walked + 1
    assert walked > 0
    assert printed_in_text > 0
    assert everything_printed(LiveContent(rows)) == texts_before


def holding(printed: list[str], line: str) -> int:
    return sum(line in text for text in printed)


def test_a_computed_fact_follows_its_register(correction):
    from international.models import IndustrialPark

    rows = EditionRows(correction)
    lines = lines_with(rows)["international.parks/count"]
    before = [LiveContent(rows).references.resolve(line) for line in lines]
    IndustrialPark.objects.filter(edition=correction).first().delete()
    content = LiveContent(EditionRows(correction))
    printed = everything_printed(content)
    assert len(lines) == 2
    for line, was in zip(lines, before, strict=True):
        now = content.references.resolve(line)
        assert "６つ" in was
        assert "５つの工業団地" in now
        assert holding(printed, now)
        assert not holding(printed, was)


def test_a_published_edition_stays_byte_for_byte(published, correction, client):
    frozen = list(FrozenPart.objects.filter(edition=published).order_by("pk").values())
    pages = {path: client.get(path).content for path in ("/2025/report/", "/2025/international/")}
    text = [b.to_json() for b in LiveContent(EditionRows(correction)).blocks]
    for model in FIGURES:
        changed = [row for row in EditionRows(correction).of(model) if row.value is not None]
        for row in changed:
            row.value = row.value * 3 + Decimal(70_000)
        update_rows(model, changed, ["value"])
    assert [b.to_json() for b in LiveContent(EditionRows(correction)).blocks] != text
    assert list(FrozenPart.objects.filter(edition=published).order_by("pk").values()) == frozen
    assert {path: client.get(path).content for path in pages} == pages


def test_frozen_references_of_an_earlier_day_still_print(published):
    """A copy that was frozen before a form existed has fewer prints per key."""
    from kanagawa.editions.references import References

    part = FrozenPart.objects.get(edition=published, kind="references")
    old = {key: prints[:4] for key, prints in json.loads(part.content).items()}
    key = "international.activityfigure/industrial-park-2024-entries-actual-2015"
    assert References(old).resolve(f"{{{key}}}") == "13社"
    assert "参照先がありません" in References(old).resolve(f"{{{key}|since}}")

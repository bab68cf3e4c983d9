"""The figures that only the text prints (302社, 10市), as a list of their section."""

from collections.abc import Iterator

from kanagawa.reports import registry
from kanagawa.reports.declaration import Table
from kanagawa.reports.grid import Cell, Figure, Grid, Row, column_head, row_head

from .references import references_in
from .rows import EditionRows
from .texts import texts

TITLE = "本文にだけある数値"
_KEY = ".in-text"
# What prints the figure itself; the other forms print its day or its name.
_FORMS = ("", "number")


def in_text_table(section: str) -> Table:
    """Each computed figure that the texts of a section print, with the texts it stands in.

    So all figures of the report are in the data, and a reader of the data finds the sentence.
    """

    def build(rows: EditionRows) -> Grid:
        declared = registry.sections()[section]
        places = rows.once(_places)
        facts = (fact.build(rows) for fact in declared.facts)
        figures = [fact for fact in facts if fact and _is_number(fact) and fact.key in places]
        return Grid(
            key="",
            title=f"{TITLE}（{declared.title}）",
            body=tuple(_row(figure, places[figure.key]) for figure in figures),
            header=(tuple(column_head(head) for head in ("数値の名称", "本文の箇所", "数値")),),
            widths=(32, 36, 12),
        )

    return Table(f"{section}{_KEY}", build, (), is_list=True)


def repeats_texts(table: str) -> bool:
    """Whether the table with this key holds nothing but what the texts of the report say."""
    return table.endswith(_KEY)


def _row(figure: Figure, places: list[str]) -> Row:
    value = Cell(figure.text, (figure,), align="end")
    return row_head(figure.indicator), row_head("、".join(places)), value


def _is_number(figure: Figure) -> bool:
    """Whether it is a number, or will be one; a name (the present scheme) is none."""
    return figure.value is not None or figure.status != "not_applicable"


def _places(rows: EditionRows) -> dict[str, list[str]]:
    """The texts that print a figure, by its key; each text once."""
    places: dict[str, list[str]] = {}
    for key, place in _uses(rows):
        if place not in places.setdefault(key, []):
            places[key].append(place)
    return places


def _uses(rows: EditionRows) -> Iterator[tuple[str, str]]:
    for text in texts(rows):
        for reference in references_in(text.text):
            if reference.form in _FORMS:
                yield reference.key, text.label

"""The texts of an edition that may refer to figures, whatever rows they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import EditionRow, Node, NodeKind
from .references import Reference, References, references_in
from .rows import EditionRows, row_models


@dataclass(frozen=True)
class Text:
    """One field with text of one row."""

    row: EditionRow
    field: str

    @property
    def text(self) -> str:
        return str(getattr(self.row, self.field))

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def may_be_empty(self) -> bool:
        return bool(getattr(self.row._meta.get_field(self.field), "blank", False))

    @property
    def section(self) -> str:
        return self.row.section

    @property
    def label(self) -> str:
        """Whose text it is: 取組「商談会」の概要, 見出し「調査概要」, 「調査方法」の本文."""
        row = self.row
        if isinstance(row, Node):
            kind, heading = row.get_kind_display(), _heading(row)
            if heading is row:
                return f"{kind}「{outlined(row.text)}」"
            return f"「{outlined(heading.text)}」の{kind}" if heading else str(kind)
        verbose = self.row._meta.get_field(self.field).verbose_name  # type: ignore[union-attr]  # a text field, no relation
        return f"{self.row._meta.verbose_name}「{self.row}」の{verbose}"


def _heading(node: Node) -> Node | None:
    """The heading that a node is or stands under."""
    heading: Node | None = node
    while heading is not None and heading.kind != NodeKind.HEADING:
        heading = heading.parent
    return heading


def outlined(text: str) -> str:
    """The text with … for what it refers to."""
    pieces, end = [], 0
    for reference in references_in(text):
        pieces += [text[end : reference.start], "…"]
        end = reference.end
    return "".join([*pieces, text[end:]])


def text_models() -> list[type[EditionRow]]:
    """The row models that have such texts."""
    return [model for model in row_models() if model.WITH_REFERENCES]


def named_models() -> list[type[EditionRow]]:
    """The row models whose names texts may refer to (`{programs.hub/hub-001|name}`)."""
    return [model for model in row_models() if model.NAMED_BY]


def names(rows: EditionRows) -> dict[str, str]:
    """The names that texts may refer to, by the ref of their row."""
    rows_ = (row for model in named_models() for row in rows.of(model))
    return {row.ref: str(getattr(row, row.NAMED_BY)) for row in rows_}


def texts(rows: EditionRows) -> Iterator[Text]:
    """Every text of the edition that is not empty; each model costs one query."""
    for model in text_models():
        for row in rows.of(model):
            for field in model.WITH_REFERENCES:
                if getattr(row, field):
                    yield Text(row, field)


def broken_references(
    rows: EditionRows, references: References
) -> Iterator[tuple[Text, Reference]]:
    """Every reference in a text that prints nothing, with the text it stands in."""
    for text in texts(rows):
        for reference in references_in(text.text):
            if not references.text_of(reference.key, reference.form):
                yield text, reference

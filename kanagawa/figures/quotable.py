"""What the texts of an edition may refer to, and where each of these facts is printed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from kanagawa.editions.content import LiveContent
from kanagawa.editions.references import EDITION, references_in
from kanagawa.editions.texts import Text, names, texts
from kanagawa.formats.years import period_text
from kanagawa.reports import registry
from kanagawa.reports.grid import Figure

from .kinds import Kind


class FactOrigin(StrEnum):
    """Where a fact comes from, in the words of staff."""

    ENTERED = "入力した数値"
    COMPUTED = "計算した数値"
    TABLE = "表の時点・期間"
    NAME = "登録した名称"
    EDITION = "年度版の語"


@dataclass(frozen=True)
class Quotable:
    """One fact with what it prints in each form; `figure` is that of an amount, else None."""

    key: str
    title: str
    origin: FactOrigin
    prints: dict[str, str]
    figure: Figure | None = None
    tables: list[str] = field(default_factory=list)

    @property
    def section(self) -> str:
        """Its section; "" for what belongs to the whole edition."""
        section = registry.section_of(self.key)
        return section if section in registry.sections() else ""

    @property
    def detail(self) -> str:
        """What tells it from others of the same title: 令和６年度 実績値."""
        if self.figure is None:
            return ""
        period = period_text(self.figure.period) if self.figure.period else ""
        kind = Kind(self.figure.kind).label if self.figure.kind in Kind.values else ""
        return " ".join(word for word in (period, kind) if word)

    @property
    def name(self) -> str:
        return f"{self.title} {self.detail}".strip()


def quotables(content: LiveContent) -> dict[str, Quotable]:
    """Every fact that prints something in one of its forms, by key, in the order of the report."""
    facts: dict[str, Quotable] = {}
    for figure in content.facts:
        _add(facts, content, figure)
    for table, grid in content.tables.items():
        if prints := content.references.forms_of(table):
            title = f"表「{grid.title}」"
            facts[table] = Quotable(table, title, FactOrigin.TABLE, prints, tables=[table])
        for figure in grid.figures():
            tables = _add(facts, content, figure).tables
            if table not in tables:
                tables.append(table)
    for ref, name in names(content.rows).items():
        facts[ref] = Quotable(ref, name, FactOrigin.NAME, content.references.forms_of(ref))
    words = content.references.forms_of(EDITION)
    facts[EDITION] = Quotable(EDITION, "この年度版", FactOrigin.EDITION, words)
    order = [*registry.sections(), ""]
    return dict(sorted(facts.items(), key=lambda entry: order.index(entry[1].section)))


def _add(facts: dict[str, Quotable], content: LiveContent, figure: Figure) -> Quotable:
    if figure.key not in facts:
        origin = FactOrigin.COMPUTED if figure.computed else FactOrigin.ENTERED
        prints = content.references.forms_of(figure.key)
        if prints.get("since") == prints.get("period"):
            prints.pop("since", None)  # a single year or day says the same in both forms
        facts[figure.key] = Quotable(figure.key, figure.indicator, origin, prints, figure)
    return facts[figure.key]


@dataclass(frozen=True)
class Use:
    """A place that prints a fact: a table, or a text with the form it is referred to in."""

    title: str
    ref: str
    section: str
    text: Text | None = None
    form: str = ""


def uses(content: LiveContent) -> dict[str, list[Use]]:
    """All places of the edition that print a fact, by its key: tables, then texts."""
    uses_of: dict[str, list[Use]] = {}
    for key, use in _uses(content):
        places = uses_of.setdefault(key, [])
        if use not in places:
            places.append(use)
    return uses_of


def _uses(content: LiveContent) -> Iterator[tuple[str, Use]]:
    for table, grid in content.tables.items():
        place = Use(f"表「{grid.title}」", table, registry.section_of(table))
        for figure in grid.figures():
            yield figure.key, place
    for text in texts(content.rows):
        for reference in references_in(text.text):
            place = Use(text.label, text.ref, text.section, text, reference.form)
            yield reference.key, place

"""The new facts of a draft: exactly what has to be entered, with who enters it, from where, when.

Figures to enter, events to resolve, registers to extend, texts that still speak of the year before,
and the committee's day. What was settled since the draft was made counts as progress.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import Value

from kanagawa.checks import stale
from kanagawa.checks.context import Context
from kanagawa.editions.models import Edition
from kanagawa.editions.refusals import NotAllowed, NotThere
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from kanagawa.figures.reference import EarlierFigures
from kanagawa.formats.years import period_text, wareki
from kanagawa.reports import registry
from kanagawa.reports.document import Block, with_headings
from kanagawa.reports.grid import Grid

from .models import Assignment, SettledRegister
from .roles import may_edit


@dataclass(frozen=True)
class NewFact:
    """One thing to enter; `number` counts through the whole list, in the order of the report.

    `place` says where in its table it is printed, `last_year` and `foretold` what was printed for
    the year before and foretold for this one. `is_register`: rows are added, `ref` is a model.
    `is_compiling`: nobody can know it yet.
    """

    section: str
    table: str
    ref: str
    name: str
    place: str = ""
    last_year: str = ""
    foretold: str = ""
    hint: str = ""
    is_done: bool = False
    is_register: bool = False
    is_compiling: bool = False
    number: int = 0


@dataclass(frozen=True)
class FactGroup:
    """The new facts of one table, register or section's texts, with who is to enter them."""

    section: str
    table: str
    title: str
    place: str
    facts: list[NewFact]
    done: int
    assignment: Assignment | None = None


@dataclass(frozen=True)
class Progress:
    section: str
    title: str
    done: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class NewFacts:
    """Groups with something open, in the order of the report, and how far each section is."""

    edition: Edition
    groups: list[FactGroup] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    @property
    def open(self) -> int:
        return sum(progress.open for progress in self.progress)

    def of(self, keep: Callable[[FactGroup], bool]) -> "NewFacts":
        """The same list with some of the groups; numbers and progress stay those of the whole."""
        return replace(self, groups=[group for group in self.groups if keep(group)])


def new_facts(edition: Edition, sections: Iterable[str]) -> NewFacts:
    """What is to be entered in these sections; the number of queries does not grow with the rows.

    The committee's day belongs to no section: `edition.committee_on` says whether it is open.
    """
    return new_facts_in(Context(EditionRows(edition)), sections)


def new_facts_in(context: Context, sections: Iterable[str]) -> NewFacts:
    """The same over a context that the caller goes on to use."""
    edition, of_sections = context.edition, set(sections)
    facts = [f for f in _placed(context, all_facts(context)) if f.section in of_sections]
    tables = _Tables(context)
    facts.sort(key=lambda f: tables.order(f.section, f.table))
    numbers = iter(range(1, len(facts) + 1))
    numbered = [f if f.is_done else replace(f, number=next(numbers)) for f in facts]
    assigned = {a.table: a for a in edition.assignments.select_related("owner", "respondent")}
    groups = [
        tables.group(section, table, list(of_table), assigned.get(table))
        for (section, table), of_table in groupby(numbered, key=lambda f: (f.section, f.table))
    ]
    return NewFacts(
        edition, [group for group in groups if group.facts], list(_progress(facts, of_sections))
    )


def _progress(facts: list[NewFact], sections: set[str]) -> Iterator[Progress]:
    for key, section in registry.sections().items():
        if key in sections:
            states = [fact.is_done for fact in facts if fact.section == key]
            yield Progress(key, section.title, sum(states), len(states))


def all_facts(context: Context) -> Iterator[NewFact]:
    """The one list that every number of what is to be entered is counted from.

    Its rows may be those of an edition that is only tried out (`editions.rolling.Rolling`).
    """
    yield from _figures(context)
    settled = settled_registers(context.edition)
    for key, section in registry.sections().items():
        for todo in section.todos(context.rows) if section.todos else ():
            is_done = todo.is_done or todo.ref in settled
            yield NewFact(
                key,
                todo.table,
                todo.ref,
                todo.title,
                hint=todo.hint,
                is_done=is_done,
                is_register=todo.is_register,
            )
    yield from _texts(context)


def open_by_section(context: Context) -> Counter[str]:
    """How much of the list is open."""
    return Counter(fact.section for fact in all_facts(context) if not fact.is_done)


def _figures(context: Context) -> Iterator[NewFact]:
    of_inquiries = _figures_to_enter(context.edition)
    for figure in context.figures():
        is_open = figure.status in (Status.TO_ENTER, Status.COMPILING)
        if not is_open and (figure._meta.label_lower, figure.pk) not in of_inquiries:
            continue
        yield NewFact(
            figure.section,
            "",
            figure.ref,
            f"{figure.indicator_name} {period_text(figure.period)} {figure.get_kind_display()}",
            hint=f"集計中：{wareki(figure.due_on)}に判明の予定" if figure.due_on else "",
            is_done=not is_open,
            is_compiling=figure.status == Status.COMPILING,
        )


def _placed(context: Context, facts: Iterable[NewFact]) -> Iterator[NewFact]:
    """With the table that prints each figure, the place in it and what last year's edition says."""
    earlier = EarlierFigures.before(context.edition)
    places = {key: where for grid in context.tables.values() for key, where in _places(grid)}
    figures = {figure.ref: figure for figure in context.figures()}
    for fact in facts:
        if fact.ref not in figures:
            yield fact
            continue
        beside = earlier.reference_of(figures[fact.ref])
        yield replace(
            fact,
            table=context.table_of.get(fact.ref, ""),
            place=places.get(fact.ref, ""),
            last_year=beside.last_year.printed if beside.last_year else "",
            foretold=beside.foretold.printed if beside.foretold else "",
        )


def _figures_to_enter(edition: Edition) -> set[tuple[str, int]]:
    """Model and pk of the figures that were to be entered when the draft was made."""
    models = [model for model in row_models() if issubclass(model, FigureRow)]
    first, *others = [
        model.history.filter(edition_id=edition.pk, history_type="+", status=Status.TO_ENTER)
        .order_by()
        .values_list(Value(model._meta.label_lower), "id")
        for model in models
    ]
    return set(first.union(*others, all=True))


def _texts(context: Context) -> Iterator[NewFact]:
    for finding in stale.run(context):
        if finding.severity == "to_enter":
            yield NewFact(finding.section, finding.section, finding.ref, finding.message)


def _places(grid: Grid) -> Iterator[tuple[str, str]]:
    """By the key of each figure: the heads of its row and column, as on paper."""
    matrix = grid.positions()
    head = len(grid.header)
    for line in matrix[head:]:
        rows = [c.text for c in dict.fromkeys(c for c in line if c and c.role == "row")]
        for column, cell in enumerate(line):
            if cell is None or cell.role == "row" or not cell.figures:
                continue
            above = (matrix[n][column] for n in range(head))
            columns = dict.fromkeys(c.text for c in above if c)
            words = " ／ ".join("".join(text.split()) for text in (*rows, *columns) if text.strip())
            yield from ((figure.key, words) for figure in cell.figures if not figure.computed)


class _Tables:
    """Title, printed place and order of the tables, lists and texts that facts stand in."""

    def __init__(self, context: Context) -> None:
        self._grids = context.tables
        self._order = {key: n for n, key in enumerate(self._grids)}
        self._places = dict(_numbers_above(context.content.blocks))
        self._sections = {key: n for n, key in enumerate(("", *registry.sections()))}

    def order(self, section: str, table: str) -> tuple[int, int]:
        return self._sections[section], self._order.get(table, len(self._order))

    def group(
        self, section: str, table: str, facts: list[NewFact], assignment: Assignment | None
    ) -> FactGroup:
        grid = self._grids.get(table)
        title = grid.title if grid else "本文" if table == section else "表にない数値"
        open_facts = [fact for fact in facts if not fact.is_done]
        return FactGroup(
            section,
            table,
            title,
            self._places.get(table, ""),
            open_facts,
            len(facts) - len(open_facts),
            assignment,
        )


def _numbers_above(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """By table: the numbers of the headings that it stands under, １ (3) イ."""
    for headings, block in with_headings(blocks):
        if block.kind == "table":
            yield block.table, " ".join(heading.number for heading in headings if heading.number)


def settle_register(*, edition: Edition, ref: str, user: User) -> None:
    """Say that nothing is to be added to a register this year.

    Raises NotThere for a ref that is no open register, NotAllowed for another's section,
    EditionPublished for a published edition.
    """
    edition.require_draft()
    section = _section_of_register(edition, ref)
    if not may_edit(user, section):
        raise NotAllowed("登録するものがないと記録できるのは、この節の担当者です。")
    edition.settled_registers.get_or_create(ref=ref, defaults={"section": section, "by": user})


def _section_of_register(edition: Edition, ref: str) -> str:
    rows = EditionRows(edition)
    for key, section in registry.sections().items():
        for todo in section.todos(rows) if section.todos else ():
            if todo.is_register and todo.ref == ref:
                return key
    raise NotThere("この登録簿はありません。画面を開き直してください。")


def settled_registers(edition: Edition) -> set[str]:
    """Refs of the registers that nothing is to be added to; one query."""
    settled = SettledRegister.objects.filter(edition_id=edition.pk)
    return set(settled.values_list("ref", flat=True))

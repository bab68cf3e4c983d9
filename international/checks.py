"""What holds between the figures of international business, and what became of the activities."""

from collections.abc import Iterator
from datetime import date

from kanagawa.checks.context import Context
from kanagawa.checks.rules import Pair, Select, about, added, same
from kanagawa.editions.models import Node
from kanagawa.editions.rows import EditionRows
from kanagawa.formats.years import wareki
from kanagawa.reports.declaration import Check, Finding

from .choices import ActivityKind, ActivityState, ForeignBreakdown, OverseasBreakdown
from .models import Activity, ActivityFigure, ForeignCount, OverseasCount, Survey
from .order import KEY, order

_EVENTS = (ActivityKind.SEMINAR, ActivityKind.EXHIBITION, ActivityKind.BUSINESS_MEETING)


def _breakdowns(
    model: type[ForeignCount] | type[OverseasCount],
    choices: type[ForeignBreakdown] | type[OverseasBreakdown],
) -> Select:
    """All companies of a survey are one number by either breakdown (302社, 1,705社)."""

    def select(rows: EditionRows) -> Iterator[Pair]:
        whole, *others = [
            added(
                f"{model._meta.verbose_name}（{choice.label}）の合計",
                (row for row in rows.of(model) if row.breakdown == choice),
            )
            for choice in choices
        ]
        yield from ((whole, [other]) for other in others)

    return select


def _unresolved(context: Context) -> Iterator[Finding]:
    """Of an activity that was to take place somebody has to say what became of it."""
    for row in context.rows.of(Activity):
        if row.state == ActivityState.TO_ENTER:
            message = (
                f"{row}：開催の状況が未入力です。"
                "開催済み、延期、中止、予定のどれかを選び、日と結果を入力してください。"
            )
            yield about("international.unresolved", "to_enter", row, message, row.state)


def _planned_in_the_past(context: Context) -> Iterator[Finding]:
    """A planned activity whose day is over has to be decided: held, postponed, cancelled.

    One of an earlier fiscal year is an error: the report would tell as planned what is long past.
    """
    day = _paper_day(context)
    for row in context.rows.of(Activity):
        last = row.end or row.start
        if not row.is_planned or last is None or last >= day:
            continue
        late = row.fiscal_year < context.edition.fiscal_year
        message = (
            f"{row}：予定の日（{wareki(last)}）を過ぎています。"
            "開催済み、延期、中止のどれかと、その結果を入力してください。"
        )
        key = "international.planned"
        yield about(
            key, "error" if late else "warning", row, message, row.start, row.end, row.state
        )


def _held_in_the_future(context: Context) -> Iterator[Finding]:
    """What is told as held lies before the committee's day (and before the end of the year)."""
    last = context.edition.committee_on or date(context.edition.fiscal_year + 1, 3, 31)
    for row in context.rows.of(Activity):
        if row.state == ActivityState.HELD and row.start and row.start > last:
            message = f"{row}：開催済みですが、{wareki(last)}より後の日（{row.date_printed}）です。"
            yield about("international.held", "error", row, message, row.start, last)


def _without_result(context: Context) -> Iterator[Finding]:
    """An event that was held has its number of participants or companies."""
    for row in context.rows.of(Activity):
        held = row.state == ActivityState.HELD and row.kind in _EVENTS
        if held and not context.rows.children(row, ActivityFigure):
            message = (
                f"{row}：開催済みですが、参加者数などの結果がありません。数値を加えてください。"
            )
            yield about("international.result", "warning", row, message, row.state)


def _paper_day(context: Context) -> date:
    """The day that the report speaks from: the committee's; a draft's is today until then.

    While the committee's day is open: the latest as-of date, at least the first of the year.
    """
    edition = context.edition
    if edition.committee_on:
        today = edition.committee_on if edition.is_published else context.today
        return min(edition.committee_on, today)
    days = [row.effective_as_of for row in context.rows.of(ActivityFigure)]
    return max((date(edition.fiscal_year, 4, 1), *(day for day in days if day)))


CHECKS = (
    same(
        "international.foreign",
        "県内に本社を置く外国企業の合計",
        _breakdowns(ForeignCount, ForeignBreakdown),
        (ForeignCount, Survey),
    ),
    same(
        "international.overseas",
        "県内企業の海外進出数の合計",
        _breakdowns(OverseasCount, OverseasBreakdown),
        (OverseasCount, Survey),
    ),
    Check("international.planned", "過ぎた予定", _planned_in_the_past, (Activity, ActivityFigure)),
    Check("international.unresolved", "開催の状況の未入力", _unresolved, (Activity,)),
    Check("international.held", "開催済みの日", _held_in_the_future, (Activity,)),
    Check(KEY, "多い順の並び", order, (ForeignCount, OverseasCount, Node)),
    Check("international.result", "開催の結果", _without_result, (Activity, ActivityFigure)),
)

"""From figures to cells: how the report prints an entered or a computed figure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kanagawa.editions.models import EditionRow
from kanagawa.formats.numbers import DASH, PERCENT, YEN, amount, bracketed, money, ratio
from kanagawa.formats.statuses import UNKNOWN, joint_qualifier, qualified, without_value
from kanagawa.formats.years import Period
from kanagawa.reports.grid import Cell, Figure, Rule

from .kinds import Kind, Status
from .models import FigureRow


def cell(
    figure: Figure | FigureRow | None,
    *,
    unit: bool = True,
    brackets: str = "",
    padded: bool = False,
) -> Cell:
    """A cell of one figure: with or without its unit, in brackets, money in the narrow style.

    None (no such figure is kept) prints a dash.
    """
    if figure is None:
        return Cell(DASH, align="end")
    printed = figure.to_figure() if isinstance(figure, FigureRow) else figure
    text = _print(printed, unit, padded)
    form = "{}" + (printed.unit if unit else "")
    form = "" if printed.unit == YEN else qualified(form, printed.qualifier)
    if brackets:
        text, form = bracketed(text, brackets), form and bracketed(form, brackets)
    return Cell(text, (printed,), align="end", form=form)


def _print(figure: Figure, unit: bool, padded: bool) -> str:
    if figure.value is None:
        return without_value(figure.status)
    if unit and not padded:
        return figure.text
    text = amount(figure.value, "", figure.places)
    if padded:
        text = money(int(figure.value), padded=True)
    return qualified(text, figure.qualifier)


def measured(figures: Mapping[tuple[str, Period], FigureRow], period: Period) -> Cell:
    """The actual value of a period without its unit, or in brackets what is forecast for it.

    `figures` are an indicator's figures by kind and period.
    """
    actual, forecast = figures.get((Kind.ACTUAL, period)), figures.get((Kind.FORECAST, period))
    if actual is not None or forecast is None or forecast.value is None:
        return cell(actual or forecast, unit=False)
    return cell(forecast, unit=False, brackets="forecast")


def pair(first: Cell, second: Cell, joint: str = "") -> Cell:
    """A cell that holds two figures: `141件［124件］`."""
    forms = [cell.form if cell.figures else cell.text for cell in (first, second)]
    return Cell(
        first.text + joint + second.text,
        (*first.figures, *second.figures),
        align="end",
        form=joint.join(forms) if all(forms) else "",
    )


def computed(
    key: str,
    indicator: str,
    value: int | Decimal | None,
    unit: str,
    *,
    rule: Rule,
    parts: Iterable[FigureRow | Figure | EditionRow],
    like: Figure | FigureRow | None = None,
    places: int = 0,
    kind: str = "actual",
    period: Period | None = None,
    as_of: date | None = None,
    status: str = "",
    qualifier: str = "",
) -> Figure:
    """A figure nobody enters (a total, a share) that follows from `parts` by `rule` (see Rule).

    Period and as-of are as in `like`, a part of it. None: what it is computed from is still to be
    entered, and a dash is printed, unless `status` says that nobody knows it.
    """
    status = status or str(Status.TO_ENTER if value is None else Status.VALUE)
    text = without_value(status) if value is None else amount(value, unit, places)
    figure = Figure(
        key=key,
        indicator=indicator,
        value=None if value is None else Decimal(value),
        unit=unit,
        kind=kind,
        text=text if value is None else qualified(text, qualifier),
        status=status,
        qualifier="" if value is None else qualifier,
        period=period,
        as_of=as_of,
        computed=True,
        rule=rule,
        parts=tuple(p.key if isinstance(p, Figure) else p.ref for p in parts),
        decimals=places,
    )
    if like is None:
        return figure
    part = like.to_figure() if isinstance(like, FigureRow) else like
    return replace(
        figure,
        kind=part.kind,
        period=period or part.period,
        as_of=as_of or part.as_of,
        as_of_wording=figure.as_of_wording if as_of else part.as_of_wording,
    )


def count(
    key: str,
    indicator: str,
    records: Iterable[EditionRow],
    unit: str,
    *,
    period: Period | None = None,
    as_of: date | None = None,
) -> Figure:
    """How many these records of a register are."""
    counted = list(records)
    return computed(
        key,
        indicator,
        len(counted),
        unit,
        rule="count",
        parts=counted,
        period=period,
        as_of=as_of,
    )


def total(key: str, indicator: str, parts: Iterable[FigureRow | Figure]) -> Figure:
    """The exact sum of counts; unit, kind, period and as-of are those of the parts.

    It follows from the first part that is entered: before that a sum of 0 would be a false one.
    Where no part has a value and none is nil (皆無), the sum has none for the same reason. A part
    that exists but is not known (集計中, 未定, 秘匿) leaves the sum unknown too.
    """
    figures = [p.to_figure() if isinstance(p, FigureRow) else p for p in parts]
    if not figures:
        return computed(key, indicator, None, "", rule="sum", parts=())
    values = [f.value for f in figures if f.value is not None]
    statuses = [f.status for f in figures]
    unknown = unknown_among(figures)
    nil = Status.NIL in statuses and Status.TO_ENTER not in statuses
    has_value = not unknown and (values or nil)
    summed = computed(
        key,
        indicator,
        sum(values, Decimal(0)) if has_value else None,
        figures[0].unit,
        rule="sum",
        parts=figures,
        like=figures[0],
        places=max(f.places for f in figures),
        status=unknown,
        qualifier=joint_qualifier({f.qualifier for f in figures}),
    )
    if has_value or unknown:
        return summed
    status = Status.TO_ENTER if Status.TO_ENTER in statuses else statuses[0]
    return replace(summed, status=status, text=without_value(status))


def unknown_among(figures: Iterable[FigureRow | Figure]) -> str:
    """The reason for which something computed from these figures is not known; "" when it is."""
    statuses = {figure.status for figure in figures}
    return next((status for status in UNKNOWN if status in statuses), "")


def share(
    key: str,
    indicator: str,
    part: FigureRow | Figure | None,
    whole: FigureRow | Figure | None,
    places: int = 0,
) -> Figure | None:
    """`part` in percent of `whole`, rounded half up; None when there is no such share.

    While one of them is still to be entered, a figure without value: texts may refer to it.
    A whole that is a sum is told by what it adds: it may be printed nowhere.
    """
    if part is None or whole is None:
        return None
    value = None
    unknown = unknown_among((part, whole))
    if not unknown and Status.TO_ENTER not in (part.status, whole.status):
        if part.value is None or not whole.value:
            return None
        value = ratio(part.value, whole.value, places)
    figure = computed(
        key,
        indicator,
        value,
        PERCENT,
        rule="share",
        parts=(part, whole),
        like=part,
        places=places,
        status=unknown,
        qualifier=joint_qualifier({part.qualifier, whole.qualifier}),
    )
    if isinstance(whole, Figure) and whole.rule == "sum":
        return replace(figure, parts=(figure.parts[0], *whole.parts))
    return figure

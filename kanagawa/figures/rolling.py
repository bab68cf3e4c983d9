"""How figures go on in the next fiscal year's edition: one rule for each member of `Rolls`.

What is known stays with its value, what leaves a table is dropped (last year's edition keeps it),
and what has to be found out is marked TO_ENTER without a value.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from kanagawa.editions.rolling import Rolling
from kanagawa.formats.text import year_later
from kanagawa.formats.years import Period, as_of_year_later

from .kinds import Kind, Qualifier, Rolls, Status
from .models import FigureRow, Indicator
from .reference import is_provisional, role

_OPEN = (Status.TO_ENTER, Status.NOT_DUE)
# What has no value for good: nobody is asked again.
_ENDED = (Status.NOT_APPLICABLE, Status.DISCONTINUED)
# What the edition left open, for the next one to say.
_LEFT_OPEN = (Status.COMPILING, Status.UNDECIDED)


def roll_figures(model: type[FigureRow], rolling: Rolling) -> None:
    if model.rolls in _RULES:
        _RULES[model.rolls](model, rolling)
    for figure in rolling.of(model):
        if figure.status in _LEFT_OPEN or figure.qualifier == Qualifier.PROVISIONAL:
            ask(figure)
        figure.published_value = _published(figure, rolling.was(figure))


def _published(figure: FigureRow, was: FigureRow | None) -> Decimal | None:
    """What last year's edition printed of the very same figure, where its value stays unasked."""
    if was is None or figure.value is None or figure.value != was.value:
        return None
    same = (was.kind, was.period, was.as_of) == (figure.kind, figure.period, figure.as_of)
    return was.value if same else None


def roll_indicators(model: type[Indicator], rolling: Rolling) -> None:
    """The as-of date of an indicator is that of its newest figures: it moves with them."""
    for indicator in rolling.of(model):
        if indicator.as_of:
            indicator.as_of = as_of_year_later(indicator.as_of)


def ask(figure: FigureRow) -> None:
    """The value is to be entered; what is not applicable at all, or discontinued, stays so.

    What was said of the old value alone goes with it.
    """
    if figure.status not in _ENDED:
        figure.value, figure.status, figure.qualifier = None, Status.TO_ENTER, ""
        figure.due_on, figure.remark = None, ""


def move(figure: FigureRow, rolling: Rolling, period: Period | None = None) -> None:
    """Period and as-of date are one year later, and so is the key where it names a year."""
    later = period or figure.period.shifted(1)
    figure.period_start, figure.period_end = later.start, later.end
    if figure.as_of:
        figure.as_of = as_of_year_later(figure.as_of)
    rekey(figure, rolling)


def rekey(figure: FigureRow, rolling: Rolling) -> None:
    """A key that names years follows; one that was derived from other fields is derived anew."""
    if year_later(figure.key) != figure.key:
        was = rolling.was(figure)
        derived = was is not None and was.key == was.derive_key()
        figure.key = figure.derive_key() if derived else year_later(figure.key)


def _plan(model: type[FigureRow], rolling: Rolling) -> None:
    """The window stays; the actual that has become due is asked, and a running one anew."""
    for (_, kind), figures in _series(rolling.of(model)).items():
        by_period = {figure.period: figure for figure in figures}
        provisional = [f for f in figures if is_provisional(f)]
        for figure in figures if kind == Kind.ACTUAL else ():
            if figure.status in _OPEN and _is_over(figure, rolling):
                ask(figure)
        for figure in provisional:
            _run_on(figure, by_period.get(figure.period.shifted(1)), rolling)
    _ask_untyped_actuals(model, rolling)


def _run_on(figure: FigureRow, following: FigureRow | None, rolling: Rolling) -> None:
    """What was printed while its year ran is asked for good, and the next year runs instead."""
    running = figure.as_of and as_of_year_later(figure.as_of)
    figure.kind = Kind.ACTUAL
    ask(figure)
    figure.as_of = None if _is_over(figure, rolling) else running
    if figure.as_of is None and following is not None and following.status in _OPEN:
        ask(following)
        following.as_of = running
        following.as_of_wording = figure.as_of_wording


def _is_over(figure: FigureRow, rolling: Rolling) -> bool:
    """Whether its period has ended before the new fiscal year began."""
    return figure.period_end is not None and figure.period.last_fiscal_year < rolling.year


def _ask_untyped_actuals(model: type[FigureRow], rolling: Rolling) -> None:
    """A target whose year is over needs an actual value, also where nobody made its row yet."""
    figures = rolling.of(model)
    there = {(f.series, f.period) for f in figures if role(f) == Kind.ACTUAL}
    for target in figures:
        missing = (target.series, target.period) not in there
        if target.kind == Kind.TARGET and missing and _is_over(target, rolling):
            actual = rolling.add_copy(target, kind=Kind.ACTUAL, position=target.position, note="")
            ask(actual)
            actual.key = actual.derive_key()


def _window(model: type[FigureRow], rolling: Rolling) -> None:
    """The window moves on: oldest year out, the year before settled, the new year asked."""
    last = rolling.year - 1
    # As printed last year: the copies change under way.
    usual = _usual(f for f in rolling.old.of(model) if _year(f) == last)
    for figures in _series(rolling.of(model)).values():
        by_year = {_year(figure): figure for figure in figures}
        if last in by_year:
            by_year[rolling.year] = _next_in_window(by_year[last], usual, rolling)
            _settle(by_year[last], rolling)
        for year, figure in by_year.items():
            was = rolling.was(figure)
            if was is not None and year + 1 in by_year:
                rolling.follow(was, by_year[year + 1])
            if year <= rolling.year - model.window:
                rolling.drop(figure)


def _usual(figures: Iterable[FigureRow]) -> FigureRow | None:
    """A figure of the running year as most of its kind are: forecast, or as of a day in it."""
    running = [figure for figure in figures if is_provisional(figure)]
    counted = Counter((f.kind, f.as_of) for f in running)
    most = counted.most_common(1)[0][0] if counted else None
    return next((f for f in running if (f.kind, f.as_of) == most), None)


def _next_in_window(figure: FigureRow, usual: FigureRow | None, rolling: Rolling) -> FigureRow:
    # A figure that was known for sure before its year was over says nothing of the next year.
    like = figure if is_provisional(figure) else usual or figure
    added = rolling.add_copy(figure, kind=like.kind, note="", position=figure.position)
    added.as_of = as_of_year_later(like.as_of) if like.as_of else None
    added.as_of_wording = like.as_of_wording
    later = figure.period.shifted(1)
    added.period_start, added.period_end = later.start, later.end
    ask(added)
    added.key = added.derive_key()
    return added


def _settle(figure: FigureRow, rolling: Rolling) -> None:
    """Of the year that is over the actual value is asked, unless it is known for sure."""
    if is_provisional(figure) or figure.status in _OPEN:
        figure.kind, figure.as_of = Kind.ACTUAL, None
        ask(figure)
        was = rolling.was(figure)
        if was is not None and was.key == was.derive_key():
            figure.key = figure.derive_key()


def _stock(model: type[FigureRow], rolling: Rolling) -> None:
    """Counted since a start: the end moves. At a point of the year: the whole period does."""
    for figure in rolling.of(model):
        period = figure.period
        if period.end and (period.end - period.start).days > 366:
            period = Period(period.start, period.shifted(1).end, period.precision)
        elif period.end:
            period = period.shifted(1)
        _ask_unless_it_stands(figure, rolling)
        move(figure, rolling, period)


def _fixed(model: type[FigureRow], rolling: Rolling) -> None:
    for figure in rolling.of(model):
        _ask_unless_it_stands(figure, rolling)
        if figure.as_of:
            figure.as_of = as_of_year_later(figure.as_of)


def _yearly(model: type[FigureRow], rolling: Rolling) -> None:
    for figure in rolling.of(model):
        _ask_unless_it_stands(figure, rolling)
        move(figure, rolling)


def _ask_unless_it_stands(figure: FigureRow, rolling: Rolling) -> None:
    was = rolling.was(figure)
    if was is None or not was.stands(rolling.old):
        ask(figure)


def _series(figures: Iterable[Any]) -> dict[tuple[str, str], list[Any]]:
    grouped: dict[tuple[str, str], list[object]] = defaultdict(list)
    for figure in figures:
        grouped[figure.series, role(figure)].append(figure)
    return grouped


def _year(figure: FigureRow) -> int:
    return figure.period.last_fiscal_year


_RULES: dict[Rolls | None, Callable[[type[FigureRow], Rolling], None]] = {
    Rolls.PLAN: _plan,
    Rolls.WINDOW: _window,
    Rolls.STOCK: _stock,
    Rolls.FIXED: _fixed,
    Rolls.YEARLY: _yearly,
    Rolls.STANDING: _yearly,
}

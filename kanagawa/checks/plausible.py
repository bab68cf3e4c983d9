"""Values that are possible but unlikely, and values that cannot be: what a slip of a digit makes.

The bounds are wide on purpose: 令和７年度 itself has doubled and halved values, and a warning
that is always ticked off is not read.
"""

from collections.abc import Iterator
from decimal import Decimal

from kanagawa.figures.kinds import Kind, Status
from kanagawa.figures.models import FigureRow, IndicatorFigure
from kanagawa.formats.numbers import YEN, amount, decimals_of, number
from kanagawa.formats.years import period_text
from kanagawa.reports.declaration import Check, Finding

from .context import Context, is_partial
from .rules import about
from .series import latest, series

JUMP = 3  # times as much, or a third
CUMULATIVE_JUMP = 2  # what adds up over many years grows slowly
SMALL = 10  # differences below are no jump
MISSED = Decimal("0.5")  # of the target
EXCEEDED = 5  # times the target


def impossible(context: Context) -> Iterator[Finding]:
    """What the indicator does not allow: negative values, more decimals, shares above 100."""
    for row in context.figures():
        if row.value is None:
            continue
        reason = _impossible(row, row.value)
        if reason:
            yield about("plausible.possible", "error", row, f"{row}：{row.printed}{reason}")


def _impossible(row: FigureRow, value: Decimal) -> str:
    """Why such a figure cannot have this value; "" when it can."""
    if value < 0 and not row.may_be_negative:
        return "は負の値です。"
    if decimals_of(value) > row.decimals:
        if not row.decimals:
            return "に端数があります。整数で入力してください。"
        return f"は小数点以下が{number(row.decimals)}桁より細かい値です。"
    if row.is_share and value > 100:
        return "は100％を超えています。"
    return ""


def bounds(context: Context) -> Iterator[Finding]:
    """Values outside what the indicator calls usual: a digit too many rather than a record year."""
    for row in context.figures():
        value, bound, words = row.value, None, ""
        if value is not None and row.highest is not None and value > row.highest:
            bound, words = row.highest, "上限（{}）を超えています"
        elif value is not None and row.lowest is not None and value < row.lowest:
            bound, words = row.lowest, "下限（{}）を下回っています"
        if bound is not None:
            usual = words.format(amount(bound, row.unit))
            message = f"{row}：{row.printed}は、ふつうの{usual}。桁を確かめてください。"
            yield about("plausible.bounds", "warning", row, message, bound)


def settled(context: Context) -> Iterator[Finding]:
    """A figure that the last edition printed has the value that was printed.

    In a correction that is what it is for: the reason was given when it was begun, and the 正誤表
    tells both.
    """
    if context.previous and context.previous.edition.fiscal_year == context.edition.fiscal_year:
        return
    for row in context.figures():
        was = context.was(row)
        if was is None or row.status == Status.TO_ENTER or not context.is_told_again(row):
            continue
        if row.value != was.value:
            message = (
                f"{row}：{context.previous_name}では{was.printed}でした（今は{row.printed}）。"
                "同じ期間の値が変わっています。期間や時点を直すか、変えた理由を書いてください。"
            )
            yield about("plausible.settled", "warning", row, message, was.value)


def jumps(context: Context) -> Iterator[Finding]:
    """Values far from those of the year before."""
    for row in context.figures():
        before = _before(context, row)
        if before is None or not _is_jump(row, before):
            continue
        message = (
            f"{row}：{row.printed}は、前回（{_when(before)}）の{before.printed}から"
            "大きく変わっています。桁や入力欄を確かめてください。"
        )
        yield about("plausible.jumps", "warning", row, message, before.value)


def targets(context: Context) -> Iterator[Finding]:
    """The latest actual value of an indicator against its target, once its period is over."""
    for model in context.models:
        if not issubclass(model, IndicatorFigure):
            continue
        figures = context.rows.of(model)
        aims = {(f.owner_key, f.period): f for f in figures if f.kind == Kind.TARGET}
        for actual in latest(f for f in figures if f.kind == Kind.ACTUAL and not is_partial(f)):
            aim = aims.get((actual.owner_key, actual.period))
            if aim is not None and aim.value and actual.value is not None:
                yield from _against(actual, aim, actual.value / aim.value)


def _against(actual: FigureRow, aim: FigureRow, reached: Decimal) -> Iterator[Finding]:
    message = f"{actual}：実績{actual.printed}は、目標{aim.printed}"
    if reached < MISSED:
        message += "を大きく下回っています（半分未満）。"
        yield about("plausible.targets", "warning", actual, message, aim.value)
    elif reached > EXCEEDED:
        message += f"の{EXCEEDED}倍を超えています。桁を確かめてください。"
        yield about("plausible.targets", "warning", actual, message, aim.value)


def _before(context: Context, row: FigureRow) -> FigureRow | None:
    """What a value is held against: last year's in its series, else the same in the last edition.

    A value of a year that still runs is held against none.
    """
    if row.value is None or row.kind not in (Kind.ACTUAL, Kind.FORECAST) or is_partial(row):
        return None
    if isinstance(row, IndicatorFigure):
        if row.is_cumulative:
            return None  # young cumulative values multiply; their targets bound them
        line = series(context, row)
        place = line.index(row)
        return next((f for f in reversed(line[:place]) if f.value and not is_partial(f)), None)
    was: FigureRow | None = context.was(row)
    return was if was is not None and was.value and not context.is_told_again(row) else None


def _is_jump(row: FigureRow, before: FigureRow) -> bool:
    now, then = row.value or Decimal(0), before.value or Decimal(0)
    if now < 0 or then < 0:
        return False  # what may be below zero has no size to be a multiple of
    if row.unit != YEN and abs(now - then) < SMALL:
        return False
    times = CUMULATIVE_JUMP if row.is_cumulative else JUMP
    return now > then * times or now * times < then


def _when(figure: FigureRow) -> str:
    return period_text(figure.period)


CHECKS = (
    Check("plausible.possible", "ありえない値", impossible, ()),
    Check("plausible.bounds", "ふつうの範囲の外の値", bounds, ()),
    Check("plausible.settled", "公表した値と違う値", settled, ()),
    Check("plausible.jumps", "前年度からの大きな変化", jumps, ()),
    Check("plausible.targets", "目標との大きな差", targets, ()),
)

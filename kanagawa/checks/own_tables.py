"""Tables that staff define: each has something to print, and its totals add what can be added."""

import re
from collections.abc import Iterator, Sequence

from kanagawa.figures.kinds import Kind
from kanagawa.formats.numbers import plain_unit
from kanagawa.own_tables.models import OwnColumn, OwnFigure, OwnRow, OwnTable
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about

# Names of lines that add up others, or are a part of another one: 合計, （小計）, うち県内.
_IN_OTHERS = re.compile(
    r"\s*[（(]?(?:(?:[合総小累]\s*)?計\s*[）)]?$|総\s*数$|全\s*体$|うち(?![ぁ-ん])|内数|再掲|内訳)"
)


def unfinished(context: Context) -> Iterator[Finding]:
    """A table of staff without columns or without rows prints nothing: it is an error."""
    for table in context.rows.of(OwnTable):
        lacking = [
            noun
            for noun, model in (("列", OwnColumn), ("行", OwnRow))
            if not context.rows.children(table, model)
        ]
        if lacking:
            message = (
                f"表「{table}」に{'と'.join(lacking)}がありません。"
                "「担当者が作る表」の画面で加えるか、表を削除してください。"
            )
            yield about("own_tables.unfinished", "error", table, message, *lacking)


def totals(context: Context) -> Iterator[Finding]:
    """A row of totals adds downwards, a column of totals sideways: in one unit each."""
    for table in context.rows.of(OwnTable):
        lines = context.rows.children(table, OwnRow)
        by_row = [context.rows.children(line, OwnFigure) for line in lines]
        by_column = [
            context.rows.children(column, OwnFigure)
            for column in context.rows.children(table, OwnColumn)
        ]
        down = table.has_total_row and any(map(_is_mixed, by_column))
        across = table.has_total_column and any(map(_is_mixed, by_row))
        if down or across:
            what = "合計の行" if down else "合計の列"
            message = (
                f"表「{table}」の{what}に、単位のちがう数値を足すます目があり、「－」を印字します。"
                "合計を外すか、単位をそろえてください。"
            )
            yield about("own_tables.totals", "warning", table, message, what)


def added_twice(context: Context) -> Iterator[Finding]:
    """A line that is itself a total or a part of another is no part of a total."""
    for table in context.rows.of(OwnTable):
        rows = [row.label for row in context.rows.children(table, OwnRow)]
        columns = [column.label for column in context.rows.children(table, OwnColumn)]
        for has_total, labels, what in (
            (table.has_total_row, rows, "行"),
            (table.has_total_column, columns, "列"),
        ):
            names = [label for label in labels if has_total and _IN_OTHERS.match(label)]
            if names:
                message = (
                    f"表「{table}」の合計の{what}は、「{'」「'.join(names)}」も足しています。"
                    f"その{what}を削除するか、合計の{what}を外してください。"
                )
                yield about("own_tables.twice", "error", table, message, what, *names)


def unlike(context: Context) -> Iterator[Finding]:
    """Totals that add targets to actual values, or shares that make no whole."""
    for table in context.rows.of(OwnTable):
        columns = context.rows.children(table, OwnColumn)
        kinds = {column.kind == Kind.TARGET for column in columns}
        if table.has_total_column and len(kinds) > 1:
            message = f"表「{table}」の合計の列は、目標値も足しています。合計の列を外してください。"
            yield about("own_tables.unlike", "warning", table, message, "targets")
        for column in columns if table.has_total_row else ():
            figures = context.rows.children(column, OwnFigure)
            shares = [f.value for f in figures if f.value is not None and _is_share(f)]
            if len(shares) > 1 and abs(sum(shares) - 100) > len(shares):
                message = (
                    f"表「{table}」の合計の行は「{column}」の割合を足し、{sum(shares):f}％になります。"
                    "内訳の構成比でないときは、合計の行を外してください。"
                )
                yield about("own_tables.unlike", "warning", table, message, *shares)


def _is_share(figure: OwnFigure) -> bool:
    return plain_unit(figure.unit) == "%"


def _is_mixed(figures: Sequence[OwnFigure]) -> bool:
    return len({figure.unit for figure in figures}) > 1


_MODELS = (OwnTable, OwnColumn, OwnRow, OwnFigure)
CHECKS = (
    Check("own_tables.unfinished", "行か列のない表", unfinished, _MODELS),
    Check("own_tables.totals", "単位のちがう合計", totals, _MODELS),
    Check("own_tables.twice", "合計に重ねて足すもの", added_twice, _MODELS),
    Check("own_tables.unlike", "目標や割合を足す合計", unlike, _MODELS),
)

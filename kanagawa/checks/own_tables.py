"""Tables that staff define: each has something to print, and its totals add what can be added."""

from collections.abc import Iterator, Sequence

from kanagawa.own_tables.models import OwnColumn, OwnFigure, OwnRow, OwnTable
from kanagawa.reports.declaration import Check, Finding

from .context import Context
from .rules import about


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


def _is_mixed(figures: Sequence[OwnFigure]) -> bool:
    return len({figure.unit for figure in figures}) > 1


_MODELS = (OwnTable, OwnColumn, OwnRow, OwnFigure)
CHECKS = (
    Check("own_tables.unfinished", "行か列のない表", unfinished, _MODELS),
    Check("own_tables.totals", "単位のちがう合計", totals, _MODELS),
)

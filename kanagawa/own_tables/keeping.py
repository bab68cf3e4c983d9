"""Changes of the columns of a table of staff that its figures follow."""

from django.contrib.auth.models import User

from kanagawa.editions.rows import update_rows
from kanagawa.figures.kinds import Status
from kanagawa.formats.years import Period

from .models import OwnFigure, OwnTable

REASON = "表の列に合わせて変更"


def follow_columns(table: OwnTable, user: User) -> int:
    """Give the figures the year of their column, and those still to enter its kind too."""
    figures = OwnFigure.objects.filter(row__table=table).select_related("row", "column")
    changed = []
    for figure in figures.order_by("pk"):
        period = Period.fiscal_year(figure.column.fiscal_year or table.edition.fiscal_year)
        is_open = figure.status == Status.TO_ENTER
        kind = figure.column.kind if is_open else figure.kind
        if (figure.period, figure.kind) != (period, kind):
            figure.edition, figure.kind = table.edition, kind
            changed.append(figure)
    fields = ["kind", "period_start", "period_end", "period_precision"]
    return update_rows(OwnFigure, changed, fields, user=user, reason=REASON) if changed else 0

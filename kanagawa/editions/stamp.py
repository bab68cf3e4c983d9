"""A mark of everything that was written so far: whoever keeps something computed keeps it by this.

Every write of a row leaves its history, so the last numbers of the history tables say whether
something was written since; which edition it was in does not matter to who asks.
"""

from django.db import connection

from kanagawa.formats.digests import sha256

from .models import Edition
from .rows import row_models


def content_stamp() -> str:
    """The same as long as no row and no edition was written; two queries, each at once."""
    chosen = ("committee_on", "charts", "headlines")
    editions = Edition.objects.order_by("pk").values_list("pk", "state", *chosen)
    return sha256(repr((_last_changes(), list(editions))))


def _last_changes() -> list[int | None]:
    names = (model.history.model._meta.db_table for model in row_models())
    # MAX of a primary key is read off its index; a GROUP BY would read the whole table.
    quoted = map(connection.ops.quote_name, names)
    parts = (f"SELECT MAX(history_id) FROM {name}" for name in quoted)  # nosec B608: our tables
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return [last for (last,) in cursor.fetchall()]

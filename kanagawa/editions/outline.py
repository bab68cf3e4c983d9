"""The outline as a tree in the database: which nodes stand under which section's heading."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kanagawa.reports import registry

from .models import Node, NodeKind

# Every node takes its section from the nearest section heading at or above it.
_PLACED = """
WITH RECURSIVE placed(id, section) AS (
    SELECT id, CASE WHEN {heading} THEN n.key ELSE '' END FROM {table} AS n WHERE parent_id IS NULL
    UNION ALL
    SELECT n.id, CASE WHEN {heading} THEN n.key ELSE placed.section END
    FROM {table} AS n JOIN placed ON n.parent_id = placed.id
)
SELECT id FROM placed WHERE section IN ({in_sections})
"""


def nodes_of(sections: Iterable[str]) -> QuerySet[Node]:
    """The nodes of all editions in these sections ("": above all of them); costs no query."""
    keys, in_sections = list(registry.sections()), list(sections)
    if not in_sections:
        return Node.objects.none()
    heading = f"n.kind = %s AND n.key IN ({_marks(keys)})"
    table = connection.ops.quote_name(Node._meta.db_table)
    sql = _PLACED.format(heading=heading, table=table, in_sections=_marks(in_sections))
    case = [NodeKind.HEADING.value, *keys]
    return Node.objects.filter(pk__in=RawSQL(sql, [*case, *case, *in_sections]))  # nosec B611: by parameter


def _marks(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))

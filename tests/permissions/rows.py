"""All rows that the editor of one section must not touch, by what they hold."""

from typing import Any

from kanagawa.editions.models import Node
from kanagawa.editions.outline import nodes_of
from kanagawa.editions.rows import fingerprint, references, row_models

OWN, OTHER = "robots", "zones"
Rows = dict[tuple[str, int], tuple[int, str]]


def outside(draft: Any) -> Rows:
    """Of other sections of the draft, of what stands above them, and of all other editions."""
    own_nodes = set(nodes_of([OWN]).filter(edition=draft).values_list("pk", flat=True))
    rows: Rows = {}
    for model in row_models():
        for row in model._default_manager.all():
            mine = row.pk in own_nodes if model is Node else row.section == OWN
            if not mine or row.edition_id != draft.pk:
                rows[row._meta.label, row.pk] = (row.edition_id, fingerprint(row))
    return rows


def strays() -> list[str]:
    """Rows that refer to a row of another edition."""
    found = []
    for model in row_models():
        for field in references(model):
            rows = model._default_manager.exclude(**{f"{field.name}": None})
            pairs = rows.values_list("pk", "edition_id", f"{field.name}__edition_id")
            found += [f"{model._meta.label} {pk} {field.name}" for pk, a, b in pairs if a != b]
    return found

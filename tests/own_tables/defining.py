"""Defines a table on its screen, as a browser would."""

from typing import Any

from django.urls import reverse

from kanagawa.own_tables.models import OwnTable
from tests.staff.conftest import sent

ADD = "admin:own_tables_owntable_add"
FORM = "owntable_form"


def change(table: OwnTable) -> str:
    return reverse("admin:own_tables_owntable_change", args=[table.pk])


def define(client: Any, heading: Any, columns: Any, rows: Any, **fields: str) -> Any:
    """Send the form of a new table; `columns` and `rows` are the fields of each line."""
    url = reverse(ADD)
    data = sent(client.get(url), FORM) | {"heading": str(heading.pk), **fields}
    for name, lines in (("owncolumns", columns), ("ownrows", rows)):
        data[f"{name}-TOTAL_FORMS"] = str(len(lines))
        for number, line in enumerate(lines):
            of_line = {"kind": "actual", "decimals": "0", "position": "0", **line}
            data |= {f"{name}-{number}-{field}": value for field, value in of_line.items()}
    return client.post(url, data, follow=True)

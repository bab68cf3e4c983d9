"""Tables as JSON: merged cells once, with their spans and the figures behind their print."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..grid import Grid, plain
from .csv import Value


def tables_json(edition: Mapping[str, object], grids: Iterable[Grid]) -> bytes:
    """`{edition, tables: [{key, title, unit, as_of, notes, header, body, …}]}`, UTF-8 without BOM.

    `Grid.from_json` reads every table of it back.
    """
    data = {"edition": dict(edition), "tables": [grid.to_json() for grid in grids]}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def list_json(
    title: str, names: Sequence[str], labels: Sequence[str], rows: Iterable[Sequence[Value]]
) -> Iterator[bytes]:
    """`{title, columns: [{name, label}], records: [{…}]}` in pieces, a line for each record.

    Numbers are numbers, dates 2025-03-31; what has no value is null.
    """
    columns = [{"name": n, "label": label} for n, label in zip(names, labels, strict=True)]
    head = json.dumps({"title": title, "columns": columns}, ensure_ascii=False)
    yield f'{head[:-1]}, "records": ['.encode()
    separator = "\n"
    for row in rows:
        values = dict(zip(names, map(_plain, row), strict=True))
        yield f"{separator}{json.dumps(values, ensure_ascii=False)}".encode()
        separator = ",\n"
    yield b"\n]}\n"


def _plain(value: Value) -> str | int | float | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value

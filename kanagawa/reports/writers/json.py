"""Tables as JSON: merged cells once, with their spans and the figures behind their print."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..grid import Grid


def tables_json(edition: Mapping[str, Any], grids: Iterable[Grid]) -> bytes:
    """`{edition, tables: [{key, title, unit, as_of, notes, header, body, …}]}`, UTF-8 without BOM.

    `Grid.from_json` reads every table of it back.
    """
    data = {"edition": dict(edition), "tables": [grid.to_json() for grid in grids]}
    return json.dumps(data, ensure_ascii=False, indent=1).encode()

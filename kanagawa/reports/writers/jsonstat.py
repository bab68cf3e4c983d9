"""A table as JSON-stat 2.0, where it is a cube: one figure for each row and column."""

import json
from collections.abc import Mapping
from datetime import datetime

from ..grid import Figure, Grid, placed, plain
from ..labels import column_label, machine_text, row_label

Cube = dict[tuple[str, str], Figure]


def cube(grid: Grid) -> Cube | None:
    """The figures by the heads of their row and column; None where two share a place, a place has
    none, or the units differ in both directions.
    """
    matrix = grid.positions()
    figures: Cube = {}
    for cell, row, column in placed(grid):
        if not cell.figures:
            continue
        place = row_label(matrix, cell, row, column), column_label(matrix, cell, row, column)
        if len(cell.figures) > 1 or place in figures or not all(place):
            return None
        figures[place] = cell.figures[0]
    rows, columns = _categories(figures, 0), _categories(figures, 1)
    is_whole = len(figures) == len(rows) * len(columns) > 1
    return figures if is_whole and (_units(figures, 0) or _units(figures, 1)) else None


def _units(figures: Cube, at: int) -> dict[str, str]:
    """The unit of each row (0) or column (1); empty where one of them has several."""
    units: dict[str, str] = {}
    for place, figure in figures.items():
        if units.setdefault(place[at], figure.unit) != figure.unit:
            return {}
    return units


def json_stat(
    grid: Grid,
    figures: Cube,
    source: str,
    published: datetime | None,
    extension: Mapping[str, object],
) -> bytes:
    """The dataset; values in the order of its rows, and why there is none where there is none."""
    rows, columns = _categories(figures, 0), _categories(figures, 1)
    ordered = [figures[row, column] for row in rows for column in columns]
    status = {str(n): each.status for n, each in enumerate(ordered) if each.value is None}
    metric = 0 if _units(figures, 0) else 1
    units = _units(figures, metric)
    data: dict[str, object] = {
        "version": "2.0",
        "class": "dataset",
        "label": machine_text(grid.title or grid.caption),
        "source": source,
        **({"updated": published.isoformat(timespec="seconds")} if published else {}),
        "id": ["row", "column"],
        "size": [len(rows), len(columns)],
        # The dimension whose categories have the units.
        "role": {"metric": ["column" if metric else "row"]},
        "dimension": {
            "row": {"label": "行", "category": _category(rows, {} if metric else units)},
            "column": {"label": "列", "category": _category(columns, units if metric else {})},
        },
        "value": [None if each.value is None else plain(each.value) for each in ordered],
        **({"status": status} if status else {}),
        **({"note": [machine_text(note) for note in grid.notes]} if grid.notes else {}),
        "extension": {**extension, "figures": [each.key for each in ordered]},
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _categories(figures: Cube, at: int) -> list[str]:
    return list(dict.fromkeys(place[at] for place in figures))


def _category(labels: list[str], units: Mapping[str, str]) -> dict[str, object]:
    keys = [str(number) for number in range(1, len(labels) + 1)]
    by_key = dict(zip(keys, labels, strict=True))
    unit = {key: {"label": units[label]} for key, label in by_key.items() if label in units}
    return {"index": keys, "label": by_key, **({"unit": unit} if unit else {})}

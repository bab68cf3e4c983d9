"""All records of a model as one table: what the paper does not print, the workbook holds."""

from collections.abc import Callable, Sequence
from typing import Any

from .columns import Column
from .declaration import Table
from .grid import Grid, column_head


def list_table(
    key: str,
    title: str,
    model: Any,
    columns: Sequence[Column],
    *,
    reads: tuple[Any, ...] = (),
    as_of: Callable[[Any], str] | None = None,
) -> Table:
    """All records of a model as a table of the report that the paper does not print.

    `reads` are other models whose rows its cells print; `as_of(rows)` says when it was true. The
    Grid has widths when every column says its own.
    """
    on_grid = [column for column in columns if "grid" in column.on]

    def build(rows: Any) -> Grid:
        records = enumerate(rows.of(model), start=1)
        return Grid(
            key="",
            title=title,
            header=(tuple(column_head(column.label_of(model)) for column in on_grid),),
            body=tuple(
                tuple(column.cell(record, place, rows) for column in on_grid)
                for place, record in records
            ),
            as_of=as_of(rows) if as_of else "",
            widths=tuple(c.width for c in on_grid) if all(c.width for c in on_grid) else (),
        )

    return Table(key, build, (model, *reads), is_list=True)

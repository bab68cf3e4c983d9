"""Record lists of the sections, declared as data: each gets list, pages, files and a Grid.

A section's records.py reads:

    ROBOTS = Records("robots", Robot, "商品化したロボット", (Column("name", link=True), …))
    RECORDS = (ROBOTS, …)

`RECORDS` stands in the section's declaration (`Section.records`) and in its urls.py.
"""

from dataclasses import dataclass
from typing import Any

from .columns import Column, Face


@dataclass(frozen=True)
class Records:
    """The list of one kind of record at `/<edition>/<app>/<key>/`, its detail pages below it.

    `detail_children` are the row models shown on the detail page because they refer to the
    record; empty: every model that refers to it. `related` names references to read along
    (`"category__group"`) beyond those of the model. `first` names the columns that the list page
    has first: those that a phone shows.
    """

    key: str
    model: Any
    title: str
    columns: tuple[Column, ...]
    detail_children: tuple[Any, ...] = ()
    related: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        return str(self.model._meta.app_label)

    @property
    def name(self) -> str:
        """The stem of the URL names: `robots-robots` of `report:robots-robots-list`."""
        return f"{self.section}-{self.key}"

    def on(self, face: Face) -> list[Column]:
        """The columns that this face shows, in order."""
        columns = [column for column in self.columns if face in column.on]
        if face != "list":
            return columns
        places = {name: place for place, name in enumerate(self.first)}
        return sorted(columns, key=lambda column: places.get(column.name, len(places)))

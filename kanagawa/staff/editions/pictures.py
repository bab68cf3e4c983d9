"""What stands first on an edition's pages and what its charts look like, chosen by staff."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction

from kanagawa.editions.content import LiveContent
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, RunningHead
from kanagawa.editions.rows import EditionRows
from kanagawa.reports import registry
from kanagawa.reports.charting import suited
from kanagawa.reports.charts import KINDS, Chart
from kanagawa.reports.grid import Grid
from kanagawa.reports.headlines import choices

AUTOMATIC = "自動（最初に実績を載せている表の、いちばん新しい値）"


class PicturesForm(forms.Form):
    """The figure that stands for each section, the heads of pages, and for each table that has a
    chart its kind and whether it is printed.
    """

    running_head = forms.ChoiceField(
        label="紙の各ページの上に印字するもの", choices=RunningHead.choices
    )

    def __init__(self, edition: Edition, data: Any = None) -> None:
        self.edition = edition
        super().__init__(data, initial={"running_head": edition.running_head})
        tables = LiveContent(EditionRows(edition)).tables
        for section in registry.sections().values():
            grids = [
                grid for key, grid in tables.items() if registry.section_of(key) == section.key
            ]
            self.fields[f"headline-{section.key}"] = forms.ChoiceField(
                label=section.title,
                choices=[("", AUTOMATIC), *choices(grids).items()],
                initial=edition.headlines.get(section.key, ""),
                required=False,
            )
        self._charts = {grid.key: (grid, chart) for grid, chart in _drawable(tables)}
        for number, (key, (grid, chart)) in enumerate(self._charts.items()):
            chosen = edition.charts.get(key, {})
            kinds = (*chart.fitting, "none")
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=f"{grid.title}：図の種類",
                choices=[(kind, KINDS[kind]) for kind in kinds],
                initial=chosen["kind"] if chosen.get("kind") in kinds else chart.usual,
            )
            self.fields[f"paper-{number}"] = forms.BooleanField(
                label=f"{grid.title}：紙にも印刷する",
                required=False,
                initial=_on_paper(grid, chosen),
            )

    def headlines(self) -> list[forms.BoundField]:
        """The field of each section."""
        return [self[f"headline-{key}"] for key in registry.sections()]

    def tables(self) -> list[tuple[Grid, forms.BoundField, forms.BoundField]]:
        """Each table with its two fields."""
        return [
            (grid, self[f"kind-{number}"], self[f"paper-{number}"])
            for number, (grid, _) in enumerate(self._charts.values())
        ]

    def save(self) -> None:
        """Keeps what differs from what is declared. Raises EditionPublished, EditionDeleted."""
        charts = {}
        for number, (key, (grid, chart)) in enumerate(self._charts.items()):
            choice: dict[str, Any] = {}
            if self.cleaned_data[f"kind-{number}"] != chart.usual:
                choice["kind"] = self.cleaned_data[f"kind-{number}"]
            if self.cleaned_data[f"paper-{number}"] != _on_paper(grid, {}):
                choice["on_paper"] = self.cleaned_data[f"paper-{number}"]
            if choice:
                charts[key] = choice
        chosen = {key: self.cleaned_data[f"headline-{key}"] for key in registry.sections()}
        with transaction.atomic():
            locked = lock_draft(self.edition)
            locked.charts, locked.running_head = charts, self.cleaned_data["running_head"]
            locked.headlines = {key: series for key, series in chosen.items() if series}
            locked.save(update_fields=["charts", "running_head", "headlines"])


def _drawable(tables: Mapping[str, Grid]) -> list[tuple[Grid, Chart]]:
    """The tables of a draft that can have a chart, in the order of the report."""
    declared = [(key, table.chart) for key, table in registry.tables().items() if table.chart]
    return [
        (grid, suited(chart, grid))
        for key, grid in tables.items()
        for name, chart in declared
        if chart and (key == name or key.startswith(f"{name}."))
    ]


def _on_paper(grid: Grid, chosen: dict[str, object]) -> bool:
    """A pie that the paper has is printed unless somebody says no; all others the other way."""
    return bool(chosen.get("on_paper", grid.chart == "pie"))

"""What an edition's charts and pages look like, chosen by those who make editions."""

from typing import Any

from django import forms
from django.db import transaction

from kanagawa.editions.content import LiveContent
from kanagawa.editions.locking import lock_draft
from kanagawa.editions.models import Edition, RunningHead
from kanagawa.editions.rows import EditionRows
from kanagawa.reports import registry
from kanagawa.reports.charts import KINDS, Chart
from kanagawa.reports.grid import Grid


class PicturesForm(forms.Form):
    """A kind of chart and whether it is printed for each table that has one, and the page heads."""

    running_head = forms.ChoiceField(
        label="紙の各ページの上に印字するもの", choices=RunningHead.choices
    )

    def __init__(self, edition: Edition, data: Any = None) -> None:
        self.edition = edition
        super().__init__(data, initial={"running_head": edition.running_head})
        self._charts = {grid.key: (grid, chart) for grid, chart in _drawable(edition)}
        for number, (key, (grid, chart)) in enumerate(self._charts.items()):
            chosen = edition.charts.get(key, {})
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=f"{grid.title}：図の種類",
                choices=[(kind, KINDS[kind]) for kind in (*chart.fitting, "none")],
                initial=chosen.get("kind") or chart.kind,
            )
            self.fields[f"paper-{number}"] = forms.BooleanField(
                label=f"{grid.title}：紙にも印刷する",
                required=False,
                initial=_on_paper(grid, chosen),
            )

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
            if self.cleaned_data[f"kind-{number}"] != chart.kind:
                choice["kind"] = self.cleaned_data[f"kind-{number}"]
            if self.cleaned_data[f"paper-{number}"] != _on_paper(grid, {}):
                choice["on_paper"] = self.cleaned_data[f"paper-{number}"]
            if choice:
                charts[key] = choice
        with transaction.atomic():
            locked = lock_draft(self.edition)
            locked.charts, locked.running_head = charts, self.cleaned_data["running_head"]
            locked.save(update_fields=["charts", "running_head"])


def _drawable(edition: Edition) -> list[tuple[Grid, Chart]]:
    """The tables of a draft that can have a chart, in the order of the report."""
    declared = [(key, table.chart) for key, table in registry.tables().items() if table.chart]
    tables = LiveContent(EditionRows(edition)).tables
    return [
        (grid, chart)
        for key, grid in tables.items()
        for name, chart in declared
        if chart and (key == name or key.startswith(f"{name}."))
    ]


def _on_paper(grid: Grid, chosen: dict[str, Any]) -> bool:
    """A pie that the paper has is printed unless somebody says no; all others the other way."""
    return bool(chosen.get("on_paper", grid.chart == "pie"))

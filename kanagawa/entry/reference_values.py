"""What stands beside a figure while it is entered: last year's value, target and old forecast."""

from dataclasses import dataclass

from kanagawa.editions.models import Edition
from kanagawa.editions.rows import EditionRows
from kanagawa.figures.kinds import Kind, Status
from kanagawa.figures.models import FigureRow
from kanagawa.figures.reference import EarlierFigures
from kanagawa.formats.years import Period


@dataclass(frozen=True)
class Beside:
    """Printed values with their units ("" for none).

    `forecast` is what last year's edition said of the same period; `was_asked`: the figure waited
    for its value in this edition, and may have got it by now.
    """

    last_year: str = ""
    target: str = ""
    forecast: str = ""
    was_asked: bool = False


class Besides:
    """Looks up what stands beside the figures of an edition; two queries per figure model."""

    def __init__(self, edition: Edition, rows: EditionRows) -> None:
        self._edition, self._rows = edition, rows
        self._earlier = EarlierFigures.before(edition)
        self._targets: dict[type[FigureRow], dict[tuple[str, Period], FigureRow]] = {}
        self._asked: dict[type[FigureRow], set[int]] = {}

    def of(self, row: FigureRow) -> Beside:
        reference = self._earlier.reference_of(row)
        target = self._targets_of(type(row)).get((row.series, row.period))
        return Beside(
            last_year=_printed(reference.last_year),
            target=_printed(target if target is not row else None),
            forecast=_printed(reference.foretold),
            was_asked=row.pk in self._asked_of(type(row)),
        )

    def _targets_of(self, model: type[FigureRow]) -> dict[tuple[str, Period], FigureRow]:
        if model not in self._targets:
            targets = (row for row in self._rows.of(model) if row.kind == Kind.TARGET)
            self._targets[model] = {(row.series, row.period): row for row in targets}
        return self._targets[model]

    def _asked_of(self, model: type[FigureRow]) -> set[int]:
        if model not in self._asked:
            waited = model.history.filter(edition_id=self._edition.pk, status=Status.TO_ENTER)
            self._asked[model] = set(waited.values_list("id", flat=True))
        return self._asked[model]


def _printed(row: FigureRow | None) -> str:
    return row.printed if row is not None and row.value is not None else ""

"""An edition in every state that it can be in."""

from collections.abc import Callable

from kanagawa.checks import broken_references
from kanagawa.checks.context import Context
from kanagawa.editions.copying import copy_edition
from kanagawa.editions.models import Edition, Node
from kanagawa.editions.publishing import publish
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows, row_models
from kanagawa.figures.models import FigureRow, Status
from kanagawa.workflow.mending import mend
from robots.models import Robot
from tests.made_once import made_once
from tests.people import person
from tests.rolling.conftest import fill

FIGURES = [model for model in row_models() if issubclass(model, FigureRow)]


def rolled(published: Edition) -> Edition:
    return made_once("rolled", lambda: roll_edition(source=published))


def emptied(published: Edition) -> Edition:
    """Not a single row, no outline either."""
    edition = rolled(published)
    for model in reversed(row_models()):
        model._default_manager.filter(edition=edition).delete()
    return edition


def only_the_outline(published: Edition) -> Edition:
    edition = rolled(published)
    # The place of a table that staff define goes with it.
    Node.objects.filter(edition=edition, target__contains=".own.").delete()
    for model in reversed(row_models()):
        if model is not Node:
            model._default_manager.filter(edition=edition).delete()
    return edition


def without_figures(published: Edition) -> Edition:
    """The records and indicators are there, and no period of any of them."""
    edition = rolled(published)
    for model in FIGURES:
        model._default_manager.filter(edition=edition).delete()
    return edition


def half_entered(published: Edition) -> Edition:
    edition = rolled(published)
    for model in FIGURES:
        waiting = model._default_manager.filter(edition=edition, status=Status.TO_ENTER)
        for figure in list(waiting)[::2]:
            figure.value, figure.status = 12, Status.VALUE
            figure.save()
    return edition


def _all_figures(published: Edition, value: int | None, status: Status) -> Edition:
    edition = rolled(published)
    for model in FIGURES:
        model._default_manager.filter(edition=edition).update(value=value, status=status)
    return edition


def not_applicable(published: Edition) -> Edition:
    return _all_figures(published, None, Status.NOT_APPLICABLE)


def all_zero(published: Edition) -> Edition:
    return _all_figures(published, 0, Status.VALUE)


def all_negative(published: Edition) -> Edition:
    return _all_figures(published, -1, Status.VALUE)


def complete(published: Edition) -> Edition:
    edition = rolled(published)
    fill(edition)
    return edition


def out(published: Edition) -> Edition:
    return publish(edition=complete(published))


def copied(published: Edition) -> Edition:
    """A correction that corrects nothing yet."""
    return made_once(
        "copied", lambda: copy_edition(source=published, fiscal_year=2025, reason="誤記")
    )


def correction(published: Edition) -> Edition:
    edition = copied(published)
    robot = Robot.objects.filter(edition=edition).first()
    robot.name += "改"
    robot.save()
    return edition


def corrected(published: Edition) -> Edition:
    return publish(edition=correction(published))


def rolled_twice(published: Edition) -> Edition:
    """Nothing was entered in either year."""
    publish(edition=rolled(published))
    return roll_edition(source=Edition.objects.get(fiscal_year=2026))


STATES: dict[str, Callable[[Edition], Edition]] = {
    made.__name__: made
    for made in (
        *(rolled, emptied, only_the_outline, without_figures, half_entered, not_applicable),
        *(all_zero, all_negative, complete, out, correction, corrected, rolled_twice),
    )
}


def mend_all(edition: Edition) -> None:
    """Take the first way out that is offered for each reference that leads nowhere."""
    while lost := list(broken_references.run(Context(EditionRows(edition)))):
        mend(edition=edition, digest=lost[0].digest, number=0, user=person("editor"))

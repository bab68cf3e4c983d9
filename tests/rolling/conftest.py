"""The edition rolled from 令和７年度, and a draft filled in as the office would."""

from decimal import Decimal

import pytest

from international.models import Activity, ActivityState
from kanagawa.editions.models import Node
from kanagawa.editions.rolling import roll_edition
from kanagawa.editions.rows import EditionRows, row_models, update_rows
from kanagawa.figures.kinds import Status
from kanagawa.figures.models import FigureRow
from programs.models import Programme
from tests.made_once import made_once

FIGURES = [model for model in row_models() if issubclass(model, FigureRow)]


@pytest.fixture
def rolled(published):
    """The draft 令和８年度."""
    return made_once("rolled", lambda: roll_edition(source=published))


def figures(edition):
    rows = EditionRows(edition)
    return [figure for model in FIGURES for figure in rows.of(model)]


def open_figures(edition):
    return [figure for figure in figures(edition) if figure.status == Status.TO_ENTER]


def fill(edition, states=(ActivityState.HELD,)):
    """Enter every new fact: values, what became of the activities, texts that had to change."""
    for number, activity in enumerate(Activity.objects.filter(edition=edition, state="to_enter")):
        activity.state = states[number % len(states)]
        if activity.start is None:
            activity.start = f"{activity.fiscal_year}-11-13"
        activity.save()
    for model in FIGURES:
        waiting = [f for f in EditionRows(edition).of(model) if f.status == Status.TO_ENTER]
        for number, figure in enumerate(waiting, start=100):
            figure.value, figure.status = Decimal(number), Status.VALUE
        update_rows(model, waiting, ["value", "status"])
    for row in Programme.objects.filter(edition=edition):
        row.description = row.description.replace("今年度からの新たな取組として、", "")
        row.save()
    assert Node.objects.filter(edition=edition).exists()

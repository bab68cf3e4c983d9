"""System check that names a figure model which does not say how it goes on next year."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from kanagawa.editions.rows import row_models

from .kinds import Rolls
from .models import FigureRow


@register()
def check_rolls(**kwargs: Any) -> list[CheckMessage]:
    """Every figure model says how it rolls; one of a window says how wide that is."""
    models = [model for model in row_models() if issubclass(model, FigureRow)]
    return [*_silent(models), *_without_width(models)]


def _silent(models: list[type[FigureRow]]) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} does not say what becomes of its figures next year.",
            hint=f"Set `rolls` to one of {', '.join(f'Rolls.{r.name}' for r in Rolls)}.",
            obj=model,
            id="figures.E001",
        )
        for model in models
        if not isinstance(model.rolls, Rolls)
    ]


def _without_width(models: list[type[FigureRow]]) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} rolls as a window without a width.",
            hint="Set `window` to the number of fiscal years that its table prints.",
            obj=model,
            id="figures.E002",
        )
        for model in models
        if model.rolls == Rolls.WINDOW and model.window < 1
    ]

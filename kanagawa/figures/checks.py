"""System checks that name a figure model which does not say what its figures are."""

from django.core.checks import CheckMessage, Error, register

from kanagawa.editions.rows import row_models

from .kinds import Rolls
from .models import FigureRow


@register()
def check_figures(**kwargs: object) -> list[CheckMessage]:
    """Every figure model says whose its figures are, their unit, and how they roll."""
    models = [model for model in row_models() if issubclass(model, FigureRow)]
    return [*_silent(models), *_without_width(models), *_nameless(models)]


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


_GIVEN = {
    "indicator_name": "what its figures are called in lists and messages",
    "owner_key": "which figure it is among those of the same kind and period",
    "unit": "the unit of its figures: a field, a property or a constant",
}


def _nameless(models: list[type[FigureRow]]) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} does not give `{name}`: {meaning}.",
            hint=f"Write `{name}` in {model._meta.app_label}/models.py, as its neighbours do.",
            obj=model,
            id="figures.E003",
        )
        for model in models
        for name, meaning in _GIVEN.items()
        if getattr(model, name) is getattr(FigureRow, name)
    ]

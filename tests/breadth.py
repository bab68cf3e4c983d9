"""How broad a walk over all kinds of rows is: one of each kind of screen, or every one.

`./run test` has to be waited for, so it takes one of each kind; `./run test-all` takes them all
(marker `thorough`). Screens are of one kind when they come from the same class, have the same
parts and hold the same sorts of fields.
"""

import pytest
from django.contrib import admin

from kanagawa.editions.models import EditionRow
from kanagawa.editions.rows import row_models

REGISTERED = [model for model in row_models() if model in admin.site._registry]


def _kind(model: type[EditionRow]) -> object:
    screen = admin.site._registry[model]
    sorts = frozenset(type(field) for field in model._meta.fields)
    return type(screen).__bases__, bool(screen.inlines), bool(screen.list_editable), sorts


def one_of_each_kind() -> list[type[EditionRow]]:
    """Of each kind the first that is declared."""
    return list({_kind(model): model for model in reversed(REGISTERED)}.values())


ONE_OF_EACH_KIND = one_of_each_kind()
# Gives a test the argument `models`.
over_kinds_of_rows = pytest.mark.parametrize(
    "models",
    [
        pytest.param(ONE_OF_EACH_KIND, id="one of each kind"),
        pytest.param(REGISTERED, id="every one", marks=pytest.mark.thorough),
    ],
)

# Gives a test the argument `model`, one after the other.
each_kind_of_row = pytest.mark.parametrize(
    "model",
    [
        pytest.param(
            model,
            id=model._meta.label,
            marks=() if model in ONE_OF_EACH_KIND else pytest.mark.thorough,
        )
        for model in REGISTERED
    ],
)

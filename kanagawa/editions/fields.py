"""Fields that say more of their value than its type does."""

from typing import Any

from django.db import models


class MonthField(models.DateField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """A month, stored as its first day: typed and shown in words (令和７年３月)."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # The column is that of a day: nothing is to be migrated.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs

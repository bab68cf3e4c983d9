"""Fields that say more of their value than its type does."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kanagawa.formats.area_codes import read_area_code


class MonthField(models.DateField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """A month, stored as its first day: typed and shown in words (令和７年３月)."""

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # The column is that of a day: nothing is to be migrated.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


class AreaCodeField(models.CharField):  # type: ignore[type-arg]  # Django's fields take no types at run time
    """全国地方公共団体コード: six digits, the last of which must fit the others; or nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 6, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        # The column is that of a text: migrations know nothing of the check.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value: Any, model_instance: Any) -> object:
        try:
            code = read_area_code(value) if value else ""
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return super().clean(code, model_instance)

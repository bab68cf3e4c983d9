"""Every field of every model is called in Japanese, wherever its name is shown."""

import csv
import io

from django.apps import apps
from django.conf import settings
from django.db import models

OURS = ("kanagawa", *settings.REPORT_SECTIONS)
# Found by search and never shown; the number of a row in its table.
NEVER_SHOWN = {"id", "search_text"}


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS and not model.__name__.startswith("Historical")
    ]


def test_every_field_has_a_japanese_name() -> None:
    english = [
        f"{model._meta.label}.{field.name}: {field.verbose_name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if str(field.verbose_name).isascii() and field.name not in NEVER_SHOWN
    ]
    assert english == []


def test_every_model_has_a_japanese_name() -> None:
    names = {model._meta.label: str(model._meta.verbose_name) for model in own_models()}
    assert [label for label, name in names.items() if name.isascii()] == []


def test_the_dictionary_explains_every_column_in_japanese(client, published) -> None:
    text = client.get("/dictionary.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) > 100
    assert [row["column"] for row in rows if row["name_ja"].isascii()] == []

"""Gives the stored texts of drafts the line ends and letters that every save gives them now.

Published rows are frozen and stay as they are; copies of them are repaired when they are written.
"""

from django.db import migrations, models

from kanagawa.formats.text import repaired

# Those that there were; a section that is added has no texts from before.
SECTIONS = ("robots", "programs", "investment", "international", "zones")


def repair(apps, schema_editor):
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"edition", "key", "position", "search_text"} <= names and "history_id" not in names:
            _repair_rows(model)


def _repair_rows(model):
    texts = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.editable
    ]
    for row in model.objects.filter(edition__state="draft"):
        changed = [name for name in texts if getattr(row, name) != repaired(getattr(row, name))]
        for name in changed:
            setattr(row, name, repaired(getattr(row, name)))
        if changed:
            row.save(update_fields=changed)


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0005_manifests_of_published_editions"),
        *((section, "0001_initial") for section in SECTIONS),
    ]

    operations = [migrations.RunPython(repair, migrations.RunPython.noop)]

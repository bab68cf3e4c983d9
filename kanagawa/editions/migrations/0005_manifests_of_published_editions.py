"""Lays a manifest and the hashes of the rows beside what was published before there were any.

Nothing that is stored changes. What the frozen parts do not tell, because it was asked of the
code until now, stands in before_manifests.json as the releases up to this one declared it.
"""

import json
from hashlib import sha256
from pathlib import Path

from django.db import migrations

from kanagawa.editions.row_hashes import row_hashes
from kanagawa.editions.schema import Stored, upgrade_0_to_1

DECLARED = Path(__file__).with_name("before_manifests.json")


def lay_beside(apps, schema_editor):
    declared = json.loads(DECLARED.read_text(encoding="utf-8"))
    models = [model for model in apps.get_models() if _is_row(model)]
    published = apps.get_model("editions", "Edition").objects.filter(state="published")
    for edition in published.exclude(frozen__kind="manifest"):
        parts = [
            Stored(part.kind, part.key, json.loads(part.content))
            for part in edition.frozen.order_by("position")
        ]
        manifest = upgrade_0_to_1(parts, declared)[-1]
        rows = Stored("rows", "rows", row_hashes(edition.pk, models))
        for position, part in enumerate((manifest, rows), start=len(parts)):
            content = json.dumps(part.data, ensure_ascii=False, separators=(",", ":"))
            edition.frozen.create(
                kind=part.kind,
                key=part.key,
                section="",
                position=position,
                content=content,
                sha256=sha256(content.encode()).hexdigest(),
                beside=True,
            )


def _is_row(model):
    """Whether a model of this state is one of content rows, by the fields that only they share."""
    names = {field.name for field in model._meta.concrete_fields}
    return {"edition", "key", "position", "search_text"} <= names


def take_away(apps, schema_editor):
    parts = apps.get_model("editions", "FrozenPart").objects.filter(kind__in=("manifest", "rows"))
    parts.filter(beside=True).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("editions", "0004_manifest_and_verification"),
    ]

    operations = [
        migrations.RunPython(lay_beside, take_away),
    ]

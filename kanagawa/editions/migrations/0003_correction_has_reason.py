from django.db import migrations, models

UNKNOWN = "（この版を作ったときは理由を記録していませんでした。）"


def give_reasons(apps, schema_editor):
    """Corrections made before reasons were asked for say so; their content does not change."""
    Edition = apps.get_model("editions", "Edition")
    Edition.objects.filter(revision__gt=1, reason="").update(reason=UNKNOWN)


class Migration(migrations.Migration):

    dependencies = [
        ("editions", "0002_committee_day_reason_errata"),
    ]

    operations = [
        migrations.RunPython(give_reasons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("revision", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="correction_has_reason",
                violation_error_message="公開した版を訂正する理由を入力してください。",
            ),
        ),
    ]

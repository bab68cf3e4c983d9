"""What values are usual was known by their units; now each indicator says it for itself."""

from django.db import migrations

from kanagawa.figures.migrating import rules_by_unit

HIGHEST = {"名": 10_000, "者": 10_000, "件": 1000, "回": 1000, "席": 500}


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0002_value_rules'),
    ]

    operations = [
        migrations.RunPython(
            rules_by_unit("programs", ("Metric", "HubFigure"), HIGHEST),
            migrations.RunPython.noop,
        ),
    ]

"""What values are usual was known by their units; now each indicator says it for itself."""

from django.db import migrations

from kanagawa.figures.migrating import rules_by_unit


class Migration(migrations.Migration):

    dependencies = [
        ('zones', '0002_value_rules'),
    ]

    operations = [
        migrations.RunPython(
            rules_by_unit("zones", ("ZoneFigure",)),
            migrations.RunPython.noop,
        ),
    ]

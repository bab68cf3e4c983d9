"""What values are usual was known by their units; now each indicator says it for itself."""

from django.db import migrations

from kanagawa.figures.migrating import rules_by_unit

HIGHEST = {"名": 1000, "社": 100, "件": 1000, "部屋": 50}


class Migration(migrations.Migration):

    dependencies = [
        ('international', '0004_value_rules'),
    ]

    operations = [
        migrations.RunPython(
            rules_by_unit("international", ("ActivityFigure",), HIGHEST),
            migrations.RunPython.noop,
        ),
    ]

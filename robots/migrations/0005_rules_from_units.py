"""What values are usual was known by their units; now each indicator says it for itself."""

from django.db import migrations

from kanagawa.figures.migrating import rules_by_unit


class Migration(migrations.Migration):

    dependencies = [
        ('robots', '0004_value_rules'),
    ]

    operations = [
        migrations.RunPython(
            rules_by_unit("robots", ("RobotIndicator", "MeasureFigure")),
            migrations.RunPython.noop,
        ),
    ]

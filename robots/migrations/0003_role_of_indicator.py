"""The indicator that counts the list of robots is found by its role, no longer by its key."""

from django.db import migrations, models


def give_role(apps, schema_editor):
    for name in ("RobotIndicator", "HistoricalRobotIndicator"):
        model = apps.get_model("robots", name)
        model.objects.filter(key="commercialised").update(role="counts-robots")


class Migration(migrations.Migration):

    dependencies = [
        ('robots', '0002_standing_figures_and_open_states'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalrobotindicator',
            name='role',
            field=models.CharField(blank=True, choices=[('counts-robots', '商品化したロボットの数（一覧と照合）')], help_text='一覧の時点は、一覧の数を数える数値目標の時点です。', max_length=14, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='robotindicator',
            name='role',
            field=models.CharField(blank=True, choices=[('counts-robots', '商品化したロボットの数（一覧と照合）')], help_text='一覧の時点は、一覧の数を数える数値目標の時点です。', max_length=14, verbose_name='位置づけ'),
        ),
        migrations.RunPython(give_role, migrations.RunPython.noop),
    ]

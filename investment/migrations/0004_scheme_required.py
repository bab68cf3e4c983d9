import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('investment', '0003_point_to_scheme'),
    ]

    operations = [
        migrations.AlterField(
            model_name='commitment',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AlterField(
            model_name='orderactivity',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AlterField(
            model_name='regioncount',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AlterField(
            model_name='subsidypayment',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AlterField(
            model_name='supportprogram',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.RemoveField(
            model_name='subsidypayment',
            name='is_total',
        ),
        migrations.RemoveField(
            model_name='historicalsubsidypayment',
            name='is_total',
        ),
    ]

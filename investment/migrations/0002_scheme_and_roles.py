import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('investment', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='historicalcommitment',
            name='scheme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='orderactivity',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='historicalorderactivity',
            name='scheme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='regioncount',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='historicalregioncount',
            name='scheme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='subsidypayment',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='historicalsubsidypayment',
            name='scheme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='supportprogram',
            name='scheme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='historicalsupportprogram',
            name='scheme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='investment.scheme', verbose_name='施策'),
        ),
        migrations.AddField(
            model_name='kpi',
            name='role',
            field=models.CharField(blank=True, choices=[('supported', '立地支援件数（件数の表と照合）')], max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='historicalkpi',
            name='role',
            field=models.CharField(blank=True, choices=[('supported', '立地支援件数（件数の表と照合）')], max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='orderactivity',
            name='role',
            field=models.CharField(blank=True, choices=[('combined', '設備投資と操業の合計')], help_text='合計の発注額は、施策別の「発注額」にも印字されます。', max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='historicalorderactivity',
            name='role',
            field=models.CharField(blank=True, choices=[('combined', '設備投資と操業の合計')], help_text='合計の発注額は、施策別の「発注額」にも印字されます。', max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='scheme',
            name='role',
            field=models.CharField(choices=[('present', '現在の施策'), ('ended', 'これまでの施策')], default='ended', help_text='実績、補助金、雇用、県税の表は「現在の施策」のものです。年度版に一つです。', max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='historicalscheme',
            name='role',
            field=models.CharField(choices=[('present', '現在の施策'), ('ended', 'これまでの施策')], default='ended', help_text='実績、補助金、雇用、県税の表は「現在の施策」のものです。年度版に一つです。', max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='subsidypayment',
            name='role',
            field=models.CharField(blank=True, choices=[('site', '債務負担行為による補助金'), ('total', '合計')], help_text='合計は端数処理のため内訳の和と一致しないことがあるので、別に入力します。', max_length=10, verbose_name='位置づけ'),
        ),
        migrations.AddField(
            model_name='historicalsubsidypayment',
            name='role',
            field=models.CharField(blank=True, choices=[('site', '債務負担行為による補助金'), ('total', '合計')], help_text='合計は端数処理のため内訳の和と一致しないことがあるので、別に入力します。', max_length=10, verbose_name='位置づけ'),
        ),
    ]

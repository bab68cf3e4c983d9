import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All tables of a new database at once; one in use takes the steps that it has not taken."""

    replaces = [('workflow', '0001_initial'), ('workflow', '0002_what_was_seen')]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('editions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(help_text='表、登録簿または見出しの識別子です。', max_length=120, verbose_name='表・登録簿・本文')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='数値の出どころ')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='期限')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='editions.edition', verbose_name='年度版')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='担当者')),
            ],
            options={
                'verbose_name': '入力の分担',
                'verbose_name_plural': '入力の分担',
                'constraints': [models.UniqueConstraint(fields=('edition', 'table'), name='one_assignment_per_table')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=30, verbose_name='節')),
                ('check_key', models.CharField(max_length=80, verbose_name='検査')),
                ('address', models.CharField(max_length=200, verbose_name='箇所')),
                ('digest', models.CharField(max_length=64, verbose_name='検査結果のハッシュ値')),
                ('message', models.TextField(verbose_name='検査結果')),
                ('reason', models.TextField(verbose_name='理由')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='確かめた人')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='editions.edition', verbose_name='年度版')),
            ],
            options={
                'verbose_name': '検査結果の確認',
                'verbose_name_plural': '検査結果の確認',
                'constraints': [models.UniqueConstraint(fields=('edition', 'digest'), name='one_confirmation_each')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=30, verbose_name='節')),
                ('number', models.PositiveIntegerField(verbose_name='番号')),
                ('act', models.CharField(choices=[('submitted', '提出'), ('withdrawn', '取下げ'), ('returned', '差戻し'), ('approved', '承認'), ('scheduled', '公開の予約'), ('unscheduled', '公開の予約の取消し'), ('released', '公開')], max_length=12, verbose_name='操作')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('content_hash', models.CharField(blank=True, max_length=64, verbose_name='見た内容のハッシュ値')),
                ('exceptional', models.CharField(blank=True, choices=[('deputy', '代決'), ('emergency', '緊急')], max_length=10, verbose_name='例外')),
                ('reason', models.TextField(blank=True, verbose_name='理由・差戻しの趣旨')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='した人')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='editions.edition', verbose_name='年度版')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出した人')),
            ],
            options={
                'verbose_name': '決裁の記録',
                'verbose_name_plural': '決裁の記録',
                'ordering': ['edition', 'section', 'number'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'section', 'number'), name='one_decision_per_step'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'approved'), _negated=True), models.Q(('by__isnull', False), ('submitted_by__isnull', False), models.Q(('by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='four_eyes', violation_error_message='提出した人は、自分の提出を承認できません。'), models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['submitted', 'approved', 'returned']), _negated=True), models.Q(('content_hash', ''), _negated=True), _connector='OR'), name='decided_on_what_was_seen', violation_error_message='見た内容のハッシュ値がありません。'), models.CheckConstraint(condition=models.Q(('exceptional', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='exception_has_reason', violation_error_message='代決・緊急のときは理由を入力してください。')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=30, verbose_name='節')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='箇所')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='箇所の名称')),
                ('name', models.CharField(max_length=200, verbose_name='ファイル名')),
                ('content', models.BinaryField(verbose_name='内容')),
                ('size', models.PositiveIntegerField(verbose_name='大きさ（バイト）')),
                ('sha256', models.CharField(max_length=64, verbose_name='ハッシュ値（SHA-256）')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='登録した人')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='editions.edition', verbose_name='年度版')),
            ],
            options={
                'verbose_name': '根拠資料',
                'verbose_name_plural': '根拠資料',
                'ordering': ['edition', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalRole',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('section', models.CharField(blank=True, help_text='空欄は報告全体です。', max_length=30, verbose_name='節')),
                ('name', models.CharField(choices=[('editor', '担当'), ('approver', '承認'), ('publisher', '公開'), ('viewer', '閲覧'), ('administrator', '管理')], max_length=14, verbose_name='役割')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
            ],
            options={
                'verbose_name': 'historical 役割',
                'verbose_name_plural': 'historical 役割',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=30, verbose_name='節')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='日時')),
                ('content_hash', models.CharField(max_length=64, verbose_name='内容のハッシュ値')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='editions.edition', verbose_name='年度版')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='見た人')),
            ],
            options={
                'verbose_name': '最後に見た時',
                'verbose_name_plural': '最後に見た時',
                'constraints': [models.UniqueConstraint(fields=('edition', 'section', 'user'), name='one_last_look')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='公開する日時')),
                ('failure', models.TextField(blank=True, verbose_name='公開できなかった理由')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='予約した人')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='release', to='editions.edition', verbose_name='年度版')),
            ],
            options={
                'verbose_name': '公開の予約',
                'verbose_name_plural': '公開の予約',
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=30, verbose_name='節')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='箇所')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='箇所の名称')),
                ('text', models.TextField(verbose_name='指摘')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('answer', models.TextField(blank=True, verbose_name='回答')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='回答の日時')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回答した人')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた人')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='editions.edition', verbose_name='年度版')),
            ],
            options={
                'verbose_name': '指摘',
                'verbose_name_plural': '指摘',
                'ordering': ['edition', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, help_text='空欄は報告全体です。', max_length=30, verbose_name='節')),
                ('name', models.CharField(choices=[('editor', '担当'), ('approver', '承認'), ('publisher', '公開'), ('viewer', '閲覧'), ('administrator', '管理')], max_length=14, verbose_name='役割')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
            ],
            options={
                'verbose_name': '役割',
                'verbose_name_plural': '役割',
                'ordering': ['user', 'section', 'name'],
                'constraints': [models.UniqueConstraint(fields=('user', 'section', 'name'), name='one_role_once'), models.CheckConstraint(condition=models.Q(models.Q(('name__in', ['publisher', 'administrator']), _negated=True), ('section', ''), _connector='OR'), name='publisher_and_administrator_of_the_whole', violation_error_message='公開と管理の役割は報告全体に与えます。')],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, max_length=30, verbose_name='節')),
                ('content_hash', models.CharField(max_length=64, verbose_name='内容のハッシュ値')),
                ('content', models.TextField(verbose_name='内容（JSON）')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='editions.edition', verbose_name='年度版')),
            ],
            options={
                'verbose_name': '見た内容',
                'verbose_name_plural': '見た内容',
                'constraints': [models.UniqueConstraint(fields=('edition', 'section', 'content_hash'), name='seen_once')],
            },
        ),
    ]

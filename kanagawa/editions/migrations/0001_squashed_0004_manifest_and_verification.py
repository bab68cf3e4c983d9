import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """All tables of a new database at once; one in use takes the steps that it has not taken."""

    replaces = [('editions', '0001_initial'), ('editions', '0002_committee_day_reason_errata'), ('editions', '0003_correction_has_reason'), ('editions', '0004_manifest_and_verification')]

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveSmallIntegerField(help_text='西暦で入力します（令和７年度は2025）。', validators=[django.core.validators.MinValueValidator(1989), django.core.validators.MaxValueValidator(2099)], verbose_name='年度')),
                ('revision', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='版')),
                ('state', models.CharField(choices=[('draft', '下書き'), ('published', '公開済み')], default='draft', max_length=10, verbose_name='状態')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='作成日時')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公開日時')),
                ('content_hash', models.CharField(blank=True, max_length=64, verbose_name='内容のハッシュ値（SHA-256）')),
                ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='editions.edition', verbose_name='もとの版')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='公開した人')),
                ('committee_on', models.DateField(blank=True, help_text='この報告を示す委員会の日です。時点がこれより後の数値は検査で指摘します。', null=True, verbose_name='委員会の開催日')),
                ('reason', models.TextField(blank=True, help_text='公開した版を訂正する理由です（正誤表に載ります）。', verbose_name='訂正の理由')),
            ],
            options={
                'verbose_name': '年度版',
                'verbose_name_plural': '年度版',
                'ordering': ['-fiscal_year', '-revision'],
                'permissions': [('publish_edition', '年度版を公開できる'), ('copy_edition', '年度版を複製できる'), ('preview_edition', '下書きをプレビューできる')],
                'constraints': [models.UniqueConstraint(fields=('fiscal_year', 'revision'), name='one_edition_per_year_and_revision', violation_error_message='この年度のこの版は、すでにあります。'), models.CheckConstraint(condition=models.Q(models.Q(('content_hash', ''), ('published_at', None), ('state', 'draft')), models.Q(('published_at__isnull', False), ('state', 'published'), models.Q(('content_hash', ''), _negated=True)), _connector='OR'), name='published_edition_has_hash_and_time'), models.CheckConstraint(condition=models.Q(('revision', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='correction_has_reason', violation_error_message='公開した版を訂正する理由を入力してください。')],
            },
        ),
        migrations.CreateModel(
            name='FrozenPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('table', '表'), ('text', '本文'), ('references', '文中の数値'), ('errata', '正誤表'), ('manifest', '構成'), ('rows', '行の照合')], max_length=10, verbose_name='種類')),
                ('key', models.CharField(max_length=120, verbose_name='識別子')),
                ('section', models.CharField(max_length=30, verbose_name='節')),
                ('position', models.PositiveIntegerField(verbose_name='並び順')),
                ('content', models.TextField(verbose_name='内容（JSON）')),
                ('sha256', models.CharField(max_length=64, verbose_name='ハッシュ値（SHA-256）')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen', to='editions.edition', verbose_name='年度版')),
                ('beside', models.BooleanField(default=False, help_text='公開より後に移行で添えたもので、年度版のハッシュ値には入りません。', verbose_name='あとから添えた控え')),
            ],
            options={
                'verbose_name': '公開時の控え',
                'verbose_name_plural': '公開時の控え',
                'ordering': ['edition', 'position'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'kind', 'key'), name='frozen_once')],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='年度をまたいで同じものを指す名前です。空欄なら自動で付きます。', max_length=120, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+\\Z', '半角の英小文字、数字、ハイフンで入力してください。')], verbose_name='識別子')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='並び順')),
                ('search_text', models.TextField(blank=True, default='', editable=False)),
                ('kind', models.CharField(choices=[('heading', '見出し'), ('paragraph', '本文'), ('note', '注'), ('table', '表'), ('listing', '一覧（登録されたもの）')], max_length=10, verbose_name='種類')),
                ('text', models.TextField(blank=True, help_text='{…} の中に識別子を書くと、登録された数値や時点がその場所に印字されます。', verbose_name='文')),
                ('target', models.CharField(blank=True, max_length=80, verbose_name='表・一覧の識別子')),
                ('numbered', models.BooleanField(default=True, verbose_name='番号を付ける')),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editions.edition', verbose_name='年度版')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='editions.node', verbose_name='上の見出し')),
            ],
            options={
                'verbose_name': '目次と本文',
                'verbose_name_plural': '目次と本文',
                'ordering': ['edition', 'position', 'id'],
                'abstract': False,
                'indexes': [models.Index(fields=['edition', 'position', 'id'], name='editions_node_o')],
                'constraints': [models.UniqueConstraint(fields=('edition', 'key'), name='editions_node_key', violation_error_message='この識別子は、この年度版ですでに使われています。')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalNode',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('key', models.CharField(blank=True, help_text='年度をまたいで同じものを指す名前です。空欄なら自動で付きます。', max_length=120, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+\\Z', '半角の英小文字、数字、ハイフンで入力してください。')], verbose_name='識別子')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='並び順')),
                ('kind', models.CharField(choices=[('heading', '見出し'), ('paragraph', '本文'), ('note', '注'), ('table', '表'), ('listing', '一覧（登録されたもの）')], max_length=10, verbose_name='種類')),
                ('text', models.TextField(blank=True, help_text='{…} の中に識別子を書くと、登録された数値や時点がその場所に印字されます。', verbose_name='文')),
                ('target', models.CharField(blank=True, max_length=80, verbose_name='表・一覧の識別子')),
                ('numbered', models.BooleanField(default=True, verbose_name='番号を付ける')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('edition', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='editions.edition', verbose_name='年度版')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='editions.node', verbose_name='上の見出し')),
            ],
            options={
                'verbose_name': 'historical 目次と本文',
                'verbose_name_plural': 'historical 目次と本文',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='日時')),
                ('editions', models.PositiveIntegerField(verbose_name='確かめた年度版の数')),
                ('problems', models.JSONField(default=list, verbose_name='食い違い')),
            ],
            options={
                'verbose_name': '公開した版の照合',
                'verbose_name_plural': '公開した版の照合',
                'ordering': ['-at', '-id'],
            },
        ),
    ]

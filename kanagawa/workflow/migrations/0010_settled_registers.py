import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHECK = "new_facts.register"


def move(apps, schema_editor):
    """What was said of registers as confirmations of a finding that there is none of."""
    confirmation = apps.get_model("workflow", "Confirmation")
    register = apps.get_model("workflow", "SettledRegister")
    for said in confirmation.objects.filter(check_key=CHECK).order_by("pk"):
        settled = register.objects.create(
            edition_id=said.edition_id, section=said.section, ref=said.ref, by_id=said.by_id
        )
        register.objects.filter(pk=settled.pk).update(at=said.at)
    confirmation.objects.filter(check_key=CHECK).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0012_translations_into_english"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workflow", "0009_ref_of_a_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettledRegister",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=30, verbose_name="節")),
                ("ref", models.CharField(max_length=200, verbose_name="登録簿")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="日時")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="確かめた人")),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="settled_registers", to="editions.edition", verbose_name="年度版")),
            ],
            options={
                "verbose_name": "追加のない登録簿",
                "verbose_name_plural": "追加のない登録簿",
                "constraints": [models.UniqueConstraint(fields=("edition", "ref"), name="register_settled_once")],
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]

"""What was found by its key until now is found by its scheme and by its role.

Published editions are changed too: their rows say the same in another form, their frozen copies
stay as they are. Histories bear the new fields from the beginning, so that no change is told that
nobody made.
"""

from django.db import migrations

from kanagawa.formats.text import fold

OF_A_SCHEME = ["Commitment", "OrderActivity", "RegionCount", "SubsidyPayment", "SupportProgram"]
PRESENT = "next"
ROLES = {
    "SubsidyPayment": {"site": "site"},
    "OrderActivity": {"combined": "combined"},
    "Kpi": {"supported": "supported"},
}


def both(apps, name):
    """A model and that of its history."""
    return [apps.get_model("investment", name), apps.get_model("investment", f"Historical{name}")]


def point_to_scheme(apps, schema_editor):
    for edition in apps.get_model("editions", "Edition").objects.all():
        scheme = present_scheme(apps, edition)
        if scheme is None:
            continue
        scheme_model, history = both(apps, "Scheme")
        scheme_model.objects.filter(pk=scheme.pk).update(role="present")
        history.objects.filter(id=scheme.pk).update(role="present")
        for name in OF_A_SCHEME:
            for model in both(apps, name):
                model.objects.filter(edition_id=edition.pk).update(scheme_id=scheme.pk)
    for name, roles in ROLES.items():
        for model in both(apps, name):
            for key, role in roles.items():
                model.objects.filter(key=key).update(role=role)
    for model in both(apps, "SubsidyPayment"):
        model.objects.filter(is_total=True).update(role="total")


def present_scheme(apps, edition):
    """The scheme that was the present one; a nameless one where rows of a draft have none."""
    model = apps.get_model("investment", "Scheme")
    schemes = list(model.objects.filter(edition_id=edition.pk).order_by("position", "id"))
    for scheme in reversed(schemes):
        if scheme.key == PRESENT:
            return scheme
    if schemes:
        return schemes[-1]
    if not any(
        apps.get_model("investment", name).objects.filter(edition_id=edition.pk).exists()
        for name in OF_A_SCHEME
    ):
        return None
    name = "企業誘致施策"
    return model.objects.create(
        edition_id=edition.pk, key="scheme-001", position=10, name=name, search_text=fold(name)
    )


def is_total_again(apps, schema_editor):
    for model in both(apps, "SubsidyPayment"):
        model.objects.filter(role="total").update(is_total=True)


class Migration(migrations.Migration):

    dependencies = [
        ('investment', '0002_scheme_and_roles'),
    ]

    operations = [
        migrations.RunPython(point_to_scheme, is_total_again),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """What a confirmation, a remark or a file is about is called as in the rows: `ref`."""

    dependencies = [("workflow", "0008_same_content_after_update")]

    operations = [
        migrations.RenameField(model, "address", "ref")
        for model in ("confirmation", "remark", "evidence")
    ]

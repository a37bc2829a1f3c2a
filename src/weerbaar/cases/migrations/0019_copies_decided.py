"""What was decided on a copy of the file is found by who asked for it, until it is taken."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_standing_in")]

    operations = [
        migrations.AddIndex(
            model_name="filecopy",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False), ("made_at__isnull", True)),
                fields=["tenant_id", "asked_by", "decided_at"],
                name="cases_copy_decided",
            ),
        ),
    ]

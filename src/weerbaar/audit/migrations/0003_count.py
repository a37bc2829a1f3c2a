"""One line may tell of many: a search is one line, with how many files were looked in."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_lines_by_id")]
    operations = [
        migrations.AddField(
            "line",
            "count",
            models.PositiveIntegerField(
                help_text="Of how many it was, where one line tells of many.", null=True
            ),
        ),
    ]

"""A contact person is asked and says yes or no, and of who is away it is kept whom to reach meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django.db.models.deletion
from django.db import migrations, models

from weerbaar.database.operations import ForEachTenant, TenantForeignKey

if TYPE_CHECKING:
    from uuid import UUID


def _agreed_already(apps: Any, _editor: Any, tenant_id: UUID) -> None:
    """Whoever was one before they could be asked, was one."""
    rows = apps.get_model("cases", "ContactPerson").objects.filter(tenant_id=tenant_id)
    rows.update(agreed_at=models.F("since"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_copies_lapsed")]

    operations = [
        migrations.AddField(
            model_name="contactperson",
            name="agreed_at",
            field=models.DateTimeField(
                help_text="When they said yes; until then they were only asked.", null=True
            ),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="declined_at",
            field=models.DateTimeField(help_text="When they said no. Why lies in a decision.", null=True),
        ),
        migrations.AddField(
            model_name="contactperson",
            name="absence",
            field=models.ForeignKey(
                db_constraint=False,
                help_text="The absence for which it was said whom to reach meanwhile.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cases.absence",
            ),
        ),
        migrations.AddField(
            model_name="contactperson", name="meanwhile_alias", field=models.UUIDField(null=True)
        ),
        migrations.AddField(
            model_name="contactperson",
            name="sealed_meanwhile",
            field=models.BinaryField(help_text="How that one is reached.", null=True),
        ),
        ForEachTenant(_agreed_already),
        migrations.RemoveConstraint(model_name="contactperson", name="cases_contact_once"),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at__isnull", False), ("ended_at__isnull", True)),
                fields=("case", "party"),
                name="cases_contact_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at__isnull", True), ("ended_at__isnull", True)),
                fields=("case", "party"),
                name="cases_contact_asked_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("declined_at__isnull", True),
                    models.Q(("agreed_at__isnull", True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="cases_contact_yes_or_no",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("absence__isnull", True),
                        ("meanwhile_alias__isnull", True),
                        ("sealed_meanwhile__isnull", True),
                    ),
                    models.Q(
                        ("absence__isnull", False),
                        ("meanwhile_alias__isnull", False),
                        ("sealed_meanwhile__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="cases_contact_meanwhile",
            ),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                fields=["tenant_id", "holder_alias", "since"],
                name="cases_contact_theirs",
                condition=models.Q(("ended_at__isnull", True)),
            ),
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=models.Index(
                fields=["tenant_id", "named_by", "declined_at"],
                name="cases_contact_declined",
                condition=models.Q(("declined_at__isnull", False)),
            ),
        ),
        TenantForeignKey("cases_contactperson", "absence_id", "cases_absence"),
    ]

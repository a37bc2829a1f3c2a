"""The day of a duty runs as a term; the duties that are open now get theirs."""

from typing import Any
from uuid import UUID

from django.db import migrations, models
from django.db.models.functions import Least
from django.utils import timezone

from weerbaar.database.operations import ForEachTenant

_NAMES = [
    ("acknowledge", "Ontvangst bevestigen"),
    ("assess", "Melding beoordelen"),
    ("decide", "Besluiten"),
    ("feedback", "Antwoord aan de melder"),
    ("criminal_report", "Besluiten over aangifte"),
    ("accident_report", "Besluiten over de ongevalsmelding"),
]


def _run_to_their_days(apps: Any, _editor: Any, tenant_id: UUID) -> None:
    """From the day of the assessment that asked the duty, as if it had been a term then."""
    term, access = apps.get_model("cases", "Term"), apps.get_model("cases", "Access")
    triage = apps.get_model("cases", "Triage").objects.filter(tenant_id=tenant_id)
    asked = dict(triage.values_list("case_id", "at"))
    duties = apps.get_model("cases", "Duty").objects.filter(
        tenant_id=tenant_id, settled_at=None, due_on__isnull=False, case__closed_at=None
    )
    for duty in duties:
        since = timezone.localdate(asked[duty.case_id]) if duty.case_id in asked else duty.due_on
        term.objects.create(
            tenant_id=tenant_id,
            case_id=duty.case_id,
            name=duty.name,
            starts_on=min(since, duty.due_on),
            target_on=duty.due_on,
            due_on=duty.due_on,
        )
        # LEAST passes over what is empty.
        access.objects.filter(tenant_id=tenant_id, case_id=duty.case_id, is_open=True).update(
            next_due=Least("next_due", models.Value(duty.due_on, models.DateField()))
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_release_announced")]
    operations = [
        migrations.AlterField("term", "name", models.CharField(max_length=20, choices=_NAMES)),
        migrations.AlterField("ownterm", "term", models.CharField(max_length=20, choices=_NAMES)),
        ForEachTenant(_run_to_their_days),
    ]

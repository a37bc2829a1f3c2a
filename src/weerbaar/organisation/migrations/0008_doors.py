"""Who can help (R8): the doors of the chain as one public page shows them, and where its button may stand in a frame."""

import uuid

from django.db import migrations, models

from weerbaar.database.operations import TenantTable

_KINDS = [
    ("adviser", "Vertrouwenspersoon"),
    ("manager", "Leidinggevende"),
    ("physician", "Bedrijfsarts"),
    ("desk", "Meldpunt"),
    ("complaints_committee", "Klachtencommissie"),
    ("integrity_committee", "Commissie integriteit"),
    ("ombudsman", "Ombudsman"),
    ("huis", "Huis voor Klokkenluiders"),
    ("police", "Politie"),
    ("victim_support", "Slachtofferhulp"),
    ("other", "Iets anders"),
]
_REACHES = [
    ("between", "Blijft tussen jullie"),
    ("circle", "Kleine kring"),
    ("further", "Kan verder gaan"),
]


class Migration(migrations.Migration):
    dependencies = [("organisation", "0007_suspensions")]
    operations = [
        migrations.CreateModel(
            name="ButtonOrigin",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("origin", models.CharField(max_length=260)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "origin"), name="organisation_button_origin")
                ]
            },
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("kind", models.CharField(choices=_KINDS, max_length=24)),
                ("place", models.PositiveSmallIntegerField(help_text="The order on the page.")),
                (
                    "anchor",
                    models.SlugField(
                        help_text="Its place on the page, in an address; never changes.", max_length=60
                    ),
                ),
                ("is_external", models.BooleanField()),
                ("is_shown", models.BooleanField()),
                ("reach", models.CharField(choices=_REACHES, max_length=10)),
                ("texts", models.JSONField()),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("mail", models.CharField(blank=True, max_length=254)),
                ("web", models.CharField(blank=True, max_length=300)),
                ("hours", models.JSONField(default=list)),
                (
                    "checked_on",
                    models.DateField(
                        help_text="The day on which somebody here last saw that it is right.", null=True
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "anchor"), name="organisation_door_anchor"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "desk")),
                        fields=("tenant_id",),
                        name="organisation_door_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "desk"), _negated=True),
                            models.Q(("is_external", False), ("is_shown", True)),
                            _connector="OR",
                        ),
                        name="organisation_door_own_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [kind for kind, _label in _KINDS])),
                        name="organisation_door_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reach__in", [reach for reach, _label in _REACHES])),
                        name="organisation_door_reach",
                    ),
                ]
            },
        ),
        TenantTable("organisation_buttonorigin"),
        TenantTable("organisation_door"),
    ]

"""The lines, the queue of the chainer, the links and the checkpoints."""

from __future__ import annotations

import uuid

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from weerbaar.database.operations import AppendOnly, TenantTable

# The queue is filled by trigger, so that no way of writing a line can leave it without a place in the queue.
QUEUE = (
    "CREATE FUNCTION weerbaar_audit_queue() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN INSERT INTO audit_unlinked (id, tenant_id) VALUES (NEW.id, NEW.tenant_id); RETURN NULL; END $$;"
    "CREATE TRIGGER audit_line_queue AFTER INSERT ON audit_line"
    " FOR EACH ROW EXECUTE FUNCTION weerbaar_audit_queue();"
    # The queue is emptied all the time: without this its dead rows would be read over and over.
    "ALTER TABLE audit_unlinked SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);"
)
UNQUEUE = "DROP TRIGGER audit_line_queue ON audit_line; DROP FUNCTION weerbaar_audit_queue();"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "verb",
                    models.CharField(
                        help_text="From the registry of verbs, never a text of somebody.", max_length=60
                    ),
                ),
                ("actor_alias", models.UUIDField(help_text="Keyed outside the database.")),
                ("subject_id", models.UUIDField()),
                ("object_id", models.UUIDField(null=True)),
                ("reason_hash", models.BinaryField(help_text="SHA-256 of the sealed reason.", null=True)),
                ("refused", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tenant_id", "subject_id", "at", "id"], name="audit_line_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(verb__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_line_verb"
                    ),
                    models.CheckConstraint(
                        condition=Q(Exact(Length("reason_hash"), 32)), name="audit_line_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unlinked",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                ("line_id", models.UUIDField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["tenant_id", "sequence"], name="audit_link_sequence"),
                    models.UniqueConstraint(fields=["tenant_id", "line_id"], name="audit_link_line"),
                    models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_link_sequence_from_one"),
                    models.CheckConstraint(condition=Q(Exact(Length("hash"), 32)), name="audit_link_hash"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("tenant_id", models.UUIDField()),
                ("sequence", models.BigIntegerField()),
                ("hash", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("signature", models.BinaryField()),
                ("key_id", models.CharField(max_length=16)),
            ],
            options={
                "indexes": [models.Index(fields=["tenant_id", "sequence"], name="audit_checkpoint_sequence")],
                "constraints": [
                    models.CheckConstraint(condition=Q(sequence__gte=0), name="audit_checkpoint_from_zero"),
                    models.CheckConstraint(
                        condition=Q(Exact(Length("hash"), 32)), name="audit_checkpoint_hash"
                    ),
                    models.CheckConstraint(
                        condition=Q(Exact(Length("signature"), 64)), name="audit_checkpoint_signature"
                    ),
                ],
            },
        ),
        TenantTable("audit_line", verbs="SELECT, INSERT"),
        TenantTable("audit_unlinked", verbs="SELECT, INSERT, DELETE"),
        TenantTable("audit_link", verbs="SELECT, INSERT"),
        TenantTable("audit_checkpoint", verbs="SELECT, INSERT"),
        migrations.RunSQL(QUEUE, UNQUEUE),
        AppendOnly("audit_line"),
        AppendOnly("audit_link"),
        AppendOnly("audit_checkpoint"),
    ]

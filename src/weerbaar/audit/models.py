"""What the log keeps. Ids are plain: a line outlives whatever it was about.

The columns of one line are put together by `chain.line_bytes`; a column added here without a new version there would
be a column that can be changed unseen.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact


class Line(models.Model):
    """One thing that somebody did, saw or was refused. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60, help_text="From the registry of verbs, never a text of somebody.")
    actor_alias = models.UUIDField(help_text="Keyed outside the database.")
    subject_id = models.UUIDField()
    object_id = models.UUIDField(null=True)
    reason_hash = models.BinaryField(null=True, help_text="SHA-256 of the sealed reason.")
    refused = models.BooleanField(default=False)
    count = models.PositiveIntegerField(
        null=True, help_text="Of how many it was, where one line tells of many."
    )

    class Meta:
        indexes: ClassVar = [
            # Not by tenant first: the chainer's way to a line is its id, and must stay the only one (see `linking`).
            models.Index(fields=["subject_id", "at", "id"], name="audit_line_about"),
        ]
        constraints: ClassVar = [
            # A verb is two words from the source code: whatever else a program tries to write, it is no text.
            models.CheckConstraint(condition=Q(verb__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_line_verb"),
            models.CheckConstraint(condition=Q(Exact(Length("reason_hash"), 32)), name="audit_line_reason"),
        ]


class Unlinked(models.Model):
    """A line that waits for the chainer. Its id is the line's own; a trigger writes it beside the line."""

    id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()


class Link(models.Model):
    """The place of one line in its tenant's chain. Append-only. `sequence` is a counter and is shown to no user.

    There is no foreign key to the line, on purpose: it would lock and rewrite every line once more, and what it would
    guard is guarded by the hash, also against whoever can drop a constraint.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    sequence = models.BigIntegerField()
    line_id = models.UUIDField()
    hash = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "sequence"], name="audit_link_sequence"),
            models.UniqueConstraint(fields=["tenant_id", "line_id"], name="audit_link_line"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_link_sequence_from_one"),
            models.CheckConstraint(condition=Q(Exact(Length("hash"), 32)), name="audit_link_hash"),
        ]


class Checkpoint(models.Model):
    """A signed head of a chain, as it left the building. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    sequence = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()
    signature = models.BinaryField()
    key_id = models.CharField(max_length=16)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "sequence"], name="audit_checkpoint_sequence")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sequence__gte=0), name="audit_checkpoint_from_zero"),
            models.CheckConstraint(condition=Q(Exact(Length("hash"), 32)), name="audit_checkpoint_hash"),
            models.CheckConstraint(
                condition=Q(Exact(Length("signature"), 64)), name="audit_checkpoint_signature"
            ),
        ]

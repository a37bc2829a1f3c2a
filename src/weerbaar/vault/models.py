"""What the vault keeps. Plain ids of what lies above it, never a foreign key to a person or a case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Holder(models.Model):
    """A pair of keys: of a person in a tenant, of a reporter, of a guest in a case, of an adviser's notebook."""

    class Kind(models.TextChoices):
        PERSON = "person"
        REPORTER = "reporter"
        GUEST = "guest"
        NOTEBOOK = "notebook"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    alias = models.UUIDField(help_text="For a person keyed outside the database, for others random.")
    public_key = models.BinaryField()
    verify_key = models.BinaryField(null=True, help_text="Ed25519, only of officers.")
    sealed_private = models.BinaryField()
    look_up = models.BinaryField(
        null=True, help_text="Of who has a receipt: derived from it, apart from the key."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "alias"], name="vault_holder_alias"),
            models.UniqueConstraint(fields=["tenant_id", "look_up"], name="vault_holder_look_up"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "reporter", "guest", "notebook"]),
                name="vault_holder_kind",
            ),
        ]


class Attestation(models.Model):
    """An officer's signature under a staff public key. Two of them, by officers pinned outside the database, make trust."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    holder = models.ForeignKey(Holder, models.DO_NOTHING, related_name="+", db_constraint=False)
    holder_id: uuid.UUID
    officer_key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "officer_key"], name="vault_attestation_once"),
        ]


class Chest(models.Model):
    """A compartment of a case (`talk`, `file`, `names`, `identity`…) with a random key that nobody keeps in clear.

    The one with the highest `generation` is the current one; the others open what was sealed before it was made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    owner_id = models.UUIDField(help_text="The case or draft that it is a part of.")
    kind = models.CharField(max_length=20)
    generation = models.PositiveSmallIntegerField(default=1)
    sealed_drop_key = models.BinaryField(
        null=True,
        help_text="Public half by which somebody without the key puts something in, sealed to who may.",
    )
    sealed_holder = models.BinaryField(
        null=True,
        help_text="Alias and public key of who has a receipt, sealed with the chest's own: a successor goes to that.",
    )
    renewal_due = models.BooleanField(
        default=False,
        help_text="A key to it is not where it belongs: one was taken, or a colleague had none vouched for. "
        "Who opens the case mends it.",
    )
    destroyed_at = models.DateTimeField(
        null=True, help_text="Since when nobody has a key to it any more: what it holds is to end."
    )
    key_gone_at = models.DateTimeField(
        null=True,
        help_text="Since when the key in the separate store is gone: until then nothing says that it is destroyed.",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant_id", "owner_id", "kind", "generation"],
                name="vault_chest_kind",
                condition=models.Q(destroyed_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(key_gone_at__isnull=True) | models.Q(destroyed_at__isnull=False),
                name="vault_chest_key_gone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id"],
                name="vault_chest_ending",
                condition=models.Q(destroyed_at__isnull=False, key_gone_at__isnull=True),
            )
        ]


class Grant(models.Model):
    """A chest's key, sealed to one holder. Being let in is this row; without it there is nothing to read with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    chest = models.ForeignKey(Chest, models.DO_NOTHING, related_name="+", db_constraint=False)
    chest_id: uuid.UUID
    holder_alias = models.UUIDField()
    granted_by = models.UUIDField()
    sealed_key = models.BinaryField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chest", "holder_alias"], name="vault_grant_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id", "until"],
                name="vault_grant_until",
                condition=models.Q(until__isnull=False),
            )
        ]


class SealedFile(models.Model):
    """A file in storage. Its name, kind, true size, hashes and keys lie in `sealed_details`, which opens with `chest`'s key
    or, while it is still part of a draft, with the draft's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    owner_id = models.UUIDField(help_text="The draft or case that it belongs to.")
    sealed_details = models.BinaryField()
    blob = models.UUIDField(unique=True)
    original_blob = models.UUIDField(null=True, unique=True)
    stored_bytes = models.BigIntegerField(help_text="Padded size in storage of both blobs.")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "owner_id"], name="vault_file_owner")]


class Session(models.Model):
    """A session of either face: found by the hash of its cookie, opened by a key derived from that cookie."""

    cookie_hash = models.BinaryField(primary_key=True)
    face = models.CharField(max_length=10)
    sealed_payload = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

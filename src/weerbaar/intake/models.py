"""What comes in and is no case yet: drafts, sealed with a key that only a cookie opens, and mail that waits in its chest."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weerbaar.organisation.models import Desk


class Draft(models.Model):
    """`sealed_content` holds every answer, the list of files and, once made, the receipt. `reserved` are the chests whose
    wrapping keys lie ready, so that an abandoned draft can be cleared by a job that reads nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    sealed_content = models.BinaryField()
    reserved = ArrayField(models.UUIDField())
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    is_sent = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "expires_at"], name="intake_draft_expires"),
            models.Index(fields=["tenant_id", "started_at"], name="intake_draft_started"),
        ]


class Mailbox(models.Model):
    """The mailbox of a desk, which a job empties into sealed intake (R6).

    `sealed_access` holds where it lies, the name and the password, under a key of the application: the job has to sign
    in while nobody is there.
    """

    class Trouble(models.TextChoices):
        """Why the last round took nothing, or left a message behind."""

        UNREACHABLE = "unreachable", "De mailserver antwoordt niet"
        UNTRUSTED = "untrusted", "De verbinding is niet te vertrouwen"
        SIGN_IN = "sign_in", "De mailserver weigert de naam of het wachtwoord"
        NO_FOLDER = "no_folder", "De map bestaat niet"
        NO_READERS = "no_readers", "Niemand van het meldpunt kan lezen"
        FULL = "full", "Er is hier geen ruimte meer"
        NOT_TAKEN = "not_taken", "Een bericht kan niet worden opgehaald"
        BROKEN = "broken", "De mailserver zegt iets wat wij niet begrijpen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    sealed_access = models.BinaryField()
    emptied_at = models.DateTimeField(null=True, help_text="The last round that went well.")
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True, default="")
    trouble_since = models.DateTimeField(null=True)
    told_on = models.DateField(null=True, help_text="When people were knocked because it lasts.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "desk"], name="intake_mailbox_once"),
            models.CheckConstraint(
                condition=models.Q(trouble="", trouble_since__isnull=True)
                | (~models.Q(trouble="") & models.Q(trouble_since__isnull=False)),
                name="intake_mailbox_trouble",
            ),
        ]


class Mail(models.Model):
    """A message that was taken out of a mailbox. Its bytes are a sealed file whose owner this row is, in a chest of its own.

    `arrival` finds it again when the mailbox still has it: so a crash between keeping and clearing there makes no second
    one. What was dealt with (`settled_at`) has no file and no key any more. What was turned away is set aside first, with
    the reason sealed in its own chest: whoever has a key to it can put it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    arrival = models.BinaryField()
    arrived_at = models.DateTimeField(help_text="When it was taken out of the mailbox, to the minute.")
    due_on = models.DateField(help_text="By when somebody has to have dealt with it.")
    is_too_large = models.BooleanField(default=False, help_text="It stays in the mailbox: more than we take.")
    escalated_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField(null=True, help_text="Why it was turned away.")
    set_aside_at = models.DateTimeField(null=True, help_text="Since when it waits to be destroyed.")
    set_aside_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "arrival"], name="intake_mail_arrival"),
            models.CheckConstraint(
                condition=models.Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
                name="intake_mail_set_aside",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id", "arrived_at", "id"],
                name="intake_mail_waiting",
                condition=models.Q(settled_at__isnull=True),
            )
        ]


class Signal(models.Model):
    """What a manager heard, what was agreed, and when they look again (R16). No report: it becomes one when it is passed on.

    The words lie in a chest of its own and the names in another (`owner_id` is this row): of the manager, and of those of
    the desk who would read it. The desk learns that it is there only when it was not looked at in time (`told_on`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    manager_alias = models.UUIDField()
    written_at = models.DateTimeField()
    look_on = models.DateField()
    reminded_on = models.DateField(null=True)
    told_on = models.DateField(null=True, help_text="Since when the desk sees that it waits.")
    passed_on_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField()
    sealed_names = models.BinaryField(null=True)
    sealed_result = models.BinaryField(null=True, help_text="How it ended, in a sentence.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(passed_on_at__isnull=True) | models.Q(settled_at__isnull=True),
                name="intake_signal_one_end",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "manager_alias", "look_on"], name="intake_signal_manager"),
            models.Index(
                fields=["tenant_id", "look_on"],
                name="intake_signal_open",
                condition=models.Q(passed_on_at__isnull=True, settled_at__isnull=True),
            ),
        ]

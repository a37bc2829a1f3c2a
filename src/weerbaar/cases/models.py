"""What is kept of a case. Facts that may be counted are clear; every word, name and reason is sealed in a chest."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weerbaar.organisation.models import Desk


class Kind(models.TextChoices):
    """What a report is about (R2)."""

    WRONGDOING = "wrongdoing", "Vermoeden van een misstand"
    INTEGRITY = "integrity", "Integriteitsschending"
    CONDUCT = "conduct", "Ongewenste omgangsvormen"
    AGGRESSION = "aggression", "Agressie of intimidatie door publiek"
    UNDERMINING = "undermining", "Ondermijning"
    HANDLING = "handling", "Klacht over de behandeling van een melding"


class Stage(models.TextChoices):
    RECEIVED = "received", "Binnen"
    ACKNOWLEDGED = "acknowledged", "Bevestigd"
    ANSWERED = "answered", "Antwoord gegeven"
    CLOSED = "closed", "Afgesloten"


class ChestKind(models.TextChoices):
    """The compartments of a case. `talk` is the only one that the reporter has a key to."""

    TALK = "talk"
    FILE = "file"
    NAMES = "names"
    IDENTITY = "identity"


class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.RECEIVED)
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="cases_case_code"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="cases_case_kind"),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="cases_case_stage"),
        ]


class Report(models.Model):
    """What the reporter told, sealed in `talk` as one piece."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    sealed_answers = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="cases_report_once")]


class Access(models.Model):
    """That somebody was let in to a case: their line in the worklist. The keys themselves lie in the vault's grants.

    `kind`, `stage`, `is_open` and `next_due` repeat what the case and its terms say, so that a worklist of a million
    cases is read from one index; `accesses.refresh` keeps them right. `unread` counts what is new to this person.
    """

    class Capacity(models.TextChoices):
        HANDLER = "handler", "Behandelaar"
        RESERVE = "reserve", "Reserve"
        COLLEAGUE = "colleague", "Leest mee"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    holder_alias = models.UUIDField()
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    granted_by = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.RECEIVED)
    is_open = models.BooleanField(default=True)
    next_due = models.DateField(null=True)
    unread = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "holder_alias"], name="cases_access_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id", "holder_alias", "is_open", "next_due", "id"],
                name="cases_access_worklist",
            ),
            models.Index(
                fields=["tenant_id", "holder_alias", "is_open", "kind", "next_due", "id"],
                name="cases_access_kind",
            ),
            models.Index(
                fields=["tenant_id", "holder_alias", "is_open", "stage", "next_due", "id"],
                name="cases_access_stage",
            ),
            models.Index(
                fields=["tenant_id", "holder_alias", "next_due", "id"],
                name="cases_access_unread",
                condition=models.Q(unread__gt=0),
            ),
            models.Index(
                fields=["tenant_id", "until"],
                name="cases_access_until",
                condition=models.Q(until__isnull=False),
            ),
        ]


class KeptOut(models.Model):
    """Somebody who must never be let in. `key` is a hash of the person salted with the case and keyed outside the
    database, so that the same person does not show across cases.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    key = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="cases_kept_out_once")]


class Term(models.Model):
    """By when something must be done. `met_at` is when it was done. Nobody can move a term: only the acknowledgement,
    from which the three months of the feedback run, brings that one forward.
    """

    class Name(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", "Ontvangst bevestigen"
        FEEDBACK = "feedback", "Antwoord aan de melder"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    name = models.CharField(max_length=20, choices=Name.choices)
    starts_on = models.DateField()
    due_on = models.DateField()
    met_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("starts_on")), name="cases_term_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_term_case")]


class Message(models.Model):
    """What was said between reporter and desk, sealed in `talk`."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "Bericht"
        QUESTION = "question", "Vraag"
        ACKNOWLEDGEMENT = "acknowledgement", "Ontvangstbevestiging"
        FEEDBACK = "feedback", "Antwoord"
        RATING = "rating", "Hoe het ging"
        IDENTITY = "identity", "Over de naam van de melder"
        READERS = "readers", "Wie er meeleest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    kind = models.CharField(max_length=20, choices=Kind.choices)
    from_reporter = models.BooleanField()
    author_alias = models.UUIDField()
    sealed_body = models.BinaryField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="By the other side, for the first time.")
    answers = models.UUIDField(null=True, help_text="The question that this is an answer to.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case", "at"], name="cases_message_case")]


class Party(models.Model):
    """Somebody in a case, under a pseudonym (M, B1, G1, S1). The real name lies apart (C6).

    The name of a reporter is dropped into `identity`, all others' into `names`.
    """

    class Role(models.TextChoices):
        REPORTER = "reporter", "Melder"
        SUBJECT = "subject", "Betrokkene"
        WITNESS = "witness", "Getuige"
        INJURED = "injured", "Benadeelde"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    role = models.CharField(max_length=10, choices=Role.choices)
    number = models.PositiveSmallIntegerField()
    sealed_description = models.BinaryField(help_text="In `file`: what the reader needs, without the name.")
    dropped_name = models.BinaryField(null=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="When the name was taken back and removed.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "role", "number"], name="cases_party_number")
        ]


class Decision(models.Model):
    """Why something was done: to let somebody in, to open the names, to close. Sealed in `file`.

    The log keeps the hash of the ciphertext, so that it verifies after this row was destroyed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    verb = models.CharField(max_length=60)
    actor_alias = models.UUIDField()
    object_alias = models.UUIDField(null=True)
    at = models.DateTimeField()
    sealed_reason = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case", "at"], name="cases_decision_case")]


class AnswerDraft(models.Model):
    """An answer that is not sent yet, sealed in `file`: the reporter has no key to it. One per author and case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    author_alias = models.UUIDField()
    sealed_body = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "author_alias"], name="cases_draft_once")
        ]


class ConsentRequest(models.Model):
    """That somebody asks to let a colleague in to the names (C4): a second holder of those chests decides.

    The reason lies in the decision, sealed. The row stays when it is decided, so that nobody is asked twice unseen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    decision = models.ForeignKey(Decision, models.DO_NOTHING, related_name="+", db_constraint=False)
    decision_id: uuid.UUID
    asked_by = models.UUIDField()
    for_alias = models.UUIDField()
    chests = ArrayField(models.CharField(max_length=20))
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "for_alias"],
                name="cases_consent_once",
                condition=models.Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | (~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("for_alias"))),
                name="cases_consent_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_consent_case")]

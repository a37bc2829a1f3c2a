"""Who belongs to a municipality. Names and addresses are sealed with a key of the application, outside the database."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Tenant(models.Model):
    """A municipality, or a party that runs a desk of its own. What stands here is on its public page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    phone_hours = models.CharField(max_length=120, blank=True)
    onion = models.CharField(
        max_length=80, blank=True, help_text="Address on Tor, when the municipality runs one."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["onion"], condition=~models.Q(onion=""), name="organisation_tenant_onion"
            )
        ]


class Person(models.Model):
    """Somebody who works for a tenant. `sealed_profile` holds name, function and address of mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    mail_look_up = models.BinaryField()
    sealed_profile = models.BinaryField()
    sealed_totp = models.BinaryField(null=True)
    totp_step = models.BigIntegerField(
        default=0, help_text="The last time step that was used: a code works once."
    )
    invitation = models.BinaryField(null=True, help_text="Keyed hash of the code with which the key is made.")
    invited_until = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True, help_text="Since when nobody signs in as this person.")
    sessions_since = models.DateTimeField(null=True, help_text="A session that began before this has ended.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "mail_look_up"], name="organisation_person_mail"),
            models.UniqueConstraint(
                fields=["tenant_id", "invitation"], name="organisation_person_invitation"
            ),
        ]


class Role(models.TextChoices):
    """What somebody is for, in the tenant. A role is a label and a duty; it is never a key to a case."""

    ADMINISTRATOR = "administrator", "Beheerder"
    OFFICER = "officer", "Sleutelbeheerder"
    HANDLER = "handler", "Behandelaar"
    COORDINATOR = "coordinator", "Coördinator integriteit"
    INVESTIGATOR = "investigator", "Onderzoeker"
    LAWYER = "lawyer", "Jurist"


class RoleAssignment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_constraint=False)
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role"], name="organisation_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="organisation_role_known"),
        ]


class Desk(models.Model):
    """A place to report (meldpunt): a list of people, never a key. Its texts are public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    kinds = ArrayField(models.CharField(max_length=30), help_text="The kinds of report that it takes.")
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="organisation_desk_slug")
        ]


class DeskMember(models.Model):
    """A reader of a desk; a reserve reads only when fewer than two others may."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    person_id: uuid.UUID
    is_reserve = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0, help_text="The order in which reserves are asked.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "person"], name="organisation_member_once")
        ]


class SignInDelay(models.Model):
    """Wrong tries on one account. They make the next try wait; they never lock it, or anybody could lock it for you."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    account = models.BinaryField(
        help_text="Keyed hash; also of accounts that do not exist, so that both wait alike."
    )
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "account"], name="organisation_delay_once")
        ]
        indexes: ClassVar = [models.Index(fields=["next_try_at"], name="organisation_delay_old")]

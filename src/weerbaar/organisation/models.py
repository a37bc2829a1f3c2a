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
    is_party = models.BooleanField(
        default=False, help_text="A party from outside that runs a desk for others, and is no municipality."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["onion"], condition=~models.Q(onion=""), name="organisation_tenant_onion"
            )
        ]


class Employer(models.TextChoices):
    """Whose employer decides on somebody (C15). The same codes as `cases.procedures.Line`."""

    STAFF = "staff", "De gemeente: ambtelijke organisatie"
    REGISTRY = "registry", "De raad: griffie, rekenkamer of ombudsman"
    OFFICE_HOLDER = "office_holder", "Geen werkgever: wethouder of raadslid"
    MAYOR = "mayor", "Geen werkgever: burgemeester"
    HIRED = "hired", "Ingehuurd: een andere werkgever"


class Person(models.Model):
    """Somebody who works for a tenant. `sealed_profile` holds name, function, address of mail and who lends them.

    Why their signing in was suspended stays after that ended: the log keeps the hash of it.
    """

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
    employer = models.CharField(max_length=20, choices=Employer.choices, default=Employer.STAFF)
    manager = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        null=True,
        help_text="To whom they report.",
    )
    manager_id: uuid.UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "mail_look_up"], name="organisation_person_mail"),
            models.UniqueConstraint(
                fields=["tenant_id", "invitation"], name="organisation_person_invitation"
            ),
            models.CheckConstraint(
                condition=models.Q(employer__in=Employer.values), name="organisation_person_employer"
            ),
            models.CheckConstraint(
                condition=models.Q(manager__isnull=True) | ~models.Q(manager=models.F("id")),
                name="organisation_person_manager",
            ),
        ]


class SignInSuspension(models.Model):
    """That nobody could sign in as somebody, from when until when, and why. Each time has a row of its own: the log keeps
    the hash of its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_constraint=False)
    person_id: uuid.UUID
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant_id", "person"],
                condition=models.Q(until__isnull=True),
                name="organisation_suspension_open",
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
    HEAD_OF_INTEGRITY = "head_of_integrity", "Hoofd bureau integriteit"
    MAYOR = "mayor", "Burgemeester"
    SECRETARY = "secretary", "Gemeentesecretaris"
    REGISTRAR = "registrar", "Griffier"
    ALDERMAN = "alderman", "Wethouder"
    EMPLOYERS_COMMITTEE = "employers_committee", "Werkgeverscommissie van de raad"


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
    """A place to report (meldpunt): a list of people, never a key. Its texts and days are public.

    `opens_on` and `closes_on` are the first and the last day on which it takes reports. `questions` are its own, as
    `{"id": …, "text": …}`: a question that is worded anew gets a new id, so that no answer comes to mean another thing.
    """

    class Kind(models.TextChoices):
        STANDING = "standing", "Vast meldpunt"
        EXTERNAL = "external", "Extern steunpunt"
        TEMPORARY = "temporary", "Tijdelijk meldpunt"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    kinds = ArrayField(models.CharField(max_length=30), help_text="The kinds of report that it takes.")
    is_open = models.BooleanField(default=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STANDING)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    intro = models.TextField(
        blank=True, default="", help_text="Public: what somebody reads before they begin."
    )
    questions = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "slug"], name="organisation_desk_slug"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["standing", "external", "temporary"]),
                name="organisation_desk_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_on__isnull=True)
                | models.Q(closes_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
                name="organisation_desk_days",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="temporary")
                | (models.Q(opens_on__isnull=False) & models.Q(closes_on__isnull=False)),
                name="organisation_desk_temporary",
            ),
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


class DeskOffer(models.Model):
    """On the side of the party that runs a desk: that another tenant may show it.

    `sealed_receivers` are the people whom that tenant named to receive what is released, as it told them at its
    acceptance: nobody reads in the rows of another tenant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    town_id = models.UUIDField(help_text="The tenant that may show the desk.")
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    sealed_receivers = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "town_id"], name="organisation_offer_once")
        ]


class DeskLink(models.Model):
    """On the side of the tenant that shows the desk of another: the same id as the offer.

    `desk_slug` and what follows it are public on the other side and repeated here, as that side told them; what
    somebody reads there before they begin, the names of its readers among it, lies in `sealed_facts` until it is declined.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    partner_id = models.UUIDField(help_text="The tenant that runs the desk.")
    desk_slug = models.SlugField(max_length=40)
    desk_name = models.CharField(max_length=80)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    is_open = models.BooleanField(default=True)
    label = models.CharField(max_length=80, blank=True, help_text="How it is called here; else its own name.")
    text = models.TextField(blank=True, help_text="What it is for, as it is said here.")
    is_shown = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    sealed_facts = models.BinaryField(null=True)


class LinkReceiver(models.Model):
    """Somebody to whom the party behind a link may release something."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    link = models.ForeignKey(DeskLink, models.DO_NOTHING, related_name="+", db_constraint=False)
    link_id: uuid.UUID
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="+", db_constraint=False)
    person_id: uuid.UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "person"], name="organisation_receiver_once")
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


class Door(models.Model):
    """Somebody who can help (R8), in this organisation or outside it. Everything in it is public: no name belongs here.

    `texts` are `{"nl": {…}, "en": {…}}` with the fields of `doors.DoorTexts`; `hours` are those of `hours.as_kept`. The
    one door of the kind `desk` speaks for the desks of the organisation: which there are, the product knows itself.
    """

    class Kind(models.TextChoices):
        ADVISER = "adviser", "Vertrouwenspersoon"
        MANAGER = "manager", "Leidinggevende"
        PHYSICIAN = "physician", "Bedrijfsarts"
        DESK = "desk", "Meldpunt"
        COMPLAINTS_COMMITTEE = "complaints_committee", "Klachtencommissie"
        INTEGRITY_COMMITTEE = "integrity_committee", "Commissie integriteit"
        OMBUDSMAN = "ombudsman", "Ombudsman"
        HUIS = "huis", "Huis voor Klokkenluiders"
        POLICE = "police", "Politie"
        VICTIM_SUPPORT = "victim_support", "Slachtofferhulp"
        OTHER = "other", "Iets anders"

    class Reach(models.TextChoices):
        """How far what you say there may go."""

        BETWEEN = "between", "Blijft tussen jullie"
        CIRCLE = "circle", "Kleine kring"
        FURTHER = "further", "Kan verder gaan"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    kind = models.CharField(max_length=24, choices=Kind.choices)
    place = models.PositiveSmallIntegerField(help_text="The order on the page.")
    anchor = models.SlugField(max_length=60, help_text="Its place on the page, in an address; never changes.")
    is_external = models.BooleanField()
    is_shown = models.BooleanField()
    reach = models.CharField(max_length=10, choices=Reach.choices)
    texts = models.JSONField()
    phone = models.CharField(max_length=30, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    web = models.CharField(max_length=300, blank=True)
    hours = models.JSONField(default=list)
    checked_on = models.DateField(
        null=True, help_text="The day on which somebody here last saw that it is right."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "anchor"], name="organisation_door_anchor"),
            models.UniqueConstraint(
                fields=["tenant_id"], condition=models.Q(kind="desk"), name="organisation_door_desk"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="desk") | models.Q(is_shown=True, is_external=False),
                name="organisation_door_own_desk",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "adviser",
                        "manager",
                        "physician",
                        "desk",
                        "complaints_committee",
                        "integrity_committee",
                        "ombudsman",
                        "huis",
                        "police",
                        "victim_support",
                        "other",
                    ]
                ),
                name="organisation_door_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(reach__in=["between", "circle", "further"]), name="organisation_door_reach"
            ),
        ]


class ButtonOrigin(models.Model):
    """A site that may show our button in a frame: scheme, host and port, as a browser says where a page comes from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    origin = models.CharField(max_length=260)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "origin"], name="organisation_button_origin")
        ]

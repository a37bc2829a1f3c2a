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
    DETRIMENT = "detriment", "Klacht over nadeel door een melding"
    ADVICE = "advice", "Vraag om advies"


COMPLAINTS = frozenset({Kind.HANDLING.value, Kind.DETRIMENT.value})
"""The kinds that the pages call a complaint, and whoever sent one a complainant."""


class Stage(models.TextChoices):
    """All that a procedure may pick from, in the order in which a list shows them. The same codes as `procedures.Place`."""

    RECEIVED = "received", "Binnen"
    ACKNOWLEDGED = "acknowledged", "Bevestigd"
    ASSESSED = "assessed", "Beoordeeld"
    INQUIRY = "inquiry", "Onderzoek"
    DECIDED = "decided", "Besloten"
    ANSWERED = "answered", "Antwoord gegeven"
    CLOSED = "closed", "Afgesloten"


class ChestKind(models.TextChoices):
    """The compartments of a case. `talk` is the only one that the reporter has a key to."""

    TALK = "talk"
    FILE = "file"
    NAMES = "names"
    IDENTITY = "identity"


class Admission(models.TextChoices):
    """Whether a report is dealt with here (C3)."""

    ADMITTED = "admitted", "Hoort hier"
    NOT_HERE = "not_here", "Hoort niet hier"


class Urgency(models.TextChoices):
    NORMAL = "normal", "Gewoon"
    SOON = "soon", "Binnen een paar dagen"
    NOW = "now", "Vandaag"


class Sphere(models.TextChoices):
    """Whether a report is about how people treat each other or about how the work is done (C3)."""

    SOCIAL = "social", "Sociaal"
    BUSINESS = "business", "Zakelijk"


class Typology(models.TextChoices):
    """The national registration model of 2008, with the nine types of the central government's report (domain §3.1)."""

    FINANCIAL = "FIN", "Financiële schendingen"
    POSITION = "POS", "Misbruik van positie en belangenverstrengeling"
    INFORMATION = "INF", "Lekken en misbruik van informatie"
    POWERS = "BEV", "Misbruik van bevoegdheden"
    FORCE = "GEW", "Misbruik van geweldsbevoegdheid"
    CONDUCT = "OMG", "Ongewenste omgangsvormen"
    PRIVATE = "PRV", "Misdragingen in de privésfeer"
    RESOURCES = "MID", "Oneigenlijk gebruik van dienstmiddelen of overschrijding van interne regels"
    WRONGDOING = "WBK", "Misstand volgens de klokkenluidersregeling"
    OUTSIDE = "EXT", "Gedrag van iemand van buiten"


class OutcomeCode(models.TextChoices):
    """What came out (domain §3.2 and §2.2)."""

    ESTABLISHED = "established", "Vastgesteld"
    PARTLY = "partly", "Deels vastgesteld"
    NOT_ESTABLISHED = "not_established", "Niet vastgesteld"
    UNDETERMINED = "undetermined", "Niet vast te stellen"
    SETTLED = "settled", "Samen opgelost"
    WITHDRAWN = "withdrawn", "Ingetrokken"


class Channel(models.TextChoices):
    """By which way a report came in (R6). All but `web` were entered by somebody of the staff."""

    WEB = "web", "Website"
    PHONE = "phone", "Telefoon"
    EMAIL = "email", "E-mail"
    POST = "post", "Brief"
    VISIT = "visit", "Bezoek"
    CONVERSATION = "conversation", "Gesprek met burgemeester of griffier"


class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.RECEIVED)
    procedure = models.CharField(max_length=20, help_text="Its name, as in `cases/definitions`.")
    procedure_version = models.PositiveSmallIntegerField(help_text="A case keeps the version it began under.")
    admission = models.CharField(max_length=10, choices=Admission.choices, blank=True, default="")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, blank=True, default="")
    sphere = models.CharField(max_length=10, choices=Sphere.choices, blank=True, default="")
    typology = models.CharField(max_length=5, choices=Typology.choices, blank=True, default="")
    outcome = models.CharField(max_length=20, choices=OutcomeCode.choices, blank=True, default="")
    desk = models.ForeignKey(Desk, models.DO_NOTHING, related_name="+", db_constraint=False)
    desk_id: uuid.UUID
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    entered_by = models.UUIDField(null=True, help_text="Who of the staff entered it; empty for the web.")
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="cases_case_code"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="cases_case_kind"),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="cases_case_stage"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="cases_case_channel"),
            models.CheckConstraint(
                condition=models.Q(channel="web", entered_by__isnull=True)
                | (~models.Q(channel="web") & models.Q(entered_by__isnull=False)),
                name="cases_case_entered",
            ),
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
    `capacity` and `until` are of the whole place: what they have of their own and whom they stand in for (`StandIn`).
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
    own_capacity = models.CharField(
        max_length=10,
        choices=Capacity.choices,
        blank=True,
        default="",
        help_text="Of a substitute: what they are by themselves, without whom they stand in for; empty: nothing.",
    )
    own_until = models.DateTimeField(null=True, help_text="Until when they are that.")

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
    database, so that the same person does not show across cases. One row for each way in which they came to be out: who
    stepped out and was named too stays out when one of the two is taken back. The mark of a recorded subject carries its
    `party`, and goes with that one alone.
    """

    class Origin(models.TextChoices):
        FILED = "filed", "Bij de melding"
        NAMED = "named", "Door een behandelaar"
        SUBJECT = "subject", "Vastgelegd als betrokkene"
        RECUSED = "recused", "Teruggetrokken"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    key = models.BinaryField()
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILED)
    party = models.ForeignKey("Party", models.DO_NOTHING, related_name="+", db_constraint=False, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "key", "origin", "party"], name="cases_kept_out_once", nulls_distinct=False
            )
        ]


class Term(models.Model):
    """By when something must be done. `target_on` is the day to aim at, `due_on` the last one: later only where the law
    moves it off a day of rest. `met_at` is when it was done. A term that stands still has `suspended_on`.

    The day of a duty is a term too, under the duty's own name (C17): no procedure knows it, and it does not stand still.
    """

    class Name(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", "Ontvangst bevestigen"
        ASSESS = "assess", "Melding beoordelen"
        DECIDE = "decide", "Besluiten"
        FEEDBACK = "feedback", "Antwoord aan de melder"
        CRIMINAL_REPORT = "criminal_report", "Besluiten over aangifte"
        ACCIDENT_REPORT = "accident_report", "Besluiten over de ongevalsmelding"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    name = models.CharField(max_length=20, choices=Name.choices)
    starts_on = models.DateField()
    target_on = models.DateField()
    due_on = models.DateField()
    met_at = models.DateTimeField(null=True)
    is_extended = models.BooleanField(default=False)
    suspended_on = models.DateField(null=True, help_text="Since when it stands still; empty when it runs.")
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("target_on"))
                & models.Q(target_on__gte=models.F("starts_on")),
                name="cases_term_order",
            ),
            models.UniqueConstraint(fields=["case", "name"], name="cases_term_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_term_case"),
            models.Index(
                fields=["tenant_id", "due_on"],
                name="cases_term_running",
                condition=models.Q(met_at__isnull=True, suspended_on__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "suspended_on"],
                name="cases_term_still",
                condition=models.Q(suspended_on__isnull=False),
            ),
        ]


class Suspension(models.Model):
    """That a term stood still, from when until when, and why (C2): the reason lies in the decision, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    term = models.ForeignKey(Term, models.DO_NOTHING, related_name="+", db_constraint=False)
    term_id: uuid.UUID
    decision = models.ForeignKey("Decision", models.DO_NOTHING, related_name="+", db_constraint=False)
    stopped_on = models.DateField()
    resumed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term"], name="cases_suspension_one", condition=models.Q(resumed_on__isnull=True)
            ),
        ]


class Message(models.Model):
    """What was said between reporter and desk, sealed in `talk`."""

    class Kind(models.TextChoices):
        MESSAGE = "message", "Bericht"
        QUESTION = "question", "Vraag"
        ACKNOWLEDGEMENT = "acknowledgement", "Ontvangstbevestiging"
        INTERIM = "interim", "Tussenstand"
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
    posted_on = models.DateField(null=True, help_text="When it went to the reporter on paper.")

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
    sealed_line = models.BinaryField(
        null=True, help_text="In `file`: of a subject, whose employer decides, and in which office they are."
    )
    by_staff = models.BooleanField(
        default=False, help_text="Recorded by a handler, and not with the report: only they take it back."
    )
    withdrawn_at = models.DateTimeField(
        null=True, help_text="When the name was taken back and removed, or who was recorded by mistake."
    )

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
    dropped_name = models.BinaryField(null=True, help_text="In `names`: the name that was taken back.")

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


class Triage(models.Model):
    """How a report was assessed (C3). The facts that are counted stand in the case; why, and the answers, in `file`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    by_alias = models.UUIDField()
    at = models.DateTimeField()
    sealed_answers = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="cases_triage_once")]


class Duty(models.Model):
    """A duty that is asked at triage (C17). Who decides and what was decided lie sealed in `file`.

    Its day runs as a `Term` of the same name; `clocks.keep_to_duties` makes that say what this says.
    """

    class Name(models.TextChoices):
        CRIMINAL_REPORT = "criminal_report", "Aangifte doen"
        ACCIDENT_REPORT = "accident_report", "Een ongeval melden bij de Arbeidsinspectie"

    class Answer(models.TextChoices):
        YES = "yes", "Ja"
        NO = "no", "Nee"
        UNSURE = "unsure", "Dat moet iemand bepalen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    name = models.CharField(max_length=20, choices=Name.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    due_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    sealed_detail = models.BinaryField(help_text="In `file`: who decides, why, and what was decided or done.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "name"], name="cases_duty_once")]


class Measure(models.Model):
    """A measure in a case (C7): proposed by one, checked on the law by another, decided. Its words lie in `file`.

    An employer outside the organisation is advised in a letter; `decided_by` is then who wrote down what they answered.
    A name that goes along with the letter is sealed once more in `names`. Where the reporter bears the burden of what
    protects them, they are asked in `message` whether they want it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Voorgesteld"
        CHECKED = "checked", "Juridisch getoetst"
        ADVISED = "advised", "Ligt bij de werkgever"
        DECIDED = "decided", "Besloten"
        DROPPED = "dropped", "Gaat niet door"

    class Bearer(models.TextChoices):
        REPORTER = "reporter", "De melder"
        SUBJECT = "subject", "De betrokkene"
        SOMEBODY = "somebody", "Iemand anders"
        NOBODY = "nobody", "Niemand"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    party_id: uuid.UUID | None
    code = models.CharField(max_length=40, help_text="From the table in `cases.rules`.")
    bearer = models.CharField(
        max_length=10,
        choices=Bearer.choices,
        blank=True,
        default="",
        help_text="Who bears the burden of one that protects (C8).",
    )
    message = models.ForeignKey(Message, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    message_id: uuid.UUID | None
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField(
        null=True, help_text="Since when the check waits to be read: see `desk_news`."
    )
    sealed_text = models.BinaryField(help_text="In `file`: what and why, the legal check, the decision.")
    sealed_name = models.BinaryField(
        null=True, help_text="In `names`: who it is, where the letter to the employer says so."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("proposed_by")),
                name="cases_measure_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided")
                | (models.Q(checked_by__isnull=False) & models.Q(decided_by__isnull=False)),
                name="cases_measure_checked",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided") | ~models.Q(decided_by=models.F("proposed_by")),
                name="cases_measure_not_by_proposer",
            ),
            models.CheckConstraint(
                condition=~models.Q(bearer="reporter") | models.Q(message__isnull=False),
                name="cases_measure_reporter_asked",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_measure_case")]


class Referral(models.Model):
    """A package for somebody outside (C9): only what that receiver may have, put together by hand, sealed in `file`."""

    class Receiver(models.TextChoices):
        POLICE = "police", "Politie"
        HOUSE = "huis", "Huis voor Klokkenluiders"
        OMBUDSMAN = "ombudsman", "Ombudsman"
        COMPLAINTS = "complaints_committee", "Landelijke klachtencommissie"
        RIEC = "riec", "RIEC"
        INSPECTORATE = "arbeidsinspectie", "Arbeidsinspectie"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    receiver = models.CharField(max_length=30, choices=Receiver.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    sealed_package = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_referral_case")]


class FileCopy(models.Model):
    """A copy of the file for a court or another authority (C14): asked by one, agreed to by another, and then taken.

    What goes lies sealed in `file` as both of them saw it, with the names blackened that stay out. Names that go along are
    sealed once more in the compartments that they come from, which `chests` names. Where the law obliges to give the name
    of the reporter, they hear that first, in `message`; `not_before` is the first day on which it may go then. One with a
    moment in `decided_at` and nothing in `is_agreed` was replaced by a newer one for the same reader.
    """

    class Reader(models.TextChoices):
        COURT = "court", "Rechtbank of rechter"
        POLICE = "police", "Politie of Openbaar Ministerie"
        HOUSE = "huis", "Huis voor Klokkenluiders"
        OMBUDSMAN = "ombudsman", "Ombudsman"
        PRIVACY = "privacy", "Autoriteit Persoonsgegevens"
        AUDITOR = "auditor", "Rekenkamer of accountant"
        LAWYER = "lawyer", "Advocaat van de organisatie"
        REPORTER = "reporter", "De melder zelf"
        SUBJECT = "subject", "De betrokkene zelf"
        OTHER = "other", "Iemand anders"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    reader = models.CharField(max_length=20, choices=Reader.choices)
    chests = ArrayField(models.CharField(max_length=20), help_text="The compartments of the names in it.")
    message = models.ForeignKey(Message, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    message_id: uuid.UUID | None
    not_before = models.DateField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True, help_text="When it was taken for the first time.")
    sums_hash = models.BinaryField(null=True, help_text="SHA-256 of the list of hashes in the archive.")
    lapse_seen_at = models.DateTimeField(
        null=True, help_text="When who asked saw that it can go no more as it was agreed."
    )
    sealed_request = models.BinaryField(help_text="For whom exactly, why, and what was chosen.")
    sealed_content = models.BinaryField(help_text="The copy itself, and what the case was then.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="cases_copy_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True)
                | models.Q(is_agreed=True, decided_by__isnull=False, sums_hash__isnull=False),
                name="cases_copy_agreed_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_copy_case"),
            models.Index(
                fields=["tenant_id", "case", "asked_at"],
                name="cases_copy_waits",
                condition=models.Q(decided_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "asked_by", "decided_at"],
                name="cases_copy_decided",
                condition=models.Q(decided_at__isnull=False, made_at__isnull=True),
            ),
        ]


class SubjectNotice(models.Model):
    """How a subject is told, and heard (C16). The reporter hears first, and can say what would expose them.

    `not_before` is the first day on which the subject may be told; earlier only with a decision of its own. Of who
    cannot be heard at all nothing is announced: there is no message then, and the reason lies in a decision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False)
    party_id: uuid.UUID
    message = models.ForeignKey(Message, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    message_id: uuid.UUID | None
    reporter_told_at = models.DateTimeField(null=True)
    not_before = models.DateField(null=True)
    given_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    is_waived = models.BooleanField(
        default=False, help_text="Not heard, with a reason that lies in a decision."
    )
    sealed_text = models.BinaryField(help_text="In `file`: what the subject was told, and what they said.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party"], name="cases_notice_once"),
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=True) | models.Q(reporter_told_at__isnull=False),
                name="cases_notice_reporter_first",
            ),
        ]


class ContactPerson(models.Model):
    """Who of the organisation is there for somebody in a case: for the reporter (C8), or for the subject `party` (C18).

    Asked at `since`, and there from `agreed_at`. One at a time, and one who is asked; whoever was it before stays on record,
    with until when. How to reach them, and what they do, is sealed where the one they are there for reads it: in `talk`,
    and of a subject in `file`; and so is how `meanwhile_alias` is reached while they are away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    party_id: uuid.UUID | None
    holder_alias = models.UUIDField()
    named_by = models.UUIDField()
    since = models.DateTimeField()
    agreed_at = models.DateTimeField(
        null=True, help_text="When they said yes; until then they were only asked."
    )
    declined_at = models.DateTimeField(null=True, help_text="When they said no. Why lies in a decision.")
    ended_at = models.DateTimeField(null=True)
    sealed_reach = models.BinaryField()
    absence = models.ForeignKey(
        "Absence",
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        null=True,
        help_text="The absence for which it was said whom to reach meanwhile.",
    )
    absence_id: uuid.UUID | None
    meanwhile_alias = models.UUIDField(null=True)
    sealed_meanwhile = models.BinaryField(null=True, help_text="How that one is reached.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "party"],
                name="cases_contact_once",
                condition=models.Q(agreed_at__isnull=False, ended_at__isnull=True),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["case", "party"],
                name="cases_contact_asked_once",
                condition=models.Q(agreed_at__isnull=True, ended_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True)
                | models.Q(agreed_at__isnull=True, ended_at__isnull=False),
                name="cases_contact_yes_or_no",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    absence__isnull=True, meanwhile_alias__isnull=True, sealed_meanwhile__isnull=True
                )
                | models.Q(
                    absence__isnull=False, meanwhile_alias__isnull=False, sealed_meanwhile__isnull=False
                ),
                name="cases_contact_meanwhile",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_contact_case"),
            models.Index(
                fields=["tenant_id", "holder_alias", "since"],
                name="cases_contact_theirs",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "named_by", "declined_at"],
                name="cases_contact_declined",
                condition=models.Q(declined_at__isnull=False),
            ),
        ]


class CheckIn(models.Model):
    """That somebody who came in by a receipt is asked how it goes with them: whether something was done to them because of
    the report (C8), or whether they want help (C18). Planned for `due_on`, asked at `asked_at`.

    The question that is asked last is the one that waits; what was planned and `stopped_at` is not asked until they undo it.
    `news_at` is since when an answer waits that asks for somebody now, until one of the case says what was done.
    """

    class About(models.TextChoices):
        DETRIMENT = "detriment", "Nadeel door de melding"
        CARE = "care", "Hulp"

    class Occasion(models.TextChoices):
        MONTHS = "months", "Na een aantal maanden"
        STAGE = "stage", "De zaak ging een stap verder"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    holder_alias = models.UUIDField()
    about = models.CharField(max_length=10, choices=About.choices, default=About.DETRIMENT)
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.MONTHS)
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    news_at = models.DateTimeField(null=True, help_text="Since when it waits to be read: see `desk_news`.")
    sealed_answer = models.BinaryField(
        null=True, help_text="In `talk`, or in the chest of a guest: what was done, and what they want of us."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True)
                | (models.Q(asked_at__isnull=False) & models.Q(sealed_answer__isnull=False)),
                name="cases_check_in_asked_first",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_check_in_case"),
            models.Index(fields=["tenant_id", "holder_alias"], name="cases_check_in_holder"),
            models.Index(
                fields=["tenant_id", "due_on"],
                name="cases_check_in_planned",
                condition=models.Q(asked_at__isnull=True, stopped_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "case"],
                name="cases_check_in_news",
                condition=models.Q(news_at__isnull=False),
            ),
        ]


class ClosingLetter(models.Model):
    """What a subject hears at the end: what was and what was not established about them (C18); or, `is_waived`, that no
    letter could be given, with a reason that lies in a decision.

    `sealed_text` lies in `file`, `sealed_copy` in the chest of the subject as a guest, where they have one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False)
    party_id: uuid.UUID
    outcome = models.CharField(max_length=20, choices=OutcomeCode.choices, blank=True, default="")
    written_by = models.UUIDField()
    at = models.DateTimeField()
    is_waived = models.BooleanField(
        default=False, help_text="Not given, with a reason that lies in a decision."
    )
    sealed_text = models.BinaryField()
    sealed_copy = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party"], name="cases_closing_letter_once"),
            models.CheckConstraint(
                condition=models.Q(is_waived=True) | ~models.Q(outcome=""), name="cases_closing_letter_says"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_closing_letter_case")]


class Rehabilitation(models.Model):
    """Setting right the good name of a subject (C18): in words that they agree to, told to whom they agree to.

    `sealed_words` and `sealed_told` lie in `file`; `sealed_copy` is what the subject reads and says of it, in their own
    chest, where they have one. Nobody is told before they agreed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Ligt bij de betrokkene"
        CHANGED = "changed", "De betrokkene wil andere woorden"
        AGREED = "agreed", "Akkoord van de betrokkene"
        DECLINED = "declined", "De betrokkene wil dit niet"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False)
    party_id: uuid.UUID
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When the last one on the list was told.")
    sealed_words = models.BinaryField()
    sealed_told = models.BinaryField(null=True, help_text="Who is told, and when each was.")
    sealed_copy = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party"], name="cases_rehabilitation_once"),
            models.CheckConstraint(
                condition=models.Q(told_at__isnull=True) | models.Q(state="agreed"),
                name="cases_rehabilitation_agreed_first",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_rehabilitation_case")]


class Account(models.Model):
    """What was told aloud, written down (C19): the reporter checks it, corrects it and signs. Sealed in `talk`."""

    class State(models.TextChoices):
        OFFERED = "offered", "Ligt bij de melder"
        CORRECTED = "corrected", "Verbeterd door de melder"
        SIGNED = "signed", "Akkoord van de melder"
        UNSIGNED = "unsigned", "Zonder akkoord bewaard"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    told_on = models.DateField()
    is_recorded = models.BooleanField(default=False, help_text="A recording was made, with consent.")
    written_by = models.UUIDField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField()
    sealed_correction = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_account_case")]


class DecisionAsked(models.Model):
    """A question to who decides: mayor, secretary, registrar (C20); or to a lawyer, for the legal check of a measure
    (`is_check`, C7). They get this paper and not the case.

    What is asked and what was answered lie in a chest of their own (`owner_id` is this row), to which the decider and
    the case's handlers have a key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    is_check = models.BooleanField(
        default=False, help_text="Asks for the legal check of a measure, and for no decision."
    )
    asked_of = models.UUIDField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    news_at = models.DateTimeField(null=True, help_text="Since when it waits for the desk: see `desk_news`.")
    sealed_question = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_asked_case"),
            models.Index(fields=["tenant_id", "asked_of", "due_on"], name="cases_asked_of"),
            models.Index(
                fields=["tenant_id", "due_on"],
                name="cases_asked_open",
                condition=models.Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "case"],
                name="cases_asked_news",
                condition=models.Q(news_at__isnull=False),
            ),
        ]


class Secrecy(models.Model):
    """Secrecy imposed on what is shared with college or council, and lifted, on record (C20)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    asked = models.ForeignKey(DecisionAsked, models.DO_NOTHING, related_name="+", db_constraint=False)
    asked_id: uuid.UUID
    imposed_by = models.UUIDField()
    imposed_at = models.DateTimeField()
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField(
        help_text="In the chest of the question: on what, for whom, why, why lifted."
    )


class RegisterEntry(models.Model):
    """The Wbk register (C19): every report of wrongdoing, entered at receipt. Who told it lies apart, in `identity`.

    Read only through an access to the case, so that the register does not tell of a case that goes round its reader.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    entered_at = models.DateTimeField()
    identity_until = models.DateField(
        help_text="The day on which the identity in it is destroyed at the latest."
    )
    identity_ended_at = models.DateTimeField(null=True)
    struck_at = models.DateTimeField(null=True, help_text="When it turned out to be no report of wrongdoing.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="cases_register_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id", "identity_until"],
                name="cases_register_identity",
                condition=models.Q(identity_ended_at__isnull=True),
            )
        ]


class OwnTerm(models.Model):
    """A municipality's own number for a term: shorter than the procedure's, never longer (design §5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    procedure = models.CharField(max_length=20)
    term = models.CharField(max_length=20, choices=Term.Name.choices)
    length = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "procedure", "term"], name="cases_own_term_once")
        ]


class OwnLetter(models.Model):
    """A municipality's own words for a letter of a procedure. They hold nothing of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    procedure = models.CharField(max_length=20)
    letter = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "procedure", "letter"], name="cases_own_letter_once")
        ]


class FreeDay(models.Model):
    """A day that a royal decree puts on a par with a holiday, which the product did not know yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "day"], name="cases_free_day_once")
        ]


class Release(models.Model):
    """On the side of the party that runs a desk: that something of a case was handed to another tenant (R7).

    The reporter hears of it first, in `message`, when it is made; `not_before` is the first day on which it may go,
    earlier only with a decision. `sealed_package` lies in `file`: the words, the names of the files, and who receives it.
    `sent_at` is when the party let it go, `delivered_at` when it stood on the other side; until then it can be sent again.
    `recalled_at` is when it was taken back or dropped here, `ended_at` when the keys of the other side had ended by that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    town_id = models.UUIDField(help_text="The tenant that receives it.")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    message = models.ForeignKey(Message, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    message_id: uuid.UUID | None
    not_before = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sealed_package = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_release_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(message__isnull=False) | models.Q(sent_at__isnull=False),
                name="cases_release_reporter_first",
            ),
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(sent_at__isnull=False),
                name="cases_release_sent_first",
            ),
        ]


class Released(models.Model):
    """On the side that receives: what a party from outside let go. The same id as its release.

    The words lie in a chest of its own (`owner_id` is this row), and so do the keys of its files; whoever has a grant
    of that chest is a receiver, and nobody else finds the row. What was taken back (`taken_back_at`) has no words and no
    key any more: its grants have ended, and say only who finds the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    partner_id = models.UUIDField(help_text="The tenant that released it.")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "at"], name="cases_released_at")]


class Note(models.Model):
    """What those who work on a case tell each other (C13). Sealed in `file`: the reporter has no key to it.

    Its writer can withdraw it: it is marked then, and stays for the record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    author_alias = models.UUIDField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case", "at"], name="cases_note_case")]


class Task(models.Model):
    """Something that somebody does in a case by a day (C13). What, and what came of it, lie in `file`.

    It is for somebody with a key to the case; of whoever lost theirs it is nobody's until a colleague gives it on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    for_alias = models.UUIDField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    is_dropped = models.BooleanField(default=False, help_text="It ended without being done.")
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    sealed_text = models.BinaryField()
    sealed_result = models.BinaryField(null=True, help_text="What came of it, or why it was dropped.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True, is_dropped=False)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_task_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case", "due_on"], name="cases_task_case"),
            models.Index(
                fields=["tenant_id", "for_alias", "due_on", "id"],
                name="cases_task_for",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "due_on"],
                name="cases_task_open",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]


class Guest(models.Model):
    """Somebody in a case with a receipt of their own, who is neither its reporter nor staff: whom the reporter lets in
    (R19), a witness, a subject (C8, C18).

    What they and the desk say to each other lies in a chest of its own (`owner_id` is this row), to which the guest and
    whoever is in the case have a key. `reads` is that the reporter gave them a key to the `talk` too, `writes` that they
    may write there for the reporter. Who they are and why lies in `talk` when the reporter let them in (`by_reporter`),
    else in `file`, and a name in `names`.
    """

    class Role(models.TextChoices):
        ADVISER = "adviser", "Adviseur in vertrouwen"
        LAWYER = "lawyer", "Jurist of advocaat"
        UNION = "union", "Iemand van de vakbond"
        INTERPRETER = "interpreter", "Tolk"
        HELPER = "helper", "Iemand die helpt"
        WITNESS = "witness", "Getuige"
        SUBJECT = "subject", "Betrokkene"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    party = models.ForeignKey(Party, models.DO_NOTHING, related_name="+", db_constraint=False, null=True)
    party_id: uuid.UUID | None
    role = models.CharField(max_length=15, choices=Role.choices)
    holder_alias = models.UUIDField()
    let_in_by = models.UUIDField()
    by_reporter = models.BooleanField(default=False)
    reads = models.BooleanField(default=False, help_text="Has a key to the talk, from the reporter.")
    writes = models.BooleanField(default=False, help_text="May write in the talk for the reporter.")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(
        null=True, help_text="When the keys were taken: withdrawn, or the last day was over."
    )
    sealed_who = models.BinaryField(help_text="In `talk` or `file`: who it is, without the name, and why.")
    dropped_name = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "holder_alias"], name="cases_guest_holder"),
            models.UniqueConstraint(
                fields=["party"],
                name="cases_guest_party",
                condition=models.Q(ended_at__isnull=True, party__isnull=False),
            ),
            # Only the reporter opens the talk, and never to whom the report is about or who saw it.
            models.CheckConstraint(
                condition=models.Q(reads=False) | models.Q(by_reporter=True), name="cases_guest_reads"
            ),
            models.CheckConstraint(
                condition=models.Q(writes=False) | models.Q(reads=True), name="cases_guest_writes"
            ),
            models.CheckConstraint(
                condition=models.Q(by_reporter=False) | ~models.Q(role__in=["witness", "subject"]),
                name="cases_guest_of_reporter",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "case"], name="cases_guest_case"),
            models.Index(
                fields=["tenant_id", "until"],
                name="cases_guest_until",
                condition=models.Q(until__isnull=False, ended_at__isnull=True),
            ),
        ]


class GuestMessage(models.Model):
    """What was said between a guest and the desk, sealed in the guest's own chest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    guest = models.ForeignKey(Guest, models.DO_NOTHING, related_name="+", db_constraint=False)
    guest_id: uuid.UUID
    from_guest = models.BooleanField()
    author_alias = models.UUIDField()
    sealed_body = models.BinaryField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="By the other side, for the first time.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "guest", "at"], name="cases_guest_message"),
            models.Index(
                fields=["tenant_id", "case", "at"],
                name="cases_guest_message_new",
                condition=models.Q(from_guest=True, read_at__isnull=True),
            ),
        ]


class CaseLink(models.Model):
    """That two cases belong together: their reporters want it so (R17), or who handles both put them beside each other
    (C13). `first` has the smaller id of the two.

    Reports are together once both reporters said so, and until one of them ends it. Shown to nobody but who
    has a key to both cases, and to each reporter about their own: the row must not tell of a case that goes round somebody.
    """

    class Kind(models.TextChoices):
        TOGETHER = "together", "Samen gemeld"
        DESK = "desk", "Door het meldpunt naast elkaar gelegd"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    first = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    first_id: uuid.UUID
    second = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    second_id: uuid.UUID
    kind = models.CharField(max_length=10, choices=Kind.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    first_agreed_at = models.DateTimeField(null=True)
    second_agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    sealed_reason = models.BinaryField(
        null=True, help_text="Of the desk: sealed in `file` of the first, and that in `file` of the second."
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="cases_link_in_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second", "kind"],
                name="cases_link_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="cases_link_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "first"], name="cases_link_first"),
            models.Index(fields=["tenant_id", "second"], name="cases_link_second"),
        ]


class TogetherCode(models.Model):
    """Four words that a reporter hands to colleagues, so that their reports may belong to this one (R17). They open
    nothing: whoever has them can say that they report together, and the reporter says yes to each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    look_up = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "look_up"], name="cases_together_look_up"),
            models.UniqueConstraint(fields=["case"], name="cases_together_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "until"], name="cases_together_until")]


class Absence(models.Model):
    """That somebody is away, and who takes over meanwhile (C13). Of one person one runs at a time.

    In each case that they handle the substitute gets a `StandIn`, which ends with the last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    absent_alias = models.UUIDField()
    substitute_alias = models.UUIDField()
    first_day = models.DateField()
    last_day = models.DateField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When they were back before the last day.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant_id", "absent_alias"],
                name="cases_absence_one",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="cases_absence_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(absent_alias=models.F("substitute_alias")), name="cases_absence_another"
            ),
        ]


class StandIn(models.Model):
    """That somebody has the place of who is away, in one case. A place of their own they keep beside it, and they may stand
    in for several: each ends apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    holder_alias = models.UUIDField()
    absent_alias = models.UUIDField()
    capacity = models.CharField(max_length=10, choices=Access.Capacity.choices)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "holder_alias", "absent_alias"], name="cases_stand_in_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(holder_alias=models.F("absent_alias")), name="cases_stand_in_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "until"], name="cases_stand_in_until"),
            models.Index(fields=["tenant_id", "absent_alias"], name="cases_stand_in_absent"),
        ]


class TextBlock(models.Model):
    """A sentence that this municipality has ready for letters, answers and invitations (C13). It holds nothing of a case."""

    class Use(models.TextChoices):
        ANSWER = "answer", "Antwoord aan de melder"
        INVITATION = "invitation", "Uitnodiging voor een gesprek"
        LETTER = "letter", "Brief aan een ander"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    use = models.CharField(max_length=20, choices=Use.choices)
    kind = models.CharField(
        max_length=20, blank=True, default="", help_text="Of a case; empty fits every kind."
    )
    title = models.CharField(max_length=60)
    words = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "title"], name="cases_text_block_title")
        ]


class PlanLine(models.Model):
    """A line of the communication plan of a case (C10): who is told what, by whom and on which day. Its words lie in `file`."""

    class Audience(models.TextChoices):
        REPORTER = "reporter", "De melder"
        SUBJECT = "subject", "De betrokkene"
        WITNESSES = "witnesses", "De getuigen"
        TEAM = "team", "Het team"
        MANAGEMENT = "management", "De leiding"
        WORKS_COUNCIL = "works_council", "De ondernemingsraad"
        COLLEGE = "college", "Het college"
        COUNCIL = "council", "De raad"
        PRESS = "press", "De pers"
        ALL_STAFF = "all_staff", "Alle medewerkers"
        OTHER = "other", "Iemand anders"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    audience = models.CharField(max_length=20, choices=Audience.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    planned_on = models.DateField()
    told_on = models.DateField(null=True)
    told_by = models.UUIDField(null=True, help_text="Who recorded that it was told.")
    dropped_at = models.DateTimeField(null=True)
    sealed_text = models.BinaryField(help_text="In `file`: what is told, and by whom.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(told_on__isnull=True) | models.Q(dropped_at__isnull=True),
                name="cases_plan_line_one_end",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_plan_line_case")]


class Improvement(models.Model):
    """What is done because of a lesson (C11): by whom, by when, and what came of it. It stays when the case is gone.

    Its words lie in a chest of its own (`owner_id` is this row): who does it has a key to that, and none to a case. Nothing
    in this row leads to one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    for_alias = models.UUIDField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    is_dropped = models.BooleanField(default=False, help_text="It ended without being done.")
    reminded_on = models.DateField(null=True)
    escalated_on = models.DateField(null=True)
    sealed_text = models.BinaryField()
    sealed_result = models.BinaryField(null=True, help_text="What was done, or why not.")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["tenant_id", "for_alias", "due_on", "id"],
                name="cases_improvement_for",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["tenant_id", "due_on"],
                name="cases_improvement_open",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]


class Lesson(models.Model):
    """What a case teaches, without names (C11). Its words lie in `file`; what is done about it is an `Improvement`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    improvement = models.ForeignKey(Improvement, models.DO_NOTHING, related_name="+", db_constraint=False)
    improvement_id: uuid.UUID
    made_by = models.UUIDField()
    at = models.DateTimeField()
    sealed_text = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["tenant_id", "case"], name="cases_lesson_case")]


class WordList(models.Model):
    """The words of a case, sealed in `file`, by which somebody who has a key finds it (C12): see `word_lists`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="The case's own.")
    tenant_id = models.UUIDField()
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False)
    case_id: uuid.UUID
    chest_id = models.UUIDField(help_text="The generation of `file` that sealed it.")
    made_at = models.DateTimeField(help_text="What was done in the case after this is not in it yet.")
    sealed_words = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="cases_word_list_once")]

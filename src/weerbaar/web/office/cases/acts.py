"""The acts on a case that have a page of their own: one form, one verb, and before the button what it means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import actions, coming_back, queries, rules
from weerbaar.cases.clocks import feedback_due
from weerbaar.cases.models import Party, Term
from weerbaar.cases.procedures import Letter, Step
from weerbaar.cases.rulebook import proposal
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.cases.staying_out import seen_by
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField, ManyChoices, needed
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases import open_names as opened
from weerbaar.web.office.cases import text_blocks, unsent, words
from weerbaar.web.office.cases.case_act import (
    about_a_report,
    act_on,
    case_of,
    ends_by_itself,
    let_in_first,
    not_yet,
    step_page,
)
from weerbaar.web.office.cases.forms import (
    PICK,
    TOO_LONG,
    WHO_READS_IT,
    FeedbackForm,
    OnceForm,
    ReasonForm,
    text_field,
)
from weerbaar.web.office.cases.keeping_out import seen_in_words
from weerbaar.web.office.cases.pages import show_file
from weerbaar.web.office.forms import PlainForm, people_choices
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.proving import passphrase_anew, proved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague

NEXT_COMES_IN = gettext_noop(
    "Blijven er minder dan twee collega’s over met een sleutel? Dan komt eerst de reserve van het meldpunt erbij, of wie "
    "daarna aan de beurt is. Is er niemand? Dan gebeurt er niets, en geef je eerst zelf iemand toegang."
)
_TWO_WEEKS = timedelta(days=14)
_LASTING = "lasting"
"""Until when a key works that has no last day: that asks the passphrase anew."""


class AcknowledgeForm(PlainForm):
    body = text_field(
        gettext_lazy("Wat zeg je?"),
        gettext_lazy("Schrijf op wat je de melder zegt."),
        help_text=gettext_lazy("Dit is een voorstel. Verander wat je wilt."),
        rows=8,
    )


class LetInForm(PlainForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Wie krijgt een sleutel?"),
        choices=[],
        help_text=gettext_lazy(
            "Wie buiten deze zaak moet blijven, al een sleutel heeft of nog geen bevestigde sleutel maakte, staat er"
            " niet bij."
        ),
        error_messages={
            "required": gettext_lazy("Kies wie een sleutel krijgt."),
            "invalid_choice": gettext_lazy("Kies een collega uit de lijst."),
        },
    )
    chests = forms.MultipleChoiceField(
        label=gettext_lazy("Ook de namen?"),
        required=False,
        choices=[],
        help_text=gettext_lazy(
            "De zaak leest iedereen met een sleutel: gesprek, bestanden, besluiten en tijdlijn, onder schuilnamen."
        ),
        error_messages=PICK,
    )
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom deze collega mee moet lezen."),
        help_text=WHO_READS_IT,
        rows=3,
        longest=LONGEST_REASON,
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Tot wanneer?"),
        choices=[],
        error_messages={
            "required": gettext_lazy("Kies tot wanneer de sleutel werkt."),
            "invalid_choice": gettext_lazy("Kies een einde uit de lijst."),
        },
    )
    day = DayField(label=gettext_lazy("Tot en met welke dag?"), required=False)
    passphrase = passphrase_anew()

    def __init__(
        self,
        *args: Any,
        people: Iterable[Colleague],
        ends: Mapping[str, tuple[str, str]],
        chests: Mapping[str, tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["person", "chests", "reason", "until", "day", "passphrase"])
        # Only of a key that lasts: `clean` asks it.
        needed(self.fields["passphrase"]).required = False
        # `choices` of a field is a property that also sets those of its widget, so the widget comes first.
        self._set(
            "person",
            people_choices(people, _("Kies een collega")),
        )
        self.fields["chests"].widget = ManyChoices(
            hints={key: hint for key, (_label, hint) in chests.items()}
        )
        self._set("chests", [(key, label) for key, (label, _hint) in chests.items()])
        self.fields["until"].widget = Choices(
            hints={key: hint for key, (_label, hint) in ends.items() if hint},
            folds={"day": ("day",), _LASTING: ("passphrase",)},
        )
        self._set("until", [(key, label) for key, (label, _hint) in ends.items()])
        if not chests:
            del self.fields["chests"]

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # pyright: ignore[reportAttributeAccessIssue]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("until") == "day" and not given.get("day") and "day" not in self.errors:
            self.add_error("day", _("Vul een dag in, bijvoorbeeld 7 maart 2027."))
        if given.get("until") == _LASTING and not given.get("passphrase") and "passphrase" not in self.errors:
            self.add_error("passphrase", _("Typ je wachtzin."))
        return given


class PartyForm(OnceForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Wat is deze persoon in de zaak?"),
        choices=[
            (role.value, gettext_lazy(role.label)) for role in Party.Role if role != Party.Role.REPORTER
        ],
        widget=Choices(
            hints={
                "subject": gettext_lazy("Over wie het gaat. Deze persoon moet dan overal buiten blijven."),
                "witness": gettext_lazy("Zag of hoorde iets"),
                "injured": gettext_lazy("Ondervond nadeel"),
            },
            folds={"subject": "nobody_here"},
        ),
        error_messages=PICK,
    )
    description = text_field(
        gettext_lazy("Wat moet een lezer weten?"),
        gettext_lazy("Schrijf op wat een lezer moet weten."),
        help_text=gettext_lazy("Zonder naam. Bijvoorbeeld: leidinggevende van de melder."),
        rows=2,
        longest=LONGEST_REASON,
    )
    name = forms.CharField(
        label=gettext_lazy("Hoe heet deze persoon?"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("De naam komt apart achter slot. In de zaak staat een schuilnaam."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages=TOO_LONG,
    )
    nobody_here = forms.BooleanField(
        label=gettext_lazy("Het is iemand anders dan een collega die bijna zo heet"), required=False
    )


class ConsentForm(PlainForm):
    decision = forms.ChoiceField(
        label=gettext_lazy("Wat besluit je?"),
        choices=[("yes", gettext_lazy("Ik ga akkoord")), ("no", gettext_lazy("Ik ga niet akkoord"))],
        widget=Choices(),
        error_messages=PICK,
    )
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=WHO_READS_IT,
        rows=3,
        longest=LONGEST_REASON,
    )


@unlocked
def acknowledge(request: Any, code: str) -> HttpResponse:
    """Confirm receipt."""
    case = case_of(request, code)
    today = clock.today()
    with tenant_scope(request.tenant.id):
        due = feedback_due(case, queries.procedure_of(case), today)
        letter = proposal(
            queries.procedure_of(case), Letter.ACKNOWLEDGEMENT, feedback_due=dates.full_day(due)
        )
    act = act_on(
        request,
        case,
        _("Bevestig dat de melding binnen is"),
        _("Stuur de bevestiging"),
        [
            {
                "text": _("De melder leest dit bij de volgende keer inloggen met de acht woorden."),
                "sign": "yes",
            },
            {
                "text": _("De melder wacht nu op antwoord. Dat geef je uiterlijk op %(day)s.")
                % {"day": dates.full_day(due)},
                "sign": "clock",
            },
            {"text": _("Versturen kun je niet terugnemen."), "sign": "no"},
        ],
        icon="send",
        place="#gesprek",
        done=_("Gelukt: de bevestiging is verstuurd."),
        ready=text_blocks.ready(request, case, *text_blocks.USES_IN_TALK),
    )
    form = AcknowledgeForm(request.POST or None, initial={"body": letter})
    return step_page(
        request,
        case,
        act,
        form,
        (Step.ACKNOWLEDGE, lambda given: actions.acknowledge(request.staff, code=code, body=given["body"])),
    )


@unlocked
def give_feedback(request: Any, code: str) -> HttpResponse:
    """Give the answer that the law asks."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Geef antwoord op de melding"),
        _("Stuur het antwoord"),
        [
            {"text": _("De melder leest wat jullie deden en waarom."), "sign": "yes"},
            {"text": _("De termijn voor het antwoord aan de melder is daarmee gehaald."), "sign": "clock"},
            {"text": _("Versturen kun je niet terugnemen. Praten kan daarna nog wel."), "sign": "no"},
        ],
        icon="send",
        place="#gesprek",
        done=_("Gelukt: het antwoord is verstuurd."),
        ready=text_blocks.ready(request, case, *text_blocks.USES_IN_TALK),
    )
    with tenant_scope(request.tenant.id):
        letter = proposal(queries.procedure_of(case), Letter.FEEDBACK)
    form = FeedbackForm(request.POST or None, initial={"body": letter})
    return step_page(
        request,
        case,
        act,
        form,
        (Step.FEEDBACK, lambda given: actions.give_feedback(request.staff, code=code, body=given["body"])),
    )


@unlocked
def close(request: Any, code: str) -> HttpResponse:
    """Close the case."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Sluit de zaak"),
        _("Sluit zaak %(code)s") % {"code": case.code},
        [
            {"text": _("De zaak gaat uit ieders lijst. Je vindt hem terug bij de stap ‘Afgesloten’.")},
            {
                "text": _("Praten met de melder kan nog steeds. De melder kan ook nog bestanden sturen."),
                "sign": "yes",
            },
            {"text": _("Zelf voegen jullie geen personen of bestanden meer toe."), "sign": "no"},
            {"text": _keeps_a_key(request, case), "sign": "key"},
        ],
        icon="archive",
    )
    form = ReasonForm(request.POST or None)
    return step_page(
        request,
        case,
        act,
        form,
        (Step.CLOSE, lambda given: actions.close(request.staff, code=code, reason=given["reason"])),
    )


def _keeps_a_key(request: Any, case: Case) -> str:
    """Who else can still read when the case is closed, and until when. Closing takes no key away."""
    with tenant_scope(request.tenant.id):
        seats = queries.seated(case)
    colleagues = colleagues_by_alias(request.tenant.id)
    told = [_("jij")]
    for alias, seat in seats.items():
        if alias == request.staff.alias or alias not in colleagues:
            continue
        name, last = colleagues[alias].first_name, rules.last_day_of(seat.until)
        if last:
            day = dates.short_day(last, clock.today())
            name = _("%(name)s (tot en met %(day)s)") % {"name": name, "day": day}
        told.append(name)
    return _("Wie een sleutel heeft, houdt die: %(names)s. Terugnemen kan op de pagina van de zaak.") % {
        "names": ", ".join(told)
    }


@unlocked
def open_names(request: Any, code: str) -> HttpResponse:
    """Open the names for a quarter of an hour, with a reason."""
    case = case_of(request, code)

    def perform(given: dict[str, Any]) -> None:
        until = actions.open_names(request.staff, code=code, reason=given["reason"])
        opened.keep(request.session, case.id, until)

    act = act_on(
        request,
        case,
        _("Open de namen"),
        _("Open de namen een kwartier"),
        [
            {"text": _("Je ziet de namen waar jij een sleutel van hebt, op de pagina van de zaak.")},
            {"text": _("Dat je ze opende, staat bij de besluiten van deze zaak."), "sign": "eye"},
            {"text": _("Na 15 minuten gaan ze vanzelf weer dicht."), "sign": "clock"},
            {"text": _("Neem namen niet over in een bericht of bestand."), "sign": "no"},
        ],
        icon="lock-open",
        place="#personen",
    )
    return step_page(request, case, act, ReasonForm(request.POST or None), (Move.TALK, perform))


@unlocked
def shut_names(request: Any, code: str) -> HttpResponse:
    """Close the names before the quarter of an hour is over. The button stands on the page of the case."""
    case = case_of(request, code)
    if request.method == "POST":
        opened.shut(request.session, case.id)
        stuck = unsent.keep(request, code)
        if stuck:
            return show_file(request, code, form=stuck)
    return redirect(f"{address(request, 'case', code=code)}#personen")


@unlocked
def let_in(request: Any, code: str) -> HttpResponse:
    """Let a colleague in, and ask for the second consent when the names come with it."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = queries.case_head(staff, code)
        case = seat.case
        kinds = queries.kinds_with_a_name(case)
        people = queries.may_get_more(staff, case, kinds)
        feedback = Term.objects.filter(case=case, name=Term.Name.FEEDBACK, met_at=None).first()
    form = LetInForm(
        request.POST or None,
        people=people,
        ends=_ends(feedback.due_on if feedback else None),
        chests=_apart(kinds),
        initial={"until": "weeks"},
    )

    def perform(given: dict[str, Any]) -> None:
        person = UUID(given["person"])
        last_day = _last_day(given, feedback.due_on if feedback else None)
        if given["until"] == "day":
            _check_day(last_day)
        by = proved(request, given) if given["until"] == _LASTING else staff
        # Both or neither: a colleague without the names that were meant for them is not what was asked.
        with tenant_scope(request.tenant.id):
            try:
                actions.let_in(by, code=code, person_id=person, reason=given["reason"], last_day=last_day)
            except actions.AlreadyInError:
                # Whoever is in already may still be meant to get the names.
                if not given.get("chests"):
                    raise
            if given.get("chests"):
                actions.ask_consent(
                    by,
                    code=code,
                    person_id=person,
                    kinds=given["chests"],
                    reason=given["reason"],
                    last_day=last_day,
                )

    act = act_on(
        request,
        case,
        _("Geef iemand toegang"),
        _("Geef toegang tot %(code)s") % {"code": case.code},
        [
            {
                "text": _("Je collega leest alles wat er al staat, ook het gesprek met de melder."),
                "sign": "yes",
            },
            {
                "text": _(
                    "Je collega ziet geen namen. Vraag je die erbij, dan besluit eerst een tweede collega."
                ),
                "sign": "no",
            },
            {
                "text": _(
                    "Wie al een sleutel heeft, ziet wie erbij komt. De melder ziet: ‘een jurist’, zonder naam."
                ),
                "sign": "eye",
            },
            {"text": _("Na de laatste dag werkt de sleutel niet meer. Dat gaat vanzelf."), "sign": "clock"},
            {
                "text": _("Intrekken kan elk moment. Wat je collega al las, weet je collega."),
                "sign": "history",
            },
        ],
        icon="key",
        place="#toegang",
        done=_("Gelukt: je collega heeft nu een sleutel."),
    )
    if request.method != "POST" and (ends := ends_by_itself(request, act, seat.until)):
        return ends
    if not people:
        nobody = _(
            "Er is niemand die je nog toegang kunt geven. Wie een bevestigde sleutel heeft, heeft die al."
        )
        return not_yet(request, act, nobody)
    return step_page(request, case, act, form, (Move.LET_IN, perform))


def _ends(feedback_due: date | None) -> dict[str, tuple[str, str]]:
    """Until when: value, words and the day under them."""
    today = clock.today()
    through = _("tot en met %(day)s")
    ends = {"weeks": (_("Twee weken"), through % {"day": dates.week_day(today + _TWO_WEEKS, today)})}
    if feedback_due and feedback_due >= today:
        ends["feedback"] = (
            _("Tot de laatste dag voor het antwoord"),
            through % {"day": dates.week_day(feedback_due, today)},
        )
    ends["day"] = (_("Een andere dag"), "")
    ends[_LASTING] = (_("Zolang de zaak loopt"), _("Voor wie de zaak mee gaat behandelen of jou vervangt"))
    return ends


def _last_day(given: dict[str, Any], feedback_due: date | None) -> date | None:
    return {"weeks": clock.today() + _TWO_WEEKS, "feedback": feedback_due, "day": given.get("day")}.get(
        given["until"]
    )


def _check_day(last_day: date | None) -> None:
    """Say what is wrong with a day at the box where it was typed."""
    rules.end_of(last_day, clock.today(), field="day")


def _apart(kinds: set[str]) -> dict[str, tuple[str, str]]:
    offered = {
        "names": (_("De namen van betrokkenen en getuigen"), _("Vraagt een tweede akkoord")),
        "identity": (_("De naam van de melder"), _("Vraagt een tweede akkoord")),
    }
    return {kind: text for kind, text in offered.items() if kind in kinds}


@unlocked
def withdraw(request: Any, code: str, alias: UUID) -> HttpResponse:
    """Take a colleague's keys back."""
    with tenant_scope(request.tenant.id):
        seat = queries.case_head(request.staff, code)
        case = seat.case
        colleague = colleagues_by_alias(request.tenant.id).get(alias)
        if alias not in queries.seated(case) or alias == request.staff.alias:
            raise Http404
        seen = seen_in_words(seen_by(request.staff, case, alias))
    name = colleague.first_name if colleague else _("deze collega")
    act = act_on(
        request,
        case,
        _("Neem de toegang van %(name)s terug") % {"name": name},
        _("Neem de sleutel van %(name)s terug") % {"name": name},
        [
            {
                "text": _("%(name)s ziet de zaak niet meer, ook niet in de lijst.") % {"name": name},
                "sign": "yes",
            },
            {"text": _("Wat hierna komt, krijgt een nieuw slot."), "sign": "key"},
            {
                "text": " ".join(
                    [
                        _("Wat %(name)s al las of opsloeg, haal je niet terug.") % {"name": name},
                        _("In het logboek staat:"),
                        *seen,
                    ]
                ),
                "sign": "history",
            },
            {"text": _(NEXT_COMES_IN), "sign": "users"},
        ],
        icon="user-minus",
        place="#toegang",
        mend=let_in_first(request, code),
    )
    if request.method != "POST" and (ends := ends_by_itself(request, act, seat.until)):
        return ends
    return step_page(
        request,
        case,
        act,
        ReasonForm(request.POST or None),
        (
            Move.TALK,
            lambda given: actions.withdraw_access(
                request.staff, code=code, alias=alias, reason=given["reason"]
            ),
        ),
    )


@unlocked
def recuse(request: Any, code: str) -> HttpResponse:
    """Step out of the case oneself; whoever did so comes here to the way back."""
    with tenant_scope(request.tenant.id):
        if coming_back.stepped_out(request.staff, code):
            return redirect(address(request, "case_undo_recuse", code=code))
    case = case_of(request, code)
    act = Act(
        heading=_("Ik trek mij terug"),
        button=_("Geef mijn sleutel terug"),
        back=address(request, "home"),
        about=case.code,
        means=[
            {"text": _("De zaak bestaat daarna niet meer voor jou. Je komt er ook niet meer in.")},
            {
                "text": _("Schrijf in je reden wat je collega’s met een sleutel moeten weten."),
                "sign": "eye",
            },
            {
                "text": _("Wat hierna komt, krijgt een nieuw slot. Je collega’s zien wat jij al las."),
                "sign": "key",
            },
            {"text": _(NEXT_COMES_IN), "sign": "users"},
            {"text": _("Was het een vergissing? Alleen jij kunt het terugnemen."), "sign": "history"},
        ],
        icon="logout",
        mend=let_in_first(request, code),
    )

    def perform(given: dict[str, Any]) -> None:
        actions.recuse(request.staff, code=code, reason=given["reason"])
        told = _("Je bent uit zaak %(code)s. Was dat een vergissing? Ga dan terug naar de vorige pagina.")
        tell(request, told % {"code": code})

    return step_page(request, case, act, ReasonForm(request.POST or None), (Move.TALK, perform))


@unlocked
@about_a_report
def add_party(request: Any, code: str) -> HttpResponse:
    """Record somebody under a pseudonym, the name apart."""
    case = case_of(request, code)
    form = PartyForm(request.POST or None)
    act = act_on(
        request,
        case,
        _("Voeg een persoon toe"),
        _("Voeg deze persoon toe"),
        [
            {"text": _("De persoon krijgt een schuilnaam, zoals B1 of G2. Zo staat hij in de zaak.")},
            {"text": _("De naam gaat achter slot. Wie hem wil zien, schrijft op waarom."), "sign": "lock"},
            {
                "text": _(
                    "Gaat het over deze persoon? Dan krijgt die nooit een sleutel, een regel in een lijst of een seintje. "
                    "Wij kijken of een collega zo heet."
                ),
                "sign": "user-off",
            },
            {"text": _("De melder ziet hier niets van."), "sign": "no"},
        ],
        icon="user-plus",
        place="#personen",
    )

    def perform(given: dict[str, Any]) -> None:
        actions.add_party(
            request.staff,
            code=code,
            role=given["role"],
            description=given["description"],
            name=given["name"],
            party_id=form.drawn,
            is_nobody_here=given["nobody_here"],
        )

    return step_page(request, case, act, form, (Move.WORK, perform))


@unlocked
def consent(request: Any, code: str, request_id: UUID) -> HttpResponse:
    """Decide, as a second holder, whether a colleague may open names. Reading the request is reading the case."""
    with tenant_scope(request.tenant.id):
        page = actions.open_case(request.staff, code=code)
    asked = next((one for one in page.asked if one.id == request_id and one.for_me), None)
    if asked is None:
        raise Http404
    whom = asked.whom.first_name if asked.whom else _("deze collega")
    who = asked.by.first_name if asked.by else _("Een collega")
    until = rules.last_day_of(asked.until)
    last = dates.full_day(until) if until else _("zolang de zaak loopt")
    act = act_on(
        request,
        page.case,
        _("Mag %(name)s de namen openen?") % {"name": whom},
        _("Leg mijn besluit vast"),
        [
            {"text": _("%(who)s vraagt dit. Jij besluit, omdat jij ook een sleutel hebt.") % {"who": who}},
            {
                "text": _("Zeg je ja, dan krijgt %(name)s een sleutel van %(what)s.")
                % {"name": whom, "what": words.asked(asked.chests)},
                "sign": "key",
            },
            {"text": _("Tot en met: %(day)s.") % {"day": last}, "sign": "clock"},
            {"text": _("Je besluit staat bij de besluiten van deze zaak."), "sign": "eye"},
        ],
        icon="gavel",
        place="#toegang",
    )

    def perform(given: dict[str, Any]) -> None:
        decide = actions.consent if given["decision"] == "yes" else actions.refuse_consent
        decide(request.staff, code=code, request_id=request_id, reason=given["reason"])

    form = ConsentForm(request.POST or None)

    def done(given: dict[str, Any]) -> str:
        perform(given)
        return act.back

    return act_page(
        request,
        act,
        form,
        done,
        template="office_cases/consent.html",
        context={"asked": asked, "who": who, "whom": whom, "what": words.asked(asked.chests)},
    )

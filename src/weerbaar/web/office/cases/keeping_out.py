"""Who must stay out of a case, what they had seen, and who decides about the one it is about (R10, C15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from weerbaar.cases import actions, staying_out
from weerbaar.cases.kept_out import LONGEST_NAME
from weerbaar.cases.models import Party
from weerbaar.cases.procedures import Authority, Line
from weerbaar.cases.routing import LINE_OF_ROLE, LONGEST_LENDER, EmployerLine
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.cases.staying_out import As, Whom
from weerbaar.cases.who_decides import who_decides
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation.models import Employer, Role
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, ManyChoices, needed
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import act_on, ends_by_itself, step_page
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, ReasonForm
from weerbaar.web.office.forms import people_choices
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile, PartyView
    from weerbaar.cases.staying_out import LineBefore, Seen, StaysOut
    from weerbaar.cases.who_decides import Decides
    from weerbaar.organisation.queries import Colleague

_NEW = "new"

_AUTHORITIES = {
    Authority.SECRETARY: gettext_noop("de gemeentesecretaris"),
    Authority.MAYOR: gettext_noop("de burgemeester"),
    Authority.REGISTRAR: gettext_noop("de griffier"),
    Authority.EMPLOYERS_COMMITTEE: gettext_noop("de werkgeverscommissie van de raad"),
    Authority.KINGS_COMMISSIONER: gettext_noop("de commissaris van de Koning"),
    Authority.LENDER: gettext_noop("de werkgever die deze persoon uitleent"),
}
_OUTSIDE = {
    Authority.KINGS_COMMISSIONER: gettext_noop(
        "Die staat buiten de gemeente en krijgt geen sleutel. Maak een stuk met alleen wat nodig is, en breng het zelf "
        "of stuur het aangetekend. Vraag eerst een jurist hoe het moet."
    ),
    Authority.LENDER: gettext_noop(
        "Die staat buiten de gemeente en krijgt geen sleutel. Vertel alleen wat nodig is om te besluiten, en vraag eerst "
        "een jurist wat je mag delen. Over het einde van de inhuur en over toegang besluit de gemeente zelf."
    ),
}
_ABOUT_ROLE = {
    Role.HEAD_OF_INTEGRITY: gettext_noop("het hoofd van het bureau integriteit"),
    Role.SECRETARY: gettext_noop("de gemeentesecretaris"),
    Role.MAYOR: gettext_noop("de burgemeester"),
    Role.ALDERMAN: gettext_noop("een wethouder"),
    Role.REGISTRAR: gettext_noop("de griffier"),
    Role.EMPLOYERS_COMMITTEE: gettext_noop("iemand van de werkgeverscommissie"),
}
_ABOUT_LINE = {
    Line.STAFF: gettext_noop("iemand van de ambtelijke organisatie"),
    Line.REGISTRY: gettext_noop("iemand van de griffie"),
    Line.OFFICE_HOLDER: gettext_noop("een bestuurder of raadslid"),
    Line.MAYOR: gettext_noop("de burgemeester"),
    Line.HIRED: gettext_noop("iemand die is ingehuurd"),
}


class KeepOutForm(ReasonForm):
    """Who, and why."""

    how = forms.ChoiceField(
        label=gettext_lazy("Waarom moet deze persoon erbuiten blijven?"),
        choices=[
            (As.SUBJECT.value, gettext_lazy("Het gaat over deze persoon")),
            (As.INTERESTED.value, gettext_lazy("Deze persoon heeft er belang bij")),
        ],
        widget=Choices(
            hints={
                "subject": gettext_lazy(
                    "Wie eronder werkt, blijft er dan ook buiten als de regels dat zeggen."
                ),
                "interested": gettext_lazy(
                    "Bijvoorbeeld familie, een vriend of iemand die zelf heeft meebesloten."
                ),
            },
            folds={"subject": "party"},
        ),
        error_messages=PICK,
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Staat deze persoon al bij ‘Personen’?"),
        choices=[],
        required=False,
        error_messages=PICK,
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Wie is het?"),
        choices=[
            ("person", gettext_lazy("Een collega uit de lijst")),
            ("role", gettext_lazy("Wie een bepaalde functie heeft")),
            ("name", gettext_lazy("Iemand van wie ik de naam weet")),
        ],
        widget=Choices(
            folds={"person": "person", "role": "role", "name": ("name", "nobody_here", "line")},
        ),
        error_messages=PICK,
    )
    person = needed(
        forms.ChoiceField(
            label=gettext_lazy("Welke collega?"), choices=[], required=False, error_messages=PICK
        )
    )
    role = needed(
        forms.ChoiceField(
            label=gettext_lazy("Welke functie?"), choices=[], required=False, error_messages=PICK
        )
    )
    name = needed(
        forms.CharField(
            label=gettext_lazy("Voornaam en achternaam"),
            required=False,
            max_length=LONGEST_NAME,
            help_text=gettext_lazy(
                "Wij kijken of een collega zo heet. Komt er later iemand met die naam werken, dan blijft die er ook buiten."
            ),
            error_messages=TOO_LONG,
        )
    )
    nobody_here = forms.BooleanField(
        label=gettext_lazy("Het is iemand anders dan een collega die bijna zo heet"), required=False
    )
    line = forms.ChoiceField(
        label=gettext_lazy("Wie is de werkgever?"), choices=[], required=False, error_messages=PICK
    )
    field_order = ["how", "party", "by", "person", "role", "name", "nobody_here", "line", "reason"]

    def __init__(
        self, data: Any = None, *, people: Iterable[Colleague], subjects: Iterable[PartyView], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        nothing = [("", _("Maak een keuze"))]
        self._choices("party", [(str(one.id), words.party_name(one)) for one in subjects], [(_NEW, _("Nee"))])
        self._choices("person", nothing, people_choices(people))
        self._choices("role", nothing, [(role, _(Role(role).label)) for role in LINE_OF_ROLE])
        self._choices(
            "line", [("", _("Dat weten wij nog niet"))], [(one.value, _(one.label)) for one in Employer]
        )
        self.fields["reason"].max_length = LONGEST_REASON  # pyright: ignore[reportAttributeAccessIssue]

    def _choices(self, name: str, *parts: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [one for part in parts for one in part]  # pyright: ignore[reportAttributeAccessIssue]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        by = given.get("by")
        if by in {"person", "role"} and not given.get(by) and by not in self.errors:
            self.add_error(by, _("Maak een keuze."))
        return given

    def whom(self) -> Whom:
        """Who was named, by the way that was chosen: what was left in another box does not count."""
        given = self.cleaned_data
        by, party = given["by"], given.get("party") or _NEW
        return Whom(
            how=given["how"],
            person_id=UUID(given["person"]) if by == "person" else None,
            role=given["role"] if by == "role" else "",
            name=given["name"] if by == "name" else "",
            is_nobody_here=by == "name" and given["nobody_here"],
            party_id=UUID(party) if given["how"] == As.SUBJECT and party != _NEW else None,
            line=given["line"] if by == "name" else "",
        )


class LineForm(ReasonForm):
    """Whose employer decides on a subject, and why this is put down."""

    line = forms.ChoiceField(
        label=gettext_lazy("Wie is de werkgever?"),
        choices=[],
        widget=Choices(folds={"hired": "lender"}),
        error_messages=PICK,
    )
    lender = forms.CharField(
        label=gettext_lazy("Bij wie is deze persoon in dienst?"),
        required=False,
        max_length=LONGEST_LENDER,
        help_text=gettext_lazy("Weet je het niet? Laat dit dan leeg."),
        error_messages=TOO_LONG,
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Heeft deze persoon een of meer van deze functies?"),
        choices=[],
        required=False,
        widget=ManyChoices,
        error_messages=PICK,
    )
    field_order = ["line", "lender", "roles", "reason"]

    def __init__(self, *args: Any, known: EmployerLine, **kwargs: Any) -> None:
        initial = {"line": known.line, "lender": known.lender, "roles": list(known.roles)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["line"].choices = [(one.value, _(one.label)) for one in Employer]  # pyright: ignore[reportAttributeAccessIssue]
        self.fields["roles"].choices = [(role, _(Role(role).label)) for role in LINE_OF_ROLE]  # pyright: ignore[reportAttributeAccessIssue]

    def given(self) -> EmployerLine:
        """What was put down."""
        said = self.cleaned_data
        return EmployerLine(said["line"], tuple(said["roles"]), said["lender"])


@unlocked
def keep_out(request: Any, code: str) -> HttpResponse:
    """Who stays out, what they had seen, and naming one more. Reading it is reading the case."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        page = actions.open_case(staff, code=code)
        people = staying_out.may_be_named(staff, page.case)
        out = staying_out.who_stays_out(staff, page.case)
        gone = staying_out.who_had_a_key(staff, page.case)
        offices = staying_out.offices_without_anybody(staff, page.case)
    act = act_on(
        request,
        page.case,
        _("Wie moet erbuiten blijven?"),
        _("Houd deze persoon erbuiten"),
        [
            {
                "text": _(
                    "Deze persoon krijgt nooit meer een sleutel, een regel in een lijst of een seintje."
                ),
                "sign": "no",
            },
            {
                "text": _(
                    "Was er al een sleutel, dan werkt die meteen niet meer. Wat daarna komt, krijgt een nieuw slot."
                ),
                "sign": "key",
            },
            {
                "text": _("Wat deze persoon al zag, haal je niet terug. Je ziet hierna wat dat was."),
                "sign": "history",
            },
            {
                "text": _(
                    "Blijven er minder dan twee collega’s over? Dan komt eerst de reserve van het meldpunt erbij."
                ),
                "sign": "users",
            },
            {
                "text": _(
                    "Wie nog een sleutel heeft, leest je reden. Deze persoon niet, en de melder ook niet."
                ),
                "sign": "eye",
            },
        ],
        icon="user-off",
        place="#toegang",
    )
    if request.method != "POST" and (ends := ends_by_itself(request, act, page.access.until)):
        return ends
    subjects = [one for one in page.parties if one.role == Party.Role.SUBJECT and not one.is_withdrawn]
    form = KeepOutForm(request.POST or None, people=people, subjects=subjects, initial={"party": _NEW})

    def perform(given: dict[str, Any]) -> str:
        staying_out.keep_out(staff, code=code, whom=form.whom(), reason=given["reason"])
        tell(request, _("Deze persoon blijft erbuiten. Hieronder staat wat er al was gezien."))
        return address(request, "case_keep_out", code=code)

    return act_page(
        request,
        act,
        form,
        perform,
        template="office_cases/keep_out.html",
        context={
            "out": [_stays_out(request, page.case, one) for one in out],
            "gone": [_stays_out(request, page.case, one) for one in gone],
            "offices": [_(Role(role).label) for role in offices],
            "persons_url": address(request, "case", code=code) + "#personen",
            "undo_name_url": address(request, "case_undo_name", code=code),
        },
    )


def _stays_out(request: Any, case: Case, one: StaysOut) -> dict[str, Any]:
    who = one.colleague
    url = ""
    if one.may_undo:
        url = address(request, "case_undo_keep_out", code=case.code, person_id=who.person_id)
    return {
        "name": who.name,
        "function": who.function,
        "first_name": who.first_name,
        "lines": seen_in_words(one.seen),
        "url": url,
    }


def seen_in_words(seen: Seen) -> list[str]:
    """What somebody had seen, a sentence each."""
    if seen.is_nothing:
        return [_("Zag niets van deze zaak.")]
    lines = []
    if seen.first and seen.last:
        told = ngettext(
            "Opende de pagina van de zaak één keer, op %(first)s.",
            "Opende de pagina van de zaak %(times)d keer, van %(first)s tot en met %(last)s.",
            seen.times,
        )
        days = {"first": dates.full_day(seen.first), "last": dates.full_day(seen.last)}
        lines.append(told % (days | {"times": seen.times}))
        lines.append(_("Daar staan de melding, het gesprek tot dan toe en de besluiten."))
    if seen.files:
        lines.append(_("Opende deze bestanden: %(names)s.") % {"names": ", ".join(seen.files)})
    if seen.names_at:
        lines.append(_("Opende de namen op: %(days)s.") % {"days": _days(seen.names_at)})
    lines += [_(READ_TOO[verb]) % {"days": _days(when)} for verb, when in seen.others]
    return lines


def _days(moments: Iterable[datetime]) -> str:
    return ", ".join(dict.fromkeys(dates.full_day(one) for one in moments))


READ_TOO = {
    "decision.read": gettext_noop(
        "Las een vraag die aan deze persoon was gesteld, met feiten uit deze zaak, op: %(days)s."
    ),
    "case.read_subject": gettext_noop("Las het bericht aan een betrokkene op: %(days)s."),
    "case.read_copy": gettext_noop("Las een afschrift van de zaak op: %(days)s."),
    "case.preview_copy": gettext_noop("Bekeek hoe een afschrift van de zaak zou worden, op: %(days)s."),
    "case.make_copy": gettext_noop("Haalde een afschrift van de zaak op, op: %(days)s."),
    "case.read_account": gettext_noop("Las een gespreksverslag op: %(days)s."),
    "case.read_advice": gettext_noop("Las een advies aan een werkgever op: %(days)s."),
    "case.read_guest": gettext_noop("Las wat iemand met eigen woorden schreef op: %(days)s."),
    "case.read_contact": gettext_noop("Las hoe een contactpersoon te bereiken is op: %(days)s."),
    "case.read_task": gettext_noop("Las een taak op: %(days)s."),
    "case.read_plan": gettext_noop("Las het communicatieplan op: %(days)s."),
    "case.read_measure": gettext_noop("Las een maatregel op: %(days)s."),
    "case.read_rehabilitation": gettext_noop("Las de woorden voor eerherstel op: %(days)s."),
    "case.read_package": gettext_noop("Las wat in een pakket zou komen op: %(days)s."),
    "case.print_reply": gettext_noop("Drukte een antwoord af op: %(days)s."),
    "case.take_package": gettext_noop("Haalde een pakket uit deze zaak op, op: %(days)s."),
    "register.export": gettext_noop("Haalde het Wbk-register op, waar deze zaak in kan staan, op: %(days)s."),
}
"""What somebody read without opening the case, in words: of each verb of `staying_out.OTHER_READING`."""


@unlocked
def line(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Whose employer decides on a subject."""
    with tenant_scope(request.tenant.id):
        page = actions.open_case(request.staff, code=code)
        one = next(
            (one for one in page.parties if one.id == party_id and one.role == Party.Role.SUBJECT), None
        )
        if one is None:
            raise Http404
        known = staying_out.line_known(request.staff, page.case, party_id)
    form = LineForm(request.POST or None, known=known.now)
    act = act_on(
        request,
        page.case,
        _("Wie is de werkgever van %(who)s?") % {"who": one.short},
        _("Leg vast wie de werkgever is"),
        [
            {"text": _("Hieruit volgt wie over deze persoon mag besluiten."), "sign": "gavel"},
            {
                "text": _("Wie erbuiten moet blijven, besluit niet. Dan is de volgende aan de beurt."),
                "sign": "no",
            },
            {
                "text": _("Wie een sleutel van de zaak heeft, ziet dit, en wat er eerder stond."),
                "sign": "eye",
            },
        ],
        place="#erbuiten",
    )
    return step_page(
        request,
        page.case,
        act,
        form,
        (
            Move.TALK,
            lambda given: staying_out.set_line(
                request.staff, code=code, party_id=party_id, line=form.given(), reason=given["reason"]
            ),
        ),
        template="office_cases/line.html",
        context={"earlier": [_earlier(one) for one in known.earlier]},
    )


def _earlier(one: LineBefore) -> dict[str, Any]:
    """A line of employer that was replaced, in words."""
    employer = _(Employer(one.was.line).label)
    parts = [f"{employer}: {one.was.lender}" if one.was.lender else employer]
    return {
        "what": ", ".join([*parts, *(_(Role(role).label) for role in one.was.roles)]),
        "until": one.until,
        "by": one.by.name if one.by else _("iemand"),
        "why": one.why,
    }


# --- on the page of the case ---


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """Who decides about each subject, and the way to who must stay out."""
    found = who_decides(request.staff, page.case, page)
    return {
        "rows": [_decides(request, page, one, alone=len(found) == 1) for one in found],
        "url": "" if page.access.until else address(request, "case_keep_out", code=page.case.code),
    }


def _decides(request: Any, page: CaseFile, one: Decides, *, alone: bool) -> dict[str, str]:
    url = address(request, "case_line", code=page.case.code, party_id=one.party_id)
    if one.route is None:
        told = _("Leg vast wie de werkgever is van %(who)s. Dan staat hier wie erover besluit.")
        return {"text": told % {"who": one.short}, "more": "", "url": url, "short": one.short}
    values = {"who": _decider(one), "about": _about(one), "short": one.short}
    if one.route.next is None:
        told = _("Over %(short)s kan niemand van hier besluiten: wie dat zou doen, moet erbuiten blijven.")
        more = _("Vraag een jurist van buiten wie het wel mag.")
    elif alone:
        told, more = _("Hierover besluit: %(who)s, want het gaat over %(about)s."), _more(one)
    else:
        told, more = _("Over %(short)s besluit: %(who)s, want het gaat over %(about)s."), _more(one)
    return {"text": told % values, "more": more, "url": url, "short": one.short}


def _decider(one: Decides) -> str:
    if one.route is None or one.route.next is None:
        return ""
    if one.route.next is Authority.LENDER and one.lender:
        return one.lender
    return _(_AUTHORITIES[one.route.next])


def _about(one: Decides) -> str:
    for role, told in _ABOUT_ROLE.items():
        if role in one.roles:
            return _(told)
    return _(_ABOUT_LINE[one.route.line]) if one.route else ""


def _more(one: Decides) -> str:
    """Who is passed over, and how somebody outside is reached."""
    if one.route is None or one.route.next is None:
        return ""
    parts = []
    if one.route.passed:
        names = ", ".join(_(_AUTHORITIES[who]) for who in one.route.passed)
        parts.append(_("Overgeslagen: %(names)s. Die moet erbuiten blijven.") % {"names": names})
    if one.route.is_outside:
        parts.append(_(_OUTSIDE[one.route.next]))
    return " ".join(parts)

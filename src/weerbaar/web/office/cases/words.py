"""Codes of a case in words, in the language of the page. Labels of models are Dutch message ids."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from weerbaar.cases.gathered_of_reporter import SHOWN_ANSWERS
from weerbaar.cases.models import Guest, Kind, Party, Stage, Term
from weerbaar.cases.rules import SOON_DAYS, last_day_of
from weerbaar.ground import clock
from weerbaar.intake.questions import QUESTIONS, Answer
from weerbaar.vault.files import Whose
from weerbaar.web.design import dates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.queries import KeyHolder, PartyView, Said
    from weerbaar.cases.worklist import TermView
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.files import FileDetails

_HANDLERS_SHOWN = 2
_DECISIONS = {
    "case.let_in": gettext_noop("Toegang gegeven aan %(whom)s"),
    "case.ask_consent": gettext_noop("Akkoord gevraagd: toegang tot namen voor %(whom)s"),
    "case.consent": gettext_noop("Akkoord gegeven: toegang tot namen voor %(whom)s"),
    "case.refuse_consent": gettext_noop("Niet akkoord met toegang tot namen voor %(whom)s"),
    "case.withdraw_access": gettext_noop("Toegang teruggenomen van %(whom)s"),
    "case.let_in_guest": gettext_noop("Eigen woorden gegeven"),
    "case.withdraw_guest": gettext_noop("Eigen woorden ingetrokken"),
    "case.keep_out": gettext_noop("Vastgelegd wie erbuiten moet blijven"),
    "case.set_line": gettext_noop("Vastgelegd wie de werkgever is"),
    "case.ask_copy": gettext_noop("Afschrift van het dossier gevraagd"),
    "case.agree_copy": gettext_noop("Akkoord met een afschrift van het dossier"),
    "case.refuse_copy": gettext_noop("Niet akkoord met een afschrift van het dossier"),
    "case.undo_keep_out": gettext_noop("%(whom)s hoeft niet erbuiten te blijven"),
    "case.undo_name": gettext_noop("Een naam hoeft niet erbuiten te blijven"),
    "case.withdraw_person": gettext_noop("Een persoon weggehaald die een vergissing was"),
    "case.recuse": gettext_noop("%(by)s trok zich terug"),
    "case.open_names": gettext_noop("Namen geopend"),
    "case.close": gettext_noop("Zaak gesloten"),
    "case.stand_in": gettext_noop("%(whom)s vervangt %(by)s een tijd"),
    "case.name_contact": gettext_noop("%(whom)s gevraagd als contactpersoon"),
    "case.decline_contact": gettext_noop("%(by)s wil geen contactpersoon zijn"),
    "case.note_help": gettext_noop("Vastgelegd wat er na een melding van nadeel is gedaan"),
    "case.transfer": gettext_noop("Zaak overgedragen aan %(whom)s"),
    "case.plan_line": gettext_noop("Iets gepland om te vertellen met een naam erin"),
    "case.change_line": gettext_noop("Iets gepland om te vertellen met een naam erin"),
    "case.mark_told": gettext_noop("Iets verteld met een naam erin"),
    "case.make_improvement": gettext_noop("Een verbeteractie gemaakt met een naam erin"),
    "case.announce_release": gettext_noop("Aangekondigd wat wordt doorgegeven naar buiten"),
    "case.release": gettext_noop("Iets doorgegeven naar buiten"),
    "case.drop_release": gettext_noop("Toch niet doorgegeven naar buiten"),
    "case.take_back": gettext_noop("Teruggenomen wat was doorgegeven"),
    "case.advise_measure": gettext_noop("Werkgever geadviseerd, met de naam erbij"),
    "case.record_employer": gettext_noop("Antwoord van de werkgever over een maatregel"),
    "case.assess": gettext_noop("Melding beoordeeld"),
    "case.inquire": gettext_noop("Onderzoek begonnen"),
    "case.settle_duty": gettext_noop("Besloten over aangifte of ongevalsmelding"),
    "case.make_package": gettext_noop("Pakket gemaakt om door te geven"),
    "case.hand_over": gettext_noop("Doorgegeven, en de melder hoort het nog niet"),
    "case.tell_subject": gettext_noop("Betrokkene bericht gegeven: eerder, of zonder contactpersoon"),
    "case.waive_letter": gettext_noop("Betrokkene kreeg geen brief aan het eind"),
    "case.waive_hearing": gettext_noop("Betrokkene niet gehoord"),
    "case.keep_unsigned": gettext_noop("Verslag bewaard zonder akkoord"),
    "case.decide": gettext_noop("Vastgelegd wat eruit kwam"),
    "case.suspend_term": gettext_noop("Termijn stilgezet"),
    "case.resume_term": gettext_noop("Termijn loopt weer"),
    "case.extend_term": gettext_noop("Termijn verlengd"),
    "case.learn": gettext_noop("Wat wij hiervan leerden"),
    "case.settle_burden": gettext_noop("Of de melder een maatregel wil"),
    "case.check_measure": gettext_noop("Maatregel juridisch getoetst"),
    "case.decide_measure": gettext_noop("Besloten tot een maatregel"),
    "case.drop_measure": gettext_noop("Maatregel gaat niet door"),
    "case.withdraw_question": gettext_noop("Vraag aan %(whom)s ingetrokken"),
    "decision.answer": gettext_noop("Antwoord van wie besluit"),
}
_SCORES = {
    "good": gettext_noop("De melder vond het goed gaan."),
    "fair": gettext_noop("De melder vond het matig gaan."),
    "bad": gettext_noop("De melder vond het niet goed gaan."),
}
_IDENTITY = {
    "given": gettext_noop("De melder gaf een naam. Die ligt apart, achter slot."),
    "withdrawn": gettext_noop("De melder trok de naam in. Niemand kan hem nog openen."),
}
_KEYS = {
    "names": gettext_noop("de namen"),
    "identity": gettext_noop("de naam van de melder"),
}
_OPENNESS = {
    "anonymous": (gettext_noop("Anonieme melder"), "user-question"),
    "confidential": (gettext_noop("Naam is vertrouwelijk"), "lock"),
    "open": (gettext_noop("Naam is bekend"), "user"),
}

_WHOSE = {
    Whose.REPORTER: gettext_noop("Melder"),
    Whose.SOMEBODY: gettext_noop("Iemand anders in de zaak"),
    Whose.ORGANISATION: gettext_noop("De organisatie"),
}


def whose(details: FileDetails) -> str:
    """Whose a file is; of one from before a colleague was asked, how it counts."""
    if details.is_known_whose:
        return _(_WHOSE[details.whose])
    return _("Niet gezegd: telt als van de melder")


def whose_as(details: FileDetails, counts_as: Whose) -> str:
    """The same of one that may count as somebody else's: what the reporter sent stays theirs whoever put it there."""
    return whose(details) if counts_as is details.whose else _(_WHOSE[counts_as])


def news(number: int) -> str:
    """How much is new to the reader in one case."""
    return ngettext("%(number)d nieuw", "%(number)d nieuw", number) % {"number": number}


def kind(code: str) -> str:
    return _(Kind(code).label)


def kind_inside(code: str) -> str:
    """The kind of a case within a sentence: without a capital, also where a language begins it with one."""
    told = kind(code)
    return told[:1].lower() + told[1:]


def stage(code: str) -> str:
    return _(Stage(code).label)


def term(one: TermView) -> str:
    return _(Term.Name(one.name).label)


def handlers(me: UUID, aliases: Collection[UUID], colleagues: Mapping[UUID, Colleague]) -> str:
    """Who handles a case: "Jij, Joris en nog 2"."""
    names = [_("Jij")] if me in aliases else []
    names += [colleagues[alias].first_name for alias in aliases if alias != me and alias in colleagues]
    if not names:
        return _("Nog niemand")
    shown = ", ".join(names[:_HANDLERS_SHOWN])
    left = len(names) - _HANDLERS_SHOWN
    return shown if left <= 0 else _("%(names)s en nog %(left)d") % {"names": shown, "left": left}


def by_when(one: TermView) -> str:
    """ "vandaag de laatste dag", "morgen", "2 dagen te laat", "5 februari"."""
    today = clock.today()
    days = (one.due_on - today).days
    if days < 0:
        return _("te laat: het moest %(day)s") % {"day": dates.short_day(one.due_on, today)}
    if days == 0:
        return _("vandaag de laatste dag")
    return dates.distance(one.due_on, today) if days <= SOON_DAYS else dates.short_day(one.due_on, today)


def openness(answers: Mapping[str, Any], *, has_name: bool) -> tuple[str, str]:
    """How known the reporter is now: words and icon. A name can be given later, and taken back."""
    asked = str(answers.get("openness"))
    known = asked if asked == "open" else "confidential"
    words, icon = _OPENNESS[known if has_name else "anonymous"]
    return _(words), icon


def report_rows(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers beside the story, as keys and values."""
    rows = []
    for name in SHOWN_ANSWERS:
        question, value = QUESTIONS[name], str(answers.get(name) or "")
        if not value:
            continue
        if question.kind is Answer.CHOICE:
            choice = question.choice(value)
            value = _(choice.label) if choice else value
        elif question.kind is Answer.DAY:
            value = _day_in_words(value)
        rows.append({"key": _(question.key(is_own=False)), "value": value})
    return rows + [{"key": one["question"], "value": one["answer"]} for one in answers.get("own", ())]


def _day_in_words(value: str) -> str:
    try:
        return dates.full_day(date.fromisoformat(value))
    except ValueError:
        return value


def said(one: Said) -> str:
    """What a message says. A rating and a message about the name are codes."""
    if one.kind == "identity":
        return _(_IDENTITY.get(one.body, ""))
    if one.kind == "rating":
        try:
            told = json.loads(one.body)
        except ValueError:
            return one.body
        return "\n\n".join(
            part for part in (_(_SCORES.get(told.get("score"), "")), told.get("body", "")) if part
        )
    return one.body


def party_name(one: PartyView) -> str:
    label = _(Party.Role(one.role).label)
    if one.role == Party.Role.REPORTER:
        return label
    name = f"{label} {one.number}"
    return _("%(name)s · vervallen") % {"name": name} if one.is_withdrawn else name


def party_about(one: PartyView) -> str:
    """What is known of somebody."""
    return about(one.role, one.description)


def about(role: str, description: str) -> str:
    """The same by role: what is known of a reporter is a code of the question about their capacity."""
    choice = QUESTIONS["capacity"].choice(description) if role == Party.Role.REPORTER else None
    return _(choice.label) if choice else description


def decision(verb: str, *, by: Colleague | None, whom: Colleague | None) -> str:
    names = {
        "by": by.first_name if by else _("iemand"),
        "whom": whom.first_name if whom else _("een collega"),
    }
    told = _(_DECISIONS[verb]) % names if verb in _DECISIONS else verb
    return told[:1].upper() + told[1:]


def keys_of(held: Collection[str], until: datetime | None) -> str:
    """What somebody can open: "Zaak en de namen, tot en met 5 februari"."""
    parts = [_("De zaak")] if "file" in held else [_("Het gesprek")]
    parts += [_(_KEYS[one]) for one in ("names", "identity") if one in held]
    text = (
        parts[0]
        if len(parts) == 1
        else _("%(first)s en %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
    )
    last = last_day_of(until)
    if last is None:
        return text
    return _("%(what)s, tot en met %(day)s") % {"what": text, "day": dates.short_day(last, clock.today())}


def asked(kinds: Collection[str]) -> str:
    """The compartments of a request: "de namen en de naam van de melder"."""
    parts = [_(_KEYS[one]) for one in ("names", "identity") if one in kinds]
    return " ".join([parts[0], *(f"{_('en')} {one}" for one in parts[1:])]) if parts else ""


def stands_for(one: KeyHolder) -> str:
    """Whose substitute somebody is, as a sentence; empty for who is nobody's."""
    names = f" {_('en')} ".join(who.first_name for who in one.stands_for)
    return _("Vervangt %(name)s.") % {"name": names} if names else ""


def holder(one: KeyHolder) -> str:
    if one.is_reporter:
        return _("De melder")
    if one.guest:
        return _("%(who)s, toegelaten door de melder") % {"who": guest_role(one.guest)}
    if one.colleague is None:
        return _("Iemand die hier niet meer werkt")
    if one.is_me:
        return _("%(name)s (jij)") % {"name": one.colleague.first_name}
    return f"{one.colleague.first_name}, {one.colleague.function}"


def guest_role(role: str) -> str:
    """As what somebody has a receipt of their own."""
    return _(Guest.Role(role).label)

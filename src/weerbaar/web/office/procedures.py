"""The administrator's pages about procedures: what they say, and what this municipality sets of its own. They show no case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.cases import rulebook
from weerbaar.cases.models import FreeDay
from weerbaar.cases.outline import length_in_words, outline, way_in_words
from weerbaar.cases.procedures import Place, newest, published
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.workdays import DECREED
from weerbaar.web.design import dates
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases import rule_words
from weerbaar.web.office.forms import FreeDayForm, NothingForm, OwnLetterForm, OwnTermForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.procedures import Procedure, TermRule
    from weerbaar.cases.rulebook import LetterSet, TermSet


@administration
def procedures(request: Any) -> HttpResponse:
    """The procedures that cases follow here, and how much of each is this municipality's own."""
    rows = []
    with tenant_scope(request.tenant.id):
        for name in sorted(published(), key=lambda one: _(newest(one).title)):
            held = newest(name)
            own = sum(one.is_own for one in rulebook.terms_here(held))
            own += sum(one.is_own for one in rulebook.letters_here(held))
            rows.append(
                {
                    "url": address(request, "procedure", procedure=name),
                    "title": _(held.title),
                    "about": _(held.about),
                    "version": held.version,
                    "own": own,
                }
            )
        added = len(rulebook.free_days())
    return render(request, "office/procedures.html", {"rows": rows, "added": added})


@administration
def procedure(request: Any, procedure: str) -> HttpResponse:
    """One procedure: its stages, its terms with their basis, its letters, how long a case is kept."""
    held = _held(procedure)
    with tenant_scope(request.tenant.id):
        terms, letters = rulebook.terms_here(held), rulebook.letters_here(held)
    context = {
        "title": _(held.title),
        "about": _(held.about),
        "version": held.version,
        "halts": [
            {
                "name": halt.name,
                "who": "" if halt.place is Place.CLOSED else halt.waits_for,
                "next": halt.next,
                "ways": [way_in_words(way) for way in halt.ways],
            }
            for halt in outline(held, own={one.rule.name: one.length for one in terms})
        ],
        "terms": [_term(request, held, one) for one in terms],
        "letters": [_letter(request, held, one) for one in letters],
        "kept": _kept(held),
    }
    return render(request, "office/procedure.html", context)


def _term(request: Any, held: Procedure, one: TermSet) -> dict[str, Any]:
    rule = one.rule
    allowed = []
    if rule.may_suspend:
        allowed.append(_("mag stilstaan"))
    if rule.extend:
        more = length_in_words(rule.extend, rule.unit)
        allowed.append(_("mag één keer %(length)s langer") % {"length": more})
    return {
        "what": rule_words.term_name(rule.name),
        "length": length_in_words(one.length, rule.unit),
        "starts": rule_words.starts(rule.starts),
        "basis": rule_words.basis(rule),
        "is_own": one.is_own,
        "allowed": _("%(what)s, met een reden") % {"what": _(" en ").join(allowed)}
        if allowed
        else _("staat niet stil en wordt niet langer"),
        "url": address(request, "procedure_term", procedure=held.name, term=rule.name.value)
        if rule.length > 1
        else "",
    }


def _letter(request: Any, held: Procedure, one: LetterSet) -> dict[str, Any]:
    parts = {"procedure": held.name, "letter": one.letter.value}
    return {
        "what": rule_words.letter(one.letter),
        "words": rulebook.with_names(one.words),
        "is_own": one.is_own,
        "url": address(request, "procedure_letter", **parts),
        "drop_url": address(request, "procedure_letter_drop", **parts) if one.is_own else "",
    }


def _kept(held: Procedure) -> str:
    kept = held.retention
    if kept.years is None:
        return _("Hoelang een zaak blijft, hangt af van de wet (selectielijst %(selection)s).") % {
            "selection": kept.selection
        }
    return _("%(years)d jaar na het sluiten (selectielijst %(selection)s).") % {
        "years": kept.years,
        "selection": kept.selection,
    }


@administration
def own_term(request: Any, procedure: str, term: str) -> HttpResponse:
    """A number of one's own for a term."""
    held = _held(procedure)
    rule = _rule(held, term)
    with tenant_scope(request.tenant.id):
        now = next(one.length for one in rulebook.terms_here(held) if one.rule is rule)
    longest = length_in_words(rule.length, rule.unit)
    back = address(request, "procedure", procedure=held.name)
    act = Act(
        heading=_("Maak een termijn korter"),
        about=f"{_(held.title)}, {rule_words.term_name(rule.name).lower()}: {rule_words.basis(rule)}",
        button=_("Stel deze termijn in"),
        back=back,
        icon="clock",
        means=[
            {"text": _("Korter mag. Langer dan %(length)s niet.") % {"length": longest}, "sign": "no"},
            {
                "text": _("Het geldt voor termijnen die hierna beginnen. Wat loopt, houdt zijn dag."),
                "sign": "clock",
            },
            {
                "text": _("Kies je %(length)s, dan geldt weer wat de procedure zegt.") % {"length": longest},
                "sign": "history",
            },
            _in_the_log(),
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        rulebook.set_own_term(request.staff, procedure=procedure, term=term, length=given["length"])
        tell(request, _("De termijn is ingesteld voor zaken van nu af."))
        return back

    form = OwnTermForm(request.POST or None, initial={"length": now})
    form.fields["length"].label = _UNIT_LABELS[rule.unit.value]()
    return act_page(request, act, form, perform)


_UNIT_LABELS = {
    "calendar_days": lambda: _("Hoeveel dagen?"),
    "working_days": lambda: _("Hoeveel werkdagen?"),
    "weeks": lambda: _("Hoeveel weken?"),
    "months": lambda: _("Hoeveel maanden?"),
}


@administration
def own_letter(request: Any, procedure: str, letter: str) -> HttpResponse:
    """Words of one's own for a letter."""
    held = _held(procedure)
    found = _one_letter(request, held, letter)
    back = address(request, "procedure", procedure=held.name)
    act = Act(
        heading=_("Schrijf een eigen tekst"),
        about=f"{_(held.title)}, {rule_words.letter(found.letter).lower()}",
        button=_("Bewaar deze woorden"),
        back=back,
        icon="writing",
        means=[
            {"text": _("Dit is een voorstel. Wie het verstuurt, kan het nog veranderen."), "sign": "yes"},
            {"text": _("Elke melder kan dit lezen. Schrijf hier niets over één zaak."), "sign": "eye"},
            {"text": _("Wat al verstuurd is, verandert niet."), "sign": "history"},
            _in_the_log(),
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        rulebook.set_own_letter(request.staff, procedure=procedure, letter=letter, words=given["words"])
        tell(request, _("De woorden zijn bewaard."))
        return back

    return act_page(
        request,
        act,
        OwnLetterForm(request.POST or None, initial={"words": rulebook.with_names(found.words)}),
        perform,
    )


@administration
def drop_letter(request: Any, procedure: str, letter: str) -> HttpResponse:
    """Back to the words of the procedure."""
    held = _held(procedure)
    found = _one_letter(request, held, letter)
    if not found.is_own:
        raise Http404
    back = address(request, "procedure", procedure=held.name)
    act = Act(
        heading=_("Haal de eigen tekst weg"),
        about=f"{_(held.title)}, {rule_words.letter(found.letter).lower()}",
        button=_("Haal de eigen tekst weg"),
        back=back,
        danger=True,
        means=[
            {"text": _("Wij stellen weer de woorden van de procedure voor."), "sign": "history"},
            {"text": _("Jullie eigen tekst is daarna weg."), "sign": "no"},
            _in_the_log(),
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        rulebook.drop_own_letter(request.staff, procedure=procedure, letter=letter)
        tell(request, _("De eigen tekst is weg."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def free_days(request: Any) -> HttpResponse:
    """The days that a decree frees: those that the product knows, and those that were added here."""
    today = clock.today()
    with tenant_scope(request.tenant.id):
        added = {one.day: one.id for one in rulebook.free_days()}
    rows = [
        {
            "day": day,
            "url": address(request, "free_day_remove", day_id=added[day]) if day in added else "",
        }
        for day in sorted({*added, *(one for one in DECREED if one >= today)})
    ]
    return render(request, "office/free_days.html", {"rows": rows})


@administration
def free_day_add(request: Any) -> HttpResponse:
    """A day of a new decree."""
    back = address(request, "free_days")
    act = Act(
        heading=_("Voeg een vrije dag toe"),
        button=_("Voeg deze dag toe"),
        back=back,
        icon="calendar-due",
        means=[
            {
                "text": _(
                    "Alleen een dag die in een koninklijk besluit staat. Zoek het na in de Staatscourant."
                ),
                "sign": "book",
            },
            {
                "text": _("Een termijn in de wet die op die dag eindigt, eindigt een werkdag later."),
                "sign": "clock",
            },
            {
                "text": _("Het geldt voor termijnen die hierna beginnen. Wat loopt, houdt zijn dag."),
                "sign": "history",
            },
            _in_the_log(),
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        rulebook.add_free_day(request.staff, day=given["day"])
        tell(request, _("De dag is toegevoegd."))
        return back

    return act_page(request, act, FreeDayForm(request.POST or None), perform)


@administration
def free_day_remove(request: Any, day_id: UUID) -> HttpResponse:
    """Take a day off the list again."""
    day = _day(request, day_id)
    back = address(request, "free_days")
    act = Act(
        heading=_("Haal een vrije dag weg"),
        about=dates.full_day(day),
        button=_("Haal deze dag weg"),
        back=back,
        danger=True,
        means=[
            {
                "text": _("Het geldt voor termijnen die hierna beginnen. Wat loopt, houdt zijn dag."),
                "sign": "history",
            },
            _in_the_log(),
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        rulebook.remove_free_day(request.staff, day_id=day_id)
        tell(request, _("De dag is van de lijst."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _in_the_log() -> dict[str, str]:
    return {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"}


def _held(name: str) -> Procedure:
    if name not in published():
        raise Http404
    return newest(name)


def _rule(held: Procedure, term: str) -> TermRule:
    rule = held.term(term)
    if rule is None:
        raise Http404
    return rule


def _one_letter(request: Any, held: Procedure, letter: str) -> LetterSet:
    with tenant_scope(request.tenant.id):
        found = next((one for one in rulebook.letters_here(held) if one.letter == letter), None)
    if found is None:
        raise Http404
    return found


def _day(request: Any, day_id: UUID) -> date:
    with tenant_scope(request.tenant.id):
        found = FreeDay.objects.filter(id=day_id).first()
    if found is None:
        raise Http404
    return found.day

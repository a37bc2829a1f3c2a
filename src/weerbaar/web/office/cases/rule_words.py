"""What a procedure says, in words for the page: from when, on what basis, who acts. Only what was checked is law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weerbaar.cases.models import Duty, Term
from weerbaar.cases.outline import length_in_words
from weerbaar.cases.procedures import Basis, From, Letter
from weerbaar.cases.terms import end_of_term
from weerbaar.web.design import dates

if TYPE_CHECKING:
    from datetime import date

    from weerbaar.cases.procedures import TermRule
    from weerbaar.cases.worklist import TermView

_FROM = {
    From.RECEIVED: gettext_noop("vanaf de dag dat de melding binnenkwam"),
    From.ACKNOWLEDGED: gettext_noop("vanaf de ontvangstbevestiging"),
    From.ACKNOWLEDGED_OR_LATEST: gettext_noop(
        "vanaf de ontvangstbevestiging, of vanaf de dag waarop die er had moeten zijn"
    ),
}
# A basis that nobody checked is shown as what it is for certain: a number of our own.
_LAWS = {Basis.WBK_2: gettext_noop("Wet bescherming klokkenluiders")}
_LETTERS = {
    Letter.ACKNOWLEDGEMENT: gettext_noop("Bevestigen dat de melding binnen is"),
    Letter.NOT_HERE: gettext_noop("Vertellen dat de melding hier niet hoort"),
    Letter.FEEDBACK: gettext_noop("Antwoord op de melding"),
}
_SATURDAY, _SUNDAY = 5, 6


def starts(one: From) -> str:
    return _(_FROM[one])


def letter(one: Letter) -> str:
    return _(_LETTERS[one]) if one in _LETTERS else one.value


def term_name(code: str) -> str:
    return _(Term.Name(code).label)


def basis(rule: TermRule) -> str:
    """On what a term rests, with its number: "Wet bescherming klokkenluiders, 7 dagen"."""
    told = {
        "what": _(_LAWS.get(rule.basis, gettext_noop("Eigen regeling"))),
        "length": length_in_words(rule.length, rule.unit),
    }
    return _("%(what)s, %(length)s") % told


def basis_of(rule: TermRule | None, one: TermView) -> str:
    """The same for a term that runs, which may be shorter than its rule by the municipality's own number."""
    if one.name in Duty.Name.values:
        return _("Afgesproken bij de beoordeling")
    if rule is None:
        return _("Eigen regeling")
    whole = end_of_term(rule, one.starts_on, rule.length)
    if one.target_on >= whole.target:
        return basis(rule)
    if rule.basis in _LAWS:
        return _("Eigen regeling, korter dan de wet (%(length)s)") % {
            "length": length_in_words(rule.length, rule.unit)
        }
    return _("Eigen regeling, korter dan %(length)s") % {"length": length_in_words(rule.length, rule.unit)}


def moved(one: TermView, today: date) -> str:
    """Why the last day is another than the one to aim at; empty when it is not."""
    if one.target_on == one.due_on:
        return ""
    weekday = one.target_on.weekday()
    told = {
        _SATURDAY: _("Streefdag: %(target)s. Die valt op een zaterdag, daarom is %(last)s de laatste dag."),
        _SUNDAY: _("Streefdag: %(target)s. Die valt op een zondag, daarom is %(last)s de laatste dag."),
    }.get(weekday, _("Streefdag: %(target)s. Dat is een vrije dag, daarom is %(last)s de laatste dag."))
    return told % {
        "target": dates.short_day(one.target_on, today),
        "last": dates.week_day(one.due_on, today),
    }

"""What a municipality sets of its own: shorter, in its own words, and by the administrator alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests.filed import file_report
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import rulebook
from weerbaar.cases.models import FreeDay, OwnLetter, OwnTerm, Term
from weerbaar.cases.procedures import Letter, newest, published
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError

NOON = datetime(2026, 11, 2, 11, tzinfo=UTC)
VERBS = {
    "procedure.set_term": lambda who: rulebook.set_own_term(
        who, procedure="conduct", term="decide", length=4
    ),
    "procedure.set_letter": lambda who: rulebook.set_own_letter(
        who, procedure="conduct", letter="feedback", words="Dag."
    ),
    "procedure.drop_letter": lambda who: rulebook.drop_own_letter(
        who, procedure="conduct", letter="feedback"
    ),
    "procedure.add_free_day": lambda who: rulebook.add_free_day(who, day=date(2026, 12, 24)),
    "procedure.remove_free_day": lambda who: rulebook.remove_free_day(who, day_id=who.person_id),
}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture
def wietske(town):
    return town["Wietske"].opened


@pytest.fixture(autouse=True)
def nothing_set(town):
    yield
    with tenant_scope(town.tenant.id):
        for model in (OwnTerm, OwnLetter, FreeDay):
            model.objects.all().delete()


@pytest.fixture
def lines(town):
    """What the log says of procedures since the test began, sorted."""

    def found() -> dict[object, tuple[str, bool]]:
        with tenant_scope(town.tenant.id):
            rows = Line.objects.filter(verb__startswith="procedure.").values_list("id", "verb", "refused")
            return {row: (verb, refused) for row, verb, refused in rows}

    before = found()
    return lambda: sorted(line for row, line in found().items() if row not in before)


@pytest.mark.parametrize("procedure", sorted(published()))
def test_every_term_of_every_procedure_can_be_made_shorter_and_never_longer(town, wietske, procedure):
    held = newest(procedure)
    for rule in held.terms:
        with pytest.raises(RefusedError, match="Korter mag, langer niet"):
            rulebook.set_own_term(wietske, procedure=procedure, term=rule.name, length=rule.length + 1)
        rulebook.set_own_term(wietske, procedure=procedure, term=rule.name, length=1)
    with tenant_scope(town.tenant.id):
        assert [(one.length, one.is_own) for one in rulebook.terms_here(held)] == [
            (1, one.length > 1) for one in held.terms
        ]


def test_the_number_of_the_procedure_takes_an_own_one_back(town, wietske, lines):
    for length, kept in ((4, 1), (5, 1), (6, 0)):
        rulebook.set_own_term(wietske, procedure="conduct", term="decide", length=length)
        with tenant_scope(town.tenant.id):
            assert OwnTerm.objects.count() == kept
    assert lines() == [("procedure.set_term", False)] * 3


def test_own_words_are_the_proposal_until_they_are_dropped(town, wietske):
    conduct, words = newest("conduct"), "Dank je wel.\n\nOp {feedback_due} weet je meer. {feedback_due}!"
    rulebook.set_own_letter(wietske, procedure="conduct", letter="acknowledgement", words=words)
    with tenant_scope(town.tenant.id):
        assert rulebook.proposal(conduct, Letter.ACKNOWLEDGEMENT, feedback_due="3 mei") == (
            "Dank je wel.\n\nOp 3 mei weet je meer. 3 mei!"
        )
        assert "Je melding is binnen" in rulebook.proposal(newest("integrity"), Letter.ACKNOWLEDGEMENT)
    rulebook.drop_own_letter(wietske, procedure="conduct", letter="acknowledgement")
    with tenant_scope(town.tenant.id), translation.override("nl"):
        assert (
            "uiterlijk op 3 mei"
            in rulebook.proposal(conduct, Letter.ACKNOWLEDGEMENT, feedback_due="3 mei").casefold()
        )
    with pytest.raises(RefusedError, match="al de woorden van de procedure"):
        rulebook.drop_own_letter(wietske, procedure="conduct", letter="acknowledgement")


@pytest.mark.parametrize("typed", ["{laatste dag}", "{ Laatste  dag }", "{last day}", "{feedback_due}"])
def test_a_blank_is_typed_by_its_name_and_kept_as_the_procedures_have_it(town, wietske, typed):
    conduct = newest("conduct")
    with translation.override("en" if "last day" in typed else "nl"):
        words = f"Op {typed} weet je meer."
        rulebook.set_own_letter(wietske, procedure="conduct", letter="acknowledgement", words=words)
    with tenant_scope(town.tenant.id):
        assert OwnLetter.objects.get().words == "Op {feedback_due} weet je meer."
        assert (
            rulebook.proposal(conduct, Letter.ACKNOWLEDGEMENT, feedback_due="3 mei")
            == "Op 3 mei weet je meer."
        )
    with translation.override("nl"):
        assert rulebook.with_names("Op {feedback_due}.") == "Op {laatste dag}."
    rulebook.drop_own_letter(wietske, procedure="conduct", letter="acknowledgement")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("  ", "Schrijf eerst iets op"),
        ("x" * 4001, "te lang"),
        ("Beste {naam}", "Wij kennen {%(blank)s} niet"),
        ("Een \ud800", "niet kunnen bewaren"),
    ],
)
def test_words_that_cannot_be_sent_are_refused(town, wietske, words, sentence):
    with pytest.raises(RefusedError) as refused:
        rulebook.set_own_letter(wietske, procedure="conduct", letter="feedback", words=words)
    assert sentence in refused.value.sentence
    with tenant_scope(town.tenant.id):
        assert not OwnLetter.objects.exists()


def test_a_decreed_day_moves_terms_that_start_after_it_and_no_other(town, wietske, lines):
    with clock.stopped_at(NOON):
        before = file_report(town, kind="wrongdoing")
        rulebook.add_free_day(wietske, day=date(2026, 11, 9))
        after = file_report(town, kind="wrongdoing")
    with tenant_scope(town.tenant.id):
        due = {
            one.case_id: (one.target_on, one.due_on)
            for one in Term.objects.filter(name="acknowledge", case__in=[before.case, after.case])
        }
        (added,) = rulebook.free_days()
    assert due[before.case.id] == (date(2026, 11, 9), date(2026, 11, 9))
    assert due[after.case.id] == (date(2026, 11, 9), date(2026, 11, 10))
    rulebook.remove_free_day(wietske, day_id=added.id)
    with clock.stopped_at(NOON):
        later = file_report(town, kind="wrongdoing")
    with tenant_scope(town.tenant.id):
        assert Term.objects.get(case=later.case, name="acknowledge").due_on == date(2026, 11, 9)
    assert lines() == [("procedure.add_free_day", False), ("procedure.remove_free_day", False)]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 2), "die nog komt"),
        (date(2020, 5, 8), "die nog komt"),
        (date(2040, 5, 9), "die nog komt"),
        (date(2026, 11, 7), "al vrij"),
        (date(2026, 12, 25), "al vrij"),
        (date(2027, 5, 7), "al vrij"),
    ],
)
def test_only_a_working_day_to_come_can_be_freed(town, wietske, day, sentence):
    with clock.stopped_at(NOON), pytest.raises(RefusedError, match=sentence):
        rulebook.add_free_day(wietske, day=day)


def test_free_days_cannot_make_the_law_last_longer_at_will(town, wietske):
    with clock.stopped_at(NOON):
        day = date(2027, 2, 1)
        for number in range(rulebook.MOST_FREE_DAYS):
            rulebook.add_free_day(wietske, day=day + timedelta(weeks=number))
        with pytest.raises(RefusedError, match="al vrij"):
            rulebook.add_free_day(wietske, day=day)
        with pytest.raises(RefusedError, match="staan er al"):
            rulebook.add_free_day(wietske, day=date(2027, 11, 1))
        rulebook.add_free_day(wietske, day=date(2028, 2, 1))


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("who", ["Fatima", "Ilse", "Samira"])
def test_only_an_administrator_sets_anything_and_a_try_is_kept(town, lines, who, verb):
    with pytest.raises(NotAllowedError):
        VERBS[verb](town[who].opened)
    assert lines() == [(verb, True)]
    with tenant_scope(town.tenant.id):
        assert [model for model in (OwnTerm, OwnLetter, FreeDay) if model.objects.exists()] == []


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_an_administrator_without_an_open_key_sets_nothing(town, verb):
    with pytest.raises(RefusedError, match="Open eerst je kluis"):
        VERBS[verb](town["Wietske"].staff.with_key(None))


@pytest.mark.parametrize(
    "act",
    [
        lambda who: rulebook.set_own_term(who, procedure="nonsense", term="decide", length=1),
        lambda who: rulebook.set_own_term(who, procedure="aggression", term="nonsense", length=1),
        lambda who: rulebook.set_own_letter(who, procedure="conduct", letter="nonsense", words="Dag"),
        lambda who: rulebook.remove_free_day(who, day_id=who.person_id),
    ],
)
def test_what_is_not_there_is_refused(wietske, act):
    with pytest.raises(NotAllowedError):
        act(wietske)


def test_what_one_municipality_sets_is_not_another_s(town, wietske):
    rulebook.set_own_term(wietske, procedure="conduct", term="decide", length=1)
    other = make_tenant()
    with tenant_scope(other.tenant.id):
        assert not any(one.is_own for one in rulebook.terms_here(newest("conduct")))

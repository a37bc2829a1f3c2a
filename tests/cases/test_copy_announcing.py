"""What a reporter is told of a copy, what they say to it, and that nothing goes before they could (C14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from tests.cases.test_copies import (
    COURT,
    agree,
    ask,
    bodies,
    case_with_names,
    for_court,
    kept_file,
    looked_at,
    of_desk,
    party,
    read,
    refuse,
    rows,
    take,
    told,
    with_original,
)
from tests.web.office.cases.test_working_together import seen_by_reporter

from weerbaar.cases import sealed
from weerbaar.cases.copy_parts import BY_DEFAULT, CHANGED, MAY_HAVE, TO_STAY_HIDDEN, Part, Wanted
from weerbaar.cases.models import Decision, Message, Party
from weerbaar.cases.queries import keys_to
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import write


@pytest.fixture
def filed(town):
    return case_with_names(town)


def test_the_name_of_the_reporter_that_the_law_asks_waits_until_they_heard(town, filed):
    noor = party(filed, "reporter")
    wanted = replace(COURT, named={noor: "De rechter beveelt het."}, is_obliged=True)
    copy_id = ask(town, filed, wanted=wanted, names_open=True)
    with tenant_scope(town.tenant.id):
        told = Message.objects.filter(case=filed.case, kind="question").get()
    assert rows(filed)[0].message_id == told.id
    agree(town, filed, copy_id, names_open=True)
    with pytest.raises(RefusedError, match="nog tijd om te reageren"):
        take(town, filed, copy_id, names_open=True)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert take(town, filed, copy_id, names_open=True).pieces


def test_what_the_reporter_says_to_it_is_read_first_and_they_are_told_once(town, filed):
    noor = party(filed, "reporter")
    wanted = replace(COURT, parts=frozenset({"report"}), named={noor: "Bevel."}, is_obliged=True)
    copy_id = ask(town, filed, wanted=wanted, names_open=True)
    write(filed.reporter, body="Doe dit niet.")
    with pytest.raises(RefusedError) as refused:
        agree(town, filed, copy_id, names_open=True)
    assert refused.value.sentence == CHANGED
    ask(town, filed, wanted=wanted, names_open=True)
    with tenant_scope(town.tenant.id):
        assert Message.objects.filter(case=filed.case, kind="question").count() == 1


def of_noor(filed, why="De rechter beveelt het.") -> Wanted:
    """A copy for the court with the name of the reporter, which a law asks."""
    noor = party(filed, "reporter")
    return replace(COURT, parts=frozenset({"report"}), named={noor: why}, is_obliged=True)


def objects(town, filed, body="Ja, dat schaadt mij.") -> None:
    write(filed.reporter, body=body, answers=told(filed)[-1].id)


@pytest.mark.req("C14")
def test_an_answer_of_the_reporter_does_not_end_the_days_that_they_read(town, filed):
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed)
    copy_id = ask(town, filed, wanted=of_noor(filed))
    seen = read(town, filed, copy_id).objection
    agree(town, filed, copy_id, weighed="De rechter dwingt ons.", seen=seen.seen)
    last_day = seen.last_day
    with pytest.raises(RefusedError, match="nog tijd om te reageren"):
        take(town, filed, copy_id)
    at_night = clock.stopped_at(datetime.combine(last_day, time(23, 30), tzinfo=AMSTERDAM))
    with at_night, pytest.raises(RefusedError, match="nog tijd om te reageren"):
        take(town, filed, copy_id)
    with clock.stopped_at(datetime.combine(last_day + timedelta(days=1), time(9), tzinfo=AMSTERDAM)):
        assert take(town, filed, copy_id).pieces


@pytest.mark.req("C14")
@pytest.mark.parametrize("is_answer", [True, False])
def test_what_the_reporter_wrote_is_weighed_by_who_agrees_with_a_reason_that_is_kept(town, filed, is_answer):
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed) if is_answer else write(filed.reporter, body="Ja, dat schaadt mij.")
    assert looked_at(town, filed, of_noor(filed)).objection.written == "Ja, dat schaadt mij."
    copy_id = ask(town, filed, wanted=of_noor(filed))
    for who in ("Fatima", "Joris"):
        assert read(town, filed, copy_id, by=who).objection.written == "Ja, dat schaadt mij."
    seen = read(town, filed, copy_id).objection.seen
    with pytest.raises(RefusedError, match="Lees dat eerst"):
        agree(town, filed, copy_id, weighed="De rechter dwingt ons.")
    with pytest.raises(RefusedError, match="wat je daarmee deed") as refused:
        agree(town, filed, copy_id, seen=seen)
    assert refused.value.field == "weighed"
    agree(town, filed, copy_id, weighed="De rechter dwingt ons.", seen=seen)
    assert read(town, filed, copy_id).objection.weighed == "De rechter dwingt ons."
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Joris"].opened, filed.case)
        decision = Decision.objects.get(case=filed.case, verb="case.agree_copy")
        assert "De rechter dwingt ons." in sealed.reason_of(keys, decision)
    assert not any(b"dwingt" in bytes(one.sealed_request) for one in rows(filed))


def test_why_it_goes_and_what_was_weighed_may_each_be_as_long_as_a_reason(town, filed):
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed)
    copy_id = ask(town, filed, wanted=of_noor(filed))
    seen, longest = read(town, filed, copy_id).objection.seen, LONGEST_REASON
    for given, field in (
        ({"reason": " ", "weighed": "Het moet."}, "reason"),
        ({"weighed": "x" * (longest + 1)}, "weighed"),
    ):
        with pytest.raises(RefusedError) as refused:
            agree(town, filed, copy_id, seen=seen, **given)
        assert refused.value.field == field
    agree(town, filed, copy_id, reason="a" * longest, weighed="b" * longest, seen=seen)
    assert read(town, filed, copy_id).objection.weighed == "b" * longest


def test_nobody_agrees_in_advance_to_what_the_reporter_may_still_write(town, filed):
    copy_id = ask(town, filed, wanted=of_noor(filed))
    agree(town, filed, copy_id)
    objects(town, filed)
    with clock.stopped_at(clock.now() + timedelta(days=30)), pytest.raises(RefusedError) as refused:
        take(town, filed, copy_id)
    assert refused.value.sentence == CHANGED


def test_a_no_stays_a_no_where_the_reporter_is_told_anew_for_another_reason(town, filed):
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed)
    copy_id = ask(town, filed, wanted=of_noor(filed, why="Een ander bevel."))
    assert len(told(filed)) == 2
    assert read(town, filed, copy_id).objection.written == "Ja, dat schaadt mij."
    with pytest.raises(RefusedError, match="Lees dat eerst"):
        agree(town, filed, copy_id)


@pytest.mark.req("C14")
@pytest.mark.parametrize("reader", [one for one, may in MAY_HAVE.items() if Part.TALK in may])
def test_what_the_reporter_wrote_about_a_copy_stays_out_of_each_by_itself(town, filed, reader):
    write(filed.reporter, body="Ik zag het zelf.")
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed)
    write(filed.reporter, body="Mijn chef leest mee.")
    given = Wanted(reader, "De lezer", "De vraag.", BY_DEFAULT[reader] | {Part.TALK})
    assert Part.OBJECTION not in given.parts
    shown = looked_at(town, filed, given).content
    said = [one.text for one in shown.entries if one.kind in ("message", "question")]
    assert said == ["Ik zag het zelf."]
    [left_out] = [one for one in shown.left_out if one.part == Part.OBJECTION]
    assert (left_out.number, left_out.why) == (3, TO_STAY_HIDDEN)
    chosen = looked_at(town, filed, replace(given, parts=given.parts | {Part.OBJECTION})).content
    assert {"Ja, dat schaadt mij.", "Mijn chef leest mee."} <= {one.text for one in chosen.entries}


def test_what_the_reporter_wrote_after_their_days_is_said_in_the_talk(town, filed):
    ask(town, filed, wanted=of_noor(filed))
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        write(filed.reporter, body="Er is nog iets gebeurd.")
        shown = looked_at(town, filed, replace(COURT, parts=frozenset({"talk"}))).content
    assert [one.text for one in shown.entries if one.kind == "message"] == ["Er is nog iets gebeurd."]


def test_of_a_copy_without_their_name_there_is_nothing_that_the_reporter_wrote(town, filed):
    ask(town, filed, wanted=of_noor(filed))
    objects(town, filed)
    assert looked_at(town, filed).objection is None
    assert read(town, filed, ask(town, filed)).objection is None


def test_the_reporter_hears_anew_of_another_reader_another_reason_and_after_a_refusal(town, filed):
    noor = party(filed, "reporter")

    def asked(who, why):
        wanted = Wanted("other", who, "Een vraag.", frozenset({"report"}), named={noor: why}, is_obliged=True)
        return ask(town, filed, wanted=wanted)

    asked("Verzekeraar De Dam", "De polis.")
    second = asked("Verzekeraar De Dam", "De polis.")
    assert len(told(filed)) == 1
    refuse(town, filed, second)
    asked("De krant", "De polis.")
    asked("Verzekeraar De Dam", "Een andere wet.")
    assert len(told(filed)) == 3
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        bodies = [sealed.message_body(keys, one) for one in told(filed)]
    assert ["Verzekeraar De Dam (Iemand anders)" in one for one in bodies] == [True, False, True]
    assert "De krant (Iemand anders)" in bodies[1]


def test_a_refused_copy_is_not_how_the_reporter_heard(town, filed):
    noor = party(filed, "reporter")
    wanted = replace(COURT, parts=frozenset({"report"}), named={noor: "Bevel."}, is_obliged=True)
    refuse(town, filed, ask(town, filed, wanted=wanted))
    ask(town, filed, wanted=wanted)
    assert len(told(filed)) == 2


@pytest.mark.parametrize("role", [None, "subject"])
def test_that_a_law_asks_it_tells_the_reporter_nothing_when_their_name_stays(town, filed, role):
    named = {party(filed, role): "Nodig."} if role else {}
    ask(town, filed, wanted=replace(COURT, named=named, is_obliged=True))
    assert told(filed) == []


def test_the_reporter_hears_once_that_what_they_told_went_to_somebody(town, filed):
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)
    went = "Er ging een afschrift met wat jij vertelde naar: Rechtbank Waterlinie (Rechtbank of rechter). Je naam"
    assert went not in seen_by_reporter(filed)
    take(town, filed, copy_id)
    take(town, filed, copy_id, by="Joris")
    assert seen_by_reporter(filed).count(went) == 1


def test_a_reporter_who_heard_of_their_name_alone_hears_of_an_original_too(town, filed):
    photo, noor = kept_file(town, filed), party(filed, "reporter")
    named = {"named": {noor: "De rechter beveelt het."}, "is_obliged": True}
    for originals in ({}, {photo: "Bewijs."}, {photo: "Bewijs."}):
        ask(town, filed, wanted=with_original(photo, **named, originals=originals))
    assert len(told(filed)) == 2


def test_of_two_files_with_one_name_the_reporter_hears_of_each_and_can_tell_them_apart(town, filed):
    first, second = (kept_file(town, filed, uploaded_at=f"2026-11-0{day}T08:15:00+00:00") for day in (3, 4))
    for files in ((first,), (second,), (second, first), (first, second)):
        ask(town, filed, wanted=for_court(filed, *files))
    heard = bodies(town, filed)
    told_of = ["bestand 1 van jou, van 3 november 2026", "bestand 2 van jou, van 4 november 2026"]
    assert [[one in body for one in told_of] for body in heard] == [
        [True, False],
        [False, True],
        [True, True],
    ]


def test_of_another_reason_for_a_file_as_it_came_the_reporter_hears_anew(town, filed):
    photo = kept_file(town, filed)
    for why in ("Bewijs.", " Bewijs. ", "Iets anders."):
        ask(town, filed, wanted=for_court(filed, photo, why=why))
    assert ["Iets anders." in body for body in bodies(town, filed)] == [False, True]


def test_the_reporter_hears_of_what_the_desk_added_without_its_name_and_of_nothing_that_another_gave(
    town, filed
):
    given = [of_desk(town, filed, said_whose=whose) for whose in ("", "somebody", "organisation")]
    wanted = for_court(filed, *given)
    # What another gave may show who that is: every name goes along, or it stays.
    with pytest.raises(RefusedError, match="de namen van iedereen uit de zaak"):
        ask(town, filed, wanted=wanted)
    with tenant_scope(town.tenant.id):
        everybody = Party.objects.filter(case=filed.case, dropped_name__isnull=False)
        named = dict.fromkeys(everybody.values_list("id", flat=True), "De rechtbank vraagt het.")
    ask(town, filed, wanted=replace(wanted, named=named))
    [body] = bodies(town, filed)
    assert body.count("De reden is: Bewijs.") == 1
    assert "een bestand dat wij voor je bewaren, van 3 november 2026, 09.15" in body
    assert "foto.jpg" not in body

"""A copy of the file: everything is gathered, names stay out, a second person agrees, and what both saw is what goes (C14)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.statements import counted

from weerbaar.audit import manifests
from weerbaar.audit.models import Line
from weerbaar.cases import actions, copies, notes, sealed, staying_out
from weerbaar.cases.copy_contents import unpacked
from weerbaar.cases.copy_parts import (
    CHANGED,
    MAY_HAVE,
    Part,
    Reader,
    Wanted,
)
from weerbaar.cases.gathering import gathered
from weerbaar.cases.models import Access, Case, Decision, FileCopy, Message, Party
from weerbaar.cases.queries import details_of, keys_to
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake.actions import reveal_identity, withdraw_identity, write
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.queries import Profile, colleagues_by_alias
from weerbaar.vault.files import Blob, FileDetails, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, NOT_CLEANED, Finished, row_of
from weerbaar.web.office.cases.copy_papers import Giver, machine

COURT = Wanted(
    "court",
    "Rechtbank Waterlinie",
    "De dagvaarding van 3 november.",
    frozenset({"people", "report", "talk", "decisions", "timeline"}),
)
GIVER = Giver("Gemeente Waterlinie", "https://meld.example/waterlinie/bewijs-controleren/")
NAMES = ("Bram", "Kuipers", "Noor", "Visser", "Sem", "06 12345678")


@pytest.fixture(scope="module")
def town(database):
    """A town of this file's own: what it looks for stands on the first page of a list."""
    return make_tenant()


@pytest.fixture
def filed(town):
    return case_with_names(town)


def case_with_names(town):
    """The case of Noor Visser, who names others in what she tells."""
    told = "Bram Kuipers schreeuwde tegen mij. Mail bkuipers@stad.example, of bel Noor op 0612345678."
    found = file_report(
        town,
        readers=("Fatima", "Joris", "Marit"),
        name="Noor Visser",
        answers={"story": told, "where": "Bij Sem Vos."},
    )
    bring(town["Fatima"].opened, found, "acknowledged")
    return found


def ask(town, filed, *, by="Fatima", wanted=COURT, names_open=True) -> UUID:
    copy_id = uuid4()
    copies.ask_copy(town[by].opened, code=filed.code, copy_id=copy_id, wanted=wanted, names_open=names_open)
    return copy_id


def looked_at(town, filed, wanted=COURT, *, by="Fatima", names_open=True):
    with tenant_scope(town.tenant.id):
        return copies.preview(town[by].opened, code=filed.code, wanted=wanted, names_open=names_open)


def read(town, filed, copy_id, *, by="Joris", names_open=True):
    with tenant_scope(town.tenant.id):
        return copies.read_copy(town[by].opened, code=filed.code, copy_id=copy_id, names_open=names_open)


def by_program(seen) -> bytes:
    """What a program would read of a copy that was looked at."""
    return machine(
        copies.Handed(COURT.reader, COURT.who, seen.content, seen.named, {}, seen.hands, clock.now()), GIVER
    )


def agree(
    town, filed, copy_id, *, by="Joris", reason="Dit mag mee.", names_open=True, was_read=False, **weighed
):
    copies.agree_copy(
        town[by].opened,
        code=filed.code,
        copy_id=copy_id,
        reason=reason,
        names_open=names_open,
        was_read=was_read,
        **weighed,
    )


def take(town, filed, copy_id, *, by="Fatima", names_open=True):
    def lay_out(handed):
        return [manifests.piece("dossier.json", machine(handed, GIVER))]

    return copies.take_copy(
        town[by].opened, code=filed.code, copy_id=copy_id, names_open=names_open, lay_out=lay_out
    )


def party(filed, role) -> UUID:
    with tenant_scope(filed.case.tenant_id):
        return Party.objects.filter(case=filed.case, role=role).values_list("id", flat=True).get()


def lines(filed, verb) -> list[Line]:
    with tenant_scope(filed.case.tenant_id):
        return list(Line.objects.filter(subject_id=filed.case.id, verb=verb))


def rows(filed) -> list[FileCopy]:
    with tenant_scope(filed.case.tenant_id):
        return list(FileCopy.objects.filter(case=filed.case))


# --- everything is gathered ---


def test_it_says_who_wrote_what_and_when_the_oldest_first(town, filed):
    fatima = town["Fatima"].opened
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        write(filed.reporter, body="Het gebeurde weer.")
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        notes.write_note(fatima, code=filed.code, note_id=uuid4(), text="Ik bel morgen.")
    with tenant_scope(town.tenant.id):
        found = gathered(fatima.opened, filed.case, keys_to(fatima, filed.case))
    told = [(one.part, one.who, one.text) for one in found.entries]
    assert told[0][:2] == ("report", "de melder")
    assert told[-2:] == [
        ("talk", "de melder", "Het gebeurde weer."),
        ("notes", f"Fatima, {town['Fatima'].staff.function}", "Ik bel morgen."),
    ]
    assert all(one.at.endswith(("+01:00", "+02:00")) for one in found.entries)
    assert found.closed.total() == 0


def test_a_big_case_takes_no_statement_for_each_row(town, filed):
    fatima = town["Fatima"].opened

    def sent() -> int:
        with tenant_scope(town.tenant.id):
            keys = keys_to(fatima, filed.case)
            with counted() as statements:
                gathered(fatima.opened, filed.case, keys)
        return len(statements)

    few = sent()
    for number in range(12):
        write(filed.reporter, body=f"Bericht {number}")
        notes.write_note(fatima, code=filed.code, note_id=uuid4(), text=f"Notitie {number}")
    assert sent() == few


# --- what stays out ---


def test_a_name_that_stays_out_is_in_no_byte(town, filed):
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)
    [piece] = take(town, filed, copy_id).pieces
    content = b"".join(piece.chunks()).decode()
    assert "schreeuwde tegen mij" in content
    assert "[naam weggelaten]" in content
    for one in (*NAMES, "bkuipers", "0612345678"):
        assert one.casefold() not in content.casefold(), one


def test_where_something_was_taken_out_is_told_to_who_asks_and_not_to_the_reader(town, filed):
    seen = looked_at(town, filed, COURT)
    assert [(one.part, one.names) for one in seen.content.taken] == [(Part.REPORT, 5)]
    assert b"taken" not in by_program(seen)
    assert len(lines(filed, "case.preview_copy")) == 1
    assert rows(filed) == []


def test_words_by_hand_are_gone_too(town, filed):
    wanted = replace(COURT, words=("schreeuwde tegen",))
    seen = looked_at(town, filed, wanted)
    assert b"schreeuwde" not in by_program(seen)
    assert seen.content.words_taken == 1


def test_a_name_that_goes_along_goes_with_a_reason_and_by_open_names_alone(town, filed):
    bram = party(filed, "subject")
    wanted = replace(COURT, named={bram: "De rechter vraagt wie het is."})
    with pytest.raises(RefusedError, match="Open daarom eerst de namen"):
        ask(town, filed, wanted=wanted, names_open=False)
    copy_id = ask(town, filed, wanted=wanted, names_open=True)
    with pytest.raises(RefusedError, match="Open daarom eerst de namen"):
        agree(town, filed, copy_id, names_open=False)
    agree(town, filed, copy_id)
    with pytest.raises(RefusedError, match="Open daarom eerst de namen"):
        take(town, filed, copy_id, names_open=False)
    [piece] = take(town, filed, copy_id).pieces
    content = json.loads(b"".join(piece.chunks()))
    assert content["names"] == {"B1": "Bram Kuipers"}
    assert "Bram Kuipers schreeuwde" in content["entries"][0]["text"]
    assert "Noor" not in json.dumps(content)


def test_the_names_lie_in_no_row_that_the_file_opens(town, filed):
    wanted = replace(COURT, named={party(filed, "subject"): "Nodig."})
    ask(town, filed, wanted=wanted, names_open=True)
    [row] = rows(filed)
    with tenant_scope(town.tenant.id):
        key = keys_to(town["Fatima"].opened, filed.case)["file"]
    held = json.loads(key.open("cases_filecopy", row.id, "sealed_request", row.sealed_request))
    assert list(held["names"]) == ["names"]
    assert "Nodig." not in json.dumps(held)
    assert "Kuipers" not in json.dumps(held)


def test_what_is_left_out_is_counted_and_said_why(town, filed):
    fatima = town["Fatima"].opened
    notes.write_note(fatima, code=filed.code, note_id=uuid4(), text="Geheime gedachte.")
    seen = looked_at(town, filed, COURT)
    left_out = seen.content.left_out
    assert (Part.NOTES, 1, "Intern werkstuk") in [(one.part, one.number, one.why) for one in left_out]
    assert b"Geheime gedachte" not in by_program(seen)


def test_what_is_sealed_is_what_was_seen(town, filed):
    seen = looked_at(town, filed, COURT).content
    assert unpacked(seen.packed()) == seen


def test_for_whom_it_is_names_nobody_of_the_case(town, filed):
    with pytest.raises(RefusedError, match="Hier staat een naam") as refused:
        ask(town, filed, wanted=replace(COURT, who="De raadsman van Kuipers"))
    assert refused.value.field == "who"


# --- the reporter's name ---


def told(filed) -> list[Message]:
    with tenant_scope(filed.case.tenant_id):
        return list(Message.objects.filter(case=filed.case, kind="question").order_by("at"))


def test_a_name_that_was_taken_back_goes_nowhere_and_can_be_read_and_refused(town, filed):
    noor = party(filed, "reporter")
    wanted = replace(COURT, reader="reporter", parts=frozenset({"report"}), named={noor: "Je naam."})
    first = ask(town, filed, wanted=wanted)
    agree(town, filed, first)
    take(town, filed, first)
    second = ask(town, filed, wanted=wanted)
    withdraw_identity(filed.reporter)
    with pytest.raises(RefusedError, match="trok de naam in"):
        take(town, filed, first)
    assert read(town, filed, second).is_gone
    refuse(town, filed, second)
    assert [one.is_agreed for one in rows(filed)].count(False) == 1


def test_after_a_name_was_erased_two_people_read_each_text_for_it(town, filed):
    withdraw_identity(filed.reporter)
    with pytest.raises(RefusedError, match="nog openen") as refused:
        looked_at(town, filed)
    assert refused.value.field == "was_read"
    with pytest.raises(RefusedError, match="nog openen"):
        ask(town, filed)
    copy_id = ask(town, filed, wanted=replace(COURT, was_read=True))
    assert read(town, filed, copy_id).is_erased
    with pytest.raises(RefusedError, match="nog openen"):
        agree(town, filed, copy_id)
    agree(town, filed, copy_id, was_read=True)


def test_a_name_that_was_replaced_is_looked_for_by_people_too(town, filed):
    """The story still says "Noor": nobody can search for it, whatever name the reporter gave since."""
    withdraw_identity(filed.reporter)
    reveal_identity(filed.reporter, name="Els de Boer", contact="")
    with pytest.raises(RefusedError, match="nog openen"):
        ask(town, filed)
    copy_id = ask(town, filed, wanted=replace(COURT, was_read=True))
    with pytest.raises(RefusedError, match="nog openen"):
        agree(town, filed, copy_id)
    agree(town, filed, copy_id, was_read=True)
    assert "Noor" in str(read(town, filed, copy_id).content.packed())


# --- who learns what was taken out ---


def test_what_was_taken_out_is_for_who_has_the_keys_and_opened_the_names(town, filed):
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        last_day=clock.today() + timedelta(days=5),
        reason="Leest mee.",
    )
    copy_id = ask(town, filed, wanted=replace(COURT, words=("Karlijn",)))
    for by, names_open, sees in (("Joris", True, True), ("Joris", False, False), ("Ruben", True, False)):
        found = read(town, filed, copy_id, by=by, names_open=names_open)
        assert (found.content is not None, found.wanted.words == ("Karlijn",)) == (sees, sees), by
        assert found.view.who == COURT.who
        assert bool(found.shut) is not sees


def test_what_is_taken_out_is_not_looked_at_without_opening_the_names(town, filed):
    with pytest.raises(RefusedError, match="Open daarom eerst"):
        looked_at(town, filed, names_open=False)
    with pytest.raises(RefusedError, match="Open daarom eerst"):
        ask(town, filed, names_open=False)
    assert rows(filed) == []


def test_what_is_there_to_choose_leaves_a_line(town, filed):
    with tenant_scope(town.tenant.id):
        found = copies.choices(town["Fatima"].opened, code=filed.code, reader="court")
    assert found.has_names
    assert not found.is_erased
    assert len(lines(filed, "case.preview_copy")) == 1


def test_a_colleague_who_stays_out_is_a_name_and_another_one_is_shown(town):
    samira, ruben = (town[who].staff for who in ("Samira", "Ruben"))
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
    names = people[samira.alias].name, people[ruben.alias].name
    found = file_report(
        town, readers=("Fatima", "Joris"), answers={"story": "Ook {} deed mee, zag {}.".format(*names)}
    )
    bring(town["Fatima"].opened, found, "acknowledged")
    staying_out.keep_out(
        town["Fatima"].opened,
        code=found.code,
        whom=staying_out.Whom("interested", person_id=town["Samira"].person_id),
        reason="Deed mee.",
    )
    seen = looked_at(town, found).content
    told = json.dumps([one.text for one in seen.entries])
    assert names[0] not in told
    assert names[1] in told
    assert names[1] in seen.colleagues
    assert names[0] not in seen.colleagues


# --- two people ---


def test_a_copy_is_asked_agreed_to_and_taken_each_with_a_line(town, filed):
    copy_id = ask(town, filed)
    with pytest.raises(RefusedError, match="nog niet akkoord"):
        take(town, filed, copy_id)
    agree(town, filed, copy_id)
    first = take(town, filed, copy_id)
    second = take(town, filed, copy_id, by="Joris")
    [row] = rows(filed)
    assert first.signed.sums == second.signed.sums
    assert bytes(row.sums_hash or b"").hex() == first.signed.sha256
    assert row.made_by == town["Fatima"].staff.alias
    made = lines(filed, "case.make_copy")
    assert [bytes(one.reason_hash or b"").hex() for one in made] == [first.signed.sha256] * 2
    for verb in ("case.ask_copy", "case.agree_copy"):
        [line] = lines(filed, verb)
        assert line.object_id == copy_id
        with tenant_scope(town.tenant.id):
            assert Decision.objects.filter(case=filed.case, verb=verb).exists()


def test_nobody_agrees_to_their_own_nor_twice(town, filed):
    copy_id = ask(town, filed)
    with pytest.raises(RefusedError, match="Een ander moet"):
        agree(town, filed, copy_id, by="Fatima")
    agree(town, filed, copy_id)
    for do in (agree, refuse):
        with pytest.raises(RefusedError, match="al besloten"):
            do(town, filed, copy_id, by="Marit")


def refuse(town, filed, copy_id, *, by="Joris"):
    copies.refuse_copy(town[by].opened, code=filed.code, copy_id=copy_id, reason="Te veel.")


def test_what_was_refused_is_not_taken(town, filed):
    copy_id = ask(town, filed)
    refuse(town, filed, copy_id)
    with pytest.raises(RefusedError, match="nog niet akkoord"):
        take(town, filed, copy_id)
    assert len(lines(filed, "case.refuse_copy")) == 1


@pytest.mark.parametrize("who", ["Bram", "Samira", "Ruben", "Hassan", "Wietske", "Ilse"])
def test_for_who_is_not_in_the_case_there_is_no_copy(town, filed, who):
    copy_id = ask(town, filed)
    for do in (
        lambda: ask(town, filed, by=who),
        lambda: agree(town, filed, copy_id, by=who),
        lambda: refuse(town, filed, copy_id, by=who),
        lambda: take(town, filed, copy_id, by=who),
        lambda: looked_at(town, filed, by=who),
        lambda: read(town, filed, copy_id, by=who),
    ):
        with pytest.raises((NotAllowedError, RefusedError)) as refused:
            do()
        assert isinstance(refused.value, NotAllowedError)
    with tenant_scope(town.tenant.id):
        assert town[who].staff.alias not in copies.who_may_agree(
            filed.case, [], but=town["Fatima"].staff.alias
        )
        assert filed.code not in {one.code for one in worklist(town[who].opened).news}


def test_who_is_in_for_a_time_neither_asks_nor_agrees(town, filed):
    day = clock.today() + timedelta(days=5)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        last_day=day,
        reason="Leest mee.",
    )
    with pytest.raises(RefusedError, match="eindigt vanzelf"):
        ask(town, filed, by="Ruben")
    copy_id = ask(town, filed)
    with pytest.raises(NotAllowedError):
        agree(town, filed, copy_id, by="Ruben")
    with tenant_scope(town.tenant.id):
        assert not [one for one in worklist(town["Ruben"].opened).news if one.id == copy_id]


def test_who_let_in_to_check_takes_nothing_out(town, filed):
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        last_day=None,
        reason="Toetst.",
    )
    with pytest.raises(RefusedError, match="om te toetsen"):
        ask(town, filed, by="Hassan")
    with tenant_scope(town.tenant.id):
        fit = copies.who_may_agree(filed.case, [], but=town["Fatima"].staff.alias)
    assert town["Hassan"].staff.alias not in fit


def test_without_a_second_person_nothing_is_asked(town):
    alone = file_report(town, readers=("Fatima", "Joris"))
    with tenant_scope(town.tenant.id):
        Access.objects.filter(case=alone.case, holder_alias=town["Joris"].staff.alias).update(
            until=clock.now() + timedelta(days=3)
        )
    with pytest.raises(RefusedError, match="Een collega moet akkoord gaan"):
        ask(town, alone)
    assert rows(alone) == []


def test_whoever_must_agree_finds_it_on_their_list_and_nobody_else(town, filed):
    copy_id = ask(town, filed)

    def waits(who):
        with tenant_scope(town.tenant.id):
            return [one for one in worklist(town[who].opened).news if one.id == copy_id]

    assert [len(waits(who)) for who in ("Fatima", "Joris", "Marit", "Samira")] == [0, 1, 1, 0]
    agree(town, filed, copy_id)
    assert [len(waits(who)) for who in ("Joris", "Marit")] == [0, 0]


def test_the_same_form_twice_asks_once(town, filed):
    copy_id = ask(town, filed)
    with pytest.raises(actions.AlreadyDoneError):
        copies.ask_copy(
            town["Fatima"].opened, code=filed.code, copy_id=copy_id, wanted=COURT, names_open=True
        )
    assert len(rows(filed)) == 1


# --- a case that changes ---


def test_a_case_that_changed_since_it_was_asked_is_not_agreed_to(town, filed):
    copy_id = ask(town, filed)
    write(filed.reporter, body="Er is nog iets.")
    with pytest.raises(RefusedError) as refused:
        agree(town, filed, copy_id)
    assert refused.value.sentence == CHANGED
    assert read(town, filed, copy_id).has_changed
    refuse(town, filed, copy_id)


def test_a_case_that_changed_since_it_was_agreed_to_is_not_sent(town, filed):
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)
    write(filed.reporter, body="Er is nog iets.")
    with pytest.raises(RefusedError) as refused:
        take(town, filed, copy_id)
    assert refused.value.sentence == CHANGED
    assert rows(filed)[0].made_at is None
    assert lines(filed, "case.make_copy") == []


def test_what_was_given_once_can_be_taken_again_as_it_was(town, filed):
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)
    first = take(town, filed, copy_id)
    write(filed.reporter, body="Er is nog iets.")
    assert take(town, filed, copy_id).signed.sums == first.signed.sums


def test_who_asked_and_agreed_stay_as_they_were_and_so_does_the_first_hash(database):
    town = make_tenant()
    filed = file_report(town, readers=("Fatima", "Joris"))
    bring(town["Fatima"].opened, filed, "acknowledged")
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)
    hands = []

    def lay_out(handed):
        hands.append((handed.hands, handed.made_at))
        return [manifests.piece("dossier.json", b"papers %d" % len(hands))]

    def taken(by):
        about = {"code": filed.code, "copy_id": copy_id, "names_open": True, "lay_out": lay_out}
        return copies.take_copy(town[by].opened, **about).signed.sha256

    first = taken("Fatima")
    organisation.person_change(
        town["Wietske"].staff,
        person_id=town["Fatima"].person_id,
        profile=Profile("Fatima El Amrani", "Fatima", "wethouder", town["Fatima"].mail),
    )
    assert taken("Joris") != first
    assert hands[0] == hands[1]
    assert bytes(rows(filed)[0].sums_hash or b"").hex() == first


def test_the_papers_are_set_while_the_case_is_free(town, filed):
    copy_id = ask(town, filed)
    agree(town, filed, copy_id)

    def lay_out(_handed):
        assert not connection.in_atomic_block
        write(filed.reporter, body="Er is nog iets.")
        return [manifests.piece("dossier.json", b"papers")]

    about = {"code": filed.code, "copy_id": copy_id, "names_open": True, "lay_out": lay_out}
    with pytest.raises(RefusedError) as refused:
        copies.take_copy(town["Fatima"].opened, **about)
    assert refused.value.sentence == CHANGED
    assert rows(filed)[0].made_at is None
    assert lines(filed, "case.make_copy") == []


def test_a_row_on_a_page_reads_nothing_of_what_is_in_a_copy(town, filed):
    copy_id = ask(town, filed)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Joris"].opened, filed.case)
        with counted() as statements:
            [row] = copies.copies_of(town["Joris"].opened, filed.case, keys)
            assert any(one.id == copy_id for one in worklist(town["Joris"].opened).news)
    assert row.for_me
    assert not any("sealed_content" in str(one) for one in statements)


def of_list(town, filed, *, by="Fatima"):
    """The copies of a case as their list shows them, by id."""
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=filed.case.id)
        keys = keys_to(town[by].opened, case)
        return {one.id: one for one in copies.copies_of(town[by].opened, case, keys)}


def test_what_was_asked_anew_takes_the_place_of_what_waits_for_the_same_reader(town, filed):
    other = ask(town, filed, wanted=replace(COURT, who="Raad van State"))
    first = ask(town, filed)
    assert not of_list(town, filed)[first].is_lapsed
    write(filed.reporter, body="Er is nog iets.")
    assert of_list(town, filed)[first].is_lapsed
    second = ask(town, filed, wanted=replace(COURT, who=" rechtbank waterlinie "))
    there = of_list(town, filed, by="Joris")
    assert [there[one].is_replaced for one in (other, first, second)] == [False, True, False]
    assert [there[one].is_lapsed for one in (other, first, second)] == [True, False, False]
    assert [there[one].for_me for one in (first, second)] == [False, True]
    with tenant_scope(town.tenant.id):
        waits = {one.id for one in worklist(town["Joris"].opened).news}
    assert second in waits
    assert first not in waits
    with pytest.raises(RefusedError, match="al besloten"):
        agree(town, filed, first)
    agree(town, filed, second)
    assert take(town, filed, second).pieces


def test_a_copy_that_was_agreed_to_says_that_it_goes_no_more_and_one_that_was_taken_does_not(town, filed):
    taken, agreed = ask(town, filed), ask(town, filed, wanted=replace(COURT, who="Raad van State"))
    for one in (taken, agreed):
        agree(town, filed, one)
    take(town, filed, taken)
    write(filed.reporter, body="Er is nog iets.")
    there = of_list(town, filed)
    assert [there[one].is_lapsed for one in (taken, agreed)] == [False, True]


def test_what_is_not_in_the_copy_may_change_and_so_may_who_looked(town, filed):
    copy_id = ask(town, filed)
    notes.write_note(town["Fatima"].opened, code=filed.code, note_id=uuid4(), text="Bel de rechtbank.")
    actions.open_names(town["Joris"].opened, code=filed.code, reason="Voor het afschrift.")
    agree(town, filed, copy_id)
    assert take(town, filed, copy_id).pieces


# --- originals ---


CAME = "2026-11-03T08:15:00+00:00"


def kept_file(
    town, filed, *, by: str = "reporter", sha256: str = "1" * 64, is_cleaned: bool = True, **about
) -> UUID:
    """A photo in the case, cleaned with the file as it came beside it, or as it came alone: of the reporter, or of the desk."""
    blob, original = (Blob(uuid4(), SymmetricKey.generate(), 5, one) for one in ("0" * 64, sha256))
    kept = (CLEANED, original) if is_cleaned else (NOT_CLEANED, None)
    given = {"scan": "CLEAN", "uploaded_at": CAME} | about
    details = FileDetails(
        "foto.jpg",
        "JPEG",
        state=kept[0],
        current=blob,
        original=kept[1],
        original_sha256=sha256,
        original_size=5,
        by=by,
        **given,
    )
    row = row_of(town.tenant.id, filed.case.id, Finished("foto.jpg", details, stored=5), details)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        key = keys["talk" if by == "reporter" else "file"].key
        row.sealed_details = seal_details(key, town.tenant.id, row.id, details)
        row.save(force_insert=True)
    return row.id


def of_desk(town, filed, *, said_whose: str = "organisation", **about) -> UUID:
    return kept_file(town, filed, by=str(town["Joris"].staff.alias), said_whose=said_whose, **about)


def with_original(file_id, why="De rechter weegt dit als bewijs.", **changed):
    given = {"parts": COURT.parts | {"files"}, "files": frozenset({file_id}), "originals": {file_id: why}}
    return replace(COURT, **given | changed)


def enclosed(town, filed, copy_id, *, by="Fatima"):
    """The one file of a copy, and its bytes by where they lie in the archive, when it is taken."""
    found = []

    def lay_out(handed):
        found.append((handed.content.files[0], handed.files))
        return [manifests.piece("dossier.json", machine(handed, GIVER))]

    about = {"code": filed.code, "copy_id": copy_id, "names_open": True, "lay_out": lay_out}
    copies.take_copy(town[by].opened, **about)
    [one] = found
    return one


def test_an_original_of_the_desk_goes_along_as_both_of_them_saw_it(town, filed):
    file_id = of_desk(town, filed)
    copy_id = ask(town, filed, wanted=with_original(file_id, "Sem Vos betwist de foto."))
    seen = read(town, filed, copy_id)
    assert [one.original_path for one in seen.content.files] == ["originelen/01-foto-origineel.jpg"]
    assert seen.wanted.originals == {file_id: "Sem Vos betwist de foto."}
    agree(town, filed, copy_id)
    listed, files = enclosed(town, filed, copy_id)
    assert listed == seen.content.files[0]
    assert listed.original_why == "[naam weggelaten] betwist de foto."
    assert {path: blob.sha256 for path, blob in files.items()} == {
        listed.path: listed.sha256,
        listed.original_path: listed.original_sha256,
    }
    assert told(filed) == []


def test_why_an_original_goes_lies_where_the_names_lie(town, filed):
    copy_id = ask(town, filed, wanted=with_original(of_desk(town, filed), "Sem Vos betwist de foto."))
    [row] = rows(filed)
    with tenant_scope(town.tenant.id):
        key = keys_to(town["Fatima"].opened, filed.case)["file"]
    held = key.open("cases_filecopy", row.id, "sealed_request", row.sealed_request)
    assert b"Sem Vos" not in held
    assert b"betwist" not in held
    assert read(town, filed, copy_id, names_open=False).wanted.originals == {}


def test_an_original_of_the_reporter_goes_with_their_name_after_they_heard_of_both(town, filed):
    photo, noor = kept_file(town, filed), party(filed, "reporter")
    with pytest.raises(RefusedError, match="als ook de naam van de melder meegaat") as refused:
        ask(town, filed, wanted=with_original(photo))
    assert refused.value.field == "originals"
    named = {"named": {noor: "De rechter beveelt het."}}
    with pytest.raises(RefusedError) as refused:
        ask(town, filed, wanted=with_original(photo, **named))
    assert refused.value.field == "is_obliged"
    assert (rows(filed), told(filed)) == ([], [])
    copy_id = ask(town, filed, wanted=with_original(photo, **named, is_obliged=True))
    [body] = bodies(town, filed)
    assert "mee zoals wij ze kregen" in body
    which = "foto.jpg (bestand 1 van jou, van 3 november 2026). De reden is: De rechter weegt dit als bewijs."
    assert which in body
    assert "Wat een rechter krijgt, kunnen ook anderen in de rechtszaak lezen." in body
    agree(town, filed, copy_id)
    with pytest.raises(RefusedError, match="nog tijd om te reageren"):
        take(town, filed, copy_id)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert enclosed(town, filed, copy_id)[0].original_path


def bodies(town, filed) -> list[str]:
    """What the reporter was told of their name, the oldest first."""
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        return [sealed.message_body(keys, one) for one in told(filed)]


def for_court(filed, *files: UUID, why: str = "Bewijs.") -> Wanted:
    """A copy with these files as they came, and with the name of the reporter since a law asks it."""
    named = {party(filed, "reporter"): "De rechter beveelt het."}
    given = {"files": frozenset(files), "originals": dict.fromkeys(files, why)}
    return with_original(files[0], named=named, is_obliged=True, **given)


@pytest.mark.parametrize("is_cleaned", [True, False])
@pytest.mark.parametrize(
    ("said_whose", "goes"), [("", False), ("reporter", False), ("somebody", False), ("organisation", True)]
)
def test_what_the_desk_added_goes_as_it_came_without_a_name_only_where_it_is_our_own(
    town, said_whose, goes, is_cleaned
):
    unnamed = file_report(town, readers=("Fatima", "Joris"))
    paper = of_desk(town, unnamed, said_whose=said_whose, is_cleaned=is_cleaned)
    with tenant_scope(town.tenant.id):
        there = copies.choices(town["Fatima"].opened, code=unnamed.code, reader="court")
    assert (there.originals, there.original_stays) == ({paper} if goes else frozenset(), not goes)
    assert (paper in {one.id for one in there.files}) is (is_cleaned or goes)
    if goes:
        ask(town, unnamed, wanted=with_original(paper))
    else:
        with pytest.raises(RefusedError, match="als ook de naam van de melder meegaat"):
            ask(town, unnamed, wanted=with_original(paper))
    assert len(rows(unnamed)) == goes


@pytest.mark.parametrize("reader", ["court", "police", "huis"])
def test_what_could_not_be_cleaned_goes_as_an_original_does(town, filed, reader):
    photo = kept_file(town, filed, is_cleaned=False)
    wanted = replace(for_court(filed, photo), reader=reader, parts=frozenset({"files"}))
    for changed in ({"originals": {}}, {"originals": {photo: " "}}, {"named": {}}):
        with pytest.raises(RefusedError) as refused:
            ask(town, filed, wanted=replace(wanted, **changed))
        assert refused.value.field == "originals"
    assert (rows(filed), told(filed)) == ([], [])
    copy_id = ask(town, filed, wanted=wanted)
    assert "foto.jpg (bestand 1 van jou" in bodies(town, filed)[0]
    agree(town, filed, copy_id)
    with pytest.raises(RefusedError, match="nog tijd om te reageren"):
        take(town, filed, copy_id)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        listed, files = enclosed(town, filed, copy_id)
    assert (listed.path, listed.original_path) == ("", "originelen/01-foto-origineel.jpg")
    assert {path: blob.sha256 for path, blob in files.items()} == {listed.original_path: listed.sha256}


def test_what_was_asked_before_it_went_as_an_original_is_asked_again(town, filed):
    photo = of_desk(town, filed)
    copy_id = ask(town, filed, wanted=with_original(photo, originals={}))
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        row = SealedFile.objects.get(id=photo)
        dirty = replace(details_of(row, keys), state=NOT_CLEANED)
        row.sealed_details = seal_details(keys["file"].key, town.tenant.id, row.id, dirty)
        row.save(update_fields=["sealed_details"])
    with pytest.raises(RefusedError) as refused:
        agree(town, filed, copy_id)
    assert refused.value.sentence == CHANGED


def test_with_the_name_of_the_reporter_goes_their_original(town, filed):
    copy_id = ask(town, filed, wanted=for_court(filed, kept_file(town, filed)))
    agree(town, filed, copy_id)
    withdraw_identity(filed.reporter)
    with clock.stopped_at(clock.now() + timedelta(days=30)), pytest.raises(RefusedError) as refused:
        take(town, filed, copy_id)
    assert refused.value.sentence == CHANGED
    assert rows(filed)[0].made_at is None
    assert lines(filed, "case.make_copy") == []


def test_an_original_of_a_reporter_without_a_name_stays(town):
    unnamed = file_report(town, readers=("Fatima", "Joris"))
    photo, paper = kept_file(town, unnamed), of_desk(town, unnamed, sha256="2" * 64)
    with tenant_scope(town.tenant.id):
        there = copies.choices(town["Fatima"].opened, code=unnamed.code, reader="court")
    assert (there.originals, there.original_stays) == ({paper}, True)
    with pytest.raises(RefusedError, match="als ook de naam van de melder meegaat"):
        ask(town, unnamed, wanted=with_original(photo, is_obliged=True))
    assert rows(unnamed) == []


@pytest.mark.parametrize("reader", [one for one in Reader.values if one not in {"court", "police", "huis"}])
def test_for_any_other_reader_no_original_is_there_to_choose(town, filed, reader):
    file_id = of_desk(town, filed)
    with tenant_scope(town.tenant.id):
        there = copies.choices(town["Fatima"].opened, code=filed.code, reader=reader)
    assert (there.originals, there.original_stays) == (frozenset(), False)
    may_have_files = Part.FILES in MAY_HAVE[reader]
    with pytest.raises(RefusedError) as refused:
        ask(town, filed, wanted=with_original(file_id, reader=reader, parts=frozenset({"files"})))
    told_why = (
        "Deze lezer krijgt geen originelen van ons."
        if may_have_files
        else "Dit krijgt deze lezer niet van ons."
    )
    assert refused.value.sentence == told_why
    assert rows(filed) == []


@pytest.mark.parametrize("is_cleaned", [True, False])
def test_a_file_with_a_virus_goes_neither_cleaned_nor_as_it_came(town, filed, is_cleaned):
    file_id = of_desk(town, filed, scan="INFECTED", is_cleaned=is_cleaned)
    with pytest.raises(RefusedError) as refused:
        ask(town, filed, wanted=with_original(file_id))
    assert refused.value.field == "chosen"


def test_an_original_that_is_the_same_bytes_goes_once(town, filed):
    same = of_desk(town, filed, sha256="0" * 64)
    with tenant_scope(town.tenant.id):
        there = copies.choices(town["Fatima"].opened, code=filed.code, reader="court")
    assert same in {one.id for one in there.files}
    assert there.originals == frozenset()


def test_an_original_that_is_another_one_by_now_is_not_sent(town, filed):
    file_id = of_desk(town, filed)
    copy_id = ask(town, filed, wanted=with_original(file_id))
    agree(town, filed, copy_id)
    take(town, filed, copy_id)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        row = SealedFile.objects.get(id=file_id)
        other = replace(details_of(row, keys), original=Blob(uuid4(), SymmetricKey.generate(), 5, "2" * 64))
        row.sealed_details = seal_details(keys["file"].key, town.tenant.id, row.id, other)
        row.save(update_fields=["sealed_details"])
    with pytest.raises(RefusedError) as refused:
        take(town, filed, copy_id)
    assert refused.value.sentence == CHANGED


def test_a_copy_that_was_asked_before_there_were_originals_is_read_and_taken(town, filed):
    file_id = of_desk(town, filed)
    copy_id = ask(town, filed, wanted=with_original(file_id, originals={}))
    _forget_originals(town, filed)
    seen = read(town, filed, copy_id)
    assert seen.wanted.originals == {}
    assert [one.original_path for one in seen.content.files] == [""]
    agree(town, filed, copy_id)
    assert enclosed(town, filed, copy_id)[0].original_kept


def _forget_originals(town, filed) -> None:
    """The one copy of a case, sealed as it was before originals could be chosen."""
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        [row] = FileCopy.objects.filter(case=filed.case)

        def again(key, column, blob, change):
            held = json.loads(key.open("cases_filecopy", row.id, column, blob))
            change(held)
            return key.seal("cases_filecopy", row.id, column, json.dumps(held).encode())

        def request(held):
            blob = base64.b64decode(held["apart"])
            apart = again(keys[row.chests[0]], "request_apart", blob, lambda told: told.pop("originals"))
            held["apart"] = base64.b64encode(apart).decode()

        def content(held):
            told = json.loads(held["content"])
            for one in told["files"]:
                del one["original_path"]
            held["content"] = json.dumps(told)

        file = keys["file"]
        row.sealed_request = again(file, "sealed_request", row.sealed_request, request)
        row.sealed_content = again(file, "sealed_content", row.sealed_content, content)
        row.save(update_fields=["sealed_request", "sealed_content"])

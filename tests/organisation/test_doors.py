"""The doors of the chain: the national list, what an administrator makes of it, and who may."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import doors
from weerbaar.organisation.doors import DoorTexts, Stand, Ways
from weerbaar.organisation.models import Door

TEXTS = DoorTexts(
    "Vakbond", "Als je lid bent", "Geeft raad.", "Niets zonder jou.", "Wat je vertelt.", "Bel de bond."
)


@pytest.fixture
def town(database: None) -> Town:
    town = make_tenant()
    doors.begin(town["Wietske"].opened)
    return town


def kept(town: Town) -> list[Door]:
    with tenant_scope(town.tenant.id):
        return doors.kept()


def named(town: Town, anchor: str) -> Door:
    return next(one for one in kept(town) if one.anchor == anchor)


def added(town: Town, name: str = "Vakbond") -> UUID:
    return doors.add(town["Wietske"].opened, kind="other", name=name, is_external=True)


def test_the_national_list_is_whole_in_both_languages() -> None:
    there = doors.national(uuid4())
    assert {one.kind for one in there} >= {
        "adviser", "manager", "desk", "complaints_committee", "integrity_committee", "ombudsman", "huis", "police",
    }  # fmt: skip
    for one in there:
        assert one.kind in Door.Kind.values
        assert one.reach in Door.Reach.values
        for language in doors.LANGUAGES:
            texts = doors.texts_of(one, language)
            assert doors.checked_texts(texts) == texts
            doors.check_whole(texts)
            assert texts.how
        assert doors.checked_ways(Ways(one.phone, one.mail, one.web)) == Ways(one.phone, one.mail, one.web)
    assert len({one.anchor for one in there}) == len(there)
    assert [one.kind for one in there if one.kind == "desk"] == ["desk"]


def test_who_has_no_list_shows_the_national_one_and_keeps_nothing(database: None) -> None:
    town = make_tenant()
    with tenant_scope(town.tenant.id):
        assert doors.kept() == []
        assert "huis" in [one.kind for one in doors.shown(town.tenant.id)]
        assert doors.due_count(clock.today()) == 0


def test_the_list_is_begun_once(town: Town) -> None:
    assert [one.kind for one in kept(town)] == [one.kind for one in doors.national(uuid4())]
    with pytest.raises(RefusedError, match="is er al"):
        doors.begin(town["Wietske"].opened)
    with tenant_scope(town.tenant.id):
        assert doors.due_count(clock.today()) == len(doors.shown(town.tenant.id)) > 5


def test_a_door_is_shown_once_it_says_what_everybody_asks(town: Town) -> None:
    wietske, door_id = town["Wietske"].opened, added(town)
    stand = Stand(None, "between", is_external=True, is_shown=True)
    with pytest.raises(RefusedError, match="Schrijf eerst de tekst"):
        doors.place(wietske, door_id=door_id, stand=stand)
    doors.word(wietske, door_id=door_id, language="nl", texts=TEXTS)
    doors.place(wietske, door_id=door_id, stand=stand)
    first = kept(town)[0]
    assert (first.id, first.is_shown, first.reach, first.anchor) == (door_id, True, "between", "vakbond")


def test_two_doors_with_one_name_have_each_a_place_of_their_own(town: Town) -> None:
    added(town)
    added(town)
    assert [one.anchor for one in kept(town)][-2:] == ["vakbond", "vakbond-2"]
    assert doors.free_anchor("…", "other", []) == "other"


@pytest.mark.parametrize("empty", ["name", "purpose", "may_do", "passes_on", "stays"])
def test_no_question_is_left_open(town: Town, empty: str) -> None:
    door = named(town, "leidinggevende")
    for language in ("nl", "en"):
        with pytest.raises(RefusedError) as refused:
            doors.word(
                town["Wietske"].opened,
                door_id=door.id,
                language=language,
                texts=TEXTS._replace(**{empty: "  "}),
            )
        assert refused.value.field == empty
    assert named(town, "leidinggevende").texts == door.texts


def test_english_may_be_left_out_whole(town: Town) -> None:
    door = named(town, "leidinggevende")
    doors.word(town["Wietske"].opened, door_id=door.id, language="en", texts=DoorTexts())
    assert set(named(town, "leidinggevende").texts) == {"nl"}


@pytest.mark.parametrize(
    ("ways", "field"),
    [
        (Ways(phone="bel maar"), "phone"),
        (Ways(mail="niemand"), "mail"),
        (Ways(web="intranet"), "web"),
        (Ways(web="javascript:alert(1)"), "web"),
        (Ways(web="http://intranet.example/"), "web"),
        (Ways(hours="soms"), "hours"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(town: Town, ways: Ways, field: str) -> None:
    door = named(town, "leidinggevende")
    with pytest.raises(RefusedError) as refused:
        doors.set_ways(town["Wietske"].opened, door_id=door.id, ways=ways)
    assert refused.value.field == field


def test_all_that_is_wrong_with_the_ways_is_found_at_once() -> None:
    wrong = doors.wrong_ways(Ways("nul zes", "niemand", "bmw.nl", "za 10-25"))
    assert [one.field for one in wrong] == ["phone", "mail", "web", "hours"]
    assert doors.wrong_ways(Ways("088 123 45 67", "", "https://bond.example/", "altijd")) == []


def test_ways_are_kept_in_one_spelling(town: Town) -> None:
    door = named(town, "vertrouwenspersoon")
    ways = Ways(
        " 088  123 45 67 ", "praat@gemeente.example", "https://intranet.example/praten", "ma t/m vr 9 tot 17"
    )
    doors.set_ways(town["Wietske"].opened, door_id=door.id, ways=ways)
    door = named(town, "vertrouwenspersoon")
    assert (door.phone, door.hours) == ("088 123 45 67", [[[0, 1, 2, 3, 4], 540, 1020]])
    assert doors.site_in_words(door.web) == "intranet.example/praten"


def test_the_order_is_kept_whole(town: Town) -> None:
    wietske, before = town["Wietske"].opened, [one.anchor for one in kept(town)]
    police, adviser = named(town, "politie"), named(town, "vertrouwenspersoon")
    stand = Stand(adviser.id, police.reach, is_external=True, is_shown=True)
    doors.place(wietske, door_id=police.id, stand=stand)
    after = [one.anchor for one in kept(town)]
    assert after[:2] == ["vertrouwenspersoon", "politie"]
    assert sorted(after) == sorted(before)
    for wrong in (uuid4(), police.id):
        with pytest.raises(RefusedError, match="Kies een deur"):
            doors.place(wietske, door_id=police.id, stand=stand._replace(after=wrong))
    with pytest.raises(RefusedError, match="hoe ver"):
        doors.place(wietske, door_id=police.id, stand=stand._replace(reach="nergens"))


def test_the_door_of_the_desks_cannot_go(town: Town) -> None:
    wietske, desk = town["Wietske"].opened, named(town, "meldpunt")
    for is_external, is_shown in ((True, True), (False, False)):
        with pytest.raises(RefusedError, match="staan altijd op de pagina"):
            doors.place(wietske, door_id=desk.id, stand=Stand(None, "circle", is_external, is_shown))
    with pytest.raises(RefusedError, match="staan altijd op de pagina"):
        doors.remove(wietske, door_id=desk.id)
    with pytest.raises(RefusedError, match="wat voor deur"):
        doors.add(wietske, kind="desk", name="Nog een meldpunt", is_external=False)
    with pytest.raises(IntegrityError), tenant_scope(town.tenant.id), transaction.atomic():
        Door.objects.filter(id=desk.id).update(is_shown=False)


def test_a_door_is_looked_at_again_after_a_year(town: Town) -> None:
    door = named(town, "politie")
    with tenant_scope(town.tenant.id):
        before = doors.due_count(clock.today())
    doors.check(town["Wietske"].opened, door_id=door.id)
    with tenant_scope(town.tenant.id):
        assert doors.due_count(clock.today()) == before - 1
        assert doors.due_count(clock.today() + doors.CHECKED_FOR) == before
    assert doors.is_due(date(2026, 1, 1), date(2027, 1, 1))
    assert not doors.is_due(date(2026, 1, 1), date(2026, 12, 31))


def test_of_a_door_without_words_nobody_says_that_it_is_right(town: Town) -> None:
    wietske, door_id = town["Wietske"].opened, added(town)
    with pytest.raises(RefusedError, match="Schrijf eerst de tekst"):
        doors.check(wietske, door_id=door_id)
    assert next(one for one in kept(town) if one.id == door_id).checked_on is None
    doors.word(wietske, door_id=door_id, language="nl", texts=TEXTS)
    doors.check(wietske, door_id=door_id)
    assert next(one for one in kept(town) if one.id == door_id).checked_on is not None


def test_what_is_taken_away_is_gone(town: Town) -> None:
    door = named(town, "leidinggevende")
    doors.remove(town["Wietske"].opened, door_id=door.id)
    assert door.id not in [one.id for one in kept(town)]
    with pytest.raises(NotAllowedError):
        doors.check(town["Wietske"].opened, door_id=door.id)
    with tenant_scope(town.tenant.id):
        verbs = Line.objects.filter(subject_id=door.id).values_list("verb", flat=True)
        assert list(verbs) == ["door.remove"]


def test_there_is_an_end_to_the_list(town: Town) -> None:
    with tenant_scope(town.tenant.id):
        last = kept(town)[-1]
        Door.objects.bulk_create(
            [
                Door(
                    tenant_id=town.tenant.id, kind="other", place=last.place + number, anchor=f"nog-{number}",
                    is_external=True, is_shown=False, reach="further", texts={},
                )
                for number in range(doors.MOST_DOORS)
            ]
        )  # fmt: skip
    with pytest.raises(RefusedError, match="al veel deuren"):
        added(town)


@pytest.mark.parametrize("who", ["Fatima", "Ilse", "Hassan", "Bram"])
def test_only_an_administrator_changes_who_can_help(town: Town, who: str) -> None:
    somebody, door = town[who].opened, named(town, "leidinggevende")
    stand = Stand(None, "further", is_external=False, is_shown=True)
    for verb, values in (
        (doors.begin, {}),
        (doors.add, {"kind": "other", "name": "Iets", "is_external": True}),
        (doors.word, {"door_id": door.id, "language": "nl", "texts": TEXTS}),
        (doors.set_ways, {"door_id": door.id, "ways": Ways()}),
        (doors.place, {"door_id": door.id, "stand": stand}),
        (doors.check, {"door_id": door.id}),
        (doors.remove, {"door_id": door.id}),
    ):
        with pytest.raises(NotAllowedError):
            verb(somebody, **values)
    with pytest.raises(RefusedError, match="Open eerst je kluis"):
        doors.check(town["Wietske"].locked, door_id=door.id)
    assert named(town, "leidinggevende").texts == door.texts


def test_the_doors_of_another_are_not_there(town: Town) -> None:
    other = make_tenant()
    door = named(town, "politie")
    with pytest.raises(NotAllowedError):
        doors.check(other["Wietske"].opened, door_id=door.id)

"""A report goes to those whom its reporter saw and agreed to, and never to whom they struck at any desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.people import make_tenant
from tests.web.reporter.test_walk import cases_of, new_case, who_may_read

from weerbaar.cases import actions as cases
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.queries import may_come_in
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import actions as intake
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.actions import DeskTexts
from weerbaar.organisation.models import Desk, DeskMember, Role
from weerbaar.organisation.queries import Profile, colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from tests.conftest import Faces
    from tests.people import Town
    from tests.reporter import Reporter

_ANSWERS = {"kind": "conduct", "story": "Bram lacht.", "capacity": "employee", "openness": "anonymous"}
_NO_KEY = "Tim Bakker"
_SOMEBODY = {"who_subject": "Iemand van de balie", "who_witness": ""}


@pytest.fixture(scope="module")
def town(faces: Faces) -> Town:
    """A town of these tests' own: people come to its desk and go."""
    town = make_tenant()
    for name in ("Bram", "Samira"):
        organisation.assign_role(town["Wietske"].opened, person_id=town[name].person_id, role=Role.HANDLER)
    return town


@pytest.fixture(autouse=True)
def desk_as_it_was(town: Town) -> Iterator[None]:
    yield
    with tenant_scope(town.tenant.id):
        stay = [town[name].person_id for name in ("Fatima", "Joris", "Marit")]
        DeskMember.objects.filter(desk_id=town.desk.id).exclude(person_id__in=stay).delete()
        Desk.objects.exclude(id=town.desk.id).update(is_open=False)


@pytest.fixture
def second(town: Town) -> str:
    """The short name of a second desk, where Samira reads and Joris does not work."""
    boss = town["Wietske"].opened
    texts = DeskTexts(f"m{uuid4().hex[:8]}", "Meldpunt omgangsvormen", "", ["conduct", "integrity"])
    desk = organisation.desk_add(boss, texts=texts)
    organisation.desk_member_add(boss, desk_id=desk.id, person_id=town["Samira"].person_id)
    return texts.slug


def _seat(town: Town, name: str) -> None:
    boss = town["Wietske"].opened
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=town[name].person_id)


def _struck(reporter: Reporter) -> set[str]:
    return set(reporter.find("//input[@name='struck'][@checked]/@value"))


def _kept_out(town: Town, case_id: UUID) -> int:
    with tenant_scope(town.tenant.id):
        everybody = colleagues_by_alias(town.tenant.id).values()
        marks = marks_of(case_id, everybody)
        return sum(marks.is_marked(one) for one in everybody)


def test_somebody_who_came_to_the_desk_after_the_check_gets_no_key(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready(wie=_SOMEBODY).open("melden/nakijken/")
    assert "Bram Kuipers" not in noor.text
    _seat(town, "Bram")
    noor.send("melden/nakijken/", token=noor.find("//input[@name='csrfmiddlewaretoken']/@value")[0])
    assert cases_of(town) == before
    assert noor.path == "melden/wie-leest/"
    assert "Wie je melding kan lezen, is veranderd." in noor.text
    assert "Bram Kuipers" in noor.text

    # The page is right beside it on every question, and nakijken leads back until the reporter chose.
    assert "is veranderd" in noor.open("melden/verhaal/").text
    assert noor.open("melden/nakijken/").path == "melden/wie-leest/"
    bram = str(town["Bram"].person_id)
    noor.send("melden/wie-leest/?van=nakijken", {"struck": [bram]})
    assert noor.path == "melden/nakijken/"
    noor.send("melden/nakijken/")
    assert noor.words
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Joris"}


def test_whom_the_reporter_saw_and_agreed_to_reads(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready(wie=_SOMEBODY)
    _seat(town, "Bram")
    noor.send("melden/wie-leest/").send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Joris", "Bram"}


def test_somebody_who_came_while_the_page_of_readers_was_open_was_not_agreed_to(
    noor: Reporter, town: Town
) -> None:
    noor.ready(wie=_SOMEBODY).open("melden/wie-leest/")
    token = noor.find("//input[@name='csrfmiddlewaretoken']/@value")[0]
    shown = noor.find("//input[@name='getoond']/@value")
    _seat(town, "Bram")
    noor.send("melden/wie-leest/", {"getoond": shown}, token=token)
    assert noor.path == "melden/wie-leest/"
    assert "is veranderd" in noor.text
    noor.send("melden/nakijken/")
    assert noor.path == "melden/wie-leest/"
    assert noor.words == []


def test_fewer_readers_than_agreed_to_is_no_reason_to_stop(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    _seat(town, "Bram")
    noor.ready(wie=_SOMEBODY)
    organisation.desk_member_remove(
        town["Wietske"].opened, desk_id=town.desk.id, person_id=town["Bram"].person_id
    )
    noor.send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Joris"}


def test_the_verb_itself_refuses_readers_who_were_not_agreed_to(town: Town) -> None:
    before = cases_of(town)
    ref = intake.start(town.tenant.id, "nl", waited=True)
    intake.answer(ref, _ANSWERS)
    intake.choose(ref, desk=town.desk.slug, struck=(), shown={str(town["Fatima"].person_id)})
    with pytest.raises(RefusedError):
        intake.send(ref)
    assert cases_of(town) == before
    intake.choose(ref, desk=town.desk.slug, struck=())
    assert intake.send(ref).words


def test_whoever_was_struck_stays_struck_at_another_desk(noor: Reporter, town: Town, second: str) -> None:
    before = cases_of(town)
    joris = str(town["Joris"].person_id)
    noor.begin().send(f"melden/wie-leest/?meldpunt={town.desk.slug}", {"struck": [joris]})
    noor.open(f"melden/wie-leest/?meldpunt={second}")
    assert _struck(noor) == {joris}
    assert "Vinkte je eerder aan. Hoort niet bij dit meldpunt." in noor.text
    noor.send(f"melden/wie-leest/?meldpunt={second}", {"struck": [joris]})
    for page, answers in (
        ("onderwerp", {"kind": "conduct"}), ("verhaal", {"story": "Joris."}),
        ("jij", {"capacity": "employee"}), ("je-naam", {"openness": "anonymous"}),
    ):  # fmt: skip
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    case = new_case(town, before)
    assert who_may_read(town, case) == {"Samira"}
    assert _kept_out(town, case.id) == 1
    with tenant_scope(town.tenant.id):
        names = {one.first_name for one in may_come_in(town["Samira"].opened, case)}
    assert "Fatima" in names
    assert "Joris" not in names


def test_a_strike_at_another_desk_can_be_undone(noor: Reporter, town: Town, second: str) -> None:
    joris = str(town["Joris"].person_id)
    noor.begin().send(f"melden/wie-leest/?meldpunt={town.desk.slug}", {"struck": [joris]})
    noor.send(f"melden/wie-leest/?meldpunt={second}")
    noor.open(f"melden/wie-leest/?meldpunt={town.desk.slug}")
    assert _struck(noor) == set()
    assert "Joris van Dam" in noor.text


@pytest.fixture
def unsigned(town: Town) -> str:
    """The id of a member of the desk whose key nobody signed yet."""
    boss = town["Wietske"].opened
    profile = Profile(_NO_KEY, "Tim", "medewerker balie", f"{uuid4().hex[:8]}@balie.example")
    person_id = organisation.person_add(boss, profile=profile, roles=[Role.HANDLER]).person_id
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=person_id)
    return str(person_id)


@pytest.mark.req("R10")
def test_the_promise_before_sending_says_when_a_reserve_reads(noor: Reporter) -> None:
    readers = noor.ready().open("melden/wie-leest/").find("//section[@aria-labelledby='lezers']")[0]
    told = " ".join(readers.text_content().split())
    assert "als er anders minder dan twee mensen overblijven, of als iemand afwezig is. Marit" in told


@pytest.mark.parametrize("how", ["by name", "with the desk"])
def test_a_member_without_a_signed_key_is_struck_too(
    noor: Reporter, town: Town, unsigned: str, how: str
) -> None:
    before = cases_of(town)
    noor.ready(wie=_SOMEBODY).open("melden/wie-leest/")
    readers = noor.find("//section[@aria-labelledby='lezers']")[0].text_content()
    assert _NO_KEY not in readers
    assert "Kan nu nog niet meelezen." in noor.text
    noor.send("melden/wie-leest/", {"struck": [unsigned]} if how == "by name" else {"about_desk": "on"})
    noor.send("melden/nakijken/")
    case = new_case(town, before)
    assert who_may_read(town, case) == ({"Fatima", "Joris"} if how == "by name" else {"Marit"})
    assert _kept_out(town, case.id) == (1 if how == "by name" else 3)


def test_the_reporter_hears_who_came_in_from_nobody_at_the_desk(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    words = noor.reported()
    code = new_case(town, before).code
    cases.let_in(
        town["Fatima"].opened,
        code=code,
        person_id=town["Hassan"].person_id,
        reason="Wij hebben een jurist nodig.",
        last_day=clock.today() + timedelta(days=14),
    )
    noor.send("terug/", {"words": " ".join(words)})
    (said,) = noor.find("//li[contains(@class, 'wb-said')]")
    spoken = " ".join(said.text_content().split())
    assert spoken.startswith("Wie er meeleest")
    assert "Er leest iemand mee:" in spoken
    assert "Nieuw" in spoken
    assert "Hassan" not in noor.text
    reading = noor.find("//section[@aria-labelledby='wie']")[0].text_content()
    assert "sinds" in reading


def test_who_reads_along_against_the_wish_of_the_reporter_stands_with_what_they_can_do(
    noor: Reporter,
) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    reading = " ".join(noor.find("//section[@aria-labelledby='wie']")[0].text_content().split())
    assert "Wil je niet dat een van hen meeleest?" in reading
    assert "Wie dit behandelt, kan iemands toegang intrekken." in reading
    assert "Een bericht op deze pagina lezen zij allemaal. Wil je dat niet? Kijk wie je kan helpen" in reading


@pytest.mark.req("R10")
def test_who_falls_out_of_the_list_by_what_is_typed_is_named_on_the_next_page(noor: Reporter) -> None:
    noor.begin().send("melden/wie-leest/").send("melden/wie/", {"who_subject": "Joris"})
    assert noor.path == "melden/wie-weet-het/"
    assert "Joris van Dam leest niet mee zolang je niet zegt of je deze persoon bedoelt." in noor.text
    assert "Zeg wie je bedoelt" in noor.text
    noor.send("melden/wie/", {"who_subject": "Joris van Dam"})
    assert "Joris van Dam leest niet meer mee, door wat je invulde." in noor.text
    assert "zolang je niet zegt" not in noor.text
    noor.send("melden/wie/", {"who_subject": "Een klant"})
    assert "niet mee" not in noor.text.split("Wie leest dit?")[1].split("Niet:")[0]


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "Marit van het bestuur",
            "Marit Hoekstra leest niet mee zolang je niet zegt of je deze persoon bedoelt.",
        ),
        ("Marit Hoekstra", "Marit Hoekstra leest niet meer mee, door wat je invulde."),
    ],
    ids=["in doubt", "by the whole name"],
)
def test_who_falls_out_of_the_reserve_by_what_is_typed_is_named_too(
    noor: Reporter, typed: str, told: str
) -> None:
    noor.begin().send("melden/wie-leest/").send("melden/wie/", {"who_subject": typed})
    assert noor.path == "melden/wie-weet-het/"
    assert told in noor.text


def test_whom_the_reporter_struck_is_not_said_to_be_out_by_what_they_typed(
    noor: Reporter, town: Town
) -> None:
    noor.begin().send("melden/wie-leest/", {"struck": [str(town["Marit"].person_id)]})
    noor.send("melden/wie/", {"who_subject": "Marit Hoekstra"})
    assert "Niet: Marit Hoekstra." in noor.text
    assert "door wat je invulde" not in noor.text
    assert "zolang je niet zegt" not in noor.text


def test_the_question_whether_somebody_is_meant_stays_until_it_is_answered(noor: Reporter) -> None:
    noor.begin().send("melden/wie-leest/").send("melden/wie/", {"who_subject": "Marit"})
    noor.send("melden/wie-leest/").open("melden/wie-weet-het/")
    assert "Marit Hoekstra leest niet mee zolang je niet zegt" in noor.text
    noor.open("melden/wie-leest/")
    # Said above the list of readers, which she is not in, with a way to the question.
    assert "Marit Hoekstra leest niet mee zolang je niet zegt" in noor.text
    assert "Marit" not in noor.find("//section[@aria-labelledby='lezers']")[0].text_content()
    (place,) = [
        one.get("href") for one in noor.find("//main//a") if one.text_content() == "Zeg wie je bedoelt"
    ]
    assert noor.find(f"//input[@id='{place.removeprefix('#')}']")
    assert "Bedoel je Marit Hoekstra (gemeentesecretaris), die je melding zou lezen?" in noor.text
    (asked,) = {one.get("name") for one in noor.find("//input[starts-with(@name, 'meant_')]")}
    noor.send("melden/wie-leest/", {asked: "no"}).open("melden/wie-weet-het/")
    assert "Marit Hoekstra leest niet mee" not in noor.text


def test_of_who_stood_in_no_list_a_typed_name_tells_nothing(noor: Reporter) -> None:
    noor.begin().send("melden/wie-leest/").send("melden/wie/", {"who_subject": "Hassan"})
    assert noor.path == "melden/wie-weet-het/"
    assert "zolang je niet zegt of je" not in noor.text
    assert "door wat je invulde" not in noor.text

"""Suspending somebody's signing in, through the pages: out at once, in nowhere, told only after code and passphrase."""

from __future__ import annotations

import threading
from hashlib import sha256
from typing import TYPE_CHECKING

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from tests.filed import file_report
from tests.people import Town, fresh_code, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.audit.models import Line
from weerbaar.cases import actions as cases
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import draw_passphrase
from weerbaar.intake import actions as intake
from weerbaar.notify.actions import leave_address
from weerbaar.notify.jobs import go_round
from weerbaar.notify.models import Address, Knock
from weerbaar.organisation import actions, queries
from weerbaar.organisation.models import Person, Role, SignInSuspension
from weerbaar.vault.chests import open_chests

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.organisation.staff import Staff

TOLD = "Een beheerder heeft je aanmelden stilgezet"
WHY = "De laptop is gestolen."
SENT = {"reason": WHY}


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def at(town: Town, path: str) -> str:
    return f"/{town.tenant.slug}/{path}"


def person(town: Town, who: str, path: str = "") -> str:
    return at(town, f"beheer/mensen/{town[who].person_id}/{path}")


def text(answer: HttpResponse) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def with_a_code(town: Town, who: str) -> tuple[Client, HttpResponse]:
    client, account = Client(), town[who]
    answer = client.post(at(town, "aanmelden/"), {"mail": account.mail, "code": fresh_code(account)})
    return client, answer


def verbs(town: Town, who: str) -> list[tuple[str, bool]]:
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(subject_id=town[who].staff.alias).order_by("at", "id")
        return [(one.verb, one.refused) for one in lines]


def test_a_session_ends_at_once_and_stays_ended_when_it_is_undone(town: Town) -> None:
    wietske, stolen = enter(town, "Wietske"), enter(town, "Joris")
    page = text(wietske.get(person(town, "Joris")))
    assert "Aanmelden stilzetten werkt meteen en kun je terugdraaien" in page
    assert "Vertrekken is voorgoed" in page
    assert "ook niet als iemand nu aan het werk is" in text(wietske.get(person(town, "Joris", "stilzetten/")))
    assert stolen.get(at(town, "")).status_code == 200, "to look at the page suspends nobody"
    assert wietske.post(person(town, "Joris", "stilzetten/"), SENT).status_code == 302
    told = text(wietske.get(person(town, "Joris")))
    assert "Aanmelden stilgezet" in told
    assert "Joris kan zich nu niet meer aanmelden." in told
    for path in ("", "ik/"):
        assert "/aanmelden/" in stolen.get(at(town, path)).headers["Location"]
    second = enter(town, "Fatima")
    assert second.get(at(town, "")).status_code == 200, "others work on"
    assert wietske.get(person(town, "Joris", "stilzetten/")).status_code == 404
    assert wietske.post(person(town, "Joris", "toelaten/"), SENT).status_code == 302
    assert "Joris kan zich weer aanmelden." in text(wietske.get(person(town, "Joris")))
    assert "/aanmelden/" in stolen.get(at(town, "")).headers["Location"]
    assert enter(town, "Joris").get(at(town, "")).status_code == 200
    assert [one for one in verbs(town, "Joris") if "suspend" in one[0] or "readmit" in one[0]] == [
        ("person.suspend", False),
        ("person.readmit", False),
    ]


def test_it_asks_a_reason_that_administrators_read_and_the_log_keeps_only_the_hash_of(town: Town) -> None:
    wietske, page = enter(town, "Wietske"), person(town, "Joris", "stilzetten/")
    assert "Alleen beheerders lezen dit." in text(wietske.get(page))
    for given in ({"x": "1"}, {"reason": " "}):
        assert "Schrijf op waarom." in text(wietske.post(page, given))
    assert "Dit is te lang. Maak het korter." in text(wietske.post(page, {"reason": "x" * 2001}))
    with tenant_scope(town.tenant.id):
        assert not Person.objects.filter(suspended_at__isnull=False).exists()
    assert wietske.post(page, SENT).status_code == 302
    assert f"Waarom het aanmelden stilstaat: {WHY}" in text(wietske.get(person(town, "Joris")))
    with tenant_scope(town.tenant.id):
        row = SignInSuspension.objects.get(person=town["Joris"].person_id, until=None)
        assert queries.why_suspended(row.person_id) == WHY
        line = Line.objects.get(subject_id=town["Joris"].staff.alias, verb="person.suspend", refused=False)
    blob = bytes(row.sealed_reason)
    assert WHY.encode() not in blob
    assert bytes(line.reason_hash or b"") == sha256(blob).digest()
    # They who are suspended read what they read before, and not why.
    browser, _answer = with_a_code(town, "Joris")
    told = text(browser.post(at(town, "ontgrendelen/"), {"passphrase": town["Joris"].passphrase}))
    assert TOLD in told
    assert WHY not in told
    assert wietske.post(person(town, "Joris", "toelaten/"), SENT).status_code == 302
    assert WHY not in text(wietske.get(person(town, "Joris")))


def test_each_time_keeps_its_own_reason_that_fits_its_own_line(town: Town) -> None:
    boss, joris = town["Wietske"].opened, town["Joris"]
    for why in (WHY, "Joris is ziek."):
        actions.person_suspend(boss, person_id=joris.person_id, reason=why)
        actions.person_readmit(boss, person_id=joris.person_id)
    with tenant_scope(town.tenant.id):
        rows = list(SignInSuspension.objects.filter(person=joris.person_id).order_by("since"))
        lines = Line.objects.filter(subject_id=joris.staff.alias, verb="person.suspend", refused=False)
        hashes = [bytes(one.reason_hash or b"") for one in lines.order_by("at", "id")]
        assert queries.why_suspended(joris.person_id) == ""
    assert len(rows) == 2
    assert [sha256(bytes(one.sealed_reason)).digest() for one in rows] == hashes
    assert all(one.until and one.until >= one.since for one in rows)


def test_a_session_that_nobody_touched_while_it_was_suspended_has_ended_too(town: Town) -> None:
    stolen, boss, joris = enter(town, "Joris"), town["Wietske"].opened, town["Joris"].person_id
    actions.person_suspend(boss, person_id=joris, reason=WHY)
    actions.person_readmit(boss, person_id=joris)
    assert "/aanmelden/" in stolen.get(at(town, "")).headers["Location"]


def test_whoever_has_the_codes_alone_sees_what_they_see_of_anybody(town: Town) -> None:
    usual, answer = with_a_code(town, "Fatima")
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    browser, suspended = with_a_code(town, "Joris")
    assert (suspended.status_code, suspended.headers["Location"]) == (302, answer.headers["Location"])
    pages = [text(one.get(at(town, "ontgrendelen/"))) for one in (usual, browser)]
    assert pages[1] == pages[0].replace("Fatima", "Joris").replace(
        town["Fatima"].staff.function, town["Joris"].staff.function
    )
    guess = {"passphrase": draw_passphrase().text}
    wrong = [text(one.post(at(town, "ontgrendelen/"), guess)) for one in (usual, browser)]
    assert "Deze wachtzin opent je kluis niet" in wrong[0]
    assert "Deze wachtzin opent je kluis niet" in wrong[1]
    assert TOLD not in wrong[1]
    assert "/ontgrendelen/" in browser.get(at(town, "")).headers["Location"]


def test_a_stranger_who_has_no_code_learns_nothing(town: Town) -> None:
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    said = set()
    for mail in (town["Joris"].mail, town["Marit"].mail, "niemand@nergens.example"):
        answer = Client().post(at(town, "aanmelden/"), {"mail": mail, "code": "000000"})
        said.add(text(answer).replace(mail, ""))
    assert len(said) == 1


def test_the_right_passphrase_is_told_whom_to_ask_and_opens_nothing(town: Town) -> None:
    filed = file_report(town)
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    browser, _answer = with_a_code(town, "Joris")
    answer = browser.post(at(town, "ontgrendelen/"), {"passphrase": town["Joris"].passphrase})
    assert answer.status_code == 200
    assert TOLD in text(answer)
    assert "Vraag een beheerder van je organisatie waarom" in text(answer)
    for path in ("", "ik/", "ik/wachtzin/", f"zaken/{filed.code}/"):
        assert "/ontgrendelen/" in browser.get(at(town, path)).headers["Location"]
    assert browser.post(at(town, "ik/wachtzin/"), SENT).status_code == 403
    assert verbs(town, "Joris")[-2:] == [("person.sign_in", False), ("person.unlock", True)]


def test_no_invitation_of_before_or_of_now_lets_them_in(town: Town) -> None:
    boss, joris = town["Wietske"].opened, town["Joris"].person_id
    invitation = actions.invite(boss, person_id=joris)
    actions.person_suspend(boss, person_id=joris, reason=WHY)
    with pytest.raises(RefusedError):
        actions.invite(boss, person_id=joris)
    used = {"invitation": invitation.code}
    assert "Deze code klopt niet" in text(Client().post(at(town, "activeren/"), used))
    actions.person_readmit(boss, person_id=joris)
    assert "Deze code klopt niet" in text(Client().post(at(town, "activeren/"), used))
    fresh = actions.invite(boss, person_id=joris)
    answer = Client().post(at(town, "activeren/"), {"invitation": fresh.code})
    assert "/activeren/telefoon/" in answer.headers["Location"]


def test_keys_and_roles_stay_and_nothing_new_is_sealed_to_them(town: Town) -> None:
    filed, fatima = file_report(town), town["Fatima"].opened
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    with tenant_scope(town.tenant.id):
        joris = queries.colleague(town.tenant.id, town["Joris"].person_id)
        held = open_chests(town["Joris"].opened.opened, filed.case.id)
        assert [one.first_name for one in queries.readers(town.desk.id).members] == ["Fatima"]
    assert joris is not None
    assert Role.HANDLER in joris.roles
    assert set(held) == {"talk", "file", "names", "identity"}
    ref = intake.start(town.tenant.id, "nl", waited=True)
    intake.choose(ref, desk=town.desk.slug, struck=())
    intake.answer(ref, {"kind": "conduct", "story": "Dit.", "capacity": "employee", "openness": "anonymous"})
    back = intake.come_back(town.tenant.id, intake.Receipt(intake.send(ref).words))
    assert back is not None
    with tenant_scope(town.tenant.id):
        assert open_chests(town["Joris"].opened.opened, back.case_id) == {}
        assert set(open_chests(town["Marit"].opened.opened, back.case_id)) == set(held)
    other = file_report(town, readers=("Fatima", "Marit"))
    with pytest.raises(RefusedError):
        cases.let_in(fatima, code=other.code, person_id=town["Joris"].person_id, reason="Mee.", last_day=None)


def test_who_is_suspended_is_nobody_to_leave_a_case_with(town: Town) -> None:
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    with pytest.raises(RefusedError):
        cases.recuse(town["Marit"].opened, code=filed.code, reason="Ik ken de melder.")
    # But the suspended one may go: two others are left.
    cases.withdraw_access(
        town["Fatima"].opened, code=filed.code, alias=town["Joris"].staff.alias, reason="Geschorst."
    )


def test_knocks_stop_and_the_address_waits(town: Town) -> None:
    filed = file_report(town)
    leave_address(town["Joris"].opened, mail="joris@thuis.example", language="nl")
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    intake.write(filed.reporter, body="Nog iets.")
    assert go_round(town.tenant.id) == 0
    with tenant_scope(town.tenant.id):
        assert not Knock.objects.exists()
        assert Address.objects.count() == 1
    actions.person_readmit(town["Wietske"].opened, person_id=town["Joris"].person_id)
    intake.write(filed.reporter, body="En nog iets.")
    with tenant_scope(town.tenant.id):
        assert Knock.objects.count() == 1


def test_an_address_goes_with_whoever_leaves_and_with_nobody_else(town: Town) -> None:
    wietske, filed = enter(town, "Wietske"), file_report(town, readers=("Fatima", "Marit"))
    for who in ("Joris", "Fatima"):
        leave_address(town[who].opened, mail=f"{who}@thuis.example", language="nl")
    intake.write(filed.reporter, body="Dag.")
    for who, status in (("Fatima", 200), ("Joris", 302)):  # Fatima holds keys that too few others have
        assert wietske.post(person(town, who, "vertrek/"), SENT).status_code == status
    with tenant_scope(town.tenant.id):
        assert [one.holder_alias for one in Address.objects.all()] == [town["Fatima"].staff.alias]
        assert Knock.objects.count() == 1


def test_nobody_suspends_themselves_or_the_last_administrator_and_only_an_administrator_does(
    town: Town,
) -> None:
    wietske, me = enter(town, "Wietske"), town["Wietske"].person_id
    page = wietske.get(person(town, "Wietske"))
    assert "stilzetten/" not in page.content.decode()
    refused = wietske.post(person(town, "Wietske", "stilzetten/"), SENT)
    assert "Je eigen aanmelding zet je niet zelf stil" in text(refused)
    assert verbs(town, "Wietske")[-1] == ("person.suspend", True)
    actions.assign_role(town["Wietske"].opened, person_id=town["Samira"].person_id, role=Role.ADMINISTRATOR)
    samira = queries.staff(town.tenant.id, town["Samira"].person_id)
    assert samira is not None
    samira = samira.with_key(town["Samira"].opened.opened)
    actions.person_suspend(samira, person_id=me, reason=WHY)
    assert "/aanmelden/" in wietske.get(person(town, "Joris")).headers["Location"]
    # Who is suspended does not count as an administrator: Samira is the last one now.
    with pytest.raises(RefusedError) as last:
        actions.person_suspend(town["Wietske"].opened, person_id=samira.person_id, reason=WHY)
    assert "laatste beheerder" in last.value.sentence
    for who in ("Fatima", "Ilse", "Samira"):
        browser = enter(town, who)
        status = 302 if who == "Samira" else 404
        assert browser.post(person(town, "Joris", "stilzetten/"), SENT).status_code == status


def test_two_administrators_who_suspend_each_other_do_not_both_go(town: Town) -> None:
    boss, samira_id = town["Wietske"].opened, town["Samira"].person_id
    actions.assign_role(boss, person_id=samira_id, role=Role.ADMINISTRATOR)
    samira = queries.staff(town.tenant.id, samira_id)
    assert samira is not None
    samira = samira.with_key(town["Samira"].opened.opened)
    start, refused = threading.Barrier(2), []

    def suspend(actor: Staff, other: object) -> None:
        start.wait(10)
        try:
            actions.person_suspend(actor, person_id=other, reason=WHY)
        except RefusedError as error:
            refused.append(error.sentence)
        finally:
            connection.close()

    both = [
        threading.Thread(target=suspend, args=one) for one in ((boss, samira_id), (samira, boss.person_id))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert len(refused) == 1
    assert "laatste beheerder" in refused[0]
    with tenant_scope(town.tenant.id):
        assert len(queries.suspended_aliases(town.tenant.id)) == 1


def test_an_english_page_says_it_in_english(town: Town) -> None:
    actions.person_suspend(town["Wietske"].opened, person_id=town["Joris"].person_id, reason=WHY)
    browser, _answer = with_a_code(town, "Joris")
    browser.get(at(town, "taal/en/"))
    answer = browser.post(at(town, "ontgrendelen/"), {"passphrase": town["Joris"].passphrase})
    assert "An administrator has suspended your signing in." in text(answer)

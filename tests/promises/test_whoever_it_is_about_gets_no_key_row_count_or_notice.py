"""Promise 1: whoever is recorded as the one a report is about gets no key, row, count, notice or term.

Joris reads at the desk, and this report is about him.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db.models import Q
from tests.cases.test_guests import come_back, to_be
from tests.filed import Filed, bring, file_report
from tests.people import Office, Town, make_tenant
from tests.reporter import Reporter

from weerbaar.cases import absences, guests, owning
from weerbaar.cases.jobs import (
    ask_how_it_goes,
    knock_for_announced,
    knock_for_improvements,
    knock_for_questions,
    knock_for_tasks,
    knock_for_terms,
)
from weerbaar.cases.models import (
    Access,
    Case,
    CaseLink,
    ContactPerson,
    Guest,
    Improvement,
    Lesson,
    Note,
    PlanLine,
    StandIn,
    Task,
)
from weerbaar.cases.queries import may_come_in
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.intake import guests as visiting
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Address, Knock
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.actions import DeskTexts
from weerbaar.vault.keyring import alias_of
from weerbaar.vault.models import Grant

WORDS = {"verhaal": {"story": "Joris van Dam neemt geld aan."}}


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def report(faces, town) -> tuple[UUID, str]:
    """A report about Joris, sent through the pages: the case's id and code."""
    for name in ("Joris", "Fatima"):
        leave_address(town[name].opened, mail=f"{name}@waterlinie.example", language="nl")
    browser = Reporter(faces.reporter, town.tenant.slug)
    browser.begin().send("melden/wie-leest/", {"struck": str(town["Joris"].person_id)})
    for page, answers in (
        ("onderwerp", {"kind": "integrity"}),
        ("verhaal", WORDS["verhaal"]),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        return back.case_id, Case.objects.get(id=back.case_id).code


def alias(town: Town, name: str) -> UUID:
    return alias_of(town.tenant.id, town[name].person_id)


def test_the_others_were_let_in_and_he_was_not(town, report):
    case_id, _ = report
    with tenant_scope(town.tenant.id):
        seats = set(Access.objects.filter(case_id=case_id).values_list("holder_alias", flat=True))
        keys = set(Grant.objects.filter(chest__owner_id=case_id).values_list("holder_alias", flat=True))
    # Fatima reads, and the reserve comes in for him: never fewer than two.
    assert seats == {alias(town, "Fatima"), alias(town, "Marit")}
    assert alias(town, "Joris") not in keys


def test_nothing_in_the_rows_of_the_case_is_him(town, report):
    case_id, _ = report
    him = {alias(town, "Joris").bytes, town["Joris"].person_id.bytes}
    with tenant_scope(town.tenant.id):
        from django.apps import apps

        for model in apps.get_models():
            columns = {field.name for field in model._meta.concrete_fields}
            about = next((name for name in ("case", "owner_id", "subject_id") if name in columns), None)
            if about is None or not model.__module__.startswith("weerbaar."):
                continue
            for row in model.objects.filter(**{about: case_id}).values_list():
                held = {value.bytes for value in row if isinstance(value, UUID)}
                assert not held & him, model._meta.db_table


@pytest.mark.req("C4")
def test_his_worklist_is_as_empty_as_if_nobody_had_reported(office, town, report):
    _, code = report
    mine, theirs = office("Joris").get("").text, office("Fatima").get("").text
    assert code in theirs
    assert code not in mine
    assert re.search(r"Niets vraagt je vandaag", mine)


def test_the_file_does_not_exist_for_him_in_any_way(office, report):
    _, code = report
    joris = office("Joris")
    for path in ("", "namen/", "toegang/", "sluiten/", "terugkoppelen/", "bevestigen/", "persoon/"):
        hidden, unknown = joris.get(f"zaken/{code}/{path}"), joris.get(f"zaken/W-nergens-11/{path}")
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.text.replace(code, "") == unknown.text.replace("W-nergens-11", "")


def test_nobody_can_let_him_in(office, town, report):
    _, code = report
    page = office("Fatima").get(f"zaken/{code}/toegang/").text
    assert "Ruben" in page
    assert "Joris" not in page


def test_no_knock_waits_for_him(town, report):
    with tenant_scope(town.tenant.id):
        assert Address.objects.filter(holder_alias=alias(town, "Joris")).exists()
        waits = set(Knock.objects.values_list("address__holder_alias", flat=True))
    assert waits == {alias(town, "Fatima")}


def test_a_report_about_the_desk_goes_to_the_reserve_alone(faces, town):
    browser = Reporter(faces.reporter, town.tenant.slug)
    browser.begin().send(
        "melden/wie-leest/", {"struck": [str(town[name].person_id) for name in ("Joris", "Fatima")]}
    )
    for page, answers in (
        ("onderwerp", {"kind": "handling"}),
        ("verhaal", {"story": "Het meldpunt doet niets."}),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        seats = set(Access.objects.filter(case_id=back.case_id).values_list("holder_alias", flat=True))
    assert seats == {alias(town, "Marit")}


def test_when_everybody_is_struck_nothing_is_sealed_to_anybody(faces, town):
    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    everybody = [str(town[name].person_id) for name in ("Joris", "Fatima", "Marit")]
    with tenant_scope(town.tenant.id):
        before = Grant.objects.count()
    browser.send("melden/wie-leest/", {"struck": everybody})
    browser.send("melden/nakijken/")
    assert browser.words == []
    with tenant_scope(town.tenant.id):
        assert Grant.objects.count() == before


def test_whoever_was_struck_at_one_desk_is_kept_out_of_a_report_to_another(faces, town):
    boss = town["Wietske"].opened
    texts = DeskTexts("omgangsvormen", "Meldpunt omgangsvormen", "", ["conduct", "integrity"])
    other = organisation.desk_add(boss, texts=texts)
    for name in ("Fatima", "Joris"):
        organisation.desk_member_add(boss, desk_id=other.id, person_id=town[name].person_id)
    organisation.desk_member_remove(boss, desk_id=town.desk.id, person_id=town["Joris"].person_id)
    browser = Reporter(faces.reporter, town.tenant.slug)
    his = str(town["Joris"].person_id)
    browser.begin().send(f"melden/wie-leest/?meldpunt={texts.slug}", {"struck": [his]})
    # At the desk that it goes to he does not work; he is put there, and nobody ticks him again.
    at_first = f"melden/wie-leest/?meldpunt={town.desk.slug}"
    ticked = browser.open(at_first).find("//input[@name='struck'][@checked]/@value")
    browser.send(at_first, {"struck": ticked})
    for page, answers in (
        ("onderwerp", {"kind": "integrity"}),
        ("verhaal", WORDS["verhaal"]),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        browser.send(f"melden/{page}/", answers)
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=town["Joris"].person_id)
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    with tenant_scope(town.tenant.id):
        keys = set(Grant.objects.filter(chest__owner_id=back.case_id).values_list("holder_alias", flat=True))
        case = Case.objects.get(id=back.case_id)
        names = {one.first_name for one in may_come_in(town["Fatima"].opened, case)}
    assert alias(town, "Fatima") in keys
    assert alias(town, "Joris") not in keys
    assert "Ruben" in names
    assert "Joris" not in names


# --- and nothing of what lies beside a case: tasks, notes, a plan, guests, links, absences, lessons, searching ---

STRANGE = "Zandkasteelbouwer"


def parts(name: str, day: date) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


class TestWhatLiesBesideACase:
    """Joris handles a case in which there is something of everything. Then Fatima records that it is about him."""

    @pytest.fixture(scope="class")
    @classmethod
    def town(cls, database) -> Town:
        made = make_tenant()
        for name in ("Joris", "Fatima", "Marit", "Ruben"):
            leave_address(made[name].opened, mail=f"{name}@waterlinie.example", language="nl")
        return made

    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, faces, town):
        kept: dict[str, Office] = {}

        def of(first_name: str) -> Office:
            if first_name not in kept:
                kept[first_name] = Office(faces.office, town)
                kept[first_name].sign_in(first_name)
            return kept[first_name]

        yield of
        for browser in kept.values():
            browser.close()

    @pytest.fixture(scope="class")
    @classmethod
    def filled(cls, town, office) -> Filed:
        """The case, with one of each, made on the pages while nobody knew; and the report beside it that Joris keeps."""
        filed = file_report(
            town,
            readers=("Fatima", "Joris", "Marit"),
            kept_out=(),
            answers={"story": f"De {STRANGE} dreigt."},
        )
        other = file_report(town, readers=("Fatima", "Joris", "Marit"), kept_out=())
        fatima, root, soon = office("Fatima"), f"zaken/{filed.code}/", clock.today() + timedelta(days=2)
        his = str(town["Joris"].person_id)
        # First, so that it is there when the rest comes: she is away, and he stands in for her.
        away = {"person": his, **parts("first_day", clock.today()), **parts("last_day", soon)}
        away["passphrase"] = town["Fatima"].passphrase
        fatima.post("ik/weg/nieuw/", away)
        fatima.post(f"{root}notitie/", {"text": f"De {STRANGE} belt terug."})
        fatima.post(f"{root}taak/", {"what": f"Bel de {STRANGE}.", "person": his, **parts("due_on", soon)})
        plan = {"text": f"De {STRANGE} hoort het.", "teller": "Fatima", **parts("planned_on", soon)}
        fatima.post(f"{root}plan/reporter/", plan)
        fatima.post(f"{root}hiernaast/", {"other": other.code, "reason": "Dezelfde kamer."})
        fatima.post(
            f"{root}contactpersoon/", {"person": his, "reach": "Bel 0342 123456.", "reason": "Kan dit."}
        )
        cls.let_in_a_witness(town, filed)
        bring(town["Fatima"].opened, filed, "decided")
        lesson = {"lesson": "Twee mensen kijken mee.", "what": "Maak een rooster.", "person": his}
        fatima.post(f"{root}verbeteractie/", {**lesson, **parts("due_on", soon)})
        joris = office("Joris")
        # Nothing that is looked for later was missing before.
        assert filed.code in joris.get("").text
        assert joris.get("taken/").text.count(filed.code) >= 1
        assert "/verbeteracties/" in joris.get("taken/").text
        assert filed.code in joris.get(f"zaken/{other.code}/").text
        assert filed.code in cls.found(joris)
        who = {"role": "subject", "description": "Behandelaar", "name": "Joris van Dam"}
        assert "foutmelding" not in fatima.post(f"{root}persoon/", who).text
        with tenant_scope(town.tenant.id):
            Knock.objects.all().delete()
        return replace(filed, words=other.code)

    @staticmethod
    def let_in_a_witness(town: Town, filed: Filed) -> None:
        given = to_be("witness", who=f"Een {STRANGE}", last_day=None)
        guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
        visiting.write(come_back(town, given), body=f"Ik zag de {STRANGE}.")

    @staticmethod
    def found(browser: Office) -> str:
        return browser.post("zoeken/", {"words": STRANGE}).text

    @pytest.mark.req("R10", "C13")
    def test_no_key_to_any_of_it_is_left_to_him(self, town, filled):
        him = alias(town, "Joris")
        with tenant_scope(town.tenant.id):
            beside = [*owning.owners(filled.case.id)]
            beside += Lesson.objects.filter(case=filled.case).values_list("improvement_id", flat=True)
            assert len(beside) > 2
            assert not Grant.objects.filter(chest__owner_id__in=beside, holder_alias=him).exists()
            assert not Access.objects.filter(case=filled.case, holder_alias=him).exists()
            assert not StandIn.objects.filter(case=filled.case, holder_alias=him).exists()
            assert not ContactPerson.objects.filter(
                case=filled.case, holder_alias=him, ended_at=None
            ).exists()
            assert not Improvement.objects.filter(for_alias=him, ended_at=None).exists()

    @pytest.mark.req("C4", "C13")
    @pytest.mark.parametrize(
        "path",
        [
            "",
            "taken/",
            "termijnen/",
            "wbk-register/",
            "gevraagd/",
            "ik/",
            "ik/weg/",
            "binnen/",
            "signalen/",
            "ontvangen/",
            "zoeken/",
        ],
    )
    def test_no_list_or_count_of_his_holds_it(self, office, filled, path):
        page = office("Joris").get(path)
        assert page.status_code in (200, 404)
        assert filled.code not in page.text
        assert "Bel de" not in page.text
        assert "/verbeteracties/" not in page.text

    @pytest.mark.req("C4")
    def test_searching_for_a_word_in_it_finds_nothing(self, office, filled):
        # What he found before stood in his session: it is not shown any more either.
        assert filled.code not in office("Joris").get("zoeken/").text
        assert filled.code not in self.found(office("Joris"))
        assert filled.code in self.found(office("Fatima"))

    @pytest.mark.req("C4")
    def test_his_first_page_counts_what_it_counts_for_who_never_saw_it(self, town, office, filled):
        mine = office("Joris").get("").text
        assert filled.words in mine, "the other case, which he keeps"
        assert "1 zaak" in mine or "één" in mine.casefold()

    @pytest.mark.req("C13")
    def test_the_case_that_he_keeps_does_not_tell_what_lies_beside_it(self, office, filled):
        beside = office("Joris").get(f"zaken/{filled.words}/")
        assert beside.status_code == 200
        assert filled.code not in beside.text
        assert filled.code in office("Fatima").get(f"zaken/{filled.words}/").text

    def test_every_page_below_it_answers_as_that_of_a_case_that_is_not_there(self, town, office, filled):
        joris = office("Joris")
        case_id = filled.case.id
        with tenant_scope(town.tenant.id):
            rows = {
                name: list(model.objects.filter(case=case_id).values_list("id", flat=True))
                for name, model in ROWS.items()
            }
            rows["link_id"] = list(
                CaseLink.objects.filter(Q(first=case_id) | Q(second=case_id)).values_list("id", flat=True)
            )
        assert all(rows.values())
        for path in [one.format(**{name: ids[0] for name, ids in rows.items()}) for one in BELOW]:
            hidden, unknown = (
                joris.get(f"zaken/{filled.code}/{path}"),
                joris.get(f"zaken/W-nergens-11/{path}"),
            )
            assert hidden.status_code == unknown.status_code == 404, path
            assert hidden.text.replace(filled.code, "") == unknown.text.replace("W-nergens-11", ""), path

    def test_nobody_can_choose_him_for_any_of_it(self, office, filled):
        root = f"zaken/{filled.code}/"
        for path in ("toegang/", "taak/", "contactpersoon/", "overdragen/", "verbeteractie/", "voorleggen/"):
            page = office("Fatima").get(f"{root}{path}")
            assert page.status_code == 200, path
            assert str(filled.case.id) not in page.text
            assert "Joris" not in page.text, path

    @pytest.mark.req("C2", "C13")
    def test_whatever_happens_in_it_knocks_at_the_others_and_never_at_him(self, town, office, filled):
        him = alias(town, "Joris")
        with tenant_scope(town.tenant.id):
            Knock.objects.all().delete()
        actions.write(filled.reporter, body="Er is nog iets.")
        due = {"what": "Bel.", "person": str(town["Fatima"].person_id), **parts("due_on", clock.today())}
        office("Marit").post(f"zaken/{filled.code}/taak/", due)
        with clock.stopped_at(clock.now() + timedelta(days=40)):
            for job in (
                knock_for_terms, knock_for_tasks, knock_for_questions, knock_for_announced, knock_for_improvements,
                ask_how_it_goes,
            ):  # fmt: skip
                job(town.tenant.id)
        with tenant_scope(town.tenant.id):
            heard = Knock.objects.filter(address__holder_alias=him).count()
            assert Knock.objects.filter(address__holder_alias=alias(town, "Fatima")).exists()
        # Of the case that he keeps a term is late too: one knock, as many as he got had this case never been.
        assert heard <= 1
        absences.let_in_to_rest(town["Fatima"].opened)
        with tenant_scope(town.tenant.id):
            assert not Access.objects.filter(case=filled.case, holder_alias=him).exists()


ROWS = {"task_id": Task, "note_id": Note, "line_id": PlanLine, "guest_id": Guest}
BELOW = (
    "",
    "notitie/",
    "notitie/{note_id}/terug/",
    "taak/",
    "taak/{task_id}/klaar/",
    "taak/{task_id}/veranderen/",
    "plan/",
    "plan/{line_id}/verteld/",
    "hiernaast/",
    "hiernaast/{link_id}/weg/",
    "samen/",
    "eigen-woorden/",
    "eigen-woorden/{guest_id}/",
    "contactpersoon/",
    "verbeteractie/",
    "overdragen/",
    "doorgeven/",
    "afschrift/",
)

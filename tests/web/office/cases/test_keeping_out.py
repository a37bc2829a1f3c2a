"""The pages on who must stay out of a case and who decides, as the people of the desk use them."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import CAST, make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import actions
from weerbaar.cases.models import Access, Party
from weerbaar.cases.staying_out import OTHER_READING
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.web.office.cases.keeping_out import READ_TOO

WHY = "Een getuige noemde zijn naam."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture(scope="module")
def joris(town):
    return Desk(town, "Joris")


def about_joris(town) -> dict[str, str]:
    return {
        "how": "subject",
        "party": "new",
        "by": "person",
        "person": str(town["Joris"].person_id),
        "reason": WHY,
    }


@pytest.mark.req("R10")
def test_a_subject_who_is_found_late_is_out_at_once_and_the_page_says_what_he_had_seen(town, fatima, joris):
    filed = file_report(town)
    joris.get(f"zaken/{filed.code}/")
    page = f"zaken/{filed.code}/erbuiten/"
    assert "Bram Kuipers" in fatima.text(page)
    assert "Zag niets van deze zaak." in fatima.text(page)
    answer = fatima.post(page, about_joris(town))
    assert answer.headers["Location"].endswith(page)
    told = fatima.text(page)
    assert "Joris van Dam" in told
    assert "Opende de pagina van de zaak één keer" in told
    assert filed.code not in joris.text()
    for path in ("", "erbuiten/", "namen/"):
        hidden, unknown = joris.get(f"zaken/{filed.code}/{path}"), joris.get(f"zaken/W-nergens-11/{path}")
        assert hidden.status_code == unknown.status_code == 404
        assert words(hidden) == words(unknown)
    case = fatima.text(f"zaken/{filed.code}/")
    assert (
        "Over B2 besluit: de gemeentesecretaris, want het gaat over iemand van de ambtelijke organisatie."
        in case
    )
    assert "Leg vast wie de werkgever is van B1." in case
    # The reserve has the case now, and he is offered to nobody.
    with tenant_scope(town.tenant.id):
        assert Access.objects.filter(case=filed.case, holder_alias=town["Marit"].staff.alias).exists()
    assert "Joris" not in fatima.text(f"zaken/{filed.code}/toegang/")
    post = joris.post(page, about_joris(town))
    assert post.status_code == 404


def test_what_is_missing_or_only_alike_is_said_at_its_field_and_nothing_typed_is_lost(town, fatima):
    filed = file_report(town)
    page = f"zaken/{filed.code}/erbuiten/"
    for given, said in (
        ({"how": ""}, "Maak een keuze."),
        ({"how": "subject", "by": "person", "reason": WHY}, "Maak een keuze."),
        ({"how": "subject", "by": "role", "reason": WHY}, "Maak een keuze."),
        ({"how": "interested", "by": "name", "name": "", "reason": WHY}, "Schrijf eerst iets op."),
        (
            {"how": "interested", "by": "name", "name": "F. Amrani", "reason": WHY},
            "Bedoel je Fatima el Amrani?",
        ),
        (
            {"how": "interested", "by": "person", "person": "nonsense", "reason": WHY},
            "Kies iets uit de lijst.",
        ),
        (about_joris(town) | {"reason": ""}, "Schrijf op waarom."),
        (about_joris(town) | {"party": "nonsense"}, "Kies iets uit de lijst."),
    ):
        answer = fatima.post(page, given)
        assert answer.status_code == 200
        assert said in words(answer)
        if given.get("reason"):
            assert WHY in words(answer)
    with tenant_scope(town.tenant.id):
        assert Access.objects.filter(case=filed.case).count() == 2


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("secretary", "besluit: de burgemeester, want het gaat over de gemeentesecretaris."),
        ("mayor", "besluit: de commissaris van de Koning, want het gaat over de burgemeester."),
        ("alderman", "besluit: de burgemeester, want het gaat over een wethouder."),
        ("registrar", "besluit: de werkgeverscommissie van de raad, want het gaat over de griffier."),
    ],
)
def test_the_case_says_who_decides_and_why(town, fatima, role, said):
    filed = file_report(town)
    fatima.post(
        f"zaken/{filed.code}/erbuiten/",
        {"how": "subject", "party": "new", "by": "role", "role": role, "reason": WHY},
    )
    told = fatima.text(f"zaken/{filed.code}/")
    assert said in told
    assert ("Die staat buiten de gemeente" in told) is (role == "mayor")


def test_the_employer_of_a_subject_can_be_said_on_a_page(town, fatima):
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
        witness = Party.objects.get(case=filed.case, role=Party.Role.WITNESS)
    page = f"zaken/{filed.code}/werkgever/{subject.id}/"
    assert "Maak een keuze." in words(fatima.post(page, {"line": "", "reason": WHY}))
    assert "Schrijf op waarom." in words(fatima.post(page, {"line": "office_holder"}))
    fatima.post(page, {"line": "office_holder", "reason": WHY})
    told = fatima.text(f"zaken/{filed.code}/")
    assert "Hierover besluit: de burgemeester, want het gaat over een bestuurder of raadslid." in told
    assert fatima.get(f"zaken/{filed.code}/werkgever/{witness.id}/").status_code == 404


@pytest.mark.req("C15")
def test_a_hired_subject_is_decided_on_by_the_lender_and_the_page_says_what_the_municipality_does(
    town, fatima
):
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    page = f"zaken/{filed.code}/werkgever/{subject.id}/"
    assert "Bij wie is deze persoon in dienst?" in fatima.text(page)
    fatima.post(page, {"line": "hired", "lender": "Bureau Zuidwijk", "reason": "Dat zei de melder."})
    told = fatima.text(f"zaken/{filed.code}/")
    assert "Hierover besluit: Bureau Zuidwijk, want het gaat over iemand die is ingehuurd." in told
    assert "Over het einde van de inhuur en over toegang besluit de gemeente zelf." in told
    # What stands there is in the form again, so that nothing is lost when it is sent.
    tree = lxml.html.fromstring(fatima.get(page).content.decode())
    assert tree.xpath("//input[@name='line'][@checked]/@value") == ["hired"]
    assert tree.xpath("//input[@name='lender']/@value") == ["Bureau Zuidwijk"]
    assert "Wat er eerder stond" not in fatima.text(page)
    same = {"line": "hired", "lender": "Bureau Zuidwijk", "reason": "Nog eens."}
    assert "Zo staat het er al. Verander eerst iets." in words(fatima.post(page, same))
    change = {"line": "staff", "roles": ["secretary"], "reason": "Hij is in mei aangesteld."}
    assert fatima.post(page, change).status_code == 302
    told = fatima.text(page)
    assert "Wat er eerder stond Ingehuurd: een andere werkgever: Bureau Zuidwijk" in told
    assert "Veranderd door Fatima" in told
    assert "Hij is in mei aangesteld." in told
    tree = lxml.html.fromstring(fatima.get(page).content.decode())
    assert tree.xpath("//input[@name='roles'][@checked]/@value") == ["secretary"]
    case = fatima.text(f"zaken/{filed.code}/")
    assert "Vastgelegd wie de werkgever is" in case
    assert "Hij is in mei aangesteld." in case
    assert Desk(town, "Ruben").get(page).status_code == Desk(town, "Bram").get(page).status_code == 404


@pytest.mark.req("R10")
def test_a_mistake_is_undone_through_its_page_and_nobody_else_finds_it(town, fatima, joris):
    filed = file_report(town)
    joris.get(f"zaken/{filed.code}/")
    root = f"zaken/{filed.code}/"
    fatima.post(f"{root}erbuiten/", about_joris(town) | {"how": "interested"})
    undo = f"{root}erbuiten/{town['Joris'].person_id}/vergissing/"
    fatima.post(f"{root}erbuiten/", about_joris(town) | {"person": str(town["Ruben"].person_id)})
    links = lxml.html.fromstring(fatima.get(f"{root}erbuiten/").content.decode()).xpath("//@value | //@href")
    # Of Joris, and not of Bram: the reporter struck him. Nor of Ruben, who is a subject.
    assert [one for one in links if str(one).endswith("/vergissing/")] == [f"/{town.tenant.slug}/{undo}"]
    ruben = f"{root}erbuiten/{town['Ruben'].person_id}/vergissing/"
    assert fatima.get(ruben).status_code == fatima.post(ruben, {"reason": WHY}).status_code == 404
    for who in (joris, Desk(town, "Ruben")):
        assert who.get(undo).status_code == who.post(undo, {"reason": WHY}).status_code == 404
    bram = f"{root}erbuiten/{town['Bram'].person_id}/vergissing/"
    assert fatima.get(bram).status_code == fatima.post(bram, {"reason": WHY}).status_code == 404
    text = fatima.text(undo)
    assert "Joris krijgt hiermee geen sleutel terug" in text
    assert "Schrijf op waarom." in words(fatima.post(undo, {"reason": " "}))
    assert fatima.post(undo, {"reason": WHY}).status_code == 302
    told = fatima.text(f"{root}erbuiten/")
    assert "Joris hoeft niet meer erbuiten te blijven. Toegang geef je apart." in told
    assert "Had eerder een sleutel" in told
    assert "Opende de pagina van de zaak één keer" in told
    assert joris.get(root).status_code == 404
    assert "Joris" in fatima.text(f"{root}toegang/")
    assert "Joris hoeft niet erbuiten te blijven" in fatima.text(root)


@pytest.mark.req("R10")
def test_a_wrong_name_is_undone_through_its_page_and_nobody_else_finds_it(town, fatima):
    filed = file_report(town)
    root = f"zaken/{filed.code}/"
    given = {"how": "interested", "by": "name", "name": "Piet de Boer", "reason": WHY}
    assert fatima.post(f"{root}erbuiten/", given).status_code == 302
    undo = f"{root}erbuiten/naam/"
    assert "Legde iemand een verkeerde naam vast?" in fatima.text(f"{root}erbuiten/")
    for who in (Desk(town, "Ruben"), Desk(town, "Bram")):
        assert who.get(undo).status_code == 404
        assert who.post(undo, {"name": "Piet de Boer", "reason": WHY}).status_code == 404
    assert "Niemand krijgt hiermee een sleutel." in fatima.text(undo)
    wrong = fatima.post(undo, {"name": "Piet de Bakker", "reason": WHY})
    assert "Deze naam kun je niet terugnemen." in words(wrong)
    assert 'value="Piet de Bakker"' in wrong.content.decode()
    assert "Schrijf op waarom." in words(fatima.post(undo, {"name": "Piet de Boer", "reason": " "}))
    assert fatima.post(undo, {"name": "Piet de Boer", "reason": WHY}).status_code == 302
    assert "Wat een behandelaar over deze naam vastlegde, is teruggenomen." in fatima.text(f"{root}erbuiten/")
    case = fatima.text(root)
    assert "Een naam hoeft niet erbuiten te blijven" in case
    assert "legde vast dat wie zo heet niet erbuiten hoeft te blijven" in case
    assert "Piet de Boer" not in case
    fatima.post(f"{root}namen/", {"reason": WHY})
    assert "Een naam hoeft niet erbuiten te blijven: Piet de Boer" in fatima.text(root)
    fatima.post(f"{root}namen/dicht/")
    assert "Piet de Boer" not in fatima.text(root)
    assert "Deze naam kun je niet terugnemen." in words(
        fatima.post(undo, {"name": "Piet de Boer", "reason": WHY})
    )


@pytest.mark.req("R10")
def test_before_a_key_is_taken_back_the_page_says_what_was_seen_and_who_comes_in(town, fatima, joris):
    filed = file_report(town)
    joris.get(f"zaken/{filed.code}/")
    page = f"zaken/{filed.code}/toegang/{town['Joris'].staff.alias}/intrekken/"
    text = fatima.text(page)
    assert (
        "Wat Joris al las of opsloeg, haal je niet terug. In het logboek staat: Opende de pagina van de zaak één keer"
        in text
    )
    assert "Dan komt eerst de reserve van het meldpunt erbij" in text
    assert fatima.post(page, {"reason": WHY}).status_code == 302
    keys = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode())
    (holders,) = keys.xpath("//section[@id='toegang']")
    assert "Marit" in holders.text_content()
    assert "Joris" not in holders.text_content()
    told = fatima.text(f"zaken/{filed.code}/erbuiten/")
    assert "Joris van Dam" in told.partition("Had eerder een sleutel")[2]


@pytest.mark.req("R10")
def test_whoever_stepped_out_can_take_it_back_and_sees_nothing_of_the_case(town, fatima, joris):
    filed = file_report(town)
    back = f"zaken/{filed.code}/terugnemen/"
    assert joris.get(back).status_code == 404
    joris.post(f"zaken/{filed.code}/terugtrekken/", {"reason": "Mijn zus werkt daar."})
    told = joris.text()
    assert "Was dat een vergissing?" in told
    # The page on which he stepped out leads to the way back now.
    out = joris.get(f"zaken/{filed.code}/terugtrekken/")
    assert out.headers["Location"].endswith(back)
    text = joris.text(back)
    assert "Je krijgt hiermee geen sleutel en ziet niets van de zaak." in text
    assert "omgangsvormen" not in text.casefold()
    assert "Joris van Dam" in fatima.text(f"zaken/{filed.code}/erbuiten/")
    unknown = joris.get("zaken/W-niets-00/terugnemen/")
    for who in (fatima, Desk(town, "Ruben")):
        hidden = who.get(back)
        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert who.post(back).status_code == 404
    assert joris.post(back, {"once": "1"}).status_code == 302
    assert joris.get(back).status_code == joris.get(f"zaken/{filed.code}/").status_code == 404
    assert "Joris" in fatima.text(f"zaken/{filed.code}/toegang/")


def test_stepping_out_is_one_click_from_the_list(town, fatima):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    page = lxml.html.fromstring(fatima.get().content.decode())
    (link,) = page.xpath(f"//table//a[contains(@href, '/zaken/{filed.code}/terugtrekken/')]")
    assert "Ik trek mij terug" in link.text_content()
    assert actions.open_case(town["Joris"].opened, code=filed.code)
    fatima.post(f"zaken/{filed.code}/terugtrekken/", {"reason": "Mijn zus werkt daar."})
    # Said once, with the way back; from then on there is no such case.
    assert f"Je bent uit zaak {filed.code}." in fatima.text()
    assert filed.code not in fatima.text()
    assert fatima.get(f"zaken/{filed.code}/erbuiten/").status_code == 404


@pytest.mark.req("R10")
def test_the_page_of_the_persons_asks_whether_a_colleague_is_meant_and_keeps_out_whom_it_is_about(
    town, fatima
):
    filed = file_report(town, kept_out=())
    page = f"zaken/{filed.code}/persoon/"
    assert "krijgt die nooit een sleutel" in fatima.text(page)
    given = {"role": "subject", "description": "Leidt de afdeling.", "name": "J. van Dam"}
    assert "Bedoel je Joris van Dam?" in words(fatima.post(page, given))
    assert fatima.post(page, given | {"name": "Joris van Dam"}).status_code == 302
    with tenant_scope(town.tenant.id):
        seated = set(Access.objects.filter(case=filed.case).values_list("holder_alias", flat=True))
    assert town["Joris"].staff.alias not in seated
    assert Desk(town, "Joris").get(f"zaken/{filed.code}/").status_code == 404


@pytest.mark.req("R10")
def test_a_person_who_was_a_mistake_is_taken_off_the_record_from_the_page_of_the_case(town, fatima):
    filed = file_report(town, kept_out=())
    given = {"role": "subject", "description": "Leidt de afdeling.", "name": "Joris van Dam"}
    fatima.post(f"zaken/{filed.code}/persoon/", given)
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT, by_staff=True)
    page, case = f"zaken/{filed.code}/persoon/{party.id}/vergissing/", f"zaken/{filed.code}/"
    short = f"B{party.number}"
    assert f"Dit was een vergissing: haal {short} weg" in fatima.text(case)
    assert f"/betrokkene/{party.id}/" in fatima.get(case).content.decode()
    assert "Haal die dan weg bij Personen" in fatima.text(f"zaken/{filed.code}/erbuiten/")
    told = fatima.text(page)
    assert f"{short} blijft in de lijst staan als vervallen" in told
    assert "De naam die apart lag, wordt gewist." in told
    assert fatima.post(page, {"reason": ""}).status_code == 200
    answer = fatima.post(page, {"reason": "Een ander dan ik dacht."})
    assert answer.headers["Location"].endswith(f"{case}#personen")
    shown = fatima.text(case)
    assert f"Betrokkene {party.number} · vervallen" in shown
    assert f"haal {short} weg" not in shown
    # No button for telling, hearing, the employer or a measure is left.
    assert f"/{party.id}/" not in fatima.get(case).content.decode()
    assert "al weggehaald" in fatima.text(page)
    assert Desk(town, "Ruben").get(page).status_code == 404
    unknown = page.replace(str(party.id), str(filed.case.id))
    assert fatima.get(unknown).status_code == 404


def test_all_that_can_be_read_without_opening_a_case_has_words():
    assert set(READ_TOO) == set(OTHER_READING)

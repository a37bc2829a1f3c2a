"""Handing a report on: a package holds what its receiver may have, and never more (C9)."""

from __future__ import annotations

import io
import zipfile
from itertools import product
from uuid import uuid4

import lxml.html
import pytest
from tests.filed import STORY, bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk

from weerbaar.audit.models import Line
from weerbaar.cases import actions
from weerbaar.cases.models import Message, Referral
from weerbaar.cases.packages import MAY_HAVE, Part, Wanted, check_wanted, may_leave
from weerbaar.cases.queries import case_files, keys_to
from weerbaar.cases.referring import make_package
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import withdraw_identity
from weerbaar.vault.files import Blob, FileDetails, Whose
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, NOT_CLEANED, Finished

NOTE = "Willen jullie hiernaar kijken?"
REASON = "Dit hoort bij de politie."
GIVEN = {"parts": ["story", "people"], "note": NOTE, "reason": REASON}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    found = file_report(town, name="Noor Visser")
    bring(town["Fatima"].opened, found, "acknowledged")
    return found


def text_of(answer) -> str:
    return " ".join(lxml.html.fromstring(answer.content).text_content().split())


def looked_at(desk, path, given):
    """The form as it stands after the preview, ready to be made."""
    answer = desk.post(path, given)
    page = lxml.html.fromstring(answer.content)
    return answer, given | {"maak": "1", "seen": (page.xpath("//input[@name='seen']/@value") or [""])[0]}


def made(desk, filed, receiver="police", given=None):
    path = f"zaken/{filed.code}/doorgeven/{receiver}/"
    answer, ready = looked_at(desk, path, given or GIVEN)
    assert "Dit staat in het pakket" in text_of(answer)
    assert desk.post(path, ready).status_code == 302
    with tenant_scope(filed.case.tenant_id):
        return Referral.objects.filter(case=filed.case).latest("made_at")


def taken(desk, filed, row):
    answer = desk.get(f"zaken/{filed.code}/pakket/{row.id}/")
    assert answer.headers["Content-Type"] == "application/zip"
    return answer, zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def lines(filed, verb):
    with tenant_scope(filed.case.tenant_id):
        return Line.objects.filter(subject_id=filed.case.id, verb=verb, refused=False).count()


@pytest.mark.req("C9")
def test_a_package_is_looked_at_made_taken_and_handed_over(fatima, filed):
    page = text_of(fatima.get(f"zaken/{filed.code}/doorgeven/"))
    assert "Huis voor Klokkenluiders" in page
    row = made(fatima, filed)
    assert STORY.encode() not in bytes(row.sealed_package)
    assert "Ligt klaar" in text_of(fatima.get(f"zaken/{filed.code}/"))
    answer, bundle = taken(fatima, filed, row)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert bundle.testzip() is None
    assert bundle.namelist() == ["melding.html"]
    letter = bundle.read("melding.html").decode()
    assert STORY in letter
    assert NOTE in letter
    for hidden in ("Noor Visser", "Bram Kuipers", "Sem Vos", "kantine", REASON):
        assert hidden not in letter
    assert (lines(filed, "case.make_package"), lines(filed, "case.take_package")) == (1, 1)
    today = clock.today()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    assert fatima.post(f"zaken/{filed.code}/pakket/{row.id}/doorgegeven/", day).status_code == 302
    told = text_of(fatima.get(f"zaken/{filed.code}/"))
    assert "Wij gaven je melding door aan: Politie." in told
    assert "Ligt klaar" not in told
    again = fatima.get(f"zaken/{filed.code}/pakket/{row.id}/doorgegeven/")
    assert "Er staat al op welke dag" in text_of(again)
    assert "Er staat al op welke dag" in text_of(
        fatima.post(f"zaken/{filed.code}/pakket/{row.id}/doorgegeven/", day)
    )


@pytest.mark.req("C9")
def test_the_reporter_is_not_told_when_there_is_a_reason_or_the_procedure_is_silent(town, fatima, filed):
    today = clock.today()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    quiet = file_report(town, kind="undermining")
    for case, given in ((filed, day | {"why_quiet": "De politie vraagt om stilte."}), (quiet, day)):
        row = made(fatima, case)
        assert fatima.post(f"zaken/{case.code}/pakket/{row.id}/doorgegeven/", given).status_code == 302
        with tenant_scope(case.case.tenant_id):
            assert not Message.objects.filter(case=case.case, kind="message").exists()
    assert "De politie vraagt om stilte." in text_of(fatima.get(f"zaken/{filed.code}/"))


@pytest.mark.req("C9")
def test_names_go_along_only_while_they_are_open_with_a_reason_and_consent(town, fatima, filed):
    path = f"zaken/{filed.code}/doorgeven/police/"
    names = GIVEN | {"parts": ["story", "names", "reporter_name"], "why_names": "Voor de aangifte."}
    assert "Open eerst de namen in de zaak." in text_of(fatima.post(path, names))
    fatima.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het pakket."})
    assert "alleen mee als de melder dat goed vindt" in text_of(fatima.post(path, names))
    unexplained = fatima.post(path, names | {"reporter_agreed": "on", "why_names": ""})
    assert "Schrijf op waarom deze ontvanger de namen nodig heeft." in text_of(unexplained)
    row = made(fatima, filed, given=names | {"reporter_agreed": "on"})
    _answer, bundle = taken(fatima, filed, row)
    letter = bundle.read("melding.html").decode()
    assert all(name in letter for name in ("Noor Visser", "Bram Kuipers", "Sem Vos"))
    withdraw_identity(filed.reporter)
    gone = text_of(fatima.get(f"zaken/{filed.code}/pakket/{row.id}/"))
    assert "De melder trok de naam in." in gone
    assert "Noor Visser" not in gone
    fatima.post(f"zaken/{filed.code}/namen/dicht/")
    shut = fatima.get(f"zaken/{filed.code}/pakket/{row.id}/")
    assert "In dit pakket staan namen." in text_of(shut)
    assert "Noor Visser" not in text_of(shut)


@pytest.mark.req("C9")
@pytest.mark.parametrize("receiver", MAY_HAVE)
def test_only_what_a_receiver_may_have_can_be_chosen(fatima, filed, receiver):
    path = f"zaken/{filed.code}/doorgeven/{receiver}/"
    page = lxml.html.fromstring(fatima.get(path).content)
    offered = set(page.xpath("//input[@name='parts']/@value"))
    assert offered <= {one.value for one in MAY_HAVE[receiver]}
    for part in {one.value for one in Part} - offered:
        answer = fatima.post(path, GIVEN | {"parts": ["story", part]})
        assert "Dit krijgt deze ontvanger niet van ons." in text_of(answer)
    with tenant_scope(filed.case.tenant_id):
        assert not Referral.objects.filter(case=filed.case).exists()


def test_what_was_not_looked_at_is_not_made(fatima, filed):
    path = f"zaken/{filed.code}/doorgeven/police/"
    _answer, ready = looked_at(fatima, path, GIVEN)
    other = fatima.post(path, ready | {"parts": ["story", "people", "when_where"]})
    assert other.status_code == 200
    assert "In de kantine" in text_of(other)
    with tenant_scope(filed.case.tenant_id):
        assert not Referral.objects.filter(case=filed.case).exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"parts": []}, "Kies wat je doorgeeft."),
        ({"note": ""}, "Schrijf op wat je deze ontvanger vraagt."),
        ({"reason": " "}, "Schrijf op waarom."),
        ({"note": "a" * 2001}, "Dit is te lang."),
        ({"parts": ["nothing"]}, "Dit krijgt deze ontvanger niet van ons."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(fatima, filed, change, says):
    answer = fatima.post(f"zaken/{filed.code}/doorgeven/police/", GIVEN | change)
    assert says in text_of(answer)
    assert "reason" in change or REASON in text_of(answer)


def test_nobody_without_a_key_learns_that_there_is_a_package(town, fatima, filed):
    row = made(fatima, filed)
    bram = Desk(town, "Bram")
    paths = ["doorgeven/", "doorgeven/police/", f"pakket/{row.id}/", f"pakket/{row.id}/doorgegeven/"]
    for path in paths:
        for code in (filed.code, "W-niets-00"):
            assert bram.get(f"zaken/{code}/{path}").status_code == 404
            if not path.endswith((f"{row.id}/", "doorgeven/")):
                assert bram.post(f"zaken/{code}/{path}", GIVEN).status_code == 404
    other = file_report(town)
    assert fatima.get(f"zaken/{other.code}/pakket/{row.id}/").status_code == 404
    assert fatima.get(f"zaken/{filed.code}/pakket/{uuid4()}/").status_code == 404
    assert fatima.get(f"zaken/{filed.code}/pakket/{uuid4()}/doorgegeven/").status_code == 404
    assert fatima.get(f"zaken/{filed.code}/doorgeven/nobody/").status_code == 404


@pytest.mark.parametrize("year", ["2020", "2099"])
def test_a_day_on_which_it_could_not_be_is_refused(fatima, filed, year):
    row = made(fatima, filed)
    day = {"day_day": "3", "day_month": "3", "day_year": year}
    answer = fatima.post(f"zaken/{filed.code}/pakket/{row.id}/doorgegeven/", day)
    assert answer.status_code == 200
    with tenant_scope(filed.case.tenant_id):
        assert Referral.objects.get(id=row.id).handed_over_at is None


# --- the rule by itself ---

A_FILE = uuid4()


def wanted(receiver="police", parts=("story",), files=(), **more) -> Wanted:
    return Wanted(receiver, frozenset(parts), frozenset(files), NOTE, **more)


def refused(one: Wanted, **more) -> str:
    known = {
        "files": [A_FILE],
        "held": {"talk", "file", "names", "identity"},
        "names_open": True,
        "has_name": True,
    }
    try:
        check_wanted(one, **(known | more))
    except RefusedError as error:
        return error.field
    return ""


@pytest.mark.parametrize(("receiver", "part"), list(product(MAY_HAVE, Part)))
def test_the_table_decides_for_every_receiver_and_part(receiver, part):
    one = wanted(
        receiver,
        [part],
        [A_FILE] if part is Part.FILES else [],
        why_names="Voor de aangifte.",
        reporter_agreed=True,
    )
    assert refused(one) == ("" if part in MAY_HAVE[receiver] else "parts")


@pytest.mark.parametrize(
    ("one", "more", "field"),
    [
        (wanted("neighbour"), {}, "receiver"),
        (wanted(parts=[]), {}, "parts"),
        (wanted(parts=["story", "everything"]), {}, "parts"),
        (wanted(parts=["files"]), {}, "chosen"),
        (wanted(files=[A_FILE]), {}, "chosen"),
        (wanted(parts=["files"], files=[uuid4()]), {}, "chosen"),
        (wanted(parts=["names"], why_names="x"), {"held": {"talk", "file"}}, "parts"),
        (wanted(parts=["names"], why_names="x"), {"names_open": False}, "parts"),
        (wanted(parts=["names"], why_names=" "), {}, "why_names"),
        (wanted(parts=["reporter_name"], why_names="x", reporter_agreed=True), {"has_name": False}, "parts"),
        (wanted(parts=["reporter_name"], why_names="x"), {}, "reporter_agreed"),
        (wanted(parts=["names"], why_names="x"), {"held": {"talk", "file", "names"}}, ""),
    ],
)
def test_a_package_that_may_not_be_is_refused_at_its_question(one, more, field):
    assert refused(one, **more) == field


def details(state: str, scan: str = "CLEAN") -> FileDetails:
    blob = Blob(uuid4(), SymmetricKey.generate(), 5, "0" * 64)
    return FileDetails("foto.jpg", "JPEG", state, scan, blob, None, "1" * 64, 6)


@pytest.mark.req("C9", "R7")
@pytest.mark.parametrize("receiver", ["", *MAY_HAVE])
def test_what_was_not_cleaned_leaves_for_the_police_alone_and_a_virus_for_nobody(receiver):
    assert may_leave(details(CLEANED), receiver)
    assert may_leave(details(NOT_CLEANED), receiver) is (receiver == "police")
    assert not may_leave(details(CLEANED, "INFECTED"), receiver)
    assert not may_leave(details(NOT_CLEANED, "INFECTED"), receiver)


@pytest.mark.req("C9")
def test_a_package_holds_a_file_as_it_came_only_for_the_police_and_the_page_warns(town, fatima, filed):
    staff = town["Fatima"].opened
    actions.add_file(
        staff,
        code=filed.code,
        upload=Finished("foto.jpg", details(NOT_CLEANED), stored=5),
        whose=Whose.ORGANISATION,
    )
    with tenant_scope(town.tenant.id):
        [file] = case_files(filed.case, keys_to(staff, filed.case))

    def make(receiver: str):
        one = wanted(receiver, ["files"], [file.id])
        return make_package(staff, code=filed.code, wanted=one, reason="Nodig.", names_open=False)

    with pytest.raises(RefusedError, match="schoonmaken") as told:
        make("complaints_committee")
    assert told.value.field == "chosen"
    assert make("police")
    assert "Let op: niet opgeschoond" in fatima.text(f"zaken/{filed.code}/doorgeven/police/")
    assert "foto.jpg" not in fatima.text(f"zaken/{filed.code}/doorgeven/complaints_committee/")


@pytest.mark.req("C9", "R11")
@pytest.mark.parametrize(
    "tried",
    [
        (Whose.REPORTER, ["files"], False),
        (Whose.REPORTER, ["files", "reporter_name"], True),
        (Whose.SOMEBODY, ["files"], False),
        (Whose.SOMEBODY, ["files", "reporter_name"], False),
        (Whose.SOMEBODY, ["files", "reporter_name", "names"], True),
        (Whose.ORGANISATION, ["files"], True),
    ],
)
def test_what_is_not_our_own_and_was_not_cleaned_goes_only_with_the_names_it_may_show(
    town, fatima, filed, tried
):
    whose, parts, goes = tried
    staff, upload = town["Fatima"].opened, Finished("foto.jpg", details(NOT_CLEANED), stored=5)
    actions.add_file(staff, code=filed.code, upload=upload, whose=whose)
    with tenant_scope(town.tenant.id):
        [file] = case_files(filed.case, keys_to(staff, filed.case))
    one = wanted("police", parts, [file.id], why_names="Voor de aangifte.", reporter_agreed=True)
    page = fatima.text(f"zaken/{filed.code}/doorgeven/police/")
    told = {
        Whose.REPORTER: "Het gaat alleen mee als ook de naam van de melder meegaat.",
        Whose.SOMEBODY: "Het gaat alleen mee als de namen van iedereen uit de zaak meegaan.",
    }
    assert {one for one in told if told[one] in page} == {whose} & set(told)
    if goes:
        assert make_package(staff, code=filed.code, wanted=one, reason="Nodig.", names_open=True)
        return
    with pytest.raises(RefusedError, match="Het gaat alleen mee als") as refused:
        make_package(staff, code=filed.code, wanted=one, reason="Nodig.", names_open=True)
    assert refused.value.field == "chosen"

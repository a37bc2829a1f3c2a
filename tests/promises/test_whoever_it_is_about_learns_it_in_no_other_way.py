"""Promise 1, in every other way in which somebody could learn that a case exists: lists, counts, terms, knocks, the log,
gaps in codes, sizes, what is unread, and the time that a refusal takes.

The report is about the head of the office, who reads at the desk. Two towns are alike but for that one report.
"""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.people import CAST, fresh_code, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases.models import Access, Case, Term
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as intake
from weerbaar.intake import queries
from weerbaar.intake.actions import AboutWhom
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Role
from weerbaar.vault.models import Grant

if TYPE_CHECKING:
    from tests.people import Town

HIM = "Karim"
ANSWERS = {
    "kind": "integrity",
    "story": "Het hoofd neemt geld aan.",
    "capacity": "employee",
    "openness": "anonymous",
}
_TIMES = 25
_GENEROUS = 3.0
# What differs between any two pages: tokens, ids, codes and the names of the town.
_CHANGES = re.compile(
    r'value="[A-Za-z0-9]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|\bt[0-9a-f]{12}\b|nonce="[^"]*"|<time.*?</time>'
)


@dataclass
class Place:
    """A town, and him at work in it."""

    town: Town
    client: Client

    def get(self, path: str = ""):
        return self.client.get(f"/{self.town.tenant.slug}/{path}")

    def text(self, path: str = "") -> str:
        return _CHANGES.sub("", self.get(path).content.decode().replace(self.town.tenant.slug, ""))


def _town() -> Place:
    town = make_tenant(cast=(*CAST, *GOVERNMENT))
    organisation.desk_member_add(town["Wietske"].opened, desk_id=town.desk.id, person_id=town[HIM].person_id)
    for name in (HIM, "Fatima"):
        leave_address(town[name].opened, mail=f"{name}@waterlinie.example", language="nl")
    client, account = Client(), town[HIM]
    at = f"/{town.tenant.slug}/"
    client.post(f"{at}aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
    client.post(f"{at}ontgrendelen/", {"passphrase": account.passphrase})
    return Place(town, client)


def _report(town: Town, **about) -> UUID:
    ref = intake.start(town.tenant.id, "nl", waited=True)
    intake.answer(ref, ANSWERS | about.pop("answers", {}))
    intake.choose(ref, desk=town.desk.slug, struck=(), about_whom=AboutWhom(**about))
    intake.send(ref)
    with tenant_scope(town.tenant.id):
        return UUID(queries.draft(ref).case_id)


@pytest.fixture(scope="module")
def quiet(database) -> Place:
    return _town()


@pytest.fixture(scope="module")
def place(database) -> Place:
    return _town()


@pytest.fixture(scope="module")
def case(place) -> Case:
    case_id = _report(place.town, roles=(Role.HEAD_OF_INTEGRITY,))
    with tenant_scope(place.town.tenant.id):
        return Case.objects.get(id=case_id)


def _his(place: Place):
    return place.town[HIM].staff.alias


@pytest.mark.req("R10")
def test_he_has_no_row_no_key_no_count_no_term_and_no_knock(place, case):
    with tenant_scope(place.town.tenant.id):
        assert not Access.objects.filter(holder_alias=_his(place)).exists()
        assert not Grant.objects.filter(holder_alias=_his(place)).exists()
        assert Access.objects.filter(case=case, holder_alias=place.town["Fatima"].staff.alias).exists()
        assert Term.objects.filter(case=case).exists()
        waits = set(Knock.objects.values_list("address__holder_alias", flat=True))
    assert waits == {place.town["Fatima"].staff.alias}


@pytest.mark.parametrize(
    "path", ["", "termijnen/", "wbk-register/", "wbk-register/bestand/", "gevraagd/", "ontvangen/"]
)
def test_his_pages_are_those_of_a_town_where_nobody_reported(place, quiet, case, path):
    mine, theirs = place.get(path), quiet.get(path)
    assert mine.status_code == theirs.status_code
    assert place.text(path) == quiet.text(path)
    # Not a sign more: a size tells too.
    assert len(_CHANGES.sub("", place.text(path))) == len(_CHANGES.sub("", quiet.text(path)))
    assert case.code not in mine.content.decode()


@pytest.mark.parametrize(
    "filters", ["?soort=integrity", "?stap=received", "?na=x", "?meer=x", "?soort=conduct"]
)
def test_no_filter_and_no_part_of_a_list_gives_it_away(place, quiet, case, filters):
    assert place.text(filters) == quiet.text(filters)


def _case_addresses() -> list[str]:
    """Every address below a case that the office has."""
    from tests.web.office.test_every_page import names

    return [name for name in names() if name.startswith("case")]


@pytest.mark.parametrize("name", _case_addresses())
def test_every_address_below_the_case_is_one_that_is_not_there(place, case, name):
    from django.urls import get_resolver, reverse

    resolver = get_resolver("weerbaar.web.office.urls")
    wanted = {"tenant": place.town.tenant.slug}
    for possibility, _pattern, _defaults, converters in resolver.namespace_dict["office"][
        1
    ].reverse_dict.getlist(name):
        (_path, params) = possibility[0]
        for one in params:
            if one != "tenant":
                kind = type(converters[one]).__name__ if one in converters else ""
                wanted[one] = uuid4() if kind == "UUIDConverter" else "acknowledge"
    at = {
        code: reverse(f"office:{name}", kwargs=wanted | {"code": code}, urlconf="weerbaar.web.office.urls")
        for code in (case.code, "W-nergens-11")
    }
    for method in ("get", "post"):
        hidden, unknown = (getattr(place.client, method)(at[code]) for code in (case.code, "W-nergens-11"))
        assert hidden.status_code == unknown.status_code
        assert hidden.status_code in {404, 405}
        assert hidden.content.decode().replace(case.code, "") == unknown.content.decode().replace(
            "W-nergens-11", ""
        )


def test_the_log_that_he_can_see_says_nothing_of_it(place, case):
    """His own lines are those of what he did; a refusal writes none that says that there was something to refuse."""
    with tenant_scope(place.town.tenant.id):
        before = Line.objects.filter(subject_id=case.id, actor_alias=_his(place)).count()
    place.get(f"zaken/{case.code}/")
    place.client.post(f"/{place.town.tenant.slug}/zaken/{case.code}/terugtrekken/", {"reason": "Ik."})
    with tenant_scope(place.town.tenant.id):
        assert Line.objects.filter(subject_id=case.id, actor_alias=_his(place)).count() == before == 0
        assert not Line.objects.filter(object_id=_his(place), subject_id=case.id).exists()


def test_codes_are_drawn_and_leave_no_gap(place, case):
    """Of two cases that he may read, with one in between that goes round him, the codes say nothing of a third."""
    codes = []
    for roles in ((), (Role.HEAD_OF_INTEGRITY,), ()):
        case_id = _report(place.town, roles=roles)
        with tenant_scope(place.town.tenant.id):
            codes.append(Case.objects.get(id=case_id).code)
    mine = place.text()
    assert codes[0] in mine
    assert codes[1] not in mine
    assert codes[2] in mine
    assert not re.search(r"\d{3,}", "".join(codes))
    # What he counts is what he may read.
    with tenant_scope(place.town.tenant.id):
        assert Access.objects.filter(holder_alias=_his(place)).count() == 2
    assert "Drie dingen" not in mine


def test_a_refusal_takes_as_long_for_a_case_that_is_there_as_for_one_that_is_not(place, case):
    """Medians within one run, taken in turn so that a busy machine slows both alike."""
    took: dict[str, list[float]] = {case.code: [], "W-nergens-11": []}
    for _ in range(_TIMES):
        for code, times in took.items():
            began = time.perf_counter()
            assert place.get(f"zaken/{code}/").status_code == 404
            times.append(time.perf_counter() - began)
    there, nowhere = (statistics.median(times) for times in took.values())
    assert max(there, nowhere) / min(there, nowhere) < _GENEROUS


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("Karim Osman", False),
        ("OSMAN, karim", False),
        ("K. Osman", False),
        ("het hoofd bureau integriteit", False),
        ("iemand van de afdeling vergunningen", True),
    ],
)
def test_a_name_in_the_report_keeps_him_out_and_is_kept_nowhere_in_clear(place, typed, reads):
    case_id = _report(place.town, answers={"who_subject": typed})
    with tenant_scope(place.town.tenant.id):
        assert Access.objects.filter(case_id=case_id, holder_alias=_his(place)).exists() is reads
        for model in (Case, Access, Term, Line):
            for row in model.objects.all().values_list():
                assert not any("osman" in str(value).casefold() for value in row)

"""Whoever could decide, and stands at no desk, is asked about too: by office, and never by name."""

from __future__ import annotations

import pytest
from tests.people import CAST, make_tenant

from weerbaar.cases import asking
from weerbaar.cases.models import Case
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as intake
from weerbaar.intake.actions import AboutWhom
from weerbaar.intake.queries import draft, readers


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def begun(town, who: str):
    ref = intake.start(town.tenant.id, "nl", waited=True)
    told = {
        "kind": "integrity",
        "story": "Er klopt iets niet.",
        "capacity": "employee",
        "openness": "anonymous",
    }
    intake.answer(ref, told | {"who_subject": who})
    return ref


def offices(town, ref) -> dict[str, str]:
    """By the word that the reporter sees: whose office it is, for the test alone."""
    with tenant_scope(town.tenant.id):
        found = readers(town.tenant.id, town.desk.slug, (), content=draft(ref))
    assert all(not one.name for one in found.asked_of_office)
    return {one.function: str(one.person_id) for one in found.asked_of_office}


def sent(town, ref, **about) -> set[str]:
    """Who may be asked to decide once it was sent."""
    content = intake.choose(ref, desk=town.desk.slug, struck=(), about_whom=AboutWhom(**about))
    intake.send(ref)
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=content.case_id)
        return {one.first_name for one in asking.may_be_asked(town["Fatima"].opened, case)}


@pytest.mark.req("R10")
@pytest.mark.parametrize("who", ["burgemeester G. Wolters", "De Burgemeester", "mevrouw Wolters"])
def test_whoever_may_be_meant_by_an_office_is_not_asked_to_decide_before_the_reporter_answers(town, who):
    ref = begun(town, who)
    assert list(offices(town, ref)) == ["Burgemeester"]
    assert "Geertje" not in sent(town, ref)


def test_once_the_reporter_said_that_somebody_else_is_meant_they_may_be(town):
    ref = begun(town, "burgemeester G. Wolters")
    (mayor,) = offices(town, ref).values()
    assert "Geertje" in sent(town, ref, cleared=(mayor,))


def test_nobody_is_asked_about_whose_name_or_office_is_not_in_it(town):
    ref = begun(town, "Bram Kuipers, de chef van de werf")
    assert offices(town, ref) == {}
    assert {"Geertje", "Nadia"} <= sent(town, ref)

"""A conversation that grew: its messages by leaves, and what waits for the reporter on every leaf."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.filed import file_report
from tests.reporter import Reporter
from tests.statements import counted

from weerbaar.cases import sealed
from weerbaar.cases.leaves import SIZE
from weerbaar.cases.models import Message
from weerbaar.cases.queries import keys_to
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.queries import progress

_MANY = 3 * SIZE
_TALK = "//section[@aria-labelledby='gesprek']"
_QUESTION = "Heeft iemand het gezien?"


def say(town, filed, number, *, kind=Message.Kind.MESSAGE, body=""):
    """The desk says something: two by two at the same moment, since a leaf may end between them."""
    at = clock.now() - timedelta(days=30) + timedelta(minutes=number // 2)
    one = Message(tenant_id=town.tenant.id, case=filed.case, kind=kind, at=at, from_reporter=False)
    one.author_alias = town["Fatima"].staff.alias
    sealed.seal_message(keys_to(town["Fatima"].opened, filed.case), one, body or f"bericht {number}.")
    one.save()


@pytest.fixture
def long(town):
    """A case whose first message is a question that nobody answered."""
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        Message.objects.filter(case=filed.case).delete()
        say(town, filed, 0, kind=Message.Kind.QUESTION, body=_QUESTION)
        for number in range(1, _MANY):
            say(town, filed, number)
    return filed


@pytest.fixture
def noor(faces, town, long):
    noor = Reporter(faces.reporter, town.tenant.slug)
    noor.send("terug/", {"words": long.words})
    yield noor
    noor.http.close()


def said(noor) -> list[str]:
    return [" ".join(one.text_content().split()) for one in noor.find(f"{_TALK}//ol/li/div")]


def way(noor, label) -> str:
    """Where the button leads that takes along what was typed; empty where it does not stand."""
    return next(iter(noor.find(f"{_TALK}//button[normalize-space()='{label}']/@value")), "")


def follow(noor, label, body="") -> None:
    """Press it with this in the box."""
    noor.send("mijn-melding/", {"body": body, "naar": way(noor, label)})


@pytest.mark.req("R5")
def test_every_message_stands_on_one_leaf_and_the_newest_comes_first(noor):
    noor.open("mijn-melding/")
    leaves = [said(noor)]
    assert f"Hier staan {SIZE} van de {_MANY} berichten." in noor.text
    assert not way(noor, "Latere berichten")
    while way(noor, "Eerdere berichten"):
        follow(noor, "Eerdere berichten")
        leaves.append(said(noor))
    bodies = [one for leaf in leaves for one in leaf]
    assert len(bodies) == _MANY
    assert all(sum(f"bericht {number}." in one for one in bodies) == 1 for number in range(1, _MANY))
    assert f"bericht {_MANY - 1}." in leaves[0][-1]
    assert _QUESTION in leaves[-1][0]
    follow(noor, "Latere berichten")
    assert said(noor) == leaves[-2]


@pytest.mark.req("R5")
def test_what_was_typed_goes_along_and_a_question_waits_on_every_leaf(noor):
    noor.open("mijn-melding/")
    assert _QUESTION in noor.text
    follow(noor, "Eerdere berichten", body="Half af")
    assert "Half af" in noor.text
    assert _QUESTION in noor.text
    assert "Er wacht één vraag op jouw antwoord." in noor.text


def test_what_stood_on_no_page_stays_new(noor, town, long):
    noor.open("mijn-melding/")
    with tenant_scope(town.tenant.id):
        unread = Message.objects.filter(case=long.case, from_reporter=False, read_at=None).count()
    assert unread == _MANY - SIZE - 1  # the question stood on the page too
    follow(noor, "Eerdere berichten")
    with tenant_scope(town.tenant.id):
        assert Message.objects.filter(case=long.case, from_reporter=False, read_at=None).count() < unread


@pytest.mark.parametrize(
    "asked", ["voor=", "voor=nergens", "na=00000000-0000-0000-0000-000000000000", "voor=%00"]
)
def test_an_address_that_names_nothing_shows_the_newest(noor, asked):
    newest = said(noor.open("mijn-melding/"))
    assert said(noor.open(f"mijn-melding/?{asked}")) == newest


def test_a_question_is_found_by_its_own_case_alone(noor, town):
    other = file_report(town)
    with tenant_scope(town.tenant.id):
        say(town, other, 0, kind=Message.Kind.QUESTION, body="Van een ander")
        theirs = Message.objects.get(case=other.case, kind=Message.Kind.QUESTION).id
    assert noor.open(f"mijn-melding/antwoord/{theirs}/").page.status_code == 404


def test_a_long_conversation_takes_as_many_statements_as_a_short_one(town, long):
    short = file_report(town)
    with tenant_scope(town.tenant.id):
        with counted() as few:
            progress(short.reporter)
        with counted() as many:
            progress(long.reporter)
    assert len(many) <= len(few)

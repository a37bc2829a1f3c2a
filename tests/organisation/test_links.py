"""Offering a desk and showing it: both sides agree, each has its own rows and its own lines."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests.desks import PARTY, link, schedule
from tests.organisation.test_commands import weerbaar
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions, jobs, links
from weerbaar.organisation.links import LinkTexts
from weerbaar.organisation.models import DeskLink

SHOWN = LinkTexts("", "Voor het team.", is_shown=True)


@pytest.fixture(scope="module")
def party(database: None) -> Town:
    return make_tenant(name=PARTY)


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def shown(town: Town) -> list[links.Linked]:
    with tenant_scope(town.tenant.id):
        return links.linked(shown_only=True)


def verbs(town: Town, subject: UUID) -> set[str]:
    with tenant_scope(town.tenant.id):
        return set(Line.objects.filter(subject_id=subject).values_list("verb", flat=True))


def test_an_offer_is_shown_only_after_the_town_accepted(party: Town, town: Town) -> None:
    offer_id = link(party, town, accept=False)
    assert shown(town) == []
    with tenant_scope(town.tenant.id):
        assert [one.partner.name for one in links.linked()] == [PARTY]
    with tenant_scope(party.tenant.id):
        assert [one for one in links.offers(accepted_only=True) if one.offer.id == offer_id] == []
    links.accept(town["Wietske"].opened, link_id=offer_id, texts=SHOWN, receivers=[])
    assert [one.link.id for one in shown(town)] == [offer_id]
    assert verbs(town, offer_id) == {"desk.hear_offer", "desk.accept_link"}
    assert "desk.hear_acceptance" in verbs(party, offer_id)
    assert "desk.offer" in verbs(party, party.desk.id)


def test_the_party_hears_who_receives_and_nothing_else_of_the_town(party: Town, town: Town) -> None:
    offer_id = link(party, town, receivers=("Fatima", "Marit"))
    with tenant_scope(party.tenant.id):
        offered = next(one for one in links.offers() if one.offer.id == offer_id)
    assert {one.name for one in offered.receivers} == {"Fatima el Amrani", "Marit Hoekstra"}
    links.end_link(town["Wietske"].opened, link_id=offer_id)
    with tenant_scope(party.tenant.id):
        offered = next(one for one in links.offers() if one.offer.id == offer_id)
    assert offered.receivers == ()
    assert shown(town) == []


def test_what_changes_at_the_desk_is_told_at_once_or_within_the_hour(party: Town, town: Town) -> None:
    link(party, town)
    today = clock.today()
    schedule(party, today, today + timedelta(days=9))
    assert shown(town)[0].link.closes_on == today + timedelta(days=9)
    actions.desk_schedule(
        party["Wietske"].opened, desk_id=party.desk.id, kind="temporary", opens_on=today, closes_on=today
    )
    assert shown(town)[0].link.closes_on == today + timedelta(days=9)
    jobs.tell_all_towns(0)
    assert shown(town)[0].link.closes_on == today
    # A round in which nothing changed leaves no line.
    before = verbs_count(town)
    jobs.tell_all_towns(0)
    assert verbs_count(town) == before


def test_who_declined_a_desk_keeps_nothing_of_who_reads_there_and_hears_no_more(party: Town) -> None:
    town, today = make_tenant(), clock.today()
    schedule(party, today, today + timedelta(days=9))
    link_id = link(party, town, accept=False)

    def kept() -> links.Before | None:
        with tenant_scope(town.tenant.id):
            return links.before_of(DeskLink.objects.get(id=link_id))

    told = kept()
    assert told is not None
    assert told.readers
    links.end_link(town["Wietske"].opened, link_id=link_id)
    assert kept() is None
    before = verbs_count(town)
    schedule(party, today, today + timedelta(days=8))
    assert (kept(), verbs_count(town)) == (None, before)
    # Shown after all: told again, within the hour.
    links.accept(town["Wietske"].opened, link_id=link_id, texts=SHOWN, receivers=[])
    jobs.tell_all_towns(0)
    assert kept() == told


def verbs_count(town: Town) -> int:
    with tenant_scope(town.tenant.id):
        return Line.objects.count()


@pytest.mark.parametrize("who", ["Fatima", "Ilse", "Samira"])
def test_only_an_administrator_offers_accepts_and_ends(party: Town, town: Town, who: str) -> None:
    with pytest.raises(NotAllowedError):
        links.offer(party[who].opened, desk_id=party.desk.id, town_slug=town.tenant.slug)
    offer_id = link(party, town, accept=False)
    with pytest.raises(NotAllowedError):
        links.accept(town[who].opened, link_id=offer_id, texts=SHOWN, receivers=[])
    with pytest.raises(NotAllowedError):
        links.end_link(town[who].opened, link_id=offer_id)
    with pytest.raises(NotAllowedError):
        links.withdraw_offer(party[who].opened, offer_id=offer_id)
    with pytest.raises(NotAllowedError):
        actions.desk_set_questions(town[who].opened, desk_id=town.desk.id, questions=["Wat?"])
    with pytest.raises(NotAllowedError):
        actions.desk_schedule(
            town[who].opened, desk_id=town.desk.id, kind="standing", opens_on=None, closes_on=None
        )


def test_one_town_decides_nothing_of_the_link_of_another(party: Town, town: Town) -> None:
    offer_id, other = link(party, town, accept=False), make_tenant()
    with pytest.raises(NotAllowedError):
        links.accept(other["Wietske"].opened, link_id=offer_id, texts=SHOWN, receivers=[])
    with pytest.raises(NotAllowedError):
        links.end_link(other["Wietske"].opened, link_id=offer_id)
    with pytest.raises(NotAllowedError):
        links.withdraw_offer(other["Wietske"].opened, offer_id=offer_id)


def test_an_offer_that_is_withdrawn_is_gone_on_both_sides(party: Town, town: Town) -> None:
    offer_id = link(party, town)
    links.withdraw_offer(party["Wietske"].opened, offer_id=offer_id)
    with tenant_scope(town.tenant.id):
        assert links.linked() == []
    with tenant_scope(party.tenant.id):
        assert offer_id not in [one.offer.id for one in links.offers()]


@pytest.mark.parametrize(
    ("receivers", "says"), [(("Fatima",), "ten minste twee"), (("Fatima", "Wietske"), "uit de lijst")]
)
def test_receivers_are_none_or_two_and_never_an_administrator(
    party: Town, town: Town, receivers: tuple[str, ...], says: str
) -> None:
    offer_id = link(party, town, accept=False)
    chosen = [town[one].person_id for one in receivers]
    with pytest.raises(RefusedError, match=says):
        links.accept(town["Wietske"].opened, link_id=offer_id, texts=SHOWN, receivers=chosen)
    assert shown(town) == []


@pytest.mark.parametrize("slug", ["nergens", "", "W@t", None])
def test_an_offer_goes_to_another_organisation_that_is_there(party: Town, slug: str | None) -> None:
    with pytest.raises(RefusedError):
        links.offer(party["Wietske"].opened, desk_id=party.desk.id, town_slug=slug or party.tenant.slug)


def test_a_desk_of_somebody_else_cannot_be_offered(party: Town, town: Town) -> None:
    for desk_id in (town.desk.id, uuid4()):
        with pytest.raises(NotAllowedError):
            links.offer(party["Wietske"].opened, desk_id=desk_id, town_slug=town.tenant.slug)


@pytest.mark.req("R7")
def test_the_command_line_links_a_desk(party: Town, town: Town) -> None:
    done = weerbaar(
        "desk", "link", town.tenant.slug, party.tenant.slug, party.desk.slug,
        "--label", "Meldpunt team Vergunningen",
        "--receiver", town["Fatima"].mail, "--receiver", town["Marit"].mail,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Meldpunt team Vergunningen" in done.stdout
    assert [one.name for one in shown(town)] == ["Meldpunt team Vergunningen"]


@pytest.mark.parametrize(
    "arguments",
    [("{town}", "{party}", "nergens"), ("nergens", "{party}", "{desk}"), ("{town}", "x", "{desk}")],
)
def test_the_command_line_says_what_is_not_there(party: Town, town: Town, arguments: tuple[str, ...]) -> None:
    known = {"town": town.tenant.slug, "party": party.tenant.slug, "desk": party.desk.slug}
    done = weerbaar("desk", "link", *(one.format(**known) for one in arguments))
    assert done.returncode == 1
    assert "is er niet" in done.stderr
    assert "Traceback" not in done.stderr

"""What might give a reporter away, on the page before sending: asked, never held back, never kept (R15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.reporter.test_files import _add, _photo

from weerbaar.database.scope import tenant_scope
from weerbaar.intake.models import Draft

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

_TELLING = {
    "story": "Ik was de enige die zag dat Bram het deed, om 14:32 in de kamer van de teamleider. "
    "Mijn personeelsnummer is 48213."
}
_PLAIN = {"story": "Er verdwijnt geld en niemand doet er iets aan."}


def asked(noor: Reporter) -> list[str]:
    """The rows of what may give the reporter away, as words."""
    return [" ".join(one.text_content().split()) for one in noor.find("//section[@id='verraden']//dl/div")]


def at_the_check(noor: Reporter, **other: dict[str, str]) -> Reporter:
    return noor.ready(**other).open("melden/nakijken/")


@pytest.mark.req("R15")
def test_what_points_at_the_reporter_is_asked_beside_the_answer(noor: Reporter) -> None:
    at_the_check(noor, verhaal=_TELLING)
    rows = asked(noor)
    assert all(row.startswith(("Je verhaal", "Waar")) for row in rows)
    for quote in ("Ik was de enige die", "14:32", "teamleider", "personeelsnummer is 48213"):
        assert any(f"‘{quote}’" in row for row in rows), quote
    # The name was also given apart, where it is locked up.
    assert any("‘Bram’" in row and "daar ligt hij op slot" in row for row in rows)
    assert "Wij vinden niet alles" in noor.text
    links = noor.find("//section[@id='verraden']//dl//a/@href")
    assert f"{noor.root}melden/verhaal/?van=nakijken" in links
    noor.open(links[0])
    assert "Ik was de enige" in noor.find("//textarea[@name='story']")[0].text


@pytest.mark.req("R15")
def test_it_holds_nothing_back_and_keeps_nothing(noor: Reporter, town: Town) -> None:
    def kept() -> set[bytes]:
        with tenant_scope(town.tenant.id):
            return {bytes(one) for one in Draft.objects.values_list("sealed_content", flat=True)}

    noor.ready(verhaal=_TELLING)
    before = kept()
    assert asked(noor.open("melden/nakijken/"))
    (on,) = noor.find("//section[@id='verraden']//a[contains(@href, 'goed')]/@href")
    noor.open(f"melden/nakijken/{on}")
    assert asked(noor) == []
    assert kept() == before
    assert asked(noor.open("melden/nakijken/"))
    noor.send("melden/nakijken/")
    assert len(noor.words) == 8


def test_where_nothing_is_found_nothing_is_promised(noor: Reporter) -> None:
    at_the_check(
        noor,
        verhaal=_PLAIN,
        wanneer={"when_choice": "unknown"},
        waar={"where": "op het werk"},
        wie={"who_subject": "een collega"},
    )
    assert asked(noor) == []
    assert "verraden" not in noor.text


@pytest.mark.req("R15")
def test_an_exact_day_is_asked_about(noor: Reporter) -> None:
    day = {"when_choice": "day", "when_day_day": "12", "when_day_month": "maart", "when_day_year": "2026"}
    at_the_check(noor, verhaal=_PLAIN, wanneer=day)
    assert any(row.startswith("Welke dag") and "Ongeveer is ook genoeg." in row for row in asked(noor))


@pytest.mark.req("R15")
def test_who_reports_openly_is_not_asked_and_who_reports_confidentially_is(noor: Reporter) -> None:
    named = {"name": "Noor Visser", "contact": "06 12345678"}
    story = {"story": "Ik was de enige. Bel Noor op 06 12345678."}
    at_the_check(noor, verhaal=story, je_naam={"openness": "open"})
    noor.send("melden/bereikbaar/", named)
    assert asked(noor.open("melden/nakijken/")) == []
    noor.send("melden/je-naam/", {"openness": "confidential"})
    rows = asked(noor.open("melden/nakijken/"))
    assert any("‘Noor’, ‘06 12345678’" in row and "je eigen naam" in row for row in rows)


@pytest.mark.req("R15")
def test_a_file_is_asked_about_by_its_name(noor: Reporter) -> None:
    noor.ready(verhaal=_PLAIN)
    _add(noor, "IMG_20260312_143205.jpg", _photo())
    rows = [row for row in asked(noor.open("melden/nakijken/")) if "IMG_2026" in row]
    assert rows
    assert "‘20260312_143205’" in rows[0]
    assert f"{noor.root}melden/bestanden/" in noor.find("//section[@id='verraden']//dl//a/@href")


def test_in_english_it_asks_in_english(town: Town, browser_of: object) -> None:
    noor = browser_of(town, "en")  # pyright: ignore[reportCallIssue]
    at_the_check(noor, verhaal={"story": "I was the only one who saw it."})
    assert "Could something give you away?" in noor.text
    assert "‘I was the only one’" in noor.text

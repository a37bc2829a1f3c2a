"""`weerbaar demo`: everybody can sign in, the cases are in different stages, and a second run keeps all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.config.conftest import ask, weerbaar

from weerbaar.cases.models import Stage
from weerbaar.config import environment
from weerbaar.ground import clock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.req("F5")
def test_it_says_who_can_sign_in_and_with_which_receipts_to_come_back(demo: str) -> None:
    for slug in ("waterlinie", "duinzoom"):
        assert f"http://127.0.0.1:8001/{slug}/aanmelden/" in demo
        assert f"fatima@{slug}.example   code nu: " in demo
    receipts = [line.split("acht woorden: ")[1] for line in demo.splitlines() if "acht woorden: " in line]
    assert [len(words.split()) for words in receipts] == [8] * 5


def test_the_cases_are_in_different_stages(installation: dict[str, str], demo: str) -> None:
    counts = ask(installation, "SELECT count(*) FROM cases_case GROUP BY tenant_id ORDER BY 1 DESC")
    assert counts[0][0] >= 12
    assert counts[1][0] >= 3
    stages = {stage for (stage,) in ask(installation, "SELECT DISTINCT stage FROM cases_case")}
    assert stages == set(Stage.values)
    assert len(ask(installation, "SELECT DISTINCT kind FROM cases_case")) == 7


def test_one_term_is_late_one_ends_today_and_a_question_waits(
    installation: dict[str, str], demo: str
) -> None:
    open_terms = [due for (due,) in ask(installation, "SELECT due_on FROM cases_term WHERE met_at IS NULL")]
    assert sum(due < clock.today() for due in open_terms) == 1
    assert clock.today() in open_terms
    waiting = ask(
        installation,
        "SELECT 1 FROM cases_message q WHERE kind = 'question' AND NOT EXISTS"
        " (SELECT 1 FROM cases_message a WHERE a.answers = q.id)",
    )
    assert waiting


@pytest.mark.req("F5")
def test_it_says_what_there_is_to_see_and_where(installation: dict[str, str], demo: str) -> None:
    shown = demo.partition("Wat je waar ziet, en als wie:")[2].partition("Terugkomen met acht woorden")[0]
    said = re.findall(r"/zaken/([\w-]+)/$", shown, re.MULTILINE)
    codes = {code for (code,) in ask(installation, "SELECT code FROM cases_case")}
    assert len(said) == 4
    assert set(said) <= codes
    assert [
        one for one in ("hulp/", "signalen/", "binnen/", "vaste-teksten/", "ik/weg/") if one not in shown
    ] == []


@pytest.mark.parametrize(
    "what",
    [
        "cases_note",
        "cases_task WHERE ended_at IS NULL",
        "cases_task WHERE ended_at IS NOT NULL",
        "cases_planline",
        "cases_improvement",
        "cases_contactperson WHERE party_id IS NULL",
        "cases_contactperson WHERE party_id IS NOT NULL",
        "cases_guest WHERE role = 'lawyer' AND by_reporter",
        "cases_guest WHERE role = 'subject'",
        "cases_caselink",
        "cases_checkin WHERE asked_at IS NOT NULL AND answered_at IS NULL",
        "cases_checkin WHERE answered_at IS NOT NULL",
        "cases_case WHERE kind = 'advice'",
        "cases_textblock",
        "cases_absence",
        "cases_standin",
        "intake_signal WHERE told_on IS NULL",
        "intake_signal WHERE told_on IS NOT NULL",
        "intake_mail WHERE settled_at IS NULL",
        "organisation_door WHERE hours <> '[]' AND is_shown AND kind = 'physician'",
        "organisation_buttonorigin",
    ],
)
def test_there_is_something_of_everything_to_see(installation: dict[str, str], demo: str, what: str) -> None:
    """In Waterlinie; the other municipality shows how it begins."""
    tenants = set(ask(installation, f"SELECT DISTINCT tenant_id FROM {what}"))
    waterlinie = ask(installation, "SELECT id FROM organisation_tenant WHERE slug = 'waterlinie'")
    assert set(waterlinie) <= tenants


@pytest.mark.req("F5")
def test_a_second_run_keeps_all_and_says_it_again(installation: dict[str, str], demo: str) -> None:
    before = ask(installation, "SELECT id FROM cases_case ORDER BY 1")
    again = weerbaar(installation, "demo")
    assert again.returncode == 0, again.stderr
    words = [line.partition("wachtzin: ")[2] for line in demo.splitlines()]
    assert [line.partition("wachtzin: ")[2] for line in again.stdout.splitlines()] == words
    assert ask(installation, "SELECT id FROM cases_case ORDER BY 1") == before


def test_it_stays_away_from_an_installation_with_tenants_of_its_own(
    installation: dict[str, str], demo: str, tmp_path: Path
) -> None:
    kept = environment.home() / "demo.txt"
    moved = kept.rename(tmp_path / "demo.txt")
    try:
        refused = weerbaar(installation, "demo")
    finally:
        moved.rename(kept)
    assert refused.returncode == 1
    assert "tenants of its own" in refused.stderr

"""A new version beside the old one: running cases stay on theirs, and what comes in then begins under the new (C1)."""

from __future__ import annotations

import shutil

import pytest
from tests.filed import bring, file_report

from weerbaar.cases import actions, procedures, queries
from weerbaar.cases.models import Case, Term
from weerbaar.cases.procedures import DEFINITIONS, Place, ProcedureError, TermName, loading
from weerbaar.database.scope import tenant_scope


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The first version of every definition in a folder of our own, read anew while a test runs."""
    for path in DEFINITIONS.glob("*.1.toml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(loading, "DEFINITIONS", tmp_path)
    procedures.published.cache_clear()
    yield tmp_path
    procedures.published.cache_clear()


def publish(folder, **changes: str) -> None:
    """Write `integrity.2` beside 1."""
    text = (folder / "integrity.1.toml").read_text().replace("version = 1", "version = 2")
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "integrity.2.toml").write_text(text)
    procedures.published.cache_clear()


def due(case, name):
    with tenant_scope(case.tenant_id):
        return Term.objects.get(case=case, name=name).due_on


@pytest.mark.req("C1")
def test_running_cases_stay_on_their_version_and_new_ones_begin_on_the_new(town, folder):
    fatima = town["Fatima"].opened
    old = file_report(town, kind="integrity")
    publish(
        folder,
        sooner=('length = 7\nunit = "calendar_days"', 'length = 5\nunit = "calendar_days"'),
        words=("Zoek uit wat er gebeurde.", "Zoek eerst uit wie dit onderzoekt."),
    )
    new = file_report(town, kind="integrity")
    assert (old.case.procedure_version, new.case.procedure_version) == (1, 2)
    assert (due(old.case, TermName.ACKNOWLEDGE) - due(new.case, TermName.ACKNOWLEDGE)).days >= 1
    for filed in (old, new):
        bring(fatima, filed, "closed", kind="integrity")
    with tenant_scope(town.tenant.id):
        kept = {one.id: one for one in Case.objects.filter(id__in=[old.case.id, new.case.id])}
    assert [kept[one.case.id].procedure_version for one in (old, new)] == [1, 2]
    assert [kept[one.case.id].stage for one in (old, new)] == ["closed", "closed"]
    told = [queries.procedure_of(kept[one.case.id]).stop(Place.INQUIRY).next for one in (old, new)]
    assert told[0].startswith("Zoek uit wat er gebeurde.")
    assert told[1].startswith("Zoek eerst uit wie dit onderzoekt.")


def test_a_step_that_a_new_version_asks_more_of_asks_no_more_of_running_cases(town, folder):
    fatima = town["Fatima"].opened
    old = file_report(town, kind="integrity")
    publish(folder, more=('needs = ["account_settled"]', 'needs = ["account_settled", "reporter_named"]'))
    new = file_report(town, kind="integrity")
    for filed in (old, new):
        bring(fatima, filed, "assessed", kind="integrity")
    with tenant_scope(town.tenant.id):
        cases = [Case.objects.get(id=one.case.id) for one in (old, new)]
        missing = [queries.missing_for(case, procedures.Step.INQUIRE) for case in cases]
    assert missing[0] == ()
    assert "naam" in missing[1][0]


def test_a_version_that_cannot_be_followed_stops_before_any_case_begins_under_it(town, folder):
    publish(folder, broken=('to = "inquiry"', 'to = "acknowledged"'))
    with pytest.raises(ProcedureError, match=r"^integrity\.2: step inquire: .* is not onward"):
        file_report(town, kind="integrity")
    (folder / "integrity.2.toml").unlink()
    procedures.published.cache_clear()
    filed = file_report(town, kind="integrity")
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Binnen.")

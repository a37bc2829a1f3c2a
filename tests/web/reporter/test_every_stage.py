"""Whoever comes back finds their page, wherever the case stands in its procedure."""

from __future__ import annotations

import pytest
from tests.filed import bring, file_report
from tests.reporter import Reporter

from weerbaar.cases import triage
from weerbaar.cases.models import Case, Stage
from weerbaar.database.scope import tenant_scope
from weerbaar.web.reporter.progress import _HEADINGS


@pytest.mark.req("R5")
@pytest.mark.parametrize(
    ("stage", "heading"),
    [
        ("received", "Je melding is binnen"),
        ("acknowledged", "Je melding wordt bekeken"),
        ("assessed", "Je melding wordt bekeken"),
        ("inquiry", "Je melding wordt bekeken"),
        ("decided", "Je melding wordt bekeken"),
        ("answered", "Er is een antwoord voor je"),
        ("closed", "Je melding is afgesloten"),
    ],
)
def test_the_page_is_there_at_every_stage(faces, town, stage, heading):
    filed, fatima = file_report(town, kind="wrongdoing"), town["Fatima"].opened
    if stage == "inquiry":
        bring(fatima, filed, "assessed", kind="wrongdoing")
        triage.inquire(fatima, code=filed.code, reason="Er zijn getuigen.")
    elif stage != "received":
        bring(fatima, filed, stage, kind="wrongdoing")
    with tenant_scope(town.tenant.id):
        assert Case.objects.get(id=filed.case.id).stage == stage
    noor = Reporter(faces.reporter, town.tenant.slug)
    noor.send("terug/", {"words": filed.words})
    assert noor.page.status_code == 200
    assert noor.find("//h1")[0].text_content().strip() == heading
    noor.http.close()


def test_no_stage_is_without_a_heading():
    assert set(_HEADINGS) == set(Stage.values)

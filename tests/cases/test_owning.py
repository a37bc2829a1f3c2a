"""What a case owns: destruction that goes by it leaves no chest of the case, and touches no other."""

from __future__ import annotations

import pytest
from django.apps import apps
from tests.cases.test_deciding import ask
from tests.filed import bring, file_report
from tests.people import make_tenant

from weerbaar.cases import actions, asking, owning, staying_out
from weerbaar.cases.models import ChestKind
from weerbaar.cases.papers import PAPER
from weerbaar.cases.staying_out import As, Whom
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.config.demo_cases import upload
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError
from weerbaar.vault import chests
from weerbaar.vault.files import Whose


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture
def filed(town):
    """A case with two papers, the chests of which were renewed when somebody was kept out."""
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    bring(town["Fatima"].opened, filed, "assessed")
    actions.add_file(
        town["Fatima"].opened, code=filed.code, upload=upload("offerte.pdf"), whose=Whose.ORGANISATION
    )
    ask(town, filed)
    ask(town, filed, "Nadia")
    out = Whom(As.INTERESTED, person_id=town["Joris"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Een belang.")
    return filed


def test_every_chest_that_a_case_made_is_found_in_every_generation(town, filed):
    with tenant_scope(town.tenant.id):
        found = [(one.kind, one.generation) for one in owning.chests_owned(filed.case.id)]
        assert sorted(found) == sorted(
            (kind, generation) for kind in (*ChestKind.values, PAPER, PAPER) for generation in (1, 2)
        )
        assert owning.owners(filed.case.id)[0] == filed.case.id
        assert owning.files_owned(filed.case.id).count() == 1
    another = file_report(town)
    bring(town["Fatima"].opened, another, "assessed")
    ask_id = ask(town, another)
    with tenant_scope(town.tenant.id):
        mine = set(owning.chests_owned(another.case.id).values_list("id", flat=True))
        assert len(mine) == len(ChestKind.values) + 1
        assert ask_id in owning.owners(another.case.id)
        assert not mine & set(owning.chests_owned(filed.case.id).values_list("id", flat=True))


def test_what_is_destroyed_by_it_opens_for_nobody_the_papers_too(town, filed):
    asked_id = ask(town, filed)
    another = file_report(town)
    with tenant_scope(town.tenant.id):
        chests.destroy(list(owning.chests_owned(filed.case.id)))
        for who in ("Fatima", "Marit", "Geertje", "Nadia"):
            for owner in owning.owners(filed.case.id):
                assert chests.open_chests(town[who].opened.opened, owner) == {}
        assert set(chests.open_chests(town["Fatima"].opened.opened, another.case.id)) == set(ChestKind.values)
    with pytest.raises(NotAllowedError):
        asking.read_paper(town["Geertje"].opened, asked_id=asked_id)


def test_whatever_of_a_case_is_made_the_owner_of_a_chest_is_in_the_list():
    """A new model whose docstring says that it owns a chest must be found by destruction, or say whose it is."""
    owning_rows = {
        model._meta.db_table
        for model in apps.get_app_config("cases").get_models()
        if "`owner_id` is this row" in (model.__doc__ or "")
    }
    # What another tenant received is its own, and an improvement stays when the case is gone.
    assert owning_rows == {*owning.OWNERS, "cases_released", "cases_improvement"}
    assert {model._meta.db_table for model in owning.OWNERS.values()} == set(owning.OWNERS)

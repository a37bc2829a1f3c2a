"""What stands in one case about another is told to who reads both, and not to who must stay out of the other (promise 1)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.filed import file_report

from weerbaar.cases import linking
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.models import CaseLink, KeptOut
from weerbaar.cases.queries import reads_also
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError


@pytest.mark.req("R10", "C13")
def test_a_mark_alone_is_enough_also_where_the_key_was_not_taken_yet(town):
    fatima = town["Fatima"].opened
    here, there = file_report(town, kept_out=()), file_report(town, kept_out=())
    linking.link(fatima, code=here.code, other=there.code, reason="Dezelfde kamer.")
    with tenant_scope(town.tenant.id):
        link_id = CaseLink.objects.get(kind=CaseLink.Kind.DESK, first__in=[here.case, there.case]).id
        assert [one.code for one in linking.links_of(fatima, here.case)] == [there.code]
        KeptOut.objects.create(
            id=uuid4(),
            tenant_id=town.tenant.id,
            case=there.case,
            key=kept_out_key(there.case.id, town["Fatima"].person_id),
        )
        assert reads_also(fatima, [here.case.id, there.case.id]) == {here.case.id: here.case}
        assert linking.links_of(fatima, here.case) == []
        assert len(linking.links_of(town["Joris"].opened, here.case)) == 1
    with pytest.raises(NotAllowedError):
        linking.unlink(fatima, code=here.code, link_id=link_id)
    other = file_report(town, kept_out=())
    with pytest.raises(RefusedError, match="Van die code heb je geen zaak"):
        linking.link(fatima, code=other.code, other=there.code, reason="Nog eens.")

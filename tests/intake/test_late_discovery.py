"""What a reporter says while somebody goes out, and what they see of who came in: nothing more than was promised."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.filed import file_report
from tests.people import CAST, make_tenant

from weerbaar.cases import actions as desk
from weerbaar.cases.models import Case, Message, Party
from weerbaar.cases.queries import keys_to
from weerbaar.cases.staying_out import As, Whom, keep_out
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress
from weerbaar.vault.models import Chest
from weerbaar.vault.seal import SealBrokenError


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.mark.req("R10")
@pytest.mark.parametrize(
    "say",
    [
        lambda reporter: intake.write(reporter, body="Dit mag hij niet lezen."),
        lambda reporter: intake.rate(reporter, score="good", body="Dit mag hij niet lezen."),
        lambda reporter: intake.reveal_identity(reporter, name="Noor Visser", contact=""),
    ],
    ids=["write", "rate", "give_name"],
)
def test_what_is_said_while_somebody_goes_out_is_sealed_under_the_new_key(town, say):
    """The reporter begins after the colleague who puts somebody out, and waits: what opens the old key comes before both."""
    filed = file_report(town, kept_out=())
    with tenant_scope(town.tenant.id):
        old = keys_to(town["Joris"].opened, filed.case)
        before = Chest.objects.filter(owner_id=filed.case.id).count()
    began, failed = threading.Event(), []

    def speak() -> None:
        try:
            began.set()
            say(filed.reporter)
        except Exception as error:  # noqa: BLE001 - the test shows it: a thread would swallow it
            failed.append(error)
        finally:
            connection.close()

    speaker = threading.Thread(target=speak)
    with tenant_scope(town.tenant.id):
        # Held, as every verb of the desk holds it: whoever speaks now waits until this is over.
        Case.objects.select_for_update().get(id=filed.case.id)
        speaker.start()
        assert began.wait(30)
        keep_out(
            town["Fatima"].opened,
            code=filed.code,
            whom=Whom(As.SUBJECT, person_id=town["Joris"].person_id),
            reason="Dat bleek net.",
        )
        waited = speaker.is_alive()
    speaker.join(60)
    assert failed == []
    assert waited
    with tenant_scope(town.tenant.id):
        assert Chest.objects.filter(owner_id=filed.case.id).count() > before
        said = Message.objects.filter(case=filed.case, from_reporter=True).latest("at")
        with pytest.raises(SealBrokenError):
            old["talk"].open("cases_message", said.id, "sealed_body", said.sealed_body)
        assert Party.objects.filter(case=filed.case).exists()


def test_whoever_is_let_in_later_is_told_by_function_and_not_by_name(town):
    filed = file_report(town, kept_out=())
    desk.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Zij helpt mee.",
        last_day=None,
    )
    keep_out(
        town["Fatima"].opened,
        code=filed.code,
        whom=Whom(As.INTERESTED, person_id=town["Joris"].person_id),
        reason="Hij is haar broer.",
    )
    with tenant_scope(town.tenant.id):
        shown = progress(filed.reporter).readers
    assert [one.name for one in shown if one.name] == ["Fatima el Amrani"]
    assert all(one.function for one in shown)
    assert {one.function for one in shown if not one.name} == {"jurist", "gemeentesecretaris"}

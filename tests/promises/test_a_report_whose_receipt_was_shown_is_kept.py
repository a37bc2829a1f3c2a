"""Promise 5: a report whose receipt was shown is kept: with 64 at once, with a process killed, with the mail down."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from tests.people import Town, make_tenant
from tests.reporter import Reporter, prepared

from weerbaar.cases.models import Access, Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions, queries

AT_ONCE = 64


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


def opens(town: Town, words: list[str]) -> bool:
    """Whether a receipt brings its reporter back to a report that can be read."""
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    if back is None:
        return False
    with tenant_scope(town.tenant.id):
        return queries.progress(back).report["story"] != ""


@pytest.mark.req("R5")
def test_sixty_four_people_send_at_the_same_moment(faces, town):
    browsers = [prepared(faces.reporter, town, story=f"Verhaal {number}") for number in range(AT_ONCE)]
    for number in range(0, AT_ONCE, 8):
        attached = [("bestand", (f"{number}.txt", b"bewijs " * 2000, "text/plain"))]
        browsers[number].send("melden/bestanden/", files=attached)
    start = threading.Barrier(AT_ONCE)

    def send(browser: Reporter) -> list[str]:
        browser.open("melden/nakijken/")
        token = browser.find("//input[@name='csrfmiddlewaretoken']/@value")[0]
        start.wait()
        browser.send("melden/nakijken/", token=token)
        return browser.words

    with ThreadPoolExecutor(AT_ONCE) as pool:
        receipts = list(pool.map(send, browsers))
    assert [len(words) for words in receipts] == [8] * AT_ONCE
    assert len({tuple(words) for words in receipts}) == AT_ONCE
    assert all(opens(town, words) for words in receipts)
    with tenant_scope(town.tenant.id):
        codes = list(Case.objects.values_list("code", flat=True))
        assert len(codes) == len(set(codes)) >= AT_ONCE
        assert Access.objects.filter(case__code__in=codes).count() == 2 * len(codes)


def test_sent_again_it_is_one_report_with_one_receipt(faces, town):
    """Double click, reload and an answer lost on the way: the same words, and one case."""
    with tenant_scope(town.tenant.id):
        before = Case.objects.count()
    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    browser.open("melden/nakijken/")
    token = browser.find("//input[@name='csrfmiddlewaretoken']/@value")[0]
    cookies = dict(browser.http.cookies)

    def press(_: int) -> list[str]:
        again = Reporter(faces.reporter, town.tenant.slug)
        again.http.cookies.update(cookies)
        return again.send("melden/nakijken/", token=token).words

    with ThreadPoolExecutor(6) as pool:
        receipts = list(pool.map(press, range(6)))
    assert len({tuple(words) for words in receipts}) == 1
    assert len(receipts[0]) == 8
    with tenant_scope(town.tenant.id):
        assert Case.objects.count() == before + 1


def workers_of(port: str) -> list[int]:
    """The processes that serve this port. Not their parent, which stands alone for a moment when all of them were killed."""
    found = subprocess.run(["pgrep", "-f", f"gunicorn.*:{port}"], capture_output=True, text=True, check=False)
    parents = {}
    for pid in map(int, found.stdout.split()):
        with suppress(FileNotFoundError, ProcessLookupError):  # It may be gone since.
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return [pid for pid, parent in parents.items() if parent in parents]


def send_while_killed(faces, town, people: int) -> tuple[list[list[str]], bool]:
    """So many send at once while workers are killed: the receipts, and whether anybody's connection was cut."""
    browsers = [prepared(faces.reporter, town) for _ in range(people)]
    tokens = [
        browser.open("melden/nakijken/").find("//input[@name='csrfmiddlewaretoken']/@value")[0]
        for browser in browsers
    ]
    broken = []

    def send(pair: tuple[Reporter, str]) -> list[str]:
        browser, token = pair
        for _ in range(40):
            try:
                return browser.send("melden/nakijken/", token=token).words
            except httpx.TransportError:
                broken.append(browser)
                time.sleep(0.25)  # what a person does who sees that there is no connection
        return []

    port = faces.reporter.rsplit(":", 1)[1]
    serving = workers_of(port)

    def kill(pids: list[int]) -> None:
        # Until it hit somebody: on a busy machine the first round can come before them all.
        while not broken and not all(one.done() for one in sending):
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)  # so that those that come instead take somebody's send
            pids = workers_of(port)

    with ThreadPoolExecutor(people + 1) as pool:
        sending = [pool.submit(send, pair) for pair in zip(browsers, tokens, strict=True)]
        killing = pool.submit(kill, serving)
        receipts = [one.result() for one in sending]
        killing.result()
    return receipts, bool(broken)


def test_a_process_killed_in_the_middle_keeps_all_or_leaves_the_page(faces, town):
    """Workers are killed while people send. Whoever got a receipt is kept; the others send again and are kept once."""
    people = 24
    for _ in range(8):  # On a quick machine all may have sent before anybody is hit: then once more.
        with tenant_scope(town.tenant.id):
            before = Case.objects.count()
        receipts, was_cut = send_while_killed(faces, town, people)
        assert [len(words) for words in receipts] == [8] * people
        assert all(opens(town, words) for words in receipts)
        with tenant_scope(town.tenant.id):
            assert Case.objects.count() == before + people
        if was_cut:
            return
    pytest.fail("nobody's connection was cut")


def test_with_the_mail_down_a_report_is_kept_and_its_knock_waits(faces, town):
    from weerbaar.notify.actions import leave_address
    from weerbaar.notify.jobs import go_round
    from weerbaar.notify.models import Knock

    leave_address(town["Fatima"].opened, mail="fatima@waterlinie.example", language="nl")
    words = Reporter(faces.reporter, town.tenant.slug).reported()
    assert opens(town, words)
    settings.EMAIL_HOST, settings.EMAIL_PORT, before = (
        "127.0.0.1",
        9,
        (settings.EMAIL_HOST, settings.EMAIL_PORT),
    )
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    try:
        assert go_round(town.tenant.id) == 0
    finally:
        (settings.EMAIL_HOST, settings.EMAIL_PORT), settings.EMAIL_BACKEND = before, backend
    with tenant_scope(town.tenant.id):
        assert Knock.objects.exists()

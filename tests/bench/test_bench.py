"""The measurements work: each gives its figures, and nothing that was sent is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_measurement_gives_its_figures_and_loses_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    results = json.loads(done.stdout)
    assert set(results) == {
        "about",
        "start",
        "sends",
        "names",
        "walk",
        "upload",
        "mail",
        "audit",
        "search",
        "office",
    }
    figures = {
        f"{name}: {figure}": value
        for name, measured in results.items()
        if name != "about"
        for figure, value in measured.items()
    }
    assert {
        name
        for name, value in figures.items()
        if value <= 0 and not name.endswith((": lost", "_grown_kib", "_grown_mib"))
    } == set()
    assert results["sends"]["lost"] == results["walk"]["lost"] == results["mail"]["lost"] == 0
    for expected in (
        "sends: 1_client_reports_per_s",
        "sends: 8_clients_reports_per_s",
        "sends: 64_clients_reports_per_s",
        "names: matching_ms",
        "walk: 8_clients_walks_per_s",
        "upload: sealed_share_of_libsodium",
        "upload: film_memory_peak_mib",
        "mail: messages_per_minute",
        "audit: 64_writers_with_chainer_lines_per_s",
        "search: search_s",
        "office: case_page_ms",
        "office: worklist_1000_page_over_http_ms",
        "start: first_page_bytes",
    ):
        assert expected in figures

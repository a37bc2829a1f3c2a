"""The clients: a process of their own, so that what they cost is not taken from what they measure.

`python -m bench.load` reads a plan from stdin as JSON and writes what came of it to stdout. Each client has one
connection, and sends the next request of the plan as soon as its last one was answered.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection
from queue import Empty, SimpleQueue
from threading import Barrier, Thread

TIMEOUT = 120.0  # seconds


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a plan. `answers` holds status and Location in the order of the plan, `seconds` the whole of it."""

    seconds: float
    answers: list[tuple[int, str]]
    latencies: list[float]

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    def latency(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(port: int, clients: int, requests: list[Request]) -> Outcome:
    """Send `requests` from so many clients at once, in a process of its own."""
    plan = json.dumps({"port": port, "clients": clients, "requests": [asdict(one) for one in requests]})
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=plan, stdout=subprocess.PIPE, text=True, check=True
    )
    result = json.loads(done.stdout)
    return Outcome(
        result["seconds"], [(status, where) for status, where in result["answers"]], result["latencies"]
    )


def _client(
    port: int,
    queue: SimpleQueue[int],
    requests: list[Request],
    together: Barrier,
    found: list[tuple[int, str, float]],
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    connection.connect()
    together.wait()
    while True:
        try:
            number = queue.get_nowait()
        except Empty:
            break
        found[number] = _sent(connection, requests[number])
    connection.close()


def _sent(connection: HTTPConnection, one: Request) -> tuple[int, str, float]:
    began = time.perf_counter()
    try:
        connection.request(one.method, one.path, one.body.encode() or None, one.headers)
        answer = connection.getresponse()
        answer.read()
        status, where = answer.status, answer.getheader("Location") or ""
    except OSError as error:
        connection.close()
        status, where = 0, type(error).__name__
    return status, where, time.perf_counter() - began


def main() -> None:
    """Carry out the plan on stdin."""
    plan = json.load(sys.stdin)
    requests = [Request(**one) for one in plan["requests"]]
    queue: SimpleQueue[int] = SimpleQueue()
    for number in range(len(requests)):
        queue.put(number)
    together = Barrier(plan["clients"] + 1)
    found = [(0, "", 0.0)] * len(requests)
    threads = [
        Thread(target=_client, args=(plan["port"], queue, requests, together, found))
        for _ in range(plan["clients"])
    ]
    for thread in threads:
        thread.start()
    together.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    answers = [(status, where) for status, where, _latency in found]
    json.dump({"seconds": seconds, "answers": answers, "latencies": [one[2] for one in found]}, sys.stdout)


if __name__ == "__main__":
    main()

"""The case list and a case page as a browser gets them, from a real server process on loopback."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks import county
from benchmarks.facts import ROOT
from benchmarks.signing_in import cookie
from benchmarks.table import Aim, Row, Section
from benchmarks.timing import percentile

SIZES: Final = (1_000, 100_000)
REQUESTS: Final = 100
WARM_UP: Final = 10
MEMORY: Final = Aim(most=250, unit=" MiB")
_PATIENCE: Final = 60


class Refused(Exception):  # noqa: N818
    """The server answers a page with something else than the page."""

    def __init__(self, path: str, status: int) -> None:
        self.status = status
        super().__init__(f"{path} answers {status}")


def sections() -> list[Section]:
    """The county seeded, grown, and browsed at each size."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        file = Path(folder) / "county.db"
        started = time.perf_counter()
        count = county.seed_real(file)
        rate = count / (time.perf_counter() - started)
        seeded = Section(
            f"Seeding: {count} requests taken in, assessed, confirmed, advised on, decided and sealed",
            [Row("requests a second, starting the helpers included", value=rate, says="{:.0f} a second")],
        )
        return [seeded, *(_browsed(file, size) for size in SIZES)]


def _browsed(file: Path, size: int) -> Section:
    reference = county.grow_to(file, size)
    section = Section(f"In a server process, {size:,} cases in a SQLite file: {REQUESTS} requests for each page")
    with server(file) as (port, process):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        signed_in = cookie(file)
        for what, path in pages(connection, reference, signed_in).items():
            section.rows.append(timed(connection, what, path, signed_in))
        connection.close()
        resident, peak = memory(process)
    section.rows.append(Row("memory of the server process, resident", value=resident, says="{:.0f} MiB", aim=MEMORY))
    section.rows.append(Row("  at its most", value=peak, says="{:.0f} MiB"))
    return section


def pages(connection: http.client.HTTPConnection, reference: str, signed_in: str) -> dict[str, str]:
    """The addresses that are timed, by what they are called in the table."""
    return {
        "list of cases, first page": "/cases",
        "list of cases, tenth page": _tenth(connection, signed_in),
        "list of cases, one band": "/cases?band=3",
        "the first page as JSON": "/api/cases",
        "one decided case": f"/cases/{reference}",
    }


def _tenth(connection: http.client.HTTPConnection, signed_in: str) -> str:
    """The address of the tenth page, by following the link to older cases."""
    path = "/cases"
    for _ in range(9):
        text, _queries = get(connection, path, signed_in)
        links = [part.split('"', 1)[0] for part in text.split('href="')[1:]]
        path = next(link for link in links if "after=" in link).replace("&amp;", "&")
    return path


def timed(connection: http.client.HTTPConnection, what: str, path: str, signed_in: str) -> Row:
    """One page asked for again and again: how long it took, and the most queries it ever sent."""
    taken, asked = [], set()
    for number in range(WARM_UP + REQUESTS):
        started = time.perf_counter_ns()
        try:
            _text, queries = get(connection, path, signed_in)
        except Refused as refused:
            return Row(what, value=refused.status, says="answered {:.0f}: not timed")
        if number >= WARM_UP:
            taken.append(time.perf_counter_ns() - started)
            asked.add(queries)
    return Row(
        what,
        p50=percentile(taken, 50) / 1000,
        p95=percentile(taken, 95) / 1000,
        value=max(asked),
        says="{:.0f} queries",
    )


def get(connection: http.client.HTTPConnection, path: str, signed_in: str) -> tuple[str, int]:
    """The body of a page, and how many queries it took. Raises Refused for any answer but 200."""
    accept = "application/json" if "/api/" in path else "text/html"
    connection.request("GET", path, headers={"Accept": accept, "Cookie": signed_in})
    answer = connection.getresponse()
    body = answer.read().decode()
    if answer.status != http.HTTPStatus.OK:
        raise Refused(path, answer.status)
    return body, int(answer.headers["x-queries"])


@contextmanager
def server(file: Path) -> Iterator[tuple[int, int]]:
    """The application on a free port of loopback: (port, process id). It ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The invented county brings its accounts, and the server takes these in demo mode only.
    environment = {**os.environ, "EVENHAND_DATABASE_URL": f"sqlite:///{file}", "EVENHAND_DEMO": "true"}
    command = [sys.executable, "-m", "benchmarks.served", str(port)]
    with file.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        ends = time.monotonic() + _PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > ends:
                said = file.with_suffix(".log").read_text(encoding="utf-8")
                raise RuntimeError(f"the server does not start: {said[-2000:]}")
            time.sleep(1 / 20)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def memory(process: int) -> tuple[float, float]:
    """Resident memory of a process in MiB: now, and at its most. Linux only."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    found = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
    return int(found["VmRSS"][0]) / 1024, int(found["VmHWM"][0]) / 1024

"""`python -m benchmarks.directory`: an invented list of 60,000 establishments read into an empty directory, and again.

Beside it the same file read with the csv module alone. Each is done in a process of its own, in turns, and the quicker
of two counts; memory is what the kernel says that process had at most. SQLite works within the process, so its
processor time is all the work there is; with PostgreSQL the server works beside it.
"""

import argparse
import csv
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.table import Aim, Row, Section
from benchmarks.table import text as printed
from engine.opinions.network import Network
from panel_api.database import open_database
from panel_api.migrating import migrate
from panel_api.services import Desk
from panel_api.services.directory_apply import apply_directory, import_directory
from panel_api.services.directory_import import check_directory
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.fixtures_postgres import running_server
from tests.panel_api.establishments import file_of, line_of, row_of, state_of

ROWS: Final = 60_000
ROUNDS: Final = 2
NOW: Final = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MOST: Final = Aim(most=8)
MEMORY: Final = Aim(most=300, unit=" MiB")
Measured = dict[str, Any]


def sections(rows: int = ROWS, *, postgresql: bool = True) -> list[Section]:
    """SQLite's figures, and PostgreSQL's."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        file = Path(folder) / "edubasealldata.csv"
        with file.open("wb") as out:  # piece by piece: what this process holds would count for those it starts
            out.write(file_of([]))
            out.writelines(line_of(row_of(number)).encode("cp1252") for number in range(rows))
        found = [_beside("SQLite", file, rows, lambda n: f"sqlite:///{folder}/{n}.db", "cpu", MOST)]
        if postgresql:
            with running_server() as server:
                found.append(_beside("PostgreSQL", file, rows, lambda _: server.url(server.create()), "seconds", None))
        return found


def _beside(kind: str, file: Path, rows: int, url: Callable[[str], str], by: str, most: Aim | None) -> Section:
    taken: dict[str, list[Measured]] = {each: [] for each in ("read", "once", "again", "check", "apply")}
    for number in range(ROUNDS):
        one, two = url(f"{number}-once"), url(f"{number}-steps")
        for each in (one, two):
            migrate(Settings(database_url=each))
        taken["read"].append(_apart("read", file))
        for what, where in (("once", one), ("again", one), ("check", two), ("apply", two)):
            taken[what].append(_apart(what, file, where))
    states = {each["state"] for what in ("once", "again", "apply") for each in taken[what]}
    assert len(states) == 1, "the directory is the same however often, and in however many steps, it is read"
    best = {what: min(every, key=lambda each: each[by]) for what, every in taken.items()}
    megabytes = file.stat().st_size / 1_000_000
    words = {"cpu": "processor seconds", "seconds": "seconds by the clock"}[by]
    section = Section(f"{kind}: an invented list of {rows:,} establishments ({megabytes:.0f} MB), in {words}")
    says = "{:.2f} s"
    section.rows.append(Row("read with the csv module alone", value=best["read"][by], says=says))
    for what, name in {
        "once": "read in and applied at once",
        "again": "the same file again: nothing changes",
        "check": "in two steps: compared and kept",
        "apply": "in two steps: applied",
    }.items():
        section.rows.append(Row(name, value=best[what][by], says=says))
        aim = most if what == "once" else None
        section.rows.append(Row("  beside the csv module", value=best[what][by] / best["read"][by], aim=aim))
        held = max(each["mebibytes"] for each in taken[what])
        section.rows.append(Row("  resident at most", value=held, says="{:.0f} MiB", aim=MEMORY))
    section.rows.append(Row("the directory's digest is the same each time", value=len(states), says="{:.0f}"))
    return section


def _apart(what: str, file: Path, url: str = "") -> Measured:
    """One thing done in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.directory", "--apart", what, str(file), url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Measured = json.loads(done.stdout)
    return found


def apart(what: str, file: Path, url: str) -> Measured:
    """What the other process does: seconds by the clock and of the processor, memory, and what the directory holds."""
    with Network() as network:
        settings = Settings(database_url=url or "sqlite:///none.db")
        desk = Desk(open_database(settings), Shelf(None), network, lambda: NOW, settings=settings)
        began, worked = time.perf_counter(), time.process_time()
        if what == "read":
            with file.open(encoding="cp1252", newline="") as text:
                rows = sum(1 for _ in csv.reader(text))
            assert rows > 1
        elif what == "apply":
            with desk.database.writing() as session:
                apply_directory(session, desk, 1)
        else:
            with file.open("rb") as source:
                (check_directory if what == "check" else import_directory)(desk, source, file.name)
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        state = state_of(desk.database) if what in ("once", "again", "apply") else ""
        desk.database.dispose()
    return {"seconds": seconds, "cpu": cpu, "mebibytes": most, "state": state}


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.directory", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--apart", nargs=3, metavar=("WHAT", "FILE", "URL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.apart:
        what, file, url = options.apart
        print(json.dumps(apart(what, Path(file), url)))
    else:
        print(printed(sections(options.rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A race for a partnership's last money, by commitments alone: processes of many threads, on one database.

`python -m tests.panel_api.race_for_money URL FIRST THREADS` runs one of the processes. Each thread commits one amount
after another, for an award of its own, until it is told that there is not enough; each outcome is a line on standard
output, printed when the transaction is over.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from panel_api.database import Database, open_database
from panel_api.errors import Trouble
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.databases import NOW
from tests.panel_api.ledger_support import ALLOCATED, DAY, NORTH, YEAR, ledger_desk, number

ROOT = Path(__file__).resolve().parents[2]
MOST = 80_000
"""The most that one commitment takes, in pence; the least is a quarter of it."""
KEPT = 1_500_000
"""What there is to race for: £15,000."""


@dataclass
class Outcome:
    """What one process printed. won: each amount that was committed. told: what losers wanted and were told is left."""

    won: dict[int, list[int]] = field(default_factory=dict)
    told: list[tuple[int, int]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def read(self, line: str) -> None:
        """One line; half of one, where the process was killed, says nothing."""
        try:
            said = json.loads(line)
        except ValueError:
            return
        self.waited.append(said["seconds"])
        if "won" in said:
            self.won.setdefault(said["award"], []).append(said["won"])
        else:
            self.told.append((said["wanted"], said["left"]))

    @property
    def pence(self) -> int:
        """All that was won."""
        return sum(sum(each) for each in self.won.values())

    @property
    def commitments(self) -> int:
        """How many were made."""
        return sum(len(each) for each in self.won.values())


def process(settings: Settings, first: int, threads: int) -> subprocess.Popen[str]:
    """One process, whose awards are numbered from `first` on. It begins when it is sent a line."""
    command = [sys.executable, "-m", "tests.panel_api.race_for_money", settings.database_url, str(first), str(threads)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def outcome_of(done: subprocess.Popen[str]) -> Outcome:
    """All that a process printed until it ended, or was ended."""
    found = Outcome()
    assert done.stdout is not None
    with done:  # which closes its ends of the pipes, and waits
        for line in done.stdout:
            found.read(line)
    return found


def start(processes: list[subprocess.Popen[str]]) -> None:
    """Let all of them begin once each is ready."""
    for each in processes:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()


def race(settings: Settings, threads: int) -> list[Outcome]:
    """Two processes at once, to their end."""
    processes = [process(settings, 1_000 * place, threads) for place in (1, 2)]
    start(processes)
    return [outcome_of(each) for each in processes]


def desk_with_little_left(database: Database, kept: int = KEPT) -> Iterator[Desk]:
    """A desk whose partnership "north" has so much left."""
    for desk in ledger_desk(database):
        with database.writing() as session:
            posting.commit(session, desk, number(session, NORTH), YEAR, ALLOCATED - kept, DAY, 1, "Before the race")
        yield desk


def _main(url: str, first: int, threads: int) -> None:
    database = open_database(Settings(database_url=url, busy_seconds=60, pool_size=10))
    desk = Desk(database, Shelf(None), None, lambda: NOW)  # type: ignore[arg-type]
    with database.reading() as session:
        north = posting.account_of(session, NORTH).id
    lock = threading.Lock()

    def say(**said: Any) -> None:
        with lock:
            print(json.dumps(said), flush=True)

    def client(award: int) -> None:
        draw = random.Random(award)
        while True:
            wanted, began = draw.randint(MOST // 4, MOST), time.perf_counter()
            try:
                with database.writing() as session:
                    posting.commit(session, desk, north, YEAR, wanted, DAY, award, "A race")
            except Trouble as trouble:
                left, seconds = trouble.more["uncommitted_pence"], time.perf_counter() - began
                say(award=award, wanted=trouble.more["wanted_pence"], left=left, seconds=seconds)
                return
            say(award=award, won=wanted, seconds=time.perf_counter() - began)

    clients = [threading.Thread(target=client, args=(first + number,)) for number in range(threads)]
    print("ready", flush=True)
    sys.stdin.readline()
    for each in clients:
        each.start()
    for each in clients:
        each.join()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

"""Long runs beside the requests: how far each has come, in the database, for every process to see.

A run keeps nothing until all of it is kept. While it is at work it is heard of every few seconds; one that was not for
long has died with its process, which is said, and can be begun again. Of two that are asked for at once, one runs.
"""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from panel_api.errors import Trouble
from panel_api.local_time import time_text
from panel_api.logging import log
from panel_api.services.desk import Desk
from panel_api.store import runs_at_work as rows

MOST_AT_ONCE: Final = 20_000
"""Cases that are worked out while whoever asked waits: a few seconds."""
EVERY_SECONDS: Final = 3
DIED: Final = dt.timedelta(seconds=90)
"""A run that was not heard of for so long has died."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AtWork:
    """How far a run has come. failed: why it was given up, in a sentence; empty while it is at work."""

    of: int
    done: int
    failed: str


def begin(desk: Desk, key: str, many: int, work: Callable[[Told], object]) -> bool:
    """Run in a thread of its own, unless that is under way in any process; whether it was begun.

    key: what is run, and for what, at most 100 characters. work: keeps what it makes by itself.
    """
    with desk.database.writing() as session:
        now = desk.clock()
        if not rows.claim(session, key, many, now, now - DIED):
            return False
    threading.Thread(target=_run, args=(desk, key, work), name=key, daemon=True).start()
    return True


def at_work(desk: Desk, key: str) -> AtWork | None:
    """How far a run has come, in whichever process; None where none is at work and none was given up."""
    with desk.database.reading() as session:
        row = rows.run_at_work(session, key)
    if row is None:
        return None
    if not row.failed and row.seen_at < desk.clock() - DIED:
        return AtWork(row.of, row.done, f"It was last heard of at {time_text(row.seen_at)}; it can be begun again.")
    return AtWork(row.of, row.done, row.failed)


def _run(desk: Desk, key: str, work: Callable[[Told], object]) -> None:
    ended, done = threading.Event(), [0]

    def beat() -> None:
        while not ended.wait(EVERY_SECONDS):
            _tell(desk, key, done[0])

    def told(so_far: int, _of: int) -> None:
        done[0] = so_far

    heart = threading.Thread(target=beat, name=f"{key} heard", daemon=True)
    heart.start()
    failed = ""
    try:
        work(told)
    except Trouble as trouble:
        failed = trouble.detail
    except Exception as error:
        log().error("run_failed", kind=type(error).__name__)
        failed = "It could not be finished. Whoever keeps the server finds more in its log."
    ended.set()
    heart.join()
    with desk.database.writing() as session:
        if failed:
            rows.give_up(session, key, failed[:400], desk.clock())
        else:
            rows.forget(session, key)


def _tell(desk: Desk, key: str, done: int) -> None:
    try:
        with desk.database.writing() as session:
            rows.heard_of(session, key, done, desk.clock())
    except Exception as error:  # the run itself goes on, and says at its end whether it could
        log().warning("run_not_told", kind=type(error).__name__)

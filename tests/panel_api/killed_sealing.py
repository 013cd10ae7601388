"""Decides one case again and again, each time in a process that is killed (SIGKILL) a statement later than the last.

`python -m tests.panel_api.killed_sealing URL REFERENCE PERSON STRIDE` prints one line of JSON a try, until one process
came to its end unharmed: after how many statements it was killed, what then stood, and whether every chain held.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator

from sqlalchemy import event, func, select

from engine.opinions.network import Network
from panel_api import services
from panel_api.database import open_database
from panel_api.models import Award, Case, CaseEvent, Decision, LedgerEntry, LedgerLine, LogLine, Record, SealedValue
from panel_api.services import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.databases import NOW
from tests.panel_api.deciding_support import decide, sent

COUNTED = (Decision, Record, SealedValue, Award, LedgerEntry, LedgerLine, CaseEvent)


def desk_at(url: str, person: int) -> Desk:
    """A desk on connections of its own, with a senior officer at it."""
    viewer = Viewer("senior_officer", f"p-{person}", person, everything=True)
    return Desk(open_database(Settings(database_url=url)), Shelf(), Network(), lambda: NOW, viewer)


def decide_until(desk: Desk, reference: str, statements: int) -> None:
    """Decide, and be killed before the statement of that number; the commit counts as one."""
    left = statements

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(desk.database.engine, "before_cursor_execute", count)
    event.listen(desk.database.engine, "commit", count)
    decide(desk, reference, sent("agree"))


def stands(desk: Desk, reference: str) -> dict[str, object]:
    """The case's stage, how many rows there are of what a decision writes, and whether everything holds."""
    with desk.database.reading() as session:
        stage = session.scalars(select(Case.stage).where(Case.reference == reference)).one()
        rows = [session.scalar(select(func.count()).select_from(each)) or 0 for each in COUNTED]
        rows.append(session.scalar(select(func.count()).where(LogLine.log == "ledger")) or 0)
    found, altered = services.verify_records(desk)
    holds = found.holds and not altered and check_ledger(desk).holds
    return {"stage": stage, "rows": rows, "holds": holds}


def tries(url: str, reference: str, person: int, stride: int) -> Iterator[dict[str, object]]:
    """Each try in a process of its own, with what stood after it."""
    statements = 0
    while True:
        child = os.fork()
        if child == 0:
            decide_until(desk_at(url, person), reference, statements)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        desk = desk_at(url, person)
        yield {"after": statements, "killed": os.WIFSIGNALED(status), **stands(desk, reference)}
        desk.database.dispose()
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return
        statements += stride


if __name__ == "__main__":
    for each in tries(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])):
        print(json.dumps(each), flush=True)

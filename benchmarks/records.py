"""`python -m benchmarks.records`: ten thousand records and a million: verifying them, and finding some of them.

Records are synthesised: some hundreds of real decisions of the invented county, copied (`records_county`). The chain is
verified beside a bare loop that reads the same stored bytes from the same database and hashes them. Pages go through
the whole application, as an auditor sees them, at both sizes in turns, and their queries are counted.
"""

import argparse
import datetime as dt
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Final

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from benchmarks.records_county import APART as BETWEEN
from benchmarks.records_county import AT_A_SITTING, BEGAN, copied_reference, grown
from benchmarks.table import Aim, Row, Section
from benchmarks.table import text as printed
from benchmarks.timing import Contender, race
from panel_api import store
from panel_api.database import Database, open_database
from panel_api.main import create_app
from panel_api.models import Appointment, Person, Record
from panel_api.seed.awarded import END
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from tests.fixtures_postgres import running_server
from tests.panel_api.http_support import BASE
from tests.panel_api.signing_in import As, a_session

SIZES: Final = (10_000, 1_000_000)
ROUNDS: Final = 15
TIMES: Final = 2
VERIFYING: Final = Aim(most=2)
SEARCHING: Final = Aim(most=1.5)
NOW: Final = dt.datetime.combine(END, dt.time(12), dt.UTC)
_MANY: Final = 1_000_000
"""Requests a minute that are let through."""


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--records", type=int, default=SIZES[1], help="how many records the longer chain has")
    parser.add_argument("--postgresql", action="store_true", help="the same on PostgreSQL, too")
    parser.add_argument("--folder", type=Path, help="where SQLite files are made, and used again if they are there")
    options = parser.parse_args()
    print(printed(sections(options.records, postgresql=options.postgresql, folder=options.folder)))
    return 0


def sections(records: int = SIZES[1], *, postgresql: bool = False, folder: Path | None = None) -> list[Section]:
    """The figures of both sizes, on SQLite and, when asked, on PostgreSQL."""
    sizes = (min(SIZES[0], records // 2), records)
    found = []
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as made:
        files = [(folder or Path(made)) / f"{size}.db" for size in sizes]
        found.append(section("SQLite", sizes, [f"sqlite:///{file}" for file in files], [f.exists() for f in files]))
    with running_server() if postgresql else nullcontext() as server:
        if server is not None:
            found.append(section("PostgreSQL", sizes, [server.url(server.create()) for _ in sizes], [False] * 2))
    return found


def section(kind: str, sizes: Sequence[int], urls: Sequence[str], there: Sequence[bool]) -> Section:
    """One database's figures: the chain verified, then each page at both sizes."""
    found = Section(f"{kind}: {sizes[0]:,} records and {sizes[1]:,}, synthesised; pages in turns, ratio of quiet times")
    with ExitStack() as stack:
        sides = []
        for size, url, is_there in zip(sizes, urls, there, strict=True):
            settings = Settings(database_url=url, requests_a_minute=_MANY, demo=True)
            began = time.perf_counter()
            database = open_database(settings) if is_there else grown(settings, size, min(size, SIZES[0]))
            if not is_there:
                seconds = time.perf_counter() - began
                found.rows.append(Row(f"synthesising {size:,} records", value=seconds, says="{:.0f} s"))
            found.rows.extend(verifying(database, size))
            database.dispose()
            sides.append(stack.enter_context(Side(settings, size)))
        found.rows.append(sealed_values(open_database(Settings(database_url=urls[0]))))
        for what in PAGES:
            found.rows.extend(beside(what, sides))
    return found


def verifying(database: Database, size: int) -> list[Row]:
    """The chain verified, and a bare loop over its bytes: the quicker of some times each, in turns."""
    bare, whole = [], []
    for _ in range(TIMES):
        bare.append(_timed(database, _hashed))
        whole.append(_timed(database, lambda session: _held(session, values=False)))
    return [
        Row(f"a bare SHA-256 loop over {size:,} records", quiet=min(bare) / size),
        Row(f"the chain of {size:,} verified", quiet=min(whole) / size),
        Row("  beside the bare loop (µs are of one record)", value=min(whole) / min(bare), aim=VERIFYING),
    ]


def sealed_values(database: Database) -> Row:
    """What one sealed value takes more: a whole chain verified with and without them."""
    with database.reading() as session:
        values = _held(session, values=True)
    taken = [min(_timed(database, lambda s, w=with_: _held(s, values=w)) for _ in range(2)) for with_ in (True, False)]
    database.dispose()
    return Row(f"a sealed value checked, of {values:,}", quiet=(taken[0] - taken[1]) / values)


def _timed(database: Database, work: Callable[[Session], object]) -> float:
    """Microseconds."""
    with database.reading() as session:
        began = time.perf_counter()
        work(session)
        return (time.perf_counter() - began) * 1e6


def _hashed(session: Session) -> None:
    stored = select(Record.stored).order_by(Record.sequence).execution_options(yield_per=store.records.QUICK)
    for (each,) in session.connection().execute(stored):
        hashlib.sha256(each).hexdigest()


def _held(session: Session, *, values: bool) -> int:
    """How many values there were. Raises AssertionError where the chain does not hold."""
    report = store.verify_chain(session, LOCAL, values=values)
    assert report.holds, report.first
    return report.values


class Side:
    """One size with its application running, an auditor signed in, and a count of queries."""

    def __init__(self, settings: Settings, size: int, shelf: Shelf | None = None) -> None:
        self.size, self.queries = size, 0
        self.app = create_app(settings, clock=lambda: NOW, shelf=shelf)
        event.listen(self.app.state.desk.database.engine, "before_cursor_execute", self._count)

    def __enter__(self) -> "Side":
        self.client = As(self.app, base_url=BASE)
        self.client.__enter__()
        self.client.role = "auditor"
        with self.app.state.desk.database.reading() as session:
            held = select(Person).join(Appointment, Appointment.person_id == Person.id)
            auditor = session.scalar(held.where(Appointment.role == "auditor").order_by(Person.id).limit(1))
        if auditor is None:
            self.client.sign_in("auditor")
        else:
            self.client.sessions["auditor"] = a_session(self.app.state.desk, auditor)
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.__exit__(None, None, None)

    def _count(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.queries += not statement.startswith("BEGIN")

    def get(self, what: str) -> None:
        """One page, which must be one. Raises AssertionError."""
        path = PAGES[what](self.size)
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])

    def asked(self, what: str) -> int:
        """How many queries a page sends."""
        before = self.queries
        self.get(what)
        return self.queries - before


def beside(what: str, sides: Sequence[Side]) -> list[Row]:
    """A page at both sizes, the ratio, and its queries."""
    contenders = [Contender("", lambda _case, side=each: side.get(what), [None]) for each in sides]
    race(contenders, ROUNDS)
    rows = [
        Row(f"{what}, of {side.size:,}", each.quiet, each.p50, each.p95)
        for side, each in zip(sides, contenders, strict=True)
    ]
    asked = ", ".join(str(side.asked(what)) for side in sides)
    ratio = contenders[1].quiet / contenders[0].quiet
    return [*rows, Row(f"  the larger beside the smaller; queries: {asked}", value=ratio, aim=SEARCHING)]


def _day(size: int, back: int) -> str:
    return (BEGAN + (size - back) * BETWEEN).date().isoformat()


PAGES: Final[dict[str, Callable[[int], str]]] = {
    "all records": lambda _: "/records",
    "a page halfway down": lambda size: f"/records?before={size // 2}",
    "by case": lambda size: f"/records?case_reference={copied_reference(size - 5)}",
    "by school": lambda _: "/records?school=900007",
    "by partnership": lambda _: "/records?partnership=Northmoor",
    "by sitting": lambda size: f"/records?sitting=S-{size // AT_A_SITTING - 2:06d}",
    "by who decided": lambda _: "/records?decider=officer-7",
    "by rule": lambda _: "/records?rule=county_top_up/agency_evidence",
    "by rulebook": lambda _: "/records?rulebook=county_top_up",
    "by kind": lambda _: "/records?kind=agree",
    "by reason": lambda _: "/records?reason_code=as_recommended",
    "by band": lambda _: "/records?band=3",
    "by override": lambda _: "/records?varied=varied",
    "by account": lambda _: "/records?account=specialist_places",
    "by award": lambda size: f"/records?award=W-{size - 9:07d}",
    "by money": lambda _: "/records?pounds_from=4,000&pounds_to=7,000",
    "by days": lambda size: f"/records?from_day={_day(size, 5_000)}&to_day={_day(size, 3_000)}",
    "urgent": lambda _: "/records?urgent=true",
    "by band and override": lambda _: "/records?band=3&varied=varied",
    "by school, kind and band": lambda _: "/records?school=900007&kind=agree&band=2",
    "by days and band": lambda size: f"/records?from_day={_day(size, 5_000)}&band=2",
    "by account and award": lambda size: f"/records?account=specialist_places&award=W-{size - 9:07d}",
    "by account and school, nothing there": lambda _: "/records?account=specialist_places&school=900002",
    "a record": lambda size: f"/records/{size - 3}",
}
"""What is asked for, as its address in a chain of such a length."""


if __name__ == "__main__":
    sys.exit(main())

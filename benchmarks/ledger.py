"""`python -m benchmarks.ledger`: balances and the budget's pages beside ten thousand lines and beside a million.

The same county's ledger at both sizes, on SQLite and on PostgreSQL; the two sizes are timed in turns. Pages go through
the whole application, as its people see them, and their queries are counted.
"""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from benchmarks.ledger_county import Grown, grown
from benchmarks.table import Aim, Row, Section
from benchmarks.table import text as printed
from benchmarks.timing import Contender, race
from engine.days import financial_year
from engine.ledger.accounts import slug
from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.main import create_app
from panel_api.seed.awarded import END
from panel_api.services import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.fixtures_postgres import running_server
from tests.panel_api.http_support import BASE
from tests.panel_api.signing_in import As

SIZES: Final = (10_000, 1_000_000)
ROUNDS: Final = 25
NOW: Final = dt.datetime.combine(END, dt.time(12), dt.UTC)
PAST: Final = dt.datetime(2026, 9, 14, 12, tzinfo=dt.UTC)
YEAR: Final = financial_year(END)
AIM: Final = Aim(most=1.5)
_MANY: Final = 1_000_000
"""Requests a minute that are let through."""


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--lines", type=int, default=SIZES[1], help="the larger ledger's lines")
    lines = parser.parse_args().lines
    sections = []
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder, running_server() as server:
        for kind in ("SQLite", "PostgreSQL"):
            built = []
            for size in (SIZES[0], lines):
                url = f"sqlite:///{folder}/{size}.db" if kind == "SQLite" else server.url(server.create())
                settings = Settings(database_url=url, requests_a_minute=_MANY, demo=True)
                database, written = grown(settings, size)
                built.append((settings, database, written))
            sections.append(section(kind, built))
    print(printed(sections))
    return 0


def section(kind: str, built: Sequence[tuple[Settings, Database, Grown]]) -> Section:
    """One database's figures: each thing at both sizes, and the ratio."""
    sizes = [f"{written.lines:,}" for _, _, written in built]
    found = Section(f"{kind}: a ledger of {sizes[0]} and of {sizes[1]} lines, in turns; the ratio is of quiet times")
    with ExitStack() as stack:
        sides = [stack.enter_context(side(settings, database)) for settings, database, _ in built]
        for what, read in READS.items():
            found.rows.extend(beside(what, sizes, [reading(each, read) for each in sides]))
        for what, (role, path) in PAGES.items():
            found.rows.extend(beside(what, sizes, [page(each, role, path) for each in sides]))
            asked = ", ".join(str(each.queries_of(role, path)) for each in sides)
            found.rows.append(Row(f"  queries it sends, at each size: {asked}"))
    for _, _, written in built:
        found.rows.append(
            Row(f"lines written a second, {written.lines:,} in all", value=written.a_second, says="{:,.0f} a second")
        )
    found.rows.append(checked(built[1]))
    return found


def beside(what: str, sizes: Sequence[str], contenders: list[Contender]) -> list[Row]:
    """Both sizes' times and the ratio of the larger to the smaller."""
    race(contenders, ROUNDS)
    small, large = contenders
    rows = [
        Row(f"{what}, {size} lines", each.quiet, each.p50, each.p95)
        for size, each in zip(sizes, contenders, strict=True)
    ]
    return [*rows, Row("  the larger beside the smaller", value=large.quiet / small.quiet, aim=AIM)]


def checked(built: tuple[Settings, Database, Grown]) -> Row:
    """How long `evenhand ledger check` takes on the larger one. Raises AssertionError where it does not hold."""
    settings, database, written = built
    with Network() as network:
        desk = Desk(database, Shelf(None), network, lambda: NOW, settings=settings)
        began = time.perf_counter()
        report = check_ledger(desk)
    assert report.faulty == 0, report.faults
    seconds = time.perf_counter() - began
    return Row(f"evenhand ledger check of {written.lines:,} lines", value=seconds, says="{:.0f} s")


class Side:
    """One size: its database, its application, people signed in, and a count of queries."""

    def __init__(self, database: Database, desk: Desk, people: dict[str, As], accounts: list[int]) -> None:
        self.database, self.desk, self.people, self.accounts = database, desk, people, accounts
        self.queries = 0
        event.listen(desk.database.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.queries += not statement.startswith("BEGIN")

    def get(self, role: str, path: str) -> None:
        """One page, which must be one. Raises AssertionError."""
        answer = self.people[role].get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])

    def queries_of(self, role: str, path: str) -> int:
        """How many queries a page sends."""
        before = self.queries
        self.get(role, path)
        return self.queries - before


@contextmanager
def side(settings: Settings, database: Database) -> Iterator[Side]:
    """A size with its application running, a budget holder and a finance officer signed in."""
    app = create_app(settings, clock=lambda: NOW)
    with As(app, base_url=BASE):
        with database.reading() as session:
            accounts = [each.id for each in store.list_accounts(session, store.LOCAL)]
        people = {}
        for role, scope in (("budget_holder", {"partnership": HOLDER}), ("finance_officer", {})):
            people[role] = As(app, base_url=BASE)
            people[role].sign_in(role, **scope)
            people[role].role = role
        yield Side(database, app.state.desk, people, accounts)


def reading(each: Side, read: Callable[[Session, int], object]) -> Contender:
    """A question to the store, for every account in turn."""

    def run(account: int) -> object:
        with each.database.reading() as session:
            return read(session, account)

    return Contender("", run, each.accounts)


def page(each: Side, role: str, path: str) -> Contender:
    """A page as somebody sees it."""
    return Contender("", lambda _case: each.get(role, path), [None] * 3)


HOLDER: Final = "Hill Villages"
_OWN: Final = slug(f"partnership:{HOLDER}")
READS: Final[dict[str, Callable[[Session, int], object]]] = {
    "a balance": lambda session, account: store.uncommitted(session, account, YEAR),
    "an account's figures": lambda session, account: store.figures(session, account, YEAR),
    "its figures as known on a day": lambda session, account: store.figures(session, account, YEAR, PAST),
    "its months": lambda session, account: store.month_sums(session, account, YEAR),
}
PAGES: Final = {
    "the holder's page": ("budget_holder", f"/budget/{_OWN}"),
    "the holder's page as known on a day": ("budget_holder", f"/budget/{_OWN}?known={PAST.date()}"),
    "a figure opened to its entries": ("budget_holder", f"/ledger?account={_OWN}&year={YEAR}&measure=paid"),
    "every account, for finance": ("finance_officer", "/budget"),
    "the largest account, for finance": ("finance_officer", "/budget/specialist_places"),
}


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks.ledger_race`: two processes of fifty clients each, all after a partnership's last money.

First by commitments alone, then by real decisions over two servers, then by decisions while servers are killed; on
SQLite and on PostgreSQL with a disk that is waited for. What must be true afterwards is asserted before anything is
printed.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from benchmarks.table import Row, Section
from benchmarks.table import text as printed
from engine.opinions.network import Network
from panel_api import services, store
from panel_api.database import open_database
from panel_api.main import create_app
from panel_api.migrating import migrate
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.fixtures_postgres import SETTINGS, running_server
from tests.panel_api.http_support import NOW, desk_of, started
from tests.panel_api.ledger_support import NORTH, YEAR, number
from tests.panel_api.money_support import PART_YEAR, figures
from tests.panel_api.race_deciding import SPARE, Race, seated, servers
from tests.panel_api.race_for_money import desk_with_little_left, race
from tests.panel_api.signing_in import As

CLIENTS: Final = 50
WINNERS: Final = 37
KEPT: Final = 10_000_000
KILLS: Final = (1, 9, 21, 36, 60)
_DURABLE: Final = tuple(each for each in SETTINGS if "=off" not in each)
_MANY: Final = 1_000_000


def main() -> int:
    """Race, and print one table."""
    sections = []
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder, running_server(_DURABLE) as server:
        for kind in ("SQLite", "PostgreSQL"):

            def fresh(name: str, kind: str = kind) -> Settings:
                url = f"sqlite:///{folder}/{name}.db" if kind == "SQLite" else server.url(server.create())
                settings = Settings(database_url=url, requests_a_minute=_MANY)
                migrate(settings)
                return settings

            section = Section(f"{kind}: two processes of {CLIENTS} clients each")
            section.rows.extend(commitments(fresh("commitments")))
            section.rows.extend(decisions(fresh("decisions"), ()))
            section.rows.extend(decisions(fresh("killed"), KILLS))
            sections.append(section)
    print(printed(sections))
    return 0


def commitments(settings: Settings) -> list[Row]:
    """£100,000 by commitments of up to £800."""
    database = open_database(settings)
    for desk in desk_with_little_left(database, KEPT):
        began = time.perf_counter()
        outcomes = race(settings, CLIENTS)
        seconds = time.perf_counter() - began
        report = check_ledger(desk)
        assert report.holds, report.faults
        with database.reading() as session:
            left = store.uncommitted(session, number(session, NORTH), YEAR)
        assert left == KEPT - sum(each.pence for each in outcomes) and left >= 0
    database.dispose()
    made = sum(each.commitments for each in outcomes)
    told = sum(len(each.told) for each in outcomes)
    waited = [each for outcome in outcomes for each in outcome.waited]
    return [
        Row(f"commitments: {made} made, {told} of {2 * CLIENTS} clients told in the end", **_times(waited)),
        Row("  commitments a second, starting the processes included", value=made / seconds, says="{:.0f} a second"),
    ]


def decisions(settings: Settings, kills: Sequence[int]) -> list[Row]:
    """A hundred people, each with a case, and money for thirty-seven of them."""
    with application(settings) as client:
        seats = seated(client, 2 * CLIENTS, WINNERS)
        with servers(settings) as made:
            began = time.perf_counter()
            answers = Race(made, seats, kills).run()
            seconds = time.perf_counter() - began
        desk = desk_of(client)
        won, lost = ([each for each in answers if each.status == status] for status in (201, 409))
        assert (len(won), len(lost)) == (WINNERS, 2 * CLIENTS - WINNERS)
        assert all(each.body["money"]["before"] == "1000.00" for each in lost)
        found = figures(desk)
        assert (found.committed, found.uncommitted) == (WINNERS * PART_YEAR, SPARE)
        assert check_ledger(desk).holds and services.verify_records(desk)[0].holds
    again = sum(each.asked > 1 for each in answers)
    what = f"decisions{f', {len(kills)} servers killed' if kills else ''}: {len(won)} agreed, {len(lost)} told"
    return [
        Row(what, **_times([each.seconds for each in answers])),
        Row(f"  all answered, {again} of them asked again", value=seconds, says="{:.1f} s"),
    ]


@contextmanager
def application(settings: Settings) -> Iterator[As]:
    """The application in this process, to prepare the cases with."""
    with Network(timeout=60) as network:
        app = create_app(settings, clock=lambda: NOW, shelf=Shelf(), network=network)
        with started(app) as client:
            yield client


def _times(seconds: Sequence[float]) -> dict[str, float]:
    ranked = sorted(seconds)
    return {"p50": ranked[len(ranked) // 2] * 1e6, "p95": ranked[len(ranked) * 95 // 100] * 1e6}


if __name__ == "__main__":
    sys.exit(main())

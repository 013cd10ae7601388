"""`python -m benchmarks.alternatives`: what is local to one case, beside 250 provisions and beside 25,000.

As many are in range of the home both times; the rest lie over the country. Looking is timed whole, in turns, with its
one sealed row, on SQLite and on PostgreSQL; its queries are counted.
"""

import sys
import tempfile
from collections.abc import Sequence
from random import Random
from typing import Final

from sqlalchemy import event

from benchmarks.table import Aim, Row, Section
from benchmarks.table import text as printed
from benchmarks.timing import Contender, race
from engine.opinions.network import Network
from engine.placing.distance import metres
from panel_api.database import open_database
from panel_api.migrating import migrate
from panel_api.models import Provision
from panel_api.reading import read
from panel_api.schemas import NewCase
from panel_api.services import Desk, take_in
from panel_api.services.gazetteer import middle
from panel_api.services.local import look
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.provision import cell_of
from tests.fixtures_postgres import running_server
from tests.panel_api.http_support import NOW, a_case
from tests.panel_api.local_support import HOME, MILE, costing, kept, numbered, offers_of, school, seek
from tests.panel_api.pages_cases import PLAN

SIZES: Final = (250, 25_000)
NEAR: Final = 200
"""So many within twenty miles, whatever the directory holds."""
ROUNDS: Final = 12
AIM: Final = Aim(most=3)


def main() -> int:
    """Measure, and print one table."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder, running_server() as server:
        urls = {
            "SQLite": [f"sqlite:///{folder}/{size}.db" for size in SIZES],
            "PostgreSQL": [server.url(server.create()) for _ in SIZES],
        }
        print(printed([section(kind, each) for kind, each in urls.items()]))
    return 0


def section(kind: str, urls: Sequence[str], sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> Section:
    """One database's figures: looking beside each size, and the ratio."""
    found = Section(f"{kind}: looking for one case, {NEAR} provisions in range, beside {sizes[0]:,} and {sizes[1]:,}")
    with Network() as network:
        desks = [_built(url, size, network) for url, size in zip(urls, sizes, strict=True)]
        few, many = (Contender(f"{size:,}", _looking, [desk]) for size, desk in zip(sizes, desks, strict=True))
        race([few, many], rounds)
        queries = [count(*each) for each in desks]
        for each, asked in zip((few, many), queries, strict=True):
            row = Row(f"beside {each.name}", each.quiet, each.p50, each.p95, asked, "{:.0f} queries")
            found.rows.append(row)
        found.rows.append(Row("the larger beside the smaller", value=many.quiet / few.quiet, aim=AIM))
        found.rows.append(Row("queries more", value=queries[1] - queries[0], says="{:.0f}", aim=Aim(most=0, unit="")))
        for desk, _ in desks:
            desk.database.dispose()
    return found


def count(desk: Desk, case: str) -> int:
    """How many queries looking once takes."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        _looking((desk, case))
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)
    return len([each for each in sent if each.lstrip().upper().startswith(("SELECT", "WITH"))])


def _looking(given: tuple[Desk, str]) -> None:
    desk, case = given
    with desk.database.writing() as session:
        look(session, desk, case)


def _built(url: str, size: int, network: Network) -> tuple[Desk, str]:
    settings = Settings(database_url=url)
    migrate(settings)
    desk = Desk(open_database(settings), Shelf(), network, lambda: NOW, settings=settings)
    random = Random(size)
    with desk.database.writing() as session:
        case = take_in(session, desk, read(NewCase, a_case(**PLAN)))[0].reference
        seek(session, desk, case)
        near = [school(f"N{n}", f"Near {n}", 1 + n % 19, needs=_needs(n)) for n in range(NEAR)]
        kept(session, near, offers_of(desk))
        for row in near:
            session.add_all(
                [numbered(row), costing(row, "top_up", 1_200_000 + row.id), costing(row, "transport", 9_000)]
            )
        kept(session, [_far(random, n) for n in range(size - NEAR)])
    return desk, case


def _needs(number: int) -> list[str] | None:
    return (["SLCN", "ASD"], None, ["HI"])[number % 3]


def _far(random: Random, number: int) -> Provision:
    """A provision somewhere in the country, beyond twenty miles of home."""
    home = middle(HOME)
    assert home is not None
    while True:
        point = random.randrange(250_000, 650_000), random.randrange(50_000, 550_000)
        if metres(home, point) > 21 * MILE:
            row = school(f"F{number}", f"Far {number}")
            row.easting, row.northing = point
            row.cell = cell_of(*point)
            return row


if __name__ == "__main__":
    sys.exit(main())

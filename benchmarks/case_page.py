"""`python -m benchmarks.case_page`: what one case page costs beside 100 cases and beside 100,000.

The same case both times: a child with a plan, on whose case hangs all that can (costs of Section F, a duty warning,
provision lost, consultations, a linked case, a history, cases of like need). Queries are counted by the server.
"""

import http.client
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import browsing, county
from benchmarks.signing_in import cookie
from benchmarks.table import Section  # fmt: skip
from benchmarks.table import text as printed
from engine.opinions.network import Network
from panel_api import schemas_hanging as given
from panel_api.clock import system_clock
from panel_api.database import Database, open_database
from panel_api.reading import read
from panel_api.services import Desk, consult, duties, links, section_f
from panel_api.shelf import Shelf

SIZES: Final = (100, 100_000)
_WANTED: Final = (
    "SELECT reference FROM cases WHERE legal_basis = 'annual_review' AND status = 'settled' AND stage = 'decided' "
    "ORDER BY id LIMIT 1"
)
_OTHER: Final = "SELECT reference FROM cases WHERE reference <> :this ORDER BY id LIMIT 1"


def sections() -> list[Section]:
    """The page beside each size."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        file = Path(folder) / "county.db"
        county.seed_real(file, SIZES[0])
        reference = dress(file)
        return [_beside(file, size, reference) for size in SIZES]


def _beside(file: Path, size: int, reference: str) -> Section:
    county.grow_to(file, size, SIZES[0])
    section = Section(f"One case with all that can hang on it, beside {size:,} cases in a SQLite file")
    with browsing.server(file) as (port, _process):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        signed_in = cookie(file)
        for what, path in {"its page": f"/cases/{reference}", "as JSON": f"/api/cases/{reference}"}.items():
            section.rows.append(browsing.timed(connection, what, path, signed_in))
        connection.close()
    return section


def dress(file: Path) -> str:
    """Hang everything on one case with a plan; its reference."""
    database = open_database(county.settings_for(file))
    try:
        with database.reading() as session:
            reference = str(session.scalar(text(_WANTED)))
            other = str(session.scalar(text(_OTHER), {"this": reference}))
        with Network() as network:
            _hang(Desk(database, Shelf(), network, system_clock), database, reference, other)
        return reference
    finally:
        database.dispose()


def _hang(desk: Desk, database: Database, reference: str, other: str) -> None:
    def do(verb: Callable[[Session, Desk, str, Any], object], schema: type[BaseModel], **raw: object) -> None:
        with database.writing() as session:
            verb(session, desk, reference, read(schema, raw))

    for number in range(6):
        do(section_f.add_line, given.NewLine, words=f"Line {number}, invented", source="Invented", cost="1000.00")
    do(duties.raise_warning, given.NewWarning, kind="shortfall", words="Invented", known_on="2026-01-02",
       owner="Invented", due_on="2026-02-02")  # fmt: skip
    do(duties.record_lost, given.NewLost, words="Invented", **{"from": "2026-01-02"})
    do(consult.consult, given.NewConsultation, school="Invented", sent_on="2026-01-02")
    do(links.link, given.Link, other=other, why="Invented")


if __name__ == "__main__":
    print(printed(sections()))
    sys.exit(0)

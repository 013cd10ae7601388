"""Lists of children that inspectors and the Department for Education ask for, taken away for a purpose that is logged.

A list is written whole before it leaves, so that its line in the access log says how many rows went. Ten thousand cases
are read in batches, and the file stays in memory or, where it is large, in a file without a name that ends with it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final

from panel_api import store
from panel_api.columns import LEGAL_BASES
from panel_api.errors import not_found
from panel_api.published_names import annex_a, sen2
from panel_api.published_names.columns import OWN, Table
from panel_api.services.desk import Desk
from panel_api.services.return_rows import ROWS, Asked, in_scope, known_by_placement, person_of
from panel_api.sheets import BOM, Cell, line
from panel_api.store.returns import placed_outside, returned_cases

PURPOSES: Final = {
    "inspection": "An area SEND inspection by Ofsted and the Care Quality Commission",
    "sen2": "The SEN2 survey of the Department for Education",
    "checking": "Checking what is recorded, before either of them asks",
}
RETURNS: Final = {"sen2": sen2, "annex-a": annex_a}
ONE_A_CHILD: Final = ("person", "activeplans", "placementdetail", "senneed", "plans", "out_of_area")
"""Lists in which a child stands once, by their latest case; in the others each case has a row."""
STATUTORY: Final = tuple(each for each in LEGAL_BASES if each != "non_statutory")
FIRST_YEAR: Final = 2015
_IN_MEMORY: Final = 32_000_000


@dataclass(frozen=True)
class Taken:
    """A list as it is taken away. file: from its beginning; name: what it is saved as."""

    file: "SpooledTemporaryFile[bytes]"
    name: str
    rows: int


def tables() -> dict[str, Table]:
    """Every list by its address: sen2.person, annex-a.plans …"""
    return {f"{code}.{table.code}": table for code, module in RETURNS.items() for table in module.TABLES}


def asked_for(desk: Desk, year: int) -> Asked:
    """A calendar year, as far as it has come: lists are as at 31 December, or today."""
    return Asked(dt.date(year, 1, 1), min(dt.date(year, 12, 31), desk.last_day()), desk.settings.authority_code)


def years(desk: Desk) -> list[int]:
    """The years that can be asked for, the latest first."""
    return list(range(desk.last_day().year, FIRST_YEAR - 1, -1))


def take_list(desk: Desk, address: str, year: int, purpose: str) -> Taken:
    """Write a list as CSV, note in the access log who took it for what, and give it. Raises Trouble "not-found"."""
    table = tables().get(address)
    if table is None or year not in years(desk) or purpose not in PURPOSES:
        raise not_found("There is no such list, year or purpose", "Choose each on the page")
    file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
    rows = -1  # the heads
    for cells in lines_of(desk, table, asked_for(desk, year)):
        file.write((BOM if rows < 0 else "").encode() + line(cells).encode())
        rows += 1
    with desk.database.writing() as session:
        detail = {"purpose": purpose, "year": year, "rows": rows}
        store.write_log(session, desk.viewer, "access", "exported", address, desk.clock(), detail)
    file.seek(0)
    return Taken(file, f"{address.replace('.', '-')}-{year}.csv", rows)


def lines_of(desk: Desk, table: Table, asked: Asked) -> Iterator[list[Cell]]:
    """The heads, then a line a row, in the published order of columns; our own two behind them."""
    names = [column.name for column in (*table.columns, *OWN)]
    yield list(names)
    bases = ("non_statutory",) if table.code == "no_plan" else LEGAL_BASES if table.code == "out_of_area" else STATUTORY
    latest: dict[str, str] = {}
    given: set[str] = set()
    before: int | None = None
    while True:
        with desk.database.reading() as session:
            batch = returned_cases(session, desk.viewer, bases, asked.on, before)
            for found in batch:
                if not in_scope(found, asked):
                    continue
                who, reference = person_of(found), found.case.reference
                latest.setdefault(who, reference)
                if table.code in ONE_A_CHILD and who in given:
                    continue
                own: dict[str, Cell] = {
                    "PersonTableID": latest[who],
                    "RequestsTableID": reference if found.case.legal_basis == "assessment_request" else found.request,
                    "Case reference": reference,
                    "Name as recorded": (found.child.name or "") if found.child else "",
                }
                for row in ROWS[table.code](found, asked):
                    given.add(who)
                    yield [{**row, **own}.get(name) for name in names]
        if not batch:
            break
        before = batch[-1].case.id
    if table.code == "out_of_area":
        with desk.database.reading() as session:
            outside = placed_outside(session, desk.viewer, asked.county, asked.on)
            rows = [known_by_placement(placement, place, asked) for placement, place in outside]
        yield from ([row.get(name) for name in names] for row in rows)

"""A desk with open accounts: two partnerships, "north" and "south", with half a million pounds each for 2026."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api.database import Database
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.shelf import Shelf
from tests.panel_api.databases import NOW

YEAR, DAY = 2026, dt.date(2026, 9, 14)
NORTH, SOUTH = "partnership:north", "partnership:south"
ALLOCATED = 50_000_000


def ledger_desk(database: Database) -> Iterator[Desk]:
    """The desk; its clock stands still at NOW."""
    network = Network()
    made = Desk(database, Shelf(None), network, lambda: NOW)
    with database.writing() as session:
        posting.open_accounts(session, made, ["south", "north"])
        for code in (NORTH, SOUTH):
            posting.allocate(session, made, code, YEAR, ALLOCATED, dt.date(2026, 4, 1), "Allocation")
    yield made
    network.close()


def number(session: Session, code: str) -> int:
    """An account's number."""
    return posting.account_of(session, code).id

"""An invented report of equity: the county's decided cases, compared at the same assessed need."""

import datetime as dt
from typing import Final

from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.services.desk import Desk
from panel_api.services.equity import Asked, make_report
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, Viewer

REFERENCE: Final = "EQ-2X26"
_OFFICER: Final = "DEMO-OFFICER"
_AT: Final = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def report_equity(database: Database, shelf: Shelf, rulebook: str, first: dt.date, last: dt.date) -> None:
    """Make it by the verb of the service, over what was decided between two days."""
    with database.reading() as session:
        person = store.person_by_reference(session, LOCAL, _OFFICER)
    assert person is not None
    viewer = Viewer("senior_officer", person.reference, person.id)
    desk = Desk(database, shelf, Network(), lambda: _AT, viewer=viewer)  # no verb here asks the network
    make_report(desk, Asked(rulebook, first, last), reference=REFERENCE)

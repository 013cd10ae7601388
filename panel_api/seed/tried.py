"""An invented what-if: the proposal that waits, and the two overlays, each tried on the county's whole caseload."""

import datetime as dt
from typing import Final

from engine.opinions.network import Network
from engine.whatif.asked import Protection
from panel_api import store
from panel_api.database import Database
from panel_api.seed.proposed import REFERENCE as PROPOSAL
from panel_api.services.desk import Desk
from panel_api.services.overlays import overlays
from panel_api.services.whatif import Asked, try_texts
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, Viewer
from panel_api.store.proposals import proposal_by_reference

_FINANCE: Final = "DEMO-FINANCE"
_AT: Final = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)
_FROM: Final = dt.date(2027, 4, 1)
_TRIED: Final = (
    ("WI-TRF27X", "Tariffs of 2027 as proposed, for the schools forum (invented)", (PROPOSAL,), (), None),
    (
        "WI-EDG27X",
        "Where bands begin, moved up, with nothing falling before its review (invented)",
        (),
        ("band_edges_moved",),
        Protection(hold_until_review=True),
    ),
)
"""Reference, words, proposals, overlays, protection."""


def try_out(database: Database, shelf: Shelf) -> None:
    """Try them by the verb of the service. Nothing where there is no such proposal or overlay."""
    local = Desk(database, shelf, Network(), lambda: _AT)  # no verb here asks the network
    with database.reading() as session:
        person = store.person_by_reference(session, LOCAL, _FINANCE)
        proposed = proposal_by_reference(session, LOCAL, PROPOSAL) is not None
    if person is None or not proposed:
        return
    desk = Desk(
        database, shelf, local.network, local.clock, viewer=Viewer("finance_officer", person.reference, person.id)
    )
    there = {each.name for each in overlays(desk)}
    for reference, words, proposals, laid, protection in _TRIED:
        if set(laid) <= there:
            try_texts(desk, Asked(words, proposals, laid, _FROM, None, protection), reference=reference)

"""An invented request for what is held of a child, drawn up and waiting to be looked through."""

import datetime as dt
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.reading import read
from panel_api.schemas_subjects import NewAsked
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.services.subject_requests import ask
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, CaseFilter, Viewer
from panel_api.store.seats import person_by_reference

REFERENCE: Final = "SARQ-2X26"
_CASEWORKER: Final = "DEMO-CASEWORKER-1"
_AT: Final = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
_CAME: Final = dt.date(2026, 11, 18)


def ask_what_is_held(session: Session, database: Database, shelf: Shelf) -> None:
    """Draw a parent's request up as a caseworker would, by the verb of the service. Nothing where no case fits."""
    person = person_by_reference(session, _CASEWORKER)
    newest = store.list_cases(session, LOCAL, CaseFilter(stage="decided", asked_to=_CAME), size=20).rows
    if person is None or not newest:
        return
    viewer = Viewer("caseworker", person.reference, person.id)
    desk = replace(Desk(database, shelf, Network(), lambda: _AT), viewer=viewer)  # no verb here asks the network
    for line in newest:
        case = find_case(session, desk, line.reference)
        party = next((each for each in case.parties if each.parental_responsibility), None)
        young = next(each for each in case.parties if each.role == "child")
        if party is None or young.from_day.year < _CAME.year - 14:
            continue
        said = {
            "asker": "parent", "party": party.id, "recipient": party.name or "The parent",
            "asked_on": _CAME.isoformat(),
            "words": "A caseworker who knows them took the call (invented).",
            "authority": "The child cannot ask alone, and it serves the child (invented).",
        }  # fmt: skip
        ask(session, desk, case.reference, read(NewAsked, said), REFERENCE)
        return

"""How many places are free: the one reading of a directory's numbers, for its pages, searches, matching and gaps."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy.orm import Session

from engine.placing.places import Free, Numbers, free_places
from panel_api.models import ProvisionPlaces
from panel_api.services.desk import Desk
from panel_api.store.provision import decided_since, numbers_on


def free_on(session: Session, desk: Desk, provisions: Collection[int], day: dt.date) -> dict[int, Free]:
    """Of each of these provisions, by number: its free places on a day. Two queries, however many there are."""
    held = numbers_on(session, desk.viewer, provisions, day)
    decided = decided_since(session, desk.viewer, held, day)
    return {
        each: free_places(numbers_of(held[each]) if each in held else None, decided.get(each, 0)) for each in provisions
    }


def numbers_of(row: ProvisionPlaces) -> Numbers:
    """A row of the directory as the engine counts with it."""
    return Numbers(row.from_day, row.commissioned, row.on_roll, row.leaving, row.named)

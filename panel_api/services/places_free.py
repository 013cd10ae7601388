"""How many places are free: the one reading of a directory's numbers, for its pages, searches, matching and gaps."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

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


def numbers_json(numbers: Numbers | None) -> dict[str, object] | None:
    """Numbers as a search keeps them."""
    return None if numbers is None else {**asdict(numbers), "from_day": numbers.from_day.isoformat()}


def numbers_from(raw: Mapping[str, Any] | None) -> Numbers | None:
    """Numbers as they were kept."""
    return None if raw is None else Numbers(**{**raw, "from_day": dt.date.fromisoformat(raw["from_day"])})

"""What is local, as whoever reads the case may see it: what is sought, and the latest search with all it found.

A home could be worked out from distances. So they are for those who see the whole working, never for a school; and a
pseudonym is without them, without the home, and without the names of schools that tell who it is about.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.placing.costs import CostLine
from panel_api.models import Case, PlaceSearch, PlaceSought
from panel_api.services.desk import Desk
from panel_api.services.found import Found, from_kept
from panel_api.services.place_costs import Costs, Stay
from panel_api.store.local import searches_before, sought_and_found
from panel_api.store.papers import hung_before

KEPT_BACK: Final = "Kept back: these words may say who it is about."


@dataclass(frozen=True, slots=True)
class Local:
    """What is local to one case. sought: as it holds now. search: the latest, with its places in the order they stand.

    current: whether that search was for what is sought now. home: whether its reader may know where home is.
    """

    sought: PlaceSought | None
    search: PlaceSearch | None
    places: Sequence[Found] = ()
    current: bool = True
    home: bool = True
    stay: Stay | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)

    def costs(self, place: Found) -> Costs | None:
        """Both costs of a place over the stay that was searched for; None of one the directory does not have."""
        return None if self.stay is None else place.costs(self.stay)


def local_of(session: Session, desk: Desk, case: Case) -> Local | None:
    """What is local, in one query; None where no place is sought or its reader is not told."""
    if not (desk.viewer.may("see_working") and desk.viewer.may("read_provision")):
        return None
    sought, search = sought_and_found(session, desk.viewer, case)
    return None if sought is None else local_from(sought, search)


def local_before(session: Session, desk: Desk, moments: Mapping[int, dt.datetime]) -> dict[int, Local]:
    """What was local to each of some cases at a moment of its own, by the case's number, in three queries."""
    if not (desk.viewer.may("see_working") and desk.viewer.may("read_provision")):
        return {}
    searches = searches_before(session, desk.viewer, moments)
    sought = {number: rows[-1] for number, rows in hung_before(session, desk.viewer, PlaceSought, moments).items()}
    return {number: local_from(row, searches.get(number)) for number, row in sought.items()}


def local_from(sought: PlaceSought | None, search: PlaceSearch | None) -> Local:
    """The same of rows that were read already."""
    if search is None:
        return Local(sought, None)
    counts = search.counts
    return Local(
        sought,
        search,
        from_kept(search.found),
        sought is None or search.sought_id == sought.id,
        stay=_stay(counts),
        counts=counts,
    )


def _stay(counts: Mapping[str, Any]) -> Stay:
    start, until, priced = (counts["stay"][name] for name in ("from_day", "until_day", "priced_on"))
    day = dt.date.fromisoformat
    return Stay(day(start), day(until) if until else None, day(priced))


def without_home(local: Local) -> Local:
    """The same as a pseudonym."""
    tells = frozenset(local.counts.get("of_home", ()))
    return replace(local, places=[_nowhere(each, tells) for each in local.places], home=False)


def _nowhere(place: Found, tells: Collection[str]) -> Found:
    """A place without what tells how far it is from home; one that was asked for, or where the child is, unnamed.

    tells: the rules that rest on the distance, left out whole: also whether one is met would tell.
    """
    if place.asked or place.present:
        place = replace(place, name="A school", code=None, within=None, town=None)
    said = tuple(each for each in place.said if each.rule not in tells)
    lines = tuple(_nobody(line) if nth in place.own else line for nth, line in enumerate(place.lines))
    return replace(place, metres=None, said=said, lines=lines)


def _nobody(line: CostLine) -> CostLine:
    return replace(line, words=KEPT_BACK, source=KEPT_BACK, estimated_by=line.estimated_by and "Someone who is named")

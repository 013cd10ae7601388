"""Sufficiency: placements as the engine counts them, gaps by need, phase and partnership, and places by term.

What a viewer does not see is in no figure of theirs. Nothing here is for publication: numbers are small, and a child
could be read off them (`engine.open_figures` is what may be published).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.days import months_before
from engine.placing.distance import metres
from engine.sufficiency.gaps import Found, Gap, Local, Waiting, gaps
from engine.sufficiency.gaps import Where as Of
from engine.sufficiency.places import Row, Seats, seats_by_day
from engine.sufficiency.stays import Stay, Total, Where, together
from engine.sufficiency.terms import SchoolTerm, terms_counted
from panel_api.services.desk import Desk
from panel_api.services.gazetteer import middle
from panel_api.store.placements import PlacementFilter
from panel_api.store.sufficiency import numbers_until, placement_rows, searches_unplaced, seated_provision

BACK: Final = 24
"""Months that figures over time go back, and that a unit is tried on."""
TOLD: Final = "Small numbers. Not for publication."


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """What is short on a day. gaps: by need, phase and partnership. now: every placement that runs; out: of them, those
    out of the county. terms: what ran on each term's day. seats: places on it, by kind and partnership of provision."""

    day: dt.date
    local: Local
    gaps: dict[Of, Gap]
    now: Total
    out: Total
    terms: tuple[tuple[SchoolTerm, Total, Total], ...]
    seats: tuple[tuple[SchoolTerm, dict[str, Seats]], ...]
    waiting: int


def high_pence(desk: Desk) -> int:
    """From how many pence a year a placement is of high cost here."""
    return desk.settings.high_cost * 100


def filter_here(desk: Desk, wanted: PlacementFilter) -> PlacementFilter:
    """A filter with what is of high cost and what is the county here."""
    return replace(wanted, high=high_pence(desk), county=desk.settings.authority_code)


def stays_of(session: Session, desk: Desk, wanted: PlacementFilter) -> list[Stay]:
    """The placements that a filter lets through and the viewer sees, as the engine counts them; one query."""
    county = desk.settings.authority_code
    return [_stay(row, county) for row in placement_rows(session, desk.viewer, filter_here(desk, wanted))]


def terms_back(day: dt.date) -> tuple[SchoolTerm, ...]:
    """The terms whose day lies in the last two years up to a day."""
    return terms_counted(months_before(day, BACK), day)


def by_term(stays: Sequence[Stay], terms: Sequence[SchoolTerm], high: int) -> list[Total]:
    """What ran on each term's day."""
    return [together((each for each in stays if each.holds(term.counted_on)), high) for term in terms]


def sufficiency_of(session: Session, desk: Desk, local: Local) -> Sufficiency:
    """What is short today, over time, and which places there are; four queries, however many placements there are."""
    day, high, county = desk.last_day(), high_pence(desk), desk.settings.authority_code
    stays = stays_of(session, desk, PlacementFilter())
    now = [each for each in stays if each.holds(day)]
    out = [each for each in stays if each.where == "out"]
    searches = searches_unplaced(session, desk.viewer)
    waiting = [_waiting(row) for row in searches if row.counts.get("asks", "place") == "place"]
    terms = terms_back(day)
    provision = seated_provision(session, desk.viewer, county)
    rows = [Row(*each) for each in numbers_until(session, desk.viewer, county, day)]
    group = {each.id: f"{each.kind}|{each.partnership or ''}" for each in provision}
    seats = seats_by_day(rows, [each.counted_on for each in terms], group)
    return Sufficiency(
        day,
        local,
        gaps(now, waiting, local, high),
        together(now, high),
        together((each for each in out if each.holds(day)), high),
        tuple(zip(terms, by_term(stays, terms, high), by_term(out, terms, high), strict=True)),
        tuple((each, seats[each.counted_on]) for each in terms),
        len(waiting),
    )


def place_between(sector: str | None, easting: int | None, northing: int | None) -> int | None:
    """Metres in a straight line from the middle of a home's sector to a place; None where one is not known."""
    home = middle(sector)
    return None if home is None or easting is None or northing is None else metres(home, (easting, northing))


def where_is(of: str | None, authority: str | None, partnership: str | None, county: str) -> Where | None:
    """Where a place is from a child of a partnership; None where nobody knows which council's area it is in."""
    if authority is None:
        return None
    if authority != county:
        return "out"
    return "partnership" if partnership is not None and partnership == of else "county"


def _stay(row: Any, county: str) -> Stay:
    shares = [each for each in (row.health_pence, row.care_pence) if each is not None]
    return Stay(
        row.id,
        row.need,
        row.phase,
        row.partnership,
        row.kind,
        where_is(row.partnership, row.authority, row.place_partnership, county),
        place_between(row.home_sector, row.easting, row.northing),
        row.from_day,
        row.until_day,
        row.pence,
        sum(shares) if shares else None,
    )


def _waiting(row: Any) -> Waiting:
    need, phase = row.facts.get("primary_need"), row.facts.get("phase")
    counts = row.counts
    found: Found = "some" if counts.get("yes") else "perhaps" if counts.get("unknown") else "none"
    return Waiting(
        need if isinstance(need, str) else None, phase if isinstance(phase, str) else None, row.partnership, found
    )

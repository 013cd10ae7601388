"""Which provisions a search looks at: those near the home, the services of the partnership, and the schools asked for.

A constant few queries, whatever the directory holds. The distance is a straight line from the middle of the home's
postcode sector, or from the child's school where the sector is not known; what has no point on the map is counted.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.law.bases import BASES
from engine.law.institutions import INSTITUTIONS
from engine.placing.distance import cells_within, metres
from panel_api.models import Case, PlaceSought, Provision
from panel_api.services.desk import Desk
from panel_api.services.gazetteer import Point, middle
from panel_api.store import local, provision

NEARER_HELP: Final = ("sen_unit", "resourced_provision", "outreach", "shared_support")
"""What a top-up may be better met by: a unit, an outreach service, or support that schools share."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a search looks at, each provision once, by number.

    home: None where nobody knows; home_by: "sector" or "school". away: metres from it, by the provision's number.
    within: names of the schools that units are part of, by number. counts: what is told of those left out.
    """

    home: Point | None
    home_by: str | None
    rows: Sequence[Provision]
    away: Mapping[int, int]
    within: Mapping[int, str]
    counts: Mapping[str, int]


def asks_for_a_place(case: Case) -> bool:
    """Whether a place may be named in the case, or in a plan that it leads to; else it asks for support where the
    child is."""
    return BASES[case.legal_basis].statutory


def within_reach(
    session: Session, desk: Desk, case: Case, sought: PlaceSought, asked: Collection[int], reach: int
) -> Reach:
    """What lies within so many metres, with the rest that is always looked at. asked: provisions by number."""
    viewer = desk.viewer
    home, home_by = _home(session, desk, case, sought)
    near = provision.provisions_in_cells(session, viewer, cells_within(home, reach)) if home else ()
    services = local.services_of(session, viewer, case.partnership)
    wished = provision.provisions_by_number(session, viewer, asked) if asked else {}
    away = {each.id: far for each in (*near, *services, *wished.values()) if (far := away_from(home, each)) is not None}
    kinds = INSTITUTIONS if asks_for_a_place(case) else NEARER_HELP
    inside = {each.id: each for each in near if away[each.id] <= reach and each.kind in kinds and _serves(case, each)}
    gone = [each for each in inside.values() if _gone(each, sought.start_day)]
    rows = {**inside, **{each.id: each for each in services}}
    rows = {number: each for number, each in rows.items() if not _gone(each, sought.start_day)} | wished
    return Reach(
        home,
        home_by,
        [rows[number] for number in sorted(rows)],
        away,
        _schools_of_units(session, desk, [*rows.values()], [*near, *wished.values()]),
        {"without_point": local.how_many_without_a_point(session, viewer), "closed_by_then": len(gone)},
    )


def _home(session: Session, desk: Desk, case: Case, sought: PlaceSought) -> tuple[Point | None, str | None]:
    if middle(sought.home_sector) is not None:
        return home_of(sought.home_sector, None)
    code = school_code(case)
    return home_of(None, provision.provision_by_code(session, desk.viewer, code) if code else None)


def home_of(sector: str | None, school: Provision | None) -> tuple[Point | None, str | None]:
    """Where distances are measured from, and by what: the middle of the home's sector, or else the present school."""
    point = middle(sector)
    if point is not None:
        return point, "sector"
    if school is None or school.easting is None or school.northing is None:
        return None, None
    return (school.easting, school.northing), "school"


def school_code(case: Case) -> str | None:
    """The code of the school that the child is at, as the case has it last."""
    return next((party.reference for party in reversed(case.parties) if party.role == "school"), None)


def away_from(home: Point | None, row: Provision) -> int | None:
    """Metres from home to a provision; None where either is not known."""
    if home is None or row.easting is None or row.northing is None:
        return None
    return metres(home, (row.easting, row.northing))


def _serves(case: Case, row: Provision) -> bool:
    """Whether it is there for this child: what another partnership shares among its own schools is not."""
    service = INSTITUTIONS[row.kind].footing == "service"
    return not service or row.partnership in (None, case.partnership)


def _gone(row: Provision, start: dt.date) -> bool:
    """Whether it is closed by the day the place is to begin."""
    return row.closed_on is not None and row.closed_on <= start


def _schools_of_units(
    session: Session, desk: Desk, rows: Sequence[Provision], known: Sequence[Provision]
) -> dict[int, str]:
    names = {each.id: each.name for each in known}
    wanted = {each.within_id for each in rows if each.within_id is not None}
    missing = wanted - set(names)
    if missing:
        found = provision.provisions_by_number(session, desk.viewer, missing)
        names |= {number: each.name for number, each in found.items()}
    return {number: names[number] for number in wanted if number in names}

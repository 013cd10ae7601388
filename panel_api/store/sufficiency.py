"""What sufficiency is worked out from: every placement as a bare row, places by day, and what searches found."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from panel_api.models import Case, Placement, PlaceSearch, PlaceSought, Provision, ProvisionPlaces
from panel_api.store.placements import PlacementFilter, placement_conditions, placements_seen
from panel_api.store.provision import provision_seen
from panel_api.store.viewer import Viewer, cases_seen

SEATED = ("sen_unit", "resourced_provision", "special", "alternative_provision")
"""Kinds of provision whose places the county commissions."""


def placement_rows(session: Session, viewer: Viewer, wanted: PlacementFilter) -> Sequence[Any]:
    """Every placement that a filter lets through, as bare columns, by number; one query."""
    query = (
        select(
            Placement.id, Placement.case_id, Placement.need, Placement.phase, Placement.partnership,
            Placement.home_sector, Placement.age, Placement.from_day, Placement.until_day, Placement.pence,
            Placement.health_pence, Placement.care_pence, Provision.kind, Provision.authority,
            Provision.partnership.label("place_partnership"), Provision.easting, Provision.northing,
        )
        .join(Provision, Provision.id == Placement.provision_id)
        .where(placements_seen(viewer), *placement_conditions(wanted))
    )  # fmt: skip
    return session.execute(query.order_by(Placement.id)).all()


def seated_provision(session: Session, viewer: Viewer, county: str) -> Sequence[Any]:
    """The county's special schools, units and alternative provision: number, kind and partnership, by number."""
    query = select(Provision.id, Provision.kind, Provision.partnership).where(
        Provision.kind.in_(SEATED),
        Provision.authority == county,
        Provision.state.in_(("open", "closing")),
        provision_seen(viewer),
    )
    return session.execute(query.order_by(Provision.id)).all()


def middle_of(session: Session, viewer: Viewer, partnership: str) -> tuple[int, int] | None:
    """The mean of where a partnership's open provision lies, easting and northing; None where none has a point."""
    east, north, many = func.sum(Provision.easting), func.sum(Provision.northing), func.count(Provision.easting)
    query = select(east, north, many).where(
        Provision.partnership == partnership, Provision.state != "closed", provision_seen(viewer)
    )
    eastings, northings, count = session.execute(query).one()
    return (int(eastings or 0) // count, int(northings or 0) // count) if count else None


def middles(session: Session, viewer: Viewer) -> dict[str, tuple[int, int]]:
    """The same of every partnership that has one, by its name."""
    east, north, many = func.sum(Provision.easting), func.sum(Provision.northing), func.count(Provision.easting)
    query = (
        select(Provision.partnership, east, north, many)
        .where(Provision.partnership.is_not(None), Provision.easting.is_not(None), Provision.state != "closed")
        .where(provision_seen(viewer))
        .group_by(Provision.partnership)
        .order_by(Provision.partnership)
    )
    found: dict[str, tuple[int, int]] = {}
    for name, eastings, northings, count in session.execute(query):
        found[str(name)] = (int(eastings or 0) // count, int(northings or 0) // count)
    return found


def numbers_until(session: Session, viewer: Viewer, county: str, day: dt.date) -> Sequence[Any]:
    """Every row of numbers of those that began by a day, in the order in which they began; one query."""
    query = (
        select(
            ProvisionPlaces.provision_id, ProvisionPlaces.from_day, ProvisionPlaces.id, ProvisionPlaces.commissioned,
            ProvisionPlaces.on_roll,
        )
        .join(Provision, Provision.id == ProvisionPlaces.provision_id)
        .where(
            Provision.kind.in_(SEATED),
            Provision.authority == county,
            ProvisionPlaces.from_day <= day,
            provision_seen(viewer),
        )
    )  # fmt: skip
    return session.execute(query.order_by(ProvisionPlaces.from_day, ProvisionPlaces.id)).all()


def searches_unplaced(session: Session, viewer: Viewer) -> Sequence[Any]:
    """What the last search of each case without a placement found: its counts, the case's facts and partnership.

    Cases that were withdrawn or disposed of are left out.
    """
    last = select(func.max(PlaceSearch.id)).group_by(PlaceSearch.case_id)
    placed = exists().where(Placement.case_id == Case.id, Placement.taken_back_at.is_(None))
    query = (
        select(PlaceSearch.counts, Case.facts, Case.partnership)
        .join(Case, Case.id == PlaceSearch.case_id)
        .where(PlaceSearch.id.in_(last), Case.stage.not_in(("withdrawn", "disposed")), ~placed, cases_seen(viewer))
    )
    return session.execute(query.order_by(Case.id)).all()


def answers_of(session: Session, cases: Collection[int]) -> dict[int, dict[str, Any]]:
    """By case, of placements that a viewer saw: its answers, and over them those written for the place sought last."""
    answers = select(Case.id, Case.facts).where(Case.id.in_(cases))
    found = {row.id: dict(row.facts) for row in session.execute(answers.order_by(Case.id))}
    sought = select(PlaceSought.case_id, PlaceSought.facts).where(PlaceSought.case_id.in_(cases))
    for row in session.execute(sought.order_by(PlaceSought.id)):
        found[row.case_id] = {**found[row.case_id], **row.facts}
    return found

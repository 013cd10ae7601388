"""The directory of provision: one, several by number, those near a point, with their numbers and costs on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from engine.placing.distance import cell
from panel_api.models import Placement, Provision, ProvisionCost, ProvisionPlaces
from panel_api.store.viewer import Viewer


def cell_of(easting: int | None, northing: int | None) -> int | None:
    """The square that a point lies in; None where it is not known where that is."""
    return None if easting is None or northing is None else cell((easting, northing))


def provision_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that every query of the directory carries: one sees the whole of it, or none."""
    return true() if viewer.may("read_provision") else false()


def provision_by_code(session: Session, viewer: Viewer, code: str) -> Provision | None:
    """One provision by its code."""
    return session.scalar(select(Provision).where(Provision.code == code, provision_seen(viewer)))


def provisions_called(session: Session, viewer: Viewer, text: str, size: int) -> Sequence[Provision]:
    """Those whose names hold every word of a text, or whose code begins with it, the shortest name first; none
    that has closed."""
    words = [func.lower(Provision.name).contains(word, autoescape=True) for word in text.lower().split()]
    meant = or_(and_(*words), Provision.code.startswith(text.strip(), autoescape=True)) if words else false()
    query = select(Provision).where(meant, Provision.state != "closed", provision_seen(viewer))
    return session.scalars(query.order_by(func.length(Provision.name), Provision.name, Provision.id).limit(size)).all()


def provisions_by_code(session: Session, viewer: Viewer, codes: Collection[str]) -> dict[str, Provision]:
    """Those of these codes that there are, by code."""
    query = select(Provision).where(Provision.code.in_(codes), provision_seen(viewer)).order_by(Provision.id)
    return {each.code: each for each in session.scalars(query)}


def provisions_by_number(session: Session, viewer: Viewer, numbers: Collection[int]) -> dict[int, Provision]:
    """Those of these numbers that there are, by number."""
    query = select(Provision).where(Provision.id.in_(numbers), provision_seen(viewer)).order_by(Provision.id)
    return {each.id: each for each in session.scalars(query)}


def provisions_in_cells(
    session: Session, viewer: Viewer, cells: Collection[int], states: Collection[str] = ("open", "closing", "proposed")
) -> Sequence[Provision]:
    """All that lie in these squares of ten kilometres and are in one of these states, in order of number."""
    query = select(Provision).where(Provision.cell.in_(cells), Provision.state.in_(states), provision_seen(viewer))
    return session.scalars(query.order_by(Provision.id)).all()


def units_within(session: Session, viewer: Viewer, number: int) -> Sequence[Provision]:
    """The units that are part of a school, in order of code."""
    query = select(Provision).where(Provision.within_id == number, provision_seen(viewer))
    return session.scalars(query.order_by(Provision.code)).all()


def numbers_on(
    session: Session, viewer: Viewer, provisions: Collection[int], day: dt.date
) -> dict[int, ProvisionPlaces]:
    """The numbers of each on a day: of those that began, the one that begins last; where two begin then, the later."""
    query = select(ProvisionPlaces).where(
        ProvisionPlaces.provision_id.in_(provisions), ProvisionPlaces.from_day <= day, provision_seen(viewer)
    )
    rows = session.scalars(query.order_by(ProvisionPlaces.from_day, ProvisionPlaces.id))
    return {each.provision_id: each for each in rows}


def decided_since(
    session: Session, viewer: Viewer, numbers: Mapping[int, ProvisionPlaces], day: dt.date
) -> dict[int, int]:
    """By provision how many placements were decided here since its numbers were written, and have not ended by a day.

    numbers: of each provision, those that hold (`numbers_on`).
    """
    if not numbers:
        return {}
    query = (
        select(Placement.provision_id, func.count())
        .join(ProvisionPlaces, ProvisionPlaces.provision_id == Placement.provision_id)
        .where(
            ProvisionPlaces.id.in_([each.id for each in numbers.values()]),
            Placement.decision_id.is_not(None),
            Placement.taken_back_at.is_(None),
            Placement.written_at > ProvisionPlaces.written_at,
            or_(Placement.until_day.is_(None), Placement.until_day >= day),
            provision_seen(viewer),
        )
        .group_by(Placement.provision_id)
        .order_by(Placement.provision_id)
    )
    return dict(session.execute(query).all())


def costs_on(
    session: Session, viewer: Viewer, provisions: Collection[int], day: dt.date
) -> dict[int, list[ProvisionCost]]:
    """What places cost on a day, by provision: of each part and band the one that began last, in order of both."""
    query = select(ProvisionCost).where(
        ProvisionCost.provision_id.in_(provisions), ProvisionCost.from_day <= day, provision_seen(viewer)
    )
    latest: dict[tuple[int, str, str], ProvisionCost] = {}
    for each in session.scalars(query.order_by(ProvisionCost.from_day, ProvisionCost.id)):
        latest[each.provision_id, each.line, each.band or ""] = each
    found: defaultdict[int, list[ProvisionCost]] = defaultdict(list)
    for (provision, _, _), row in sorted(latest.items(), key=lambda pair: pair[0]):
        found[provision].append(row)
    return dict(found)


def all_costs(session: Session, viewer: Viewer, provision: int) -> Sequence[ProvisionCost]:
    """Every line that was written of what a place costs, the earliest first; of one day, as they were written."""
    query = select(ProvisionCost).where(ProvisionCost.provision_id == provision, provision_seen(viewer))
    return session.scalars(query.order_by(ProvisionCost.from_day, ProvisionCost.id)).all()


def add_cost(session: Session, row: ProvisionCost) -> ProvisionCost:
    """Keep a line of what a place costs."""
    session.add(row)
    session.flush()
    return row

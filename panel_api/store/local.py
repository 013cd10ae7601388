"""What is local to a case: what place is sought, which schools were asked for, what was found, what is anywhere."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from panel_api.models import Case, PlaceSearch, PlaceSought, Provision, SchoolAsked
from panel_api.store.provision import provision_seen
from panel_api.store.viewer import Viewer, cases_seen, of_case


def latest_sought(session: Session, viewer: Viewer, case: Case) -> PlaceSought | None:
    """What place a case seeks, as it was written down last; None where nobody has."""
    return session.scalar(of_case(PlaceSought, viewer, case).limit(1))


def all_sought(session: Session, viewer: Viewer, case: Case) -> Sequence[PlaceSought]:
    """Everything that was written down, the latest first."""
    return session.scalars(of_case(PlaceSought, viewer, case)).all()


def sought_and_found(session: Session, viewer: Viewer, case: Case) -> tuple[PlaceSought | None, PlaceSearch | None]:
    """What a case seeks now and what was found last, in one query; the two need not belong together."""
    last = select(func.max(PlaceSearch.id)).where(PlaceSearch.case_id == case.id).scalar_subquery()
    query = of_case(PlaceSought, viewer, case).outerjoin(PlaceSearch, PlaceSearch.id == last)
    row = session.execute(query.add_columns(PlaceSearch).limit(1)).first()
    return (None, None) if row is None else (row[0], row[1])


def latest_search(session: Session, viewer: Viewer, case: Case) -> PlaceSearch | None:
    """What was found for a case last."""
    return session.scalar(of_case(PlaceSearch, viewer, case).limit(1))


def searches_before(session: Session, viewer: Viewer, moments: Mapping[int, dt.datetime]) -> dict[int, PlaceSearch]:
    """The last search of each of some cases that stood at a moment of its own; two queries.

    moments: by the case's number.
    """
    rows = session.execute(
        select(PlaceSearch.id, PlaceSearch.case_id, PlaceSearch.written_at)
        .join(Case, Case.id == PlaceSearch.case_id)
        .where(PlaceSearch.case_id.in_(sorted(moments)), cases_seen(viewer))
        .order_by(PlaceSearch.id)
    ).all()
    last = {row.case_id: row.id for row in rows if row.written_at <= moments[row.case_id]}
    found = session.scalars(select(PlaceSearch).where(PlaceSearch.id.in_(last.values())).order_by(PlaceSearch.id))
    return {row.case_id: row for row in found}


def asked_with_places(session: Session, viewer: Viewer, case: Case) -> Sequence[tuple[SchoolAsked, Provision | None]]:
    """The schools asked for in a case, in the order they were written down, each as the directory has it; one query."""
    directory = and_(Provision.id == SchoolAsked.provision_id, provision_seen(viewer))
    rows = session.execute(
        select(SchoolAsked, Provision)
        .join(Case, Case.id == SchoolAsked.case_id)
        .outerjoin(Provision, directory)
        .where(SchoolAsked.case_id == case.id, cases_seen(viewer))
        .order_by(SchoolAsked.id)
    )
    return [(row[0], row[1]) for row in rows]


def services_of(session: Session, viewer: Viewer, partnership: str | None) -> Sequence[Provision]:
    """The outreach and the shared support of a partnership, wherever they are, by number."""
    of = Provision.kind.in_(("outreach", "shared_support"))
    wanted = select(Provision).where(of, Provision.partnership == partnership, Provision.state != "closed")
    return session.scalars(wanted.where(provision_seen(viewer)).order_by(Provision.id)).all()


def how_many_without_a_point(session: Session, viewer: Viewer) -> int:
    """How many places that stand have no point on the map, so that nobody can say how far they are."""
    query = select(func.count()).select_from(Provision).where(Provision.cell.is_(None), Provision.state != "closed")
    return session.scalar(query.where(provision_seen(viewer))) or 0


def hang_sealed(session: Session, case: Case, row: PlaceSought | PlaceSearch) -> None:
    """Hang what is sought, or what was found, on a held case; neither is ever changed."""
    row.case_id = case.id
    session.add(row)
    session.flush()

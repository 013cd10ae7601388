"""Worksheets of many children and few places: which there are, and what of one its viewer may see.

A child's row is seen by whoever may see its case, so a declared interest shuts out here as it does everywhere.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, false, func, select, true
from sqlalchemy.orm import Session, selectinload

from panel_api.models import (
    Case,
    PlaceSought,
    Provision,
    SchoolAsked,
    Worksheet,
    WorksheetChild,
    WorksheetPlace,
)
from panel_api.store.provision import provision_seen
from panel_api.store.viewer import Viewer, cases_seen

WAITING: Final = ("received", "assessed", "recommended", "returned", "deferred", "referred")
"""Stages of cases that nobody has decided."""
MOST_SHEETS: Final = 200
MOST_WAITING: Final = 300


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A worksheet in the list. children: those the viewer may see; placed: of them, those a place is proposed for."""

    worksheet: Worksheet
    children: int
    placed: int
    seats: int


def worksheets_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that every query of worksheets carries: one keeps them, or sees none."""
    return true() if viewer.may("match_places") else false()


def list_worksheets(session: Session, viewer: Viewer) -> list[SheetLine]:
    """The newest first."""
    sheets = session.scalars(
        select(Worksheet).where(worksheets_seen(viewer)).order_by(Worksheet.id.desc()).limit(MOST_SHEETS)
    ).all()
    numbers = [each.id for each in sheets]
    on = WorksheetChild.worksheet_id
    children = session.execute(
        select(on, func.count(), func.count(WorksheetChild.provision_id))
        .join(Case, Case.id == WorksheetChild.case_id)
        .where(on.in_(numbers), cases_seen(viewer))
        .group_by(on)
        .order_by(on)
    )
    counted = {sheet: (many, placed) for sheet, many, placed in children}
    of = WorksheetPlace.worksheet_id
    seats = session.execute(
        select(of, func.sum(WorksheetPlace.places)).where(of.in_(numbers)).group_by(of).order_by(of)
    )
    summed = {sheet: int(many) for sheet, many in seats}
    return [SheetLine(each, *counted.get(each.id, (0, 0)), summed.get(each.id, 0)) for each in sheets]


def worksheet_by_reference(session: Session, viewer: Viewer, reference: str, *, hold: bool = False) -> Worksheet | None:
    """One worksheet. hold: until the transaction ends, so that two people never change it at once."""
    query = select(Worksheet).where(Worksheet.reference == reference, worksheets_seen(viewer))
    return session.scalar(query.with_for_update() if hold else query)


def children_of(session: Session, viewer: Viewer, sheet: Worksheet) -> list[tuple[WorksheetChild, Case]]:
    """The children on it whose cases the viewer may see, with their parties: who asked first stands first."""
    query = (
        select(WorksheetChild, Case)
        .join(Case, Case.id == WorksheetChild.case_id)
        .where(WorksheetChild.worksheet_id == sheet.id, worksheets_seen(viewer), cases_seen(viewer))
        .options(selectinload(Case.parties))
        .order_by(Case.asked_on, Case.id)
    )
    return [(row, case) for row, case in session.execute(query)]


def how_many_children(session: Session, viewer: Viewer, sheet: Worksheet) -> int:
    """How many children stand on it, those kept from the viewer included."""
    query = select(func.count()).where(WorksheetChild.worksheet_id == sheet.id, worksheets_seen(viewer))
    return session.scalar(query) or 0


def places_of(session: Session, viewer: Viewer, sheet: Worksheet) -> list[tuple[WorksheetPlace, Provision]]:
    """The places on it, by name."""
    query = (
        select(WorksheetPlace, Provision)
        .join(Provision, Provision.id == WorksheetPlace.provision_id)
        .where(WorksheetPlace.worksheet_id == sheet.id, worksheets_seen(viewer), provision_seen(viewer))
        .order_by(Provision.name, Provision.id)
    )
    return [(row, provision) for row, provision in session.execute(query)]


def waiting_cases(
    session: Session, viewer: Viewer, sheet: Worksheet, basis: str | None, partnership: str | None
) -> Sequence[Case]:
    """Cases that wait and are not on the worksheet yet, who asked first first. None narrows nothing."""
    there = select(WorksheetChild.case_id).where(WorksheetChild.worksheet_id == sheet.id)
    wanted = [Case.stage.in_(WAITING), Case.id.not_in(there), worksheets_seen(viewer), cases_seen(viewer)]
    wanted += [Case.legal_basis == basis] if basis else []
    wanted += [Case.partnership == partnership] if partnership else []
    query = select(Case).where(*wanted).options(selectinload(Case.parties)).order_by(Case.asked_on, Case.id)
    return session.scalars(query.limit(MOST_WAITING)).all()


def waiting_by_reference(session: Session, viewer: Viewer, references: Collection[str]) -> Sequence[Case]:
    """Those of these cases that wait, in order of number."""
    query = select(Case).where(Case.reference.in_(references), Case.stage.in_(WAITING), cases_seen(viewer))
    return session.scalars(query.order_by(Case.id)).all()


def sought_by(session: Session, viewer: Viewer, cases: Collection[int]) -> dict[int, PlaceSought]:
    """Of each of these cases, by number, what place it seeks, where somebody has written it down."""
    last = select(func.max(PlaceSought.id)).where(PlaceSought.case_id.in_(cases)).group_by(PlaceSought.case_id)
    query = select(PlaceSought).join(Case, Case.id == PlaceSought.case_id).where(PlaceSought.id.in_(last))
    rows = session.scalars(query.where(cases_seen(viewer)).order_by(PlaceSought.id))
    return {each.case_id: each for each in rows}


def wished_by(session: Session, viewer: Viewer, cases: Collection[int]) -> dict[int, set[int]]:
    """Of each of these cases the provisions, by number, that the family asks for."""
    query = (
        select(SchoolAsked.case_id, SchoolAsked.provision_id)
        .join(Case, Case.id == SchoolAsked.case_id)
        .where(
            SchoolAsked.case_id.in_(cases),
            SchoolAsked.provision_id.is_not(None),
            SchoolAsked.withdrawn_on.is_(None),
            cases_seen(viewer),
        )
        .order_by(SchoolAsked.id)
    )
    found: dict[int, set[int]] = {}
    for case, provision in session.execute(query):
        if provision is not None:
            found.setdefault(case, set()).add(provision)
    return found


def places_to_pick(
    session: Session, viewer: Viewer, kinds: Collection[str], partnership: str | None, day: dt.date, most: int
) -> Sequence[Provision]:
    """Places of these kinds that are there on a day, by name; of one partnership, or of any."""
    there = (Provision.closed_on.is_(None)) | (Provision.closed_on > day)
    wanted = [Provision.kind.in_(kinds), Provision.state != "closed", there, provision_seen(viewer)]
    wanted += [Provision.partnership == partnership] if partnership else []
    query = select(Provision).where(*wanted).order_by(Provision.name, Provision.id)
    return session.scalars(query.limit(most)).all()


def keep_seats(session: Session, sheet: Worksheet, seats: Mapping[int, int]) -> None:
    """Give provisions, by number, their places on a held worksheet; none takes one off it."""
    rows = session.scalars(
        select(WorksheetPlace)
        .where(WorksheetPlace.worksheet_id == sheet.id, WorksheetPlace.provision_id.in_(seats))
        .order_by(WorksheetPlace.id)
    )
    there = {row.provision_id: row for row in rows}
    for provision, many in seats.items():
        row = there.get(provision)
        if many and row is None:
            session.add(WorksheetPlace(worksheet_id=sheet.id, provision_id=provision, places=many))
        elif many and row is not None:
            row.places = many
        elif row is not None:
            session.delete(row)
    session.flush()


def add_children(session: Session, sheet: Worksheet, cases: Collection[int]) -> None:
    """Put cases, by number, on a held worksheet; who is there stays."""
    query = select(WorksheetChild.case_id).where(WorksheetChild.worksheet_id == sheet.id)
    there = set(session.scalars(query.order_by(WorksheetChild.id)))
    session.add_all(
        WorksheetChild(worksheet_id=sheet.id, case_id=number) for number in sorted(cases) if number not in there
    )
    session.flush()


def take_off(session: Session, child: WorksheetChild) -> None:
    """Take a child off a held worksheet."""
    session.execute(delete(WorksheetChild).where(WorksheetChild.id == child.id))
    session.expire_all()

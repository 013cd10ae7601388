"""Sittings: arranging one, finding one, holding one to change it, and the lists of those coming and past."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, case, exists, false, func, select, true, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from panel_api.models import AgendaItem, Seat, Sitting
from panel_api.store.cases import ALPHABET, Cursor, Stale
from panel_api.store.viewer import Viewer

EVERY_SITTING: Final = frozenset({"caseworker", "senior_officer", "auditor"})
BY_SEAT: Final = frozenset({"panel_member", "chair"})
TO_COME: Final = ("planned", "frozen", "open")
MOST_COMING: Final = 100


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One row of a list. to_decide, to_note: items on its agenda; late: those tabled late; waiting: not dealt with."""

    sitting: Sitting
    to_decide: int
    to_note: int
    late: int
    waiting: int


def sittings_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Sitting` that every query of a sitting must carry: members see those they are asked to."""
    if viewer.everything or viewer.role in EVERY_SITTING:
        return true()
    if viewer.role in BY_SEAT and viewer.person is not None:
        # In a subquery of its own: a query that reads seats beside it must not lend it its rows.
        seats = select(Seat.sitting_id).where(Seat.person_id == viewer.person, Seat.coming != "withdrawn")
        return Sitting.id.in_(seats.correlate(None))
    return false()


def add_sitting(session: Session, sitting: Sitting, at: dt.datetime) -> Sitting:
    """Keep a new sitting, and give it its number and a reference such as `S-WK4M7X`."""
    while True:
        reference = "S-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(Sitting.id).where(Sitting.reference == reference)) is None:
            break
    sitting.reference, sitting.created_at = reference, at
    session.add(sitting)
    session.flush()
    return sitting


def sitting_by_reference(session: Session, viewer: Viewer, reference: str) -> Sitting | None:
    """One sitting; None where there is none to see."""
    return session.scalar(
        select(Sitting)
        .where(Sitting.reference == reference, sittings_seen(viewer))
        .execution_options(populate_existing=True)
    )


def sitting_by_number(session: Session, viewer: Viewer, number: int) -> Sitting | None:
    """The same, by its number."""
    return session.scalar(select(Sitting).where(Sitting.id == number, sittings_seen(viewer)))


def hold_sitting(session: Session, viewer: Viewer, reference: str, version: int | None = None) -> Sitting | None:
    """The same, locked to be changed until the transaction ends. A case is always held before a sitting.

    Raises Stale where `version` is given and is not the sitting's own any more.
    """
    found = session.scalar(
        select(Sitting)
        .where(Sitting.reference == reference, sittings_seen(viewer))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is not None and version is not None and found.version != version:
        raise Stale(reference, found.version)
    return found


def hold_by_number(session: Session, number: int) -> Sitting:
    """The sitting of a number, held, whoever asks. Raises NoResultFound where there is none."""
    query = select(Sitting).where(Sitting.id == number).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def hold_next_sitting(session: Session, day: dt.date) -> Sitting | None:
    """The first sitting on or after a day that is neither closed nor cancelled, held, whoever asks."""
    return session.scalar(
        select(Sitting)
        .where(Sitting.held_on >= day, Sitting.stage.in_(TO_COME))
        .order_by(Sitting.held_on, Sitting.begins, Sitting.id)
        .limit(1)
        .with_for_update()
    )


def same_sitting(session: Session, viewer: Viewer, panel: str, day: dt.date, begins: str) -> Sitting | None:
    """The sitting of a panel that is planned for that day at that hour, if the viewer sees it."""
    same = (Sitting.panel == panel, Sitting.held_on == day, Sitting.begins == begins, Sitting.stage == "planned")
    return session.scalar(select(Sitting).where(*same, sittings_seen(viewer)).order_by(Sitting.id).limit(1))


def latest_of_panel(session: Session, panel: str) -> Sitting | None:
    """The sitting of a panel with the latest day, cancelled ones left out, whoever asks."""
    return session.scalar(
        select(Sitting)
        .where(Sitting.panel == panel, Sitting.stage != "cancelled")
        .order_by(Sitting.held_on.desc(), Sitting.id.desc())
        .limit(1)
    )


def latest_seen(session: Session, viewer: Viewer) -> Sitting | None:
    """The sitting that was arranged last, of those the viewer may see."""
    return session.scalar(select(Sitting).where(sittings_seen(viewer)).order_by(Sitting.id.desc()).limit(1))


def coming_sittings(session: Session, viewer: Viewer) -> Sequence[SittingLine]:
    """Those that are planned, frozen or open, whatever their day, the soonest first."""
    query = _lines().where(Sitting.stage.in_(TO_COME), sittings_seen(viewer))
    query = query.order_by(Sitting.held_on, Sitting.begins, Sitting.id).limit(MOST_COMING)
    return [SittingLine(*row) for row in session.execute(query)]


def past_sittings(
    session: Session, viewer: Viewer, *, after: Cursor | None = None, size: int = 30
) -> tuple[Sequence[SittingLine], Cursor | None]:
    """Those closed or cancelled, the latest first, and the cursor of the page after, where there is one."""
    query = _lines().where(Sitting.stage.in_(("closed", "cancelled")), sittings_seen(viewer))
    if after is not None:
        query = query.where(tuple_(Sitting.held_on, Sitting.id) < tuple_(after.day, after.id))
    query = query.order_by(Sitting.held_on.desc(), Sitting.id.desc()).limit(size + 1)
    found = [SittingLine(*row) for row in session.execute(query)]
    last = found[size - 1].sitting if len(found) > size else None
    return found[:size], Cursor(last.held_on, last.id) if last else None


def touch(session: Session, sitting: Sitting) -> None:
    """Raise a held sitting's version: what hangs on it changed."""
    flag_modified(sitting, "stage")
    session.flush()


def sits_at(session: Session, viewer: Viewer, sitting: Sitting) -> bool:
    """Whether the viewer has a seat there; the operator at the command line may look at all."""
    if viewer.person is None:
        return viewer.everything
    seat = exists().where(Seat.sitting_id == sitting.id, Seat.person_id == viewer.person, Seat.coming != "withdrawn")
    return bool(session.scalar(select(seat)))


def _lines() -> Select[Sitting, int, int, int, int]:
    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    on = AgendaItem.state != "taken_off"
    counts = (
        select(
            AgendaItem.sitting_id,
            count(AgendaItem.kind == "decide").label("to_decide"),
            count(AgendaItem.kind == "to_note").label("to_note"),
            count(AgendaItem.late.is_(True)).label("late"),
            count(AgendaItem.state == "waiting").label("waiting"),
        )
        .where(on)
        .group_by(AgendaItem.sitting_id)
        .subquery()
    )
    columns = counts.c
    found: Select[Sitting, int, int, int, int] = select(
        Sitting,
        func.coalesce(columns.to_decide, 0),
        func.coalesce(columns.to_note, 0),
        func.coalesce(columns.late, 0),
        func.coalesce(columns.waiting, 0),
    )
    return found.outerjoin(counts, columns.sitting_id == Sitting.id)

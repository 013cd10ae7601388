"""Placements: where children are taught, as far as their viewer may see them, and what was changed of one."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true, tuple_, union
from sqlalchemy.orm import Session

from panel_api.models import Case, CaseLink, Interest, Placement, PlacementChange, Provision
from panel_api.store.cases import ALPHABET, MOST_ROWS, Cursor
from panel_api.store.viewer import Viewer, cases_seen

COUNTED: Final = 1_000
"""Beyond so many a list says "more than"."""


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """What to list; None is no limit.

    which: tracked, of high cost or out of the county; high or out alone; all. high: pence a year from which one is of
    high cost; county: its code. on: only those that run on this day.
    """

    which: str = "all"
    need: str | None = None
    phase: str | None = None
    partnership: str | None = None
    kind: str | None = None
    on: dt.date | None = None
    high: int = 0
    county: str = ""


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One placement with where it is. case: the reference of its case, for who sees the case."""

    row: Placement
    place: Provision
    case: str | None


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """Rows, those that began last first, and the cursors of the pages before and after, where there are any."""

    rows: tuple[PlacementLine, ...]
    before: Cursor | None
    after: Cursor | None


def placements_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that every query of placements carries: not taken back; a budget holder's own partnership's; none
    of a case that the viewer has declared an interest in."""
    stands: ColumnElement[bool] = Placement.taken_back_at.is_(None)
    if viewer.everything:
        return stands
    if not viewer.may("read_sufficiency"):
        return and_(stands, ~true())
    if viewer.role == "budget_holder":
        stands = and_(stands, Placement.partnership == viewer.partnership)
    if viewer.person is None:
        return stands
    declared = exists().where(
        Interest.case_id == Placement.case_id, Interest.person_id == viewer.person, Interest.withdrawn_at.is_(None)
    )
    return and_(stands, ~declared)


def new_placement_reference() -> str:
    """A reference that says nothing, such as "N-CDFG-HJKM"."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"N-{letters[:4]}-{letters[4:]}"


def add_placement(session: Session, row: Placement) -> Placement:
    """Keep a placement."""
    session.add(row)
    session.flush()
    return row


def add_placement_change(session: Session, row: PlacementChange) -> None:
    """Keep what was changed of one."""
    session.add(row)
    session.flush()


def placement_by_reference(session: Session, viewer: Viewer, reference: str) -> PlacementLine | None:
    """One placement by its reference; none of one with a zero byte, which PostgreSQL would not even be asked."""
    if "\0" in reference:
        return None
    found = session.execute(_lines(viewer).where(Placement.reference == reference)).one_or_none()
    return None if found is None else _line(found)


def hold_placement(session: Session, number: int) -> None:
    """Hold a placement that was found, until this transaction ends; its row is read again."""
    held = select(Placement).where(Placement.id == number).with_for_update()
    session.execute(held.execution_options(populate_existing=True))


def changes_of_placement(session: Session, number: int) -> Sequence[PlacementChange]:
    """What was changed of one placement that its viewer saw, the latest first."""
    query = select(PlacementChange).where(PlacementChange.placement_id == number)
    return session.scalars(query.order_by(PlacementChange.id.desc())).all()


def changes_caused_by(session: Session, reference: str) -> list[tuple[PlacementChange, Placement]]:
    """What the beginning of one placement changed of others, the latest first."""
    query = select(PlacementChange, Placement).join(Placement, Placement.id == PlacementChange.placement_id)
    rows = session.execute(query.where(PlacementChange.cause == reference).order_by(PlacementChange.id.desc()))
    return [(change, placement) for change, placement in rows]


def placements_of_child(session: Session, case: int) -> Sequence[Placement]:
    """The placements of a case and of those linked with it that stand, by day: for who decides it or keeps it."""
    cases = union(
        select(literal(case)),
        select(CaseLink.other_id).where(CaseLink.case_id == case),
        select(CaseLink.case_id).where(CaseLink.other_id == case),
    )
    query = select(Placement).where(Placement.case_id.in_(cases), Placement.taken_back_at.is_(None))
    return session.scalars(query.order_by(Placement.from_day, Placement.id)).all()


def placement_of_decision(session: Session, decision: int) -> Placement | None:
    """The placement that a decision began, if it stands; for who corrects the decision."""
    query = select(Placement).where(Placement.decision_id == decision, Placement.taken_back_at.is_(None))
    return session.scalar(query)


def list_placements(
    session: Session,
    viewer: Viewer,
    wanted: PlacementFilter,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = 50,
) -> PlacementPage:
    """One page of the list, those that began last first, in one query however many there are.

    after, before: a cursor of the page this one follows or precedes; not both. size: 1 to 200 rows.
    """
    size = max(1, min(size, MOST_ROWS))
    place = tuple_(Placement.from_day, Placement.id)
    query = _lines(viewer).where(*placement_conditions(wanted))
    if before is not None:
        query = query.where(place > tuple_(before.day, before.id)).order_by(Placement.from_day, Placement.id)
    else:
        query = query.where(place < tuple_(after.day, after.id)) if after is not None else query
        query = query.order_by(Placement.from_day.desc(), Placement.id.desc())
    found = [_line(row) for row in session.execute(query.limit(size + 1))]
    more, rows = len(found) > size, found[:size]
    if before is not None:
        rows = rows[::-1]
    first, last = (_cursor(rows[0]), _cursor(rows[-1])) if rows else (None, None)
    return PlacementPage(
        tuple(rows),
        first if after is not None or (before is not None and more) else None,
        last if before is not None or more else None,
    )


def count_placements(session: Session, viewer: Viewer, wanted: PlacementFilter) -> int:
    """How many there are; one more than COUNTED stands for more than that."""
    rows = select(Placement.id).join(Provision, Provision.id == Placement.provision_id)
    some = rows.where(placements_seen(viewer), *placement_conditions(wanted)).limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def placement_conditions(wanted: PlacementFilter) -> list[ColumnElement[bool]]:
    """What a filter asks of a placement that is joined to its provision."""
    same = {
        Placement.need: wanted.need,
        Placement.phase: wanted.phase,
        Placement.partnership: wanted.partnership,
        Provision.kind: wanted.kind,
    }
    found = [column == value for column, value in same.items() if value is not None]
    dear, out = Placement.pence >= wanted.high, Provision.authority != wanted.county
    found += {"tracked": [or_(dear, out)], "high": [dear], "out": [out], "all": []}[wanted.which]
    if wanted.on is not None:
        ends = or_(Placement.until_day.is_(None), Placement.until_day >= wanted.on)
        found += [Placement.from_day <= wanted.on, ends]
    return found


def _line(row: Any) -> PlacementLine:
    placement, place, case = row
    return PlacementLine(placement, place, case)


def _lines(viewer: Viewer) -> Select[Placement, Provision, str]:
    seen = and_(Case.id == Placement.case_id, cases_seen(viewer))
    query = select(Placement, Provision, Case.reference).join(Provision, Provision.id == Placement.provision_id)
    return query.outerjoin(Case, seen).where(placements_seen(viewer))


def _cursor(line: PlacementLine) -> Cursor:
    return Cursor(line.row.from_day, line.row.id)

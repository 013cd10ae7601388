"""Cases for a return, a batch at a time, the newest first: each with its child, days, decisions and placement.

A batch takes as many queries whatever is in it. What its viewer may not see of cases is not in it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from panel_api.models import Case, CaseDay, Decision, Finding, Party, Placement, Provision
from panel_api.store.viewer import EVERY_CASE, Viewer, cases_seen

BATCH: Final = 500


@dataclass(frozen=True)
class Returned:
    """A case with what returns ask of it. days: the latest of each kind that holds; decisions: those that no later one
    corrects, in order; place: where the child is taught on the day; excused: a person's finding stands; request: the
    reference of the child's latest request for an assessment, by the child's own number.
    """

    case: Case
    child: Party | None
    school: Party | None
    days: Mapping[str, dt.date]
    decisions: Sequence[Decision]
    placement: Placement | None
    place: Provision | None
    excused: bool
    request: str | None = None


def returned_cases(
    session: Session, viewer: Viewer, bases: Collection[str], on: dt.date, before: int | None
) -> list[Returned]:
    """The next batch of cases of these footings that were asked for by a day, with numbers below `before`."""
    wanted = select(Case).where(
        Case.legal_basis.in_(bases), Case.asked_on <= on, Case.stage != "disposed", cases_seen(viewer)
    )
    if before is not None:
        wanted = wanted.where(Case.id < before)
    cases = session.scalars(wanted.order_by(Case.id.desc()).limit(BATCH)).all()
    ids = [case.id for case in cases]
    parties = _parties(session, ids, on)
    days, decisions, places, excused = (
        _days(session, ids), _decisions(session, ids), _places(session, ids, on), _excused(session, ids),
    )  # fmt: skip
    numbers = {row.reference for (_, role), row in parties.items() if role == "child" and row.reference}
    requests = _requests(session, viewer, numbers, on)
    found = []
    for case in cases:
        child, school = parties.get((case.id, "child")), parties.get((case.id, "school"))
        placement, place = places.get(case.id, (None, None))
        request = requests.get(child.reference or "") if child else None
        held = (days[case.id], decisions[case.id], placement, place, case.id in excused)
        found.append(Returned(case, child, school, *held, request))
    return found


def placed_outside(session: Session, viewer: Viewer, county: str, on: dt.date) -> list[tuple[Placement, Provision]]:
    """Placements in another authority on a day of children without a case here; for whoever sees every case."""
    if not (viewer.everything or viewer.role in EVERY_CASE):
        return []
    rows = session.execute(
        select(Placement, Provision)
        .join(Provision, Provision.id == Placement.provision_id)
        .where(Placement.case_id.is_(None), Placement.taken_back_at.is_(None), _on(on), Provision.authority != county)
        .order_by(Placement.reference)
    )
    return [(placement, place) for placement, place in rows]


def _on(day: dt.date) -> ColumnElement[bool]:
    return and_(Placement.from_day <= day, or_(Placement.until_day.is_(None), Placement.until_day >= day))


def _parties(session: Session, ids: Collection[int], on: dt.date) -> dict[tuple[int, str], Party]:
    """The child of each case, and its school on the day; the latest that is written holds."""
    rows = session.scalars(
        select(Party)
        .where(
            Party.case_id.in_(ids),
            Party.role.in_(("child", "school")),
            or_(Party.role == "child", Party.from_day <= on),
        )
        .order_by(Party.case_id, Party.from_day, Party.id)
    )
    return {(row.case_id, row.role): row for row in rows}


def _requests(session: Session, viewer: Viewer, numbers: Collection[str], on: dt.date) -> dict[str, str]:
    """The latest request for an assessment of each child, by the child's number."""
    rows = session.execute(
        select(Party.reference, Case.reference)
        .join(Case, Case.id == Party.case_id)
        .where(
            Party.role == "child",
            Party.reference.in_(numbers),
            Case.legal_basis == "assessment_request",
            Case.asked_on <= on,
            Case.stage != "disposed",
            cases_seen(viewer),
        )
        .order_by(Case.id)
    )
    return {number: reference for number, reference in rows if number is not None}


def _days(session: Session, ids: Collection[int]) -> dict[int, dict[str, dt.date]]:
    found: dict[int, dict[str, dt.date]] = defaultdict(dict)
    rows = session.execute(
        select(CaseDay.case_id, CaseDay.kind, CaseDay.day).where(CaseDay.case_id.in_(ids)).order_by(CaseDay.id)
    )
    for case_id, kind, day in rows:
        if day is None:
            found[case_id].pop(kind, None)
        else:
            found[case_id][kind] = day
    return found


def _decisions(session: Session, ids: Collection[int]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    later = aliased(Decision)
    holds = ~exists().where(later.corrects_id == Decision.id)
    for row in session.scalars(select(Decision).where(Decision.case_id.in_(ids), holds).order_by(Decision.id)):
        found[row.case_id].append(row)
    return found


def _places(session: Session, ids: Collection[int], on: dt.date) -> dict[int, tuple[Placement, Provision]]:
    rows = session.execute(
        select(Placement, Provision)
        .join(Provision, Provision.id == Placement.provision_id)
        .where(Placement.case_id.in_(ids), Placement.taken_back_at.is_(None), _on(on))
        .order_by(Placement.from_day, Placement.id)
    )
    return {placement.case_id: (placement, place) for placement, place in rows if placement.case_id is not None}


def _excused(session: Session, ids: Collection[int]) -> set[int]:
    return set(
        session.scalars(
            select(Finding.case_id)
            .where(Finding.case_id.in_(ids), Finding.withdrawn_at.is_(None))
            .distinct()
            .order_by(Finding.case_id)
        )
    )

"""What the papers of a case are made of: its answers and the numbers of what hangs on it, for many cases at once.

Rows that are never changed (assessments, advice, words, events) are kept by number alone; answers are copied.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from panel_api.models import AgendaItem, Assessment, Case, CaseEvent, Decision, Json, Recommendation, Sitting, Voice
from panel_api.store.viewer import Viewer, cases_seen

Hung = TypeVar("Hung", Assessment, CaseEvent)


@dataclass(frozen=True, slots=True)
class Paper:
    """A case with the assessment and the advice that its frozen papers rest on; None where there was none."""

    case: Case
    assessment: Assessment | None
    advice: Recommendation | None


def material_of(session: Session, cases: Iterable[int]) -> dict[int, Json]:
    """The papers of each case as they stand now, by the case's number, in five queries.

    assessment, recommendation, voices, events: the highest number there was, 0 for none.
    """
    numbers = sorted(set(cases))
    last = {
        name: _last(session, table, numbers)
        for name, table in (
            ("assessment", Assessment),
            ("recommendation", Recommendation),
            ("voices", Voice),
            ("events", CaseEvent),
        )
    }
    rows = session.scalars(select(Case).where(Case.id.in_(numbers)).order_by(Case.id)).all()
    return {
        case.id: {
            "version": case.version,
            "stage": case.stage,
            "status": case.status,
            "band": case.band,
            "amount_pence": case.amount_pence,
            "facts": dict(case.facts),
            **{name: found.get(case.id, 0) for name, found in last.items()},
        }
        for case in rows
    }


def since(session: Session, viewer: Viewer, table: type[Hung], case_id: int, number: int) -> Sequence[Hung]:
    """What came to hang on a case after a number, the earliest first."""
    return session.scalars(
        select(table)
        .join(Case, Case.id == table.case_id)
        .where(table.case_id == case_id, table.id > number, cases_seen(viewer))
        .order_by(table.id)
    ).all()


def hung_before(
    session: Session, viewer: Viewer, table: type[Any], papers: Mapping[int, dt.datetime]
) -> dict[int, list[Any]]:
    """What hung on cases when their papers froze, by the case's number, the earliest first; one query.

    papers: when they froze, by the case's number.
    """
    rows = session.scalars(
        select(table)
        .join(Case, Case.id == table.case_id)
        .where(table.case_id.in_(sorted(papers)), cases_seen(viewer))
        .order_by(table.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        written = "decided_at" if table is Decision else "written_at"
        if getattr(row, written) <= papers[row.case_id]:
            found.setdefault(row.case_id, []).append(row)
    return found


def papers_of(session: Session, viewer: Viewer, sitting: Sitting) -> dict[int, tuple[AgendaItem, Paper]]:
    """The items to decide whose cases the viewer may see, by number, each with what its papers rest on; six queries."""
    seen = select(Case.id).where(cases_seen(viewer))
    items = session.scalars(
        select(AgendaItem)
        .where(
            AgendaItem.sitting_id == sitting.id,
            AgendaItem.kind == "decide",
            AgendaItem.papers.is_not(None),
            AgendaItem.state != "taken_off",
            AgendaItem.case_id.in_(seen),
        )
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    cases = session.scalars(
        select(Case)
        .where(Case.id.in_([item.case_id for item in items]), cases_seen(viewer))
        .options(selectinload(Case.parties), selectinload(Case.voices))
        .order_by(Case.id)
    ).all()
    by_number = {case.id: case for case in cases}
    assessments = _rows(session, Assessment, items, "assessment")
    advice = _rows(session, Recommendation, items, "recommendation")
    return {
        item.id: (
            item,
            Paper(
                by_number[item.case_id],
                assessments.get(_number(item, "assessment")),
                advice.get(_number(item, "recommendation")),
            ),
        )
        for item in items
        if item.case_id in by_number
    }


def _last(session: Session, table: type[Any], numbers: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(table.case_id, func.max(table.id))
        .where(table.case_id.in_(numbers))
        .group_by(table.case_id)
        .order_by(table.case_id)
    )
    return dict(rows.all())


def _rows(session: Session, table: type[Any], items: Sequence[AgendaItem], name: str) -> dict[int, Any]:
    numbers = [_number(item, name) for item in items]
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(numbers)).order_by(table.id))}


def _number(item: AgendaItem, name: str) -> int:
    return int((item.papers or {}).get(name, 0))

"""Answers for equality monitoring: kept by case, read by nothing but totals of many cases.

No query here shows an answer beside what a case is about. Whoever takes a file in learns which references there are.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from panel_api.models import Case, MonitoringAnswer
from panel_api.store.finance import in_parts

Key = tuple[int, str]
"""A case's number and what was asked."""


def cases_by_reference(session: Session, references: Iterable[str]) -> dict[str, int]:
    """The numbers of cases that have not been disposed of, by reference."""
    found: dict[str, int] = {}
    for some in in_parts(sorted(set(references))):
        query = select(Case.reference, Case.id).where(Case.reference.in_(some), Case.stage != "disposed")
        found |= {row.reference: row.id for row in session.execute(query.order_by(Case.id))}
    return found


def answers_of(session: Session, cases: Iterable[int]) -> dict[Key, str]:
    """What stands of these cases."""
    found: dict[Key, str] = {}
    for some in in_parts(sorted(set(cases))):
        keys = (MonitoringAnswer.case_id, MonitoringAnswer.name)
        query = select(*keys, MonitoringAnswer.answer).where(MonitoringAnswer.case_id.in_(some)).order_by(*keys)
        found |= {(case, name): answer for case, name, answer in session.execute(query)}
    return found


def keep_answers(
    session: Session, new: Mapping[Key, str], changed: Mapping[Key, str], source: str, by: str, at: dt.datetime
) -> None:
    """Add answers, and put others in the place of what stood."""
    said = {"source": source, "by_reference": by, "written_at": at}
    if new:
        session.execute(
            insert(MonitoringAnswer),
            [{"case_id": case, "name": name, "answer": answer, **said} for (case, name), answer in new.items()],
        )
    if changed:
        held = (MonitoringAnswer.case_id == bindparam("held_case"), MonitoringAnswer.name == bindparam("held_name"))
        rows: Sequence[Mapping[str, Any]] = [
            {"held_case": case, "held_name": name, "said": answer} for (case, name), answer in changed.items()
        ]
        session.connection().execute(
            update(MonitoringAnswer).where(*held).values(answer=bindparam("said"), **said), rows
        )


def answered(session: Session) -> tuple[int, dict[str, int]]:
    """How many cases there are, and of how many each thing was answered."""
    many = session.scalar(select(func.count()).select_from(Case).where(Case.stage != "disposed")) or 0
    name = MonitoringAnswer.name
    rows = session.execute(select(name, func.count()).group_by(name).order_by(name))
    return many, {row[0]: row[1] for row in rows}

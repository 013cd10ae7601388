"""The whole caseload, for a run over it: read for its totals alone, so whoever asked for the run sees no case by it.

The caseload now: every case that is not decided, and every decided one with an award by band that runs on the day.
Its facts are its answers as they stand.

The caseload of a past day is as it was known when that day ended. In it is every case that had come in by then. It was
decided where its last decision until then closed it and nothing opened it again; then it counts where an award by band
ran on the day, by the terms that were written by then. Its facts are those of its last assessment until then; one that
nobody had assessed yet is left out, for what it said then is not kept. Its partnership is the one it has now: no other
is kept. What was disposed of since is not there any more.

`engine.whatif.caseload.Row` says what each part of a row is. An award is next reviewed so many months after the
day it was agreed from, or else was decided on, and again after as many, as the assessment told that it rests on
(`review_months`).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.law.calendars import day_begins, local_day, months_from
from engine.whatif.caseload import Row
from panel_api.models import Assessment, Award, AwardTerm, Case, CaseEvent, Decision, Party

CLOSED: Final = ("decided", "withdrawn", "disposed")
BATCH: Final = 2_000
_OPENS: Final = ("defer_for_information", "refer")
"""Kinds of decision after which a case is still open."""


@dataclass(frozen=True, slots=True)
class _Runs:
    pence: int
    from_day: dt.date
    until_day: dt.date | None
    school: str | None
    months: object
    decided: dt.date | None


def count_caseload(session: Session, rulebook: str, day: dt.date, past: dt.date | None = None) -> int:
    """How many cases `caseload` gives."""
    query = select(func.count()).select_from(Case).where(_covered(rulebook, past or day, past))
    return session.scalar(query) or 0


def count_unassessed(session: Session, rulebook: str, past: dt.date) -> int:
    """How many cases had come in by a past day and were open, of which it is not known what they said then."""
    moment = _ends(past)
    query = select(func.count()).select_from(Case)
    return session.scalar(query.where(_in_by(rulebook, moment), _open_then(moment), ~_assessed(moment))) or 0


def caseload(session: Session, rulebook: str, day: dt.date, past: dt.date | None = None) -> Iterator[list[Row]]:
    """Every case of the caseload, in order of number, a batch at a time.

    day: for which awards run, and from which the next review is told. past: as it stood on that day, instead of now.
    """
    on = past or day
    moment = None if past is None else _ends(past)
    query = _cases(rulebook, on, past)
    after = 0
    while True:
        found = session.execute(query.where(Case.id > after).order_by(Case.id).limit(BATCH)).all()
        if not found:
            return
        first, after = after, found[-1].id
        running = _running_in(session, first, after, on, moment)
        schools = _schools_in(session, first, after, on)
        yield [_row(rulebook, each, running.get(each.id), schools.get(each.id), day) for each in found]


def _cases(rulebook: str, on: dt.date, past: dt.date | None) -> Select[Any]:
    if past is None:
        is_open, facts = _open(), Case.facts
        found = select(Case.id, case((is_open, 1), else_=0).label("open"), Case.legal_basis, Case.partnership, facts)
        return found.where(_covered(rulebook, on, None))
    moment = _ends(past)
    latest = (
        select(func.max(Assessment.id))
        .where(Assessment.case_id == Case.id, Assessment.created_at < moment)
        .correlate(Case)
        .scalar_subquery()
    )
    is_open = case((_open_then(moment), 1), else_=0).label("open")
    return (
        select(Case.id, is_open, Case.legal_basis, Case.partnership, Assessment.facts)
        .join(Assessment, Assessment.id == latest)
        .where(_covered(rulebook, on, past))
    )


def _row(rulebook: str, found: Any, runs: _Runs | None, school: str | None, day: dt.date) -> Row:
    need = found.facts.get("primary_need")
    known = {
        "case": found.id,
        "rulebook": rulebook,
        "open": bool(found.open),
        "legal_basis": found.legal_basis,
        "partnership": found.partnership,
        "need": None if need is None else str(need),
        "facts": found.facts,
    }
    if found.open or runs is None:
        return Row(**known, school=school)
    return Row(
        **known,
        school=runs.school or school,
        present_pence=runs.pence,
        from_day=runs.from_day,
        until_day=runs.until_day,
        review_day=_next_review(runs, day),
    )


def _next_review(runs: _Runs, day: dt.date) -> dt.date | None:
    """The first review on the day or after it; None where nothing tells how often there is one."""
    months = int(runs.months) if isinstance(runs.months, int | str) and str(runs.months).isdecimal() else 0
    if months < 1:
        return None
    begun = runs.decided or runs.from_day
    apart = (day.year - begun.year) * 12 + day.month - begun.month
    number = max(1, apart // months)
    while months_from(begun, months * number) < day:
        number += 1
    return months_from(begun, months * number)


def _running_in(session: Session, first: int, last: int, day: dt.date, moment: dt.datetime | None) -> dict[int, _Runs]:
    """The award that runs for each case of a stretch of numbers; the newest where there are several."""
    rows = session.execute(
        select(
            Award.case_id, AwardTerm.pence_a_year, AwardTerm.from_day, AwardTerm.until_day, AwardTerm.school,
            Assessment.outcome, Decision.from_day.label("agreed_from"), Decision.decided_at,
        )
        .join(Award, Award.id == AwardTerm.award_id)
        .outerjoin(Decision, Decision.id == _decision(moment))
        .outerjoin(Assessment, Assessment.id == Decision.assessment_id)
        .where(Award.case_id > first, Award.case_id <= last, *_runs(day, moment))
        .order_by(Award.case_id, Award.id)
    )  # fmt: skip
    return {
        row.case_id: _Runs(row.pence_a_year, row.from_day, row.until_day, row.school, _months(row.outcome), _begun(row))
        for row in rows
    }


def _begun(row: Any) -> dt.date | None:
    return row.agreed_from or (None if row.decided_at is None else local_day(row.decided_at))


def _months(outcome: Mapping[str, object] | None) -> object:
    return (outcome or {}).get("review_months")


def _decision(moment: dt.datetime | None) -> Any:
    """The last decision of an award's case, but for those that only put it off."""
    by_then = () if moment is None else (Decision.decided_at < moment,)
    return (
        select(func.max(Decision.id))
        .where(Decision.case_id == Award.case_id, Decision.kind.not_in(_OPENS), *by_then)
        .correlate(Award)
        .scalar_subquery()
    )


def _schools_in(session: Session, first: int, last: int, day: dt.date) -> dict[int, str]:
    """The school of each case of a stretch of numbers on a day; where there are several, the one that came last."""
    rows = session.execute(
        select(Party.case_id, Party.reference)
        .where(
            Party.case_id > first,
            Party.case_id <= last,
            Party.role == "school",
            Party.reference.is_not(None),
            Party.from_day <= day,
            or_(Party.to_day.is_(None), Party.to_day >= day),
        )
        .order_by(Party.case_id, Party.from_day, Party.id)
    )
    return {number: urn for number, urn in rows if urn is not None}


def _covered(rulebook: str, day: dt.date, past: dt.date | None) -> ColumnElement[bool]:
    if past is None:
        running = exists().where(Award.case_id == Case.id, *_runs(day, None))
        return and_(Case.rulebook == rulebook, or_(_open(), and_(Case.stage == "decided", running)))
    moment = _ends(past)
    running = exists().where(Award.case_id == Case.id, *_runs(day, moment))
    return and_(
        _in_by(rulebook, moment),
        _assessed(moment),
        or_(_open_then(moment), and_(_decided_then(moment), running)),
    )


def _runs(day: dt.date, moment: dt.datetime | None) -> Sequence[ColumnElement[bool]]:
    """That an award by band runs on a day by a term, the last that begins by then; as it was written by a moment."""
    by_then = () if moment is None else (AwardTerm.written_at < moment,)
    latest = (
        select(func.max(AwardTerm.id))
        .where(AwardTerm.award_id == Award.id, AwardTerm.from_day <= day, *by_then)
        .correlate(Award)
        .scalar_subquery()
    )
    return (
        Award.kind == "award",
        Award.priced == "band",
        AwardTerm.award_id == Award.id,
        AwardTerm.id == latest,
        AwardTerm.pence_a_year > 0,
        or_(AwardTerm.until_day.is_(None), AwardTerm.until_day >= day),
    )


def _open() -> ColumnElement[bool]:
    return Case.stage.not_in(CLOSED)


def _in_by(rulebook: str, moment: dt.datetime) -> ColumnElement[bool]:
    return and_(Case.rulebook == rulebook, Case.created_at < moment, Case.stage != "disposed")


def _assessed(moment: dt.datetime) -> ColumnElement[bool]:
    return exists().where(Assessment.case_id == Case.id, Assessment.created_at < moment).correlate(Case)


def _decided_then(moment: dt.datetime) -> ColumnElement[bool]:
    """That its last decision by a moment closed it with an award or without, and nothing opened it again."""
    return and_(~_open_then(moment), ~_withdrawn_then(moment))


def _open_then(moment: dt.datetime) -> ColumnElement[bool]:
    """That it was open at a moment: not decided, or only put off by then, or opened again since."""
    kind = _last_decision(Decision.kind, moment)
    decided_at = _last_decision(Decision.decided_at, moment)
    reopened = (
        exists()
        .where(
            CaseEvent.case_id == Case.id,
            CaseEvent.kind == "reopened",
            CaseEvent.at < moment,
            CaseEvent.at >= decided_at,
        )
        .correlate(Case)
    )
    return and_(~_withdrawn_then(moment), or_(kind.is_(None), kind.in_(_OPENS), reopened))


def _withdrawn_then(moment: dt.datetime) -> ColumnElement[bool]:
    said = exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind == "withdrawn", CaseEvent.at < moment)
    return or_(said, func.coalesce(_last_decision(Decision.kind, moment), "") == "withdrawn")


def _last_decision(column: Any, moment: dt.datetime) -> Any:
    return (
        select(column)
        .where(Decision.case_id == Case.id, Decision.decided_at < moment)
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _ends(day: dt.date) -> dt.datetime:
    return day_begins(day + dt.timedelta(days=1))

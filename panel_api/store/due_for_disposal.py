"""What falls due for disposal by a day, and what keeps it: worked out by the database, thousands in one query."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from engine.law.retention import OF_CASES, Due, Schedules, case_due, latest_due
from engine.law.rights import turns
from panel_api.models import Award, AwardTerm, Case, CaseDay, CaseLink, Hold, LedgerLine, Party, SubjectRequest
from panel_api.store.viewer import Viewer, cases_seen

PAGE: Final = 50
APPEAL_YEARS: Final = 6
"""Nothing here records how an appeal ended, so a case is kept this long after one was made."""
_YES, _NO = ("1", "true"), ("0", "false")
"""A truth of JSON as text: SQLite's and PostgreSQL's."""
KEEPS: Final[Mapping[str, str]] = {
    "hold": "it is on hold",
    "open": "it is not decided",
    "appeal": f"an appeal was made less than {APPEAL_YEARS} years before, and nothing says how it ended",
    "request": "somebody asked for what is held, and is not answered yet",
    "money": "money is committed and not paid or released",
    "award": "an award still runs",
    "linked": "a linked case of the same child is not due, is open or is on hold",
}
"""What keeps a case though its day has come, in words."""
_Table = type[Case] | AliasedClass[Case]


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case whose day has come. keeps: codes of KEEPS; none where it may go."""

    id: int
    reference: str
    stage: str
    due: Due
    keeps: tuple[str, ...]

    @property
    def why(self) -> str:
        """What keeps it, as a sentence; empty where nothing does."""
        found = "; ".join(KEEPS[each] for each in self.keeps)
        return f"{found[:1].upper()}{found[1:]}." if found else ""


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many cases of a schedule are due, how many of them nothing keeps, and how many each reason keeps."""

    schedule: str
    due: int
    going: int
    kept: Mapping[str, int]


def due_cases(
    session: Session, viewer: Viewer, schedules: Schedules, by: dt.date, *, after: int = 0, size: int = PAGE
) -> list[DueCase]:
    """The cases due by a day, in the order they were taken in, after one by its number; one query."""
    query = _due(viewer, schedules, by).where(Case.id > after).order_by(Case.id).limit(size)
    return [_as_due(schedules, row) for row in session.execute(query)]


def due_case(session: Session, viewer: Viewer, schedules: Schedules, by: dt.date, number: int) -> DueCase | None:
    """One case, if it is due by a day."""
    row = session.execute(_due(viewer, schedules, by).where(Case.id == number)).one_or_none()
    return None if row is None else _as_due(schedules, row)


def due_counts(session: Session, viewer: Viewer, schedules: Schedules, by: dt.date) -> Sequence[DueCount]:
    """The same counted, by schedule in their order; one query."""
    inner = _due(viewer, schedules, by).add_columns(_schedule(Case, schedules).label("schedule")).subquery()
    kept = {name: func.sum(case((inner.c[f"kept_{name}"], 1), else_=0)).label(name) for name in KEEPS}
    going = func.sum(case((or_(*(inner.c[f"kept_{name}"] for name in KEEPS)), 0), else_=1))
    query = select(inner.c.schedule, func.count(), going, *kept.values()).group_by(inner.c.schedule)
    found = {
        row[0]: DueCount(row[0], row[1], int(row[2]), dict(zip(KEEPS, map(int, row[3:]), strict=True)))
        for row in session.execute(query.order_by(inner.c.schedule))
    }
    return [found[code] for code in OF_CASES if code in found]


@lru_cache(maxsize=32)  # a disposal asks it of one case after another
def _due(viewer: Viewer, schedules: Schedules, by: dt.date) -> Select[*tuple[Any, ...]]:
    keeps = [condition.label(f"kept_{name}") for name, condition in _keeping(schedules, by).items()]
    query = select(
        Case.id, Case.reference, Case.stage, Case.asked_on, _born(Case).label("born"),
        _looked_after(Case).label("looked_after"), *keeps,
    )  # fmt: skip
    return query.where(cases_seen(viewer), _is_due(Case, schedules, by))


def _as_due(schedules: Schedules, row: Any) -> DueCase:
    looked_after = None if row.looked_after is None else bool(row.looked_after)
    due = case_due(schedules, row.born, row.asked_on, looked_after, row.stage == "withdrawn")
    keeps = tuple(name for name in KEEPS if getattr(row, f"kept_{name}"))
    return DueCase(row.id, row.reference, row.stage, due, keeps)


def _born(table: _Table) -> ScalarSelect[dt.date]:
    child = aliased(Party)
    born = select(func.max(child.from_day)).where(child.case_id == table.id, child.role == "child")
    return born.scalar_subquery()


def _looked_after(table: _Table) -> ColumnElement[int | None]:
    """1, 0, or nothing where neither the people around the child nor an answer says it."""
    party = aliased(Party)
    answer = cast(table.facts["looked_after"], String)
    authority = exists().where(party.case_id == table.id, party.role == "looking_after")
    return case((or_(authority, answer.in_(_YES)), 1), (answer.in_(_NO), 0), else_=None)


def _schedule(table: _Table, schedules: Schedules) -> ColumnElement[str]:
    unknown = 1 if schedules["looked_after"].also_where_not_recorded else 0
    looked_after = func.coalesce(_looked_after(table), unknown) == 1
    return case(
        (looked_after, literal("looked_after")), (table.stage == "withdrawn", literal("withdrawn")),
        else_=literal("case"),
    )  # fmt: skip


def _is_due(table: _Table, schedules: Schedules, by: dt.date) -> ColumnElement[bool]:
    """As `engine.law.retention.case_due` says, by the latest day that each schedule lets go."""
    last = {code: latest_due(schedules[code], by) for code in OF_CASES}
    schedule, since = _schedule(table, schedules), func.coalesce(_born(table), table.asked_on)
    due = [
        and_(schedule == code, (table.asked_on if schedules[code].counts_from == "asked" else since) <= day)
        for code, day in last.items()
    ]
    # The day of the request is never before birth, so that the cheapest test comes first.
    return and_(table.stage != "disposed", table.asked_on <= by, or_(*due))


def _keeping(schedules: Schedules, by: dt.date) -> dict[str, ColumnElement[bool]]:
    other = aliased(Case)
    tied = or_(
        and_(CaseLink.case_id == Case.id, CaseLink.other_id == other.id),
        and_(CaseLink.other_id == Case.id, CaseLink.case_id == other.id),
    )
    stays = and_(
        other.stage != "disposed", or_(~_is_due(other, schedules, by), _held(other), other.stage.not_in(_ENDED))
    )
    since = turns(by, -APPEAL_YEARS)
    appealed = exists().where(CaseDay.case_id == Case.id, CaseDay.kind == "appealed", CaseDay.day > since)
    asked = exists().where(
        SubjectRequest.case_id == Case.id, SubjectRequest.stage.in_(("drawn_up", "looked_at", "confirmed"))
    )
    return {
        "hold": _held(Case),
        "open": Case.stage.not_in(_ENDED),
        "appeal": appealed,
        "request": asked,
        "money": _owing(),
        "award": _running(by),
        "linked": exists().where(tied, stays),
    }


_ENDED: Final = ("decided", "withdrawn")


def _held(table: _Table) -> ColumnElement[bool]:
    hold = aliased(Hold)
    return exists().where(hold.case_id == table.id, hold.released_at.is_(None))


def _owing() -> ColumnElement[bool]:
    """What was committed for an award of the case, less what was paid and released, is not nothing."""
    signed = case((LedgerLine.measure == "committed", LedgerLine.pence), else_=-LedgerLine.pence)
    outstanding = (
        select(Award.id)
        .join(LedgerLine, LedgerLine.award_id == Award.id)
        .where(Award.case_id == Case.id, LedgerLine.measure.in_(("committed", "paid", "released")))
        .group_by(Award.id)
        .having(func.sum(signed) != 0)
    )
    return outstanding.correlate(Case).exists()


def _running(by: dt.date) -> ColumnElement[bool]:
    """The last term of an award pays something on the day or later."""
    later = aliased(AwardTerm)
    return exists().where(
        AwardTerm.case_id == Case.id,
        AwardTerm.pence_a_year > 0,
        or_(AwardTerm.until_day.is_(None), AwardTerm.until_day >= by),
        ~exists().where(later.award_id == AwardTerm.award_id, later.id > AwardTerm.id),
    )

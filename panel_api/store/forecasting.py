"""What the forecast asks: sums of what awards went through, of what runs and waits, and balances as once known.

Everything is asked as it was known at a moment, so that a forecast of a past day can be made again and held against
what came. The caller saw the account; sums over accounts of its kind serve for seasons and rates only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, case, exists, extract, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from panel_api.models import Account, Award, AwardTerm, Case, Decision, LedgerLine, Recommendation

Month = tuple[int, int]
"""A calendar year and month."""
_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class TermSum:
    """Terms of awards written in one month with the same consequence, added up.

    before_account, before: of the term that each replaced; None where it is its award's first. pence: a year.
    squares: of each change, in whole pounds a year.
    """

    account: int
    before_account: int | None
    uprated: bool
    ended: bool
    written: Month
    begins: Month
    ends: Month | None
    count: int
    before: int
    after: int
    squares: int


@dataclass(frozen=True, slots=True)
class RunningSum:
    """Awards of an account that run on a day, by the month they end in and the calendar month they were agreed in."""

    account: int
    ends: Month | None
    agreed_in: int
    pence: int


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that nobody has decided: what an account is found by, and what was advised, in pence a year."""

    legal_basis: str
    partnership: str | None
    setting: str
    phase: str
    ehc_plan: bool
    asked_on: dt.date
    route: str | None
    pence: int | None


@dataclass(frozen=True, slots=True)
class DecidedSum:
    """Requests of one legal basis decided within a year. pence: of all awards together; days: from asking, in all."""

    legal_basis: str
    count: int
    awarded: int
    pence: int
    days: int


@dataclass(frozen=True, slots=True)
class Known:
    """What an account's year came to, as it was known at a moment."""

    paid: int
    spent: int


def accounts_of_kind(session: Session, kind: str) -> list[int]:
    """The accounts of one kind, by number."""
    return list(session.scalars(select(Account.id).where(Account.kind == kind).order_by(Account.id)))


def term_sums(session: Session, accounts: Sequence[int], at: dt.datetime, since: dt.datetime) -> list[TermSum]:
    """What awards of these accounts went through since a moment, by month; services that name no child are left out."""
    told = _told(accounts, at)
    change = func.coalesce(told.c.pence - told.c.before, told.c.pence)
    pounds = change / 100
    keys = (
        told.c.account_id, told.c.before_account, told.c.why == "uprated", told.c.pence == 0,
        *_month(told.c.written_at), *_month(told.c.from_day), *_month(told.c.until_day),
    )  # fmt: skip
    labelled = [key.label(f"k{place}") for place, key in enumerate(keys)]
    rows = session.execute(
        select(*labelled, func.count(), func.sum(func.coalesce(told.c.before, 0)), func.sum(told.c.pence),
               func.sum(pounds * pounds))
        .where(told.c.written_at >= since)
        .group_by(*labelled)
        .order_by(*labelled)
    )  # fmt: skip
    return [
        TermSum(
            row[0], row[1], bool(row[2]), bool(row[3]), (int(row[4]), int(row[5])), (int(row[6]), int(row[7])),
            _pair(row[8], row[9]), int(row[10]), int(row[11]), int(row[12]), int(row[13]),
        )
        for row in rows
    ]  # fmt: skip


def running_sums(session: Session, accounts: Sequence[int], at: dt.datetime, day: dt.date) -> list[RunningSum]:
    """What runs on a day, by account: each award as its last term has it."""
    told = _told(accounts, at)
    keys = (told.c.account_id, *_month(told.c.until_day), extract("month", told.c.created_at))
    labelled = [key.label(f"k{place}") for place, key in enumerate(keys)]
    rows = session.execute(
        select(*labelled, func.sum(told.c.pence))
        .where(told.c.after.is_(None), told.c.pence > 0, or_(told.c.until_day.is_(None), told.c.until_day >= day))
        .group_by(*labelled)
        .order_by(*labelled)
    )
    return [RunningSum(row[0], _pair(row[1], row[2]), int(row[3]), int(row[4])) for row in rows]


def waiting_requests(session: Session, partnership: str | None, at: dt.datetime, day: dt.date) -> list[WaitingRequest]:
    """Requests not decided by a moment, oldest first; of one partnership, or all that law may require."""
    latest = (
        select(func.max(Recommendation.id))
        .where(Recommendation.case_id == Case.id, Recommendation.created_at <= at)
        .correlate(Case)
        .scalar_subquery()
    )
    decided = exists().where(Decision.case_id == Case.id, Decision.decided_at <= at)
    facts = [Case.facts[name].as_string() for name in ("setting", "phase", "ehc_plan")]
    query = (
        select(Case.legal_basis, Case.partnership, *facts, Case.asked_on, Recommendation.route,
               Recommendation.amount_pence)
        .outerjoin(Recommendation, Recommendation.id == latest)
        .where(~decided, Case.asked_on <= day, Case.created_at <= at)
    )  # fmt: skip
    if partnership is not None:
        query = query.where(Case.partnership == partnership, Case.legal_basis == "non_statutory")
    return [
        WaitingRequest(
            row[0], row[1], row[2] or "", row[3] or "", str(row[4]).lower() in ("1", "true"), row[5], row[6], row[7]
        )
        for row in session.execute(query.order_by(Case.asked_on, Case.id))
    ]


def decided_sums(session: Session, at: dt.datetime, since: dt.datetime) -> list[DecidedSum]:
    """How requests were decided between two moments, by legal basis."""
    awarded = Decision.amount_pence > 0
    seconds = func.sum(extract("epoch", Decision.decided_at)) - func.sum(extract("epoch", Case.asked_on))
    rows = session.execute(
        select(Case.legal_basis, func.count(), func.sum(case((awarded, 1), else_=0)),
               func.coalesce(func.sum(Decision.amount_pence), 0), seconds)
        .join(Case, Case.id == Decision.case_id)
        .where(Decision.decided_at > since, Decision.decided_at <= at)
        .group_by(Case.legal_basis)
        .order_by(Case.legal_basis)
    )  # fmt: skip
    return [DecidedSum(row[0], row[1], int(row[2]), int(row[3]), int(row[4]) // _A_DAY) for row in rows]


def known_at(session: Session, account: int, year: int, moments: Sequence[dt.datetime]) -> list[Known]:
    """What a year came to as known at each moment, in their order: one seek each, in one query."""
    line = LedgerLine
    asked = [
        select(
            literal(place).label("place"), line.paid_after.label("paid"),
            (line.committed_after - line.released_after).label("spent"),
        )
        .where(line.account_id == account, line.year == year, line.written_at <= moment)
        .order_by(line.written_at.desc(), line.sequence.desc())
        .limit(1)
        .subquery()
        for place, moment in enumerate(moments)
    ]  # fmt: skip
    if not asked:
        return []
    found = {
        row.place: Known(row.paid, row.spent) for row in session.execute(union_all(*[select(each) for each in asked]))
    }
    return [found.get(place, Known(0, 0)) for place in range(len(moments))]


def last_agreed(session: Session, account: int, before: dt.datetime) -> dt.datetime | None:
    """When an award of an account was agreed last before a moment."""
    return session.scalar(
        select(func.max(AwardTerm.written_at)).where(
            AwardTerm.account_id == account, AwardTerm.why == "decided", AwardTerm.written_at < before
        )
    )


def newly_agreed(
    session: Session, account: int, year: int, since: dt.datetime, at: dt.datetime
) -> list[tuple[dt.datetime, str, int]]:
    """Awards agreed after a moment: when, at which school, and what they take of a year as known at another moment."""
    line = LedgerLine
    net = func.sum(case((line.measure == "released", -line.pence), else_=line.pence))
    school = select(AwardTerm.school).where(AwardTerm.award_id == Award.id).order_by(AwardTerm.id).limit(1)
    rows = session.execute(
        select(Award.created_at, school.scalar_subquery(), net)
        .join(line, line.award_id == Award.id)
        .where(
            line.account_id == account, line.year == year, line.measure.in_(("committed", "released")),
            line.written_at <= at, Award.created_at > since,
        )
        .group_by(Award.id, Award.created_at)
        .order_by(Award.created_at, Award.id)
    )  # fmt: skip
    return [(moment, urn or "", int(pence)) for moment, urn, pence in rows]


def _told(accounts: Sequence[int], at: dt.datetime) -> CTE:
    """Terms of these accounts' awards with the one before and after each, as known at a moment."""
    term = AwardTerm
    over: dict[str, Any] = {"partition_by": term.award_id, "order_by": term.id}
    return (
        select(
            term.account_id, term.from_day, term.until_day, term.pence_a_year.label("pence"), term.why,
            term.written_at, Award.created_at,
            func.lag(term.pence_a_year).over(**over).label("before"),
            func.lag(term.account_id).over(**over).label("before_account"),
            func.lead(term.id).over(**over).label("after"),
        )
        .join(Award, Award.id == term.award_id)
        .where(Award.kind == "award", term.account_id.in_(accounts), term.written_at <= at)
        .cte("told")
    )  # fmt: skip


def _month(day: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return extract("year", day), extract("month", day)


def _pair(year: int | None, month: int | None) -> Month | None:
    return None if year is None or month is None else (int(year), int(month))

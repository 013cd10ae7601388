"""What a budget's page reads beside the figures: balances of all accounts, awards by the page, pressures, looks."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from engine.law.bases import BASES
from engine.ledger.figures import Figures
from panel_api.models import Account, AccountLook, Award, AwardTerm, Case, Due, LedgerLine
from panel_api.store.due_lists import OPEN_STAGES
from panel_api.store.ledger import accounts_seen
from panel_api.store.viewer import Viewer, cases_seen

REVIEWS: Final = ("review_meeting", "review_after_transfer")
_WITHOUT_PLAN: Final = tuple(code for code, basis in BASES.items() if not basis.statutory)


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account comes to in a year, by its last line."""

    account: Account
    held: int
    committed: int
    paid: int
    released: int
    handed: int

    @property
    def outstanding(self) -> int:
        """Agreed and not yet paid."""
        return self.committed - self.paid - self.released

    @property
    def uncommitted(self) -> int:
        """What is left to agree."""
        return self.held - self.committed + self.released


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests before the panel by the band advised; pence as advised for a full year. band: None where none is yet."""

    band: str | None
    many: int
    pence: int


def balances(session: Session, viewer: Viewer, year: int, known_at: dt.datetime | None = None) -> list[Balance]:
    """Every account the viewer sees, the county's first: one seek each, in one query."""
    last = select(LedgerLine.id).where(LedgerLine.account_id == Account.id, LedgerLine.year == year)
    if known_at is not None:
        last = last.where(LedgerLine.written_at <= known_at).order_by(LedgerLine.written_at.desc())
    last = last.order_by(LedgerLine.sequence.desc()).limit(1)
    rows = session.execute(
        select(Account, LedgerLine)
        .outerjoin(LedgerLine, LedgerLine.id == last.correlate(Account).scalar_subquery())
        .where(accounts_seen(viewer))
        .order_by(Account.partnership.is_not(None), Account.partnership, Account.id)
    )
    return [_balance(account, line) for account, line in rows]


def _balance(account: Account, line: LedgerLine | None) -> Balance:
    if line is None:
        return Balance(account, 0, 0, 0, 0, 0)
    return Balance(
        account, line.held_after, line.committed_after, line.paid_after, line.released_after, line.handed_after
    )


def awards_in_year(
    session: Session, viewer: Viewer, account: int, year: int, upto: int | None, before: int | None, many: int
) -> list[tuple[Award, str | None]]:
    """Awards with lines in an account's year, the newest first, before a number; each with its case, if they see it.

    upto: only lines up to this place of the year, where it is given.
    """
    numbers = select(LedgerLine.award_id).where(LedgerLine.account_id == account, LedgerLine.year == year)
    numbers = numbers.where(LedgerLine.award_id.is_not(None))
    if upto is not None:
        numbers = numbers.where(LedgerLine.sequence <= upto)
    if before is not None:
        numbers = numbers.where(LedgerLine.award_id < before)
    found = session.scalars(numbers.distinct().order_by(LedgerLine.award_id.desc()).limit(many)).all()
    return awards_with_cases(session, viewer, [each for each in found if each is not None])


def awards_with_cases(session: Session, viewer: Viewer, numbers: Collection[int]) -> list[tuple[Award, str | None]]:
    """Awards by number, the newest first, each with the reference of its case where the viewer sees it."""
    rows = session.execute(
        select(Award, Case.reference)
        .outerjoin(Case, and_(Case.id == Award.case_id, cases_seen(viewer)))
        .where(Award.id.in_(numbers))
        .order_by(Award.id.desc())
    )
    return [(award, case) for award, case in rows]


def figures_of_awards(
    session: Session, account: int, year: int, upto: int | None, awards: Collection[int]
) -> dict[int, Figures]:
    """What the lines of each award come to in one account's year, up to a place where one is given."""
    if not awards:
        return {}
    query = select(LedgerLine.award_id, LedgerLine.measure, func.sum(LedgerLine.pence))
    query = query.where(LedgerLine.account_id == account, LedgerLine.year == year, LedgerLine.award_id.in_(awards))
    if upto is not None:
        query = query.where(LedgerLine.sequence <= upto)
    query = query.group_by(LedgerLine.award_id, LedgerLine.measure)
    rows = session.execute(query.order_by(LedgerLine.award_id, LedgerLine.measure))
    found = {number: Figures() for number in awards}
    for award, measure, pence in rows:
        if award is not None:
            found[award] = found[award].plus(measure, int(pence))
    return found


def dearest(session: Session, account: int, day: dt.date, many: int) -> Sequence[int]:
    """The awards with the largest terms on an account that a day lies in; later terms may have changed them."""
    found = select(AwardTerm.award_id).where(AwardTerm.account_id == account, AwardTerm.pence_a_year > 0)
    found = found.where(AwardTerm.from_day <= day, func.coalesce(AwardTerm.until_day, day) >= day)
    return session.scalars(found.order_by(AwardTerm.pence_a_year.desc(), AwardTerm.id.desc()).limit(many)).all()


def ending(session: Session, account: int, first: dt.date, last: dt.date, many: int) -> Sequence[int]:
    """The awards with a term on an account that ends between two days, the earliest first, by number."""
    found = select(AwardTerm.award_id).where(AwardTerm.account_id == account, AwardTerm.until_day.between(first, last))
    return session.scalars(found.order_by(AwardTerm.until_day, AwardTerm.id).limit(many)).all()


def reviews_due(
    session: Session, viewer: Viewer, account: int, last: dt.date, many: int
) -> list[tuple[str, dt.date, str]]:
    """Reviews due up to a day, of cases with an award on an account: case, day, what is to be done."""
    borne = exists().where(AwardTerm.case_id == Case.id, AwardTerm.account_id == account)
    rows = session.execute(
        select(Case.reference, Due.due_on, Due.words)
        .join(Case, Case.id == Due.case_id)
        .where(Due.code.in_(REVIEWS), Due.met_on.is_(None), Due.due_on <= last, cases_seen(viewer), borne)
        .order_by(Due.due_on, Due.id)
        .limit(many)
    )
    return [(reference, day, words) for reference, day, words in rows]


def waiting_sums(session: Session, viewer: Viewer, partnership: str) -> list[Waiting]:
    """Requests of a partnership that wait for a decision and rest on no plan, by the band advised."""
    rows = session.execute(
        select(Case.band, func.count(), func.coalesce(func.sum(Case.amount_pence), 0))
        .where(cases_seen(viewer), *_waits(partnership))
        .group_by(Case.band)
        .order_by(Case.band)
    )
    return [Waiting(band, int(many), int(pence or 0)) for band, many, pence in rows]


def waiting_dearest(session: Session, viewer: Viewer, partnership: str, many: int) -> Sequence[Case]:
    """The same one by one: those that would move the budget most."""
    found = select(Case).where(cases_seen(viewer), *_waits(partnership), Case.amount_pence > 0)
    return session.scalars(found.order_by(Case.amount_pence.desc(), Case.id).limit(many)).all()


def _waits(partnership: str) -> list[ColumnElement[bool]]:
    return [
        Case.partnership == partnership,
        Case.stage.in_(OPEN_STAGES),
        Case.legal_basis.in_(_WITHOUT_PLAN),
    ]


def look_of(session: Session, viewer: Viewer, account: int) -> AccountLook | None:
    """When the person who asks last looked at an account."""
    return None if viewer.person is None else session.get(AccountLook, (viewer.person, account))


def keep_look(session: Session, person: int, account: int, at: dt.datetime, before: dt.datetime | None) -> None:
    """Keep when a person looked. One statement, whoever else of theirs looks at the same time."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    row = {"person_id": person, "account_id": account, "last_at": at, "before_at": before}
    session.execute(
        (insert_sqlite if on_sqlite else insert_postgresql)(AccountLook)
        .values(row)
        .on_conflict_do_update(index_elements=["person_id", "account_id"], set_={"last_at": at, "before_at": before})
    )

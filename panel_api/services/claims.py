"""What other authorities owe: income due, gross, with the last day to claim it. Nothing paid or committed is lowered.

Owed is what an award costs up to today where another authority is responsible for it, and what was paid for days after
a child moved out of the authority. What was claimed and what came in are entries of their own.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.awards.claims import Claim, Responsible
from engine.awards.claims import claims as claims_of
from engine.awards.counting import CannotCount, Counting
from engine.awards.terms import as_it_stands, until, years_of
from engine.days import financial_year, financial_year_days, months_before, within_year
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Account, Award
from panel_api.services import leavers, posting
from panel_api.services.award_money import school_calendar
from panel_api.services.desk import Desk
from panel_api.store import leavers as rows


@dataclass(frozen=True, slots=True)
class Owed:
    """What one authority owes for one award out of one account, in pence; each claim of a year with its last day."""

    award: Award
    authority: str
    account: Account
    claims: tuple[Claim, ...]
    claimed: int
    received: int

    @property
    def due(self) -> int:
        """All of it."""
        return sum(each.pence for each in self.claims)

    @property
    def to_claim(self) -> int:
        """What was not claimed yet."""
        return max(0, self.due - self.claimed)

    @property
    def claim_by(self) -> dt.date | None:
        """The last day for the oldest that was not claimed; None where all was."""
        left = self.claimed
        for each in self.claims:
            left -= each.pence
            if left < 0:
                return each.claim_by
        return None

    @property
    def outstanding(self) -> int:
        """Claimed and not received."""
        return self.claimed - self.received


def owed(session: Session, desk: Desk) -> list[Owed]:
    """Everything that other authorities owe, by award and account."""
    accounts = {str(each.id): each for each in store.list_accounts(session, desk.viewer)}
    found: list[Owed] = []
    every_award = [*_by_responsibility(session, desk), *_after_moving(session, desk)]
    cells_of = store.cells_of_awards(session, [award.id for award, _ in every_award])
    for award, every in every_award:
        cells = cells_of[award.id]
        for number in dict.fromkeys(each.account for each in every):
            if number not in accounts:
                continue
            own = tuple(each for each in every if each.account == number)
            figures = [each for (account, _), each in cells.items() if str(account) == number]
            claimed, received = (sum(getattr(each, name) for each in figures) for name in ("due_in", "received"))
            found.append(Owed(award, own[0].authority, accounts[number], own, claimed, received))
    return found


def claim(session: Session, desk: Desk, reference: str, account: str) -> int:
    """Write that all that is owed was claimed; how much. Raises Trouble "not-found" or "conflict"."""
    one = _held(session, desk, reference, account)
    if not one.to_claim:
        raise conflict("Nothing is left to claim here", "Look at the list")
    words = f"Claimed from authority {one.authority}"
    _write(session, desk, one, "claim", one.to_claim, words)
    return one.to_claim


def receive(session: Session, desk: Desk, reference: str, account: str, pence: int) -> None:
    """Write what came in of what was claimed. Raises Trouble "not-found" or "bad-input"."""
    one = _held(session, desk, reference, account)
    if not 0 < pence <= one.outstanding:
        wrong = "it is more than was claimed and has not come in" if pence > 0 else "it is nothing"
        raise Trouble("bad-input", problems=[Problem("amount", wrong, "what came in", "Claim first, or correct it")])
    _write(session, desk, one, "receive", pence, f"Received from authority {one.authority}")


def _held(session: Session, desk: Desk, reference: str, account: str) -> Owed:
    store.hold_accounts(session, [posting.account_of(session, account).id])
    for each in owed(session, desk):
        if each.award.reference == reference and each.account.code == account:
            return each
    raise not_found("No other authority owes anything for this award", "Check its reference")


def _write(session: Session, desk: Desk, one: Owed, kind: str, pence: int, words: str) -> None:
    year = max(posting.this_year(desk), (one.account.closed_through or 0) + 1)
    day = within_year(desk.last_day(), year)
    posting.income(session, desk, kind, one.account.id, year, pence, day, one.award.id, words)


def _by_responsibility(session: Session, desk: Desk) -> list[tuple[Award, tuple[Claim, ...]]]:
    """Awards for which another authority is responsible throughout: what they cost up to today, by year."""
    awards = rows.awards_to_claim(session, desk.viewer)
    terms = store.terms_of_awards(session, [each.id for each in awards])
    today, months, calendar = desk.last_day(), desk.settings.claim_months, school_calendar(desk)
    found = []
    for award in awards:
        stretches = until(as_it_stands(terms[award.id]), today)
        if not stretches:
            continue
        whose = [Responsible(str(award.claim_from), stretches[0].from_day, None)]
        counting, every = Counting.from_json(award.counting), tuple[Claim, ...]()
        try:
            for year in years_of(stretches, financial_year(today)):
                every += claims_of(stretches, year, counting, calendar, whose, months)
        except CannotCount as error:
            raise Trouble("conflict", f"Award {award.reference} cannot be counted: {error}.") from None
        found.append((award, every))
    return found


def _after_moving(session: Session, desk: Desk) -> list[tuple[Award, tuple[Claim, ...]]]:
    """What was paid for days after a child moved out of the authority, by the account and year it was paid in."""
    moved = [each for each in rows.moved_out(session, desk.viewer) if each[1].claim_from is None]
    by_award = {award.id: leaving for leaving, award in moved}
    found = []
    for each in leavers.overpaid(session, desk, [award for _, award in moved]):
        leaving = by_award[each.award.id]
        every = []
        for (account, year), pence in each.cells.items():
            last = financial_year_days(year)[1]
            by = months_before(last, -desk.settings.claim_months)
            first = within_year(leaving.last_day or last, year)
            every.append(Claim(str(leaving.authority), first, last, str(account), pence, by))
        found.append((each.award, tuple(every)))
    return found

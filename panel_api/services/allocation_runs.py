"""Allocations that are kept: worked out for a year, opened again as they were, and written to the ledger once."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.days import financial_year_days
from engine.ledger.accounts import CONTINGENCY, partnership_code
from engine.sharing.allocation import Allocation
from engine.values import pence, pounds_text
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import AllocationPosting, AllocationRun
from panel_api.services import award_money, posting
from panel_api.services.allocating import SCHEME, Shares, facts_kept, facts_sent, shares_of, worked_out
from panel_api.services.desk import Desk
from panel_api.services.published import as_used, book_for
from panel_api.store import allocations as kept
from panel_api.store.allocations import Kept


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to keep. reference: carried by the form, so that what is sent twice is kept once. facts: as JSON."""

    reference: str
    year: int
    words: str
    facts: Any


def first_day(year: int) -> dt.date:
    """The day whose rules share out a financial year: its first."""
    return financial_year_days(year)[0]


def keep_run(session: Session, desk: Desk, given: NewRun) -> AllocationRun:
    """Work a year's allocation out by the scheme and keep it. Writes nothing to the ledger.

    Raises Trouble "bad-input" where a fact does not fit, "conflict" where it cannot be shared out.
    """
    book, day = book_for(desk, SCHEME, "allocation"), first_day(given.year)
    found = worked_out(book, given.facts, day)
    facts, result, at = facts_kept(found), _as_kept(shares_of(found)), desk.clock()
    earlier = kept.run_by_reference(session, desk.viewer, given.reference)
    if earlier is not None:
        if (earlier.run.year, earlier.run.facts) != (given.year, facts):
            raise conflict("This form was sent before, with other figures", "Open a new one")
        return earlier.run
    store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, at)
    run = AllocationRun(
        reference=given.reference,
        year=given.year,
        as_of=day,
        rulebook_name=book.name,
        rulebook_sha256=book.sha256,
        facts=facts,
        result=result,
        words=given.words,
        by_role=desk.viewer.role,
        by_reference=desk.viewer.reference,
        by_person=desk.viewer.person,
        made_at=at,
    )
    added = kept.add_run(session, run)
    store.log_change(session, desk.viewer, "allocation_worked_out", str(run.year), at, number=added.id)
    return added


def find_run(session: Session, desk: Desk, reference: str) -> Kept:
    """A run by its reference. Raises Trouble "not-found"."""
    found = kept.run_by_reference(session, desk.viewer, reference)
    if found is None:
        raise not_found(f"There is no allocation {reference[:32]} that you may see", "Look at /allocations")
    return found


def find_year(session: Session, desk: Desk, year: str) -> Kept:
    """The run that counts for a year: the one in the ledger, or the last that was kept. Raises Trouble "not-found"."""
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    found = kept.run_for(session, desk.viewer, number)
    if found is None:
        raise not_found(f"No allocation is kept for {year[:20]}", "Look at /allocations")
    return found


def opened_again(session: Session, desk: Desk, run: AllocationRun) -> Allocation:
    """A run worked out again by the rulebook as it was. Raises Trouble "conflict" where it comes to something else."""
    book = as_used(session, desk, run.rulebook_sha256)
    found = worked_out(book, facts_sent(book, run.facts), run.as_of)
    if _as_kept(shares_of(found)) != run.result:
        raise conflict(
            f"Allocation {run.reference} does not come to what was kept of it", "Rest nothing on it, and report it"
        )
    return found


def kept_shares(run: AllocationRun) -> Shares:
    """What was kept, in pence."""
    partnerships = {name: _pence(each) for name, each in sorted(run.result["partnership"].items())}
    return Shares(_pence(run.result["pot"]), partnerships, _pence(run.result["contingency"]))


def last_year_of(run: AllocationRun) -> dict[str, int]:
    """What its figures say was allocated the year before, by partnership, in pence; none where they do not say."""
    given = run.facts.get("partnership", {})
    return {name: _pence(each["last_year"]) for name, each in sorted(given.items()) if "last_year" in each}


def post_run(session: Session, desk: Desk, reference: str) -> AllocationPosting:
    """Write a run to the ledger, once: the whole of the year's first, and of a later one only what differs.

    First calls on the year become commitments as far as each account's money goes; those that do not fit stay calls.

    One transaction, the caller's. Raises Trouble "conflict" where it was written already, a later one was, or where an
    account that is never overdrawn has less uncommitted than a correction takes back.
    """
    run = find_run(session, desk, reference).run
    opened_again(session, desk, run)
    posting.open_accounts(session, desk, list(run.result["partnership"]))
    given = _by_account(kept_shares(run))
    _hold(session, {*given, *_posted_before(session, desk, run.year)[1]})
    if find_run(session, desk, reference).posting is not None:
        raise conflict(f"Allocation {reference} is in the ledger already", "Nothing is left to do")
    earlier = _posted_before(session, desk, run.year)[0]
    if earlier is not None and earlier.id > run.id:
        raise conflict(f"A later allocation of that year, {earlier.reference}, is in the ledger", "Work it out again")
    start, end = financial_year_days(run.year)
    day = min(max(start, desk.last_day()), end) if earlier else start
    words = (
        f"{'Correction of the allocation' if earlier else 'Allocation'} for {posting.year_words(run.year)}, {reference}"
    )
    for code, change in changes_of(session, desk, run):
        posting.allocate(session, desk, code, run.year, change, day, words, source=reference)
        award_money.open_year(session, desk, posting.account_of(session, code), run.year)
    store.log_change(session, desk.viewer, "allocation_posted", str(run.year), desk.clock(), number=run.id)
    return kept.add_posting(session, run, desk.viewer, desk.clock())


def changes_of(session: Session, desk: Desk, run: AllocationRun) -> list[tuple[str, int]]:
    """What writing this run to the ledger would do now: pence by account code, those it takes from first."""
    given, before = _by_account(kept_shares(run)), _posted_before(session, desk, run.year)[1]
    changes = {code: given.get(code, 0) - before.get(code, 0) for code in sorted({*given, *before})}
    return [(code, each) for code, each in sorted(changes.items(), key=lambda it: (it[1] > 0, it[0])) if each]


def _posted_before(session: Session, desk: Desk, year: int) -> tuple[AllocationRun | None, dict[str, int]]:
    """The run of a year that is in the ledger, and what it gave each account."""
    found = kept.run_for(session, desk.viewer, year)
    if found is None or found.posting is None:
        return None, {}
    return found.run, _by_account(kept_shares(found.run))


def _hold(session: Session, codes: set[str]) -> None:
    """Hold every account that may change. The contingency is always among them, so runs wait for each other."""
    store.hold_accounts(session, [each.id for each in store.accounts_by_code(session, codes).values()])


def _by_account(shares: Shares) -> dict[str, int]:
    """Pence by account code, the contingency's among them."""
    return {partnership_code(name): each for name, each in shares.partnerships.items()} | {
        CONTINGENCY: shares.contingency
    }


def _as_kept(shares: Shares) -> dict[str, Any]:
    return {
        "pot": pounds_text(shares.pot),
        "contingency": pounds_text(shares.contingency),
        "partnership": {name: pounds_text(each) for name, each in shares.partnerships.items()},
    }


def _pence(text: str) -> int:
    return pence(Decimal(text))

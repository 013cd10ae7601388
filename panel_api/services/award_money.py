"""What awards do to accounts: begin one, change it, end it, and keep what is committed equal to what it costs.

For each account and financial year that is open to it, what is committed and not released is what the award's terms
cost in that year (`engine.awards`). What a year not yet allocated will have to bear is a first call on it. What changes
in a closed year is taken in the first open one.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from engine.awards.calendars import Calendar
from engine.awards.cost import cost_by_account
from engine.awards.counting import BY_DAYS, Counting
from engine.awards.terms import Stretch, Term, as_it_stands, years_of
from engine.days import financial_year_days, within_year
from engine.ledger import entries
from engine.ledger.figures import Figures
from panel_api import store
from panel_api.models import Account, Award, AwardTerm
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.services.posting import Consent

Cell = tuple[int, int]
"""An account's number and a financial year."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewTerm:
    """What is paid from a day on. account: its code. why: as `AwardTerm` has it. pence_a_year: 0 ends the award."""

    account: str
    from_day: dt.date
    pence_a_year: int
    school: str | None = None
    until_day: dt.date | None = None
    why: str = "decided"
    words: str | None = None
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class NewAward:
    """An award of a case, or with a name and without a case a service that is commissioned."""

    term: NewTerm
    statutory: bool
    case_id: int | None = None
    name: str | None = None
    schools: Sequence[str] = ()
    band: str | None = None
    priced: str = "band"
    counting: Counting = BY_DAYS
    claim_from: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did, in pence by account and year. overpaid: paid beyond what is due, to be recovered."""

    committed: dict[Cell, int] = field(default_factory=dict)
    released: dict[Cell, int] = field(default_factory=dict)
    called: dict[Cell, int] = field(default_factory=dict)
    overpaid: dict[Cell, int] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """What need not be asked again for each of many awards: their cells by number, and which years are allocated."""

    cells: Mapping[int, Mapping[Cell, Figures]] = field(default_factory=dict)
    allocated: dict[Cell, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fit:
    """What an award would do to its account, in pence, before anything is written.

    this_year: what it takes of the financial year that it is. later: of each later year it would be a first call on.
    short: how much is wanting this year; 0 where it fits or the account may be overspent.
    """

    account: Account
    year: int
    this_year: int
    later: dict[int, int]
    uncommitted: int

    @property
    def after(self) -> int:
        """What is left uncommitted this year with it."""
        return self.uncommitted - self.this_year

    @property
    def short(self) -> int:
        """How much is wanting this year."""
        return 0 if self.account.may_overspend else max(0, -self.after)

    @property
    def fits(self) -> bool:
        """Whether it can be agreed as it stands."""
        return self.short == 0


def school_calendar(desk: Desk) -> Calendar:
    """The school years that are known here; days, months and twelfths need none."""
    return desk.shelf.calendar()


def begin_award(
    session: Session, desk: Desk, given: NewAward, words: str, consent: Consent | None = None
) -> tuple[Award, Settled]:
    """Keep an award with its first term, and commit what it costs. Raises Trouble "conflict" where it does not fit."""
    award = Award(
        reference=store.new_award_reference(),
        kind="service" if given.case_id is None else "award",
        case_id=given.case_id,
        name=given.name,
        schools={"schools": list(given.schools)} if given.schools else None,
        statutory=given.statutory,
        band=given.band,
        priced=given.priced,
        counting=given.counting.to_json(),
        claim_from=given.claim_from,
        created_at=desk.clock(),
    )
    store.add_award(session, award)
    return award, change_award(session, desk, award, given.term, words, consent)


def change_award(
    session: Session, desk: Desk, award: Award, term: NewTerm, words: str, consent: Consent | None = None
) -> Settled:
    """Add a term, which holds from its first day on, and settle what is committed.

    The accounts are held first: of two terms written at once, the later stands on what the earlier says.
    """
    bears = {int(each.account) for each in store.terms_of_awards(session, [award.id])[award.id]}
    account = posting.account_of(session, term.account)
    store.hold_accounts(session, {*bears, account.id})
    store.add_term(session, award, AwardTerm(**term_values(desk, term, account.id)))
    return settle(session, desk, award, term.from_day, words, consent, term.decision)


def term_values(desk: Desk, term: NewTerm, account: int) -> dict[str, Any]:
    """A term as its row has it, of an award that is not said yet. account: its number."""
    viewer = desk.viewer
    return {
        "account_id": account,
        "decision_id": term.decision,
        "school": term.school,
        "from_day": term.from_day,
        "until_day": term.until_day,
        "pence_a_year": term.pence_a_year,
        "why": term.why,
        "words": term.words,
        "by_role": viewer.role,
        "by_reference": viewer.reference,
        "by_person": viewer.person,
        "written_at": desk.clock(),
    }


def end_award(
    session: Session, desk: Desk, award: Award, last_day: dt.date, why: str, words: str, decision: int | None = None
) -> Settled:
    """End an award: `last_day` is the last that is paid for; what was committed beyond it is released."""
    last = store.terms_of_awards(session, [award.id])[award.id][-1]
    account = store.account_by_number(session, int(last.account))
    term = NewTerm(account.code, last_day + _DAY, 0, last.school, None, why, words, decision)
    return change_award(session, desk, award, term, words)


def settle(
    session: Session,
    desk: Desk,
    award: Award,
    day: dt.date,
    words: str,
    consent: Consent | None = None,
    decision: int | None = None,
) -> Settled:
    """Commit or release what is wanting, account by account and year by year, releases first.

    day: from when the change holds. Nothing is released that was paid already: that is overpaid, and told.
    """
    bears = {int(each.account) for each in store.terms_of_awards(session, [award.id])[award.id]}
    store.hold_accounts(session, bears)
    terms = store.terms_of_awards(session, [award.id])[award.id]
    settled = would_settle(session, desk, award.id, terms, Counting.from_json(award.counting))
    for cell, pence in settled.released.items():
        posting.release(session, desk, *cell, pence, within_year(day, cell[1]), award.id, words)
    for cell, pence in settled.called.items():
        lines = entries.call(*cell, pence, within_year(day, cell[1]), award.id)
        posting.post(session, desk, "call", pence, lines, words, award=award.id)
    for cell, pence in settled.committed.items():
        posting.commit(
            session, desk, *cell, pence, within_year(day, cell[1]), award.id, words, consent=consent, decision=decision
        )
    return settled


def would_settle(
    session: Session,
    desk: Desk,
    award: int | None,
    terms: Sequence[Term],
    counting: Counting,
    known: Known | None = None,
) -> Settled:
    """What settling would do if these were an award's terms; nothing is written. award: None for a new one."""
    accounts = {number: store.account_by_number(session, number) for number in sorted({int(t.account) for t in terms})}
    known = known or Known()
    have = {} if award is None else known.cells[award] if award in known.cells else store.award_cells(session, award)
    due, calls = _wanted(session, desk, cost_of_terms(desk, terms, counting), accounts, have, known)
    settled = Settled(called={cell: pence for cell, pence in sorted(calls.items()) if pence})
    for cell in sorted({*due, *have}):
        more = due.get(cell, 0) - _committed(have.get(cell))
        released = min(-more, have[cell].outstanding) if more < 0 else 0
        if more > 0:
            settled.committed[cell] = more
        if released:
            settled.released[cell] = released
        if -more > released:
            settled.overpaid[cell] = -more - released
    return settled


def fit_of(session: Session, desk: Desk, given: NewAward) -> Fit:
    """What an award would take, and whether it fits; nothing is written. Raises Trouble "not-found"."""
    term = given.term
    account = posting.account_of(session, term.account)
    stretches = (Stretch(term.from_day, term.until_day, str(account.id), term.school, term.pence_a_year),)
    now = posting.this_year(desk)
    cost = {
        year: sum(cost_by_account(stretches, year, given.counting, school_calendar(desk)).values())
        for year in years_of(stretches, now + 1)
    }
    taken = sum(pence for year, pence in cost.items() if year <= now)
    later = {year: pence for year, pence in cost.items() if year > now}
    return Fit(account, now, taken, later, store.uncommitted(session, account.id, now))


def cost_of(session: Session, desk: Desk, award: Award) -> dict[Cell, int]:
    """What an award's terms cost by account and year, up to the next year, whatever is committed."""
    terms = store.terms_of_awards(session, [award.id])[award.id]
    return cost_of_terms(desk, terms, Counting.from_json(award.counting))


def cost_of_terms(desk: Desk, terms: Sequence[Term], counting: Counting) -> dict[Cell, int]:
    """The same of terms, whether they are kept or only thought of."""
    stretches, calendar = as_it_stands(terms), school_calendar(desk)
    return {
        (int(account), year): pence
        for year in years_of(stretches, posting.this_year(desk) + 1)
        for account, pence in cost_by_account(stretches, year, counting, calendar).items()
    }


def first_calls(session: Session, account: int, year: int) -> int:
    """What stands as a first call on a year that is not allocated yet."""
    return store.figures(session, account, year).called


def open_year(session: Session, desk: Desk, account: Account, year: int) -> list[tuple[Award, int]]:
    """Commit the first calls on a year that was allocated, award by award in order of number.

    Those that do not fit any more stay first calls; they are returned with what they would take, for a person.
    """
    wanting: list[tuple[Award, int]] = []
    first = financial_year_days(year)[0]
    for number, pence in store.calls_on(session, account.id, year):
        award = store.award_by_number(session, number)
        if not account.may_overspend and store.uncommitted(session, account.id, year) < pence:
            wanting.append((award, pence))
        else:
            settle(session, desk, award, first, f"First call on {posting.year_words(year)}")
    return wanting


def _wanted(
    session: Session,
    desk: Desk,
    cost: Mapping[Cell, int],
    accounts: Mapping[int, Account],
    have: Mapping[Cell, Figures],
    known: Known,
) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """What is to be committed in each open year, and by how much the first calls on others change."""
    due: dict[Cell, int] = {}
    calls = {cell: -each.called for cell, each in have.items() if each.called}
    for cell, pence in cost.items():
        if cell[1] <= posting.this_year(desk) or _allocated(session, cell, known):
            due[cell] = pence
        else:
            calls[cell] = calls.get(cell, 0) + pence
    return _out_of_closed(due, accounts, have), calls


def _allocated(session: Session, cell: Cell, known: Known) -> bool:
    if cell not in known.allocated:
        known.allocated[cell] = bool(store.figures(session, *cell).allocated)
    return known.allocated[cell]


def _out_of_closed(
    due: dict[Cell, int], accounts: Mapping[int, Account], have: Mapping[Cell, Figures]
) -> dict[Cell, int]:
    """What differs in closed years, taken in the first open one; never below nothing there."""
    found = dict(due)
    for account in accounts.values():
        closed = account.closed_through
        if closed is None:
            continue
        late = 0
        for cell in {*due, *have}:
            if cell[0] == account.id and cell[1] <= closed:
                late += found.pop(cell, 0) - _committed(have.get(cell))
                found[cell] = _committed(have.get(cell))
        if late:
            first = (account.id, closed + 1)
            found[first] = max(0, found.get(first, 0) + late)
    return found


def _committed(figures: Figures | None) -> int:
    return 0 if figures is None else figures.committed - figures.released

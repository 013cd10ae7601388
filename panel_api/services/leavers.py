"""Children who left: what is due to the last day on roll, what was overpaid, and what a person finds of it.

A return from a school ends nothing by itself: whether a child has moved or stays is found by a person, always. Only the
money is touched here. A plan and the duties that come with it go on until somebody decides otherwise.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.awards.calendars import Calendar
from engine.awards.counting import CannotCount, Counting
from engine.awards.gaps import Gap, between_schools
from engine.awards.leavers import leaving
from engine.awards.terms import Stretch, as_it_stands
from engine.days import financial_year, within_year
from engine.ledger.figures import Figures
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Account, Award, Leaving, RollLine
from panel_api.services import posting
from panel_api.services.award_money import (
    Cell,
    NewTerm,
    change_award,
    cost_of_terms,
    end_award,
    school_calendar,
    would_settle,
)
from panel_api.services.desk import Desk
from panel_api.store import finance as files
from panel_api.store import leavers as rows

_DAY = dt.timedelta(days=1)
FURTHEST = dt.timedelta(days=366)
"""A last day may lie so far ahead."""


@dataclass(frozen=True, slots=True)
class Left:
    """A child who is said to have left, and pence due to that day, paid, and overpaid, over the years since."""

    line: RollLine
    award: Award
    account: Account
    pence_a_year: int
    due: int
    paid: int
    overpaid: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a person found. kind: as `Leaving` has it. account: the code of the one that bears the award from now on."""

    kind: str
    last_day: dt.date | None
    words: str
    to_school: str | None = None
    from_day: dt.date | None = None
    account: str | None = None
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class Overpaid:
    """What an award was paid beyond what is due, by account and year in pence.

    closed: of years that are closed, for which the ledger takes no entry; less what has come back of it since.
    """

    award: Award
    cells: dict[Cell, int]
    closed: int = 0

    @property
    def pence(self) -> int:
        """All of it."""
        return sum(self.cells.values())


def who_left(session: Session, desk: Desk) -> list[Left]:
    """Everyone who is said to have left and of whom nobody found what became of them, the latest first."""
    return _lefts(session, desk, rows.waiting(session, desk.viewer))


def find_left(session: Session, desk: Desk, number: int) -> Left:
    """One of them by the number of the return's line. Raises Trouble "not-found"."""
    found = rows.line_by_number(session, desk.viewer, number)
    if found is None or found[0].on_roll:
        raise not_found("No child is said to have left here", "Open the list")
    return _lefts(session, desk, [found])[0]


def conclude(session: Session, desk: Desk, number: int, found: Found) -> Leaving:
    """Keep what a person found, and let the money follow. Raises Trouble "bad-input", "conflict" or "not-found"."""
    left = find_left(session, desk, number)
    award, line = left.award, left.line
    terms = store.terms_of_awards(session, [award.id])[award.id]
    numbers = {int(each.account) for each in terms}
    if found.account is not None:
        numbers.add(posting.account_of(session, found.account).id)
    store.hold_accounts(session, numbers)
    if rows.found_of(session, line.id) is not None:
        raise conflict("Somebody has found already what became of this child", "Look at the list")
    stretches = as_it_stands(terms)
    _check(desk, found, stretches)
    viewer = desk.viewer
    kept = rows.add_leaving(
        session,
        Leaving(
            roll_line_id=line.id,
            award_id=award.id,
            case_id=line.case_id,
            kind=found.kind,
            last_day=found.last_day,
            to_school=found.to_school,
            from_day=found.from_day,
            authority=found.authority,
            words=found.words,
            by_role=viewer.role,
            by_reference=viewer.reference,
            by_person=viewer.person,
            written_at=desk.clock(),
        ),
    )
    if found.last_day is not None:
        last = _on(stretches, found.last_day)
        why = "moved" if found.kind == "moved_school" else "left"
        end_award(session, desk, award, found.last_day, why, found.words)
        if found.kind == "moved_school":
            _go_on(session, desk, award, last, found)
    return kept


def overpaid(session: Session, desk: Desk, awards: Sequence[Award]) -> list[Overpaid]:
    """Of these awards, those that were paid beyond what their terms cost."""
    found = []
    numbers = [each.id for each in awards]
    terms, cells = store.terms_of_awards(session, numbers), store.cells_of_awards(session, numbers)
    back = files.not_committed_of(session, numbers)
    closed = {each.id: each.closed_through for each in store.list_accounts(session, desk.viewer)}
    for award in awards:
        counting = Counting.from_json(award.counting)
        cost, have = cost_of_terms(desk, terms[award.id], counting), cells[award.id]
        if all(each.committed - each.released <= cost.get(cell, 0) for cell, each in have.items()):
            continue  # nothing was kept that is not due, so nothing can be overpaid
        settled = would_settle(session, desk, award.id, terms[award.id], counting)
        beyond = _closed_beyond(cost, have, closed)
        beyond = max(0, beyond + min(0, back.get(award.id, 0)))
        if settled.overpaid or beyond:
            found.append(Overpaid(award, settled.overpaid, beyond))
    return found


def recover(session: Session, desk: Desk, reference: str, words: str) -> int:
    """Write that what an award was overpaid came back; how much. Raises Trouble "not-found" or "conflict"."""
    award = store.award_by_reference(session, desk.viewer, reference)
    if award is None:
        raise not_found("There is no such award, or it is not yours to see", "Check its reference")
    terms = store.terms_of_awards(session, [award.id])[award.id]
    store.hold_accounts(session, {int(each.account) for each in terms})
    found = overpaid(session, desk, [award])
    if not found or not found[0].cells:
        raise conflict("Nothing is overpaid on this award in a year that is open", "Nothing is left to do")
    for (account, year), pence in found[0].cells.items():
        day = within_year(desk.last_day(), year)
        posting.recover(session, desk, account, year, pence, day, award.id, words)
    return found[0].pence


def gaps_of(session: Session, desk: Desk, awards: Sequence[Award]) -> list[tuple[Award, Gap | None]]:
    """School days without provision between two schools, by award; None where the school calendar does not say."""
    found: list[tuple[Award, Gap | None]] = []
    terms = store.terms_of_awards(session, [each.id for each in awards])
    for award in awards:
        try:
            found += [(award, gap) for gap in between_schools(as_it_stands(terms[award.id]), school_calendar(desk))]
        except CannotCount:
            found.append((award, None))
    return found


def _lefts(session: Session, desk: Desk, lines: Sequence[tuple[RollLine, Award]]) -> list[Left]:
    numbers = [award.id for _, award in lines]
    terms, cells = store.terms_of_awards(session, numbers), store.cells_of_awards(session, numbers)
    accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
    calendar, now, found = school_calendar(desk), posting.this_year(desk), []
    for line, award in lines:
        assert line.left_on is not None
        stretches = as_it_stands(terms[award.id])
        last = _on(stretches, line.left_on)
        sums = [0, 0, 0]
        paid = {(str(account), year): each.paid for (account, year), each in cells[award.id].items()}
        for year in range(financial_year(line.left_on), now + 1):
            for each in _leaving(award, stretches, year, calendar, line.left_on, paid):
                for place, pence in enumerate(each):
                    sums[place] += pence
        account = accounts[int(last.account)] if last else next(iter(accounts.values()))
        found.append(Left(line, award, account, last.pence_a_year if last else 0, *sums))
    return found


def _leaving(
    award: Award,
    stretches: Sequence[Stretch],
    year: int,
    calendar: Calendar,
    day: dt.date,
    paid: dict[tuple[str, int], int],
) -> list[tuple[int, int, int]]:
    """Due, paid and overpaid by account in a year. Raises Trouble "conflict" where it cannot be counted."""
    in_year = {account: pence for (account, of), pence in paid.items() if of == year}
    try:
        found = leaving(stretches, year, Counting.from_json(award.counting), calendar, day, in_year)
    except CannotCount as error:
        raise Trouble("conflict", f"Award {award.reference} cannot be counted: {error}.") from None
    return [(each.due, each.paid, each.overpaid) for each in found]


def _closed_beyond(cost: Mapping[Cell, int], have: Mapping[Cell, Figures], closed: Mapping[int, int | None]) -> int:
    """What closed years paid too much and the first open one could not take, because it costs less than that."""
    beyond = 0
    for account, through in closed.items():
        if through is None:
            continue
        late = sum(
            each.committed - each.released - cost.get((of, year), 0)
            for (of, year), each in have.items()
            if of == account and year <= through
        )
        beyond += max(0, late - cost.get((account, through + 1), 0))
    return beyond


def _on(stretches: Sequence[Stretch], day: dt.date) -> Stretch | None:
    """What held on a day, or last before it."""
    begun = [each for each in stretches if each.from_day <= day]
    return begun[-1] if begun else None


def _check(desk: Desk, found: Found, stretches: Sequence[Stretch]) -> None:
    problems = []
    last, before = found.last_day, found.last_day and _on(stretches, found.last_day)
    if found.kind != "stays" and last is None:
        problems.append(Problem("last_day", "it is not said", "the last day on roll", "Write it"))
    elif last is not None and before is None:
        problems.append(Problem("last_day", "the award had not begun", "a day of the award", "Correct it"))
    elif last is not None and last > desk.last_day() + FURTHEST:
        problems.append(Problem("last_day", "it is more than a year ahead", "a day by then", "Correct it"))
    if found.kind == "moved_school":
        if not found.to_school:
            problems.append(Problem("to_school", "it is not said", "the next school's URN", "Write it"))
        if found.from_day is None or (last is not None and found.from_day <= last):
            problems.append(Problem("from_day", "it must come after the last day", "the first day there", "Correct it"))
        elif before and before.until_day is not None and before.until_day < found.from_day:
            wrong = "the award was agreed until a day before it"
            problems.append(Problem("from_day", wrong, "a day by then", "Ask for a new award"))
    if found.kind == "moved_authority" and not found.authority:
        problems.append(Problem("authority", "it is not said", "the authority's code", "Write it"))
    if not found.words.strip():
        problems.append(Problem("words", "it is empty", "how you know", "Write it"))
    if problems:
        raise Trouble("bad-input", problems=problems)


def _go_on(session: Session, desk: Desk, award: Award, last: Stretch | None, found: Found) -> None:
    """The award goes on at the next school, at the same rate."""
    assert last is not None and found.from_day is not None
    account = found.account or store.account_by_number(session, int(last.account)).code
    term = NewTerm(account, found.from_day, last.pence_a_year, found.to_school, last.until_day, "moved", found.words)
    change_award(session, desk, award, term, found.words)

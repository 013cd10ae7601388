"""Uprating on 1 April: what was priced by band follows its published amount; shown first, then written once.

The band stays, and so does what a person priced. A rise is written. A fall is never: it is listed, and a person
decides, of a plan's award only after the plan was amended. What a partnership's money cannot bear is listed too,
and does not stop the rest.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.awards.terms import Stretch, Term, as_it_stands, divided, years_of
from engine.days import financial_year_days, within_year
from engine.ledger import entries
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble
from panel_api.services import posting
from panel_api.services.award_money import Cell, Known, NewTerm, Settled, term_values, would_settle
from panel_api.services.band_worth import Worths
from panel_api.services.desk import Desk
from panel_api.store.ledger import NewEntry
from panel_api.store.uprating import InBand, awards_in_band

_NO_CONSENT: Final = "No consent is needed: the award follows its band's published amount."
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """An award whose band is worth something else from 1 April. before, after: pence a year.

    account: its number. takes: what is committed more for it to the end of the year, or is a first call, in pence.
    wanting: how much of what it takes is not there.
    """

    reference: str
    account: int
    statutory: bool
    before: int
    after: int
    takes: int = 0
    wanting: int = 0


@dataclass(slots=True)
class Uprating:
    """What a run does. looked: how many awards run on the day. untold: awards whose band's amount is not known."""

    year: int
    looked: int = 0
    rises: list[Moved] = field(default_factory=list)
    falls: list[Moved] = field(default_factory=list)
    short: list[Moved] = field(default_factory=list)
    untold: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        """The 1 April."""
        return financial_year_days(self.year)[0]


@dataclass(frozen=True, slots=True)
class _Rise:
    """A rise to be written: the award, what takes the place of its terms from 1 April on, and what that commits."""

    award: InBand
    stretches: Sequence[Stretch]
    settled: Settled


def planned(session: Session, desk: Desk, year: int, told: Told | None = None) -> Uprating:
    """What uprating would do; nothing is written. Raises Trouble "bad-input" for a year that is too far away."""
    run = _Run(session, desk, year)
    for _ in run.batches(told):
        pass
    return run.found


def uprate(session: Session, desk: Desk, year: int, told: Told | None = None) -> Uprating:
    """Write every rise that fits, in the caller's transaction. A second time there is nothing left to do.

    Every account is held meanwhile, so that no award changes between being looked at and being written.
    """
    store.hold_accounts(session, [each.id for each in store.list_accounts(session, desk.viewer)])
    run = _Run(session, desk, year)
    for batch in run.batches(told):
        _write(session, desk, run.found, batch)
    store.log_change(session, desk.viewer, "uprated", str(year), desk.clock())
    return run.found


class _Run:
    """One run: what was found so far, and what is known already and need not be asked again."""

    def __init__(self, session: Session, desk: Desk, year: int) -> None:
        now = posting.this_year(desk)
        if not now - 1 <= year <= now + 1:
            expected = f"{now - 1}, {now} or {now + 1}: the last year, this one or the next"
            raise Trouble("bad-input", problems=[Problem("year", "it is too far away", expected, "Choose one")])
        self.session, self.desk, self.found = session, desk, Uprating(year)
        self.accounts = {each.id: each for each in store.list_accounts(session, desk.viewer)}
        self.worths, self.known = Worths(desk.shelf, self.found.day), Known()
        self.left: dict[Cell, int] = {}

    def batches(self, told: Told | None) -> Iterator[list[_Rise]]:
        """What rises and fits, a few hundred awards at a time."""
        done = 0
        for batch in awards_in_band(self.session, self.desk.viewer):
            numbers = [each.number for each in batch]
            terms = store.terms_of_awards(self.session, numbers)
            self.known.cells = store.cells_of_awards(self.session, numbers)
            yield [rise for each in batch if (rise := self._rise(each, terms[each.number]))]
            done += len(batch)
            if told is not None:
                told(done)

    def _rise(self, award: InBand, terms: Sequence[Term]) -> _Rise | None:
        """The award with what is to be written, where it rises and fits; what else is found of it is noted."""
        found, stretches = self.found, as_it_stands(terms)
        there = next((each for each in stretches if each.holds(found.day)), None)
        if there is None or not award.counting.uprated or years_of(stretches, found.year)[0] >= found.year:
            return None
        found.looked += 1
        worth, now = self.worths.of(award), there.pence_a_year
        if isinstance(worth, str):
            found.untold[award.reference] = worth
            return None
        moved = Moved(award.reference, int(there.account), award.statutory, now, worth)
        if worth <= now:
            found.falls += [moved] if worth < now else []
            return None
        rest = [each for each in divided(stretches, [found.day]) if each.from_day >= found.day]
        new = [replace(each, pence_a_year=worth) if each.pence_a_year == now else each for each in rest]
        written = [*terms, *(_term(each, terms[-1].number + n, self.desk) for n, each in enumerate(new, 1))]
        settled = would_settle(self.session, self.desk, award.number, written, award.counting, self.known)
        moved = replace(moved, takes=self._takes(settled))
        wanting = self._wanting(settled)
        if wanting:
            found.short.append(replace(moved, wanting=wanting))
            return None
        found.rises.append(moved)
        return _Rise(award, new, settled)

    def _takes(self, settled: Settled) -> int:
        """What it takes to the end of the year, or to the end of this one where that is later."""
        last = max(self.found.year, posting.this_year(self.desk))
        moves = (*settled.committed.items(), *settled.called.items())
        return sum(pence for (_, year), pence in moves if year <= last)

    def _wanting(self, settled: Settled) -> int:
        """How much is wanting where an account is never overdrawn; where nothing is, it counts as taken."""
        effects = dict.fromkeys((*settled.committed, *settled.released), 0)
        for cell in effects:
            if cell not in self.left:
                self.left[cell] = store.uncommitted(self.session, *cell)
            effects[cell] = settled.released.get(cell, 0) - settled.committed.get(cell, 0)
        wanting = sum(
            max(0, -effect - max(0, self.left[cell]))
            for cell, effect in effects.items()
            if not self.accounts[cell[0]].may_overspend
        )
        if not wanting:
            self.left |= {cell: self.left[cell] + effect for cell, effect in effects.items()}
        return wanting


def _term(each: Stretch, number: int, desk: Desk) -> Term:
    """A stretch as the term it would be written as."""
    return Term(number, each.from_day, each.until_day, each.account, each.school, each.pence_a_year, desk.clock())


def _write(session: Session, desk: Desk, found: Uprating, batch: Sequence[_Rise]) -> None:
    """The terms of a few hundred awards, and what they commit, in a few statements."""
    store.add_terms(session, [_row(desk, rise.award, each, found) for rise in batch for each in rise.stretches])
    posting.post_all(session, desk, [entry for each in batch for entry in _entries(each, found)])


def _row(desk: Desk, award: InBand, each: Stretch, found: Uprating) -> dict[str, Any]:
    term = NewTerm("", each.from_day, each.pence_a_year, each.school, each.until_day, "uprated", _words(found))
    return {"award_id": award.number, "case_id": award.case, **term_values(desk, term, int(each.account))}


def _entries(rise: _Rise, found: Uprating) -> Iterator[NewEntry]:
    """What settling an award writes: what is given back first."""
    settled, details = rise.settled, {"award_id": rise.award.number}
    consent = {"consent_words": _NO_CONSENT}
    for kind, moves, make, more in (
        ("release", settled.released, entries.release, {}),
        ("call", settled.called, entries.call, {}),
        ("commit", settled.committed, entries.commit, consent),
    ):
        for cell, pence in moves.items():
            lines = make(*cell, pence, within_year(found.day, cell[1]), rise.award.number)
            yield NewEntry(kind, pence, lines, _words(found), {**details, **more})


def _words(found: Uprating) -> str:
    return f"Uprated on 1 April {found.year}"

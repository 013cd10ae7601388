"""Entries: the kinds there are, and the lines each of them consists of.

Nothing is edited: a mistake is reversed by an entry of its own. Every entry balances within itself: money moves
between accounts or years and is never made, but by `allocate`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.days import financial_year, month_of_year, within_year


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry. words: as lists tell it."""

    code: str
    words: str


_KINDS: Final = (
    EntryKind("allocate", "Allocated"),
    EntryKind("vire", "Moved between accounts (virement)"),
    EntryKind("carry_forward", "Carried forward"),
    EntryKind("commit", "Committed"),
    EntryKind("call", "First call on a year not yet allocated"),
    EntryKind("pay", "Paid"),
    EntryKind("release", "Released"),
    EntryKind("recover", "Overpayment recovered"),
    EntryKind("reverse", "Reversed"),
    EntryKind("claim", "Claimed from another authority"),
    EntryKind("receive", "Received from another authority"),
    EntryKind("hand_over", "Cash handed to the host school"),
)
ENTRY_KINDS: Final = {kind.code: kind for kind in _KINDS}
"""Every kind of entry by its code."""
BALANCED: Final = ("vire", "carry_forward")
"""Kinds that only move money: their two lines come to nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, not yet written. account, award: their numbers. year: the financial year it falls in."""

    account: int
    year: int
    measure: str
    pence: int
    effective_on: dt.date
    award: int | None = None

    @property
    def month(self) -> int:
        """The month of its financial year it takes effect in."""
        return month_of_effect(self.effective_on, self.year)


def month_of_effect(day: dt.date, year: int) -> int:
    """The month of a financial year, April 1, that a day falls in; what is earlier or later stands at the edge."""
    own = financial_year(day)
    return month_of_year(day) if own == year else (1 if own < year else 12)


def allocate(account: int, year: int, pence: int, day: dt.date) -> tuple[Line, ...]:
    """Money given to an account for a year; below nothing takes from what was given."""
    return (Line(account, year, "allocated", pence, day),)


def vire(giver: int, taker: int, year: int, pence: int, day: dt.date) -> tuple[Line, ...]:
    """Money moved from one account to another within a year."""
    return (Line(giver, year, "vired", -pence, day), Line(taker, year, "vired", pence, day))


def carry_forward(account: int, year: int, pence: int, last: dt.date, first: dt.date) -> tuple[Line, ...]:
    """A year's end carried into the next: a surplus above nothing, a deficit below. last, first: day of each year."""
    return (Line(account, year, "carried", -pence, last), Line(account, year + 1, "carried", pence, first))


def commit(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """What an award or a commissioned service takes of a year."""
    return (Line(account, year, "committed", pence, day, award),)


def call(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """What an award will take of a year that is not allocated yet; below nothing where it will take less."""
    return (Line(account, year, "called", pence, day, award),)


def pay(account: int, year: int, pence: int, day: dt.date, award: int, *, by_host: bool = False) -> tuple[Line, ...]:
    """A payment on a commitment; by_host: out of the cash a host school holds."""
    paid = Line(account, year, "paid", pence, day, award)
    return (paid, replace(paid, measure="handed", pence=-pence)) if by_host else (paid,)


def release(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """A commitment, or part of it, that is not needed any more."""
    return (Line(account, year, "released", pence, day, award),)


def recover(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """An overpayment that came back: what was paid falls, and the commitment behind it is released."""
    back = Line(account, year, "paid", -pence, day, award)
    return (back, replace(back, measure="released", pence=pence))


def claim(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """Income due from another authority, gross: nothing that was committed or paid is lowered by it."""
    return (Line(account, year, "due_in", pence, day, award),)


def receive(account: int, year: int, pence: int, day: dt.date, award: int) -> tuple[Line, ...]:
    """Income from another authority that came in."""
    return (Line(account, year, "received", pence, day, award),)


def hand_over(account: int, year: int, pence: int, day: dt.date) -> tuple[Line, ...]:
    """Cash handed to the host school (below nothing: handed back); nobody has spent anything by it."""
    return (Line(account, year, "handed", pence, day),)


def reverse(lines: Sequence[Line], day: dt.date) -> tuple[Line, ...]:
    """An entry's lines taken back whole, in the years they were in; what was paid out goes last to first."""
    return tuple(replace(line, pence=-line.pence, effective_on=within_year(day, line.year)) for line in reversed(lines))

"""Checking a ledger from outside: everything it says of itself, worked out again from its lines alone.

Triggers let in only what adds up. This takes lines as they are stored, in order, a cell, entry or award in memory at a
time, and tells what does not hold. No total is believed before it has been worked out.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from engine.amounts import money_words
from engine.ledger.entries import month_of_effect
from engine.ledger.figures import HELD, MEASURES, Figures, uncommitted_effect


class WrittenLine(NamedTuple):
    """A line as it is stored, with the running totals it claims."""

    entry: int
    account: int
    year: int
    sequence: int
    measure: str
    pence: int
    award: int | None
    effective_on: dt.date
    month: int
    written_at: dt.datetime
    held: int
    committed: int
    paid: int
    released: int
    handed: int
    month_after: int


class WrittenEntry(NamedTuple):
    """An entry as it is stored. reverses: the number of the entry it takes back."""

    number: int
    kind: str
    pence: int
    line_count: int
    award: int | None
    reverses: int | None
    written_at: dt.datetime


_TOTALS: Final = ("held", "committed", "paid", "released", "handed")


class CellCheck:
    """One account's year, line by line in its order. may_overspend: whether the account may."""

    def __init__(self, *, may_overspend: bool) -> None:
        self.may_overspend = may_overspend
        self.last: WrittenLine | None = None
        self.sums = dict.fromkeys(MEASURES, 0)
        self.totals = dict.fromkeys(_TOTALS, 0)
        self.months: dict[tuple[str, int], int] = {}
        self.days: Counter[tuple[dt.date, str]] = Counter()

    def take(self, line: WrittenLine) -> list[str]:
        """What does not hold of the next line. A wrong total is told once, and counted on from as it stands."""
        found = self._place(line)
        if line.measure not in self.sums or line.pence == 0:
            return [*found, f"{line.measure} {line.pence} is no line of a ledger"]
        self.sums[line.measure] += line.pence
        self.days[line.effective_on, line.measure] += line.pence
        total = "held" if line.measure in HELD else line.measure
        if total in self.totals:
            self.totals[total] += line.pence
        for name in _TOTALS:
            said: int = getattr(line, name)
            if said != self.totals[name]:
                found.append(f"{name} comes to {_pounds(self.totals[name])} with it, and it says {_pounds(said)}")
                self.totals[name] = said
        key = (line.measure, line.month)
        month = self.months.get(key, 0) + line.pence
        if line.month_after != month:
            found.append(f"{key[0]} of month {key[1]} comes to {_pounds(month)} with it, and it says "
                         f"{_pounds(line.month_after)}")  # fmt: skip
        self.months[key] = line.month_after
        return found + self._bounds(line)

    def _place(self, line: WrittenLine) -> list[str]:
        found = []
        before = self.last.sequence if self.last else 0
        if line.sequence != before + 1:
            found.append(f"it stands after line {before}: what stood between is missing")
        if self.last is not None and line.written_at < self.last.written_at:
            found.append("it was written before the line it follows")
        if line.month != month_of_effect(line.effective_on, line.year):
            found.append(f"its day is {line.effective_on}, and its month {line.month}")
        self.last = line
        return found

    def _bounds(self, line: WrittenLine) -> list[str]:
        found = []
        left = self.totals["held"] - self.totals["committed"] + self.totals["released"]
        if left < 0 and not self.may_overspend and uncommitted_effect(line.measure, line.pence) < 0:
            found.append(f"it leaves {_pounds(left)} in an account that is never overdrawn")
        if self.totals["handed"] < 0:
            found.append("it leaves less than nothing at the host school")
        return found

    def end(self) -> list[str]:
        """What does not hold of the whole: the balance that pages show against the sum of every line."""
        held = sum(self.sums[each] for each in HELD)
        true = {"held": held, **{each: self.sums[each] for each in _TOTALS[1:]}}
        return [
            f"{name} is {_pounds(true[name])} by its lines, and its last line says {_pounds(self.totals[name])}"
            for name in _TOTALS
            if true[name] != self.totals[name]
        ]

    def figures_on(self, day: dt.date) -> Figures:
        """What the lines that took effect by a day come to."""
        sums = dict.fromkeys(MEASURES, 0)
        for (on, measure), pence in self.days.items():
            if on <= day:
                sums[measure] += pence
        return Figures(**sums)


_Shape = Callable[[int], tuple[tuple[str, int], ...]]
_SHAPES: Final[dict[str, tuple[_Shape, ...]]] = {
    "allocate": (lambda pence: (("allocated", pence),),),
    "vire": (lambda pence: (("vired", -pence), ("vired", pence)),),
    "carry_forward": (lambda pence: (("carried", -pence), ("carried", pence)),),
    "commit": (lambda pence: (("committed", pence),),),
    "call": (lambda pence: (("called", pence),),),
    "pay": (lambda pence: (("paid", pence),), lambda pence: (("paid", pence), ("handed", -pence))),
    "release": (lambda pence: (("released", pence),),),
    "recover": (lambda pence: (("paid", -pence), ("released", pence)),),
    "claim": (lambda pence: (("due_in", pence),),),
    "receive": (lambda pence: (("received", pence),),),
    "hand_over": (lambda pence: (("handed", pence),),),
}


def entry_faults(
    entry: WrittenEntry | None, lines: Sequence[WrittenLine], reversed_lines: Sequence[WrittenLine] | None = None
) -> list[str]:
    """What does not hold of an entry and its lines. reversed_lines: those of the entry that it takes back."""
    if entry is None:
        return ["its entry is missing"]
    found = []
    if len(lines) != entry.line_count:
        found.append(f"it has {entry.line_count} lines, and {len(lines)} are there")
    if any(line.written_at != entry.written_at for line in lines):
        found.append("its lines were written at another moment than it was")
    if any(line.award is not None and line.award != entry.award for line in lines):
        found.append("a line of it is of another award")
    if entry.kind == "reverse":
        mirrored = Counter((line.account, line.year, line.measure, -line.pence, line.award) for line in lines)
        original = Counter((o.account, o.year, o.measure, o.pence, o.award) for o in reversed_lines or ())
        if not reversed_lines or mirrored != original:
            found.append(f"it does not take back what entry {entry.reverses} did")
        return found
    said = tuple((line.measure, line.pence) for line in lines)
    if said not in {shape(entry.pence) for shape in _SHAPES.get(entry.kind, ())}:
        found.append(f"its lines are not those of {entry.kind} {_pounds(entry.pence)}")
    elif not _in_place(entry.kind, lines):
        found.append(f"its lines stand in accounts or years that {entry.kind} does not join")
    return found


def _in_place(kind: str, lines: Sequence[WrittenLine]) -> bool:
    """A virement joins two accounts in one year, a carry-forward two years of one account, all else is in one cell."""
    first, last = lines[0], lines[-1]
    if kind == "vire":
        return first.account != last.account and first.year == last.year
    if kind == "carry_forward":
        return first.account == last.account and first.year + 1 == last.year
    return (first.account, first.year) == (last.account, last.year)


def award_faults(lines: Iterable[WrittenLine]) -> list[str]:
    """What does not hold of one award's lines in one cell, in order: 0 ≤ outstanding, 0 ≤ paid, all along."""
    outstanding = paid = 0
    for line in lines:
        if line.measure == "committed":
            outstanding += line.pence
        elif line.measure in ("paid", "released"):
            outstanding -= line.pence
            paid += line.pence if line.measure == "paid" else 0
        if outstanding < 0:
            return [f"more is paid or released than was committed, from line {line.sequence} on"]
        if paid < 0:
            return [f"more came back than was paid, from line {line.sequence} on"]
    return []


def _pounds(pence: int) -> str:
    return money_words(pence, table=True)

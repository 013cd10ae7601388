"""What should have been paid held against what was: of one award on one account, and why the two differ.

The reason is read off the figures and is a pointer for a person, never a finding.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.awards.cost import Due

REASONS: Final = {
    "leaver": "Left, and still paid",
    "twice": "Paid twice",
    "another_school": "Paid to another school",
    "not_paid": "Not paid",
    "late": "Started late",
    "amount": "Another band or amount",
    "unknown": "On an award that is not known",
}
"""Every reason for a difference by its code, with its words, in the order in which lists have them."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What was paid for a period that a day lies in. times: in how many payments. school: where, if that was said."""

    day: dt.date
    pence: int
    times: int = 1
    school: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One award on one account over some days: what was due in its periods and what was paid.

    left: whether the child has left, or is said to have, within these days; what is due is due to the last day then.
    """

    dues: Sequence[Due]
    paid: Sequence[Paid]
    left: bool = False

    @property
    def due_pence(self) -> int:
        """What should have been paid."""
        return sum(each.pence for each in self.dues)

    @property
    def paid_pence(self) -> int:
        """What was, net of what came back."""
        return sum(each.pence for each in self.paid)

    @property
    def difference(self) -> int:
        """Paid too much; below nothing, too little."""
        return self.paid_pence - self.due_pence


def reason(held: Held) -> str | None:
    """The code of why the two differ, as in REASONS; None where nothing is amiss."""
    if _elsewhere(held):
        return "another_school"
    if held.difference == 0:
        return None
    if held.difference > 0:
        return "leaver" if held.left else "twice" if _twice(held) else "amount"
    if held.paid_pence == 0:
        return "not_paid"
    wanting = [due - paid for due, paid, _ in _periods(held)]
    unpaid = [paid == 0 < due for due, paid, _ in _periods(held)]
    first = unpaid.index(False)
    last = len(unpaid) - unpaid[::-1].index(False)
    if any(wanting[first:last]):
        return "amount"
    return "late" if first else "not_paid"


def _elsewhere(held: Held) -> bool:
    """Whether any of it went to a school that no due of its period is for."""
    for each in held.paid:
        schools = {due.school for due in held.dues if due.from_day <= each.day <= due.until_day}
        if each.school is not None and each.pence > 0 and schools and not schools & {each.school, None}:
            return True
    return False


def _twice(held: Held) -> bool:
    """Whether all that is too much lies in periods that were paid at least twice over, in several payments."""
    over = [(due, paid, times) for due, paid, times in _periods(held) if paid != due]
    return bool(over) and all(times > 1 and 0 < 2 * due <= paid for due, paid, times in over)


def _periods(held: Held) -> list[tuple[int, int, int]]:
    """Each period in order: due, paid, in how many payments; what was paid in none of them stands last."""
    days = sorted({(each.from_day, each.until_day) for each in held.dues})
    found = []
    placed: set[int] = set()
    for first, last in days:
        here = [number for number, each in enumerate(held.paid) if first <= each.day <= last and number not in placed]
        placed |= set(here)
        due = sum(each.pence for each in held.dues if each.from_day == first)
        found.append((due, sum(held.paid[n].pence for n in here), sum(held.paid[n].times for n in here)))
    rest = [each for number, each in enumerate(held.paid) if number not in placed]
    return [*found, (0, sum(each.pence for each in rest), sum(each.times for each in rest))] if rest else found

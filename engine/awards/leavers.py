"""A child who has left: what is due up to the last day on roll, what is released, and what was overpaid.

Only the money ends. Nothing here reads or changes a plan: a plan is ceased by a person's decision alone.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.awards.calendars import Calendar
from engine.awards.cost import cost_by_account
from engine.awards.counting import Counting
from engine.awards.terms import Stretch, until


@dataclass(frozen=True, slots=True)
class Leaving:
    """One account's money in one financial year, in pence. released: what it no longer has to keep for the award."""

    account: str
    due: int
    released: int
    paid: int

    @property
    def overpaid(self) -> int:
        """What was paid beyond what is due, to be recovered; 0 where nothing was."""
        return max(0, self.paid - self.due)

    @property
    def still_to_pay(self) -> int:
        """What is due and not yet paid."""
        return max(0, self.due - self.paid)


def leaving(
    stretches: Iterable[Stretch],
    year: int,
    counting: Counting,
    calendar: Calendar,
    last_day: dt.date,
    paid: Mapping[str, int],
) -> tuple[Leaving, ...]:
    """Each account's money in the year if `last_day` was the last on roll; that day itself is due.

    paid: pence paid in the year, by account. Accounts stand in the order in which they bear the award, then those
    that only paid, by name.
    """
    before = tuple(stretches)
    whole = cost_by_account(before, year, counting, calendar)
    due = cost_by_account(until(before, last_day), year, counting, calendar)
    return tuple(
        Leaving(account, due.get(account, 0), whole.get(account, 0) - due.get(account, 0), paid.get(account, 0))
        for account in [*whole, *sorted(set(paid) - set(whole))]
    )

"""Who bears a package: the shares that health, care and others have agreed are parts of its full cost, never extras.

What is only asked for is not taken off. What the public purse would spend is the same whoever pays, so a legal
comparison of places knows nothing of shares.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from engine.placing.costs import FullCost


@dataclass(frozen=True, slots=True)
class Share:
    """One share of a package, in pence a year; None is not agreed in money. state: asked, agreed or refused.

    from_day, until_day: both included; None is open on that side.
    """

    agency: str
    what: str
    state: str
    pence: int | None
    from_day: dt.date | None = None
    until_day: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return (self.from_day is None or self.from_day <= day) and (self.until_day is None or day <= self.until_day)


@dataclass(frozen=True, slots=True)
class Borne:
    """A year of a package by who bears it, in pence. agreed: shares that are agreed, hold, and have an amount.

    council_pence: what is left; None where the package or a share is not wholly known. over: agreed beyond the package.
    open_shares: agreed without an amount. asked: not agreed yet.
    """

    agreed: tuple[Share, ...]
    agreed_pence: int
    council_pence: int | None
    over: int
    open_shares: tuple[Share, ...]
    asked: tuple[Share, ...]


def borne(cost: FullCost, shares: Iterable[Share], day: dt.date) -> Borne:
    """A year of the package by who bears it, as its shares hold on a day."""
    holding = [each for each in shares if each.holds(day)]
    agreed = [each for each in holding if each.state == "agreed"]
    priced = tuple(each for each in agreed if each.pence is not None)
    open_shares = tuple(each for each in agreed if each.pence is None)
    together = sum(each.pence or 0 for each in priced)
    whole = cost.whole_a_year
    over = 0 if whole is None else max(0, together - whole)
    council = None if whole is None or open_shares else max(0, whole - together)
    return Borne(priced, together, council, over, open_shares, tuple(each for each in holding if each.state == "asked"))

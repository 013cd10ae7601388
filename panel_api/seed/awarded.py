"""Invented awards over time: what each decision gave, when children left or moved school, and who was told when.

Everything is drawn from the case's reference, so it is the same every time. One leaver in four is not told to the
council: those are still paid, about two in a hundred awards, and it is for reconciliation to find them.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from engine.awards.terms import Term
from engine.ledger.accounts import account_code
from engine.rulebook import REFER, Rulebook, Table
from panel_api.seed.county import NEIGHBOUR, School, chance
from panel_api.seed.days import noon
from panel_api.store.invented import Awarding

FIRST: Final = dt.date(2025, 4, 1)
END: Final = dt.date(2026, 11, 20)
UPRATED: Final = dt.date(2026, 4, 1)
MOVES: Final = dt.date(2026, 9, 2)
LEAVE: Final = 8
"""In a hundred awards; a quarter of them untold."""
MOVE: Final = 3
Account = Callable[[str | None], str]
"""The account that bears an award in a partnership."""
_DAY: Final = dt.timedelta(days=1)
_STATUTORY: Final = "non_statutory"


@dataclass(frozen=True, slots=True)
class Change:
    """One term of an award, with why and when it was written. account: its code."""

    at: dt.datetime
    from_day: dt.date
    until_day: dt.date | None
    account: str
    school: str | None
    pence_a_year: int
    why: str
    words: str | None = None

    def term(self, number: int, accounts: Mapping[str, int]) -> Term:
        """As the engine reads it."""
        account = str(accounts[self.account])
        return Term(number, self.from_day, self.until_day, account, self.school, self.pence_a_year, self.at)


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award from its first term to its last. left_untold: the last day of a child who left and nobody said so."""

    given: Awarding
    statutory: bool
    priced: str
    claim_from: str | None
    changes: tuple[Change, ...]
    left_untold: dt.date | None


def awarded(given: Awarding, places: Sequence[School], book: Rulebook) -> Awarded:
    """What became of the award that a decision gave, up to the county's last day."""
    random = Random(f"award of {given.reference}")
    setting, phase = str(given.facts.get("setting", "")), str(given.facts.get("phase", ""))
    statutory = given.legal_basis != _STATUTORY or given.facts.get("ehc_plan") is True

    def account(partnership: str | None) -> str:
        return account_code(
            given.route, statutory=statutory, setting=setting, phase=phase, partnership=partnership or given.partnership
        )

    decided = given.decided_at
    start, last = given.from_day or decided.date(), given.until_day or dt.date.max
    first = Change(decided, start, given.until_day, account(None), given.school, given.pence, "decided")
    changes = [first]
    worth = _worth(book, setting, given.band, FIRST)
    priced = "band" if given.kind != "exceptional_award" and worth == given.pence else "individual"
    now = _worth(book, setting, given.band, UPRATED)
    if priced == "band" and start < UPRATED <= last and now is not None and now != given.pence:
        changes.append(_next(first, noon(UPRATED), UPRATED, now, "uprated"))
    left = _leaving(random, start, given.until_day)
    told = left is not None and not chance(random, 25)
    if left is None and start < MOVES <= last and chance(random, MOVE):
        changes.append(_moved(random, changes[-1], places, account))
    if left is not None and told:
        latest = UPRATED - _DAY if left < UPRATED else END  # the books of a year close with it
        at = noon(min(left + dt.timedelta(days=random.randint(3, 20)), latest))
        changes.append(_next(changes[-1], max(at, changes[-1].at), left + _DAY, 0, "left"))
    claim = given.cared_by if given.cared_by == NEIGHBOUR else None
    return Awarded(given, statutory, priced, claim, tuple(changes), None if told else left)


def _leaving(random: Random, start: dt.date, until: dt.date | None) -> dt.date | None:
    """The last day of a child who leaves before the county's last day: not in August, and after two months."""
    earliest, latest = start + dt.timedelta(days=60), min(until or END, END - dt.timedelta(days=25))
    if not chance(random, LEAVE) or earliest >= latest:
        return None
    day = earliest + dt.timedelta(days=random.randrange((latest - earliest).days))
    return day.replace(day=18, month=7) if day.month == 8 and start < day.replace(day=18, month=7) else day


def _moved(random: Random, last: Change, places: Sequence[School], account: Account) -> Change:
    """A move to another school of the same kind in September; the account follows the partnership."""
    own = next((each for each in places if each.urn == last.school), None)
    kind = (own.phase, own.setting) if own else ("primary", "mainstream")
    others = [each for each in places if (each.phase, each.setting) == kind and each.urn != last.school]
    new = random.choice(others)
    return Change(
        noon(MOVES + dt.timedelta(days=random.randint(1, 20))), MOVES, last.until_day, account(new.partnership),
        new.urn, last.pence_a_year, "moved", "Moved school at the beginning of the school year",
    )  # fmt: skip


def _next(last: Change, at: dt.datetime, day: dt.date, pence: int, why: str) -> Change:
    return Change(at, day, last.until_day if pence else None, last.account, last.school, pence, why)


def _worth(book: Rulebook, setting: str, band: str | None, day: dt.date) -> int | None:
    """What a band is worth in a setting on a day, in pence; None where the tariff gives none."""
    tariff = book.on(day).values["tariff"].shape
    assert isinstance(tariff, Table)
    found = tariff.cells.get((setting, int(band)), REFER) if band is not None and band.isdigit() else None
    return found if isinstance(found, int) else None

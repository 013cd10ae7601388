"""A unit that there was not, tried on the placements that there were: whom it could have taken, what it would change.

Children come in the order in which their placements began. One whom the unit surely suits, who lived within its reach,
and who went further or cost more than there, takes a seat that is free on that day, until the stay ended. Those of whom
one of these is not known are given what seats the others leave, and counted apart. It is no forecast: wishes were not
asked, and a school that is there changes who is placed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from engine.awards.calendars import Calendar, Days
from engine.awards.counting import BY_DAYS
from engine.awards.portions import weight_of
from engine.days import financial_year, financial_year_days
from engine.placing.fit import Fit
from engine.sufficiency.terms import SchoolTerm, terms_counted

Fate = Literal["seat", "full", "perhaps", "perhaps_full", "too_far", "no_gain", "no_fit"]
FATES: Final[dict[Fate, str]] = {
    "seat": "could have taken a seat",
    "full": "would have suited, but no seat was free",
    "perhaps": "may have suited, and a seat was left",
    "perhaps_full": "may have suited, but no seat was left",
    "too_far": "lived too far from it",
    "no_gain": "went no further and cost no more where they are",
    "no_fit": "would not have suited",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit. pence: what a seat costs a year. reach: metres from home that it takes children from.

    from_day, until_day: the days replayed, both included.
    """

    seats: int
    pence: int
    reach: int
    from_day: dt.date
    until_day: dt.date


@dataclass(frozen=True, slots=True)
class Child:
    """One placement as it was. metres: from home to where the child went; near: to the unit. None is not known.

    fit: whether the unit suits; why_not: in words, where it does not. pence: what the placement costs a year.
    """

    number: int
    from_day: dt.date
    until_day: dt.date | None
    fit: Fit
    metres: int | None
    near: int | None
    pence: int | None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What some children's seats would have changed. saved_metres: each way, of the `measured` of them.

    pence_a_year: avoided in a full year, and pence over the days replayed, of the `priced` of them; below nothing where
    the unit would have cost more. seated: years of seats taken, as a fraction.
    """

    children: int
    measured: int
    saved_metres: int
    priced: int
    pence_a_year: int
    pence: int
    seated: Fraction


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole: the fate of every child, what sure seats and perhaps seats would have changed, and seats by term.

    terms: on each term's day, how many sure and how many perhaps sit there. why_not: of those it does not suit, by the
    reason, the commonest first. empty_pence: what seats nobody surely took would have cost, if each is paid for.
    """

    unit: Unit
    fates: dict[Fate, int]
    sure: Outcome
    perhaps: Outcome
    terms: tuple[tuple[SchoolTerm, int, int], ...]
    why_not: tuple[tuple[str, int], ...]
    empty_pence: int


@dataclass(slots=True)
class _Seats:
    """How many of the unit's seats are taken on each day."""

    unit: Unit
    taken: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = [0] * ((self.unit.until_day - self.unit.from_day).days + 1)

    def take(self, child: Child) -> bool:
        """A seat for the whole stay, if one is free on each of its days."""
        first, last = self._days(child)
        if max(self.taken[first : last + 1]) >= self.unit.seats:
            return False
        for day in range(first, last + 1):
            self.taken[day] += 1
        return True

    def on(self, day: dt.date) -> int:
        """How many are taken on a day."""
        return self.taken[(day - self.unit.from_day).days]

    def _days(self, child: Child) -> tuple[int, int]:
        days = _stay(self.unit, child)
        return (days.from_day - self.unit.from_day).days, (days.until_day - self.unit.from_day).days


def replay(unit: Unit, children: Iterable[Child]) -> Replay:
    """Try the unit on placements that began on its days; others are left out. Linear in them.

    Raises ValueError where the unit has no seats or its days come the wrong way round.
    """
    if unit.seats < 1 or unit.until_day < unit.from_day:
        raise ValueError(f"no unit of {unit.seats} seats from {unit.from_day} to {unit.until_day}")
    begun = sorted(
        (each for each in children if unit.from_day <= each.from_day <= unit.until_day),
        key=lambda each: (each.from_day, each.number),
    )
    seats, fates = _Seats(unit), dict.fromkeys(FATES, 0)
    taken: dict[Fate, list[Child]] = {"seat": [], "perhaps": []}
    why: dict[str, int] = {}
    doubtful: list[Child] = []
    for child in begun:
        gains = _gains(child, unit)
        if child.fit == "no":
            fates["no_fit"] += 1
            said = child.why_not or "It does not suit."
            why[said] = why.get(said, 0) + 1
        elif child.near is not None and child.near > unit.reach:
            fates["too_far"] += 1
        elif gains is False:
            fates["no_gain"] += 1
        elif child.fit == "unknown" or child.near is None or gains is None:
            doubtful.append(child)
        else:
            _seat(seats, child, "seat", "full", fates, taken)
    terms = terms_counted(unit.from_day, unit.until_day)
    sure = [seats.on(each.counted_on) for each in terms]
    for child in doubtful:
        _seat(seats, child, "perhaps", "perhaps_full", fates, taken)
    outcome = _outcome(unit, taken["seat"])
    whole = unit.seats * _years(Days(unit.from_day, unit.until_day))
    return Replay(
        unit,
        fates,
        outcome,
        _outcome(unit, taken["perhaps"]),
        tuple((each, now, seats.on(each.counted_on) - now) for each, now in zip(terms, sure, strict=True)),
        tuple(sorted(why.items(), key=lambda each: (-each[1], each[0]))),
        BY_DAYS.to_penny(unit.pence * (whole - outcome.seated)),
    )


def _seat(
    seats: _Seats, child: Child, there: Fate, full: Fate, fates: dict[Fate, int], taken: dict[Fate, list[Child]]
) -> None:
    if seats.take(child):
        fates[there] += 1
        taken[there].append(child)
    else:
        fates[full] += 1


def _gains(child: Child, unit: Unit) -> bool | None:
    """Whether the child went further or cost more than in the unit; None where that cannot be said."""
    further = None if child.metres is None or child.near is None else child.near < child.metres
    dearer = None if child.pence is None else child.pence > unit.pence
    if further or dearer:
        return True
    return None if further is None or dearer is None else False


def _outcome(unit: Unit, children: list[Child]) -> Outcome:
    saved = [each.metres - each.near for each in children if each.metres is not None and each.near is not None]
    priced = [each for each in children if each.pence is not None]
    avoided = sum(((each.pence or 0) - unit.pence) * _years(_stay(unit, each)) for each in priced)
    return Outcome(
        len(children),
        len(saved),
        sum(saved),
        len(priced),
        sum((each.pence or 0) - unit.pence for each in priced),
        BY_DAYS.to_penny(Fraction(avoided)),
        sum((_years(_stay(unit, each)) for each in children), Fraction(0)),
    )


def _stay(unit: Unit, child: Child) -> Days:
    last = unit.until_day if child.until_day is None else min(child.until_day, unit.until_day)
    return Days(child.from_day, last)


def _years(days: Days) -> Fraction:
    """Days as years, each day a 365th or a 366th of its financial year."""
    found = Fraction(0)
    for year in range(financial_year(days.from_day), financial_year(days.until_day) + 1):
        first, last = financial_year_days(year)
        part = Days(max(first, days.from_day), min(last, days.until_day))
        found += weight_of(part, year, BY_DAYS, Calendar(()))
    return found

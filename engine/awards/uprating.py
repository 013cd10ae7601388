"""Uprating: what was priced by band follows its tariff on 1 April. Individual prices are never uprated."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.awards.counting import Counting
from engine.awards.terms import Stretch, divided, joined, years_of
from engine.days import financial_year


@dataclass(frozen=True, slots=True)
class DatedAmount:
    """What a band is worth a year from a day on, in pence, until the next."""

    from_day: dt.date
    pence_a_year: int


def amount_on(amounts: Sequence[DatedAmount], day: dt.date) -> int | None:
    """The amount in force on a day; None before the first."""
    begun = [each for each in amounts if each.from_day <= day]
    return max(begun, key=lambda each: each.from_day).pence_a_year if begun else None


def uprate(
    stretches: Sequence[Stretch], counting: Counting, amounts: Sequence[DatedAmount], through: int
) -> tuple[Stretch, ...]:
    """The stretches of an award in one band, from each 1 April after its first year at the band's amount of that day.

    amounts: the band's, by the tariff as it is known; before the first of them nothing changes. through: the last
    financial year looked at, for an award that runs on. A tariff changed within a year waits for 1 April.
    """
    years = years_of(stretches, through)
    if not counting.uprated or not years:
        return tuple(stretches)
    pieces = []
    for piece in divided(stretches, (dt.date(year, 4, 1) for year in years)):
        year = financial_year(piece.from_day)
        amount = amount_on(amounts, dt.date(year, 4, 1)) if year > years[0] else None
        pieces.append(piece if amount is None else replace(piece, pence_a_year=amount))
    return joined(pieces)

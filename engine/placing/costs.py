"""What a place costs, twice over and never mixed: additional to the public purse, and in full over the stay.

Two questions have two answers, of two types that share no field, so that neither can stand where the other is meant.
The additional cost is for a legal comparison of places (CFA 2014 s.39(4), Education Act 1996 s.9): what would be spent
because this child goes there, so money that already pays for an empty place is left out (Hammersmith & Fulham v L
[2015] UKUT 523). The full cost is for commissioning. What nobody knows is never nothing: it is kept beside the total,
which then says "at least".
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from engine.awards.calendars import Calendar, Days
from engine.awards.counting import BY_DAYS
from engine.awards.portions import weight_of
from engine.days import financial_year, financial_year_days

LINES: Final = {
    "place": "Place funding",
    "top_up": "Top-up",
    "fee": "School's fee",
    "therapy": "Therapy",
    "equipment": "Equipment",
    "transport": "Home-to-school transport",
    "health": "What health provides",
    "social_care": "What social care provides",
    "other": "Other",
}
"""The parts of what a place costs, in the order in which they are shown."""

PLACE_FUNDED: Final = frozenset(
    ("sen_unit", "resourced_provision", "special", "non_maintained_special", "alternative_provision",
     "further_education", "specialist_post_16")
)  # fmt: skip
"""Kinds of provision whose places are paid for whether or not a child takes them (check: which colleges)."""

_SPENT: Final = "It would be spent because the child is there."
_COUNTS: Final = {
    "transport": "It is council money outside the high-needs block. It is public money, so it counts here.",
    "health": "It is the health service's money. That is public money too, so it counts here.",
    "social_care": "It is social care's money. That is public money too, so it counts here.",
}
_PLACE: Final = {
    True: "The place is paid for already and stands empty, so nothing more is spent on it.",
    False: "No place that is paid for stands empty, so another would have to be paid for.",
    None: "Nobody has said whether a place stands empty. If one does, this is paid for already and does not count.",
}
_THERE: Final = "The child has this place now and it is paid for already, so nothing more is spent on it."
_BY_THE_CHILD: Final = "Places there are not paid for while they stand empty, so this would be spent for the child."


@dataclass(frozen=True, slots=True)
class CostLine:
    """One part of what a place costs a year, of `LINES`. Raises ValueError for another part or less than nothing.

    pence: a year; None is not known. words: what it is for. source: where the figure is from, or who must be asked.
    estimated_by: whose estimate it is, where it is one.
    """

    line: str
    pence: int | None
    words: str
    source: str
    estimated_by: str | None = None

    def __post_init__(self) -> None:
        if self.line not in LINES or (self.pence is not None and self.pence < 0):
            raise ValueError(f"no place costs {self.pence} pence of {self.line}")


@dataclass(frozen=True, slots=True)
class Counted:
    """One line in a comparison. counts: None where it is not known whether it does. why: in a sentence."""

    line: CostLine
    counts: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class AdditionalCost:
    """What would be spent a year because this child goes there. More than `least_pence` is not certain.

    most_pence: no more than this; None where a line that counts, or may count, has no amount. unknown: lines whose
    amount is not known, and those of which it is not known whether they count.
    """

    lines: tuple[Counted, ...]
    least_pence: int
    most_pence: int | None
    unknown: tuple[Counted, ...]

    @property
    def exact_pence(self) -> int | None:
        """The cost where it is wholly known, else None."""
        return None if self.unknown else self.least_pence


@dataclass(frozen=True, slots=True)
class YearOfStay:
    """What is known of one financial year, that began in `year`; by_line: the same by line, in order, in pence."""

    year: int
    from_day: dt.date
    until_day: dt.date
    known_pence: int
    by_line: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FullCost:
    """All that a place costs, whoever pays, over the days of the stay, at the prices of today.

    known_a_year: what is known, of a whole year. years: the stay by financial year; empty where its end is not known.
    unpriced: the lines that have no amount, which are in no total. open_ended: nobody has said when the stay ends.
    """

    parts: tuple[CostLine, ...]
    known_a_year: int
    years: tuple[YearOfStay, ...]
    unpriced: tuple[CostLine, ...]
    open_ended: bool

    @property
    def known_over_stay(self) -> int | None:
        """What is known of the stay, in pence; None where its end is not known."""
        return None if self.open_ended else sum(year.known_pence for year in self.years)

    @property
    def whole_a_year(self) -> int | None:
        """A whole year's cost in pence where every line has an amount, else None."""
        return None if self.unpriced else self.known_a_year


def additional(lines: Iterable[CostLine], *, kind: str, vacancy: bool | None, there: bool = False) -> AdditionalCost:
    """The additional cost to the public purse a year, for a legal comparison.

    kind: of provision, by `engine.law.institutions`. vacancy: whether a place that is paid for stands empty there;
    None is not known. there: whether the child has a place there now, which is then paid for already (check). That
    health's and care's money counts rests on "public" in s.9 and s.39(4) (check).
    """
    counted = tuple(_counted(line, kind, vacancy, there=there) for line in in_order(lines))
    unknown = tuple(each for each in counted if _is_unknown(each))
    least = sum(each.line.pence or 0 for each in counted if each.counts)
    may = sum(each.line.pence or 0 for each in counted if each.counts is None)
    open_above = any(each.line.pence is None for each in unknown)
    return AdditionalCost(counted, least, None if open_above else least + may, unknown)


def full(lines: Iterable[CostLine], start: dt.date, until: dt.date | None) -> FullCost:
    """The full cost over the expected stay, both days included, for commissioning.

    By days over the financial year's 365 or 366, as awards are counted. The running total is rounded, never a slice,
    so the lines of a year come to the year and the years to the stay. Raises ValueError where `until` comes first.
    """
    if until is not None and until < start:
        raise ValueError(f"no stay runs from {start} to {until}")
    ordered = in_order(lines)
    last = start if until is None else until
    spans = [] if until is None else range(financial_year(start), financial_year(last) + 1)
    return FullCost(
        ordered,
        sum(line.pence or 0 for line in ordered),
        tuple(_year(ordered, year, start, last) for year in spans),
        tuple(line for line in ordered if line.pence is None),
        until is None,
    )


def in_order(lines: Iterable[CostLine]) -> tuple[CostLine, ...]:
    """Lines as they are shown: by part, and within it as they were given."""
    order = list(LINES)
    return tuple(sorted(lines, key=lambda each: order.index(each.line)))


def _counted(line: CostLine, kind: str, vacancy: bool | None, *, there: bool) -> Counted:
    if line.line != "place":
        return Counted(line, True, _COUNTS.get(line.line, _SPENT))
    if kind not in PLACE_FUNDED:
        return Counted(line, True, _BY_THE_CHILD)
    if there:
        return Counted(line, False, _THERE)
    return Counted(line, None if vacancy is None else not vacancy, _PLACE[vacancy])


def _is_unknown(each: Counted) -> bool:
    """Whether it leaves the total open; a line of nothing leaves nothing open, whether it counts or not."""
    if each.counts is None:
        return each.line.pence != 0
    return each.counts and each.line.pence is None


def _year(lines: Sequence[CostLine], year: int, start: dt.date, until: dt.date) -> YearOfStay:
    first, last = financial_year_days(year)
    days = Days(max(first, start), min(last, until))
    weight = _weight(days, year)
    running, told, by_line = Fraction(0), 0, []
    for line in lines:
        running += (line.pence or 0) * weight
        total = BY_DAYS.to_penny(running)
        by_line.append(total - told)
        told = total
    return YearOfStay(year, days.from_day, days.until_day, told, tuple(by_line))


@lru_cache(maxsize=256)
def _weight(days: Days, year: int) -> Fraction:
    """The share of a financial year that some of its days are: the same for every place of a search."""
    return weight_of(days, year, BY_DAYS, Calendar(()))

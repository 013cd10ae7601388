"""What awards cost in a financial year, all at once and exactly: as `engine.awards.cost`, in columns.

A year's running weight up to each of its days is a whole number over one denominator, worked out once from the
portions of its counting. What days from and until cost is then the difference of two of them, times the pence of a
full year. Rounding is of the running total within the year, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import lcm

import polars as pl

from engine.awards.calendars import Calendar
from engine.awards.counting import Counting
from engine.awards.portions import portions
from engine.days import financial_year_days

ROOM = 1 << 30
"""A denominator beyond this could take pence past 64 bits; they are then held in 128."""


@dataclass(frozen=True)
class Stretch:
    """Days at one rate, as expressions over a frame: from and until (null is open), and pence of a full year."""

    from_day: pl.Expr
    until_day: pl.Expr
    pence: pl.Expr


class YearWeights:
    """The running weight of a financial year, day by day. Raises CannotCount where the calendar falls short."""

    def __init__(self, year: int, counting: Counting, calendar: Calendar) -> None:
        self.year, self.counting = year, counting
        self.first, self.last = financial_year_days(year)
        parts = portions(year, counting, calendar)
        self.whole = lcm(*(part.share.denominator * part.days.count for part in parts))
        daily = [0] * ((self.last - self.first).days + 1)
        for part in parts:
            each = part.share.numerator * self.whole // (part.share.denominator * part.days.count)
            start = (part.days.from_day - self.first).days
            for at in range(start, start + part.days.count):
                daily[at] += each
        width = pl.Int64 if self.whole < ROOM else pl.Int128
        self.running = pl.Series("running", [0, *accumulate(daily)], dtype=width)

    def due(self, frame: pl.DataFrame, stretches: Sequence[Stretch]) -> pl.Series:
        """What the stretches together cost in the year, over `whole`, in pence; nothing where an amount is null."""
        total = pl.Series("due", [0], dtype=self.running.dtype).new_from_index(0, len(frame))
        for each in stretches:
            days = frame.select(
                self._day(each.from_day.fill_null(self.first)).alias("low"),
                (self._day(each.until_day.fill_null(self.last), 1)).alias("high"),
                each.pence.fill_null(0).cast(self.running.dtype).alias("pence"),
            )
            high = pl.select(pl.max_horizontal(days["low"], days["high"])).to_series()
            weight = self.running.gather(high) - self.running.gather(days["low"])
            total = total + weight * days["pence"]
        return total

    def to_penny(self, due: pl.Series) -> pl.Series:
        """A running total in whole pence."""
        whole = due // self.whole
        rest = 2 * (due % self.whole)
        match self.counting.rounding:
            case "down":
                more = rest < 0
            case "up":
                more = rest > 0
            case "half_up":
                more = rest >= self.whole
            case _:
                more = (rest > self.whole) | ((rest == self.whole) & (whole % 2 == 1))
        return (whole + more.cast(whole.dtype)).cast(pl.Int64)

    def _day(self, day: pl.Expr, more: int = 0) -> pl.Expr:
        """How many of the year's days have passed before the day (`more` 1: with it), from none to all."""
        passed = (day.cast(pl.Date) - pl.lit(self.first)).dt.total_days() + more
        return passed.clip(0, len(self.running) - 1)

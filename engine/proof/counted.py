"""Whether the awards of a rulebook can be counted by the county's school years, in every year that these give."""

from collections.abc import Iterator
from pathlib import Path

from engine.awards.calendars import Calendar
from engine.awards.counting import CannotCount
from engine.awards.portions import portions
from engine.days import financial_year
from engine.language.school_years import calendar_in
from engine.problems import Problem, Refused
from engine.rulebook import DatedCounting, Rulebook


def counted(book: Rulebook, rules: Path) -> Iterator[Problem]:
    """A problem for each `award` entry that the calendar in the folder of rulebooks does not fit, and those it has.

    What counts by days, months or twelfths needs no calendar, and none is read for it.
    """
    needing = [entry for entry in book.award if entry.counting.by in ("terms", "weeks")]
    if needing:
        try:
            calendar = calendar_in(rules)
        except Refused as refused:
            yield from refused.problems
            return
        for entry in needing:
            yield from _misfit(entry, calendar)


def _misfit(entry: DatedCounting, calendar: Calendar) -> Iterator[Problem]:
    """The first year that does not fit. What is agreed in the entry's days is paid later too: all that follow count."""
    given = {year.year for year in calendar.years}
    for year in sorted(year for year in given if year - 1 in given and year >= financial_year(entry.period.start)):
        try:
            portions(year, entry.counting, calendar)
        except CannotCount as reason:
            yield Problem(entry.at, str(reason), "the same in both", "Correct the calendar or this entry")
            return

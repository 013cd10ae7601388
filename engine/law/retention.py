"""How long things are kept: from which day a schedule counts, and on which day something may go. Days are England's.

UK GDPR Article 5(1)(e) asks for a reason and names no number of years; the authority's own file does
(`engine.law.retention_file`). A day that is not known gives no day on which something is due: unknown is not no.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine.days import financial_year
from engine.law.rights import turns
from engine.problems import Place
from engine.rulebook import Source

Keep = Literal["years", "days", "with_case", "for_ever"]

COUNTS_FROM: Final[Mapping[str, str]] = {
    "looked_after": "birth",
    "withdrawn": "asked",
    "case": "birth",
    "payments": "financial_year",
    "people": "left",
    "drafts": "saved",
    "letters": "",
    "records": "",
    "logs": "",
}
"""The schedules there are, in the order in which a page shows them, and what each counts from: none for what is kept
for ever or goes with something else."""
OF_CASES: Final = ("looked_after", "withdrawn", "case")
FROM_WORDS: Final[Mapping[str, str]] = {
    "birth": "the day of birth (of a child without one, the day of the request)",
    "asked": "the day of the request",
    "financial_year": "the end of the financial year",
    "left": "the last day of their last role",
    "saved": "the day it was last saved",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """One kind of thing and how long it is kept. many: of years or days; 0 where it is kept by neither.

    also_where_not_recorded: of looked-after children, whether it holds too where nobody recorded if the child was.
    """

    code: str
    counts_from: str
    keep: Keep
    many: int
    source: str
    words: str
    at: Place
    also_where_not_recorded: bool = False

    @property
    def short(self) -> str:
        """Such as "31 years from the day of birth": what a disposal's record says of it."""
        if self.keep in ("with_case", "for_ever"):
            return "for ever" if self.keep == "for_ever" else "with the case"
        since = FROM_WORDS[self.counts_from].split(" (")[0]
        return f"{self.many} {self.keep if self.many != 1 else self.keep[:-1]} from {since}"


@dataclass(frozen=True, slots=True, eq=False)
class Schedules:
    """An authority's schedules, each reading of them itself alone. sha256: of the text they were read from."""

    title: str
    notice: str
    sources: Mapping[str, Source]
    by_code: Mapping[str, Schedule]
    sha256: str

    def __getitem__(self, code: str) -> Schedule:
        return self.by_code[code]


@dataclass(frozen=True, slots=True)
class Due:
    """Which schedule holds, the day it counts from, whether that is the request's for want of one of birth."""

    schedule: Schedule
    since: dt.date
    birth_not_recorded: bool
    on: dt.date


def due_on(schedule: Schedule, since: dt.date | None) -> dt.date | None:
    """The first day on which something may go; None where the day it counts from is not known, or it never goes.

    Years end on the anniversary, of 29 February on 1 March where a year has none. Of a financial year six and the
    current one are kept: what belongs to 2019/20 may go from 1 April 2026.
    """
    if since is None or schedule.keep in ("with_case", "for_ever"):
        return None
    if schedule.counts_from == "financial_year":
        return dt.date(financial_year(since) + 1 + schedule.many, 4, 1)
    if schedule.keep == "days":
        return since + dt.timedelta(days=schedule.many)
    return turns(since, schedule.many)


def latest_due(schedule: Schedule, by: dt.date) -> dt.date | None:
    """The latest day from which something counts that is due by a day; None where nothing is ever due by it.

    `due_on(schedule, day) <= by` is true of this day and of every earlier one, and of no later one.
    """
    if schedule.keep in ("with_case", "for_ever"):
        return None
    if schedule.counts_from == "financial_year":
        return dt.date(financial_year(by) - schedule.many, 3, 31)
    if schedule.keep == "days":
        return by - dt.timedelta(days=schedule.many)
    year = by.year - schedule.many
    try:
        return by.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return dt.date(year, 2, 28)


def case_due(
    schedules: Schedules, born: dt.date | None, asked: dt.date, looked_after: bool | None, withdrawn: bool
) -> Due:
    """When a case may go. looked_after: None where it is not recorded.

    Without a day of birth the years count from the request, which is later, so that nothing goes too early.
    """
    care = schedules["looked_after"]
    if looked_after or (looked_after is None and care.also_where_not_recorded):
        schedule = care
    else:
        schedule = schedules["withdrawn"] if withdrawn else schedules["case"]
    since = asked if schedule.counts_from == "asked" or born is None else born
    on = due_on(schedule, since)
    assert on is not None
    return Due(schedule, since, schedule.counts_from == "birth" and born is None, on)

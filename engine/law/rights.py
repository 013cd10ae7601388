"""Who holds the rights on a day: the parents, and the young person from the end of compulsory school age.

Compulsory school age ends at the end of the last Friday of June in the school year in which a child turns 16
(EA 1996 s.8); from the next day on the child is a "young person" (CFA s.83(2)). Whether somebody lacks mental
capacity is a person's finding about one decision, never worked out and never lasting by itself (CFA s.80; SEND
Regulations 2014 Part 6, check).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from engine.amounts import day_words
from engine.days import academic_year
from engine.law.calendars import last_friday_of_june

Who = Literal["parents", "young_person", "not_known"]

CHANGES: Final = (
    "Letters and notices go to the young person, and the right to appeal is theirs.",
    "Ask the young person for their own views; what the parents said stays on the case as theirs.",
    "Ask the young person whether their parents may be told and may help.",
    "The request stays as it was made, and its dates stay as they are.",
)
"""What is different once the rights have passed, to be read by whoever confirms the recipients."""


@dataclass(frozen=True, slots=True)
class CapacityFinding:
    """A person's finding that a young person lacks capacity for one decision. acts: who then acts, in words."""

    about: str
    acts: str
    words: str
    by: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the rights. until: the last day that parents hold them. acts: who acts for a young person, or None."""

    who: Who
    until: dt.date | None
    acts: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Passing:
    """Rights that passed between two days. on: the first day on which the young person holds them."""

    on: dt.date
    words: str
    changes: tuple[str, ...] = CHANGES


def turns(born: dt.date, age: int) -> dt.date:
    """The day on which somebody reaches an age; born on 29 February, on 1 March of a year that has none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def school_leaving_date(born: dt.date) -> dt.date:
    """The day at whose end compulsory school age ends: the last Friday of June of the school year of turning 16."""
    return last_friday_of_june(academic_year(turns(born, 16)) + 1)


def rights_pass_on(born: dt.date) -> dt.date:
    """The first day on which the young person holds the rights, and on which recipients change."""
    return school_leaving_date(born) + dt.timedelta(days=1)


def holder_on(born: dt.date | None, on: dt.date, finding: CapacityFinding | None = None) -> Holder:
    """Who holds the rights on a day. born: None where it is not recorded; then nobody is assumed.

    finding: counts from the day it was made, for a young person only. The rights stay the young person's.
    """
    if born is None:
        words = "The date of birth is not recorded, so it is not known who holds the rights."
        return Holder("not_known", None, None, words)
    leaves = school_leaving_date(born)
    if on <= leaves:
        passes = day_words(rights_pass_on(born))
        words = f"The parents hold the rights until {day_words(leaves)}. They pass to the young person on {passes}."
        return Holder("parents", leaves, None, words)
    words = f"The young person holds the rights since {day_words(rights_pass_on(born))}."
    if finding is None or finding.on > on:
        return Holder("young_person", leaves, None, words)
    acting = (
        f" For {finding.about}, {finding.acts} acts for them by a finding of {finding.by} on "
        f"{day_words(finding.on)}: {finding.words}"
    )
    return Holder("young_person", leaves, finding.acts, words + acting)


def passed_between(born: dt.date | None, earlier: dt.date, later: dt.date) -> Passing | None:
    """The passing of rights after one day and up to another (asked, and letter sent); None where there was none.

    Where the date of birth is not recorded it is not known: ask `holder_on`, which says so.
    """
    if born is None:
        return None
    passes = rights_pass_on(born)
    if not earlier < passes <= later:
        return None
    words = (
        f"The rights passed to the young person on {day_words(passes)}, between {day_words(earlier)} and "
        f"{day_words(later)}. Write to the young person."
    )
    return Passing(passes, words)

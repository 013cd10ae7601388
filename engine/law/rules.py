"""A rule for one date: what it counts from, how, and what meets it or makes it unnecessary."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.law.calendars import BankHolidays, Counted
from engine.law.dates import DueDate, Force, Whose
from engine.law.events import EVENTS

Days = dict[str, dt.date]
"""The day of each kind of event that is recorded, in the order in which they were last given."""

Count = Callable[[Days, BankHolidays], dt.date | Counted]
"""Counts the due day; called only where everything in `Rule.starts` is recorded."""

UNDECIDED: Final = "It is not decided yet."


@dataclass(frozen=True, slots=True)
class Rule:
    """How one date is counted. starts: every group must be recorded; in a group the first that is counts.

    after: events of which one must be recorded before it is asked at all. met_by: events of which the first meets it.
    spared_by: events after which it is not needed. The rest is as in `DueDate`.
    """

    code: str
    words: str
    span: str
    source: str
    starts: tuple[tuple[str, ...], ...]
    count: Count
    after: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()
    spared_by: tuple[str, ...] = ()
    whose: Whose = "authority"
    force: Force = "law"
    possible: bool = False
    note: str = ""


def date_of(rule: Rule, days: Days, holidays: BankHolidays) -> DueDate:
    """The date a rule gives for what is recorded; without a due day where what it counts from is not."""
    missing = [_waits_for(group) for group in rule.starts if recorded(days, *group) is None]
    if not missing and rule.after and recorded(days, *rule.after) is None:
        missing = [UNDECIDED]
    counted = None if missing else rule.count(days, holidays)
    met, spared = _first(days, rule.met_by), _first(days, rule.spared_by)
    return DueDate(
        code=rule.code,
        words=rule.words,
        span=rule.span,
        source=rule.source,
        force=rule.force,
        whose=rule.whose,
        due=counted.day if isinstance(counted, Counted) else counted,
        waits_for=" ".join(missing),
        counted_from=None if missing else max(day for group in rule.starts if (day := recorded(days, *group))),
        met_by=met and EVENTS[met],
        met_on=days[met] if met else None,
        spared_by=spared and EVENTS[spared],
        spared_on=days[spared] if spared else None,
        possible=rule.possible,
        note=rule.note,
        doubt=counted.doubt if isinstance(counted, Counted) else "",
    )


def recorded(days: Days, *kinds: str) -> dt.date | None:
    """The day of the first of these kinds that is recorded."""
    return next((days[kind] for kind in kinds if kind in days), None)


def begun(days: Days, *kinds: str) -> dt.date:
    """The same where one of them must be recorded. Raises KeyError where none is."""
    return days[next((kind for kind in kinds if kind in days), kinds[0])]


def _first(days: Days, kinds: tuple[str, ...]) -> str | None:
    """The kind that came first; of two on one day, the one named first."""
    return min((kind for kind in kinds if kind in days), key=lambda kind: days[kind], default=None)


def _waits_for(group: tuple[str, ...]) -> str:
    named = [f"the day on which {EVENTS[kind]}" for kind in group]
    return f"Neither {' nor '.join(named)} is recorded." if len(named) > 1 else f"The {named[0][4:]} is not recorded."

"""How long a family has to appeal: two months from the decision, or one from a mediation certificate if later.

Tribunal Procedure (First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008 rr. 12 and 20
(check). The tribunal can allow more time; nobody here can.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from engine.amounts import day_words
from engine.law.calendars import BankHolidays, bank_holidays, months_from
from engine.law.dates import DueDate
from engine.law.rules import Days, Rule, date_of

RULES: Final = "Tribunal Procedure (First-tier Tribunal) (Health, Education and Social Care Chamber) Rules 2008"
ALONE: Final = "An appeal about the school or college alone needs no certificate."


def _count(days: Days, _: BankHolidays) -> dt.date:
    two_months = months_from(days["notice_sent"], 2)
    if "certificate_dated" not in days:
        return two_months
    return max(two_months, months_from(days["certificate_dated"], 1))


_RULE: Final = Rule(
    code="appeal",
    words="The family can appeal",
    span="two months from the decision, or one from a mediation certificate if later",
    source=RULES,
    starts=(("notice_sent",),),
    count=_count,
    met_by=("appealed",),
    whose="family",
    note=ALONE,
)


def appeal_dates(days: Days, holidays: BankHolidays | None = None) -> tuple[DueDate, ...]:
    """The family's time to appeal, once a decision was sent; () before. days: as for `engine.law.rules`.

    A day in August, from 25 December to 1 January, or that is not a working day stays the date shown; its note
    says on which working day the tribunal still takes the appeal as in time (rule 12, check).
    """
    if "notice_sent" not in days:
        return ()
    known = holidays or bank_holidays()
    found = date_of(_RULE, days, known)
    taken = taken_until(found.due, known) if found.due else None
    if taken is None or taken == found.due:
        return (found,)
    note = f"{ALONE} The tribunal takes one as in time until {day_words(taken)}."
    return (replace(found, note=note),)


def taken_until(due: dt.date, holidays: BankHolidays) -> dt.date:
    """The last day on which the tribunal takes an appeal as in time, where its time runs out on `due`."""
    if due.month == 8:
        due = dt.date(due.year, 9, 1)
    elif (due.month, due.day) >= (12, 25):
        due = dt.date(due.year + 1, 1, 2)
    elif (due.month, due.day) == (1, 1):
        due = dt.date(due.year, 1, 2)
    while not holidays.is_working_day(due):
        due += dt.timedelta(days=1)
    return due

"""Dates that cases must meet, as an iCalendar file that a calendar can subscribe to.

A feed leaves the service and lands on telephones: it says which case and what is due, and nothing of the child.
An entry is made of the case's reference, the date's code and the clock's own words; no name, school, place or
free text can be handed in.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from icalendar import CLASS, TRANSP, Calendar, Event

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

FORCE: Final = {True: "Deadline in law.", False: "The authority's own standard. No deadline in law."}
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedDate:
    """One date of one case: code and words as the clock gives them (`engine.law.dates.DueDate`)."""

    reference: str
    code: str
    words: str
    due: dt.date
    law: bool

    @property
    def uid(self) -> str:
        """The same for this date of this case however often it moves, so that a calendar moves it too."""
        return f"{self.reference}.{self.code}@evenhand.invalid"


def calendar_text(dates: Iterable[FeedDate], at: dt.datetime, case_address: str | None = None) -> bytes:
    """An iCalendar file of all-day events, the earliest first. at: the moment it is drawn up, with a time zone.

    case_address: where cases are shown, without the reference at its end; None leaves links out.
    """
    calendar = Calendar.new(
        prodid="-//Evenhand//Dates due//EN",
        method="PUBLISH",
        name="Evenhand: dates due",
        uid="dates-due@evenhand.invalid",  # or each copy would get one by chance
    )
    for date in sorted(dates, key=lambda each: (each.due, each.reference, each.code)):
        calendar.add_component(
            Event.new(
                uid=date.uid,
                stamp=at,
                start=date.due,
                end=date.due + _DAY,
                summary=f"{date.reference}: {date.words}",
                description=FORCE[date.law],
                classification=CLASS.CONFIDENTIAL,
                transparency=TRANSP.TRANSPARENT,  # a date due makes nobody busy
                url=None if case_address is None else f"{case_address}/{date.reference}",
            )
        )
    text: bytes = calendar.to_ical()
    return text

"""The time on the wall of an English meeting room: moments are kept in UTC and told as people there read them."""

import datetime as dt
import re
from typing import Final

from engine.amounts import day_words
from engine.law.calendars import LONDON

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as the clock on the wall shows it."""
    return moment.astimezone(LONDON)


def time_text(moment: dt.datetime) -> str:
    """09:30, on the wall."""
    return f"{local(moment):%H:%M}"


def day_and_weekday(day: dt.date) -> str:
    """Tuesday 6 October 2026."""
    return f"{_DAYS[day.weekday()]} {day_words(day)}"


def time_typed(text: str) -> dt.time | None:
    """A time of day as people write it (9:30, 09.30); None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return dt.time(int(found[1]), int(found[2])) if found else None


def moment_on(day: dt.date, time: dt.time) -> dt.datetime:
    """That time on that day, in UTC. An hour that the clocks give twice is the first of the two."""
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)

"""An invented county's school years and short ways to write awards, for the tests of what awards cost."""

import datetime as dt

from engine.awards.calendars import Calendar, Days, SchoolYear
from engine.awards.counting import Counting
from engine.awards.terms import Stretch, Term

ROSE, ASH = "rose", "ash"
"""Two accounts."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days(first: str, last: str) -> Days:
    return Days(day(first), day(last))


CALENDAR = Calendar(
    (
        SchoolYear(
            2025,
            "invented",
            terms=(
                days("2025-09-01", "2025-12-19"),
                days("2026-01-05", "2026-03-27"),
                days("2026-04-13", "2026-07-21"),
            ),
            closed=(
                days("2025-10-27", "2025-10-31"),
                days("2026-05-04", "2026-05-04"),
                days("2026-05-25", "2026-05-29"),
            ),
            funded=(days("2026-04-13", "2026-05-22"), days("2026-06-01", "2026-07-17")),  # 6 + 7 weeks
        ),
        SchoolYear(
            2026,
            "invented",
            terms=(
                days("2026-09-01", "2026-12-18"),
                days("2027-01-04", "2027-03-24"),
                days("2027-04-12", "2027-07-22"),
            ),
            closed=(days("2026-10-26", "2026-10-30"), days("2027-02-15", "2027-02-19")),
            funded=(
                days("2026-09-07", "2026-10-23"),  # 7 weeks
                days("2026-11-02", "2026-12-18"),  # 7
                days("2027-01-04", "2027-02-12"),  # 6
                days("2027-02-22", "2027-03-26"),  # 5: with the summer's 13 they are 38
            ),
        ),
    )
)
"""Invented. Enough for the financial year 2026-27."""

DAYS = Counting("days")
TWELFTHS = Counting("twelfths", shares=(4, 3, 5))
THIRDS = Counting("terms", shares=(1, 1, 1))
WEEKS = Counting("weeks", weeks=38)


def stretch(first: str, last: str | None, pence: int, account: str = ROSE, school: str | None = "Elm") -> Stretch:
    return Stretch(day(first), day(last) if last else None, account, school, pence)


def term(
    number: int, first: str, last: str | None, pence: int, account: str = ROSE, school: str | None = "Elm"
) -> Term:
    """A term written on the `number`th of June 2026, at noon."""
    written = dt.datetime(2026, 6, number, 12, tzinfo=dt.UTC)
    return Term(number, day(first), day(last) if last else None, account, school, pence, written)

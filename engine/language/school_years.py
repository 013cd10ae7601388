"""The county's school years as written in `rules/calendar.yaml`: terms, closed days and funded weeks, each sourced.

A council may keep a calendar of its own beside its rulebooks; where it has none, the invented one that ships serves.
"""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from engine.awards.calendars import Calendar, Days, SchoolYear
from engine.awards.counting import TERMS
from engine.language.declarations import known_source, read_sources
from engine.language.loading import read_source
from engine.language.sections import Section
from engine.language.source_text import Written, read_text
from engine.problems import Complaints, Place
from engine.rulebook import Source

CALENDAR_FILE: Final = "calendar.yaml"
_TOP: Final = Path(__file__).resolve().parents[2]
_SHIPPED: Final = (_TOP / "rules" / CALENDAR_FILE, _TOP / "panel_api" / "_content" / "rules" / CALENDAR_FILE)
"""In a checkout, and where a wheel puts it."""


@cache
def county_calendar() -> Calendar:
    """The calendar that ships with Evenhand: invented, and it says so. Raises `Refused` where it does not hold."""
    file = next(path for path in _SHIPPED if path.exists())
    return read_calendar(read_source(file), str(file))


def calendar_in(folder: Path) -> Calendar:
    """The calendar in a folder of rulebooks, or else the shipped one. Raises `Refused` with every problem found."""
    beside = folder / CALENDAR_FILE
    return read_calendar(read_source(beside), str(beside)) if beside.exists() else county_calendar()


def read_calendar(text: str, file: str = CALENDAR_FILE) -> Calendar:
    """The calendar in a text. Raises `Refused` with every problem found."""
    complaints = Complaints()
    written = read_text(text, file, complaints)
    complaints.raise_if_any()
    top = Section(
        written, "the calendar", Place(file, 1, 1), complaints, ("title", "sources", "school_years"), ("notice",)
    )
    sources = read_sources(top, complaints)
    years = [_year(each, sources, complaints) for each in top.items("school_years")]
    found = sorted((year for year in years if year), key=lambda year: year.year)
    for before, after in pairwise(found):
        if before.year == after.year:
            wrong = f"the school year from {after.year} is given twice"
            complaints.add(top.at, wrong, "each year once", "Remove one")
    complaints.raise_if_any()
    return Calendar(tuple(found))


def _year(written: Written, sources: Mapping[str, Source], complaints: Complaints) -> SchoolYear | None:
    section = Section(
        written,
        "a school year",
        written.at,
        complaints,
        ("begins", "source", *TERMS),
        ("closed", "funded_weeks"),
    )
    begins, named = section.text("begins"), section.text("source")
    if begins is None or named is None:
        return None
    if not re.fullmatch(r"[12]\d{3}", begins.text):
        complaints.add(begins.at, f"`{begins.text}` is not a year", "a year such as 2026", "Correct it")
        return None
    year = int(begins.text)
    within = Days(dt.date(year, 9, 1), dt.date(year + 1, 8, 31))
    terms = [_days(section.entries[term], within, complaints) for term in TERMS if term in section.entries]
    closed = [_days(each, within, complaints) for each in section.items("closed")]
    funded = [_days(each, within, complaints) for each in section.items("funded_weeks")]
    _terms_in_turn(section, [term for term in terms if term], complaints)
    for run, at in zip(funded, section.items("funded_weeks"), strict=True):
        if run and run.from_day.weekday() != 0:
            complaints.add(at.at, f"{run.from_day} is not a Monday", "runs of whole weeks", "Begin it on a Monday")
    return SchoolYear(
        year,
        known_source(named, sources, section.at, complaints),
        tuple(term for term in terms if term),
        tuple(days for days in closed if days),
        tuple(days for days in funded if days),
    )


def _days(written: Written, within: Days, complaints: Complaints) -> Days | None:
    section = Section(written, "these days", written.at, complaints, ("from", "to"))
    period = section.period()
    if period is None or period.end is None:
        return None
    days = Days(period.start, period.end)
    if days.both(within) != days:
        expected = f"days from {within.from_day} to {within.until_day}"
        complaints.add(section.at, "these days do not lie in the school year", expected, "Correct them")
    return days


def _terms_in_turn(section: Section, terms: list[Days], complaints: Complaints) -> None:
    if any(after.from_day <= before.until_day for before, after in pairwise(terms)):
        complaints.add(section.at, "the terms overlap or stand out of turn", "autumn, spring, summer", "Correct them")

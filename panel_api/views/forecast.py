"""Where an account is heading, as its page has it: the range with its parts, the alarm, spend against profile."""

from typing import Any, Final

from engine.amounts import day_words
from engine.forecast.alarm import WORDS, Alarm
from engine.forecast.outturn import Outturn
from engine.forecast.words import PARTS, RANGE, sentences
from engine.forecast.year import last_day
from panel_api.services.forecasting import Forecast

_PROFILES: Final = {
    "flat": "every day of the year the same",
    "last_year": "as last year was paid, month by month",
}


def forecast_view(found: Forecast) -> dict[str, Any]:
    """Plain data for a page or as JSON; money in whole pence.

    this_year, next_year: `range_view`. alarm: `alarm_view`. profile: how the year is expected to go, in words. rows: of
    the table of spend against profile, in order of day; paid and committed are None for days that have not come.
    """
    return {
        "day": found.day,
        "this_year": range_view(found.this_year),
        "next_year": range_view(found.next_year),
        "alarm": alarm_view(found.alarm),
        "profile": _PROFILES[found.profile.name],
        "rows": [
            {"day": point.day, "expected": point.expected, "paid": point.paid, "committed": point.committed}
            for point in found.points
        ],
    }


def range_view(found: Outturn) -> dict[str, Any]:
    """One year: its end, low, likely, high, what is held (None: not allocated), sentences and parts.

    The parts add up to the range, in order; parts of nothing are left out. note: what a range is, "" where it is none.
    """
    return {
        "end": day_words(last_day(found.year)),
        "low": found.low,
        "likely": found.likely,
        "high": found.high,
        "held": found.held,
        "sentences": list(sentences(found)),
        "note": RANGE if found.low != found.high else "",
        "parts": [
            {"name": part.name, "words": PARTS[part.name], "low": part.low, "likely": part.likely, "high": part.high}
            for part in found.parts
            if part.low or part.high
        ],
    }


def alarm_view(found: Alarm) -> dict[str, Any]:
    """The alarm in words. rings: whether it does. rule: when it would."""
    return {
        "rings": found.state == "rings",
        "state": found.state,
        "sentence": found.sentence,
        "evidence": found.evidence,
        "rule": WORDS,
    }

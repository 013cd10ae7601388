"""A case's dates as a page shows them: by when, on what ground, how each stands in words, and what people found."""

from pathlib import Path
from typing import Any, Final

from engine.amounts import day_words, sentence
from engine.law.dates import FORCES, DueDate
from engine.law.schools import WEEK
from panel_api.school_closures import read_closures
from panel_api.services.clock import Clock

_PLAIN: Final = ("not_started", "not_needed")
"""States that stand as a sentence alone, without a mark."""


def dates_view(clock: Clock) -> dict[str, Any]:
    """All about the dates, in the order in which they fall."""
    return {
        "footing": clock.footing,
        "rows": [_row(each, clock) for each in clock.dates],
    }


def closures_for(file: Path | None, clock: Clock) -> list[tuple[str, list[str]]]:
    """Closures of four weeks or more that touch the time of a case's dates, each with when advice asked for counts.

    They excuse nothing: a person still finds whether one made a date late.
    """
    if file is None:
        return [("No closure is known", ["Nobody has told this service when schools are closed. Check it yourself."])]
    counted = [each for each in clock.dates if each.due is not None and each.counted_from is not None]
    first = min((each.counted_from for each in counted if each.counted_from), default=clock.today)
    last = max((each.due for each in counted if each.due), default=clock.today)
    found = [each for each in read_closures(file).closures if each.long and each.first <= last and each.last >= first]
    shown = []
    for each in found:
        says = f"Closed from {day_words(each.first)} to {day_words(each.last)}."
        asked = f"{day_words(each.first - WEEK)} to {day_words(each.reopens - WEEK)}"
        shown.append((each.words, [says, f"The law's reason is about advice asked for from {asked}."]))
    return shown or [("None of four weeks or more", ["No closure that is known touches the time of these dates."])]


def _row(date: DueDate, clock: Clock) -> dict[str, Any]:
    state = date.state(clock.today)
    says = date.state_words(clock.today)
    return {
        "code": date.code,
        "words": date.words,
        "by": _by(date),
        "ground": f"{sentence(date.span)} {sentence(_ground(date))}",
        "state": state,
        "says": says if state in _PLAIN else says.removesuffix("."),
        "mark": state not in _PLAIN,
        "notes": [text for text in (date.note, date.doubt) if text],
        "findings": [each.sentence() for each in date.findings],
    }


def _by(date: DueDate) -> str:
    if date.due is None:
        return ""
    until = "until" if date.whose == "family" else "by"
    return f"{'perhaps ' if date.possible else ''}{until} {day_words(date.due)}"


def _ground(date: DueDate) -> str:
    if date.force == "own_standard":
        return f"No deadline in law; our own standard, {date.source}"
    return f"{FORCES[date.force]}: {date.source}"

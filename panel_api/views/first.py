"""What must be looked at first: an order to carry out, duty warnings, dates that press, what the rules refer or flag.

And what a child went without, which stays listed until somebody has made up for it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.amounts import count_words, day_words
from engine.law.dates import DueDate
from panel_api.models import Case, DutyWarning, ProvisionLost
from panel_api.services.clock import Clock

WARNINGS: Final = {
    "non_delivery": "What the plan specifies is not delivered",
    "shortfall": "Less is delivered than the plan specifies",
}


def first(
    case: Case, warnings: Sequence[DutyWarning], told: Sequence[Mapping[str, Any]], clock: Clock
) -> dict[str, Any]:
    """Everything urgent, duties before all else. told: what the rules refer or flag."""
    today = clock.today
    return {
        "order": case.legal_basis == "tribunal_order" and case.stage not in ("decided", "withdrawn", "disposed"),
        "dates": [_date(each, today) for each in clock.pressing],
        "warnings": [warning(each, today) for each in warnings if each.settled_on is None],
        "rules": [each for kind in ("refer", "flag") for each in told if each["then"] == kind],
    }


def _date(date: DueDate, today: dt.date) -> dict[str, Any]:
    return {
        "says": date.state_words(today),
        "sentence": date.sentence(),
        "findings": [each.sentence() for each in date.findings],
    }


def warning(row: DutyWarning, today: dt.date) -> dict[str, Any]:
    """One warning in sentences."""
    left = (row.due_on - today).days
    when = f"is to put it right by {day_words(row.due_on)}"
    if left < 0:
        when += f". That was {days_words(-left)} ago"
    elif left <= 7:
        when += ", today" if left == 0 else f", in {days_words(left)}"
    return {
        "id": row.id,
        "title": WARNINGS[row.kind],
        "words": row.words,
        "known": f"The council has known since {day_words(row.known_on)} ({days_words((today - row.known_on).days)}).",
        "owner": row.owner,
        "due": when,
        "overdue": left < 0,
        "settled": row.settled_on,
        "settled_words": row.settled_words,
    }


def lost(rows: Sequence[ProvisionLost]) -> list[dict[str, Any]]:
    """Provision lost: what is not made up for first."""
    shown = [
        {
            "id": row.id,
            "words": row.words,
            "when": _between(row.from_day, row.to_day),
            "remedy": row.remedy,
            "remedied": row.remedied_on,
        }
        for row in rows
    ]
    return sorted(shown, key=lambda each: each["remedied"] is not None)


def _between(start: dt.date, end: dt.date | None) -> str:
    return f"from {day_words(start)}, and still" if end is None else f"from {day_words(start)} to {day_words(end)}"


def days_words(count: int) -> str:
    """Three days; one day; today is no days."""
    return "today" if count == 0 else f"{count_words(count)} day{'' if count == 1 else 's'}"

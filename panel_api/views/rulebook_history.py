"""The history of a rulebook as its page shows it: every day on which something turned, the newest first."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from engine.amounts import listing
from engine.explaining.differing import Difference, differences
from panel_api.services.rulebook_history import Held, on_day, turning_days


def history_rows(held: Sequence[Held]) -> list[dict[str, Any]]:
    """A row a day: the text in force from then, whether it is a new one, and in a sentence what changed."""
    texts = list(held)
    rows: list[dict[str, Any]] = []
    before: dt.date | None = None
    for day in turning_days(texts):
        now = on_day(texts, day)
        if now is None:
            continue
        rows.append(
            {
                "day": day,
                "before": before,
                "sha256": now.sha256,
                "text": _text(now, day),
                "adoption": now.adoption if now.from_day == day else None,
                "said": _said(texts, before, day),
            }
        )
        before = day
    return rows[::-1]


def _said(texts: list[Held], before: dt.date | None, day: dt.date) -> str:
    """What changed on a day, in a sentence; the whole of it is a page of its own."""
    now = on_day(texts, day)
    then = on_day(texts, before) if before else None
    here, there = (now.standing(day) if now else None), (then.standing(before) if then and before else None)
    if here is None or (before and there is None):
        return "It was written for an earlier version and cannot be compared."
    if there is None:
        return "It came into force."
    found = differences(there, here)
    return f"Changed: {_titles(found)}." if found else "No word and no amount changed."


def _text(held: Held, day: dt.date) -> str:
    """Whether a new text came into force on a day, and how."""
    if held.from_day != day:
        return "The same text: it held this change all along"
    return "A new text, adopted" if held.adoption else "The text that the service began with"


def _titles(found: list[Difference]) -> str:
    shown = [each.title[:1].lower() + each.title[1:] for each in found if each.section != "source"][:4]
    more = len(found) - len(shown)
    return listing([*shown, f"{more} more"] if more and shown else shown or ["its sources"])

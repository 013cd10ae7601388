"""Schools consulted, with what each answered; one that is silent has said neither yes nor no."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from engine.amounts import day_words
from panel_api.models import Consultation
from panel_api.views.first import days_words

SAID: Final = {"can_meet": "Can meet the needs", "cannot_meet": "Says it cannot meet the needs"}


def consulted(rows: Sequence[Consultation], today: dt.date) -> list[dict[str, Any]]:
    """One entry a school, in the order they were asked."""
    return [
        {
            "id": row.id,
            "school": row.school,
            "sent": row.sent_on,
            "due": row.due_on,
            "answer": SAID.get(row.reply, "No answer"),
            "when": _when(row, today),
            "words": row.words,
            "silent": row.reply == "none",
        }
        for row in sorted(rows, key=lambda row: (row.sent_on, row.id))
    ]


def _when(row: Consultation, today: dt.date) -> str:
    if row.replied_on is not None:
        late = (row.replied_on - row.due_on).days
        said = f"on {day_words(row.replied_on)}"
        return f"{said}, {days_words(late)} after it was due" if late > 0 else said
    left = (row.due_on - today).days
    if left >= 0:
        return f"due {day_words(row.due_on)}"
    return f"it was due {day_words(row.due_on)}. Silence is neither yes nor no"

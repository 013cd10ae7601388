"""Habits brought from a spreadsheet, and what is written here instead: a hint for whoever slips."""

import re
from typing import Final

_HABITS: Final = (
    (r"\bIFS?\s*\(", "Write `x if condition else y`"),
    (r"^\s*=", "Leave out the = at the start"),
    (r"<>", "Write != for “is not”"),
    (r"[≥≤]", "Write >= or <="),
    (r"\b(AND|OR|NOT)\b", "Write and, or, not in small letters, between the conditions"),
    (r"\b(TRUE|FALSE|True|False)\b", "Write yes or no, or the name alone"),
    (r"[£%]", "Give the amount a name under `values`, or write the bare number"),
    (r"(?<![\"'\d])\d{4}-\d{2}-\d{2}(?![\"'\d])", "Put quotes round the day: '2026-01-01'"),
    (r"^[^(]*[^<>=!]=[^=]", "Write == for “is”"),
)


def habit(text: str) -> str | None:
    """What to write instead, where the text shows one of the usual slips; None where it shows none."""
    return next((hint for pattern, hint in _HABITS if re.search(pattern, text)), None)

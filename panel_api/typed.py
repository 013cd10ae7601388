"""Days and amounts as people write them, in the form that programs write."""

import datetime as dt
import re
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")


def day_typed(text: str) -> str:
    """A day as people write it (14/9/2026, 14 September 2026) in the form programs write; anything else unchanged."""
    plain = text.strip().lower()
    found = _NUMBERS.fullmatch(plain) or _NAMED.fullmatch(plain)
    if found is None or not plain.isascii():
        return text.strip()
    day, month, year = found.groups()
    number = int(month) if month.isdigit() else _month(month)
    try:
        return dt.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return text.strip()


def _month(name: str) -> int:
    return next((number for number, start in enumerate(_MONTHS, 1) if name.startswith(start)), 0)


def pounds_typed(text: str) -> str:
    """£2,760 as 2760; anything that is no amount unchanged."""
    bare = text.strip().removeprefix("£").strip()
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(\.\d\d)?", bare)
    return bare.replace(",", "") if grouped else bare


def whole_pence(text: str) -> int | None:
    """Pounds as programs write them (2760, 2760.50) in pence; None for anything else."""
    found = re.fullmatch(r"(\d{1,9})(?:\.(\d\d))?", text, re.ASCII)
    return int(found[1]) * 100 + int(found[2] or 0) if found else None

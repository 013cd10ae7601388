"""Forms as browsers send them without script: small, urlencoded, the last of each name; days as people write them."""

import datetime as dt
import re
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import Depends, Request

from panel_api.errors import Trouble

MOST_FORM: Final = 900_000
MOST_FIELDS: Final = 500
Form = dict[str, str]
Lists = dict[str, list[str]]
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")


async def read_lists(request: Request) -> Lists:
    """The form, every value of each name. `guard` has seen to its origin."""
    raw = await request.body()
    if len(raw) > MOST_FORM:
        raise Trouble("too-large", "That is more than a form can hold. Shorten it.")
    try:
        return parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Trouble("unreadable", "The form could not be read. Send it again.") from None


SentLists = Annotated[Lists, Depends(read_lists)]


async def read_form(lists: SentLists) -> Form:
    """The form, the last value of each name."""
    return {name: values[-1] for name, values in lists.items()}


Sent = Annotated[Form, Depends(read_form)]


def seen_version(form: Form) -> int:
    """The version of the case that the sender saw."""
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Trouble("version-needed", "Open it again and repeat what you meant to do.")
    return int(text)


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

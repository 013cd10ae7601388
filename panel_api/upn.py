"""Unique pupil numbers: a letter that checks the twelve digits after it (authority, school, year, serial).

A temporary number ends in a letter and is taken as it is.
"""

import re
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_WHOLE: Final = re.compile(r"([A-Z])([0-9]{12})")


def check_letter(digits: str) -> str:
    """The letter that stands before twelve digits. Raises ValueError for any other number of them."""
    return _LETTERS[sum(int(each) * weight for each, weight in zip(digits, range(2, 14), strict=True)) % 23]


def mistyped(text: str) -> bool:
    """Whether this is a whole UPN whose letter does not fit its digits: something was typed wrong."""
    found = _WHOLE.fullmatch(text.strip().upper())
    return found is not None and check_letter(found[2]) != found[1]

"""Each cell of the list of establishments that is read: its column's head, and how it is read.

An empty cell is unknown, and so is a word that says so; nothing unknown becomes nought or no. Days are DD-MM-YYYY.
Each reader gives a plain JSON value (days as ISO text) or raises Unreadable.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from panel_api.services.directory_words import ADMITS, BOARDING, NEEDS, PHASES, SECTION_41, WITHIN

UNKNOWN: Final = ("", "unknown", "not recorded", "not applicable", "not known")
MOST_NUMBER: Final = 100_000
MOST_AGE: Final = 99
EAST: Final = 700_000
NORTH: Final = 1_300_000
"""How far the National Grid reaches, in metres."""
_DAY: Final = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)
_URN: Final = re.compile(r"\d{5,8}", re.ASCII)
_MANY: Final = 1 << 14
Read = Callable[[str], object]


class Unreadable(ValueError):  # noqa: N818
    """A cell that cannot be used: what is wrong with it, and what was expected."""

    def __init__(self, wrong: str, expected: str) -> None:
        self.wrong, self.expected = wrong, expected
        super().__init__(wrong)


def shown(text: str) -> str:
    """A cell as it is quoted: short, and without what does not print."""
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text.strip()[:60])
    return f"“{plain}”"


def _urn(text: str) -> str:
    if text.isascii() and text.isdigit() and 5 <= len(text) <= 8:
        return text
    if not _URN.fullmatch(text.strip()):
        raise Unreadable(f"{shown(text)} is no URN" if text.strip() else "it is empty", "a number such as 100000")
    return text.strip()


def _text(most: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        text = text.strip()
        if len(text) > most:
            raise Unreadable(f"it has {len(text):,} letters", f"at most {most}")
        if "\N{REPLACEMENT CHARACTER}" in text:
            raise Unreadable(f"{shown(text)} holds bytes that are no letters", "text in Windows-1252 or UTF-8")
        if not text.isprintable():
            raise Unreadable(f"{shown(text)} holds what does not print", "letters, figures and signs")
        return text or None

    return read


_LINE: Final = _text(200)


def _name(text: str) -> str:
    found = _LINE(text)
    if found is None:
        raise Unreadable("it is empty", "the establishment's name")
    return found


@lru_cache(_MANY)
def _authority(text: str) -> str | None:
    text = text.strip()
    if text and not (text.isascii() and text.isalnum() and len(text) <= 8):
        raise Unreadable(f"{shown(text)} is no code of an authority", "three figures, such as 931")
    return text if text.strip("0") else None


@lru_cache(_MANY)
def _day(text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        raise Unreadable(f"{shown(text)} is no day", "a day as DD-MM-YYYY, such as 01-09-2026") from None


def _number(most: int, what: str) -> Callable[[str], int | None]:
    @lru_cache(_MANY)
    def read(text: str) -> int | None:
        text = text.strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= most):
            raise Unreadable(f"{shown(text)} is not {what}", f"a whole number from 0 to {most:,}, or nothing")
        return int(text)

    return read


def _where(text: str) -> int | None:
    if text.isdigit() and text.isascii() and len(text) <= 7:
        return int(text)
    text = text.strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unreadable(f"{shown(text)} is no whole number of metres", "metres on the National Grid, or nothing")
    return int(text) if text else None


def _word(table: Mapping[str, object]) -> Read:
    @lru_cache(_MANY)
    def read(text: str) -> object:
        return table.get(text.strip().replace("’", "'").lower())

    return read


@lru_cache(_MANY)
def _plain(text: str) -> str:
    return text.strip()


@lru_cache(_MANY)
def _need(text: str) -> str | None:
    """The code of a need; "" where the cell says that there is none in it; None where it says nothing."""
    text = text.strip()
    if text.lower() in UNKNOWN:
        return None if text.lower() != "not applicable" else ""
    code = NEEDS.get(text.partition(" - ")[0].strip().upper())
    if code is None:
        raise Unreadable(f"{shown(text)} is no type of need", "such as ASD - Autistic Spectrum Disorder")
    return code


@lru_cache(_MANY)
def _within(text: str) -> tuple[str, ...]:
    found = WITHIN.get(text.strip().lower())
    if found is None:
        raise Unreadable(
            f"{shown(text)} is no type of resourced provision",
            "SEN unit, Resourced provision, Resourced provision and SEN unit, or Not applicable",
        )
    return found


_AGE: Final = _number(MOST_AGE, "an age in years")
_PLACES: Final = _number(MOST_NUMBER, "a number of places")
_PUPILS: Final = _number(MOST_NUMBER, "a number of pupils")

OWN: Final[dict[str, Read]] = {
    "URN": _urn,
    "LA (code)": _authority,
    "EstablishmentName": _name,
    "OpenDate": _day,
    "CloseDate": _day,
    "SchoolCapacity": _PLACES,
    "CensusDate": _day,
    "NumberOfPupils": _PUPILS,
    "Town": lru_cache(_MANY)(_LINE),
    "SchoolWebsite": _text(300),
    "TelephoneNum": _text(40),
    "Easting": _where,
    "Northing": _where,
}
"""What differs from one establishment to the next."""
SHARED: Final[dict[str, Read]] = {
    "TypeOfEstablishment (code)": _plain,
    "TypeOfEstablishment (name)": _plain,
    "EstablishmentStatus (code)": _plain,
    "EstablishmentStatus (name)": _plain,
    "PhaseOfEducation (name)": _word(PHASES),
    "StatutoryLowAge": _AGE,
    "StatutoryHighAge": _AGE,
    "Boarders (name)": _word(BOARDING),
    "Gender (name)": _word(ADMITS),
    "Section41Approved (name)": _word(SECTION_41),
    **{f"SEN{number} (name)": _need for number in range(1, 14)},
    "TypeOfResourcedProvision (name)": _within,
    "ResourcedProvisionOnRoll": _PUPILS,
    "ResourcedProvisionCapacity": _PLACES,
    "SenUnitOnRoll": _PUPILS,
    "SenUnitCapacity": _PLACES,
}
"""What is alike for many: read together, and once for all of them."""
COLUMNS: Final = {**OWN, **SHARED}
"""Every column that is read, all of them needed, in the order in which a row's cells are kept."""

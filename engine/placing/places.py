"""Free places on a day: what is commissioned, less whoever is there and whoever is promised. Unknown stays unknown."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

WORDS: Final = {
    "commissioned": "how many places are commissioned",
    "on_roll": "how many children are on roll",
    "leaving": "how many leave",
    "named": "how many plans name it for a day to come",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a place from a day on, as its directory has them. None is unknown."""

    from_day: dt.date
    commissioned: int | None
    on_roll: int | None
    leaving: int | None
    named: int | None


@dataclass(frozen=True, slots=True)
class Free:
    """How many places are free; below nothing where more children are there or promised than places.

    places: None where something needed is unknown. unknown: what that is, in words. numbers: that it was worked out
    from; None where nobody has written any. decided: placements decided here since those were written.
    """

    places: int | None
    unknown: tuple[str, ...]
    numbers: Numbers | None
    decided: int


def free_places(numbers: Numbers | None, decided: int) -> Free:
    """Commissioned - (on roll - leaving + named + decided here since the numbers were written)."""
    if numbers is None:
        return Free(None, ("any numbers of places and children",), None, decided)
    unknown = tuple(words for name, words in WORDS.items() if getattr(numbers, name) is None)
    if unknown:
        return Free(None, unknown, numbers, decided)
    commissioned, on_roll, leaving, named = (getattr(numbers, name) for name in WORDS)
    return Free(commissioned - (on_roll - leaving + named + decided), (), numbers, decided)


def free_words(free: Free) -> str:
    """In a sentence: "3 places free", "none free", "2 more children than places", "not known: how many leave"."""
    if free.places is None:
        *first, last = free.unknown
        return f"not known: {', '.join(first)}{' and ' if first else ''}{last}"
    if free.places > 0:
        return f"{free.places:,} place{'s' if free.places != 1 else ''} free"
    over = -free.places
    return "none free" if not over else f"none free: {over:,} more child{'ren' if over != 1 else ''} than places"

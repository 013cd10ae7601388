"""Quorum and professional mix: how many must sit, and from where. Both are the authority's own, by settings.

The law lays neither down: they come from the panel's terms of reference. The clerk never counts. What counts is who is
in the room for one item, so those who left it for an interest do not.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

PROFESSIONS: Final = {
    "school": "a school or setting",
    "education": "the education service",
    "health": "health",
    "care": "social care",
    "parents": "parents and carers",
    "other": "another service",
}
CHAIRS: Final = ("chair", "deputy")
OR: Final = "_or_"
_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Counting(NamedTuple):
    """Someone who counts: the seat and the profession they sit for."""

    seat: str
    profession: str


def mix_problem(mix: Mapping[str, int]) -> str | None:
    """What is wrong with a declared mix such as {"health_or_care": 1}; None where it holds."""
    for key, least in mix.items():
        unknown = [each for each in key.split(OR) if each not in PROFESSIONS]
        if unknown:
            return f'"{unknown[0][:40]}" is no profession; known are {", ".join(PROFESSIONS)}, joined by "{OR}"'
        if not 1 <= least <= 20:
            return f'"{key[:60]}" asks for {least}; it may ask for 1 to 20'
    return None


def missing(sitting: Iterable[Counting], quorum: int, mix: Mapping[str, int]) -> tuple[str, ...]:
    """What is missing for these people to decide, each a sentence; nothing where the quorum is met."""
    counted = [each for each in sitting if each.seat != "clerk"]
    found = []
    if len(counted) < quorum:
        found.append(f"{_count(len(counted)).capitalize()} of the {_number(quorum)} members it takes can sit.")
    if not any(each.seat in CHAIRS for each in counted):
        found.append("Neither the chair nor a deputy can sit.")
    for key, least in mix.items():
        wanted = key.split(OR)
        have = sum(each.profession in wanted for each in counted)
        if have < least:
            whom = f"{_number(least)} of those who sit" if least > 1 else "someone"
            verb = "come" if least > 1 else "comes"
            found.append(f"It takes {whom} who {verb} from {_either(wanted)}, and {_here(have)}.")
    return tuple(found)


def rule_words(quorum: int, mix: Mapping[str, int]) -> str:
    """The rule in a sentence, for the page that shows who is to come."""
    parts = [f"{_number(least)} from {_either(key.split(OR))}" for key, least in mix.items()]
    among = f", with at least {' and '.join(parts)} among them" if parts else ""
    return f"It takes {_number(quorum)} members, the chair or a deputy included{among}. The clerk does not count."


def _either(professions: Iterable[str]) -> str:
    return re.sub(r", (?=[^,]*$)", " or ", ", ".join(PROFESSIONS[each] for each in professions))


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _count(number: int) -> str:
    return "only " + _number(number) if number else "none"


def _here(have: int) -> str:
    return "nobody does" if have == 0 else f"only {_number(have)} {'does' if have == 1 else 'do'}"

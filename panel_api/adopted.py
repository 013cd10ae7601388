"""Adoptions of rulebooks, as far as they say which text is in force on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adopted:
    """One adoption. number: they count up as they are made."""

    number: int
    reference: str
    name: str
    sha256: str
    from_day: dt.date


@dataclass(frozen=True, slots=True)
class KeptText:
    """What was adopted, as it is kept: the rulebook, the cases beside it, the vocabulary it is read with."""

    text: str
    cases: str
    vocabulary: str


def holding(made: Iterable[Adopted], name: str, day: dt.date) -> Adopted | None:
    """The one that holds for a rulebook on a day: of those whose day has come by then, the one made last."""
    come = (each for each in made if each.name == name and each.from_day <= day)
    return max(come, key=lambda one: one.number, default=None)

"""What each band is worth at most, and for which place, worked out from the rulebook itself.

Every answer that can shape a band's amount is tried, so the most is exactly the most. Need is not worked out.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from engine.amounts import spoken
from engine.explaining.english import English
from engine.facts import Fact
from engine.opinions.worth import facts_behind_worth, worth_of_band
from engine.reach.ranges import ranges_of
from engine.remaining.thresholds import every_answer, is_small
from engine.rulebook import Rulebook
from engine.tree import Name, Node
from engine.values import Value

MOST_TRIED: Final = 4_096
"""Sets of answers a band; beyond them nothing is worked out, rather than half of it."""
MOST_BANDS: Final = 60


@dataclass(frozen=True, slots=True)
class Worth:
    """One band for one set of answers on one day. band, place: in words, empty where there is no such thing.

    pence: a year; None where a person prices it.
    """

    band: str
    place: str
    pence: int | None


def worths(book: Rulebook, day: dt.date) -> list[Worth] | None:
    """Every band with every answer that shapes its amount; None where these are too many, or it gives no money."""
    if book.amount is None or book.over is not None or not book.in_force.holds(day):
        return None
    bands = _bands(book, day)
    shaping = [book.facts[name] for name in book.facts if name in facts_behind_worth(book)]
    if bands is None or not all(is_small(fact) for fact in shaping):
        return None
    if prod(len(list(every_answer(fact))) for fact in shaping) > MOST_TRIED:
        return None
    return list(_every(book, day, bands, shaping))


def most(found: Iterable[Worth], of: Callable[[Worth], str]) -> dict[str, int | None]:
    """The highest of each, by what names it; None where every one of it is for a person to price."""
    highest: dict[str, int | None] = {}
    for each in found:
        name = of(each)
        known = highest.get(name)
        highest[name] = each.pence if known is None else known if each.pence is None else max(known, each.pence)
    return highest


def _every(book: Rulebook, day: dt.date, bands: Mapping[str, str], shaping: list[Fact]) -> Iterator[Worth]:
    for code, words in bands.items():
        for answers in product(*(list(every_answer(fact)) for fact in shaping)):
            given = dict(zip((fact.name for fact in shaping), answers, strict=True))
            place = ", ".join(_answer(fact, given[fact.name]) for fact in shaping)
            yield Worth(words, place, worth_of_band(book, given, code, day))


def _bands(book: Rulebook, day: dt.date) -> dict[str, str] | None:
    """The bands there can be, with their words; one without a name where the rulebook goes straight to money."""
    headline: Node = next(iter(book.outcomes.values())).node
    if book.amount is None or headline is book.amount.node:
        return {"": ""}
    if not isinstance(headline, Name):
        return None
    english = English(book.on(day))
    if headline.type.kind == "choice":
        words = english.words(headline)
        return {code: words.get(code, spoken(code)) for code in headline.type.options}
    if headline.type.kind != "whole":
        return None
    fact = book.facts.get(headline.name)
    values = getattr(ranges_of(book.on(day), {}, day).outcomes[next(iter(book.outcomes))].values, "only", None)
    if not values or len(values) > MOST_BANDS:
        return None
    named = {str(code): words for code, words in fact.words.items()} if fact else {}
    numbers = [str(int(each)) for each in sorted(values)]
    return {code: f"{code}: {named[code]}" if code in named else code for code in numbers}


def _answer(fact: Fact, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return fact.words.get(str(value), spoken(str(value)))

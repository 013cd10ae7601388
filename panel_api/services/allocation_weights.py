"""Trying other weights: the same figures by the scheme with other numbers in it, beside the scheme as it stands.

Only plain numbers can be turned here. What the formula reads stays as the shelf's rulebook has it, which is proved to
read no plan and no diagnosis before it can be taken down. Nothing is kept.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.amounts import spoken, value_words
from engine.facts import number_from_text
from engine.problems import Complaints
from engine.rulebook import DatedShape, Plain, Rulebook
from engine.sharing.allocation import Allocation
from engine.values import Type, Value, pence
from panel_api.services.allocating import Shares
from panel_api.services.answers import refuse_if_any

NEED: Final = "weighted_children"
"""The derived name by which like need is measured, where a rulebook has it."""
_MOST: Final = {"whole": 1_000_000, "number": 1_000_000, "percent": 1_000, "money": 100_000_000}


@dataclass(frozen=True, slots=True)
class Weight:
    """One number of a scheme that can be tried otherwise. now: as people write it (35, 50%, £450,000)."""

    name: str
    label: str
    kind: str
    now: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One partnership's share, in pence, by the scheme as it stands and as it was tried."""

    name: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """What it rises by; below nothing where it falls."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Spread:
    """The least and the most a partnership gets for each weighted child at support level, in pence, exactly."""

    lowest: tuple[str, Fraction]
    highest: tuple[str, Fraction]

    @property
    def ratio(self) -> Fraction | None:
        """How many times the lowest the highest is."""
        return self.highest[1] / self.lowest[1] if self.lowest[1] else None


def weights_of(book: Rulebook, day: dt.date) -> list[Weight]:
    """The numbers in force on a day that can be tried otherwise, in the rulebook's order."""
    return [
        Weight(name, spoken(name), entry.shape.type.kind, value_words(entry.shape.value, entry.shape.type))
        for name, entry in book.on(day).values.items()
        if isinstance(entry.shape, Plain) and entry.shape.type.kind in _MOST
    ]


def with_weights(book: Rulebook, day: dt.date, typed: Mapping[str, str]) -> Rulebook:
    """The rulebook with other numbers on that day; one that is left empty stays. Raises Trouble "bad-input"."""
    complaints, values = Complaints(), dict(book.values)
    held = book.on(day).values
    for weight in weights_of(book, day):
        text = typed.get(weight.name, "").strip()
        if text and text != weight.now:
            entry = held[weight.name]
            assert isinstance(entry.shape, Plain)
            value = _read(weight, text, complaints)
            if value is not None:
                values[weight.name] = tuple(
                    _with_value(each, value) if each is entry else each for each in book.values[weight.name]
                )
    refuse_if_any(complaints)
    return replace(book, values=values, _stretches={})


def _with_value(entry: DatedShape, value: Value) -> DatedShape:
    assert isinstance(entry.shape, Plain)
    return replace(entry, shape=Plain(value, entry.shape.type))


def _read(weight: Weight, text: str, complaints: Complaints) -> Value | None:
    """A number as people write it: 35, 12.5, 50%, £450,000."""
    bare = text.replace(",", "").removeprefix("£").removesuffix("%").strip()
    number = number_from_text(bare)
    exact = Decimal(number) if number is not None else Decimal(-1)
    places = {"whole": 0, "number": 4, "percent": 2, "money": 2}[weight.kind]
    if 0 <= exact <= _MOST[weight.kind] and exact == round(exact, places):
        return pence(exact) if weight.kind == "money" else int(exact) if exact == int(exact) else exact
    shape = {"whole": "a whole number", "number": "a number", "percent": "a percentage", "money": "an amount"}
    most = value_words(_MOST[weight.kind] * (100 if weight.kind == "money" else 1), Type(weight.kind))  # type: ignore[arg-type]
    complaints.add(
        weight.name,
        f"“{text[:40]}” cannot stand for {weight.label}",
        f"{shape[weight.kind]} up to {most}",
        "Correct it",
    )
    return None


def moved(before: Shares, after: Shares) -> list[Moved]:
    """Every partnership's share by both, in order of name."""
    return [Moved(name, share, after.partnerships[name]) for name, share in before.partnerships.items()]


def spread(shares: Shares, like_need: Mapping[str, Fraction]) -> Spread | None:
    """The least and the most that a partnership gets for each weighted child; None where need is not measured."""
    rates = [(shares.partnerships[name] / need, name) for name, need in like_need.items() if need > 0]
    if len(rates) < len(shares.partnerships) or not rates:
        return None
    low, high = min(rates), max(rates)
    return Spread((low[1], low[0]), (high[1], high[0]))


def like_need(allocation: Allocation) -> dict[str, Fraction]:
    """How many weighted children each partnership has, by one measure for all that is compared."""
    book = allocation.rulebook
    if NEED not in book.derives:
        return {}
    found = {name: dict(zip(book.derives, each.derived, strict=True))[NEED] for name, each in allocation.units.items()}
    return {name: Fraction(each) for name, each in found.items() if isinstance(each, int | Decimal)}

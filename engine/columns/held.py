"""How a value is held in a column: whole numbers with a known scale, codes for names, null for unknown.

A number is `value * 10**places` as a whole number, money in pence, in the narrowest signed width that holds
everything it can come to. Nothing is ever a binary float.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from engine.problems import Place
from engine.rulebook import Ladder, Plain, Refer, Rulebook, Table
from engine.tree import Literal, Node, Options, walk
from engine.values import NONE, Answer, Kind, Value

WIDTHS: Final[tuple[tuple[int, type[pl.DataType]], ...]] = (
    (7, pl.Int8),
    (15, pl.Int16),
    (31, pl.Int32),
    (63, pl.Int64),
    (127, pl.Int128),
)
"""Signed widths in bits, the narrowest first."""


class CannotHold(Exception):  # noqa: N818 - said as it reads
    """A rulebook that cannot be held in columns exactly. A fault: there is nothing to fall back on.

    `said` is the derive, rule or outcome it stands in, `at` where in the file, `why` what does not fit.
    """

    def __init__(self, said: str, at: Place, why: str) -> None:
        self.said, self.at, self.why = said, at, why
        super().__init__(f"{at}: {said}: {why}")


@dataclass(frozen=True, slots=True)
class Held:
    """How one column is held: its kind, decimal places of its numbers, its names, whether "none" stands beside it."""

    kind: Kind
    dtype: pl.DataType
    places: int = 0
    names: tuple[str, ...] = ()
    beside: bool = False
    """Whether the declared answer "none" is held in a Boolean column of the same name with `.none` behind it."""

    def value(self, raw: object, none: bool | None = None) -> Answer:
        """The value the evaluator would give; None where it is unknown. `none` is what the column beside holds."""
        if none:
            return NONE
        if isinstance(raw, int) and not isinstance(raw, bool) and self.kind in _NUMBERS:
            return number(raw, self.places)
        if isinstance(raw, list):
            return frozenset(raw) if self.kind == "set" else tuple(raw)
        if raw is None or isinstance(raw, bool | int | str | dt.date):
            return raw
        raise TypeError(f"{raw!r} is not held as {self.kind}")


_NUMBERS: Final = frozenset({"whole", "number", "money", "percent"})


def number(raw: int, places: int) -> int | Decimal:
    """The number behind a scaled whole number: an `int` where it is whole, exact to its last digit."""
    whole, rest = divmod(raw, 10**places)
    return Decimal(f"{raw}E-{places}") if rest else whole


def scaled(value: int | Decimal, places: int) -> int:
    """`value * 10**places`, which must be whole. Raises ValueError where it is not."""
    top, bottom = Decimal(value).as_integer_ratio()
    whole, rest = divmod(top * int(10**places), bottom)
    if rest:
        raise ValueError(f"{value} has more than {places} decimal places")
    return whole


def places_of(value: int | Decimal) -> int:
    """How many decimal places a number has."""
    exponent = Decimal(value).normalize().as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def width(*bounds: int) -> pl.DataType | None:
    """The narrowest signed width that holds every one of these; None where none does."""
    most = max(abs(bound) for bound in bounds)
    return next((dtype() for bits, dtype in WIDTHS if most < 1 << bits), None)


def names_of(book: Rulebook) -> pl.Enum:
    """Every name that occurs in a rulebook, "none" first: what its choices, sets and ranked answers are held in.

    The same on every day: all entries of all values are looked through.
    """
    found: dict[str, None] = {NONE: None}
    for fact in book.facts.values():
        found.update(dict.fromkeys(fact.type.options))
    for entries in book.values.values():
        for entry in entries:
            found.update(dict.fromkeys(_names_in(entry.shape)))
    steps = (*book.derives.values(), *book.outcomes.values(), *book.order.values())
    for node in (*(step.node for step in steps), *(rule.when for rule in book.rules)):
        found.update(dict.fromkeys(_names_under(node)))
    return pl.Enum(list(found))


def _names_in(shape: Plain | Ladder | Table) -> list[str]:
    held: list[Value | Refer | None]
    if isinstance(shape, Plain):
        held = [shape.value]
    elif isinstance(shape, Ladder):
        held = list(shape.results)
    else:
        held = [*shape.cells.values(), *(key for keys in shape.cells for key in keys), shape.otherwise]
    return [each for each in held if isinstance(each, str)]


def _names_under(tree: Node) -> list[str]:
    found: list[Value] = []
    for node in walk(tree):
        if isinstance(node, Literal):
            found.append(node.value)
        elif isinstance(node, Options):
            found += node.values
    return [each for each in found if isinstance(each, str)]

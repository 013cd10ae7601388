"""How each fact of a rulebook is held in a frame: the columns `fact.<name>`, and `fact.<name>.none` beside them."""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from engine.columns.held import Held, names_of, scaled, width
from engine.facts import Fact
from engine.rulebook import Rulebook


def columns_of(book: Rulebook) -> Mapping[str, Held]:
    """How each fact is held, by its name.

    Numbers are scaled by the places the fact may have, money is in pence, both in the narrowest width that holds all
    that may be answered. Choices, sets and ranked answers are names of the rulebook (`names_of`); a choice
    holds "none" as one of them, and every other kind that may be answered "none" has a column for that beside it.
    """
    names = names_of(book)
    return {name: _held(fact, names) for name, fact in book.facts.items()}


def fact_schema(book: Rulebook) -> pl.Schema:
    """The columns of the facts of a rulebook, in order."""
    schema: dict[str, pl.DataType] = {}
    for name, held in columns_of(book).items():
        schema[f"fact.{name}"] = held.dtype
        if held.beside:
            schema[f"fact.{name}.none"] = pl.Boolean()
    return pl.Schema(schema)


def bounds_of(fact: Fact) -> tuple[int, int]:
    """The least and the most that a numeric fact may be answered, scaled."""
    places = places_held(fact)
    least, most = Decimal(fact.least or 0), Decimal(fact.most or 0)
    scale = 10**places
    return int(least * scale // 1), int(-(-most * scale // 1))


def places_held(fact: Fact) -> int:
    """The decimal places a numeric fact is held with."""
    return fact.places if fact.type.kind in ("number", "percent") else 0


def _held(fact: Fact, names: pl.Enum) -> Held:
    kind, beside = fact.type.kind, fact.type.maybe_none
    if fact.type.numeric:
        dtype = width(*bounds_of(fact))
        assert dtype is not None, fact.name  # no answer has more than 15 digits before the point and few behind
        return Held(kind, dtype, places_held(fact), beside=beside)
    if kind == "choice":
        return Held(kind, names, names=tuple(names.categories))
    if kind in ("set", "ranked"):
        return Held(kind, pl.List(names), names=tuple(names.categories), beside=beside)
    return Held(kind, pl.Date() if kind == "date" else pl.Boolean(), beside=beside)


__all__ = ["bounds_of", "columns_of", "fact_schema", "places_held", "scaled"]

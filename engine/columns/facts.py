"""Frames of facts: from the canonical answers a case keeps, or from answers read already, strictly.

A fact of the wrong kind is a named problem with its row, never a null. Null is unanswered; the declared answer
"none" stands beside (see `engine.columns.schema`).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Final

import polars as pl

from engine.columns.held import Held
from engine.columns.schema import columns_of, fact_schema
from engine.facts import Fact, from_canonical
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers
from engine.values import NONE, Value

MOST_PROBLEMS: Final = 50
"""More than so many problems of a frame are not listed one by one."""
BATCH: Final = 50_000
MOST_SEEN: Final = 20_000
"""Answers of a fact that are kept as read while a frame is made."""

Cell = tuple[object, bool | None]
"""What a column holds, and whether it is "none"."""
UNANSWERED: Final[Cell] = (None, None)


def frame_of(book: Rulebook, cases: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """The facts of cases as they are kept: canonical JSON, money and numbers as strings, days ISO.

    Raises `Refused` with every problem, each with its row (from 0) and fact: `row 3: facts.attendance`.
    """
    complaints = Complaints()
    columns = [_Column(book.facts[name], held) for name, held in columns_of(book).items()]
    row = -1
    for row, facts in enumerate(cases):
        if not facts.keys() <= book.facts.keys():
            _refuse_strangers(book, facts, row, complaints)
        for column in columns:
            column.add(column.read(facts[column.fact.name], row, complaints) if column.fact.name in facts else None)
        if len(complaints.problems) > MOST_PROBLEMS:
            break
    complaints.raise_if_any()
    return _framed(book, columns, row + 1)


def frame_of_values(book: Rulebook, cases: Iterable[Mapping[str, Value]]) -> pl.DataFrame:
    """The same from answers that were read already (`engine.facts.read_answers`)."""
    columns = [_Column(book.facts[name], held) for name, held in columns_of(book).items()]
    rows = 0
    for rows, facts in enumerate(cases, start=1):  # noqa: B007 - how many there were
        for column in columns:
            column.add(column.held_value(facts.get(column.fact.name)))
    return _framed(book, columns, rows)


def frame_of_units(book: Rulebook, answers: AllocationAnswers) -> pl.DataFrame:
    """All units of a rulebook that shares an amount, by name: `unit`, and the facts (those asked once in each row)."""
    names = sorted(answers.units)
    facts = frame_of_values(book, [{**answers.once, **answers.units[name]} for name in names])
    return facts.select(pl.Series("unit", names, dtype=pl.String), pl.all())


def frames_of(book: Rulebook, cases: Iterable[Mapping[str, object]], batch: int = BATCH) -> Iterator[pl.DataFrame]:
    """Frames of at most `batch` cases, one after another, so that no more than one need be held."""
    rest = iter(cases)
    while several := list(islice(rest, batch)):
        yield frame_of(book, several)


class _Column:
    """One fact's answers as they are read: what stands in its column, and in the one beside it."""

    def __init__(self, fact: Fact, held: Held) -> None:
        self.fact, self.held = fact, held
        self.values: list[object] = []
        self.nones: list[bool | None] = []
        self.seen: dict[tuple[type, object], Cell] = {}

    def add(self, cell: Cell | None) -> None:
        value, none = cell or UNANSWERED
        self.values.append(value)
        self.nones.append(none)

    def read(self, raw: object, row: int, complaints: Complaints) -> Cell | None:
        """A kept answer; most are like one that was read already."""
        key = (type(raw), raw)  # the type too: True equals 1
        plain = isinstance(raw, str | int)
        if plain and key in self.seen:
            return self.seen[key]
        value = from_canonical(self.fact, raw)
        if isinstance(value, Problem):
            complaints.add(f"row {row}: {value.where}", value.wrong, value.expected, value.remedy)
            return None
        cell = self.held_value(value)
        if plain and len(self.seen) < MOST_SEEN:
            self.seen[key] = cell
        return cell

    def held_value(self, value: Value | None) -> Cell:
        """A value as its column holds it."""
        if value is None:
            return UNANSWERED
        return _HELD[self.held.kind](value, self.held), isinstance(value, str) and value == NONE


def _refuse_strangers(book: Rulebook, facts: Mapping[str, object], row: int, complaints: Complaints) -> None:
    for name in facts:
        if name not in book.facts:
            complaints.add(
                f"row {row}: facts.{name}",
                f"`{name}` is not asked by this rulebook",
                "only its own facts",
                "Take the answer back or see whether it is the right rulebook",
            )


def _framed(book: Rulebook, columns: Iterable[_Column], rows: int) -> pl.DataFrame:
    made: list[pl.Series] = []
    for column in columns:
        made.append(pl.Series(f"fact.{column.fact.name}", column.values, dtype=column.held.dtype))
        if column.held.beside:
            made.append(pl.Series(f"fact.{column.fact.name}.none", column.nones, dtype=pl.Boolean))
    return pl.DataFrame(made, schema=fact_schema(book)) if made else pl.DataFrame(height=rows)


def _number(value: object, held: Held) -> object:
    if not isinstance(value, int | Decimal):
        return None
    return int(Decimal(value).scaleb(held.places)) if held.places else int(value)


def _there(kind: type) -> Callable[[object, Held], object]:
    return lambda value, _: value if isinstance(value, kind) else None


_HELD: Final[Mapping[str, Callable[[object, Held], object]]] = {
    "whole": _number,
    "number": _number,
    "money": _number,
    "percent": _number,
    "yes_no": _there(bool),
    "date": _there(dt.date),
    "choice": _there(str),
    "ranked": lambda value, _: list(value) if isinstance(value, tuple) else None,
    "set": lambda value, _: sorted(value) if isinstance(value, frozenset) else None,
}
__all__ = ["fact_schema", "frame_of", "frame_of_values", "frames_of"]

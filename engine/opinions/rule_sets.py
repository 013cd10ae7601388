"""Alternatives packed into rule sets that durable-rules compiles and runs within its limits. Pure.

Rules that read each other's conclusions may fall into different sets: sets run in order, and what an
earlier one concluded is told to a later one that reads it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

FLAGS_A_FACT: Final = 60
"""durable-rules fails when 65 conditions match one fact; each alternative matches at most one path."""
ALTERNATIVES_A_FACT: Final = 60
JOINS: Final = 15
"""durable-rules joins at most 16 patterns; one is the fact that carries the flags."""
ALTERNATIVES_A_SET: Final = 60
"""durable-rules hangs at most 255 rules on one pattern. Small sets are quicker: work grows with the square."""
UNITS_A_SET: Final = 40
KINDS_A_SET: Final = 400
"""durable-rules never returns from compiling 513 distinct kinds of fact."""

JOIN: Final = 2
Literal = tuple[int, int]
"""(flag, 0 or 1): the flag is false or true. (output, JOIN): the output is concluded."""
Term = frozenset[Literal]
"""One alternative: all of these together."""
Unit = list[tuple[Term, int]]
"""Terms and the outputs they give, carried by small facts of their own."""


def flags_of(term: Term) -> list[Literal]:
    """The flags a term asks for, in order."""
    return sorted(each for each in term if each[1] != JOIN)


def joins_of(term: Term) -> list[int]:
    """The outputs a term joins, in order."""
    return sorted(n for n, kind in term if kind == JOIN)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One network rule: `flags` of small fact `fact` (None: no flags) and outputs `joins` give `gives`."""

    fact: int | None
    flags: tuple[tuple[int, int], ...]
    joins: tuple[int, ...]
    gives: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What is compiled and run together: small facts (each the flags it carries) and network rules."""

    facts: tuple[tuple[int, ...], ...]
    alternatives: tuple[Alternative, ...]


def pack(units: Iterable[Unit]) -> Iterator[RuleSet]:
    """Units packed in order into rule sets of a size the network compiles and runs quickly."""
    packing = _Packing()
    for unit in units:
        if packing.is_full_for(unit):
            yield packing.done()
            packing = _Packing()
        packing.add(unit)
    if packing.alternatives:
        yield packing.done()


class _Packing:
    """One rule set being filled."""

    def __init__(self) -> None:
        self.facts: list[tuple[int, ...]] = []
        self.alternatives: list[Alternative] = []
        self.kinds: set[int] = set()
        self.units = 0

    def is_full_for(self, unit: Unit) -> bool:
        """Whether `unit` should go into the next set."""
        kinds = self.kinds | {n for term, _ in unit for n in joins_of(term)}
        return bool(self.alternatives) and (
            self.units >= UNITS_A_SET
            or len(self.alternatives) + len(unit) > ALTERNATIVES_A_SET
            or len(kinds) + len(self.facts) + len(unit) > KINDS_A_SET
        )

    def add(self, unit: Unit) -> None:
        """The unit's terms over as few facts of its own as the limits allow."""
        self.units += 1
        carried: set[int] = set()
        here: Unit = []
        for term, output in unit:
            flags = {n for n, _ in flags_of(term)}
            if len(carried | flags) > FLAGS_A_FACT or len(here) == ALTERNATIVES_A_FACT:
                self._close(carried, here)
                carried, here = set(), []
            carried |= flags
            here.append((term, output))
        self._close(carried, here)

    def _close(self, carried: set[int], unit: Unit) -> None:
        positions = {flag: place for place, flag in enumerate(sorted(carried))}
        fact = len(self.facts)
        if positions:
            self.facts.append(tuple(positions))
        for term, output in unit:
            flags = tuple((positions[n], truth) for n, truth in flags_of(term))
            self.kinds.update(joins_of(term))
            self.alternatives.append(Alternative(fact if flags else None, flags, tuple(joins_of(term)), output))

    def done(self) -> RuleSet:
        """The finished set."""
        return RuleSet(tuple(self.facts), tuple(self.alternatives))

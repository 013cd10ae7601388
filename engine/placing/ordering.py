"""The order in which places stand: as asked for, then fit, then the rulebook's keys in turn. No weights, no scores."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from engine.placing.fit import Fit, Verdict
from engine.rulebook import Rulebook
from engine.values import Answer, Type

T = TypeVar("T")
FIT_ORDER: Final[Mapping[Fit, int]] = {"yes": 0, "unknown": 1, "no": 2}
"""What suits, what may suit, what does not: a place nobody has asked yet is never below one that does not suit."""


def ordered(
    book: Rulebook,
    found: Iterable[T],
    verdict: Callable[[T], Verdict],
    name: Callable[[T], str],
    preference: Callable[[T], int | None],
) -> list[T]:
    """Places in their one order: those asked for first (by rank from 0, None not asked for), whatever their fit.

    Then by fit; then by each key under the rulebook's `order` in turn; then by name and code, so that no two are level.
    """
    types = tuple(step.node.type for step in book.order.values())

    def place_in_order(each: T) -> tuple[object, ...]:
        rank, said = preference(each), verdict(each)
        keys = tuple(key_order(value, type_) for value, type_ in zip(said.keys, types, strict=True))
        return (rank is None, rank or 0, FIT_ORDER[said.fit], *keys, name(each), said.code)

    return sorted(found, key=place_in_order)


def key_order(value: Answer, type_: Type) -> tuple[bool, object]:
    """Where a key's value stands: the least first, the earliest first, yes before no, a name by its place among the
    options, and what is not known last."""
    if value is None:
        return True, 0
    if isinstance(value, bool):
        return False, not value
    if isinstance(value, str):
        return False, (type_.options.index(value) if value in type_.options else len(type_.options), value)
    return False, value

"""Separate groups: proof that a new figure tells nothing that rests on a few children. Whole numbers, exact."""

from collections.abc import Callable, Collection, Sequence
from math import gcd

Way = dict[int, int]
"""By how much the amounts of one child of each kind differ; kinds by number, none at nought."""


class Ways:
    """The ways in which amounts could be otherwise with every figure that is out just as it is: a basis of them all.

    Children are of kinds: those of one kind are counted alike by every figure, and only how many there are is known.
    """

    def __init__(self, many: Sequence[int]) -> None:
        """many: how many children there are of each kind. No figure is out yet, so each amount may differ by itself."""
        self._many = list(many)
        self._ways: list[Way] = [{kind: 1} for kind, there in enumerate(many) if there]

    def hold(self, counted: Collection[int]) -> None:
        """A figure is out that counts these kinds: only ways that leave it as it is remain."""
        self._ways = _without(self._ways, lambda way: _change(way, counted))

    def separate_groups(self, counted: Collection[int], wanted: int) -> int:
        """How many separate groups of children were found, up to `wanted`, whom a figure of these kinds would tell of.

        A group's amounts could be otherwise so that no figure that is out is any different, and this one is. Groups
        share no child. So whatever is worked out from this figure and those that are out depends on a child of every
        group, and on as many children at least. Fewer may be found than there are, never more; none is found exactly
        where the figures that are out give this one already.
        """
        ways, left = self._ways, list(self._many)
        for found in range(wanted):
            seen = [way for way in ways if _change(way, counted)]
            if not seen:
                return found
            shortest = min(seen, key=len)
            for kind in sorted(shortest):
                left[kind] -= 1
                if not left[kind]:  # nobody of this kind is left for another group
                    ways = _without(ways, lambda way, kind=kind: way.get(kind, 0))  # type: ignore[misc]
        return wanted


def _change(way: Way, counted: Collection[int]) -> int:
    return sum(value for kind, value in way.items() if kind in counted)


def _without(ways: list[Way], change: Callable[[Way], int]) -> list[Way]:
    """A basis of those combinations of ways that change nothing: each that does is put right by the shortest."""
    by = [change(way) for way in ways]
    changing = [index for index, each in enumerate(by) if each]
    if not changing:
        return ways
    least = min(changing, key=lambda index: len(ways[index]))
    put_right = ways[least]
    return [
        _less(way, by[least], put_right, each) if each else way
        for index, (way, each) in enumerate(zip(ways, by, strict=True))
        if index != least
    ]


def _less(way: Way, times: int, other: Way, less: int) -> Way:
    """`times` x way - `less` x other, in the smallest whole numbers."""
    result = {kind: value * times for kind, value in way.items()}
    for kind, value in other.items():
        result[kind] = result.get(kind, 0) - value * less
    common = gcd(*result.values())
    return {kind: value // common for kind, value in result.items() if value}

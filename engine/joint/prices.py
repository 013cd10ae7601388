"""The proof that an assignment is the best there is, in whole numbers and without the solver that found it.

The price of a place is what the children together would lose if it had one seat less. With these prices each child is
where it is worth most to them after its price; no assignment can then be worth more (the duality of linear
programming). Where a chain of moves would bring more, there are no such prices, and the assignment is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.joint.worth import Seat, Worth


class NotTheBest(Exception):  # noqa: N818 - said as it reads
    """The assignment is not the best: there is a chain of moves that brings more."""


@dataclass(frozen=True, slots=True)
class Priced:
    """prices: of each place, then of no place, which is free; None where nobody can leave it. equals: of each child
    every seat that some best assignment gives it, in order, no place last."""

    prices: tuple[int | None, ...]
    equals: tuple[tuple[Seat, ...], ...]

    def must_be_full(self, place: int) -> bool:
        """Whether every best assignment fills the place."""
        return self.prices[place] != 0


def priced(worth: Worth, values: Sequence[Mapping[int, int]], at: Sequence[Seat]) -> Priced:
    """Prices that prove an assignment best by these values. Raises NotTheBest.

    at: of each child the place it has, or None. The children's choices and who is held are `worth`'s.
    """
    nowhere = len(worth.seats)
    nodes = [nowhere if seat is None else seat for seat in at]
    moves = _moves(worth, values, nodes)
    taken = [0] * (nowhere + 1)
    for node in nodes:
        taken[node] += 1
    prices: list[int | None] = [0 if taken[place] < seats else None for place, seats in enumerate(worth.seats)] + [0]
    _lower(prices, moves)
    equals = []
    for child, node in enumerate(nodes):
        price = prices[node]
        best = None if price is None else _value(values[child], node) - price
        equals.append(_equal(worth, values, child, prices, best, at[child]))
    return Priced(tuple(prices), tuple(equals))


def _moves(worth: Worth, values: Sequence[Mapping[int, int]], nodes: Sequence[int]) -> list[dict[int, int]]:
    """From each place to each other, the least that is lost where one child moves."""
    nowhere = len(worth.seats)
    moves: list[dict[int, int]] = [{} for _ in range(nowhere + 1)]
    for child, node in enumerate(nodes):
        if worth.held[child]:
            continue
        now, row = _value(values[child], node), moves[node]
        for other, value in values[child].items():
            if other != node and (other not in row or now - value < row[other]):
                row[other] = now - value
        if node != nowhere and (nowhere not in row or now < row[nowhere]):
            row[nowhere] = now
    return moves


def _lower(prices: list[int | None], moves: Sequence[Mapping[int, int]]) -> None:
    """Lower each price to the cheapest chain that frees a seat (Bellman and Ford). Raises NotTheBest."""
    for _ in range(len(prices) + 1):
        lowered = False
        for node, row in enumerate(moves):
            for other, lost in row.items():
                onward, price = prices[other], prices[node]
                if onward is not None and (price is None or lost + onward < price):
                    prices[node], lowered = lost + onward, True
                    if lost + onward < 0:
                        raise NotTheBest(f"a chain of moves from place {node} brings more")
        if not lowered:
            return
    raise NotTheBest("there is a round of moves that brings more")


def _equal(
    worth: Worth,
    values: Sequence[Mapping[int, int]],
    child: int,
    prices: Sequence[int | None],
    best: int | None,
    now: Seat,
) -> tuple[Seat, ...]:
    if worth.held[child] or best is None:
        return (now,)
    places: list[Seat] = []
    for place in worth.choices[child]:
        price = prices[place]
        if price is not None and values[child][place] - price == best:
            places.append(place)
    return (*places, None) if best == 0 else tuple(places)


def _value(values: Mapping[int, int], node: int) -> int:
    return values.get(node, 0)

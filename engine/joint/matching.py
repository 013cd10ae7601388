"""The joint fit: most need first, then wishes, then distance, then order; found by flow, proved, and looked at again.

The answer is advice for an officer. Nothing here decides about a child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.joint.asked import Asked, check
from engine.joint.conflict import Conflict, among_held
from engine.joint.first_of_equals import first_of_equals
from engine.joint.prices import priced
from engine.joint.solving import Flow, best_flow, most_value
from engine.joint.worth import Seat, Totals, Worth, totals_of, worth_of

MOST_CONFIRMED: Final = 3_000
"""Pairs of a child and a place up to which CP-SAT answers within a second or so."""


class Impossible(Exception):  # noqa: N818 - said as it reads
    """What is held cannot all be; `conflict` is the smallest group of held children that shows it."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(f"{len(conflict.children)} children are held where there are {conflict.seats} seats")
        self.conflict = conflict


class MatchesDiffer(Exception):  # noqa: N818 - said as it reads
    """The two ways of working it out came to different sums. Then there is no answer at all."""


@dataclass(frozen=True, slots=True)
class Matched:
    """given: each child's place by id, in the order of the children; who has none is absent. totals: what it comes to.

    confirmed: whether CP-SAT looked at it as well; a very large worksheet rests on the proof by prices alone.
    """

    given: Mapping[str, str]
    totals: Totals
    confirmed: bool


def match(asked: Asked) -> Matched:
    """The best assignment, the same every time. Raises `engine.problems.Refused`, Impossible, MatchesDiffer.

    Raises NotTheBest where the proof fails, which is a fault of this program.
    """
    check(asked)
    conflict = among_held(asked) if asked.held else None
    if conflict is not None:
        raise Impossible(conflict)
    worth = worth_of(asked)
    at = _best(worth)
    at = first_of_equals(worth, priced(worth, worth.whole, at), at)
    given = {
        child.id: asked.places[seat].id for child, seat in zip(asked.children, at, strict=True) if seat is not None
    }
    totals = totals_of(asked, given)
    return Matched(given, totals, _confirmed(worth, at))


def _best(worth: Worth) -> list[Seat]:
    """First for need; then, among all that are best for need, for wishes and distance."""
    must = frozenset(child for child, held in enumerate(worth.held) if held)
    at = best_flow(Flow(worth.need, worth.seats, must))
    proved = priced(worth, worth.need, at)
    rest = [
        {place: values[place] for place in equals if place is not None}
        for values, equals in zip(worth.rest, proved.equals, strict=True)
    ]
    must = frozenset(child for child, equals in enumerate(proved.equals) if None not in equals)
    full = frozenset(place for place in range(len(worth.seats)) if proved.must_be_full(place))
    return best_flow(Flow(rest, worth.seats, must, full))


def _confirmed(worth: Worth, at: list[Seat]) -> bool:
    """Whether CP-SAT finds the same need met. Raises MatchesDiffer."""
    if sum(map(len, worth.choices)) > MOST_CONFIRMED:
        return False
    must = frozenset(child for child, held in enumerate(worth.held) if held)
    most = most_value(Flow(worth.need, worth.seats, must))
    if most is None:
        return False
    met = sum(values[seat] for values, seat in zip(worth.need, at, strict=True) if seat is not None)
    if met != most:
        raise MatchesDiffer(f"the need met is {met} by flow and {most} by CP-SAT")
    return True

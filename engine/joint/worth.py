"""What it is worth to put a child somewhere, in whole numbers that keep the order of the four aims exactly.

First the need met in places that suit for certain, then the need met in places that may suit, then families' wishes,
then distance. One unit of an aim is worth more than all that can be reached of the aims after it, so no weight that
anybody chose trades one for another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.joint.asked import Asked, Child, Option

Seat = int | None
"""The number of a place in the worksheet's order; None is no place."""


@dataclass(frozen=True, slots=True, order=True)
class Totals:
    """What an assignment comes to; of two, the greater is the better.

    need: of children in places that suit for certain. may: of those in places that may suit. wishes: how many are where
    their family asked for. less_metres: how far they go together, as a number below nothing.
    """

    need: int
    may: int
    wishes: int
    less_metres: int

    @property
    def metres(self) -> int:
        """How far the children have to go together, those of unknown distance at the farthest that is known."""
        return -self.less_metres


@dataclass(frozen=True, slots=True)
class Worth:
    """A worksheet in whole numbers. choices: of each child the places that suit or may, in order; of one held, its own.

    need: by child and place, the first two aims in one number; rest: the other two; whole: all four.
    """

    choices: tuple[tuple[int, ...], ...]
    held: tuple[bool, ...]
    seats: tuple[int, ...]
    need: tuple[Mapping[int, int], ...]
    rest: tuple[Mapping[int, int], ...]
    whole: tuple[Mapping[int, int], ...]


def farthest(asked: Asked) -> int:
    """Metres that a distance nobody knows is counted as: one more than any that is known."""
    known = (each.metres for child in asked.children for each in child.options.values() if each.metres is not None)
    return max(known, default=0) + 1


def worth_of(asked: Asked) -> Worth:
    """The whole numbers of a worksheet that `check` found nothing wrong with."""
    numbers = {place.id: number for number, place in enumerate(asked.places)}
    far, count = farthest(asked), len(asked.children)
    over_may = sum(child.weight for child in asked.children) + 1
    over_metres = count * far + 1
    over_rest = count * (over_metres + far) + 1
    choices, need, rest, whole = [], [], [], []
    for child in asked.children:
        options = _options(asked, child, numbers)
        choices.append(tuple(options))
        need.append({place: child.weight * (over_may if each.fit == "yes" else 1) for place, each in options.items()})
        rest.append({place: over_metres * each.preferred - _metres(each, far) for place, each in options.items()})
        whole.append({place: need[-1][place] * over_rest + rest[-1][place] for place in options})
    held = tuple(child.id in asked.held for child in asked.children)
    seats = tuple(place.seats for place in asked.places)
    return Worth(tuple(choices), held, seats, tuple(need), tuple(rest), tuple(whole))


def totals_of(asked: Asked, given: Mapping[str, str]) -> Totals:
    """What an assignment of children to places comes to, added up afresh from what was asked."""
    far, need, may, wishes, metres = farthest(asked), 0, 0, 0, 0
    for child in asked.children:
        if child.id in given:
            option = child.options[given[child.id]]
            need += child.weight if option.fit == "yes" else 0
            may += child.weight if option.fit == "unknown" else 0
            wishes += option.preferred
            metres += _metres(option, far)
    return Totals(need, may, wishes, -metres)


def _options(asked: Asked, child: Child, numbers: Mapping[str, int]) -> dict[int, Option]:
    held = asked.held.get(child.id)
    found = {
        numbers[place]: option
        for place, option in child.options.items()
        if option.fit != "no" and (held is None or place == held)
    }
    return dict(sorted(found.items()))


def _metres(option: Option, far: int) -> int:
    return far if option.metres is None else option.metres

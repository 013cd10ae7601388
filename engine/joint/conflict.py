"""Why not everyone: the fewest children whose places, taken together, have too few seats.

By Hall's theorem there is such a group whenever not every child can have a place, and it says exactly what would have
to give. Each of them can be left out by some greatest assignment, which keeps the search small; CP-SAT finds the
smallest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.joint.asked import Asked, fit_of
from engine.joint.solving import Flow, best_flow, smallest_crowd
from engine.joint.worth import Seat


@dataclass(frozen=True, slots=True)
class Conflict:
    """children: who cannot all have a place. places: all that suit or may suit any of them, or where they are held.

    seats: of these places together, fewer than children. smallest: whether it is proved that no fewer children do.
    """

    children: tuple[str, ...]
    places: tuple[str, ...]
    seats: int
    smallest: bool


def why_not_all(asked: Asked) -> Conflict | None:
    """The smallest group that cannot all have a place; None where every child can. Who is held can go nowhere else."""
    choices = [_choices(asked, number) for number in range(len(asked.children))]
    seats = [place.seats for place in asked.places]
    at = best_flow(Flow([dict.fromkeys(row, 1) for row in choices], seats, frozenset()))
    left_out = _can_be_left_out(choices, at)
    if not left_out:
        return None
    placeless = next((child for child in left_out if not choices[child]), None)
    if placeless is not None:
        return _told(asked, choices, [placeless], proved=True)
    found = smallest_crowd({child: choices[child] for child in left_out}, seats)
    return _told(asked, choices, *(found or (left_out, False)))


def among_held(asked: Asked) -> Conflict | None:
    """The smallest group of held children that cannot all be where they are held; None where they can."""
    return why_not_all(replace(asked, children=tuple(each for each in asked.children if each.id in asked.held)))


def _choices(asked: Asked, number: int) -> list[int]:
    child = asked.children[number]
    held = asked.held.get(child.id)
    return [
        place
        for place, each in enumerate(asked.places)
        if fit_of(child, each.id) != "no" and (held is None or each.id == held)
    ]


def _can_be_left_out(choices: Sequence[Sequence[int]], at: Sequence[Seat]) -> list[int]:
    """Who some greatest assignment leaves out: those this one does, and whoever could make room for one of them."""
    there: dict[int, list[int]] = {}
    for child, seat in enumerate(at):
        if seat is not None:
            there.setdefault(seat, []).append(child)
    waiting = [child for child, seat in enumerate(at) if seat is None]
    found, reached = set(waiting), set[int]()
    for child in waiting:
        for place in choices[child]:
            if place not in reached:
                reached.add(place)
                others = [other for other in there.get(place, []) if other not in found]
                found.update(others)
                waiting.extend(others)
    return sorted(found)


def _told(asked: Asked, choices: Sequence[Sequence[int]], group: Sequence[int], proved: bool) -> Conflict:
    places = sorted({place for child in group for place in choices[child]})
    return Conflict(
        tuple(asked.children[child].id for child in group),
        tuple(asked.places[place].id for place in places),
        sum(asked.places[place].seats for place in places),
        proved,
    )

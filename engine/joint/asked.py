"""What is asked of a worksheet: children with the places that may suit them, places with their seats, what is held.

Ids are the caller's own and mean nothing here. The order of children and of places is the caller's, and breaks ties.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.problems import Complaints

Fit = Literal["yes", "unknown", "no"]
MOST_CHILDREN: Final = 2_000
MOST_PLACES: Final = 1_000
MOST_WEIGHT: Final = 10_000
MOST_METRES: Final = 2_000_000
"""Within these, every sum of one step stays an exact whole number in the solver as well (63 bits)."""


@dataclass(frozen=True, slots=True)
class Option:
    """How one place stands to one child. metres: from home; None where it is not known, which counts as the farthest.

    fit: unknown may suit and is never counted as certain; no is never proposed. preferred: the family asked for it.
    """

    fit: Fit
    metres: int | None = None
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """One child. weight: how much need they have, a whole number from 1. options: by place; what is absent is no."""

    id: str
    weight: int
    options: Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class Place:
    """One place and how many children it can take, from 0."""

    id: str
    seats: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole question. held: the place that a person set for a child; it is kept, whatever it costs the rest."""

    children: tuple[Child, ...]
    places: tuple[Place, ...]
    held: Mapping[str, str] = field(default_factory=dict)


def check(asked: Asked) -> None:
    """Raise `engine.problems.Refused` with all that is wrong; a held place that does not suit is among it."""
    found = Complaints()
    children = {child.id: child for child in asked.children}
    places = {place.id for place in asked.places}
    _counted(found, "children", len(asked.children), len(children), MOST_CHILDREN)
    _counted(found, "places", len(asked.places), len(places), MOST_PLACES)
    for place in asked.places:
        if place.seats < 0:
            found.add(f"places.{place.id}", "it has fewer than no seats", "a whole number from 0", "Correct it")
    for child in asked.children:
        _child(found, child, places)
    for name, place_id in asked.held.items():
        where = f"held.{name}"
        if name not in children or place_id not in places:
            found.add(where, "the child or the place is not on the worksheet", "both on it", "Release it")
        elif fit_of(children[name], place_id) == "no":
            found.add(where, "the place does not suit the child", "a place that suits or may suit", "Choose another")
    found.raise_if_any()


def fit_of(child: Child, place: str) -> Fit:
    """How a place stands to a child; what is not among the child's options does not suit."""
    option = child.options.get(place)
    return "no" if option is None else option.fit


def _counted(found: Complaints, where: str, count: int, different: int, most: int) -> None:
    if different < count:
        found.add(where, "the same one stands there twice", "each once", "Take one of them off")
    if count > most:
        found.add(where, f"there are {count:,}", f"at most {most:,}", "Make two worksheets of it")


def _child(found: Complaints, child: Child, places: set[str]) -> None:
    where = f"children.{child.id}"
    if not 1 <= child.weight <= MOST_WEIGHT:
        found.add(where, f"need counts {child.weight}", f"a whole number from 1 to {MOST_WEIGHT:,}", "Correct it")
    if not set(child.options) <= places:
        found.add(where, "it names a place that is not on the worksheet", "places on it", "Take it off")
    if any(each.metres is not None and not 0 <= each.metres <= MOST_METRES for each in child.options.values()):
        found.add(where, "a distance cannot be", f"metres from 0 to {MOST_METRES:,}", "Correct it")

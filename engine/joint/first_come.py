"""First come, first served, to compare with: each child in turn takes the best place for itself that is left."""

from engine.joint.asked import Asked, Child, Option


def own_order(child: Child, place_numbers: dict[str, int]) -> list[str]:
    """The places that suit or may suit one child, the best for it alone first: certain, asked for, nearer, by order."""
    options = {place: each for place, each in child.options.items() if each.fit != "no"}
    return sorted(options, key=lambda place: (*rank(options[place]), place_numbers[place]))


def rank(option: Option) -> tuple[bool, bool, bool, int]:
    """How good a place is for a child alone, the least first; a distance that is not known is the farthest."""
    return option.fit != "yes", not option.preferred, option.metres is None, option.metres or 0


def first_come(asked: Asked) -> dict[str, str]:
    """The assignment if children come in their order and each takes what is best for it; who is held comes first."""
    left = {place.id: place.seats for place in asked.places}
    numbers = {place.id: number for number, place in enumerate(asked.places)}
    given = dict(asked.held)
    for place in given.values():
        left[place] -= 1
    for child in asked.children:
        if child.id not in given:
            free = next((place for place in own_order(child, numbers) if left[place] > 0), None)
            if free is not None:
                given[child.id] = free
                left[free] -= 1
    return given

"""What a child gives up by the place proposed: what would be better for it alone, and is filled.

It is said of the child and of places, never of who has them. But for a place that may suit, left for one that suits for
certain, none of them has room: the best assignment would have taken it.
"""

from dataclasses import dataclass
from typing import Literal

from engine.joint.asked import Asked, Child, Option
from engine.joint.first_come import own_order, rank

Better = Literal["certain", "may", "asked_for", "asked_for_may", "nearer"]


@dataclass(frozen=True, slots=True)
class GivenUp:
    """One better place. what: it suits for certain, it may suit, the family asked for it, or it is no worse and nearer.

    asked_for_may: the family asked for it and it may suit, but the place proposed suits for certain. metres: how much
    nearer it is than the place proposed; None for the others.
    """

    what: Better
    place: str
    metres: int | None = None


def gives_up(asked: Asked, child: Child, given: str | None) -> tuple[GivenUp, ...]:
    """Of each kind the best place that is better for the child than the one it is given; none for one held by hand."""
    if child.id in asked.held:
        return ()
    numbers = {place.id: number for number, place in enumerate(asked.places)}
    now = None if given is None else child.options[given]
    found: dict[Better, GivenUp] = {}
    for place in own_order(child, numbers):
        option = child.options[place]
        if place == given or (now is not None and rank(option) >= rank(now)):
            continue
        what = _what(option, now)
        found.setdefault(what, GivenUp(what, place, _nearer(option, now) if what == "nearer" else None))
        if option.preferred and what != "asked_for":
            found.setdefault("asked_for", GivenUp("asked_for", place))
    if now is not None and now.fit == "yes" and not now.preferred:
        wished = next((each for each in own_order(child, numbers) if child.options[each].preferred), None)
        if wished is not None and child.options[wished].fit == "unknown":
            found.setdefault("asked_for_may", GivenUp("asked_for_may", wished))
    return tuple(found.values())


def _nearer(option: Option, now: Option | None) -> int | None:
    return None if now is None or now.metres is None or option.metres is None else now.metres - option.metres


def _what(option: Option, now: Option | None) -> Better:
    if now is None:
        return "certain" if option.fit == "yes" else "may"
    if option.fit != now.fit:
        return "certain"
    return "asked_for" if option.preferred != now.preferred else "nearer"

"""Of all the best assignments the first: the first child has the first place it can have, then the second child.

So the answer is one answer, whichever of the best a solver happens to find, in any version of it.
"""

from collections.abc import Sequence

from engine.joint.prices import Priced
from engine.joint.worth import Seat, Worth


def first_of_equals(worth: Worth, proved: Priced, at: Sequence[Seat]) -> list[Seat]:
    """The first of the best assignments, by the order of the children, then of the places, no place being last.

    proved: the prices of the assignment `at`, by all four aims.
    """
    return _Moving(worth, proved, list(at)).settled()


class _Moving:
    """An assignment that is changed by moves of which each leaves it a best one."""

    def __init__(self, worth: Worth, proved: Priced, at: list[Seat]) -> None:
        self.worth, self.proved, self.at = worth, proved, at
        self.there: dict[Seat, list[int]] = {None: [], **{place: [] for place in range(len(worth.seats))}}
        for child, seat in enumerate(at):
            self.there[seat].append(child)

    def settled(self) -> list[Seat]:
        for child in range(len(self.at)):
            tried: set[Seat] = set()
            for seat in self.proved.equals[child]:
                if seat == self.at[child] or self._moved(child, seat, tried):
                    break
        return self.at

    def _moved(self, child: int, seat: Seat, tried: set[Seat]) -> bool:
        """Move a child, and whoever must make room, if those before it stay where they are. tried: leads nowhere."""
        left = self.at[child]
        came: dict[Seat, tuple[int, Seat]] = {}
        waiting = [seat] if seat not in tried else []
        tried.add(seat)
        for node in waiting:
            if node == left or (self._has_room(node) and self._may_be_left(left)):
                self._carry_out(child, seat, node, came)
                return True
            for other in self.there[node]:
                if other > child:
                    for onward in self.proved.equals[other]:
                        if onward not in tried:
                            tried.add(onward)
                            came[onward] = (other, node)
                            waiting.append(onward)
        return False

    def _has_room(self, seat: Seat) -> bool:
        return seat is None or len(self.there[seat]) < self.worth.seats[seat]

    def _may_be_left(self, seat: Seat) -> bool:
        return seat is None or not self.proved.must_be_full(seat)

    def _carry_out(self, child: int, first: Seat, last: Seat, came: dict[Seat, tuple[int, Seat]]) -> None:
        node = last
        while node != first:
            other, before = came[node]
            self._put(other, node)
            node = before
        self._put(child, first)

    def _put(self, child: int, seat: Seat) -> None:
        self.there[self.at[child]].remove(child)
        self.there[seat].append(child)
        self.there[seat].sort()
        self.at[child] = seat

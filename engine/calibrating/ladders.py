"""Where the steps of a ladder begin as a question in whole numbers: of each step, at which number it begins.

Whoever lands on a number has the money of the step that the number reaches; what changes when a step begins at another
number is linear in where it begins, so the demands are the same as a table's. The first step, and one that leaves to a
person, begin where they are wished; the steps keep their order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from engine.calibrating.demands import add_demands, cost_of
from engine.calibrating.programs import Linear, Program, total
from engine.calibrating.target import Elsewhere, Group, Spot, Target
from engine.rulebook import REFER, Ladder

Reached = tuple[int, tuple[int | None, ...]]
"""A number on the ladder, and the pence that each step in turn would give there; None where a person must price it."""


@dataclass(frozen=True)
class Steps:
    """The steps of a ladder of whole numbers: where each begins as wished, and what each is called."""

    starts: tuple[int, ...]
    names: tuple[str, ...]
    movable: tuple[bool, ...]


def steps_of(ladder: Ladder) -> Steps:
    """A ladder's steps. Raises ValueError for one that is not climbed by whole numbers."""
    if ladder.key_type.kind != "whole":
        raise ValueError("it is not climbed by whole numbers")
    starts = tuple(int(start) for start in ladder.starts)
    movable = tuple(number > 0 and result is not REFER for number, result in enumerate(ladder.results))
    names = tuple("refer" if result is REFER else str(result) for result in ladder.results)
    return Steps(starts, names, movable)


@dataclass
class LadderQuestion:
    """The question of a ladder, and the way back from its answer."""

    ladder: Steps
    target: Target
    groups: Sequence[Group]
    program: Program = field(default_factory=Program)
    begins: dict[int, int] = field(default_factory=dict)
    at: dict[int, dict[int, int]] = field(default_factory=dict)
    _known: dict[Spot, Linear] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(len(self.ladder.starts)):
            if self.ladder.movable[number]:
                self._step(number)
        self._in_order()
        add_demands(self.program, self.groups, self.amount, self.target)
        self._single()
        self._aims()

    def amount(self, spot: Spot) -> Linear:
        """What a case on a number gets: what the first step gives, and what each step that it reaches changes."""
        if isinstance(spot, Elsewhere):
            return Linear(spot.pence, {})
        if spot not in self._known:
            number, pence = cast("Reached", spot)
            parts = [Linear(priced(pence, 0), {})]
            for step in range(1, len(self.ladder.starts)):
                change = priced(pence, step) - priced(pence, step - 1)
                parts.append(self._reaches(step, number).times(change))
            self._known[spot] = total(parts)
        return self._known[spot]

    def found(self, answer: Mapping[int, int]) -> tuple[int, ...]:
        """Where each step begins."""
        return tuple(
            answer[self.begins[number]] if number in self.begins else start
            for number, start in enumerate(self.ladder.starts)
        )

    def _step(self, number: int) -> None:
        low, high = self._room(number)
        choices = [each for each in range(low, high + 1) if each % self.target.step == 0]
        start = self.ladder.starts[number]
        if start not in choices and (self.ladder.names[number],) in self.target.fixed:
            choices = [start]
        begins = self.begins[number] = self.program.variable(low, high)
        at = self.at[number] = {each: self.program.variable(0, 1) for each in choices}
        self.program.equal(Linear(-1, dict.fromkeys(at.values(), 1)))
        self.program.equal(Linear(0, {**{at[each]: each for each in at}, begins: -1}))

    def _room(self, number: int) -> tuple[int, int]:
        """Between the step below that cannot move and the one above, or as far above as the steps lie apart."""
        starts, movable = self.ladder.starts, self.ladder.movable
        below = max(each for each in range(number) if not movable[each])
        above = [each for each in range(number + 1, len(starts)) if not movable[each]]
        end = starts[above[0]] if above else 2 * starts[-1] - starts[0] + 1
        return starts[below] + number - below, end - ((above[0] - number) if above else 1)

    def _in_order(self) -> None:
        for number in self.begins:
            if number - 1 in self.begins:
                self.program.demand(Linear(-1, {self.begins[number]: 1, self.begins[number - 1]: -1}))

    def _reaches(self, step: int, number: int) -> Linear:
        if step not in self.at:
            return Linear(int(number >= self.ladder.starts[step]), {})
        return Linear(0, {variable: 1 for start, variable in self.at[step].items() if start <= number})

    def _single(self) -> None:
        for number, begins in self.begins.items():
            key, start = (self.ladder.names[number],), self.ladder.starts[number]
            if key in self.target.fixed:
                self.program.equal(Linear(-start, {begins: 1}), "fixed", key[0], 1)
            if key in self.target.bounds:
                least, most = self.target.bounds[key]
                self.program.demand(Linear(-least, {begins: 1}), "bounds", key[0], 1)
                self.program.demand(Linear(most, {begins: -1}), "bounds", key[0], 1)

    def _aims(self) -> None:
        program = self.program
        most = max(self.ladder.starts) * 3 + 1
        farthest = program.variable(0, most)
        far = {
            number: program.away(Linear(-self.ladder.starts[number], {begins: 1}), most)
            for number, begins in self.begins.items()
        }
        for each in far.values():
            program.demand(Linear(0, {farthest: 1, each: -1}))
        moved = total(
            Linear(0, {variable: self._moved(number, start)})
            for number, at in self.at.items()
            for start, variable in at.items()
        )
        program.aims = [moved, Linear(0, {farthest: 1}), Linear(0, dict.fromkeys(far.values(), 1))]
        program.settled = list(self.begins.values())

    def _moved(self, step: int, start: int) -> int:
        """Pence a year that cases gain and lose together where a step begins at `start` and not where it is wished."""
        low, high = sorted((start, self.ladder.starts[step]))
        found = 0
        for group in self.groups:
            if isinstance(group.spot, Elsewhere):
                continue
            number, pence = cast("Reached", group.spot)
            if low <= number < high:
                found += group.cases * abs(priced(pence, step) - priced(pence, step - 1))
        return found

    @property
    def cost(self) -> Linear:
        """What the caseload costs a year."""
        return cost_of(self.groups, self.amount)


def priced(pence: Sequence[int | None], step: int) -> int:
    """What a step gives; where a person must price it, what the nearest step below it gives, or else above it."""
    below = [each for each in pence[: step + 1] if each is not None]
    return below[-1] if below else next((each for each in pence if each is not None), 0)

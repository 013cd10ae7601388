"""What any value found must meet, a tariff's or a ladder's: its cost, and how far schools and awards may fall."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from engine.calibrating.programs import Linear, Program, total
from engine.calibrating.target import WHOLE, Group, Spot, Target

Amount = Callable[[Spot], Linear]
"""What a case on a spot gets a year, in pence, by the variables."""
COST: Final = "cost"


def cost_of(groups: Sequence[Group], amount: Amount) -> Linear:
    """What the whole caseload costs a year, by the variables."""
    counted = Counter[Spot]()
    for group in groups:
        counted[group.spot] += group.cases
    return total(amount(spot).times(cases) for spot, cases in counted.items())


def before_of(groups: Sequence[Group]) -> int:
    """What it costs a year by the text in force."""
    return sum(group.before * group.cases for group in groups)


def add_demands(program: Program, groups: Sequence[Group], amount: Amount, target: Target) -> None:
    """The demands on cost, schools and awards, loosened by basis points of the goal or of what was before."""
    before, cost = before_of(groups), cost_of(groups, amount)
    goal, leeway = target.goal(before), target.leeway(before)
    one = max(1, abs(goal))
    for sign, says in ((-1, "not above the target"), (1, "not below the target")):
        line = total([Linear((leeway - sign * goal) * WHOLE, {}), cost.times(sign * WHOLE)])
        program.demand(line, COST, says, one)
    if target.school_fall is not None:
        for school, own in by_school(groups).items():
            was, now = before_of(own), cost_of(own, amount)
            program.demand(_kept(now, was, target.school_fall), "schools", school, was)
    if target.award_fall is not None:
        spots = sorted({(group.spot, group.before) for group in groups}, key=repr)
        for spot, was in spots:
            program.demand(_kept(amount(spot), was, target.award_fall), "awards", "", was)


def by_school(groups: Sequence[Group]) -> dict[str, list[Group]]:
    """The groups of each school that is known and has anything to lose, in order of school."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        if group.school:
            found.setdefault(group.school, []).append(group)
    return {school: found[school] for school in sorted(found) if before_of(found[school])}


def _kept(now: Linear, was: int, fall: int) -> Linear:
    return total([now.times(WHOLE), Linear(-was * (WHOLE - fall), {})])

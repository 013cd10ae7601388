"""The only file of calibration that knows ortools: a question in whole numbers, answered by CP-SAT.

One worker, one seed, and a limit in the solver's own steps and not in seconds, so that the same question has the same
answer on every machine. Each aim is made as small as can be without giving up one before it; what is then still open is
settled variable by variable. ortools is imported when first needed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any, Final

from engine.calibrating.programs import Linear, Program, total

STEPS: Final = 10
"""CP-SAT's deterministic time for each aim: about as many seconds on an ordinary machine."""
FEWER: Final = 1
"""The same for what is only shown beside an answer."""
MOST_LOOSE: Final = 10**9


class TooHard(Exception):  # noqa: N818 - said as it reads: raise TooHard
    """Within its steps the solver found neither an answer nor that there is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The values by variable, and what each aim came to. proved: nothing better can be."""

    values: Mapping[int, int]
    aims: tuple[int, ...]
    proved: bool


def answer(
    program: Program,
    *,
    without: Collection[str] = (),
    loosened: Mapping[str, int] | None = None,
    aims: int | None = None,
    settle: bool = True,
    steps: int = STEPS,
) -> Answer | None:
    """The best values, or None where there are none.

    without: demands left out. loosened: units by demand. aims: how many of them, the first first. settle: with the aims
    met, one answer of several that are equally good. steps: the limit for each. Raises `TooHard`.
    """
    wanted = program.aims[:aims]
    asked = [Linear(0, {each: 1}) for each in program.settled] if settle else []
    solving = _Solving(program, without, loosened or {}, steps)
    found, proved, values = [], True, None
    for linear in [*wanted, *asked]:
        solved = solving.least(linear, values)
        if solved is None:
            return None
        values, optimal = solved
        reached = linear.at(values)
        solving.keep(linear, reached)
        proved = proved and optimal
        found.append(reached)
    assert values is not None
    return Answer(values, tuple(found[: len(wanted)]), proved)


def least_loosening(program: Program, demand: str) -> int | None:
    """The fewest units by which a demand must be loosened for all to be met; None where that does not help."""
    found = _loosened_least(program, [demand])
    return None if found is None else found[demand]


def nearest_loosening(program: Program, demands: Sequence[str]) -> Mapping[str, int]:
    """By how many units each demand is loosened where all may be, each as little as can be, the first the least."""
    found = _loosened_least(program, demands)
    assert found is not None, "what the variables mean cannot conflict"
    return {demand: units for demand, units in found.items() if units}


def _loosened_least(program: Program, demands: Sequence[str]) -> dict[str, int] | None:
    solving, values = _Solving(program, (), {}, FEWER, demands), None
    first = len(program.bounds)
    for number in range(first, first + len(demands)):
        linear = Linear(0, {number: 1})
        solved = solving.least(linear, values)
        if solved is None:
            return None
        values = solved[0]
        solving.keep(linear, values[number])
    assert values is not None
    return {demand: values[first + number] for number, demand in enumerate(demands)}


class _Solving:
    """One model of a program, solved aim by aim."""

    def __init__(
        self,
        program: Program,
        without: Collection[str],
        loosened: Mapping[str, int],
        steps: int = STEPS,
        loosening: Sequence[str] = (),
    ) -> None:
        from ortools.sat.python.cp_model import CpModel

        self.model, self.steps = CpModel(), steps
        self.variables = [self.model.new_int_var(least, most, "") for least, most in program.bounds]
        loose = {demand: len(self.variables) + number for number, demand in enumerate(loosening)}
        self.variables += [self.model.new_int_var(0, MOST_LOOSE, "") for _ in loosening]
        for line in program.lines:
            if line.demand in without:
                continue
            extra = line.loosens * loosened.get(line.demand, 0)
            more = {loose[line.demand]: line.loosens} if line.demand in loose else {}
            self.model.add(self._said(_smaller(total([line.linear, Linear(extra, more)]))) >= 0)

    def least(self, linear: Linear, near: Mapping[int, int] | None) -> tuple[dict[int, int], bool] | None:
        """Values with the least of `linear`, and whether that is proved. near: a known answer to start from."""
        from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpSolver

        solver = CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = self.steps
        self.model.clear_hints()  # type: ignore[no-untyped-call] # ortools gives it no types
        for number, value in (near or {}).items():
            self.model.add_hint(self.variables[number], value)
        self.model.minimize(self._said(_smaller(Linear(0, linear.terms))))
        status = solver.solve(self.model)
        if status == INFEASIBLE:
            return None
        if status not in (OPTIMAL, FEASIBLE):
            raise TooHard
        return {number: solver.value(each) for number, each in enumerate(self.variables)}, status == OPTIMAL

    def keep(self, linear: Linear, reached: int) -> None:
        """From now on `linear` is at most what it reached."""
        self.model.add(self._said(_smaller(total([Linear(reached, {}), linear.times(-1)]))) >= 0)

    def _said(self, linear: Linear) -> Any:
        from ortools.sat.python.cp_model import LinearExpr

        variables = [self.variables[number] for number in linear.terms]
        return LinearExpr.weighted_sum(variables, list(linear.terms.values())) + linear.constant


def _smaller(linear: Linear) -> Linear:
    """The same demand in the smallest whole numbers: what is at least nothing stays so."""
    divisor = gcd(*linear.terms.values())
    if divisor <= 1:
        return linear
    return Linear(linear.constant // divisor, {each: factor // divisor for each, factor in linear.terms.items()})

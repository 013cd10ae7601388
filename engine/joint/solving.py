"""The only file that knows ortools: the best assignment by flow, a second opinion and the smallest conflict by CP-SAT.

An assignment is a flow from children to seats, for which ortools' own algorithm is some hundred times quicker than
CP-SAT (docs/benchmarks.md). What is no flow goes to CP-SAT: one worker, one seed, and a limit in its own steps and not
in seconds, so that the same question has the same answer on every machine. ortools is imported when first needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.joint.worth import Seat

STEPS: Final = 20
"""CP-SAT's deterministic time: about as many seconds on an ordinary machine."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Children to seats. values: by child and place. must: children who must have one. full: places to be filled."""

    values: Sequence[Mapping[int, int]]
    seats: Sequence[int]
    must: frozenset[int]
    full: frozenset[int] = frozenset()


def best_flow(flow: Flow) -> list[Seat]:
    """An assignment of greatest value, exact. Raises ValueError where the children who must cannot all have a seat."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    children, out = len(flow.values), len(flow.values) + len(flow.seats)
    solver = SimpleMinCostFlow()
    arcs: list[tuple[int, int]] = []
    for child, values in enumerate(flow.values):
        solver.set_node_supply(child, 1)
        for place, value in values.items():
            solver.add_arc_with_capacity_and_unit_cost(child, children + place, 1, -value)
            arcs.append((child, place))
    for child in range(children):
        if child not in flow.must:
            solver.add_arc_with_capacity_and_unit_cost(child, out, 1, 0)
    filled = 0
    for place, seats in enumerate(flow.seats):
        if place in flow.full:
            solver.set_node_supply(children + place, -seats)
            filled += seats
        elif seats:
            solver.add_arc_with_capacity_and_unit_cost(children + place, out, seats, 0)
    solver.set_node_supply(out, filled - children)
    if children and solver.solve() != solver.OPTIMAL:
        raise ValueError("not every child who must have a seat can have one")
    at: list[Seat] = [None] * children
    for arc, (child, place) in enumerate(arcs):
        if solver.flow(arc):
            at[child] = place
    return at


def most_value(flow: Flow) -> int | None:
    """The greatest value an assignment can have, by CP-SAT; None where it was not found within its steps."""
    model, solver = _started()
    by_place: dict[int, list[Any]] = {}
    terms, values = [], []
    for child, row in enumerate(flow.values):
        chosen = [model.new_bool_var("") for _ in row]
        (model.add_exactly_one if child in flow.must else model.add_at_most_one)(chosen)
        for variable, (place, value) in zip(chosen, row.items(), strict=True):
            by_place.setdefault(place, []).append(variable)
            terms.append(variable)
            values.append(value)
    for place, variables in by_place.items():
        model.add(sum(variables) <= flow.seats[place])
    model.maximize(_weighed(terms, values))
    if solver.solve(model) != _optimal():
        return None
    return sum(value for term, value in zip(terms, values, strict=True) if solver.value(term))


def smallest_crowd(choices: Mapping[int, Sequence[int]], seats: Sequence[int]) -> tuple[list[int], bool] | None:
    """Fewest children who together have too few seats, and whether it is proved that no fewer do; None for nobody.

    choices: of each child the places it can go to. Of equally few, those that stand first, their numbers added up.
    """
    model, solver = _started()
    chosen = {child: model.new_bool_var("") for child in choices}
    reached = {place: model.new_bool_var("") for row in choices.values() for place in row}
    for child, row in choices.items():
        for place in row:
            model.add_implication(chosen[child], reached[place])
    together = _weighed(list(reached.values()), [seats[place] for place in reached])
    model.add(sum(chosen.values()) >= together + 1)
    each = sum(choices) + 1
    model.minimize(_weighed(list(chosen.values()), [each + child for child in choices]))
    status = solver.solve(model)
    if status not in (_optimal(), _feasible()):
        return None
    return [child for child, variable in chosen.items() if solver.value(variable)], status == _optimal()


def _started() -> tuple[Any, Any]:
    from ortools.sat.python.cp_model import CpModel, CpSolver

    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = STEPS
    return CpModel(), solver


def _weighed(variables: list[Any], weights: list[int]) -> Any:
    from ortools.sat.python.cp_model import LinearExpr

    return LinearExpr.weighted_sum(variables, weights)


def _optimal() -> Any:
    from ortools.sat.python.cp_model import OPTIMAL

    return OPTIMAL


def _feasible() -> Any:
    from ortools.sat.python.cp_model import FEASIBLE

    return FEASIBLE

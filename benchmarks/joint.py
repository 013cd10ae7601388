"""`python -m benchmarks.joint`: 500 children and 200 places, beside a bare CP-SAT model of the same question.

The bare model has a variable for each child and place that suits or may suit, one place a child, no more than the
seats, and the four aims in turn: each is maximised, then held while the next is, from the last answer on. It is stopped
after a time, and the ratio is then at most what it would be. Distances, needs and wishes are invented, by a fixed seed.
"""

import argparse
import resource
import sys
import time
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from benchmarks.table import Aim, Row, Section, text
from engine.joint.asked import Asked, Child, Fit, Option, Place
from engine.joint.first_come import first_come
from engine.joint.matching import Matched, match
from engine.joint.worth import Totals, farthest, totals_of

SIZES: Final = ((100, 40), (500, 200))
TIMES: Final = 2.0
LIMIT: Final = 60.0
ACROSS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Bare:
    """What the bare model came to. done: how many aims; totals: None where it was stopped before all four were."""

    seconds: float
    done: int
    totals: Totals | None


def worksheet(children: int, places: int, seed: int = 1, most_seats: int = 4) -> Asked:
    """An invented county: places with 0 to `most_seats` seats, three in ten suit a child, two in ten may."""
    random = Random(seed)
    rooms = [(random.randrange(ACROSS), random.randrange(ACROSS)) for _ in range(places)]
    seats = tuple(Place(f"P{number:03}", random.randint(0, most_seats)) for number in range(places))
    found = []
    for number in range(children):
        home = (random.randrange(ACROSS), random.randrange(ACROSS))
        wishes = {random.randrange(places) for _ in range(random.randrange(3))}
        options = {}
        for place, room in enumerate(rooms):
            drawn = random.randrange(10)
            fit: Fit = "yes" if drawn < 3 else "unknown" if drawn < 5 else "no"
            far = abs(home[0] - room[0]) + abs(home[1] - room[1])
            options[seats[place].id] = Option(fit, far, place in wishes)
        found.append(Child(f"c{number:03}", random.randint(1, 60), options))
    return Asked(tuple(found), seats)


def bare(asked: Asked, limit: float) -> Bare:
    """The same question straight in ortools: one worker, a fixed seed, the four aims in turn."""
    from ortools.sat.python import cp_model

    started = time.perf_counter()
    model, far = cp_model.CpModel(), farthest(asked)
    pairs = [
        (child, place, option)
        for child in asked.children
        for place, option in child.options.items()
        if option.fit != "no"
    ]
    chosen = [model.new_bool_var("") for _ in pairs]
    by_child: dict[str, list[Any]] = {child.id: [] for child in asked.children}
    by_place: dict[str, list[Any]] = {place.id: [] for place in asked.places}
    for variable, (child, place, _) in zip(chosen, pairs, strict=True):
        by_child[child.id].append(variable)
        by_place[place].append(variable)
    for variables in by_child.values():
        model.add_at_most_one(variables)
    for place in asked.places:
        model.add(sum(by_place[place.id]) <= place.seats)
    aims = [
        [child.weight if option.fit == "yes" else 0 for child, _, option in pairs],
        [child.weight if option.fit == "unknown" else 0 for child, _, option in pairs],
        [int(option.preferred) for _, _, option in pairs],
        [-(far if option.metres is None else option.metres) for _, _, option in pairs],
    ]
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    for number, aim in enumerate(aims):
        left = limit - (time.perf_counter() - started)
        if left <= 0:
            return Bare(time.perf_counter() - started, number, None)
        solver.parameters.max_time_in_seconds = left
        total = cp_model.LinearExpr.weighted_sum(chosen, aim)
        model.maximize(total)
        if solver.solve(model) != cp_model.OPTIMAL:
            return Bare(time.perf_counter() - started, number, None)
        taken = [solver.value(variable) for variable in chosen]
        model.add(total >= sum(value * each for value, each in zip(aim, taken, strict=True)))
        model.clear_hints()
        for variable, each in zip(chosen, taken, strict=True):
            model.add_hint(variable, each)
    given = {child.id: place for (child, place, _), each in zip(pairs, taken, strict=True) if each}
    return Bare(time.perf_counter() - started, len(aims), totals_of(asked, given))


def section(limit: float) -> Section:
    """The figures and what they are measured against. Raises RuntimeError where the two come to different sums."""
    rows = []
    for children, places in SIZES:
        asked = worksheet(children, places)
        match(asked)  # loads the solver
        took, found = zip(*(_timed(asked) for _ in range(3)), strict=True)
        ours, other = sorted(took)[1], bare(asked, limit)
        if other.totals not in (None, found[0].totals) or len({tuple(each.given.items()) for each in found}) > 1:
            raise RuntimeError("the two differ, or the same question had two answers")
        served, name = totals_of(asked, first_come(asked)), f"{children} children x {places} places"
        beside = f"{{:.3f}}x of {other.seconds:.1f} s{'' if other.totals else ' and more'}"
        rows += [
            Row(f"{name}: joint fit", ours * 1e6, value=ours / other.seconds, says=beside, aim=Aim(most=TIMES)),
            Row(f"{name}: bare CP-SAT, aims done of 4", other.seconds * 1e6, value=other.done, says="{:.0f}"),
            Row(f"{name}: need met", value=found[0].totals.need, says="{:,.0f} in places that suit"),
            Row(f"{name}: first come, first served", value=served.need, says="{:,.0f} in places that suit"),
        ]
    rows.append(Row("resident", value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, says="{:.0f} MiB"))
    return Section("Joint fit beside a bare CP-SAT model, one worker", rows)


def _timed(asked: Asked) -> tuple[float, Matched]:
    started = time.perf_counter()
    found = match(asked)
    return time.perf_counter() - started, found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.joint", description=__doc__)
    parser.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="when the bare model is stopped")
    print(text([section(parser.parse_args().limit)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Timing contenders side by side: the same cases, in turns, so that what drifts on the machine drifts for all.

Each round every contender goes once through all cases; the next round begins with another contender.
Each call is timed by itself. The garbage collector runs as it does in service; what is loaded before
the first round is set aside from it (`gc.freeze`), and it is run between turns, outside the clock, so that
none pays for another's leavings.

p50 and p95 are of all calls, whatever else the machine was doing. `quiet` takes each case's quickest round
first: other work on the machine only ever adds, so ratios are between these.
"""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

WARM_UP: Final = 2
"""Rounds that are run and not counted."""


@dataclass
class Contender:
    """What is timed: `run` is called with each of `cases`. `rounds` collects nanoseconds, case by case."""

    name: str
    run: Callable[[Any], object]
    cases: Sequence[Any]
    rounds: list[list[int]] = field(default_factory=list)

    @property
    def taken(self) -> list[int]:
        """Nanoseconds of every call."""
        return [each for turn in self.rounds for each in turn]

    @property
    def quiet(self) -> float:
        """The median over the cases of each one's quickest round, in microseconds."""
        return percentile([min(calls) for calls in zip(*self.rounds, strict=True)], 50) / 1000

    @property
    def p50(self) -> float:
        """The median of all calls, in microseconds."""
        return percentile(self.taken, 50) / 1000

    @property
    def p95(self) -> float:
        """The time that one call in twenty goes beyond, in microseconds."""
        return percentile(self.taken, 95) / 1000

    def turn(self) -> list[int]:
        """One pass over all cases: nanoseconds for each."""
        run, clock, taken = self.run, time.perf_counter_ns, []
        for case in self.cases:
            started = clock()
            run(case)
            taken.append(clock() - started)
        return taken


def race(contenders: Sequence[Contender], rounds: int, warm_up: int = WARM_UP) -> None:
    """So many counted rounds of all contenders, in turns."""
    gc.collect()
    gc.freeze()
    try:
        for number in range(warm_up + rounds):
            first = number % len(contenders)
            for contender in (*contenders[first:], *contenders[:first]):
                gc.collect()
                taken = contender.turn()
                if number >= warm_up:
                    contender.rounds.append(taken)
    finally:
        gc.unfreeze()


def percentile(values: Sequence[int], percent: int) -> int:
    """The value that so many percent of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]

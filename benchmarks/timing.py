"""Timing contenders side by side: the same cases, in turns, so that what drifts on the machine drifts for all.

Each round every contender goes once through all cases; the next round begins with another contender.
Each call is timed by itself. The garbage collector runs as it does in service; what is loaded before
the first round is set aside from it (`gc.freeze`), and it is run between turns, outside the clock, so that
none pays for another's leavings.
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
    """What is timed: `run` is called with each of `cases`. `taken` collects nanoseconds, call by call."""

    name: str
    run: Callable[[Any], object]
    cases: Sequence[Any]
    taken: list[int] = field(default_factory=list)

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
                    contender.taken += taken
    finally:
        gc.unfreeze()


def percentile(values: Sequence[int], percent: int) -> int:
    """The value that so many percent of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * percent // 100) - 1)]

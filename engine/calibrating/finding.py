"""Finding values: the answer, or which demands conflict and what comes nearest; what binds, and the trade-off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Protocol

from engine.calibrating.checking import Pay, Totals, totals
from engine.calibrating.programs import Linear, Program
from engine.calibrating.solving import FEWER, Answer, TooHard, answer, least_loosening, nearest_loosening
from engine.calibrating.target import DEMANDS, WHOLE, Group, Spot, Target

LOOSER: Final[Mapping[str, int]] = {"cost": 10, "schools": 100, "awards": 100, "rising": 1, "order": 1, "bounds": 1,
                                    "fixed": 1}  # fmt: skip
"""By how much each demand is loosened to see what that would gain: basis points, or steps."""
WITHIN: Final = (0, 10, 25, 50, 100, 200, 500)
FALLS: Final = (0, 100, 200, 500, 1000)
"""Where the trade-off is worked out beside the target itself, in basis points."""


class Question(Protocol):
    """A table's or a ladder's question."""

    program: Program

    def amount(self, spot: Spot) -> Linear:
        """What a case on a spot gets a year, by the variables."""
        ...


Asking = Callable[[Target], Question]
"""The question for a target: the same value and caseload, other demands."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A demand with no room left. says: of which parts of it. looser: by how much it was loosened to see; gain: pence
    a year by which what was found would then lie nearer to what was wished."""

    demand: str
    says: tuple[str, ...]
    looser: int
    gain: int


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the trade-off: the limit, and what is then found; None where nothing is.

    change: pence a year by which all cases together lie away from what was wished. known: whether the solver could say.
    """

    limit: int
    change: int | None
    totals: Totals | None
    known: bool = True


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found. answer: None where nothing meets the target; then `conflict` are the demands that cannot be
    met together, of which none can be left out, and `loosening` by how many units each would have to be loosened alone
    (None where that does not help). nearest: what comes nearest, which gives up the target before any other demand;
    given_up: by how many units it misses each."""

    answer: Answer | None
    conflict: tuple[str, ...] = ()
    loosening: Mapping[str, int | None] | None = None
    nearest: Answer | None = None
    given_up: Mapping[str, int] | None = None
    binding: tuple[Binding, ...] = ()
    within: tuple[Point, ...] = ()
    falls: tuple[Point, ...] = ()


def find(asking: Asking, target: Target) -> Findings:
    """Find the values, or which demands conflict. Raises `TooHard`."""
    program = asking(target).program
    found = answer(program)
    if found is not None:
        return Findings(found)
    conflict = _smallest_conflict(program)
    loosening = {demand: least_loosening(program, demand) for demand in conflict}
    given_up = nearest_loosening(program, [each for each in reversed(list(DEMANDS)) if each in program.demands])
    return Findings(None, conflict, loosening, answer(program, loosened=given_up), given_up)


def around(findings: Findings, asking: Asking, target: Target, groups: Sequence[Group]) -> Findings:
    """The same with what binds, and the trade-off: what is found at other limits."""
    found = findings.answer
    binding = () if found is None else _binding(asking(target).program, found)
    return replace(
        findings, binding=binding, within=_within(asking, target, groups), falls=_falls(asking, target, groups)
    )


def paying(question: Question, found: Answer) -> Pay:
    """What a case on a spot gets by an answer."""
    return cache(lambda spot: question.amount(spot).at(found.values))


def _smallest_conflict(program: Program) -> tuple[str, ...]:
    """Demands that cannot be met together though any of them may be left out: one after another is tried without."""
    gone: list[str] = []
    for demand in reversed([each for each in DEMANDS if each in program.demands]):
        try:
            conflicts = answer(program, without=[*gone, demand], aims=1, settle=False, steps=FEWER) is None
        except TooHard:
            continue
        if conflicts:
            gone.append(demand)
    return tuple(each for each in DEMANDS if each in program.demands and each not in gone)


def _binding(program: Program, found: Answer) -> tuple[Binding, ...]:
    tight: dict[str, list[str]] = {}
    for line in program.lines:
        factors = [abs(factor) for factor in line.linear.terms.values()]
        if line.demand and factors and line.linear.at(found.values) < min(factors):
            tight.setdefault(line.demand, []).append(line.says)
    rows = []
    for demand in DEMANDS:
        if demand in tight:
            looser = LOOSER[demand]
            better = answer(program, loosened={demand: looser}, aims=1, settle=False, steps=FEWER)
            gain = 0 if better is None else found.aims[0] - better.aims[0]
            if demand == "fixed" and gain <= 0:
                continue  # what stays has no room by what it means: it is told where it costs something
            rows.append(Binding(demand, tuple(dict.fromkeys(filter(None, tight[demand]))), looser, max(0, gain)))
    return tuple(rows)


def _within(asking: Asking, target: Target, groups: Sequence[Group]) -> tuple[Point, ...]:
    limits = sorted({*WITHIN, target.within})
    return tuple(_point(asking, replace(target, within=each, within_pence=None), groups, each) for each in limits)


def _falls(asking: Asking, target: Target, groups: Sequence[Group]) -> tuple[Point, ...]:
    own = () if target.school_fall is None else (target.school_fall,)
    limits = sorted({*FALLS, *own, WHOLE})
    return tuple(_point(asking, replace(target, school_fall=each), groups, each) for each in limits)


def _point(asking: Asking, target: Target, groups: Sequence[Group], limit: int) -> Point:
    question = asking(target)
    try:
        found = answer(question.program, settle=False, steps=FEWER)
    except TooHard:
        return Point(limit, None, None, known=False)
    if found is None:
        return Point(limit, None, None)
    return Point(limit, found.aims[0], totals(groups, paying(question, found), target))

"""Allocation rulebooks: one evaluation for every partnership, worked out side by side.

Each derived name, rule and outcome is worked out for all partnerships before the next begins, so that
`total(x)` and `apportion(pot, weight, …)` see the whole column. Expressions mean what
`engine.opinions.reference` says.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from engine.facts import read_answers
from engine.opinions.evaluation import Evaluation
from engine.opinions.reference import Found, Reading, outward
from engine.opinions.reference_functions import rounded
from engine.problems import Complaints
from engine.rulebook import InForce, Rulebook
from engine.sharing.apportion import CannotShare, Sharing, shared
from engine.tree import Call, Node
from engine.values import Answer, Value

MOST_UNITS: Final = 500
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Allocation:
    """What an allocation rulebook concludes: an evaluation by unit name, in order of name.

    `totals` adds up each numeric outcome over all units (None where one is unknown; money in pence).
    `reasons` says why an amount could not be shared; there are no shares then, and a person must settle it.
    """

    rulebook: Rulebook
    day: dt.date
    units: Mapping[str, Evaluation]
    totals: Mapping[str, Answer]
    reasons: tuple[str, ...]
    _column: "_Column" = field(repr=False, compare=False)

    def sharing(self, node: Node) -> Sharing | None:
        """How an `apportion(…)` shared its amount; None where something is unknown, or it could not."""
        return self._column.shares.get(id(node))

    def reading(self, unit: str) -> Reading:
        """The reading of one unit, which knows what any part of its expressions came to."""
        return self._column.units[unit]

    @property
    def status(self) -> str:
        """incomplete, referred, unsettled or settled: the first that applies to any unit."""
        found = {evaluation.status for evaluation in self.units.values()}
        if self.reasons:
            found.add("referred")
        return next((each for each in ("incomplete", "referred", "unsettled") if each in found), "settled")


@dataclass(frozen=True, slots=True)
class AllocationAnswers:
    """Answers asked once for all, and those of each unit by its name."""

    once: Mapping[str, Value]
    units: Mapping[str, Mapping[str, Value]]


def read_allocation_answers(
    book: Rulebook, answers: object, complaints: Complaints, where: str = "facts"
) -> AllocationAnswers:
    """The answers in `{"pot": …, "partnership": {"north": {…}, "south": {…}}}`, every problem noted with its path.

    `pot` is a fact marked `once: yes`; the key beside it is what the rulebook goes `over`.
    """
    over = book.over or ""
    once = {name: fact for name, fact in book.facts.items() if fact.once}
    each = {name: fact for name, fact in book.facts.items() if not fact.once}
    if not isinstance(answers, Mapping):
        return AllocationAnswers(read_answers(once, answers, complaints, where), {})
    top = {name: answer for name, answer in answers.items() if name != over}
    for name in [name for name in top if name in each]:
        complaints.add(
            f"{where}.{name}",
            f"`{name}` stands among what is asked once for all",
            f"an answer for each {over}",
            f"Move it to {over}",
        )
        del top[name]
    units: dict[str, Mapping[str, Value]] = {}
    for name, raw in _units(answers.get(over), over, f"{where}.{over}", complaints).items():
        path = f"{where}.{over}.{name}"
        if isinstance(raw, Mapping):
            for misplaced in [key for key in raw if key in once]:
                complaints.add(
                    f"{path}.{misplaced}",
                    f"`{misplaced}` is asked once for all",
                    f"it beside `{over}`",
                    "Move it up",
                )
            raw = {key: answer for key, answer in raw.items() if key not in once}  # noqa: PLW2901
        units[name] = read_answers(each, raw, complaints, path)
    return AllocationAnswers(read_answers(once, top, complaints, where), units)


def _units(raw: object, over: str, path: str, complaints: Complaints) -> Mapping[str, object]:
    expected = f"an object with the facts of each {over} by its name"
    if not isinstance(raw, Mapping) or not raw:
        wrong = f"no {over} is given" if raw is None or raw == {} else f"`{over}` is not an object"
        complaints.add(path, wrong, expected, 'Write {"north": {…}, "south": {…}}')
        return {}
    if len(raw) > MOST_UNITS:
        complaints.add(path, f"{len(raw):,} are given", f"at most {MOST_UNITS}", "Share in parts")
        return {}
    good = {}
    for name, facts in raw.items():
        if isinstance(name, str) and name == name.strip() and 0 < len(name) <= LONGEST_NAME and name.isprintable():
            good[name] = facts
        else:
            complaints.add(path, f"a {over} has no name to print", f"1 to {LONGEST_NAME} letters", "Rename it")
    return good


def allocate(book: Rulebook, answers: AllocationAnswers, day: dt.date) -> Allocation:
    """Everything the rulebook concludes for every unit on this day, which must lie in `book.in_force`.

    Raises ValueError where it does not. Where an amount cannot be shared as asked, the status is referred.
    """
    if not book.in_force.holds(day):
        raise ValueError(f"{book.name} is not in force on {day}")
    in_force, column = book.on(day), _Column()
    for name in sorted(answers.units):
        column.units[name] = _Unit(name, column, in_force, {**answers.once, **answers.units[name]}, day)
    readings = column.units.values()
    for derived, step in book.derives.items():
        for reading in readings:
            reading.derive(derived, step)
    for rule in in_force.ordered_rules:
        for reading in readings:
            reading.conclude(rule.id, rule.when)
    for step in (*book.outcomes.values(), *book.order.values()):
        for reading in readings:
            reading.value(step.node)
    units = {name: reading.evaluation() for name, reading in column.units.items()}
    reasons = tuple(dict.fromkeys(column.reasons.values()))
    return Allocation(book, day, units, _totals(book, units), reasons, column)


def _totals(book: Rulebook, units: Mapping[str, Evaluation]) -> dict[str, Answer]:
    totals: dict[str, Answer] = {}
    for name, step in book.outcomes.items():
        if step.node.type.kind in ("whole", "number", "money"):
            parts = [evaluation.outcome[name] for evaluation in units.values()]
            known = [Fraction(part) for part in parts if part is not None]  # type: ignore[arg-type]
            totals[name] = outward(sum(known, Fraction(0))) if len(known) == len(parts) else None
    return totals


class _Column:
    """All units' readings by name, and what was shared between them by the identity of its node."""

    def __init__(self) -> None:
        self.units: dict[str, _Unit] = {}
        self.shares: dict[int, Sharing | None] = {}
        self.reasons: dict[int, str] = {}

    def share(self, node: Call, how: str) -> Sharing | None:
        """Everyone's share; None where something is unknown or it cannot be shared."""
        if id(node) not in self.shares:
            try:
                self.shares[id(node)] = self._shared(node, how)
            except CannotShare as reason:
                self.reasons[id(node)] = str(reason)
                self.shares[id(node)] = None
        return self.shares[id(node)]

    def values(self, node: Node) -> Mapping[str, Fraction] | None:
        """A number for every unit; None where one is unknown."""
        found = {name: unit.value(node) for name, unit in self.units.items()}
        known = {name: value for name, value in found.items() if value is not None}
        return known if len(known) == len(found) else None

    def _shared(self, node: Call, how: str) -> Sharing | None:
        """The pot to whole pence by the rulebook's rounding; floors rounded up and ceilings down, so that they hold."""
        columns = [column for column in map(self.values, node.args) if column is not None]
        if len(columns) != len(node.args):
            return None
        pots, weights = set(columns[0].values()), columns[1]
        if len(pots) != 1:
            raise CannotShare("the amount to share is not one and the same for all")
        pot = int(rounded(pots.pop(), 0, how))
        bounds: dict[str, dict[str, int]] = {}
        for setting, rounding in (("floor", "up"), ("ceiling", "down")):
            position = node.setting(setting)
            if isinstance(position, int):
                bounds[setting] = {name: int(rounded(edge, 0, rounding)) for name, edge in columns[position].items()}
        return shared(pot, weights, bounds.get("floor"), bounds.get("ceiling"))


class _Unit(Reading):
    """One unit's reading, which can look across the column."""

    def __init__(
        self, name: str, column: _Column, in_force: InForce, answers: Mapping[str, Value], day: dt.date
    ) -> None:
        super().__init__(in_force, answers, day)
        self.unit, self.column = name, column

    def across(self, node: Call) -> Found:
        """`total` over all units, or this unit's share."""
        if node.name == "total":
            parts = self.column.values(node.args[0])
            return None if parts is None else sum(parts.values(), Fraction(0))
        sharing = self.column.share(node, self.in_force.rulebook.rounding)
        return None if sharing is None else Fraction(sharing.shares[self.unit])

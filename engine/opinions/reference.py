"""The same meaning as `engine.opinions.evaluate`, written naively and separately: the second opinion on numbers.

Every node of the checked tree has its plain meaning (`engine.opinions.reference_meanings`), with `int` for whole
numbers and `Fraction` for all others and for every quotient. It shares no arithmetic, no rounding, no
search and no calendar with the evaluator; it is to be read beside rules/README.md and believed. `None` is
unknown throughout.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from engine.opinions.evaluation import Evaluation, Landing, Truth
from engine.opinions.layout import layout_of
from engine.opinions.reference_functions import Found, exact, outward, rounded
from engine.opinions.reference_meanings import Meanings
from engine.rulebook import InForce, Rulebook, Step
from engine.tree import Call, Node
from engine.values import Answer, Value

NOT_ASKED: Final = "-"


def evaluate(book: Rulebook, answers: Mapping[str, Value], day: dt.date) -> Evaluation:
    """Everything the rulebook concludes from these answers on this day, which must lie in `book.in_force`.

    Raises ValueError where it does not, ZeroDivisionError for a `divide` by 0 without `otherwise`.
    """
    if not book.in_force.holds(day):
        raise ValueError(f"{book.name} is not in force on {day}")
    reading = Reading(book.on(day), answers, day)
    for name, step in book.derives.items():
        reading.derive(name, step)
    for rule in reading.in_force.ordered_rules:
        reading.conclude(rule.id, rule.when)
    for step in (*book.outcomes.values(), *book.order.values()):
        reading.value(step.node)
    return reading.evaluation()


class Reading:
    """One case being read: what each name stands for so far, and what each condition turned out to be."""

    def __init__(self, in_force: InForce, answers: Mapping[str, Value], day: dt.date) -> None:
        self.in_force, self.answers, self.day = in_force, answers, day
        self.meanings = _meanings_of(in_force)
        self.facts: dict[str, Found] = {name: exact(answers.get(name)) for name in in_force.rulebook.facts}
        self.derived: dict[str, Found] = {}
        self.concluded: dict[str, Truth] = {}
        self.seen: dict[int, Found] = {}
        """By the identity of its node. A condition that is missing was not asked: its branch was not taken."""
        self.landings: dict[int, Landing] = {}

    def derive(self, name: str, step: Step) -> None:
        """Work out one derived name, after those it reads."""
        self.derived[name] = self.value(step.node)

    def conclude(self, rule: str, when: Node) -> None:
        """Work out one rule, after those it reads."""
        self.concluded[rule] = self.value(when)

    def value(self, node: Node) -> Found:
        """What `node` is: a value, or None where it is not known."""
        found = self.seen[id(node)] = self.meanings.of(node)(self)
        return found

    def evaluation(self) -> Evaluation:
        """All that was found, in the fixed orders."""
        book, layout = self.in_force.rulebook, layout_of(self.in_force)
        return Evaluation(
            in_force=self.in_force,
            day=self.day,
            answers=tuple([self.answers.get(name) for name in book.facts]),
            derived=tuple([outward(self.derived[name]) for name in book.derives]),
            outcomes=tuple([self._outcome(step) for step in book.outcomes.values()]),
            order_keys=tuple([self._outcome(step) for step in book.order.values()]),
            conditions=tuple([self.seen.get(node, NOT_ASKED) for node in layout.slots]),
            lookups=tuple([self.landings.get(node, NOT_ASKED) for node in layout.lookup_slots]),
            rules=tuple([self.concluded[rule.id] for rule in self.in_force.ordered_rules]),
        )

    def _outcome(self, step: Step) -> Answer:
        """As found; money in whole pence, by the rulebook's rounding."""
        found = self.seen[id(step.node)]
        if found is not None and step.node.type.kind == "money":
            found = rounded(found, 0, self.in_force.rulebook.rounding)
        return outward(found)

    def across(self, node: Call) -> Found:
        """What needs every partnership at once: see `engine.sharing.allocation`."""
        raise TypeError(f"{node.name}(…) is not evaluated one case at a time")


def _meanings_of(in_force: InForce) -> Meanings:
    kept = in_force.kept.get("meanings")
    if not isinstance(kept, Meanings):
        kept = in_force.kept["meanings"] = Meanings(in_force)
    return kept


__all__ = ["Found", "Reading", "evaluate", "exact", "outward"]

"""Cases that lack an answer: the least and the most that each can come to, and what they can add to the difference.

A case that a person would price by either text is counted and never priced. One that can come to no amount at all by
one of the texts is counted apart. The sums are sound: whatever the answers turn out to be, they lie within.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import polars as pl

from engine.columns.plan import Plan, plan_of
from engine.opinions.evaluate import evaluate_vector
from engine.remaining.possible import Possible, possible
from engine.remaining.spreads import Spread
from engine.rulebook import Rulebook
from engine.tree import Concluded, Lookup, Name, Node, walk
from engine.values import Answer
from engine.whatif.asked import Spec
from engine.whatif.document import GROUPS, Pence, Span, Unknown
from engine.whatif.frames import Asks
from engine.whatif.totals import Totals


@dataclass(frozen=True, slots=True)
class Priced:
    """From least to most, in pence a year; exact: both can occur. None in its place: no amount can come of it."""

    least: int
    most: int
    exact: bool


class Prices:
    """What unsettled cases can come to by one text; worked out once for all that differ in nothing that matters."""

    def __init__(self, book: Rulebook, asks: Asks, spec: Spec) -> None:
        self.book, self.day = book, spec.as_of
        self.plan: Plan = plan_of(book.on(spec.as_of), spec.as_of)
        self.rows = asks.facts
        self.matter = [at for at, name in enumerate(book.facts) if name in _read(book, spec)]
        self.seen: dict[Hashable, Priced | None] = {}

    def of(self, row: int) -> Priced | None:
        """What the case in this row can come to."""
        held = self.rows.row(row, named=True)
        answers = tuple(
            self.plan.value(f"fact.{n}", held[f"fact.{n}"], held.get(f"fact.{n}.none")) for n in self.book.facts
        )
        key = tuple(answers[at] for at in self.matter)
        if key not in self.seen:
            self.seen[key] = self._worked_out(answers)
        return self.seen[key]

    def _worked_out(self, answers: tuple[Answer, ...]) -> Priced | None:
        evaluation = evaluate_vector(self.book.on(self.day), answers, self.day)
        return _priced(possible(evaluation), self.book)


def _priced(found: Possible, book: Rulebook) -> Priced | None:
    names = [name for name, step in book.outcomes.items() if step.node.type.kind == "money"]
    settled = [result for result in found.results if result.status == "settled"]
    ends: list[int] = []
    for result in settled:
        for name in names:
            value = result.outcome[name]
            if isinstance(value, Spread):
                bounds = value.only if value.only is not None else (value.low, value.high)
                ends += [each for each in bounds if isinstance(each, int)]
            elif isinstance(value, int) and value >= 0:
                ends.append(value)
                break
    ends = [max(0, each) for each in ends]
    return Priced(min(ends), max(ends), found.exact) if ends else None


def _read(book: Rulebook, spec: Spec) -> frozenset[str]:
    """The facts that can matter to status or outcome: all that is read by outcomes, by rules of status, by lookups."""
    in_force = book.on(spec.as_of)
    rules = {rule.id: rule.when for rule in in_force.rules}
    roots: list[Node] = [step.node for step in book.outcomes.values()]
    roots += [rule.when for rule in in_force.rules if rule.then in ("return", "refer")]
    trees = [*rules.values(), *(step.node for step in book.derives.values())]
    roots += [node for tree in trees for node in walk(tree) if isinstance(node, Lookup)]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while roots:
        for node in walk(roots.pop()):
            if isinstance(node, Name) and node.source == "fact":
                found.add(node.name)
            elif isinstance(node, Name) and node.source == "derive" and ("derive", node.name) not in seen:
                seen.add(("derive", node.name))
                roots.append(book.derives[node.name].node)
            elif isinstance(node, Concluded) and node.rule in rules and ("rule", node.rule) not in seen:
                seen.add(("rule", node.rule))
                roots.append(rules[node.rule])
    return frozenset(found)


def add_unknown(totals: Totals, traced: pl.DataFrame, ends: Sequence[tuple[Rulebook, Asks]], spec: Spec) -> None:
    """Add the ranges of the cases that either text leaves unsettled. ends: both texts, where they are in force."""
    if len(ends) != 2:
        return
    prices = [Prices(book, asks, spec) for book, asks in ends]
    statuses = zip(traced["status_before"], traced["status_after"], strict=True)
    known = list(zip(traced["before"], traced["after"], strict=True))
    for row, status in enumerate(statuses):
        if "unsettled" not in status:
            continue
        both = [prices[side].of(row) if status[side] == "unsettled" else _known(known[row][side]) for side in (0, 1)]
        _add(totals, both[0], both[1])


def _known(pence: int | None) -> Priced | None:
    return None if pence is None else Priced(pence, pence, True)


def _add(totals: Totals, before: Priced | None, after: Priced | None) -> None:
    if before is None or after is None:
        totals.add(("unknown", "unpriced"), 1)
        return
    for name, priced in (("before", before), ("after", after)):
        totals.add(("unknown", name, "least"), priced.least)
        totals.add(("unknown", name, "most"), priced.most)
    totals.add(("unknown", "least"), after.least - before.most)
    totals.add(("unknown", "most"), after.most - before.least)
    either = before.least == before.most or after.least == after.most
    totals.add(("unknown", "inexact"), 0 if before.exact and after.exact and either else 1)


def unknown_of(totals: Totals, spec: Spec) -> Unknown:
    """What is not known, of all cases together."""
    groups = [("group", name == "open") for name in GROUPS]
    cases = sum(totals.of(*each, "unsettled") for each in groups)

    def span(*key: str) -> Span:
        return Span(Pence(totals.of("unknown", *key, "least")), Pence(totals.of("unknown", *key, "most")))

    return Unknown(
        cases,
        span().least,
        span().most,
        spec.range and not totals.of("unknown", "inexact"),
        span("before"),
        span("after"),
        totals.of("unknown", "unpriced"),
        sum(totals.of(*each, "referred") for each in groups),
        spec.range,
    )

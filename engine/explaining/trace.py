"""The full trace: every condition, ladder, table, step and rule of a rulebook, fired or not, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.amounts import NOT_KNOWN, sentence, value_words
from engine.explaining.english import English
from engine.explaining.paths import Paths
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import Layout, Site, layout_of
from engine.rulebook import REFER, InForce, Ladder, Step
from engine.tree import Literal, Lookup, Node, conditions
from engine.values import Answer, outside

NOT_ASKED: Final = "-"
TRUTHS: Final = {"1": "yes", "0": "no", "u": NOT_KNOWN, "-": "not asked here"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a trace.

    kind: condition, lookup, step, rule, outcome or order. home: the step, rule or outcome it stands in.
    truth: 1, 0, u (not yet known) or - (not asked: in a branch not taken, or not in force); None where
    there is no truth. value: as it goes into JSON. finding: what it came to, in words.
    """

    kind: str
    home: str
    words: str
    finding: str
    truth: str | None = None
    value: object = None
    sources: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The line as a reader of sentences wants it: "points are 40 or more: no, it is 34"."""
        truth = TRUTHS[self.truth] if self.truth else ""
        if truth == NOT_KNOWN and self.finding.startswith(NOT_KNOWN):
            truth = ""
        found = ", ".join(each for each in (truth, self.finding) if each)
        return sentence(f"{self.words}: {found}" if found else self.words)


def trace(evaluation: Evaluation) -> tuple[Line, ...]:
    """Everything, in the rulebook's order: derived steps, rules, outcomes, order keys; parts before wholes."""
    return tuple(_Tracer(evaluation.in_force, evaluation).lines())


def untaken(in_force: InForce) -> tuple[Line, ...]:
    """The trace of a day on which the rulebook was not in force: every condition, none of them asked."""
    return tuple(_Tracer(in_force, None).lines())


class _Tracer:
    def __init__(self, in_force: InForce, evaluation: Evaluation | None) -> None:
        self.in_force, self.evaluation = in_force, evaluation
        self.book = in_force.rulebook
        self.layout: Layout = layout_of(in_force)
        self.english = English(in_force, evaluation)
        self.paths = Paths(evaluation) if evaluation else None
        self.parts: dict[tuple[str, str], list[tuple[str, int, Site]]] = {}
        for kind, sites in (("condition", self.layout.conditions), ("lookup", self.layout.lookups)):
            for number, site in enumerate(sites):
                self.parts.setdefault((site.home, site.within), []).append((kind, number, site))

    def lines(self) -> Iterator[Line]:
        found = self.evaluation
        derived = dict(zip(self.book.derives, found.derived, strict=True)) if found else {}
        yield from self._steps("derive", "step", self.book.derives, derived)
        yield from self._rules()
        yield from self._steps("outcome", "outcome", self.book.outcomes, found.outcome if found else {})
        keys = dict(zip(self.book.order, found.order_keys, strict=True)) if found else {}
        yield from self._steps("order", "order", self.book.order, keys)

    def _steps(self, home: str, kind: str, steps: Mapping[str, Step], values: Mapping[str, Answer]) -> Iterator[Line]:
        for name, step in steps.items():
            yield from self._parts_of(home, name)
            worked = self.english.worked(step.node) if self.evaluation else self.english.say(step.node)
            value = values.get(name)
            found = value_words(value, step.node.type, self.english.words(step.node), step.unit)
            words = f"{step.says} = {worked}"
            yield Line(
                kind, name, words, found if self.evaluation else "", None,
                outside(value, step.node.type.kind), self._sources(step.node),
            )  # fmt: skip

    def _rules(self) -> Iterator[Line]:
        held = {rule.id for rule in self.in_force.rules}
        truths = self.evaluation.rule_truths if self.evaluation else {}
        for rule in self.book.rules:
            if rule.id not in held:
                for node in conditions(rule.when):
                    if not isinstance(node, Literal):
                        yield Line(
                            "condition", rule.id, self.english.condition(node), "not in force on this day", NOT_ASKED
                        )
                yield Line("rule", rule.id, rule.not_met, "not in force on this day", NOT_ASKED, None, (rule.source,))
                continue
            yield from self._parts_of("rule", rule.id)
            truth = letter(truths.get(rule.id, NOT_ASKED))
            text = self.english.fill(rule.met if truth == "1" else rule.not_met) if truth in "10" else ""
            words = f"{rule.id.replace('_', ' ')} ({rule.then})"
            yield Line("rule", rule.id, words, text, truth, None, (rule.source,))

    def _parts_of(self, home: str, within: str) -> Iterator[Line]:
        for kind, number, site in self.parts.get((home, within), ()):
            if kind == "condition":
                yield self._condition(number, site)
            else:
                yield self._lookup(number, site)

    def _condition(self, number: int, site: Site) -> Line:
        truth = letter(self.evaluation.conditions[number]) if self.evaluation else NOT_ASKED
        finding = self.english.finding(site.node) if truth != NOT_ASKED else ""
        return Line("condition", site.within, self.english.condition(site.node), finding, truth)

    def _lookup(self, number: int, site: Site) -> Line:
        assert isinstance(site.node, Lookup)
        landing = self.evaluation.lookups[number] if self.evaluation else NOT_ASKED
        entry = self.in_force.values.get(site.node.name)
        sources = (entry.source,) if entry else ()
        if isinstance(landing, str):
            return Line("lookup", site.within, self.english.say(site.node), "not asked here", NOT_ASKED, None, sources)
        args, result = landing
        said = self.english.lookup_said(site.node)
        if result is REFER:
            return Line("lookup", site.within, said, "left to a person", None, "refer", sources)
        found = value_words(result, site.node.type)
        if isinstance(entry.shape if entry else None, Ladder) and result is not None:
            found += self._rung(site.node, args[0])
        return Line("lookup", site.within, said, found, None, outside(result, site.node.type.kind), sources)

    def _rung(self, node: Lookup, argument: Answer) -> str:
        ladder = self.in_force.values[node.name].shape
        assert isinstance(ladder, Ladder)
        rung = sum(argument >= start for start in ladder.starts) - 1  # type: ignore[operator]
        where = self.english.ladder_range(ladder, rung)
        return f" ({where})" if " " in where else f" (at {where})"

    def _sources(self, node: Node) -> tuple[str, ...]:
        return self.paths.sources(node) if self.paths else ()


def letter(truth: bool | str | None) -> str:
    """1, 0, u or -."""
    return "u" if truth is None else truth if isinstance(truth, str) else "1" if truth else "0"

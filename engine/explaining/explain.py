"""The explanation of an assessment: why, why not, what would change it, what to ask, the full trace.

Sentences for people; `engine.explaining.report` gives the same as JSON and as plain text. Nothing here decides.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from engine.amounts import day_words, listing, sentence, spoken
from engine.assessing import Assessment
from engine.explaining.because import Reason, why
from engine.explaining.changes import Change, changes
from engine.explaining.paths import Paths
from engine.explaining.trace import Line, trace, untaken
from engine.explaining.why_not import Short, why_not
from engine.remaining.matters import Matters
from engine.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to ask for: by an `ask` rule that is met ("rule"), or an unanswered question that matters ("fact")."""

    kind: str
    name: str
    sentence: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """An unanswered fact, or a rule that cannot be decided and the facts it waits for.

    `matters`: whether it can still change the status or an outcome.
    """

    kind: str
    name: str
    sentence: str
    matters: bool
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Everything there is to say about one assessment. `changes` and `trace` are worked out when first read.

    `changes` are for panel and auditor, never for a school's or a family's page.
    """

    assessment: Assessment
    why: tuple[Reason, ...]
    why_not: tuple[Short, ...]
    asks: tuple[Ask, ...]
    missing: tuple[Missing, ...]

    @cached_property
    def paths(self) -> Paths | None:
        """The way from facts to outcome; None where the rulebook was not in force."""
        return Paths(self.assessment.evaluation) if self.assessment.evaluation else None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The smallest sets of other answers that would change the headline."""
        return changes(self.paths) if self.paths else ()

    @cached_property
    def trace(self) -> tuple[Line, ...]:
        """Every condition of the rulebook with its truth, every step with its value."""
        book = self.assessment.rulebook
        if self.assessment.evaluation:
            return trace(self.assessment.evaluation)
        return untaken(book.on(self.assessment.day))

    @property
    def ceilings(self) -> tuple[str, ...]:
        """The outcomes that are "up to" an amount."""
        if not self.paths:
            return ()
        return tuple(name for name, step in self.assessment.rulebook.outcomes.items() if self.paths.ceiling(step.node))


def explain(assessment: Assessment) -> Explanation:
    """The explanation of one assessment. Pure; the same in every process."""
    if assessment.evaluation is None:
        return Explanation(assessment, (_not_in_force(assessment),), (), (), ())
    paths = Paths(assessment.evaluation)
    matters = Matters(assessment.evaluation)
    return Explanation(
        assessment,
        why(paths),
        why_not(paths),
        tuple(_asks(assessment, paths, matters)),
        tuple(_missing(paths, matters)),
    )


def _not_in_force(assessment: Assessment) -> Reason:
    book = assessment.rulebook
    return Reason(not_in_force_words(book, assessment.day), "rulebook", book.name)


def not_in_force_words(book: Rulebook, day: dt.date) -> str:
    """That a rulebook says nothing on a day, and when it does, as a sentence."""
    period = book.in_force
    until = f" to {day_words(period.end)}" if period.end else ""
    return sentence(f"this rulebook is in force from {day_words(period.start)}{until}, so not on {day_words(day)}")


def _asks(assessment: Assessment, paths: Paths, matters: Matters) -> list[Ask]:
    """The ask rules that are met, then the questions that matter; the one that settles most comes first."""
    asked = [
        Ask("rule", rule.id, paths.english.fill(rule.met), (rule.source,)) for rule in paths.evaluation.fired("ask")
    ]
    first = assessment.possible.question if assessment.possible else None
    names = sorted(matters.facts, key=lambda name: name != first)
    return asked + [Ask("fact", name, paths.book.facts[name].asks.strip()) for name in names]


def _missing(paths: Paths, matters: Matters) -> list[Missing]:
    """Unanswered facts, those that matter first, then rules that cannot be decided."""
    open_facts = set(matters.facts)
    unanswered = [name for name, value in matters.answers.items() if value is None]
    unanswered.sort(key=lambda name: name not in open_facts)
    found = [Missing("fact", n, paths.book.facts[n].asks.strip(), n in open_facts) for n in unanswered]
    truths = paths.evaluation.rule_truths
    for rule in paths.in_force.rules:
        if truths[rule.id] is not None:
            continue
        waits = [name for name in paths.book.facts if name in matters.open(rule.when)]
        asked = listing(f"“{paths.book.facts[name].asks.strip()}”" for name in waits)
        held = f"it waits for {asked}" if waits else "it rests on what a person must judge"
        text = sentence(f"whether “{spoken(rule.id)}” is met cannot be said yet: {held}")
        found.append(Missing("rule", rule.id, text, rule.then in ("return", "refer"), tuple(waits)))
    return found

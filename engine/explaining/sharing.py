"""The explanation of an allocation: each figure opened into its arithmetic, as sentences, as JSON and as text.

Every derived name and outcome of every partnership stands here with its expression in words, the values put in and
what it came to; where an amount was shared, also what weight alone would have given, and which bound held.
"""

import datetime as dt
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from engine.amounts import NOT_KNOWN, day_words, listing, money_words, sentence, value_words
from engine.assessing import NOT_IN_FORCE
from engine.explaining.english import English
from engine.explaining.explain import not_in_force_words
from engine.opinions.reference import outward
from engine.opinions.reference_functions import rounded
from engine.rulebook import Rule, Rulebook, Step
from engine.sharing.allocation import Allocation
from engine.sharing.apportion import Sharing
from engine.tree import Call, Name, Node, walk
from engine.values import Answer, outside

WIDTH: Final = 78
LAST_WORD: Final = "This is a sum, worked out as the scheme says. People decide what is allocated."


@dataclass(frozen=True, slots=True)
class Worked:
    """One step of a figure. words: the expression with its values; found: what it came to, in words.

    effect: where an amount was shared, what weight alone gives and which bound held; otherwise empty.
    repeats: it is a step under another name.
    """

    name: str
    says: str
    words: str
    found: str
    value: object
    effect: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A rule with its sentence, met or not (None: not known yet)."""

    rule: str
    then: str
    met: bool | None
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One partnership's figures, opened. missing: what was not answered, as it is asked."""

    unit: str
    status: str
    outcome: dict[str, object]
    steps: tuple[Worked, ...]
    outcomes: tuple[Worked, ...]
    rules: tuple[Said, ...]
    missing: tuple[str, ...]

    @property
    def figures(self) -> tuple[Worked, ...]:
        """Every step, and each outcome that is more than one of them under another name."""
        return (*self.steps, *(each for each in self.outcomes if not each.repeats))

    @property
    def met(self) -> tuple[Said, ...]:
        """The rules that are met."""
        return tuple(each for each in self.rules if each.met)


def opened(allocation: Allocation, unit: str) -> Opened:
    """The figures of one partnership. Raises KeyError for one that is not there."""
    evaluation, book = allocation.units[unit], allocation.rulebook
    english = English(evaluation.in_force, evaluation, allocation.reading(unit))
    derived = dict(zip(book.derives, evaluation.derived, strict=True))
    truths = evaluation.rule_truths
    return Opened(
        unit,
        evaluation.status,
        {name: outside(value, book.outcomes[name].node.type.kind) for name, value in evaluation.outcome.items()},
        tuple(_worked(allocation, unit, english, step, derived[name]) for name, step in book.derives.items()),
        tuple(
            _worked(allocation, unit, english, step, evaluation.outcome[name]) for name, step in book.outcomes.items()
        ),
        tuple(
            Said(rule.id, rule.then, truths[rule.id], _said(english, truths[rule.id], rule), rule.source)
            for rule in evaluation.in_force.rules
        ),
        tuple(
            fact.asks.strip()
            for fact, value in zip(book.facts.values(), evaluation.answers, strict=True)
            if value is None
        ),
    )


def _said(english: English, truth: bool | None, rule: Rule) -> str:
    return "This cannot be said yet." if truth is None else english.fill(rule.met if truth else rule.not_met)


def _worked(allocation: Allocation, unit: str, english: English, step: Step, value: Answer) -> Worked:
    kind = step.node.type
    return Worked(
        step.name,
        step.says,
        english.worked(step.node),
        value_words(value, kind, english.words(step.node), step.unit),
        outside(value, kind.kind),
        " ".join(_effects(allocation, unit, english, step.node)),
        isinstance(step.node, Name) and step.node.source == "derive",
    )


def _effects(allocation: Allocation, unit: str, english: English, node: Node) -> Iterator[str]:
    """For each amount shared under `node`: what weight alone gives, and what held the share where it stands."""
    for each in walk(node):
        if isinstance(each, Call) and each.name == "apportion":
            sharing = allocation.sharing(each)
            if sharing is not None:
                yield _by_weight(allocation, unit, english, each, sharing)
                yield from _held(allocation, unit, english, each, sharing)


def _by_weight(allocation: Allocation, unit: str, english: English, node: Call, sharing: Sharing) -> str:
    weight, type_ = sharing.weights[unit], node.args[1].type
    every = sum(sharing.weights.values(), Fraction(0))
    own, whole = (value_words(outward(each), type_) for each in (weight, every))
    alone = _penny(allocation, sharing.by_weight(unit))
    what = english.say(node.args[1])
    return sentence(f"by weight alone ({what}): {money_words(sharing.pot)} × {own} ÷ {whole} of all together = {alone}")


def _held(allocation: Allocation, unit: str, english: English, node: Call, sharing: Sharing) -> Iterator[str]:
    """Which bound holds this share; or why it differs from what weight alone gives."""
    stands, share = sharing.stands(unit), money_words(sharing.shares[unit])
    if stands != "weight":
        position = node.setting(stands)
        bound = english.say(node.args[position]) if isinstance(position, int) else "all there is"
        yield sentence(f"it stands at its {stands}, {bound}: {share}")
        return
    held = [name for name in sharing.shares if sharing.stands(name) != "weight"]
    difference = sharing.shares[unit] - sharing.by_weight(unit)
    if held and abs(difference) >= 1:
        verb, change = ("stands" if len(held) == 1 else "stand"), ("less" if difference < 0 else "more")
        yield sentence(f"{listing(held)} {verb} at a floor or a ceiling, which leaves {change} by weight: {share}")
    elif share != _penny(allocation, sharing.by_weight(unit)):
        yield sentence(f"to whole pence, so that nothing is left over: {share}")


def _penny(allocation: Allocation, amount: Fraction) -> str:
    return money_words(int(rounded(amount, 0, allocation.rulebook.rounding)))


def allocation_report(book: Rulebook, day: dt.date, allocation: Allocation | None) -> dict[str, Any]:
    """One object, ready for `json.dumps`: money and numbers as decimal strings, lists ordered.

    status, reasons, totals, partnership (or whatever the rulebook goes over): by name its status, outcome, steps,
    outcomes, rules and missing; rulebook, engines. allocation: None where the rulebook is not in force on the day.
    """
    kinds = {name: step.node.type.kind for name, step in book.outcomes.items()}
    totals = allocation.totals if allocation else {}
    return {
        "status": allocation.status if allocation else NOT_IN_FORCE,
        "reasons": list(allocation.reasons) if allocation else [not_in_force_words(book, day)],
        "totals": {
            name: outside(totals[name], kinds[name])
            for name, step in book.outcomes.items()
            if name in totals and _is_share(book, step)
        },
        str(book.over): {unit: _unit_json(book, opened(allocation, unit)) for unit in allocation.units}
        if allocation
        else {},
        "rulebook": {
            "name": book.name,
            "title": book.title,
            "notice": book.notice,
            "sha256": book.sha256,
            "as_of": day.isoformat(),
        },
        "engines": {"agree": None, "compared": []},
    }


def _unit_json(book: Rulebook, found: Opened) -> dict[str, Any]:
    def steps(several: tuple[Worked, ...]) -> list[dict[str, Any]]:
        return [
            {
                "name": each.name,
                "says": each.says,
                "words": each.words,
                "value": each.value,
                "found": each.found,
                "effect": each.effect,
            }
            for each in several
        ]

    return {
        "status": found.status,
        "outcome": found.outcome,
        "steps": steps(found.steps),
        "outcomes": steps(found.outcomes),
        "rules": [
            {
                "rule": each.rule,
                "then": each.then,
                "met": each.met,
                "sentence": each.sentence,
                "sources": [{"key": each.source, "title": book.sources[each.source].title}],
            }
            for each in found.rules
        ],
        "missing": list(found.missing),
    }


def allocation_text(book: Rulebook, day: dt.date, allocation: Allocation | None, *, at_length: bool = False) -> str:
    """The figures for a reader at a terminal, wrapped at 78 columns; `at_length` opens each into its arithmetic."""
    if allocation is None:
        return _wrapped(not_in_force_words(book, day)) + "\n"
    parts = [_first(allocation)]
    units = [opened(allocation, unit) for unit in allocation.units]
    parts.append("\n".join(_line(each) for each in units))
    totals = [
        f"{book.outcomes[name].says}: {value_words(value, book.outcomes[name].node.type)}"
        for name, value in allocation.totals.items()
        if _is_share(book, book.outcomes[name])
    ]
    parts.append("\n".join(["Together", *(_wrapped(f"- {each}") for each in totals)]))
    for each in units:
        said = [rule.sentence for rule in each.met]
        missing = [f"Not answered: {asks}" for asks in each.missing]
        lines = [_wrapped(f"- {text}") for text in (*said, *missing)]
        if at_length:
            lines += [_wrapped(f"- {sentence(_step_words(step))}") for step in each.figures]
        if lines:
            parts.append("\n".join([each.unit, *lines]))
    parts.append(_wrapped(f"{LAST_WORD} {book.title}, as it stands on {day_words(day)}. {book.notice}".strip()))
    return "\n\n".join(parts) + "\n"


def _is_share(book: Rulebook, step: Step) -> bool:
    """Whether this outcome is a share, so that its total means something."""
    node = step.node
    while isinstance(node, Name) and node.source == "derive":
        node = book.derives[node.name].node
    return isinstance(node, Call) and node.name == "apportion"


def _first(allocation: Allocation) -> str:
    words = {
        "settled": "Everything is shared.",
        "referred": "A person must settle it.",
        "incomplete": "Something in the figures is wrong or missing.",
        "unsettled": "Not settled: something is not known yet.",
    }[allocation.status]
    return _wrapped(" ".join([words, *(sentence(reason) for reason in allocation.reasons)]))


def _line(found: Opened) -> str:
    return _wrapped(f"{found.unit}: " + "; ".join(f"{each.says} {each.found}" for each in found.outcomes))


def _step_words(step: Worked) -> str:
    if step.found == NOT_KNOWN:
        return f"{step.says}: {NOT_KNOWN}"
    return f"{step.says}: {step.words} = {step.found}. {step.effect}".strip()


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)

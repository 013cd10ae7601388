"""Whether each place suits a child: one pass over them all, every rule said of each; an unknown is asked, never a no.

The rulebook decides (rules/README.md, "Which place fits"). What is shown for a decision is confirmed as well: both
second opinions must agree (`confirm_fit`). Nothing here reads money but the order keys, and free places are no fact of
fit: full is not a ground (CFA 2014 s.39(4)).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from engine.amounts import sentence
from engine.assessing import Assessment, confirm
from engine.explaining.english import English
from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation, Truth
from engine.opinions.network import Network
from engine.proof.fitting import hard_rules
from engine.proof.need_led import readings
from engine.rulebook import InForce, Rule, Rulebook
from engine.values import Answer, Value

Fit = Literal["yes", "no", "unknown"]
Whose = Literal["child", "place"]
FITS: Final[Mapping[Truth, Fit]] = {True: "yes", False: "no", None: "unknown"}
LEFT_TO_A_PERSON: Final = "The rulebook leaves this to a person."


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its code, and its answers to the rulebook's questions about a place. What is absent is unknown."""

    code: str
    answers: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that a rule waits for: the school is asked about a place's, an officer about the child's.

    hard: whether the verdict itself waits for it.
    """

    fact: str
    of: Whose
    words: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """What one rule says of a place: met (it speaks for the place), not met, or None with what must be asked first.

    hard: the verdict rests on it; a softer one is said and changes nothing.
    """

    rule: str
    truth: Truth
    hard: bool
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one place suits, with every rule's reason and every order key in the order the rulebook writes them.

    questions: each fact that is waited for, once, those that the verdict waits for first. keys: money in whole pence.
    """

    code: str
    fit: Fit
    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    keys: tuple[Answer, ...]


def fit_all(book: Rulebook, child: Mapping[str, Value], places: Iterable[Place], day: dt.date) -> list[Verdict]:
    """The verdict on each place, in the order given. Raises ValueError where the rulebook is not in force on `day`.

    Of `child` only facts about a child are read, of a place only those about a place; other names are left alone.
    """
    pass_ = _Pass(book, child, day)
    return [pass_.verdict(place.code, pass_.evaluation(place)) for place in places]


def fits(book: Rulebook, child: Mapping[str, Value], places: Iterable[Place], day: dt.date) -> list[Fit]:
    """The verdicts alone, without a word of why: for many children against many places. Raises as `fit_all` does."""
    pass_ = _Pass(book, child, day)
    return [_fit(pass_.evaluation(place)) for place in places]


def confirm_fit(
    book: Rulebook, child: Mapping[str, Value], places: Iterable[Place], day: dt.date, network: Network
) -> tuple[list[Verdict], tuple[str, ...]]:
    """The same, each confirmed by both second opinions, and in words what these looked at for each place.

    Raises `OpinionsDiffer` or `NetworkFailed` as `engine.assessing.confirm` does: then there is no verdict at all.
    """
    pass_ = _Pass(book, child, day)
    verdicts, compared = [], tuple[str, ...]()
    for place in places:
        evaluation = pass_.evaluation(place)
        answers = {name: each for name, each in zip(book.facts, evaluation.answers, strict=True) if each is not None}
        compared = confirm(Assessment(book, day, answers, evaluation), network).compared
        verdicts.append(pass_.verdict(place.code, evaluation))
    return verdicts, compared


@dataclass(frozen=True, slots=True)
class _Said:
    """How one rule is said: where its truth stands, its two sentences, and the facts it may wait for, by number."""

    rule: str
    position: int
    hard: bool
    met: str
    not_met: str
    waits: tuple[tuple[int, Question], ...]


class _Pass:
    """One child against many places: what is the child's stands ready, and what the rulebook says is prepared once."""

    def __init__(self, book: Rulebook, child: Mapping[str, Value], day: dt.date) -> None:
        if not book.in_force.holds(day):
            raise ValueError(f"{book.name} is not in force on {day}")
        self.day, self.in_force = day, book.on(day)
        self.answers: list[Answer] = [child.get(name) for name in book.facts]
        self.slots = [(number, name) for number, name in enumerate(book.facts) if book.facts[name].of == "place"]
        self.said = _prepared(self.in_force)

    def evaluation(self, place: Place) -> Evaluation:
        answers, given = self.answers.copy(), place.answers
        for number, name in self.slots:
            answers[number] = given.get(name)
        return evaluate_vector(self.in_force, tuple(answers), self.day)

    def verdict(self, code: str, found: Evaluation) -> Verdict:
        english: English | None = None
        reasons: list[Reason] = []
        waiting: dict[str, Question] = {}
        for said in self.said:
            truth = found.rules[said.position]
            if truth is None:
                asked = [question for number, question in said.waits if found.answers[number] is None]
                for question in asked:
                    if question.hard or question.fact not in waiting:
                        waiting[question.fact] = question
                words = " ".join(question.words for question in asked) or LEFT_TO_A_PERSON
            else:
                words = said.met if truth else said.not_met
                if "{" in words:
                    english = english or English(self.in_force, found)
                    words = english.fill(words)
            reasons.append(Reason(said.rule, truth, said.hard, words))
        questions = sorted(waiting.values(), key=lambda question: not question.hard)
        return Verdict(code, _fit(found), tuple(reasons), tuple(questions), found.order_keys)


def _fit(found: Evaluation) -> Fit:
    return FITS[cast("Truth", found.outcomes[0])]


def _prepared(in_force: InForce) -> tuple[_Said, ...]:
    """How each rule in force is said, in the order written; worked out once for a stretch of days."""
    kept = in_force.kept.get("fit")
    if kept is None:
        book, hard = in_force.rulebook, hard_rules(in_force.rulebook)
        positions = {rule.id: position for position, rule in enumerate(in_force.ordered_rules)}
        kept = in_force.kept["fit"] = tuple(
            _Said(
                rule.id,
                positions[rule.id],
                rule.id in hard,
                sentence(rule.met),
                sentence(rule.not_met),
                _waits(book, rule, rule.id in hard),
            )
            for rule in in_force.rules
        )
    return cast("tuple[_Said, ...]", kept)


def _waits(book: Rulebook, rule: Rule, hard: bool) -> tuple[tuple[int, Question], ...]:
    """Each fact that a rule reads, by its number among the answers, and the question that would settle it."""
    read = readings(book, rule)
    return tuple(
        (number, Question(fact.name, "place" if fact.of == "place" else "child", fact.asks, hard))
        for number, fact in enumerate(book.facts.values())
        if fact.name in read
    )

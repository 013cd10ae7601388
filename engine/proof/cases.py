"""The worked cases beside a rulebook: read, tried on it, and every difference told at its place."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.facts import Fact, answer_from_text
from engine.language.literals import read_literal
from engine.language.sections import Section
from engine.language.source_text import Entries, Items, Text, Written, read_text
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.problems import Complaints, Place, Problem
from engine.proof.written import value_written
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers, allocate
from engine.values import Answer, Type, Value

UNANSWERED: Final = "unanswered"
UNKNOWN: Final = "unknown"
STATUSES: Final = ("settled", "unsettled", "referred", "incomplete", "not_in_force")
MOST_CASES: Final = 2000
_AGAIN: Final = "Work it out by hand again, then correct the case or the rulebook"


@dataclass(frozen=True)
class Expected:
    """What a case expects of one request, each with its place; what is not named is not compared."""

    outcome: Mapping[str, tuple[Answer, Place]] = field(default_factory=dict)
    rules: tuple[frozenset[str], Place] | None = None


@dataclass(frozen=True)
class Case:
    """One worked case. `units` are the answers and `expected` the expectations by partnership in an allocation;
    elsewhere the one key is the empty name."""

    name: str
    at: Place
    day: dt.date
    once: Mapping[str, Value]
    units: Mapping[str, Mapping[str, Value]]
    status: tuple[str, Place] | None
    expected: Mapping[str, Expected]


def read_cases(book: Rulebook, text: str, file: str, complaints: Complaints) -> list[Case]:
    """The cases in a text; problems are noted, and the case that has one is left out."""
    written = read_text(text, file, complaints)
    if written is None:
        return []
    top = Section(written, "the cases file", Place(file, 1, 1), complaints, ("cases",), ("bases",))
    if not top.ok:
        return []
    bases = {name.text: (name, facts) for name, facts in top.named("bases")}
    reader = _Reader(book, bases, complaints)
    items = top.items("cases")
    if "cases" in top.entries and not items:
        complaints.add(
            top.entries["cases"].at, "there is no case", "at least one", "Write one: name, day, facts, expect"
        )
    if len(items) > MOST_CASES:
        complaints.add(top.at, f"there are {len(items):,} cases", f"at most {MOST_CASES:,}", "Leave some out")
        return []
    cases = [reader.case(each) for each in items]
    reader.idle_bases()
    return [case for case in cases if case]


class _Reader:
    def __init__(self, book: Rulebook, bases: Mapping[str, tuple[Text, Written]], complaints: Complaints) -> None:
        self.book, self.bases, self.complaints = book, bases, complaints
        self.names: set[str] = set()
        self.used: set[str] = set()

    def case(self, written: Written) -> Case | None:
        before = len(self.complaints.problems)
        needed, optional = ("name", "day", "expect"), ("base", "facts")
        section = Section(written, "a case", written.at, self.complaints, needed, optional)
        if not section.ok:
            return None
        name = section.words("name")
        section.what = f"the case `{name}`"
        if name and name in self.names:
            self.complaints.add(section.at, f"two cases are called `{name}`", "each name once", "Rename one")
        self.names.add(name)
        day = section.day("day")
        answers = self._base(section)
        if "facts" in section.entries:
            answers.update(self._facts(section.entries["facts"]))
        once, units = self._typed(answers)
        expect = Section(
            section.entries.get("expect"), "`expect`", section.at, self.complaints, (), ("status", "outcome", "rules")
        )
        status = expect.choice("status", STATUSES, "")
        expected = self._expected(expect, units)
        if isinstance(section.entries.get("expect"), Entries) and not expect.entries:
            self.complaints.add(expect.at, "the case expects nothing", "status, outcome or rules", "Say what comes out")
        if len(self.complaints.problems) > before or day is None:
            return None
        stated = (status, expect.entries["status"].at) if status else None
        return Case(name, section.at, day, once, units, stated, expected)

    def idle_bases(self) -> None:
        for name, (key, _) in self.bases.items():
            if name not in self.used:
                self.complaints.add(key.at, f"no case uses the base `{name}`", "bases that are used", "Remove it")

    def _base(self, section: Section) -> dict[str, Written]:
        base = section.text("base")
        if base is None:
            return {}
        if base.text not in self.bases:
            listed = ", ".join(self.bases) or "a name under `bases`"
            self.complaints.add(base.at, f"there is no base `{base.text}`", listed, "Correct it")
            return {}
        self.used.add(base.text)
        return self._facts(self.bases[base.text][1])

    def _facts(self, written: Written) -> dict[str, Written]:
        section = Section(written, "`facts`", written.at, self.complaints)
        found: dict[str, Written] = {}
        for name, answer in section.entries.items():
            if name in self.book.facts or (name == self.book.over and isinstance(answer, Entries)):
                found[name] = answer
            else:
                close = ", ".join(list(self.book.facts)[:40])
                at = section.keys[name].at
                self.complaints.add(at, f"`{name}` is not asked by this rulebook", f"one of {close}", "Correct it")
        return found

    def _typed(self, answers: Mapping[str, Written]) -> tuple[dict[str, Value], dict[str, dict[str, Value]]]:
        over = self.book.over
        if over is None:
            return {}, {"": self._answers(answers)}
        units: dict[str, dict[str, Value]] = {}
        nested = answers.get(over)
        if isinstance(nested, Entries):
            for name, facts in nested.entries.items():
                units[name] = self._answers(self._facts(facts))
        return self._answers({name: each for name, each in answers.items() if name != over}), units

    def _answers(self, written: Mapping[str, Written]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, answer in written.items():
            value = self._answer(self.book.facts[name], answer) if name in self.book.facts else None
            if value is not None:
                found[name] = value
        return found

    def _answer(self, fact: Fact, written: Written) -> Value | None:
        if isinstance(written, Text):
            if written.text == UNANSWERED:
                return None
            found = answer_from_text(fact, written.text, written.at)
        elif isinstance(written, Items) and all(isinstance(each, Text) for each in written.items):
            names = tuple(each.text for each in written.items if isinstance(each, Text))
            found = answer_from_text(fact, names, written.at)
        else:
            found = Problem(written.at, f"`{fact.name}` is not an answer", fact.expected, "Write one answer")
        if isinstance(found, Problem):
            self.complaints.problems.append(found)
            return None
        return found

    def _expected(self, expect: Section, units: Mapping[str, object]) -> dict[str, Expected]:
        if self.book.over is None:
            return {
                "": Expected(self._outcomes(expect.entries.get("outcome")), self._rules(expect.entries.get("rules")))
            }
        found: dict[str, Expected] = {}
        outcome, rules = expect.entries.get("outcome"), expect.entries.get("rules")
        by_unit = dict(Section(outcome, "`outcome`", expect.at, self.complaints).entries) if outcome else {}
        rules_by_unit = dict(rules.entries) if isinstance(rules, Entries) else {}
        for name in [each for each in (*by_unit, *rules_by_unit) if each not in units]:
            at = (by_unit.get(name) or rules_by_unit[name]).at
            wrong = f"there is no {self.book.over} `{name}` in the case"
            self.complaints.add(at, wrong, ", ".join(units) or f"those under `{self.book.over}`", "Correct it")
        for name in units:
            listed = rules_by_unit.get(name) if isinstance(rules, Entries) else rules
            found[name] = Expected(self._outcomes(by_unit.get(name)), self._rules(listed))
        return found

    def _outcomes(self, written: Written | None) -> dict[str, tuple[Answer, Place]]:
        if written is None:
            return {}
        section = Section(written, "`outcome`", written.at, self.complaints)
        found: dict[str, tuple[Answer, Place]] = {}
        for name, value in section.entries.items():
            step = self.book.outcomes.get(name)
            if step is None:
                listed = ", ".join(self.book.outcomes)
                self.complaints.add(
                    section.keys[name].at, f"`{name}` is not an outcome", f"one of {listed}", "Correct it"
                )
            elif not isinstance(value, Text):
                self.complaints.add(value.at, f"`{name}` is not one value", "one value", "Write one value")
            elif value.text == UNKNOWN:
                found[name] = (None, value.at)
            else:
                read = _value(value, step.node.type)
                if isinstance(read, Problem):
                    self.complaints.problems.append(read)
                else:
                    found[name] = (read, value.at)
        return found

    def _rules(self, written: Written | None) -> tuple[frozenset[str], Place] | None:
        if written is None:
            return None
        ids = {rule.id for rule in self.book.rules}
        if not isinstance(written, Items):
            self.complaints.add(written.at, "`rules` is not a list", "[] or [names of rules]", "Write a list")
            return None
        listed: list[str] = []
        for each in written.items:
            if not isinstance(each, Text) or each.text not in ids:
                shown = each.text if isinstance(each, Text) else "this"
                self.complaints.add(each.at, f"`{shown}` is not a rule", "a rule's id", "Correct it")
            elif each.text in listed:
                self.complaints.add(each.at, f"`{each.text}` is listed twice", "each rule once", "Remove one")
            else:
                listed.append(each.text)
        return frozenset(listed), written.at


def _value(text: Text, type_: Type) -> Value | Problem:
    """An expected outcome, typed by the outcome."""
    examples = {"money": "an amount such as £3,220", "percent": "a percent such as 25%", "yes_no": "yes or no"}
    expected = examples.get(type_.kind, f"a {type_}")
    wrong = Problem(text.at, f"`{text.text}` is not what this outcome can be", expected, "Correct it")
    if type_.kind == "choice":
        return text.text if text.text in type_.options or not type_.options else wrong
    found = read_literal(Text(text.text, text.at), Complaints())
    if found is None or isinstance(found[0], str):
        return wrong
    value, read = found
    numbers = {"whole", "number"}
    return value if read.kind == type_.kind or {read.kind, type_.kind} <= numbers else wrong


def try_case(book: Rulebook, case: Case) -> tuple[str, dict[str, Evaluation]]:
    """The status, and the evaluations by partnership ("" elsewhere); none where the rulebook is not in force."""
    if not book.in_force.holds(case.day):
        return "not_in_force", {}
    if book.over is not None:
        shared = allocate(book, AllocationAnswers(case.once, case.units), case.day)
        return shared.status, dict(shared.units)
    evaluation = evaluate(book, case.units[""], case.day)
    return evaluation.status, {"": evaluation}


def differences(book: Rulebook, case: Case, status: str, found: Mapping[str, Evaluation]) -> Iterator[Problem]:
    """Everything that came out otherwise than the case expects."""
    if case.status and case.status[0] != status:
        yield Problem(case.status[1], f"in `{case.name}` the status came out {status}", case.status[0], _AGAIN)
    for unit, expected in case.expected.items():
        of = f" of {unit}" if unit else ""
        evaluation = found.get(unit)
        outcome = evaluation.outcome if evaluation else dict.fromkeys(book.outcomes)
        for name, (value, at) in expected.outcome.items():
            if outcome[name] != value:
                type_ = book.outcomes[name].node.type
                came, wanted = _said(outcome[name], type_), _said(value, type_)
                yield Problem(at, f"in `{case.name}`, `{name}`{of} came out {came}", wanted, _AGAIN)
        if expected.rules is not None:
            listed, at = expected.rules
            met = {rule for rule, truth in evaluation.rule_truths.items() if truth} if evaluation else set()
            for rule in sorted(met - listed):
                wrong = f"in `{case.name}`, `{rule}`{of} is met and not listed"
                yield Problem(at, wrong, "every rule that is met", "List it, or correct the case or the rulebook")
            for rule in sorted(listed - met):
                truth = evaluation.rule_truths.get(rule, False) if evaluation else False
                wrong = f"in `{case.name}`, `{rule}`{of} is {'not known to be met' if truth is None else 'not met'}"
                yield Problem(at, wrong, "it to be met", "Take it off the list, or correct the case or the rulebook")


def _said(value: Answer, type_: Type) -> str:
    return UNKNOWN if value is None else value_written(value, type_).strip("'")

"""What intake works out by itself: age, school year and phase, whether Section F is costed, and what no plan means.

Only a fact that the rulebook asks and the request leaves unanswered is filled in. It is shown, never hidden.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from engine.days import academic_year, months_between
from engine.facts import Fact, read_answer
from engine.problems import Complaints, Problem
from engine.rulebook import Rulebook
from engine.values import NONE, Value
from panel_api.schemas import NewCase

_YEARS = ("E1", "E2", "N1", "N2", "R", *map(str, range(1, 15)))
"""By completed years of age on 31 August before the school year began."""

_PHASES = {
    **dict.fromkeys(("E1", "E2", "N1", "N2"), "early_years"),
    **dict.fromkeys(("R", *map(str, range(1, 7))), "primary"),
    **dict.fromkeys(map(str, range(7, 12)), "secondary"),
    **dict.fromkeys(("12", "13", "14"), "post_16"),
}

_NOTHING_SECURED: Final = "no EHC plan: nothing is laid down that must be secured"
_NOTHING_NAMED: Final = "none was named, and no EHC plan lays one down"

Filled = dict[str, str]
"""Facts that were filled in, each with the reason in words."""


def fill_in(book: Rulebook, given: NewCase, answers: dict[str, Value], complaints: Complaints) -> Filled:
    """Add to `answers` what can be worked out; what was added and why. Notes what cannot be right."""
    filled: Filled = {}
    for name, value, why in _worked_out(book, given, answers, complaints):
        fact = book.facts.get(name)
        if fact is None or name in answers:
            continue
        if isinstance(read_answer(fact, value, name), Problem):
            continue  # this rulebook has no such answer: it stays a question for a person
        answers[name] = dt.date.fromisoformat(str(value)) if fact.type.kind == "date" and value != NONE else value
        filled[name] = why
    at_odds(answers, complaints)
    return filled


def at_odds(answers: Mapping[str, Value], complaints: Complaints) -> None:
    """Note a plan without a Section F: each has one (Children and Families Act 2014 s.37), to be secured (s.42).

    A rulebook cannot see to this by itself: no rule that sends a case to a person may read whether there is a plan.
    """
    if answers.get("ehc_plan") is True and answers.get("section_f") == NONE:
        wrong = "there is an EHC plan, and every plan has a Section F"
        complaints.add("facts.section_f", wrong, '"costed" or "not_costed"', "Say which, or that there is no plan")


def _worked_out(
    book: Rulebook, given: NewCase, answers: Mapping[str, Value], complaints: Complaints
) -> Iterable[tuple[str, Value, str]]:
    born, asked = given.child.date_of_birth, given.asked_on
    if born > asked:
        complaints.add("child.date_of_birth", "this is after `asked_on`", "a day before it", "Correct one of the two")
        return
    age = months_between(born, asked) // 12
    if age > 25:
        complaints.add("child.date_of_birth", f"that makes an age of {age}", "an age from 0 to 25", "Correct the day")
        return
    if "age_years" in book.facts and answers.get("age_years", age) != age:
        complaints.add("facts.age_years", "the date of birth says otherwise", str(age), "Leave it out")
    yield "age_years", age, "from the date of birth and the day of asking"
    year = school_year(born, asked)
    yield "school_year", year, "from the date of birth and the day of asking"
    phase = phase_of(str(answers.get("school_year", year)))
    if phase:
        yield "phase", phase, "from the school year"
    yield from _voices(given)
    yield from _section_f(answers)
    if given.legal_basis == "non_statutory" and answers.get("ehc_plan") is not True:
        yield from _no_plan(book.facts.values())


def school_year(born: dt.date, day: dt.date) -> str:
    """The year group by age: E1 to N2, R, 1 to 14, or X beyond them."""
    began = dt.date(academic_year(day), 8, 31)
    age = max(0, months_between(born, began) // 12)
    return _YEARS[age] if age < len(_YEARS) else "X"


def phase_of(year: str) -> str | None:
    """The phase of a school year; None of one beyond them."""
    return _PHASES.get(year)


def _no_plan(facts: Iterable[Fact]) -> Iterable[tuple[str, Value, str]]:
    for fact in facts:
        if fact.kind == "plan" and fact.type.kind == "yes_no":
            yield fact.name, False, "no EHC plan, and none asked for: the request is non-statutory"
        elif fact.kind == "duty" and fact.type.maybe_none:
            yield fact.name, NONE, _NOTHING_NAMED if fact.name == "present_award" else _NOTHING_SECURED


def _section_f(answers: Mapping[str, Value]) -> Iterable[tuple[str, Value, str]]:
    """For requests that say what Section F costs and not, in so many words, whether it is costed."""
    cost = answers.get("section_f_cost")
    if cost is not None and cost != NONE:
        yield "section_f", "costed", "from what Section F costs"
    elif cost == NONE and answers.get("ehc_plan") is True:
        yield "section_f", "not_costed", "there is an EHC plan, and no cost of its Section F"


def _voices(given: NewCase) -> Iterable[tuple[str, Value, str]]:
    for fact, who in (("views_child", "child"), ("views_family", "parent")):
        days = [voice.heard_on for voice in given.voices if voice.who == who and voice.heard_on is not None]
        if days:
            yield fact, max(days).isoformat(), "the day of the latest words recorded"

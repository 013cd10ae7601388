"""The checked tree in words: golden lists of expressions, conditions and values as people read them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from engine.amounts import (
    answer_words,
    count_words,
    day_words,
    inside,
    is_plural,
    listing,
    money_words,
    number_words,
    ordinal,
    sentence,
    value_words,
    with_unit,
)
from engine.explaining.english import English
from engine.language.loading import load_text
from engine.opinions.evaluate import evaluate
from engine.rulebook import Rulebook
from engine.tree import is_logic
from engine.values import DATE, MONEY, NONE, PERCENT, Type, Value
from tests.engine.small_books import DAY, HEAD

FACTS = """\
facts:
  language:
    type: level
    kind: need
    asks: Understanding and using language
    levels: [As expected, Late, Short phrases, Single words]
  reading: {type: level, kind: need, asks: Reading, levels: [As expected, Slow, Behind]}
  interaction: {type: level, kind: need, asks: "How is contact with others?", levels: [good, fair, hard]}
  cycles: {type: whole, kind: evidence, asks: "How many cycles are written down?", most: 20}
  hours: {type: number, kind: need, asks: Hours of help, unit: hours}
  cost: {type: money, kind: provision, asks: "What does it cost?", none: there is no costed plan}
  share: {type: percent, kind: evidence, asks: Attendance}
  report: {type: date, kind: evidence, asks: "When was the report written?"}
  start: {type: date, kind: evidence, asks: First day}
  plan: {type: yes_no, kind: evidence, asks: "Is there a written plan?"}
  place:
    type: choice
    kind: need
    asks: What kind of place is it?
    options: {near: a school nearby, far: a school far away, home: at home}
  place_or_none:
    type: choice
    kind: need
    asks: Which other place?
    options: {near: a school nearby, far: a school far away}
    none: no other place
  needs: {type: ranked, kind: need, asks: "Which needs?", most: 2, options: {a: Speech, b: Sight, c: Hearing}}
  gives: {type: set, kind: provision, asks: "What is given?", options: [a, b, c]}
  wants: {type: set, kind: need, asks: "What is wanted?", options: [a, b, c]}
values:
  weight: [{from: 2026-04-01, source: policy, is: 2}]
  cap: [{from: 2026-04-01, source: policy, is: 16}]
  limit: [{from: 2026-04-01, source: policy, is: "£6,000"}]
  share_low: [{from: 2026-04-01, source: policy, is: 90%}]
  steps: [{from: 2026-04-01, source: policy, ladder: {0: 0, 4: 1, 8: 2}, above: {from: 20, do: refer}}]
  tariff:
    - from: 2026-04-01
      source: policy
      by: [place, step]
      rows: {near: {"*": £1000.50}, far: {1: £2000, 2: refer}}
"""
ANSWERS: dict[str, Value] = {
    "language": 3, "reading": 1, "interaction": 1, "cycles": 2, "hours": Decimal("12.5"), "cost": 410000,
    "share": Decimal("88.5"), "report": dt.date(2025, 6, 3), "start": dt.date(2026, 9, 1), "plan": True,
    "place": "near", "place_or_none": NONE, "needs": ("b", "a"), "gives": frozenset("ab"), "wants": frozenset("ac"),
}  # fmt: skip


def small_book(when: str = "plan", derive: str = "language") -> Rulebook:
    return load_text(
        f"{HEAD}{FACTS}derive:\n  points: {{is: '2 * (language + interaction)', says: Points, unit: points}}\n"
        f"  all_met: {{is: 'plan and cycles >= 2', says: Whether all is in place}}\n  made: \"{derive}\"\n"
        'rules:\n  - {id: other, when: "plan", then: note, met: Met., not_met: Not., source: policy}\n'
        f'  - {{id: rule, when: "{when}", then: note, met: Met., not_met: Not., source: policy}}\n'
        'outcome: {band: "steps(points)"}\n'
    )


def english_of(book: Rulebook, **answers: Value | None) -> English:
    given = {name: value for name, value in {**ANSWERS, **answers}.items() if value is not None}
    found = evaluate(book, given, DAY)
    return English(found.in_force, found)


EXPRESSIONS = (
    "2 * (language + interaction)", "weight * reading - 1", "language - (reading - interaction)",
    "min(cap, 4 * reading)", "max(reading, interaction, 1)", "top(2, reading, interaction, 1)",
    "nth_highest(2, reading, interaction, 1)", "sum(reading, interaction) * 2", "points", "steps(points)",
    "steps(cycles) + steps(points)", "tariff(place, steps(cycles))", "hours * limit", "share_low * limit",
    "reading / 4",
    "given(cost, limit)", "round(hours, places=0)", "round(limit, places=-2, how='half_up')",
    "divide(limit, cycles, places=2, how='up', otherwise=0)", "count(plan, cycles > 3)",
    "months_between(given(start, '2026-01-01'), day)", "days_between('2026-01-01', day)", "academic_year(day)",
    "rank('b', needs)", "given(at_rank(needs, 1), 'a')", "size(wants)", "3 if plan else reading",
    "reading if points >= 9 else steps(points) if plan else 0", "given(place_or_none, 'far')",
)  # fmt: skip
CONDITIONS = (
    "points >= 8", "points < 8", "points != 8", "language >= 3", "reading < 2", "reading != 1", "2 > interaction",
    "max(language, reading) == 3", "cycles == 0", "3 <= cycles", "1 <= cycles <= 3", "share <= share_low",
    "cost == none",
    "cost != none", "given(cost, 0) < limit", "given(cost, 0) < limit * cycles", "recent(report, months=12)",
    "recent(report, days=30)", "given(start, day) >= '2026-09-01'", "'2026-09-01' <= day", "day < '2026-09-01'",
    "place == 'far'", "place != 'far'", "place in ['far']", "place in ['far', 'home']", "place not in ['far', 'home']",
    "cycles in [2, 3]", "'a' in needs", "'c' not in needs", "wants <= gives", "wants == gives", "overlap(wants, gives)",
    "known(cost)", "known(points)", "plan", "all_met", "other", "yes", "not points >= 8", "not plan",
    "not (plan and cycles > 1)", "plan and (cycles > 1 or reading > 0)", "not recent(report, months=12)",
    "not known(cost)",
    "not all_met", "not other", "not overlap(wants, gives)", "at_least(2, plan, reading > 0, other)",
    "not at_least(2, plan, other)", "steps(points) == 2", "place_or_none == none",
)  # fmt: skip


def test_expressions_are_as_approved(golden: Callable[[str, str], None]) -> None:
    """Each expression as it is written, as it is said, and with the values of a case."""
    lines = []
    for text in EXPRESSIONS:
        book = small_book(derive=text)
        node, english = book.derives["made"].node, english_of(book)
        plain, worked = English(book.on(DAY)).say(node), english.worked(node)
        assert english.say(node) == plain, "the same with a case as without"
        lines += [text, f"  {plain}", f"  {worked}", ""]
    golden("english/expressions.txt", "\n".join(lines))


def test_conditions_are_as_approved(golden: Callable[[str, str], None]) -> None:
    """Each condition as it is written, as it is said, turned round, and what was found."""
    lines = []
    for text in CONDITIONS:
        book = small_book(when=text)
        node, english = book.rules[1].when, english_of(book)
        assert English(book.on(DAY)).condition(node) == english.condition(node)
        lines += [text, f"  {english.condition(node)}", f"  not: {english.condition(node, negated=True)}"]
        found = "" if is_logic(node) else english.finding(node)
        lines += [f"  {found}", ""] if found else [""]
    golden("english/conditions.txt", "\n".join(lines))


def test_what_is_not_known_names_the_question() -> None:
    book = small_book(when="points >= 8")
    english = english_of(book, interaction=None)
    assert english.finding(book.rules[1].when) == "not yet known: “How is contact with others?”"


def test_rule_sentences_are_filled_in_words() -> None:
    english = english_of(small_book(), report=None, cost=NONE)
    assert english.fill("{points} at {place}; limit {limit}") == "8 points at a school nearby; limit £6,000."
    assert english.fill("The report: {report}.") == "The report: not yet known."
    assert english.fill("Level {language} of {hours}.") == "Level 3 (single words) of 12.5 hours."
    assert english.fill("On {day}: {cost}") == "On 14 September 2026: there is no costed plan."
    assert english.fill("No such {name}") == "No such {name}."


def test_values_in_words() -> None:
    assert [money_words(637800), money_words(637800, table=True), money_words(104485), money_words(-500)] == [
        "£6,378", "£6,378.00", "£1,044.85", "−£5",
    ]  # fmt: skip
    assert money_words(Decimal("100.5")) == "£1.005"
    assert day_words(dt.date(2026, 9, 14)) == "14 September 2026"
    assert [number_words(n) for n in (2026, 12345, Decimal("1.50"), -3)] == ["2026", "12,345", "1.5", "−3"]
    assert [count_words(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
    assert [ordinal(n) for n in (1, 5, 6, 11, 22)] == ["first", "fifth", "6th", "11th", "22nd"]
    assert [with_unit(1, "points"), with_unit(34, "points"), with_unit(1, None)] == ["1 point", "34 points", "1"]
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], "or") == "a, b or c"
    assert value_words(None, MONEY) == "not yet known"
    assert value_words(NONE, DATE) == "none"
    assert value_words(Decimal(90), PERCENT) == "90%"
    assert value_words("special_school", Type("choice")) == "special school"
    assert value_words(frozenset(), Type("set")) == "nothing"
    assert value_words(False, Type("yes_no")) == "no"
    facts = small_book().facts
    assert answer_words(facts["language"], 3) == "level 3 (single words)"
    assert answer_words(facts["cost"], NONE) == "there is no costed plan"
    assert answer_words(facts["report"], NONE) == "there is none"


def test_small_letters_and_verbs() -> None:
    small = [inside(text) for text in ("Points in all.", "EHC plan", "A plan", "I say")]
    assert small == ["points in all", "EHC plan", "a plan", "I say"]
    assert sentence("points are 3") == "Points are 3."
    plural = ("points for talking", "all points", "worry and mood", "months until review", "noise, light and touch")
    assert all(map(is_plural, plural))
    singular = ("the highest level", "hearing", "eating, dressing and washing", "access to class", "what it is worth")
    assert not any(map(is_plural, singular))

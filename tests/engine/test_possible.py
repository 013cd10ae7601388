"""What remains possible never leaves out a result that can occur: random rulebooks, and brute force on small ones."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.remaining.possible import MOST_COMBINATIONS, Possible, possible
from engine.remaining.spreads import Spread
from engine.remaining.thresholds import every_answer
from engine.rulebook import Rulebook
from engine.values import NONE, Answer, Value
from tests.engine.random_expressions import Draw
from tests.engine.small_books import DAY, HEAD
from tests.engine.strategies import Case, cases, values_of

RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
Result = tuple[str, tuple[Answer, ...]]


def result_of(found: Evaluation) -> Result:
    return found.status, found.outcomes


def covers(remaining: Possible, result: Result) -> bool:
    """Whether a result is among those that remain, or within the spreads that stand for them."""
    status, values = result
    for each in remaining.results:
        shown = tuple(each.outcome.values())
        if each.status == status and all(_within(a, b) for a, b in zip(shown, values, strict=True)):
            return True
    return False


def _within(shown: Answer | Spread, value: Answer) -> bool:
    return shown.holds(value) if isinstance(shown, Spread) else shown == value


@st.composite
def half_answered(draw: Draw) -> tuple[Case, tuple[dict[str, Value], ...]]:
    """A case, and some ways of answering all that it leaves open."""
    case = draw(cases(most_answers=1))
    unanswered = [fact for name, fact in case.book.facts.items() if name not in case.answers[0]]
    hidden = draw(st.lists(st.sampled_from(sorted(case.answers[0])), max_size=3)) if case.answers[0] else []
    known = {name: value for name, value in case.answers[0].items() if name not in hidden}
    unanswered += [case.book.facts[name] for name in dict.fromkeys(hidden)]
    ways = [
        {**known, **{fact.name: draw(values_of(fact)) for fact in unanswered}} for _ in range(draw(st.integers(1, 6)))
    ]
    return Case(case.book, case.day, (known,)), tuple(ways)


def check_nothing_missed(drawn: tuple[Case, tuple[dict[str, Value], ...]]) -> None:
    case, ways = drawn
    remaining = possible(evaluate(case.book, case.answers[0], case.day))
    for answers in ways:
        found = result_of(evaluate(case.book, answers, case.day))
        assert covers(remaining, found), (answers, found, remaining)


@settings(RANDOM, max_examples=300)
@given(drawn=half_answered())
def test_no_result_that_can_occur_is_missing(drawn: tuple[Case, tuple[dict[str, Value], ...]]) -> None:
    check_nothing_missed(drawn)


@pytest.mark.soak
@settings(RANDOM)
@given(drawn=half_answered())
def test_no_result_that_can_occur_is_missing_at_length(drawn: tuple[Case, tuple[dict[str, Value], ...]]) -> None:
    check_nothing_missed(drawn)


# Brute force

SMALL = {
    "language": "{type: level, kind: need, asks: How far, levels: [none at all, some, much]}",
    "risk": "{type: yes_no, kind: need, asks: Is there a risk}",
    "needs": "{type: set, kind: need, asks: Which, options: [a, b]}",
    "ranks": "{type: ranked, kind: need, asks: In which order, options: [a, b, c], most: 2}",
    "place": "{type: choice, kind: need, asks: Where, options: [near, far], none: nowhere}",
    "visits": "{type: whole, kind: need, asks: How often, most: 60}",
    "pence": "{type: money, kind: need, asks: How much, most: £0.60, none: not costed}",
    "share": "{type: number, kind: need, asks: What share, most: 3, places: 1}",
}
CONDITIONS = (
    "risk", "not risk", "language >= 2", "visits > {n}", "visits * 2 <= {n}", "visits in [3, {n}]", "'a' in needs",
    "size(needs) == 1", "place == 'far'", "place == none", "given(pence, 0) >= 0.{n}", "pence == none",
    "share > 1.5", "share <= language", "given(pence, 0.1) < floor_pence", "at_rank(ranks, 1) == 'b'",
    "rank('c', ranks) > 0", "language + visits > {n}", "steps(visits) == 2", "visits == language",
)  # fmt: skip
NUMBERS = (
    "language", "steps(visits)", "steps(language)", "2 * language", "count(risk, place == 'far')", "size(needs)",
    "(1 if {c} else steps(visits))", "max(language, steps(visits))", "by_place(given(place, 'near'), language)",
)  # fmt: skip


@st.composite
def small_rulebooks(draw: Draw) -> Rulebook:
    """A rulebook of a few facts, every answer of which can be tried."""

    def condition() -> str:
        parts = [draw(st.sampled_from(CONDITIONS)).replace("{n}", str(draw(st.integers(1, 9)))) for _ in range(2)]
        joined = draw(st.sampled_from(("{0}", "({0} and {1})", "({0} or {1})", "(not ({0}) or {1})")))
        return joined.format(*parts)

    def number() -> str:
        parts = [draw(st.sampled_from(NUMBERS)).replace("{c}", condition()) for _ in range(2)]
        return draw(st.sampled_from(("{0}", "{0} + {1}", "{0} * {1}"))).format(*parts)

    thens = draw(st.lists(st.sampled_from(("return", "refer", "note")), max_size=3))
    rules = []
    for n, then in enumerate(thens):
        when = condition() + (" and not known(visits)" if then == "return" and draw(st.booleans()) else "")
        when = f"rule_{n - 1} or {when}" if n and draw(st.booleans()) else when
        rules.append(f'  - {{id: rule_{n}, when: "{when}", then: {then}, met: Met., not_met: Not., source: policy}}')
    text = "\n".join(
        [
            HEAD + "facts:",
            *(f"  {name}: {declared}" for name, declared in SMALL.items()),
            "values:",
            "  steps: [{from: 2026-04-01, source: policy, ladder: {0: 0, 4: 1, 9: 2}, above: {from: 50, do: refer}}]",
            "  floor_pence: [{from: 2026-04-01, source: policy, is: £0.25}]",
            "  by_place:",
            "    - from: 2026-04-01",
            "      source: policy",
            "      by: [place, level]",
            "      rows: {near: {0: 0, '*': 3}, far: {2: refer, '*': 5}}",
            f'derive: {{score: "{number()}"}}',
            *(["rules:", *rules] if rules else []),
            f'outcome: {{band: "score + {number()}"}}',
            "",
        ]
    )
    return load_text(text)


def domain(book: Rulebook, name: str) -> list[Value]:
    """Every answer there is to a fact of a small rulebook."""
    fact = book.facts[name]
    none: list[Value] = [NONE] if fact.type.maybe_none else []
    if fact.type.kind == "money":
        return [*range(61), *none]
    if fact.type.kind == "number":
        return [Decimal(n).scaleb(-1) for n in range(31)]
    return list(every_answer(fact))


@st.composite
def small_cases(draw: Draw) -> tuple[Rulebook, dict[str, Value], list[str]]:
    book = draw(small_rulebooks())
    several = draw(st.lists(st.sampled_from(sorted(SMALL)), min_size=1, max_size=2, unique=True))
    known = {name: draw(st.sampled_from(domain(book, name))) for name in SMALL if name not in several}
    return book, known, several


def every_result(
    book: Rulebook, known: Mapping[str, Value], several: list[str]
) -> Iterator[tuple[dict[str, Value], Result]]:
    for combination in product(*(domain(book, name) for name in several)):
        more = dict(zip(several, combination, strict=True))
        yield more, result_of(evaluate(book, {**known, **more}, DAY))


@settings(RANDOM, max_examples=150)
@given(drawn=small_cases())
def test_exactly_what_brute_force_finds(drawn: tuple[Rulebook, dict[str, Value], list[str]]) -> None:
    book, known, several = drawn
    remaining = possible(evaluate(book, known, DAY))
    found = list(every_result(book, known, several))
    assert remaining.exact
    assert {(each.status, tuple(each.outcome.values())) for each in remaining.results} == {r for _, r in found}
    assert remaining.tried <= len(found)
    check_question(remaining, several, found)


def check_question(remaining: Possible, several: list[str], found: list[tuple[dict[str, Value], Result]]) -> None:
    """The question asked leaves no more, at worst, than any other would."""
    worst = {}
    for name in several:
        groups: dict[Value, set[Result]] = {}
        for answers, result in found:
            groups.setdefault(answers[name], set()).add(result)
        worst[name] = max(map(len, groups.values()))
    if remaining.question is None:
        assert len({result for _, result in found}) == 1
    else:
        assert worst[remaining.question] == min(worst.values())


# Examples

BOOK = """\
facts:
  language: {type: level, kind: need, asks: How far, levels: [none at all, some, much]}
  cost: {type: money, kind: evidence, asks: What does it cost, none: not costed}
  seen: {type: date, kind: evidence, asks: When was it seen}
  hours: {type: number, kind: need, asks: How long}
values:
  steps: [{from: 2026-04-01, source: policy, ladder: {0: 0, 1: 2, 2: 5}}]
  amount: [{from: 2026-04-01, source: policy, by: [step], rows: {0: £0, 2: £100, 5: £250}}]
derive: {step: "steps(language)"}
rules:
  - {id: dear, when: "given(cost, 0) > amount(step)", then: refer, met: Dear., not_met: Not dear., source: policy}
  - {id: old, when: "not recent(seen, months=12)", then: return, met: Old., not_met: Recent., source: policy}
outcome: {band: "step"}
"""


def remaining_of(text: str, answers: Mapping[str, Value], day: dt.date = DAY) -> Possible:
    return possible(evaluate(load_text(HEAD + text), answers, day))


def test_thresholds_that_depend_on_another_answer() -> None:
    remaining = remaining_of(BOOK, {"seen": DAY})
    assert remaining.exact
    assert remaining.facts == ("language", "cost")
    assert [(each.status, each.outcome["band"]) for each in remaining.results] == [
        ("settled", 0), ("settled", 2), ("settled", 5), ("referred", 0), ("referred", 2), ("referred", 5),
    ]  # fmt: skip
    assert remaining.question == "language"


def test_a_fact_that_cannot_matter_is_not_asked() -> None:
    remaining = remaining_of(BOOK, {"language": 2, "cost": NONE, "seen": DAY})
    assert (remaining.question, remaining.facts, len(remaining.results)) == (None, (), 1)


def test_days_are_tried_on_and_beside_each_limit() -> None:
    remaining = remaining_of(BOOK, {"language": 2, "cost": 0})
    assert [each.status for each in remaining.results] == ["settled", "incomplete"]
    assert remaining.question == "seen"
    assert remaining.tried == 7  # two limits with a day on each side, and none


def test_a_threshold_no_answer_reaches_is_no_dead_end() -> None:
    text = BOOK.replace("type: money, kind: evidence", "type: money, least: £50, most: £60, kind: evidence")
    remaining = remaining_of(text, {"language": 2, "seen": DAY})
    assert [(each.status, each.outcome["band"]) for each in remaining.results] == [("settled", 5)]
    low = text.replace("given(cost, 0) > amount(step)", "given(cost, 0) > 10")
    assert [each.status for each in remaining_of(low, {"language": 2, "seen": DAY}).results] == ["settled", "referred"]


def test_a_free_number_gives_a_sound_range() -> None:
    text = BOOK.replace('outcome: {band: "step"}', 'outcome: {band: "step", pay: "hours * amount(step)"}')
    remaining = remaining_of(text, {"language": 2, "cost": 0, "seen": DAY})
    assert not remaining.exact
    assert remaining.question == "hours"
    (result,) = remaining.results
    assert result.status == "settled"
    assert result.outcome["band"] == Spread((5,))
    pay = result.outcome["pay"]
    assert isinstance(pay, Spread)
    assert pay.holds(0)
    assert pay.holds(25000 * 3)


def test_beyond_the_combinations_the_range_still_holds() -> None:
    names = [f"strand_{n}" for n in range(9)]
    facts = "".join(f"  {n}: {{type: level, kind: need, asks: How far, levels: [a, b, c, d, e]}}\n" for n in names)
    text = f'facts:\n{facts}outcome: {{points: "{" + ".join(names)}"}}\n'
    assert MOST_COMBINATIONS < 5**9
    remaining = remaining_of(text, {})
    assert not remaining.exact
    assert remaining.question == names[0]
    assert covers(remaining, ("settled", (36,)))
    assert not covers(remaining, ("settled", (37,)))
    fewer = remaining_of(text, dict.fromkeys(names[:4], 1))
    assert fewer.exact
    assert fewer.tried == 5**5
    assert [each.outcome["points"] for each in fewer.results] == list(range(4, 25))


def test_the_average_decides_between_equals() -> None:
    text = (
        "facts:\n"
        "  a: {type: level, kind: need, asks: A, levels: [x, y]}\n"
        "  b: {type: level, kind: need, asks: B, levels: [x, y, z]}\n"
        'outcome: {band: "0 if b == 2 else a * 3 + b"}\n'
    )
    remaining = remaining_of(text, {})
    # a: leaves 3 (0, 0, 1 → 2) or 3; b: leaves 2, 2 or 1
    assert remaining.question == "b"

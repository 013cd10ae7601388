"""What the ranges say cannot happen does not happen: random rulebooks, random answers, any part of them known."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.opinions import evaluate
from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.reach.domains import Days, Groups, Numbers, Range, exact, interval, numbers_of
from engine.reach.range_lookups import BELOW
from engine.reach.ranges import Ranges, ranges_of
from engine.rulebook import REFER, Ladder, Period, Table
from engine.tree import Lookup
from engine.values import NONE, Answer
from tests.engine.small_books import DAY, rule, small_text
from tests.engine.strategies import Case, cases

RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def holds(found: Range, value: Answer) -> bool:
    """Whether a value that came out is one the range allows."""
    if value is None:
        return found.missing
    if value == NONE and isinstance(value, str) and found.none:
        return True
    match found.values:
        case Numbers() as numbers:
            assert isinstance(value, int | Decimal)
            return not numbers.empty and numbers.may_be(exact(value))
        case Days() as days:
            assert isinstance(value, dt.date)
            return days.low <= value <= days.high
        case Groups() as groups:
            assert isinstance(value, tuple | frozenset)
            names = frozenset(value)
            return groups.must <= names <= groups.may and groups.least <= len(names) <= groups.most
        case _:
            return value in found.values


def check(ranges: Ranges, found: Evaluation) -> None:
    """Everything that an evaluation found lies in its range."""
    book = found.in_force.rulebook
    for name, value in zip(book.derives, found.derived, strict=True):
        assert holds(ranges.derives[name], value), (name, value, ranges.derives[name])
    for rule_id, truth in found.rule_truths.items():
        assert holds(ranges.rules[rule_id], truth), (rule_id, truth)
    for name, value in found.outcome.items():
        assert holds(ranges.outcomes[name], value), (name, value, ranges.outcomes[name])
    for name, value in zip(book.order, found.order_keys, strict=True):
        assert holds(ranges.order[name], value)
    layout = layout_of(found.in_force)
    for site, shown in zip(layout.conditions, found.conditions, strict=True):
        if shown != "-":
            assert holds(ranges.nodes[id(site.node)], shown), (site, shown)
    check_landings(ranges, found)
    assert found.status in ranges.statuses()


def check_landings(ranges: Ranges, found: Evaluation) -> None:
    for site, shown in zip(layout_of(found.in_force).lookups, found.lookups, strict=True):
        if isinstance(shown, str) or shown[1] is None:
            continue
        landing, node = ranges.lookups[id(site.node)], site.node
        assert isinstance(node, Lookup)
        assert landing.refers or shown[1] is not REFER
        assert not landing.certain or shown[1] is REFER
        shape = found.in_force.values[node.name].shape
        if isinstance(shape, Ladder):
            rung = sum(shown[0][0] >= start for start in shape.starts) - 1  # type: ignore[operator]
            assert rung in landing.rungs
        elif isinstance(shape, Table):
            assert shown[0] in landing.cells or landing.may_miss or any(None in cell for cell in landing.cells)


@settings(RANDOM, max_examples=300)
@given(case=cases(), data=st.data())
def test_nothing_comes_out_that_the_ranges_leave_out(case: Case, data: st.DataObject) -> None:
    in_force = case.book.on(case.day)
    for answers in case.answers:
        found = evaluate.evaluate(case.book, answers, case.day)
        names = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
        known = {name: answers[name] for name in names}
        for day in (case.day, None, Period(case.day)):
            check(ranges_of(in_force, known, day, unanswered=True), found)
        if len(answers) == len(case.book.facts):
            check(ranges_of(in_force, known, case.day), found)
            check(ranges_of(in_force, answers, case.day), found)


@pytest.mark.soak
@settings(RANDOM)
@given(case=cases(most_rules=8, most_answers=5), data=st.data())
def test_nothing_comes_out_that_the_ranges_leave_out_at_length(case: Case, data: st.DataObject) -> None:
    in_force = case.book.on(case.day)
    for answers in case.answers:
        found = evaluate.evaluate(case.book, answers, case.day)
        names = data.draw(st.sets(st.sampled_from(sorted(answers)))) if answers else set()
        check(ranges_of(in_force, {n: answers[n] for n in names}, case.day, unanswered=True), found)


def worth(expression: str, **known: object) -> Range:
    """The range of an expression over the small rulebook."""
    book = load_text(small_text(outcome=expression))
    return ranges_of(book.on(DAY), known, DAY).outcomes["found"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ("level", 0, 2),
        ("2 * level + 1", 1, 5),
        ("level * level", 0, 4),
        ("min(score, 16)", 0, 16),
        ("max(0, score - 990)", 0, 10),
        ("score - 8 if score > 8 else 0", 0, 992),
        ("score - 8 if not (score <= 8) else 0", 0, 992),
        ("score - 8 if 8 < score < 20 else 0", 0, 11),
        ("score if score in [3, 5] else 4", 3, 5),
        ("0 if score != 7 else score", 0, 7),
        ("score - level if score >= level else 0", 0, 1000),
        ("top(2, level, level, score)", 0, 1002),
        ("nth_highest(2, level, level, score)", 0, 2),
        ("count(signed, urgent, agreed)", 0, 3),
        ("divide(score, score + 1, places=0)", 0, 1000),
        ("round(attendance, places=0)", 0, 100),
        ("size(needs)", 0, 2),
        ("size(aids) if 'hoist' in aids else 1", 1, 3),
        ("rank('speech', needs)", 0, 2),
        ("academic_year(day)", 2026, 2026),
        ("days_between('2026-09-01', day)", 13, 13),
        ("given(plan_cost, 5)", 0, 10_000_000_000),
        ("given(plan_cost, 5) if plan_cost == none else 7", 500, 700),
    ],
)
def test_numbers_are_bounded_closely(expression: str, low: int, high: int) -> None:
    numbers = worth(expression).numbers
    assert (numbers.low, numbers.high) == (low, high)


@pytest.mark.parametrize(
    ("expression", "truths"),
    [
        ("level >= 0", {True}),
        ("level > 2", {False}),
        ("level > 1", {True, False}),
        ("score > 3 and score < 2", {False}),
        ("score <= 3 or score >= 2", {True}),
        ("place == 'unit' and place == 'home'", {False}),
        ("place in ['unit', 'school', 'home']", {True}),
        ("recorded in ['unit', 'school']", {True, False}),
        ("'hoist' in aids or 'hoist' not in aids", {True}),
        ("size(needs) > 2", {False}),
        ("recent(report, months=12)", {True, False}),
        ("day > '2026-09-13'", {True}),
        ("at_least(2, signed, level > 9)", {False}),
        ("hours * hours >= 0", {True}),
    ],
)
def test_truths_are_found(expression: str, truths: set[bool]) -> None:
    text = small_text(rules=rule("told", expression.replace("'", '"')))
    book = load_text(text)
    assert ranges_of(book.on(DAY), {}, DAY).rules["told"].truths == truths


def test_known_answers_narrow() -> None:
    assert worth("score + level", score=7).numbers == numbers_of([7, 8, 9], 0)
    assert worth("place", place="unit").names == {"unit"}
    assert worth("at_rank(needs, 1) == 'speech'", needs=("speech",)).truths == {True}


def test_a_named_test_says_what_its_derived_name_says() -> None:
    text = small_text(
        derive="  big: \"score > 10 and place == 'unit'\"",
        outcome="score if big and place != 'unit' else score - 10 if big else 0",
    )
    book = load_text(text)
    found = ranges_of(book.on(DAY), {}, DAY).outcomes["found"]
    assert (found.numbers.low, found.numbers.high) == (0, 990)


def test_unanswered_is_missing_only_where_asked() -> None:
    book = load_text(small_text(outcome="score"))
    assert not ranges_of(book.on(DAY), {}, DAY).outcomes["found"].missing
    assert ranges_of(book.on(DAY), {}, DAY, unanswered=True).outcomes["found"].missing
    assert ranges_of(book.on(DAY), {}, DAY).statuses() == {"settled"}
    assert ranges_of(book.on(DAY), {}, DAY, unanswered=True).statuses() == {"settled", "unsettled"}


def test_lookups_land_where_they_can() -> None:
    values = """\
  band:
    - {from: 2026-04-01, source: policy, ladder: {1: 5, 3: 10}, above: {from: 5, do: refer}, below: refer}
  sum:
    - {from: 2026-04-01, source: policy, by: [place, band], rows: {unit: {5: £1}, home: {"*": £2}}}
"""
    book = load_text(
        small_text(values=values, outcome="sum(place, band(level * 2))".replace("sum", "cell")).replace(
            "  sum:", "  cell:"
        )
    )
    ranges = ranges_of(book.on(DAY), {}, DAY)
    ladder, table = (ranges.lookups[id(site.node)] for site in layout_of(book.on(DAY)).lookups)
    assert ladder.rungs == {BELOW, 0, 1}
    assert ladder.refers and not ladder.certain
    assert table.cells == {("unit", 5), ("home", None)}
    assert set(table.misses) == {("unit", 10), ("school", 5), ("school", 10)}
    assert ranges.statuses() == {"settled", "referred"}


def test_large_intervals_keep_their_grid() -> None:
    wide = interval(0, 10_000, 2)
    assert wide.only is None
    assert wide.beyond(5, above=True).low == Fraction(501, 100)
    assert not wide.may_be(Fraction(1, 1000))
    assert wide.between(Fraction(1, 3), None).low == Fraction(34, 100)
    assert numbers_of(range(1000), 0).only is None

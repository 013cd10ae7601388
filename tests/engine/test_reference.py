"""What the language means, worked by hand: every expectation holds of the evaluator and the reference alike."""

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.opinions import evaluate, reference
from engine.opinions.reference import exact, outward
from engine.rulebook import REFER
from engine.values import Answer, Value
from tests.engine.small_books import DAY, both, rule, small_text, worth

D = Decimal


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def completions(*truths: bool | None) -> list[tuple[bool, ...]]:
    """Every way in which what is unknown could turn out."""
    return list(itertools.product(*[(True, False) if truth is None else (truth,) for truth in truths]))


def of_all(results: list[bool]) -> bool | None:
    return results[0] if len(set(results)) == 1 else None


@pytest.mark.parametrize("truths", list(itertools.product((True, False, None), repeat=3)))
def test_logic_says_what_holds_however_the_unknown_turns_out(truths: tuple[bool | None, ...]) -> None:
    answers: dict[str, Value] = {
        name: truth for name, truth in zip(("signed", "urgent", "agreed"), truths, strict=True) if truth is not None
    }
    ways = completions(*truths)
    assert worth("signed and urgent and agreed", **answers) == of_all([all(way) for way in ways])
    assert worth("signed or urgent or agreed", **answers) == of_all([any(way) for way in ways])
    assert worth("not signed", **answers) == of_all([not way[0] for way in ways])
    for n in (1, 2, 3):
        expected = of_all([sum(way) >= n for way in ways])
        assert worth(f"at_least({n}, signed, urgent, agreed)", **answers) == expected
    known = None not in truths
    assert worth("count(signed, urgent, agreed)", **answers) == (sum(ways[0]) if known else None)


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("score + hours", {"score": 3}, None),
        ("0 * score", {}, None),
        ("min(score, 0)", {}, None),
        ("sum(score, level)", {"score": 3}, None),
        ("top(1, score, level)", {"score": 900}, None),
        ("score >= 0", {}, None),
        ("place in ['unit', 'school', 'home']", {}, None),
        ("known(score)", {}, False),
        ("known(score) and known(plan_cost)", {"score": 0, "plan_cost": "none"}, True),
        ("known(score + level)", {"score": 0}, False),
        ("given(plan_cost, 0)", {}, None),
        ("1 if signed else 1", {}, None),
        ("score if signed else level", {"signed": True, "score": 7}, 7),
    ],
)
def test_unknown_stays_unknown(expression: str, answers: dict[str, Value], expected: Answer) -> None:
    assert worth(expression, **answers) is expected or worth(expression, **answers) == expected


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("score * hours / 8", {"score": 3, "hours": D("2.5")}, D("0.9375")),
        ("-hours + 1", {"hours": D("2.5")}, D("-1.5")),
        ("cost + 6000", {"cost": 12}, 600_012),
        ("cost * 1.5", {"cost": 368_055}, 552_082),  # £5,520.825, to the even penny
        ("round(cost * 1.5, how='half_up')", {"cost": 368_055}, 552_083),
        ("attendance * cost", {"attendance": D("12.5"), "cost": 8000}, 1000),
        ("attendance * score", {"attendance": D("25"), "score": 30}, D("7.5")),
        ("score * attendance", {"attendance": D("25"), "score": 30}, D("7.5")),
        ("attendance + 5", {"attendance": D("90")}, D("95")),
        ("attendance * attendance", {"attendance": D("50")}, D("25")),
        ("cost / 8", {"cost": 100}, 12),  # 12.5 pence, to the even penny
        ("min(cost, 6000, 7000)", {"cost": 650_000}, 600_000),
        ("max(0, cost - 6000)", {"cost": 650_000}, 50_000),
        ("max(0, cost - 6000)", {"cost": 5}, 0),
        ("sum(score, hours, 1)", {"score": 2, "hours": D("0.5")}, D("3.5")),
        ("top(2, score, level, 4)", {"score": 9, "level": 2}, 13),
        ("top(2, score, level, 9)", {"score": 9, "level": 2}, 18),
        ("nth_highest(2, score, level, 9)", {"score": 9, "level": 2}, 9),
        ("nth_highest(3, score, level, 9)", {"score": 9, "level": 2}, 2),
    ],
)
def test_arithmetic(expression: str, answers: dict[str, Value], expected: Answer) -> None:
    assert worth(expression, **answers) == expected


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("round(hours)", {"hours": D("2.345")}, D("2.34")),
        ("round(hours, places=1, how='up')", {"hours": D("2.31")}, D("2.4")),
        ("round(hours, places=0, how='down')", {"hours": D("2.9")}, 2),
        ("round(0 - hours, places=0, how='down')", {"hours": D("2.9")}, -2),
        ("round(0 - hours, places=0, how='up')", {"hours": D("2.1")}, -3),
        ("round(0 - hours, places=0, how='half_up')", {"hours": D("2.5")}, -3),
        ("round(0 - hours, places=0, how='half_even')", {"hours": D("2.5")}, -2),
        ("round(score, places=-2)", {"score": 250}, 200),
        ("round(score, places=-2)", {"score": 350}, 400),
        ("round(cost, places=0)", {"cost": 123_450}, 123_400),  # to whole pounds: £1,234.50 is even at £1,234
        ("round(cost, places=-2, how='up')", {"cost": 123_450}, 130_000),
        ("divide(score, 3, places=4)", {"score": 1}, D("0.3333")),
        ("divide(score, 3, places=0, how='up')", {"score": 1}, 1),
        ("divide(0 - score, 3, places=4, how='up')", {"score": 2}, D("-0.6667")),
        ("divide(cost, 3)", {"cost": 100}, 33),
        ("divide(cost, 12, places=0)", {"cost": 1_000_000}, 83_300),
        ("divide(cost, plan_cost_or, places=2)", {"cost": 100, "plan_cost": 300}, D("0.33")),
        ("divide(score, level, otherwise=7)", {"score": 5, "level": 0}, 7),
        ("divide(cost, level, otherwise=7.5)", {"cost": 5, "level": 0}, 750),
        ("divide(score, level, otherwise=7)", {"level": 0}, None),
    ],
)
def test_rounding_and_dividing(expression: str, answers: dict[str, Value], expected: Answer) -> None:
    assert worth(expression.replace("plan_cost_or", "given(plan_cost, 1)"), **answers) == expected


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("place == 'unit'", {"place": "unit"}, True),
        ("place != 'unit'", {"place": "home"}, True),
        ("recorded == none", {"recorded": "none"}, True),
        ("recorded == none", {"recorded": "unit"}, False),
        ("recorded != none", {"recorded": "unit"}, True),
        ("recorded == 'unit'", {"recorded": "none"}, False),
        ("recorded == place", {"recorded": "unit", "place": "unit"}, True),
        ("recorded not in ['unit', 'school']", {"recorded": "none"}, True),
        ("plan_cost == 4100", {"plan_cost": 410_000}, True),
        ("plan_cost == 4100", {"plan_cost": "none"}, False),
        ("given(plan_cost, 20)", {"plan_cost": "none"}, 2000),
        ("given(plan_cost, 20)", {"plan_cost": 5}, 5),
        ("'hoist' in aids", {"aids": frozenset({"hoist", "ramp"})}, True),
        ("'hoist' not in aids", {"aids": frozenset()}, True),
        ("aids <= offers", {"aids": frozenset({"ramp"}), "offers": frozenset({"ramp", "loop"})}, True),
        ("aids <= offers", {"aids": frozenset({"ramp", "hoist"}), "offers": frozenset({"ramp"})}, False),
        ("aids <= offers", {"aids": frozenset(), "offers": frozenset()}, True),
        ("overlap(aids, offers)", {"aids": frozenset({"ramp"}), "offers": frozenset({"ramp", "loop"})}, True),
        ("overlap(aids, offers)", {"aids": frozenset({"hoist"}), "offers": frozenset({"loop"})}, False),
        ("size(aids)", {"aids": frozenset({"ramp", "hoist"})}, 2),
        ("size(needs)", {"needs": ()}, 0),
        ("rank('hearing', needs)", {"needs": ("speech", "hearing")}, 2),
        ("rank('vision', needs)", {"needs": ("speech", "hearing")}, 0),
        ("given(at_rank(needs, 1), 'vision')", {"needs": ("speech", "hearing")}, "speech"),
        ("given(at_rank(needs, 2), 'vision')", {"needs": ("speech",)}, "vision"),
        ("at_rank(needs, 2) == none", {"needs": ("speech",)}, True),
        ("at_rank(needs, 2) == 'hearing'", {"needs": ("speech", "hearing")}, True),
        ("2 < score <= 5", {"score": 5}, True),
        ("2 < score <= 5", {"score": 2}, False),
        ("score in [1, 2.5]", {"score": 1}, True),
    ],
)
def test_names_groups_and_none(expression: str, answers: dict[str, Value], expected: Answer) -> None:
    assert worth(expression, **answers) == expected


@pytest.mark.parametrize(
    ("today", "written", "within", "expected"),
    [
        ("2026-09-14", "2025-09-14", "months=12", True),
        ("2026-09-14", "2025-09-13", "months=12", False),
        ("2026-09-14", "2026-09-14", "months=0", True),
        ("2026-09-14", "2026-09-15", "months=12", False),
        ("2026-05-31", "2026-02-28", "months=3", True),
        ("2026-05-31", "2026-02-27", "months=3", False),
        ("2028-02-29", "2027-02-28", "months=12", True),
        ("2029-02-28", "2028-02-28", "months=12", True),
        ("2028-05-31", "2028-02-28", "months=3", False),  # a leap year: the 29th is the last of February
        ("2026-09-14", "2026-06-16", "days=90", True),
        ("2026-09-14", "2026-06-15", "days=90", False),
        ("2026-09-14", "2026-09-15", "days=90", False),
        ("2026-09-14", "1900-01-01", "months=40000", True),
    ],
)
def test_recent_includes_both_ends(today: str, written: str, within: str, expected: bool) -> None:
    assert worth(f"recent(report, {within})", day(today), report=day(written)) is expected
    assert worth(f"not recent(report, {within})", day(today), report="none") is True


def test_years_begin_in_september_and_april() -> None:
    for text, academic, financial in (
        ("2026-08-31", 2025, 2026),
        ("2026-09-01", 2026, 2026),
        ("2027-03-31", 2026, 2026),
        ("2027-04-01", 2026, 2027),
    ):
        assert worth("academic_year(born)", born=day(text)) == academic
        assert worth("financial_year(born)", born=day(text)) == financial
    assert worth("days_between(born, day)", day("2028-03-01"), born=day("2028-02-28")) == 2
    assert worth("born < '2020-09-01'", born=day("2020-08-31")) is True


LADDER = """\
  band:
    - from: 2021-04-01
      source: policy
      ladder: {5: low, 12: high}
      above: {from: 60, do: refer}
      below: refer
"""


@pytest.mark.parametrize(
    ("points", "landing"),
    [(4, REFER), (5, "low"), (11, "low"), (12, "high"), (59, "high"), (60, REFER), (900, REFER), (None, None)],
)
def test_a_ladder_step_holds_from_its_start(points: int | None, landing: object) -> None:
    book = load_text(small_text(outcome="band(score)", values=LADDER))
    found = both(book, {} if points is None else {"score": points})
    assert found.lookups == (((points,), landing),)
    assert found.outcomes == (landing if isinstance(landing, str) else None,)
    assert found.status == ("unsettled" if points is None else "settled" if isinstance(landing, str) else "referred")


def test_a_closed_ladder_refers_above_its_last_range_and_fills_between_whole_numbers() -> None:
    values = "  stage:\n    - {from: 2021-04-01, source: policy, ladder: {0 to 4: a, 5 to 9: b}}\n"
    for hours, expected in ((D("4.5"), "a"), (D("5"), "b"), (D("9.5"), "b"), (D("10"), None)):
        assert worth("stage(hours)", values=values, hours=hours) == expected


TABLE = """\
  cell:
    - from: 2021-04-01
      source: policy
      by: [place, level]
      rows:
        unit: {0: 1, "*": 2}
        "*": {0: 3, 1: 4, "*": refer}
        school: {2: 5}
"""


@pytest.mark.parametrize(
    ("place", "level", "expected"),
    [
        ("unit", 0, 1),
        ("unit", 1, 2),  # the exact row's wildcard before the wildcard row's exact key
        ("home", 0, 3),
        ("home", 1, 4),
        ("home", 2, REFER),
        ("school", 2, 5),
        ("school", 0, 3),  # the row has no such cell: the wildcard row has
        ("school", 1, 4),
    ],
)
def test_an_exact_key_wins_leftmost_first(place: str, level: int, expected: object) -> None:
    found = both(load_text(small_text(outcome="cell(place, level)", values=TABLE)), {"place": place, "level": level})
    assert found.lookups == (((place, level), expected),)


@pytest.mark.parametrize(("otherwise", "landing"), [("", REFER), ("otherwise: 9", 9), ("otherwise: refer", REFER)])
def test_a_missing_cell_refers_unless_otherwise_is_said(otherwise: str, landing: object) -> None:
    more = f", {otherwise}" if otherwise else ""
    values = f"  cell:\n    - {{from: 2021-04-01, source: policy, by: [level], rows: {{0: 1}}{more}}}\n"
    found = both(load_text(small_text(outcome="cell(level)", values=values)), {"level": 2})
    assert found.lookups == (((2,), landing),)


def test_only_the_branch_taken_is_asked() -> None:
    outcome = "band(score) if signed else ('low' if level > 1 else 'high')"
    book = load_text(small_text(outcome=outcome, values=LADDER))
    assert both(book, {"signed": True, "score": 70, "level": 2}).truths == "1-"
    found = both(book, {"signed": False, "score": 70, "level": 2})
    assert (found.truths, found.lookups, found.status) == ("01", ("-",), "settled")
    assert both(book, {"score": 70, "level": 2}).truths == "u-"


def test_a_test_inside_a_condition_is_a_condition_too() -> None:
    book = load_text(small_text(rules=rule("either", "score > 2 if signed else urgent")))
    assert both(book, {"signed": True, "score": 2, "level": 0}).truths == "01"


def test_dated_values_and_rules() -> None:
    values = """\
  rate:
    - {from: 2026-04-01, to: 2027-03-31, source: policy, is: £10}
    - {from: 2027-04-01, source: policy, is: £11.50}
"""
    rules = rule("first_year", "yes", more=", in_force: {from: 2026-04-01, to: 2027-03-31}")
    rules += rule("reader", "not first_year")
    book = load_text(small_text(outcome="rate", values=values, rules=rules))
    last, first = both(book, {}, day("2027-03-31")), both(book, {}, day("2027-04-01"))
    assert (last.outcomes, dict(last.rule_truths)) == ((1000,), {"first_year": True, "reader": False})
    assert (first.outcomes, dict(first.rule_truths)) == ((1150,), {"reader": True})
    for engine in (evaluate, reference):
        with pytest.raises(ValueError, match="not in force on 2026-03-31"):
            engine.evaluate(book, {}, day("2026-03-31"))


@pytest.mark.parametrize(
    ("met", "status"),
    [("note", "settled"), ("ask", "settled"), ("flag", "settled"), ("return", "incomplete"), ("refer", "referred")],
)
def test_the_status_a_rule_gives(met: str, status: str) -> None:
    book = load_text(small_text(rules=rule("one", "signed", met) + rule("two", "urgent", "refer")))
    assert both(book, {"level": 1, "signed": True, "urgent": False}).status == status
    assert both(book, {"level": 1, "signed": False, "urgent": False}).status == "settled"
    assert both(book, {"level": 1, "signed": False}).status == "unsettled"
    assert both(book, {"signed": False, "urgent": False}).status == "unsettled"


def test_dividing_by_nothing_is_never_a_number() -> None:
    book = load_text(small_text(outcome="divide(score, level)"))
    for engine in (evaluate, reference):
        with pytest.raises(ZeroDivisionError):
            engine.evaluate(book, {"score": 1, "level": 0}, DAY)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_numbers_come_back_from_fractions_as_they_went_in(number: Decimal) -> None:
    assert outward(exact(number)) == number
    assert isinstance(outward(exact(number)), int) == (number == number.to_integral_value())


def test_a_number_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        outward(Fraction(1, 3))

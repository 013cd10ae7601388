"""An auditor's tools: limits as the handbooks and exact sums have them; samples whole, drawn again, and fair."""

import subprocess
from collections import Counter
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.auditing.control import ONE_SIDE, Counted, chart, limits
from engine.auditing.risk import MARKS, AtRisk, high_from, marks_of, tickets_of
from engine.auditing.sampling import InDraw, allot, draw, ticket

METHODS = ("random", "stratified", "risk")
lines = st.lists(
    st.builds(InDraw, st.integers(1, 10**9), st.sampled_from(("", "north", "south", "west")), st.integers(1, 6)),
    unique_by=lambda each: each.sequence,
    max_size=40,
)


@given(st.integers(0, 400), st.fractions(0, 1, max_denominator=60))
def test_the_limits_are_the_outermost_counts_inside(of: int, rate: Fraction) -> None:
    fewest, most, method = limits(of, rate)
    assert 0 <= fewest <= of * rate <= most <= of
    if method == "three_standard_errors":

        def inside(count: int) -> bool:
            return (count - of * rate) ** 2 <= 9 * of * rate * (1 - rate)

        assert inside(fewest) and inside(most)
        assert fewest == 0 or not inside(fewest - 1)
        assert most == of or not inside(most + 1)
        return
    chances = [comb(of, count) * rate**count * (1 - rate) ** (of - count) for count in range(of + 1)]
    assert sum(chances[:fewest]) <= ONE_SIDE and sum(chances[most + 1 :]) <= ONE_SIDE
    assert sum(chances[: fewest + 1]) > ONE_SIDE and sum(chances[most:]) > ONE_SIDE


def test_the_handbook_example() -> None:
    """Montgomery's orange juice cans: 30 samples of 50, 347 nonconforming; limits 0.0524 and 0.4102."""
    assert limits(50, Fraction(347, 1500)) == (3, 20, "three_standard_errors")


def test_what_lies_outside_is_said_and_small_groups_say_nothing() -> None:
    found = chart(
        [Counted("Alder", 14, 100), Counted("Birch", 60, 100), Counted("Cedar", 1, 2), Counted("Damson", 0, 100)]
    )
    assert [(each.group.name, each.standing) for each in found.groups] == [
        ("Alder", "inside"),
        ("Birch", "above"),
        ("Cedar", "few"),
        ("Damson", "below"),
    ]
    assert found.centre == Fraction(75, 302)
    assert found.by_chance == 3 * Fraction(27, 10_000)
    assert [each.group.name for each in found.outside] == ["Birch", "Damson"]


def test_nothing_at_all_has_no_rate() -> None:
    assert chart([]).centre is None
    assert chart([Counted("Alder", 0, 0)]).groups[0].standing == "none"
    assert not chart([Counted("Alder", 0, 9), Counted("Birch", 0, 900)]).outside
    with pytest.raises(ValueError, match="no part"):
        Counted("Alder", 3, 2)
    with pytest.raises(ValueError, match="no limits"):
        limits(3, Fraction(2))


@pytest.mark.parametrize("method", METHODS)
@given(lines, st.integers(1, 50), st.text(st.characters(codec="ascii"), max_size=8))
def test_a_sample_is_whole_and_the_same_again(method, lines: list[InDraw], size: int, seed: str) -> None:
    drawn = draw(method, lines, size, seed)
    assert len(drawn.records) == len(set(drawn.records)) == min(size, len(lines))
    assert set(drawn.records) <= {each.sequence for each in lines}
    assert draw(method, lines[::-1], size, seed) == drawn
    if method == "stratified":
        assert sum(each.drawn for each in drawn.strata) == len(drawn.records)
        for each in drawn.strata:
            inside = {line.sequence for line in lines if line.stratum == each.name}
            assert each.holds == len(inside) and each.drawn == len(inside & set(drawn.records))
    elif lines:
        assert draw(method, lines, size + 1, seed).records[: len(drawn.records)] == drawn.records


@given(st.integers(1, 60), st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 200), min_size=1))
def test_strata_get_their_share(size: int, holds: dict[str, int]) -> None:
    found, total = allot(size, holds), sum(holds.values())
    assert sum(found.values()) == min(size, total)
    filled = [name for name, many in holds.items() if many]
    for name, many in holds.items():
        assert found[name] <= many
        if size >= len(filled) and many:
            assert found[name] >= 1
        if not many or size >= total:
            continue
        fair = Fraction(size * many, total)
        assert found[name] <= -(-fair // 1) or found[name] == 1


def test_anybody_draws_it_again_with_sha256sum() -> None:
    def tool(text: str) -> str:
        said = subprocess.run(["sha256sum"], input=text, capture_output=True, text=True, check=True)
        return said.stdout.split()[0]

    numbers = range(1200, 1240)
    by_hand = sorted(numbers, key=lambda each: tool(f"4711:{each}"))[:5]
    assert list(draw("random", map(InDraw, numbers), 5, "4711").records) == by_hand
    assert ticket("4711", 1204, 3) == tool("4711:1204:3")


def test_every_record_comes_as_often_as_its_tickets_say() -> None:
    given = [InDraw(number, tickets=3 if number <= 5 else 1) for number in range(1, 21)]
    for method, heavy in (("random", Fraction(1, 20)), ("risk", Fraction(3, 30))):
        first = Counter(draw(method, given, 1, str(seed)).records[0] for seed in range(4_000))
        for number in range(1, 21):
            fair = 4_000 * (heavy if number <= 5 else (1 - 5 * heavy) / 15)
            assert (first[number] - fair) ** 2 < 20 * fair, (method, number)


def test_a_draw_refuses_what_is_no_draw() -> None:
    for wrong, size in (([InDraw(1)], 0), ([InDraw(1), InDraw(1)], 1), ([InDraw(1, tickets=0)], 1)):
        with pytest.raises(ValueError):
            draw("random", wrong, size, "1")


def test_marks_are_read_off_a_record() -> None:
    assert marks_of(AtRisk(1)) == ()
    assert tickets_of(()) == 1
    above = AtRisk(1, pence=1_000_001, advised=900_000, limit=1_000_000, varied=True, in_sitting=False)
    assert marks_of(above, high=1_000_000) == ("above_limit", "varied_upwards", "no_sitting", "high_amount")
    assert tickets_of(marks_of(above, high=1_000_000)) == 1 + sum(
        MARKS[code].weighs for code in ("above_limit", "varied_upwards", "no_sitting", "high_amount")
    )
    assert marks_of(AtRisk(1, pence=900_000, limit=1_000_000)) == ("near_limit",)
    assert marks_of(AtRisk(1, pence=899_999, limit=1_000_000)) == ()
    assert marks_of(AtRisk(1, pence=5, advised=6, varied=True)) == ("varied_downwards",)
    assert marks_of(AtRisk(1, pence=5, advised=6)) == (), "an order differs, and is no variation"
    assert marks_of(AtRisk(1, varied=True, urgent=True, corrected=True, nobody_asked=True, same_day=True)) == (
        "varied",
        "urgent",
        "nobody_asked",
        "corrected",
        "same_day",
    )


def test_a_high_amount_is_among_the_highest_twentieth() -> None:
    assert high_from(range(19)) is None
    assert high_from(range(1, 101)) == 96

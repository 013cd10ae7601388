"""Straight lines on the National Grid, and the squares by which places near a home are found."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.placing.distance import SIDE, cell, cells_within, metres, metres_in, miles

points = st.tuples(st.integers(0, 700_000), st.integers(0, 1_300_000))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [((0, 0), (3, 4), 5), ((445_000, 240_000), (445_000, 240_000), 0), ((0, 0), (1, 1), 1), ((5, 0), (0, 12), 13)],
)
def test_a_straight_line_in_whole_metres(a: tuple[int, int], b: tuple[int, int], expected: int) -> None:
    assert metres(a, b) == metres(b, a) == expected


@pytest.mark.parametrize(("distance", "said"), [(0, "0.0"), (1_609, "1.0"), (80, "0.0"), (81, "0.1"), (37_015, "23.0")])
def test_miles_to_one_place(distance: int, said: str) -> None:
    assert str(miles(distance)) == said


@given(st.integers(0, 2_000_000))
def test_miles_are_the_nearest_tenth(distance: int) -> None:
    exact = Fraction(distance * 1_000, 1_609_344)
    assert abs(Fraction(miles(distance)) - exact) <= Fraction(1, 20)
    assert miles(distance) == miles(distance).quantize(Decimal("0.1"))


@given(st.integers(0, 1_000))
def test_whole_miles_come_back_as_they_went(far: int) -> None:
    assert miles(metres_in(far)) == far
    assert metres_in(far) * 1_000 <= far * 1_609_344 < (metres_in(far) + 1) * 1_000


@given(points, points, st.integers(0, 60_000))
def test_no_place_in_reach_lies_outside_the_squares(home: tuple[int, int], away: tuple[int, int], reach: int) -> None:
    near = (home[0] + away[0] % (2 * reach + 1) - reach, home[1] + away[1] % (2 * reach + 1) - reach)
    found = cells_within(home, reach)
    assert list(found) == sorted(set(found))
    if min(near) >= 0 and metres(home, near) <= reach:
        assert cell(near) in found


def test_squares_wholly_beyond_are_left_out() -> None:
    middle = (445_000, 245_000)
    assert cells_within(middle, 4_999) == (cell(middle),)
    assert len(cells_within(middle, SIDE)) == 9
    assert cell((middle[0] - 2 * SIDE, middle[1] - 2 * SIDE)) not in cells_within(middle, 2 * SIDE)
    assert cells_within((0, 0), 0) == (0,)

"""Spend against profile: shares that add up, days that count, and a picture with nothing drawn that has not come."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forecast.profile import Profile, against, flat, like_last_year


@given(
    st.lists(st.integers(0, 10**9), min_size=12, max_size=12).filter(lambda months: months[0] * 48 > sum(months)),
    st.integers(2019, 2035),
)
def test_a_years_money_is_shared_out_whole_and_never_falls(months: list[int], year: int) -> None:
    profile = like_last_year(months)
    assert profile is not None
    days = [dt.date(year, 4, 1) + dt.timedelta(days=step) for step in range(-1, 368, 7)]
    shares = [profile.by(day, year) for day in days]
    assert shares[0] == 0 and shares == sorted(shares)
    assert profile.by(dt.date(year + 1, 3, 31), year) == 1


def test_flat_counts_every_day_of_the_years_own_days() -> None:
    assert flat(2026).by(dt.date(2026, 4, 1), 2026) == Fraction(1, 365)
    assert flat(2027).by(dt.date(2027, 9, 30), 2027) == Fraction(183, 366), "February 2028 has 29 days"


def test_as_last_year_within_a_month_by_day() -> None:
    profile = like_last_year([100, 300, *[60] * 10])
    assert profile is not None
    assert profile.by(dt.date(2026, 4, 30), 2026) == Fraction(1, 10)
    assert profile.by(dt.date(2026, 5, 31), 2026) == Fraction(4, 10)
    assert profile.by(dt.date(2026, 5, 10), 2026) == Fraction(1, 10) + Fraction(3, 10) * Fraction(10, 31)


def test_a_year_that_came_to_nothing_is_no_profile() -> None:
    assert like_last_year([0] * 12) is None
    assert like_last_year([500, -20, *[10] * 10]) is None, "a month of corrections is no shape of a year"
    assert like_last_year([5] * 11) is None
    assert like_last_year([0, 1, 5, *[20] * 9]) is None, "it only began"


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="twelve shares"):
        Profile("flat", (Fraction(1, 12),) * 11)


def test_the_picture_shows_what_came_and_only_the_profile_ahead() -> None:
    points = against(
        flat(2026), 2026, 36_500_00, [100_00, 250_00, 260_00], [900_00, 950_00, 940_00], dt.date(2026, 6, 10)
    )
    assert [point.day for point in points[:4]] == [
        dt.date(2026, 4, 30), dt.date(2026, 5, 31), dt.date(2026, 6, 10), dt.date(2026, 6, 30),
    ]  # fmt: skip
    assert [(point.paid, point.committed) for point in points[:4]] == [
        (100_00, 900_00), (250_00, 950_00), (260_00, 940_00), (None, None),
    ]  # fmt: skip
    assert points[0].expected == 3_000_00
    assert points[-1].day == dt.date(2027, 3, 31) and points[-1].expected == 36_500_00


def test_the_picture_of_a_year_to_come_and_of_one_gone() -> None:
    ahead = against(flat(2027), 2027, 100, [], [], dt.date(2026, 6, 10))
    assert len(ahead) == 12 and all(point.paid is None for point in ahead)
    gone = against(flat(2025), 2025, 100, [1] * 12, [2] * 12, dt.date(2026, 6, 10))
    assert len(gone) == 12 and all(point.paid == 1 for point in gone)
    with pytest.raises(ValueError, match="3 months have come"):
        against(flat(2026), 2026, 100, [1], [1], dt.date(2026, 6, 10))

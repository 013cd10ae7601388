"""The early alarm: rings in week three where a year's money goes in a quarter, and hardly ever where it lasts."""

import datetime as dt
from random import Random

import pytest

from benchmarks.areas import fair_area, fast_area
from engine.forecast.alarm import Agreed, Alarm, alarm

YEAR = 2026
FIRST = dt.date(2026, 4, 1)
HELD = 60_000_000
WEEK_THREE = range(14, 21)


def steadily(a_day: int, until: dt.date, size: int = 1) -> list[Agreed]:
    """So many pence a day of the year taken by awards, in `size` awards a day."""
    days = (until - FIRST).days + 1
    return [Agreed(FIRST + dt.timedelta(days=step), a_day // size) for step in range(days) for _ in range(size)]


def at_the_pace_of_a_quarter(today: dt.date) -> Alarm:
    """£600,000 that goes by 30 June, in two awards a day, seen at the end of `today`."""
    pace = 1.001 * HELD / (91 - 91 * 90 / (2 * 365))
    agreed = [
        Agreed(day, round(pace * (365 - step) / 365) // 2)
        for step in range((today - FIRST).days + 1)
        for day in [FIRST + dt.timedelta(days=step)] * 2
    ]
    return alarm(HELD - sum(each.pence for each in agreed), agreed, YEAR, today, since=dt.date(2026, 3, 31))


@pytest.mark.parametrize("day", [dt.date(2026, 4, 15), dt.date(2026, 4, 18), dt.date(2026, 4, 21)])
def test_a_years_money_in_a_quarter_rings_in_week_three(day: dt.date) -> None:
    found = at_the_pace_of_a_quarter(day)
    assert found.state == "rings"
    assert found.sentence == "At this pace the year's money is gone on 30 June 2026."
    assert f"{(day - FIRST).days * 2 + 2} awards agreed since 31 March 2026 take £" in found.evidence
    assert "For the money to last until 31 March, it would be about £" in found.evidence


def test_it_says_nothing_in_the_first_fortnight() -> None:
    found = at_the_pace_of_a_quarter(dt.date(2026, 4, 14))
    assert found.state == "early" and found.evidence == ""
    assert found.sentence == "It is too early to tell a pace: 28 awards since 31 March 2026."


def test_areas_that_really_spend_it_in_a_quarter_ring_in_week_three() -> None:
    random = Random(41)
    areas = [fast_area(random, a_week=15, gap=7) for _ in range(150)]
    rang = sum(any(look.state == "rings" for look in area.looks(WEEK_THREE)) for area in areas)
    assert rang >= 144, "of 150 fast areas, as their awards happened to come"


def test_areas_whose_money_lasts_hardly_ever_ring() -> None:
    random = Random(42)
    areas = [fair_area(random) for _ in range(700)]
    rang = sum(any(look.state == "rings" for look in area.looks(range(14, 330, 21))) for area in areas)
    assert rang <= 21, "of 700 fair areas, looked at every three weeks for a year"


def test_first_calls_take_money_and_set_no_pace() -> None:
    left = HELD // 4  # three quarters of the year's money were called on 1 April
    few = [Agreed(dt.date(2026, 4, 9), 200_000) for _ in range(7)]
    assert alarm(left - 1_400_000, few, YEAR, dt.date(2026, 4, 22)).state == "early"
    fair = steadily(left // 200, dt.date(2026, 4, 22))
    assert alarm(left - sum(each.pence for each in fair), fair, YEAR, dt.date(2026, 4, 22)).state == "quiet"


def test_one_large_award_and_one_school_with_many_are_no_pace() -> None:
    small = [Agreed(dt.date(2026, 4, 2 + step), 30_000) for step in range(10)]
    today, last = dt.date(2026, 4, 20), dt.date(2026, 3, 31)
    left = 30_000_000 - 8_300_000
    large = [*small, Agreed(dt.date(2026, 4, 15), 8_000_000)]
    assert alarm(left, large, YEAR, today, since=last).state == "quiet"
    many = [*small, *(Agreed(dt.date(2026, 4, 15), 500_000, "URN-1") for _ in range(16))]
    assert alarm(left, many, YEAR, today, since=last).state == "quiet"
    schools = [*small, *(Agreed(dt.date(2026, 4, 15), 500_000, f"URN-{n}") for n in range(16))]
    assert alarm(left, schools, YEAR, today, since=last).state == "rings", "16 schools are a pace"


def test_an_award_agreed_later_takes_less_so_a_straight_line_would_ring_falsely() -> None:
    fair = [Agreed(FIRST + dt.timedelta(days=step), 1_000 * (365 - step)) for step in range(120)]
    holds = sum(1_000 * (365 - step) for step in range(365))
    found = alarm(
        holds - sum(each.pence for each in fair), fair, YEAR, dt.date(2026, 7, 29), since=dt.date(2026, 3, 31)
    )
    straight = 120 * holds / sum(each.pence for each in fair)
    assert straight < 365 - 90, "as a straight line it is gone by December"
    assert found.state == "quiet" and found.gone_on in (None, dt.date(2027, 3, 30), dt.date(2027, 3, 31))


def test_what_is_released_lowers_the_pace_and_may_lift_the_alarm() -> None:
    day = dt.date(2026, 4, 21)
    agreed = steadily(800_000, day, size=2)
    left = HELD - sum(each.pence for each in agreed)
    assert alarm(left, agreed, YEAR, day, since=dt.date(2026, 3, 31)).state == "rings"
    released = [*agreed, *(Agreed(day, -each.pence) for each in agreed[::2])]
    less = HELD - sum(each.pence for each in released)
    assert alarm(less, released, YEAR, day, since=dt.date(2026, 3, 31)).state == "quiet"


def test_nothing_left_is_said_as_it_is() -> None:
    found = alarm(0, [], YEAR, dt.date(2026, 9, 1))
    assert (found.state, found.sentence) == ("gone", "All of the year's money is committed.")


def test_no_money_taken_lasts() -> None:
    agreed = [Agreed(dt.date(2026, 4, 2 + step), 50_000 if step < 10 else -100_000) for step in range(20)]
    found = alarm(HELD, agreed, YEAR, dt.date(2026, 5, 1))
    assert found.state == "quiet"
    assert found.sentence == "At this pace the year's money lasts until 31 March."


def test_an_area_that_spent_fairly_and_has_nearly_nothing_left_in_autumn_rings() -> None:
    agreed = steadily(HELD // 250, dt.date(2026, 11, 20))
    left = 90_000
    found = alarm(left, agreed, YEAR, dt.date(2026, 11, 20))
    assert (found.state, found.gone_on) == ("rings", dt.date(2026, 11, 21))
    assert alarm(HELD // 3, agreed, YEAR, dt.date(2026, 11, 20)).state == "quiet"

"""The range at 31 March: parts that add up, exact where all is known, and right about as often as it says."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from benchmarks.caseloads import draw
from benchmarks.forecast import DAYS, back_test
from engine.forecast.outturn import Open, Outturn, Standing, Waiting, outturn
from engine.forecast.past import Happened, Past
from engine.forecast.words import sentences

TODAY = dt.date(2026, 9, 30)
STANDING = Standing("north", 2026, 50_000_00, 20_000_00, 15_000_00, most=False, open=(), waiting=())


def nothing_past(today: dt.date = TODAY) -> Past:
    return Past([], 0, today, dt.date(2025, 4, 1))


def joined(month: dt.date, pence: int, account: str = "north", later: int = 0) -> Happened:
    begins = dt.date(month.year, month.month + later, 1)
    return Happened(account, "joined", month, begins, None, 4, 0, pence, 4 * (pence // 400) ** 2)


def evenly(pence: int) -> list[Happened]:
    """The same each month from April 2025 to September 2026."""
    return [joined(dt.date(2025 + (3 + n) // 12, (3 + n) % 12 + 1, 1), pence) for n in range(18)]


def test_where_the_past_says_nothing_only_what_is_agreed_is_told() -> None:
    found = outturn(STANDING, nothing_past())
    assert (found.low, found.likely, found.high) == (35_000_00,) * 3
    assert sentences(found) == (
        "£35,000 is agreed for the year that ends on 31 March 2027. Nothing yet says what may be added.",
        "£20,000 is paid and £15,000 is committed until then.",
        "That leaves about £15,000 of the £50,000 there is.",
    )


def test_a_request_that_waits_counts_by_its_chance_and_the_rest_of_the_year() -> None:
    waiting = Waiting(3_650_00, Fraction(3, 5), dt.date(2026, 10, 23))  # 160 days are left, that day included
    found = outturn(replace(STANDING, waiting=(waiting,)), nothing_past())
    assert found.part("queue").likely == 3_650_00 * 160 // 365 * 3 // 5
    assert found.low < found.likely < found.high


def test_requests_not_yet_made_come_at_the_accounts_own_pace_and_cost_less_the_later() -> None:
    past = Past(evenly(1_000_00), 12_000_00, TODAY, dt.date(2025, 4, 1))
    found = outturn(STANDING, past).part("joined").likely
    assert 1_480_00 < found < 1_510_00, (
        "six months to come at £1,000 a month, each on average for a quarter of the year"
    )
    waits = outturn(replace(STANDING, wait=30), past).part("joined").likely
    assert waits < found * 3 // 4, "what is asked for tomorrow is decided in thirty days"
    other = outturn(replace(STANDING, account="south"), past).part("joined").likely
    assert other == 0, "another account's awards say when, never how much"


def test_the_season_of_all_accounts_says_when() -> None:
    autumn = [joined(dt.date(year, 10, 1), 50_000_00, "south") for year in (2024, 2025)]
    flat = evenly(1_000_00)
    without = Past(flat, 12_000_00, TODAY, dt.date(2024, 10, 1))
    with_season = Past([*flat, *autumn], 12_000_00, TODAY, dt.date(2024, 10, 1))
    assert (
        outturn(STANDING, with_season).part("joined").likely > outturn(STANDING, without).part("joined").likely * 3 // 2
    )


def test_leavers_and_reviews_act_on_what_runs_until_it_ends() -> None:
    left = [
        Happened("south", "left", dt.date(2026, n, 1), dt.date(2026, n, 1), None, 1, 500_00, 0, 250_000)
        for n in range(1, 10)
    ]
    rising = [
        Happened("south", "reviewed", dt.date(2026, n, 1), dt.date(2026, n, 1), None, 1, 500_00, 600_00, 10_000)
        for n in range(1, 10)
    ]
    past = Past([*left, *rising], 100_000_00, TODAY, dt.date(2025, 10, 1))
    runs = replace(STANDING, open=(Open(None, 30_000_00),))
    found = outturn(runs, past)
    assert found.part("left").likely < 0 < found.part("reviewed").likely
    ending = outturn(replace(STANDING, open=(Open(dt.date(2026, 12, 1), 30_000_00),)), past)
    assert abs(ending.part("left").likely) < abs(found.part("left").likely) / 2 + 1
    assert any("leavers about £" in each and "may be given back" in each for each in sentences(found))


def test_reviews_come_when_they_fall_due_where_that_is_known() -> None:
    rising = [Happened("south", "reviewed", dt.date(2026, 6, 1), dt.date(2026, 6, 1), None, 1, 500_00, 900_00, 160_000)]
    past = Past(rising, 10_000_00, TODAY, dt.date(2025, 4, 1))
    runs = replace(STANDING, open=(Open(None, 30_000_00),))
    assert outturn(runs, past).part("reviewed").likely == 0, "all of them come in June"
    due = outturn(replace(runs, reviews=((dt.date(2026, 10, 1), 30_000_00),)), past)
    assert due.part("reviewed").likely > 0


def test_an_account_that_can_never_be_overdrawn_ends_at_most_at_what_it_holds() -> None:
    past = Past(evenly(12_000_00), 144_000_00, TODAY, dt.date(2025, 4, 1))
    free = outturn(STANDING, past)
    held = outturn(replace(STANDING, most=True), past)
    assert free.likely > 50_000_00 and free.part("not_fitting").likely == 0
    assert held.low <= held.likely == held.high == 50_000_00
    assert held.asked == free.likely
    assert sentences(held)[-1].startswith("About £") and "than the £50,000 there is." in sentences(held)[-1]
    assert "more than the £50,000 there is." in sentences(free)[-1]


def test_next_year_is_first_calls_uprating_and_what_comes_on_top() -> None:
    past = Past(evenly(1_000_00), 12_000_00, TODAY, dt.date(2025, 4, 1), Fraction(2, 100))
    next_year = replace(STANDING, year=2027, held=None, paid=0, outstanding=30_000_00, open=(Open(None, 30_000_00),))
    found = outturn(next_year, past)
    assert found.part("uprated").likely == 600_00
    assert found.part("uprated").low < 600_00 < found.part("uprated").high
    assert found.part("joined").likely > 6 * 1_000_00, "six months' awards of this year cost all of the next"
    assert sentences(found)[1] == "Awards that are agreed already take £30,000 of it."
    assert sentences(found)[-1] == "This year is not allocated yet."


@pytest.mark.parametrize("year", [2025, 2026])
def test_parts_add_up_and_each_lies_in_order(year: int) -> None:
    caseload, today = draw(77), dt.date(2025, 7, 31)
    past = caseload.past(today)
    for account in caseload.accounts:
        found: Outturn = outturn(caseload.standing(account, year, today), past)
        assert all(part.low <= part.likely <= part.high for part in found.parts)
        assert found.low == sum(part.low for part in found.parts)
        assert found.low < found.likely < found.high


def test_it_beats_last_years_profile_on_years_it_never_saw_and_is_right_four_times_in_five() -> None:
    found = back_test([draw(seed) for seed in (901, 902)], DAYS[::2])
    for line in found:
        assert line.error < line.naive * Fraction(3, 4), line
    this_year = [line for line in found if line.ahead == 0]
    assert (
        Fraction(65, 100)
        <= sum((line.covered for line in this_year), Fraction(0)) / len(this_year)
        <= Fraction(95, 100)
    )

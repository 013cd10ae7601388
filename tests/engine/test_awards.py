"""What awards cost, worked by hand: the arithmetic stands beside each figure."""

import datetime as dt

import pytest

from engine.awards.calendars import NO_DATES
from engine.awards.claims import Responsible, claims
from engine.awards.cost import Due, cost, cost_by_account, cost_until, schedule
from engine.awards.counting import CannotCount, Counting
from engine.awards.gaps import between_schools
from engine.awards.leavers import leaving
from engine.awards.terms import as_it_stands, until, years_of
from engine.awards.uprating import DatedAmount, uprate
from tests.engine.award_examples import ASH, CALENDAR, DAYS, ROSE, THIRDS, TWELFTHS, WEEKS, day, stretch, term


@pytest.mark.parametrize(
    ("first", "last", "year", "pence_a_year", "pence"),
    [
        ("2026-04-01", "2027-03-31", 2026, 365000, 365000),  # the whole year
        ("2026-09-14", None, 2026, 365000, 199000),  # 17 + 31 + 30 + 31 + 31 + 28 + 31 = 199 days of 365 at £10
        ("2027-09-14", None, 2027, 366000, 200000),  # 29 February 2028 falls in it: 200 days of 366 at £10
        ("2027-04-01", "2028-03-31", 2027, 365000, 365000),  # a whole leap year is no dearer
        ("2026-09-14", "2026-09-14", 2026, 365000, 1000),  # both end days counted: one day
        ("2025-09-01", "2026-08-31", 2025, 365000, 212000),  # a school year: 30+31+30+31+31+28+31 = 212 days …
        ("2025-09-01", "2026-08-31", 2026, 365000, 153000),  # … and 30+31+30+31+31 = 153; 212 + 153 = 365
        ("2026-09-14", None, 2025, 365000, 0),  # not begun
        ("2026-04-01", "2026-09-13", 2027, 365000, 0),  # over
    ],
)
def test_by_days(first: str, last: str | None, year: int, pence_a_year: int, pence: int) -> None:
    assert cost([stretch(first, last, pence_a_year)], year, DAYS, NO_DATES) == pence


def test_a_change_within_the_year() -> None:
    # £3,650 for 1 April to 31 October, 30+31+30+31+31+30+31 = 214 days at £10; then £7,300 for 151 days at £20
    award = as_it_stands([term(1, "2026-04-01", None, 365000), term(2, "2026-11-01", None, 730000)])
    assert cost(award, 2026, DAYS, NO_DATES) == 214000 + 302000
    assert cost_until(award, 2026, DAYS, NO_DATES, day("2026-11-02")) == 214000 + 4000


def test_the_running_total_is_rounded_and_never_a_slice() -> None:
    # £100 a year: 100 days are 2,739.73p, 200 days 5,479.45p. Slices would give 2,740 + 2,740 + 4,521 = 10,001p.
    moved = (
        stretch("2026-04-01", "2026-07-09", 10000, ROSE),
        stretch("2026-07-10", "2026-10-17", 10000, ASH),
        stretch("2026-10-18", None, 10000, ROSE),
    )
    assert cost_by_account(until(moved, day("2026-10-17")), 2026, DAYS, NO_DATES) == {ROSE: 2740, ASH: 2739}
    assert cost_by_account(moved, 2026, DAYS, NO_DATES) == {ROSE: 2740 + 4521, ASH: 2739}
    assert cost(moved, 2026, DAYS, NO_DATES) == 10000


@pytest.mark.parametrize(
    ("rounding", "pence"),
    [("half_even", 2), ("half_up", 3), ("down", 2), ("up", 3)],
)
def test_rounding_is_the_policys(rounding: str, pence: int) -> None:
    # 10p a year for 1 April to 30 June: three months, a quarter, 2.5p
    counting = Counting("months", rounding)
    assert cost([stretch("2026-04-01", "2026-06-30", 10)], 2026, counting, NO_DATES) == pence


def test_by_months_a_part_of_a_month_counts_by_its_days() -> None:
    # £1,200 a year is £100 a month. 16 September to 31 December: 15 of 30 days, then three months
    award = [stretch("2026-09-16", "2026-12-31", 120000)]
    assert cost(award, 2026, Counting("months"), NO_DATES) == 5000 + 30000


def test_by_twelfths() -> None:
    # £1,200: April to August £500, September to December £400, January to March £300
    assert [due.pence for due in schedule([stretch("2026-04-01", None, 120000)], 2026, TWELFTHS, NO_DATES)] == [
        50000,
        40000,
        30000,
    ]
    # from 1 November: 61 of the autumn's 122 days, £200; then £300
    assert cost([stretch("2026-11-01", None, 120000)], 2026, TWELFTHS, NO_DATES) == 50000


def test_by_terms_over_the_terms_own_days() -> None:
    # £3,300 in thirds of £1,100. Autumn runs 1 September to 18 December, 109 days, half-term among them.
    award = [stretch("2026-09-01", "2026-10-15", 330000)]
    assert cost(award, 2026, THIRDS, CALENDAR) == 45413  # 45 of 109 days: 45,412.84p
    assert cost([stretch("2026-07-22", "2026-08-31", 330000)], 2026, THIRDS, CALENDAR) == 0  # summer holidays
    assert cost([stretch("2026-04-01", None, 330000)], 2026, THIRDS, CALENDAR) == 330000


def test_by_funded_weeks() -> None:
    # £3,800 over 38 weeks is £100 a week, £20 a weekday. Wednesday 14 October 2026 on: 3 weekdays of that week,
    # one week more before half-term, 7 before Christmas, 6 and 5 after it
    award = [stretch("2026-10-14", None, 380000)]
    assert cost(award, 2026, WEEKS, CALENDAR) == 6000 + 10000 + 70000 + 60000 + 50000
    assert cost_until(award, 2026, WEEKS, CALENDAR, day("2026-11-01")) == 16000  # half-term costs nothing
    assert cost([stretch("2026-04-01", None, 380000)], 2026, WEEKS, CALENDAR) == 380000
    assert len(schedule([stretch("2026-04-01", None, 380000)], 2026, WEEKS, CALENDAR)) == 38


def test_what_the_calendar_does_not_say_is_not_guessed() -> None:
    award = [stretch("2026-09-01", None, 380000)]
    with pytest.raises(CannotCount, match="school year 2027-28"):
        cost(award, 2027, THIRDS, CALENDAR)
    with pytest.raises(CannotCount, match="funds 38 weeks in 2026-27 and the award counts 39"):
        cost(award, 2026, Counting("weeks", weeks=39), CALENDAR)


def test_monthly_payments() -> None:
    # £1,000 from 14 September 2026. Running totals: 17 days 4,657.53p, 48 days 13,150.68p, 78 days 21,369.86p,
    # 109 days 29,863.01p, 140 days 38,356.16p, 168 days 46,027.40p, 199 days 54,520.55p
    dues = schedule([stretch("2026-09-14", None, 100000)], 2026, DAYS, NO_DATES)
    assert dues[0] == Due(day("2026-09-01"), day("2026-09-30"), ROSE, "Elm", 4658)
    assert [due.pence for due in dues] == [4658, 8493, 8219, 8493, 8493, 7671, 8494]
    assert sum(due.pence for due in dues) == 54521


def test_a_move_between_schools_parts_the_months_payment() -> None:
    # £3,650: £10 a day. Elm until 10 October, Oak from 11 October: 10 and 21 days
    moved = (
        stretch("2026-10-01", "2026-10-10", 365000, school="Elm"),
        stretch("2026-10-11", "2026-10-31", 365000, school="Oak"),
    )
    dues = schedule(moved, 2026, DAYS, NO_DATES)
    assert [(due.school, due.pence) for due in dues] == [("Elm", 10000), ("Oak", 21000)]


def test_terms_written_later_replace_from_their_first_day_on() -> None:
    terms = [
        term(1, "2026-09-01", "2027-07-31", 365000),
        term(2, "2026-11-01", "2027-07-31", 730000),
        term(3, "2026-10-01", None, 365000, ASH, "Oak"),  # a correction from earlier: the second is gone
    ]
    assert as_it_stands(terms) == (
        stretch("2026-09-01", "2026-09-30", 365000),
        stretch("2026-10-01", None, 365000, ASH, "Oak"),
    )
    assert as_it_stands(terms, terms[1].written_at) == (
        stretch("2026-09-01", "2026-10-31", 365000),
        stretch("2026-11-01", "2027-07-31", 730000),
    )
    assert as_it_stands(terms, terms[0].written_at - dt.timedelta(seconds=1)) == ()


def test_backdating_costs_from_the_day_the_duty_began() -> None:
    # A plan issued on 14 September, written down in December: the same as if it had been written at once
    assert cost(as_it_stands([term(20, "2026-09-14", None, 365000)]), 2026, DAYS, NO_DATES) == 199000


def test_ended_and_restored_is_what_it_was() -> None:
    begun = [term(1, "2026-09-14", "2027-07-31", 365000)]
    ended = [*begun, term(2, "2027-01-01", None, 0)]
    # 14 September to 31 December: 17 + 31 + 30 + 31 = 109 days
    assert cost(as_it_stands(ended), 2026, DAYS, NO_DATES) == 109000
    restored = [*ended, term(3, "2027-01-01", "2027-07-31", 365000)]
    assert as_it_stands(restored) == as_it_stands(begun)


def test_the_years_an_award_lies_in() -> None:
    award = (stretch("2025-09-01", "2026-03-31", 1), stretch("2026-04-01", None, 2))
    assert years_of(award, 2028) == (2025, 2026, 2027, 2028)
    assert years_of(award[:1], 2028) == (2025,)
    assert years_of(award, 2024) == ()


def test_a_banded_award_follows_the_tariff_on_1_april() -> None:
    amounts = [DatedAmount(day("2026-04-01"), 312000), DatedAmount(day("2027-04-01"), 322000)]
    award = (stretch("2026-09-14", "2026-12-31", 312000), stretch("2027-05-01", None, 312000, ASH, "Oak"))
    # The second stretch was written at the old amount; in 2027-28 the band is worth £3,220, and stays so after
    assert uprate(award, DAYS, amounts, 2029) == (award[0], stretch("2027-05-01", None, 322000, ASH, "Oak"))
    open_award = (stretch("2026-09-14", None, 312000),)
    assert uprate(open_award, DAYS, amounts, 2029) == (
        stretch("2026-09-14", "2027-03-31", 312000),
        stretch("2027-04-01", None, 322000),
    )
    assert uprate(open_award, Counting("days", uprated=False), amounts, 2029) == open_award


def test_a_tariff_changed_within_the_year_waits_for_1_april() -> None:
    amounts = [DatedAmount(day("2026-04-01"), 100), DatedAmount(day("2026-11-01"), 200)]
    assert uprate((stretch("2026-09-14", None, 100),), DAYS, amounts, 2028) == (
        stretch("2026-09-14", "2027-03-31", 100),
        stretch("2027-04-01", None, 200),
    )
    agreed_after_it = (stretch("2026-12-01", None, 200),)
    assert uprate(agreed_after_it, DAYS, amounts, 2028) == agreed_after_it  # its first year stays as agreed


def test_a_leaver_is_due_to_the_last_day_on_roll() -> None:
    # £3,650 from 14 September; £1,090 paid to the end of December; the last day on roll was 18 December, 96 days
    award = [stretch("2026-09-14", None, 365000)]
    (money,) = leaving(award, 2026, DAYS, NO_DATES, day("2026-12-18"), {ROSE: 109000})
    assert (money.due, money.released, money.overpaid, money.still_to_pay) == (96000, 199000 - 96000, 13000, 0)
    (next_year,) = leaving(award, 2027, DAYS, NO_DATES, day("2026-12-18"), {})
    assert (next_year.due, next_year.released, next_year.overpaid) == (0, 365000, 0)


def test_a_leaver_whose_account_changed() -> None:
    award = (stretch("2026-04-01", "2026-09-30", 365000, ROSE), stretch("2026-10-01", None, 365000, ASH))
    # 183 days of April to September; 31 of October; released 151 of November to March
    rose, ash = leaving(award, 2026, DAYS, NO_DATES, day("2026-10-31"), {ROSE: 183000})
    assert (rose.account, rose.due, rose.released, rose.still_to_pay) == (ROSE, 183000, 0, 0)
    assert (ash.account, ash.due, ash.released, ash.still_to_pay) == (ASH, 31000, 151000, 31000)


def test_school_days_without_provision() -> None:
    # Elm to Thursday 22 October, Oak from Wednesday 4 November: Friday 23 October, half-term, 2 and 3 November
    award = (
        stretch("2026-09-01", "2026-10-22", 365000, school="Elm"),
        stretch("2026-11-04", None, 365000, school="Oak"),
    )
    (gap,) = between_schools(award, CALENDAR)
    assert (gap.left, gap.joined) == ("Elm", "Oak")
    assert gap.without_provision == (day("2026-10-23"), day("2026-11-02"), day("2026-11-03"))
    away_and_back = (award[0], stretch("2026-11-04", None, 365000, school="Elm"))
    assert between_schools(away_and_back, CALENDAR) == ()  # one school: an award that paused
    in_holidays = (
        stretch("2026-04-01", "2026-07-21", 365000, school="Elm"),
        stretch("2026-09-01", None, 365000, school="Oak"),
    )
    assert between_schools(in_holidays, CALENDAR) == ()


def test_claims_on_another_authority_are_gross_and_have_a_last_day() -> None:
    # £3,650: £10 a day. Another authority is responsible from 1 January: 31 + 28 + 31 = 90 days
    award = [stretch("2026-09-14", None, 365000)]
    theirs = [Responsible("Invented County East", day("2027-01-01"), None)]
    (claim,) = claims(award, 2026, DAYS, NO_DATES, theirs, months_to_claim=6)
    assert (claim.authority, claim.pence, claim.account) == ("Invented County East", 90000, ROSE)
    assert (claim.from_day, claim.until_day) == (day("2027-01-01"), day("2027-03-31"))
    assert claim.claim_by == day("2027-09-30")
    assert cost(award, 2026, DAYS, NO_DATES) == 199000  # nothing is netted
    twice = [*theirs, Responsible("Invented County West", day("2027-03-01"), day("2027-03-31"))]
    with pytest.raises(ValueError, match="both responsible on 2027-03-01"):
        claims(award, 2026, DAYS, NO_DATES, twice, months_to_claim=6)


@pytest.mark.parametrize("counting", [DAYS, TWELFTHS, THIRDS, WEEKS, Counting("months", "up", uprated=False)])
def test_an_award_keeps_its_counting(counting: Counting) -> None:
    assert Counting.from_json(counting.to_json()) == counting


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "fortnights"},
        {"by": "days", "rounding": "nearest"},
        {"by": "days", "shares": (4, 3, 5)},
        {"by": "twelfths", "shares": (4, 4, 5)},
        {"by": "terms", "shares": (1, 1)},
        {"by": "terms", "shares": (0, 0, 0)},
        {"by": "weeks"},
        {"by": "days", "weeks": 38},
    ],
)
def test_a_counting_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not known|do not fit"):
        Counting(**wrong)  # type: ignore[arg-type]

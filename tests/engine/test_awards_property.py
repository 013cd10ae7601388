"""What holds of every award, calendar and rounding: parts come to the whole, and restoring restores exactly."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.awards.calendars import Calendar, Days, SchoolYear
from engine.awards.claims import Responsible, claims
from engine.awards.cost import cost, cost_by_account, cost_until, parts, schedule
from engine.awards.counting import Counting
from engine.awards.leavers import leaving
from engine.awards.portions import payment_periods, portions
from engine.awards.terms import Stretch, Term, as_it_stands, divided, until
from engine.awards.uprating import DatedAmount, uprate
from engine.days import financial_year, financial_year_days
from engine.values import ROUNDINGS

YEARS = (2026, 2027)
"""Financial years; the second has a 29 February."""

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2025, 9, 1), dt.date(2028, 8, 31)
DAYS = st.dates(FIRST, LAST)
WRITTEN = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


Situation = tuple[tuple[Term, ...], int, Counting, Calendar]
"""An award as written, a financial year, and how it is counted, with which calendar."""


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """School years with terms that begin and end where they may, and funded weeks anywhere in them."""

    def term(first: dt.date, last: dt.date) -> Days:
        return Days(first + DAY * draw(st.integers(0, 20)), last - DAY * draw(st.integers(0, 20)))

    years = []
    for year in range(2025, 2029):
        terms = (
            term(dt.date(year, 9, 1), dt.date(year, 12, 31)),
            term(dt.date(year + 1, 1, 1), dt.date(year + 1, 4, 15)),
            term(dt.date(year + 1, 4, 1), dt.date(year + 1, 8, 31)),
        )
        years.append(SchoolYear(year, "invented", terms, (), terms))
    return Calendar(tuple(years))


@st.composite
def countings(draw: st.DrawFn, calendar: Calendar, year: int) -> Counting:
    """Every way of counting in every rounding, with shares and weeks that fit."""
    by = draw(st.sampled_from(("days", "months", "terms", "weeks", "twelfths")))
    rounding = draw(st.sampled_from(sorted(ROUNDINGS)))
    if by == "weeks":
        return Counting(by, rounding, weeks=len(calendar.weeks_in(year)))
    if by == "terms":
        return Counting(by, rounding, draw(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))))
    if by == "twelfths":
        autumn, spring = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        return Counting(by, rounding, (autumn, spring, 12 - autumn - spring))
    return Counting(by, rounding)


@st.composite
def written(draw: st.DrawFn) -> tuple[Term, ...]:
    """Terms as people write them: changes, ends, corrections from before, moves of account and school."""
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        first = draw(DAYS)
        last = draw(st.none() | st.dates(first, LAST + DAY * 400))
        account, school = draw(st.sampled_from("ABC")), draw(st.sampled_from(["Elm", "Oak", None]))
        pence = draw(st.sampled_from([0, 1, 99]) | st.integers(1, 5_000_000))
        found.append(Term(number, first, last, account, school, pence, WRITTEN + dt.timedelta(days=number)))
    return tuple(found)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """One of each that go together."""
    calendar, year = draw(calendars()), draw(st.sampled_from(YEARS))
    return draw(written()), year, draw(countings(calendar, year)), calendar


@given(situations(), st.lists(DAYS, max_size=6))
def test_the_parts_come_to_the_whole(situation: Situation, cuts: list[dt.date]) -> None:
    terms, year, counting, calendar = situation
    award = as_it_stands(terms)
    whole = cost(award, year, counting, calendar)
    by_account = cost_by_account(award, year, counting, calendar)
    cut = divided(award, cuts)
    dues = schedule(award, year, counting, calendar)
    assert sum(by_account.values()) == whole
    assert cost_by_account(cut, year, counting, calendar) == by_account
    assert sum(due.pence for due in dues) == whole
    for account, pence in by_account.items():
        assert sum(due.pence for due in dues if due.account == account) == pence
    assert all(part.pence >= 0 for part in parts(cut, year, counting, calendar))
    assert all(due.pence > 0 for due in dues)


@given(situations())
def test_what_an_award_costs_is_the_sum_over_its_days_rounded_once(
    situation: Situation,
) -> None:
    """A naive model: every day of the year, what it weighs and which term governs it."""
    terms, year, counting, calendar = situation
    exact = Fraction(0)
    for day in Days(*financial_year_days(year)):
        governing = [term for term in terms if term.from_day <= day]
        if not governing:
            continue
        latest = max(governing, key=lambda term: term.number)
        if latest.until_day is None or day <= latest.until_day:
            inside = [p for p in portions(year, counting, calendar) if p.days.from_day <= day <= p.days.until_day]
            exact += sum(latest.pence_a_year * portion.share / portion.days.count for portion in inside)
    assert cost(as_it_stands(terms), year, counting, calendar) == counting.to_penny(exact)


@given(situations(), st.integers(1, 5_000_000))
def test_a_whole_year_costs_a_years_amount(situation: Situation, pence: int) -> None:
    _, year, counting, calendar = situation
    assert cost([Stretch(FIRST, None, "A", None, pence)], year, counting, calendar) == pence


@given(situations(), DAYS, DAYS)
def test_the_running_total_never_falls(situation: Situation, one: dt.date, other: dt.date) -> None:
    terms, year, counting, calendar = situation
    award = as_it_stands(terms)
    early, late = sorted((one, other))
    before = cost_until(award, year, counting, calendar, early)
    after = cost_until(award, year, counting, calendar, late)
    assert 0 <= before <= after <= cost(award, year, counting, calendar)


@given(situations(), DAYS)
def test_ending_and_restoring_costs_exactly_the_same(situation: Situation, last_day: dt.date) -> None:
    terms, year, counting, calendar = situation
    award = as_it_stands(terms)
    number, after = len(terms), last_day + DAY
    ending = Term(number + 1, after, None, "A", None, 0, WRITTEN + dt.timedelta(days=90))
    assert as_it_stands([*terms, ending]) == until(award, last_day)
    rest = [each for each in divided(award, [after]) if each.from_day > last_day]
    back = [
        Term(number + 2 + place, s.from_day, s.until_day, s.account, s.school, s.pence_a_year, ending.written_at)
        for place, s in enumerate(rest)
    ]
    restored = as_it_stands([*terms, ending, *back])
    assert restored == award
    assert parts(restored, year, counting, calendar) == parts(award, year, counting, calendar)


@given(situations(), DAYS, st.integers(0, 5_000_000))
def test_a_leavers_money_is_all_accounted_for(situation: Situation, last_day: dt.date, paid: int) -> None:
    terms, year, counting, calendar = situation
    award = as_it_stands(terms)
    for money in leaving(award, year, counting, calendar, last_day, {"A": paid}):
        whole = cost_by_account(award, year, counting, calendar).get(money.account, 0)
        assert money.due + money.released == whole
        assert money.released >= 0
        assert money.paid - money.overpaid + money.still_to_pay == money.due
    kept = cost_until(award, year, counting, calendar, last_day)
    assert sum(money.due for money in leaving(award, year, counting, calendar, last_day, {})) == kept


@given(situations(), DAYS, DAYS)
def test_claims_and_our_own_days_come_to_the_whole(situation: Situation, one: dt.date, other: dt.date) -> None:
    terms, year, counting, calendar = situation
    award = as_it_stands(terms)
    first, last = sorted((one, other))
    theirs = claims(award, year, counting, calendar, [Responsible("East", first, last)], 6)
    ours = claims(
        award, year, counting, calendar,
        [Responsible("Us", FIRST - DAY * 400, first - DAY), Responsible("Us", last + DAY, None)], 6,
    )  # fmt: skip
    total = sum(claim.pence for claim in (*theirs, *ours))
    assert total == cost(award, year, counting, calendar)


@given(situations())
def test_payment_periods_cover_the_year(situation: Situation) -> None:
    _, year, counting, calendar = situation
    covered = [day for period in payment_periods(year, counting, calendar) for day in period]
    assert covered == list(Days(*financial_year_days(year)))


@given(written(), st.integers(0, 6))
def test_an_award_as_known_then_is_what_was_written_by_then(terms: tuple[Term, ...], number: int) -> None:
    known = as_it_stands(terms, WRITTEN + dt.timedelta(days=number))
    assert known == as_it_stands(terms[:number])
    assert as_it_stands(reversed(terms)) == as_it_stands(terms)
    assert all(before.until_day and before.until_day < after.from_day for before, after in pairwise(known))


@given(situations(), st.lists(st.tuples(DAYS, st.integers(1, 5_000_000)), max_size=4))
def test_uprating_moves_no_day_and_leaves_the_first_year_as_agreed(
    situation: Situation, amounts: list[tuple[dt.date, int]]
) -> None:
    terms, _, counting, _ = situation
    award = as_it_stands(terms)
    uprated = uprate(award, counting, [DatedAmount(*each) for each in amounts], 2030)
    for day in Days(FIRST, LAST):
        (one, other) = ([each for each in found if each.holds(day)] for found in (award, uprated))
        assert [(each.account, each.school) for each in one] == [(each.account, each.school) for each in other]
        if award and financial_year(day) == financial_year(award[0].from_day):
            assert [each.pence_a_year for each in one] == [each.pence_a_year for each in other]

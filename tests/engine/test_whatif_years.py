"""What-if: what awards cost by year is what `engine.awards` says of each, and protection to the penny, by hand."""

import datetime as dt
import random
from collections import Counter
from dataclasses import replace

import pytest

from engine.awards.cost import cost_by_account
from engine.awards.counting import Counting
from engine.awards.terms import Stretch
from engine.language.loading import load_text
from engine.language.school_years import county_calendar
from engine.rulebook import Rulebook
from engine.whatif.asked import Change, Protection, Spec
from engine.whatif.caseload import Row
from engine.whatif.document import Document
from engine.whatif.runs import what_if
from tests.engine import whatif_naive as naive
from tests.engine.test_whatif import COUNTY, DAY, changed
from tests.engine.whatif_naive import likely, row_of

SIMPLE = """\
rulebook: simple
title: One amount for everybody
decides: top_up
in_force: {{from: 2026-04-01}}
rounding: {rounding}
sources: {{policy: {{title: Policy, publisher: Us}}}}
facts:
  level: {{type: level, kind: need, asks: How far, levels: [none, some, much]}}
values:
  amount:
    - from: 2026-04-01
      source: policy
      ladder: {{0: £0, 1: {one}, 2: {two}}}
outcome:
  band: level
  top_up: amount(level)
award:
  - {{from: 2026-04-01, source: policy, counts: {counts}}}
"""


def simple(one: str, two: str = "£8000", counts: str = "months", rounding: str = "half_even") -> Rulebook:
    return load_text(SIMPLE.format(one=one, two=two, counts=counts, rounding=rounding))


def paid(pence: int = 400_000, *, review: dt.date | None = None, basis: str = "non_statutory") -> Row:
    """An award in payment since April 2026, without an end."""
    start = dt.date(2026, 4, 1)
    return Row(1, "simple", False, basis, "Vale", "123456", "ASD", {"level": 1}, pence, start, None, review)


def held(rows: list[Row], before: str, after: str, protection: Protection, as_of: dt.date) -> Document:
    spec = Spec(as_of, protection=protection)
    return what_if(rows, [Change("simple", simple(before), simple(after))], spec)


def by_year(document: Document) -> dict[int, int]:
    return {each.year: each.pounds for each in document.protection.held.years}


@pytest.mark.parametrize(
    ("counts", "rounding"),
    [("days", "half_even"), ("days", "up"), ("months", "down"), ("twelfths", "half_up"), ("terms", "half_even")],
)
def test_the_cost_of_a_year_is_that_of_every_award(counts: str, rounding: str) -> None:
    after = changed(("3: £4680,", "3: £4820.01,"), ("5: £11150}", "5: £10900.01}"), ("30: 3, 40: 4", "27: 3, 41: 4"))
    texts = [
        load_text(
            each.text.replace("counts: days}", f"counts: {counts}}}").replace("half_even", rounding),
            each.vocabulary_text,
        )
        for each in (COUNTY, after)
    ]
    chance = random.Random(7)
    rows = [row_of(n, COUNTY, likely(COUNTY, chance), chance, DAY) for n in range(40)]
    document = what_if(rows, [Change(COUNTY.name, *texts)], Spec(DAY, calendar=county_calendar()))
    wanted: Counter[tuple[int, str, str]] = Counter()
    for row in rows:
        both = [naive.gives(text, row, DAY) for text in texts]
        if None in (both[0][2], both[1][2]):
            continue
        for side, (_, _, pence, account) in zip(("before", "after"), both, strict=True):
            add_cost(wanted, side, row, pence or 0, account or "", both[0][3] or "", texts[0].counting(DAY))
    got = {
        (each.year, each.account, side): getattr(each, side) for each in document.years for side in ("before", "after")
    }
    assert {key: pence for key, pence in got.items() if pence} == {key: pence for key, pence in wanted.items() if pence}
    assert sum(got.values()) > 0


def add_cost(
    wanted: Counter[tuple[int, str, str]], side: str, row: Row, pence: int, account: str, was: str, counting: Counting
) -> None:
    stretches = [Stretch(DAY, row.until_day, account, None, pence)]
    if row.present_pence is not None:
        start = row.from_day or dt.date(2026, 4, 1)
        if start < DAY:
            stretches.insert(0, Stretch(start, DAY - dt.timedelta(days=1), was, None, row.present_pence))
    for year in (2026, 2027, 2028):
        for code, cost in cost_by_account(stretches, year, counting, county_calendar()).items():
            wanted[year, code, side] += cost


def test_nothing_falls_before_its_review() -> None:
    # £4,000 falls to £3,400 from 1 October; it is reviewed on 1 January: three months of £50 are held.
    as_of, review = dt.date(2026, 10, 1), dt.date(2027, 1, 1)
    document = held([paid(review=review)], "£4000", "£3400", Protection(hold_until_review=True), as_of)
    assert by_year(document) == {2026: 150_00}
    assert document.protection.held.cases == 1
    # The sums of what need gives are as they are without it.
    assert document.groups["running"].falling.pounds == 600_00
    assert {each.year: each.after for each in document.years} == {2026: 2000_00 + 1700_00, 2027: 3400_00, 2028: 3400_00}


def test_without_protection_a_fall_is_at_once_unless_there_is_a_plan() -> None:
    as_of, review = dt.date(2026, 10, 1), dt.date(2027, 1, 1)
    assert by_year(held([paid(review=review)], "£4000", "£3400", Protection(), as_of)) == {}
    with_plan = paid(review=review, basis="annual_review")
    assert by_year(held([with_plan], "£4000", "£3400", Protection(), as_of)) == {2026: 150_00}


def test_an_award_without_a_known_review_day_does_not_fall() -> None:
    document = held([paid()], "£4000", "£3400", Protection(hold_until_review=True), dt.date(2026, 10, 1))
    assert by_year(document) == {2026: 300_00, 2027: 600_00, 2028: 600_00}
    assert document.protection.held.no_review_day == 1


def test_a_fall_is_tapered_in_equal_parts_to_the_penny() -> None:
    # £1,000.00 over three years from 1 April 2027: £333.33, then £666.66, then all. Held: £666.67, £333.34, nothing.
    document = held([paid()], "£4000", "£3000", Protection(taper_years=3), dt.date(2027, 4, 1))
    assert by_year(document) == {2027: 666_67, 2028: 333_34}


def test_a_taper_begins_with_the_review() -> None:
    # Held whole for April to September (£500), then a half for six months (£250); the other half goes a year later.
    protection = Protection(hold_until_review=True, taper_years=2)
    document = held([paid(review=dt.date(2027, 10, 1))], "£4000", "£3000", protection, dt.date(2027, 4, 1))
    assert by_year(document) == {2027: 750_00, 2028: 250_00}


def test_no_fall_is_greater_than_so_many_percent_and_none_below_the_floor() -> None:
    as_of = dt.date(2027, 4, 1)
    # 10% of £4,000 is £400, so £3,600 instead of £3,000.
    assert by_year(held([paid()], "£4000", "£3000", Protection(most_fall_percent=10), as_of))[2027] == 600_00
    assert by_year(held([paid()], "£4000", "£3000", Protection(floor_pence=3_200_00), as_of))[2027] == 200_00
    # Of two limits the kinder one binds.
    assert by_year(held([paid()], "£4000", "£3000", Protection(False, 1, 10, 3_200_00), as_of))[2027] == 600_00


def test_what_is_paid_above_both_texts_or_below_the_new_one_costs_protection_nothing() -> None:
    as_of, protection = dt.date(2027, 4, 1), Protection(hold_until_review=True)
    assert by_year(held([paid(9_000_00)], "£4000", "£4000", protection, as_of)) == {}
    assert by_year(held([paid(2_500_00)], "£4000", "£3000", protection, as_of)) == {}
    # Paid £3,500 where the text in force gives £4,000 and the new one £3,000: £500 would fall.
    assert by_year(held([paid(3_500_00)], "£4000", "£3000", protection, as_of))[2027] == 500_00


def test_an_award_that_begins_later_counts_from_its_first_day() -> None:
    later = replace(paid(), from_day=dt.date(2027, 10, 1))
    document = held([later], "£4000", "£3400", Protection(), dt.date(2027, 4, 1))
    first = document.years[0]
    assert (first.year, first.before, first.after) == (2027, 2000_00, 1700_00)


def test_without_a_calendar_that_says_enough_no_year_is_told_and_the_reason_is() -> None:
    change = Change("simple", simple("£4000", counts="terms"), simple("£3000", counts="terms"))
    document = what_if([paid()], [change], Spec(dt.date(2027, 4, 1)))
    assert document.years == ()
    assert "the calendar does not give the school year" in document.notes[-1]
    assert document.moved.difference == -1000_00

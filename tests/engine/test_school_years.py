"""The county's school years as written: read whole, each mistake told, and nothing guessed beyond them."""

import datetime as dt
from pathlib import Path

import pytest

from engine.awards.calendars import Days
from engine.awards.counting import CannotCount
from engine.language.school_years import county_calendar, read_calendar
from engine.problems import Refused

TEXT = """\
title: Two terms too many
sources:
  ours: {title: Term dates, publisher: Anytown Council}
school_years:
  - begins: 2026
    source: ours
    autumn: {from: 2026-09-01, to: 2026-12-18}
    spring: {from: 2027-01-04, to: 2027-03-24}
    summer: {from: 2027-04-12, to: 2027-07-22}
    closed:
      - {from: 2026-10-26, to: 2026-10-30}
    funded_weeks:
      - {from: 2026-09-07, to: 2026-10-23}
"""


def test_the_countys_years_have_thirty_eight_funded_weeks_each() -> None:
    calendar = county_calendar()
    assert [year.year for year in calendar.years] == [2024, 2025, 2026, 2027, 2028, 2029]
    assert [len(calendar.weeks_in(year)) for year in range(2025, 2030)] == [38] * 5
    assert all(days.from_day.weekday() == 0 for year in range(2025, 2030) for days in calendar.weeks_in(year))


def test_a_county_year_has_about_190_school_days_and_none_in_the_holidays() -> None:
    calendar = county_calendar()
    for year in calendar.years:
        open_days = calendar.school_days(Days(dt.date(year.year, 9, 1), dt.date(year.year + 1, 8, 31)))
        assert 185 <= len(open_days) <= 195, year.year
    assert calendar.school_days(Days(dt.date(2026, 12, 19), dt.date(2027, 1, 3))) == ()
    assert calendar.school_days(Days(dt.date(2027, 5, 3), dt.date(2027, 5, 4))) == (dt.date(2027, 5, 4),)


def test_the_terms_of_a_financial_year_are_cut_at_its_end() -> None:
    terms = county_calendar().terms_in(2029)
    assert list(terms) == ["summer", "autumn", "spring"]
    assert terms["spring"] == Days(dt.date(2030, 1, 3), dt.date(2030, 3, 31))


def test_beyond_the_calendar_nothing_is_known() -> None:
    calendar = read_calendar(TEXT)
    assert len(calendar.school_days(Days(dt.date(2026, 10, 23), dt.date(2026, 11, 2)))) == 2
    with pytest.raises(CannotCount, match="school year 2027-28"):
        calendar.school_days(Days(dt.date(2027, 7, 1), dt.date(2027, 9, 1)))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("title: Two terms too many\n", "", "calendar.yaml:1:1: the calendar has no `title`"),
        ("    summer: {from: 2027-04-12, to: 2027-07-22}\n", "", "calendar.yaml:5:5: a school year has no `summer`"),
        ("begins: 2026", "begins: next", "calendar.yaml:5:13: `next` is not a year"),
        ("source: ours", "source: theirs", "calendar.yaml:6:13: the source `theirs` is not declared"),
        ("2027-01-04, to", "2026-12-18, to", "calendar.yaml:5:5: the terms overlap or stand out of turn"),
        ("to: 2027-07-22", "to: 2027-09-22", "calendar.yaml:9:13: these days do not lie in the school year"),
        ("{from: 2026-09-07, to", "{from: 2026-09-08, to", "calendar.yaml:13:9: 2026-09-08 is not a Monday"),
        ("{from: 2026-10-26, to: 2026-10-30}", "2026-10-26", "calendar.yaml:11:9: these days is not a mapping"),
        ("closed:", "half_terms:", "calendar.yaml:10:5: `half_terms` has no meaning in a school year"),
        ("title: Two", "- x\ntitle: Two", "calendar.yaml"),
        (TEXT[TEXT.index("  - begins") :], 2 * TEXT[TEXT.index("  - begins") :], "the school year from 2026 is given"),
    ],
)
def test_each_mistake_is_told(before: str, after: str, says: str) -> None:
    assert before in TEXT
    with pytest.raises(Refused) as refused:
        read_calendar(TEXT.replace(before, after, 1))
    assert says in str(refused.value)


def test_the_shipped_calendar_says_that_it_is_invented() -> None:
    text = (Path(__file__).resolve().parents[2] / "rules" / "calendar.yaml").read_text(encoding="utf-8")
    assert "notice: Invented term dates for an invented county." in text

"""Retention: when something may go, counted in whole years by England's days; and the file that says how long."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.retention import Schedule, case_due, due_on, latest_due
from engine.law.retention_file import RETENTION_FILE, read_schedules, schedules_in, shipped_schedules
from engine.problems import Place, Refused

SHIPPED = shipped_schedules()
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 12, 31))
TIMED = st.sampled_from([each for each in SHIPPED.by_code.values() if each.keep in ("years", "days")])
D = dt.date


def a_schedule(**changes: object) -> Schedule:
    """Thirty-one years from birth, or otherwise."""
    given_: dict[str, object] = {"counts_from": "birth", "keep": "years", "many": 31, **changes}
    return Schedule("case", source="s", words="", at=Place("x", 1, 1), **given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "on"),
    [
        (D(2010, 9, 14), D(2041, 9, 14)),
        (D(2012, 2, 29), D(2043, 3, 1)),  # 2043 has no 29 February
        (D(2012, 2, 28), D(2043, 2, 28)),
    ],
)
def test_years_end_on_the_anniversary(since: dt.date, on: dt.date) -> None:
    assert due_on(a_schedule(), since) == on
    assert due_on(a_schedule(), None) is None


@pytest.mark.parametrize(
    ("paid", "on"), [(D(2019, 4, 1), D(2026, 4, 1)), (D(2020, 3, 31), D(2026, 4, 1)), (D(2020, 4, 1), D(2027, 4, 1))]
)
def test_six_financial_years_and_the_current_one(paid: dt.date, on: dt.date) -> None:
    assert due_on(SHIPPED["payments"], paid) == on


def test_what_is_kept_for_ever_or_with_a_case_is_never_due_by_itself() -> None:
    for code in ("letters", "records", "logs"):
        assert due_on(SHIPPED[code], D(1900, 1, 1)) is None
        assert latest_due(SHIPPED[code], D(2100, 1, 1)) is None


@given(TIMED, DAYS, DAYS)
def test_the_latest_day_that_is_due_parts_what_is_due_from_what_is_not(
    schedule: Schedule, since: dt.date, by: dt.date
) -> None:
    last, due = latest_due(schedule, by), due_on(schedule, since)
    assert last is not None and due is not None
    assert (due <= by) == (since <= last)


@given(TIMED, DAYS, DAYS)
def test_who_is_younger_is_never_due_earlier(schedule: Schedule, one: dt.date, two: dt.date) -> None:
    first, second = due_on(schedule, min(one, two)), due_on(schedule, max(one, two))
    assert first is not None and second is not None and first <= second


@given(DAYS, st.integers(0, 9000), st.sampled_from([True, False, None]), st.booleans())
def test_what_is_not_known_never_makes_a_case_due_earlier(
    born: dt.date, age: int, looked_after: bool | None, withdrawn: bool
) -> None:
    asked = born + dt.timedelta(days=age)
    known = case_due(SHIPPED, born, asked, looked_after, withdrawn)
    assert known.on >= case_due(SHIPPED, born, asked, False, withdrawn).on
    unborn = case_due(SHIPPED, None, asked, looked_after, withdrawn)
    assert unborn.on >= known.on
    assert unborn.birth_not_recorded == (unborn.schedule.counts_from == "birth")
    assert case_due(SHIPPED, born, asked, None, withdrawn).on == case_due(SHIPPED, born, asked, True, withdrawn).on


def test_each_kind_of_case_has_its_schedule() -> None:
    born, asked = D(2014, 5, 6), D(2024, 9, 2)
    found = [
        (case_due(SHIPPED, born, asked, looked, gone).schedule.code, case_due(SHIPPED, born, asked, looked, gone).on)
        for looked, gone in ((False, False), (True, False), (False, True), (True, True), (None, False))
    ]
    assert found == [
        ("case", D(2045, 5, 6)),
        ("looked_after", D(2089, 5, 6)),
        ("withdrawn", D(2030, 9, 2)),
        ("looked_after", D(2089, 5, 6)),
        ("looked_after", D(2089, 5, 6)),
    ]


def test_an_authority_has_schedules_of_its_own(tmp_path: Path) -> None:
    assert schedules_in(tmp_path) is SHIPPED
    text = _shipped_text().replace("keep: 31 years", "keep: 25 years").replace("    also_where_not_recorded: yes\n", "")
    (tmp_path / RETENTION_FILE).write_text(text)
    own = schedules_in(tmp_path)
    assert own.sha256 != SHIPPED.sha256
    assert case_due(own, D(2014, 5, 6), D(2024, 9, 2), None, False).on == D(2039, 5, 6)
    assert own["case"].short == "25 years from the day of birth"


@pytest.mark.parametrize(
    ("old", "new", "wrong", "expected"),
    [
        ("keep: 31 years", "keep: a while", "`a while` is no time to keep something", "such as `31 years`"),
        ("keep: 31 years", "keep: 400 days", "`case` is kept by days", "whole years, such as `31 years`"),
        ("keep: 31 years", "keep: 900 years", "`900 years` is no time to keep something", "such as `31 years`"),
        ("keep: with the case", "keep: 6 years", "`6 years` says nothing of how `letters` is kept",
         "`with the case` or `for ever`"),
        ("counts_from: asked", "counts_from: birth", "`counts_from` is `birth` in the schedule `withdrawn`",
         "`counts_from: asked`"),
        ("source: limitation", "source: memory", "`memory`", ""),
        ("  case:\n", "  cases:\n", "`cases` has no meaning in `schedules`", "case"),
        ("    counts_from: saved\n", "    counts_from: saved\n    also_where_not_recorded: yes\n",
         "`also_where_not_recorded` has no meaning in the schedule `drafts`", "it in `looked_after` alone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_line_and_what_would_be_right(
    old: str, new: str, wrong: str, expected: str
) -> None:
    text = _shipped_text()
    assert text.count(old) >= 1
    with pytest.raises(Refused) as refused:
        read_schedules(text.replace(old, new, 1), "own.yaml")
    found = [each for each in refused.value.problems if wrong in each.wrong and expected in each.expected]
    assert found, refused.value
    place = found[0].where
    assert isinstance(place, Place) and place.file == "own.yaml"
    assert place.line > 1


def _shipped_text() -> str:
    return (Path(__file__).parents[2] / "rules" / RETENTION_FILE).read_text()

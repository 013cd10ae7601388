"""Asking for what is held: the month and its end, who may ask on each day, and what only a person judges."""

import datetime as dt

import pytest

from engine.law.access_requests import answer_by, begins, may_extend, standing
from engine.law.rights import rights_pass_on

BORN = dt.date(2010, 9, 14)
PASSES = rights_pass_on(BORN)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "by", "longer"),
    [
        ("2026-09-14", "2026-10-14", "2026-12-14"),
        ("2026-09-12", "2026-10-12", "2026-12-14"),  # 12 December is a Saturday
        ("2026-08-31", "2026-09-30", "2026-11-30"),  # no 31 September
        ("2027-01-31", "2027-03-01", "2027-04-30"),  # 28 February is a Sunday
        ("2026-11-25", "2026-12-29", "2027-02-25"),  # Christmas, and Boxing Day kept on the Monday
        ("2025-12-25", "2026-01-26", "2026-03-25"),
        ("2024-01-29", "2024-02-29", "2024-04-29"),
    ],
)
def test_a_month_ends_on_its_own_day_or_the_next_working_day(start: str, by: str, longer: str) -> None:
    assert answer_by(day(start)).day == day(by)
    assert answer_by(day(start), extended=True).day == day(longer)


def test_beyond_the_holidays_that_are_known_the_day_is_doubted() -> None:
    assert answer_by(day("2026-09-14")).doubt == ""
    assert "check it" in answer_by(day("2090-09-14")).doubt


def test_no_month_ends_before_its_own_day_or_a_week_after() -> None:
    for step in range(800):
        start = day("2025-01-01") + dt.timedelta(days=step)
        by = answer_by(start).day
        assert dt.timedelta(days=28) <= by - start <= dt.timedelta(days=36)
        assert by.weekday() < 5 and answer_by(start + dt.timedelta(days=1)).day >= by
        assert may_extend(start, by) and not may_extend(start, by + dt.timedelta(days=1))


def test_the_month_waits_for_proof_that_was_asked_for() -> None:
    asked = day("2026-09-14")
    assert begins(asked, None, None) == asked
    assert begins(asked, asked, None) is None
    assert begins(asked, asked, day("2026-09-20")) == day("2026-09-20")
    assert begins(asked, asked, day("2026-09-01")) == asked, "proof they gave before does not bring the day forward"


def test_a_parent_needs_the_young_persons_word_from_the_day_the_rights_pass() -> None:
    for step in range(-400, 400):
        on = PASSES + dt.timedelta(days=step)
        found = standing("parent", BORN, on, responsible=True)
        assert found.may and found.needs
        assert ("young person's written word" in found.needs) == (on >= PASSES), on
        assert standing("child", BORN, on).may == (on < PASSES), on
        assert standing("young_person", BORN, on).may == (on >= PASSES), on


def test_being_a_parent_alone_opens_nothing() -> None:
    for responsible in (None, False):
        for on in (PASSES - dt.timedelta(days=1), PASSES):
            found = standing("parent", BORN, on, responsible=responsible)
            assert not found.may and "representative" in found.why_not


def test_a_representative_shows_on_what_they_act_at_any_age() -> None:
    assert all(standing("representative", born, PASSES).needs for born in (BORN, None))


def test_without_a_day_of_birth_nothing_is_assumed() -> None:
    assert "not recorded" in " ".join(standing("parent", None, PASSES, responsible=True).judged)
    assert "not recorded" in " ".join(standing("young_person", None, PASSES).judged)


def test_competence_and_capacity_are_left_to_a_person() -> None:
    assert "A person judges" in standing("child", BORN, day("2023-01-01")).judged[0]
    assert any("capacity" in each for each in standing("parent", BORN, PASSES, responsible=True).judged)

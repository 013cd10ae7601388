"""Who holds the rights, what a reduction rests on, and how far each role may decide."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.delegation import Limit, NobodyMay, goes_up_to, scheme, urgent_roles
from engine.law.kinds import ADVERSE, KINDS
from engine.law.reductions import check_reduction, is_reduction, takes_something
from engine.law.rights import (
    CHANGES,
    CapacityFinding,
    holder_on,
    passed_between,
    rights_pass_on,
    school_leaving_date,
    turns,
)
from engine.problems import Complaints

BORN = st.dates(dt.date(1995, 1, 1), dt.date(2030, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "leaves"),
    [
        ("2009-08-31", "2025-06-27"),  # 16 on the last day of the school year: leaves at 15
        ("2009-09-01", "2026-06-26"),  # 16 on the first day of the next: a year later
        ("2010-06-26", "2026-06-26"),  # 16 on the day itself
        ("2010-07-15", "2026-06-26"),  # 16 after it, before the next school year
        ("2010-01-01", "2026-06-26"),
        ("2012-02-29", "2028-06-30"),
        ("2008-02-29", "2024-06-28"),
    ],
)
def test_the_end_of_compulsory_school_age(born: str, leaves: str) -> None:
    assert school_leaving_date(day(born)) == day(leaves)
    assert holder_on(day(born), day(leaves)).who == "parents", "age ends at the end of that day"
    assert rights_pass_on(day(born)) == day(leaves) + dt.timedelta(days=1)
    assert holder_on(day(born), rights_pass_on(day(born))).who == "young_person"


@given(BORN)
def test_rights_pass_on_the_saturday_after_the_last_friday_of_june(born: dt.date) -> None:
    passes = rights_pass_on(born)
    assert passes.weekday() == 5
    assert dt.date(passes.year, 6, 25) <= passes <= dt.date(passes.year, 7, 1)
    days_from_16 = (passes - turns(born, 16)).days
    assert -68 <= days_from_16 <= 304


@given(BORN, st.dates(dt.date(2005, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 4000))
def test_a_persons_rights_never_go_back(born: dt.date, on: dt.date, later: int) -> None:
    if holder_on(born, on).who == "young_person":
        assert holder_on(born, on + dt.timedelta(days=later)).who == "young_person"


@given(BORN, st.dates(dt.date(2005, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 4000))
def test_rights_pass_between_two_days_exactly_where_the_holder_differs(born: dt.date, on: dt.date, later: int) -> None:
    then = on + dt.timedelta(days=later)
    assert (passed_between(born, on, then) is not None) is (holder_on(born, on).who != holder_on(born, then).who)


def test_a_pupil_who_reaches_the_age_between_request_and_letter() -> None:
    passing = passed_between(day("2010-03-14"), day("2026-05-11"), day("2026-07-06"))
    assert passing is not None
    assert passing.on == day("2026-06-27")
    assert "27 June 2026, between 11 May 2026 and 6 July 2026. Write to the young person." in passing.words
    assert passing.changes == CHANGES
    assert passed_between(day("2010-03-14"), day("2026-06-27"), day("2026-07-06")) is None
    assert passed_between(day("2010-03-14"), day("2026-05-11"), day("2026-06-26")) is None


def test_a_birthday_that_is_not_recorded_makes_nobody_the_holder() -> None:
    holder = holder_on(None, day("2026-09-14"))
    assert holder.who == "not_known"
    assert "not recorded" in holder.words
    assert passed_between(None, day("2026-05-11"), day("2026-07-06")) is None


def test_born_on_a_leap_day() -> None:
    assert turns(day("2012-02-29"), 16) == day("2028-02-29")
    assert turns(day("2012-02-29"), 25) == day("2037-03-01")


FINDING = CapacityFinding(
    "choosing a college", "his mother", "He could not weigh the choice.", "the caseworker", day("2026-09-10")
)


def test_capacity_is_a_persons_finding_and_the_rights_stay_the_young_persons() -> None:
    born = day("2009-03-14")
    before, after = holder_on(born, day("2026-09-09"), FINDING), holder_on(born, day("2026-09-10"), FINDING)
    assert (before.who, before.acts) == ("young_person", None)
    assert (after.who, after.acts) == ("young_person", "his mother")
    assert "For choosing a college, his mother acts for them by a finding of the caseworker" in after.words
    assert holder_on(day("2015-03-14"), day("2026-09-10"), FINDING).acts is None, "a child's parents hold the rights"


def complaints(*given: object) -> list[str]:
    found = Complaints()
    check_reduction(*given, complaints=found)  # type: ignore[arg-type]
    return [problem.wrong for problem in found.problems]


DECIDED = day("2026-09-14")


@pytest.mark.parametrize(
    ("has_plan", "present", "proposed", "amended", "wrong"),
    [
        (True, 637800, 410000, None, "no amended plan is recorded"),
        (True, 637800, 410000, day("2026-09-15"), "after this decision"),
        (True, 637800, 637799, None, "no amended plan"),
        (None, 637800, 410000, day("2026-09-01"), "not known whether there is an EHC plan"),
    ],
)
def test_a_reduction_rests_on_an_amended_plan(
    has_plan: bool | None, present: int, proposed: int, amended: dt.date | None, wrong: str
) -> None:
    (found,) = complaints(has_plan, present, proposed, amended, DECIDED)
    assert wrong in found
    assert "less than the present award of £6,378" in found


@pytest.mark.parametrize(
    ("has_plan", "present", "proposed", "amended"),
    [
        (True, 637800, 410000, DECIDED),
        (True, 637800, 637800, None),
        (True, 637800, 700000, None),
        (True, 0, 0, None),
        (True, None, 410000, None),
        (False, 637800, 410000, None),
    ],
)
def test_what_is_no_reduction_or_rests_on_one_stands(
    has_plan: bool, present: int | None, proposed: int, amended: dt.date | None
) -> None:
    assert complaints(has_plan, present, proposed, amended, DECIDED) == []


def test_what_takes_something_from_a_family_needs_a_person() -> None:
    assert all(takes_something(kind) for kind in ADVERSE)
    assert takes_something("agree_another_band", 637800, 410000)
    assert takes_something("agree_another_band", 410000, 637800) is False
    assert takes_something("secure_section_f", None, 410000) is None, "not known is not no"
    assert takes_something("maintain", 637800, 0) is False
    assert is_reduction(0, 0) is False
    assert {kind for kind in KINDS if takes_something(kind, 10, 5)} == set(ADVERSE) | {
        "agree", "agree_another_band", "agree_for_a_time", "agree_later", "exceptional_award", "secure_section_f",
    }  # fmt: skip


LIMITS = (
    Limit("budget_holder", None),
    Limit("chair", 1_000_000),
    Limit("senior_officer", 5_000_000, urgent=True),
)


@pytest.mark.parametrize(
    ("role", "pence", "urgent", "up_to"),
    [
        ("chair", 1_000_000, False, None),
        ("chair", 1_000_001, False, "senior_officer"),
        ("chair", 5_000_001, False, "budget_holder"),
        ("chair", 0, False, None),
        ("chair", None, False, "budget_holder"),  # an amount nobody knows is within no figure
        ("chair", 1, True, "senior_officer"),
        ("senior_officer", 5_000_000, True, None),
        ("panel_member", 1, False, "chair"),
        ("budget_holder", 10**9, False, None),
    ],
)
def test_an_award_above_the_limit_goes_up_at_once(
    role: str, pence: int | None, urgent: bool, up_to: str | None
) -> None:
    assert goes_up_to(LIMITS, role, pence, urgent=urgent) == up_to


def test_where_nobody_may_the_scheme_must_say_who_does() -> None:
    with pytest.raises(NobodyMay, match="£60,000 a year between meetings"):
        goes_up_to(LIMITS, "senior_officer", 6_000_000, urgent=True)
    with pytest.raises(NobodyMay, match="not known"):
        goes_up_to([Limit("chair", 100)], "chair", None)
    with pytest.raises(NobodyMay):
        goes_up_to([], "chair", 1)


def test_the_scheme_is_in_order_and_names_a_role_once() -> None:
    assert [limit.role for limit in scheme(LIMITS)] == ["chair", "senior_officer", "budget_holder"]
    assert urgent_roles(LIMITS) == ("senior_officer",)
    with pytest.raises(ValueError, match="twice"):
        scheme([Limit("chair", 1), Limit("chair", 2)])


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=5, unique=True), st.integers(0, 10**7), st.integers(0, 10**6)
)
def test_more_money_never_goes_lower(most: list[int], pence: int, more: int) -> None:
    limits = scheme([*(Limit(f"role {one:08}", one) for one in most), Limit("role of all", None)])
    order = [limit.role for limit in limits]
    lowest = [goes_up_to(limits, "nobody", amount) for amount in (pence, pence + more)]
    assert all(lowest)
    assert order.index(str(lowest[0])) <= order.index(str(lowest[1]))

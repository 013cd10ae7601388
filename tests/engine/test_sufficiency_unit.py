"""A unit tried on past placements: seats are taken in turn and freed, and what is unsure is counted apart."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sufficiency.unit import FATES, Child, Unit, replay

FIRST, LAST = dt.date(2024, 9, 1), dt.date(2026, 8, 31)
UNIT = Unit(2, 2_000_000, 60_000, FIRST, LAST)
CHILD = Child(1, dt.date(2025, 4, 1), None, "yes", 40_000, 5_000, 6_400_000)


def child(number: int, **said: Any) -> Child:
    """A child whom the unit suits, who went 40 km at £64,000, with what is said otherwise."""
    return replace(CHILD, number=number, **said)


def test_seats_are_taken_in_turn_and_free_up_when_a_stay_ended() -> None:
    left = dt.date(2025, 12, 31)
    found = replay(
        UNIT,
        [
            child(3, from_day=dt.date(2025, 9, 1)),  # both seats are taken
            child(1, until_day=left),
            child(2),
            child(4, from_day=left),  # until that day, included
            child(5, from_day=left + dt.timedelta(days=1)),
        ],
    )
    assert found.fates == {**dict.fromkeys(FATES, 0), "seat": 3, "full": 2}
    assert [(term.words, sure) for term, sure, _ in found.terms] == [
        ("Autumn 2024", 0), ("Spring 2025", 0), ("Summer 2025", 2), ("Autumn 2025", 2), ("Spring 2026", 2),
        ("Summer 2026", 2),
    ]  # fmt: skip


def test_money_is_counted_by_days_and_a_dearer_unit_costs() -> None:
    year = {"from_day": dt.date(2025, 4, 1), "until_day": dt.date(2026, 3, 31)}
    found = replay(UNIT, [child(1, **year), child(2, **year, pence=1_500_000)])  # the second went further, and cheaper
    assert (found.sure.pence_a_year, found.sure.pence) == (3_900_000, 3_900_000)
    assert found.sure.seated == Fraction(2)
    assert found.empty_pence == 2_000_000 * 2  # two seats over two years, two years of them taken
    half = replay(UNIT, [child(1, from_day=dt.date(2025, 4, 1), until_day=dt.date(2025, 4, 1))])
    assert half.sure.pence == round(Fraction(4_400_000, 365))


def test_who_gained_nothing_who_does_not_fit_and_who_is_unsure_are_counted_apart() -> None:
    found = replay(
        replace(UNIT, seats=3),
        [
            child(1),
            child(2, metres=4_000, pence=1_000_000),
            child(3, fit="no", why_not="It is designated for other needs."),
            child(4, fit="unknown"),
            child(5, metres=None, pence=1_000_000),
            child(6, fit="unknown"),
            child(7, near=60_001),
        ],
    )
    assert found.fates == {
        "seat": 1, "full": 0, "perhaps": 2, "perhaps_full": 1, "too_far": 1, "no_gain": 1, "no_fit": 1
    }  # fmt: skip
    assert found.why_not == (("It is designated for other needs.", 1),)
    assert (found.sure.children, found.perhaps.children) == (1, 2)
    assert (found.perhaps.measured, found.perhaps.priced) == (1, 2)


def test_a_child_whose_money_or_miles_nobody_knows_is_in_no_sum() -> None:
    found = replay(UNIT, [child(1, pence=None), child(2, metres=None), child(3, near=None)])
    assert found.fates["perhaps_full"] == 1, "nobody knows whether the third lives near enough"
    assert (found.sure.children, found.sure.priced, found.sure.measured) == (2, 1, 1)
    assert (found.sure.pence_a_year, found.sure.saved_metres) == (4_400_000, 35_000)


def test_placements_of_other_days_are_left_out_and_no_unit_without_seats_is_tried() -> None:
    before, after = FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)
    assert sum(replay(UNIT, [child(1, from_day=before), child(2, from_day=after)]).fates.values()) == 0
    for unit in (replace(UNIT, seats=0), replace(UNIT, until_day=before)):
        with pytest.raises(ValueError, match="no unit"):
            replay(unit, [])


CHILDREN = st.lists(
    st.builds(
        Child,
        number=st.integers(1, 10**6),
        from_day=st.dates(FIRST, LAST),
        until_day=st.none() | st.dates(LAST, dt.date(2027, 7, 20)),
        fit=st.sampled_from(["yes", "no", "unknown"]),
        metres=st.none() | st.integers(0, 90_000),
        near=st.none() | st.integers(0, 90_000),
        pence=st.none() | st.integers(0, 9_000_000),
    ),
    max_size=15,
    unique_by=lambda each: each.number,
)


@given(CHILDREN, st.integers(1, 4), st.randoms())
def test_everyone_has_one_fate_whatever_the_order_and_no_seat_holds_two(
    children: list[Child], seats: int, random: Any
) -> None:
    unit = replace(UNIT, seats=seats)
    found = replay(unit, children)
    assert sum(found.fates.values()) == len(children)
    assert all(sure >= 0 and sure + perhaps <= seats for _, sure, perhaps in found.terms)
    random.shuffle(children)
    assert replay(unit, children) == found


@given(CHILDREN, st.integers(1, 4))
def test_more_that_is_unsure_takes_no_sure_seat(children: list[Child], seats: int) -> None:
    unit = replace(UNIT, seats=seats)
    sure = [each for each in children if each.fit != "unknown" and each.near is not None]
    assert replay(unit, sure).sure == replay(unit, children).sure

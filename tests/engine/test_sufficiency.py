"""Sufficiency: parts come to the whole, order does not matter, and what is not known is counted and never guessed."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sufficiency.gaps import BY, Gap, Waiting, gaps, rolled
from engine.sufficiency.places import Row, Seats, seats_by_day
from engine.sufficiency.stays import Stay, Total, together, totals_by
from engine.sufficiency.terms import SchoolTerm, terms_counted

HIGH = 4_000_000
DAYS = st.dates(dt.date(2023, 9, 1), dt.date(2026, 8, 31))
KNOWN = st.none() | st.integers(0, 9_000_000)
STAYS = st.lists(
    st.builds(
        Stay,
        number=st.integers(1, 50),
        need=st.sampled_from([None, "ASD", "SEMH"]),
        phase=st.sampled_from([None, "primary"]),
        partnership=st.sampled_from([None, "Riverside", "Northmoor"]),
        kind=st.sampled_from(["special", "independent_special"]),
        where=st.sampled_from([None, "partnership", "county", "out"]),
        metres=KNOWN,
        from_day=DAYS,
        until_day=st.none(),
        pence=KNOWN,
        others_pence=KNOWN,
    ),
    max_size=12,
)
WAITING = st.lists(
    st.builds(
        Waiting,
        need=st.sampled_from([None, "ASD"]),
        phase=st.sampled_from([None, "primary"]),
        partnership=st.sampled_from([None, "Riverside"]),
        found=st.sampled_from(["none", "perhaps", "some"]),
    ),
    max_size=6,
)


def a_stay(**said: object) -> Stay:
    """A child taught out of the county, 30 km off, at £64,000."""
    first = dt.date(2025, 9, 8)
    return replace(
        Stay(1, "ASD", "primary", "Riverside", "independent_special", "out", 30_000, first, None, 6_400_000),
        **said,  # type: ignore[arg-type]
    )


def test_terms_are_counted_on_the_days_of_the_school_census() -> None:
    found = terms_counted(dt.date(2024, 10, 3), dt.date(2026, 5, 20))
    assert [(each.words, each.counted_on) for each in found] == [
        ("Autumn 2024", dt.date(2024, 10, 3)),
        ("Spring 2025", dt.date(2025, 1, 16)),
        ("Summer 2025", dt.date(2025, 5, 15)),
        ("Autumn 2025", dt.date(2025, 10, 2)),
        ("Spring 2026", dt.date(2026, 1, 15)),
    ]
    assert SchoolTerm(2025, 2).counted_on == dt.date(2026, 5, 21)


def test_a_total_says_how_much_of_it_is_known() -> None:
    found = together([a_stay(), a_stay(number=2, pence=None), a_stay(number=3, metres=None, pence=3_000_000)], HIGH)
    assert (found.children, found.unmeasured, found.unpriced, found.dear) == (3, 1, 1, 1)
    assert (found.mean_metres, found.mean_pence) == (30_000, 4_700_000)
    assert Total().mean_metres is None and Total().mean_pence is None


@given(STAYS)
def test_totals_by_any_quality_come_to_the_whole(stays: list[Stay]) -> None:
    for key in (lambda each: each.need, lambda each: (each.kind, each.partnership)):
        assert sum(totals_by(stays, key, HIGH).values(), Total()) == together(stays, HIGH)


@given(STAYS, WAITING, st.sampled_from(["partnership", "county"]), st.randoms())
def test_gaps_come_to_the_whole_however_they_are_rolled_up_and_in_whatever_order(
    stays: list[Stay], waiting: list[Waiting], local: str, random: object
) -> None:
    found = gaps(stays, waiting, local, HIGH)  # type: ignore[arg-type]
    whole = rolled(found).get((), Gap())
    for by in (BY, ("need",), ("partnership", "need"), ("phase",)):
        assert sum(rolled(found, *by).values(), Gap()) == whole
    random.shuffle(stays)  # type: ignore[attr-defined]
    assert gaps(stays, waiting[::-1], local, HIGH) == found  # type: ignore[arg-type]
    assert whole.away.children + whole.unplaced <= len(stays)
    assert whole.waiting + whole.perhaps + sum(each.found == "some" for each in waiting) == len(waiting)


def test_what_counts_as_local_is_the_partnership_or_the_county() -> None:
    near, far, unknown = a_stay(where="county"), a_stay(number=2), a_stay(number=3, where=None)
    here = a_stay(number=4, where="partnership")
    county = rolled(gaps([near, far, unknown, here], [], "county", HIGH))[()]
    assert (county.away.children, county.unplaced) == (1, 1)
    assert rolled(gaps([near, far, unknown, here], [], "partnership", HIGH))[()].away.children == 2


def test_places_hold_until_they_change_and_unknown_numbers_are_no_numbers() -> None:
    autumn, spring = dt.date(2025, 10, 2), dt.date(2026, 1, 15)
    rows = [
        Row(1, dt.date(2025, 9, 1), 1, 90, 88),
        Row(1, dt.date(2026, 1, 1), 2, 90, 93),
        Row(2, dt.date(2025, 9, 1), 3, 12, None),
        Row(3, dt.date(2025, 9, 1), 4, 12, 6),  # of no group: it does not count
    ]
    found = seats_by_day(rows, [spring, autumn], {1: "special", 2: "unit"})
    assert list(found) == [autumn, spring]
    assert found[autumn] == {"special": Seats(1, 90, 88, 2, 0), "unit": Seats(unknown=1)}
    assert found[spring]["special"] == Seats(1, 90, 93, 0, 3)
    assert seats_by_day(rows[::-1], [autumn, spring], {1: "special", 2: "unit"}) == found


@given(st.lists(st.tuples(st.integers(1, 4), DAYS, st.none() | st.integers(0, 20), st.none() | st.integers(0, 20))))
def test_every_provision_is_known_or_unknown_on_each_day(
    given_rows: list[tuple[int, dt.date, int | None, int | None]],
) -> None:
    rows = [Row(of, day, number, *numbers) for number, (of, day, *numbers) in enumerate(given_rows)]
    day = dt.date(2025, 10, 2)
    seats = seats_by_day(rows, [day], dict.fromkeys(range(1, 5), "all"))[day]["all"]
    assert seats.known + seats.unknown == 4
    assert seats.commissioned - seats.filled == seats.free - seats.over


@pytest.mark.parametrize("field", ["need", "phase", "partnership"])
def test_what_is_not_known_of_a_child_stands_apart(field: str) -> None:
    found = rolled(gaps([a_stay(), a_stay(number=2, **{field: None})], [], "county", HIGH), field)
    assert {key: gap.children for key, gap in found.items()} == {(getattr(a_stay(), field),): 1, (None,): 1}

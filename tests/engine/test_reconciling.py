"""Why what was paid differs from what was due, read off the figures; and agreement is told as agreement."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.awards.cost import Due
from engine.ledger.reconciling import REASONS, Held, Paid, reason

MONTHS = range(4, 9)


def due(month: int, pence: int = 100, school: str | None = "900001") -> Due:
    last = calendar.monthrange(2026, month)[1]
    return Due(dt.date(2026, month, 1), dt.date(2026, month, last), "1", school, pence)


def paid(month: int, pence: int = 100, times: int = 1, school: str | None = None) -> Paid:
    return Paid(dt.date(2026, month, 28), pence, times, school)


DUES = [due(month) for month in MONTHS]
ALL = [paid(month) for month in MONTHS]

CASES: dict[str, tuple[str | None, Held]] = {
    "agrees": (None, Held(DUES, ALL)),
    "agrees, to the school it is for": (None, Held(DUES, [paid(month, school="900001") for month in MONTHS])),
    "left in June and paid on": ("leaver", Held(DUES[:3], ALL, left=True)),
    "ended, and nothing too much": (None, Held(DUES[:3], ALL[:3], left=True)),
    "May paid twice": ("twice", Held(DUES, [*ALL[:1], paid(5, 200, 2), *ALL[2:]])),
    "May paid twice, and June short": ("amount", Held(DUES, [*ALL[:1], paid(5, 200, 2), paid(6, 50), *ALL[3:]])),
    "twice as much in one payment": ("amount", Held(DUES, [*ALL[:1], paid(5, 200), *ALL[2:]])),
    "to another school": ("another_school", Held(DUES, [*ALL[:-1], paid(8, school="900009")])),
    "not at all": ("not_paid", Held(DUES, [])),
    "not the last months": ("not_paid", Held(DUES, ALL[:3])),
    "not the first months": ("late", Held(DUES, ALL[2:])),
    "not in between": ("amount", Held(DUES, [ALL[0], *ALL[2:]])),
    "another band": ("amount", Held(DUES, [paid(month, 90) for month in MONTHS])),
    "paid and nothing due": ("amount", Held([], ALL)),
    "a service for several schools": (None, Held([due(4, school=None)], [paid(4, school="900009")])),
}


@pytest.mark.parametrize("what", CASES)
def test_each_reason_is_read_off_the_figures(what: str) -> None:
    wanted, held = CASES[what]
    assert reason(held) == wanted


@given(st.lists(st.integers(1, 300), max_size=5), st.lists(st.integers(-50, 300), max_size=5), st.booleans())
def test_there_is_a_reason_exactly_where_the_sums_differ(dues: list[int], pays: list[int], left: bool) -> None:
    held = Held(
        [due(month, pence) for month, pence in zip(MONTHS, dues, strict=False)],
        [paid(month, pence) for month, pence in zip(MONTHS, pays, strict=False)],
        left,
    )
    found = reason(held)
    assert (found is None) == (held.difference == 0)
    assert found is None or found in REASONS

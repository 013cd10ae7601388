"""Rulebooks that share an amount, in columns: totals, shares, what is unknown, what cannot be shared."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.columns.facts import frame_of_units
from engine.columns.plan import EVERYTHING, plan_of
from engine.columns.units import MOST_UNITS, TooManyUnits
from engine.language.loading import load_folder, load_text
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers, allocate
from panel_api.content import rules_dir
from tests.engine.columns_held import expected, shown
from tests.engine.test_allocation import DAY, TEXT

FOLDER: Path = rules_dir() / "partnership_allocation"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_text(TEXT)


def check(book: Rulebook, answers: AllocationAnswers, day: dt.date) -> None:
    plan, wanted = plan_of(book.on(day), day), allocate(book, answers, day)
    rows = plan.run(frame_of_units(book, answers).lazy(), EVERYTHING).collect().to_dicts()
    assert [row["unit"] for row in rows] == list(wanted.units)
    for row in rows:
        told = expected(wanted.units[row["unit"]])
        assert {name: shown(plan, row, name) for name in told} == told
        assert row["unshared"] is bool(wanted.reasons)


UNIT = st.fixed_dictionaries(
    {}, optional={"pupils": st.integers(0, 3000), "supported": st.one_of(st.just(0), st.integers(0, 400))}
)


@settings(max_examples=60)
@given(
    pot=st.one_of(st.none(), st.integers(0, 20_000_000)),
    units=st.dictionaries(st.sampled_from("abcdef"), UNIT, min_size=1),
)
def test_columns_share_as_the_allocation_does(
    book: Rulebook, pot: int | None, units: dict[str, dict[str, int]]
) -> None:
    check(book, AllocationAnswers({} if pot is None else {"pot": pot}, units), DAY)


def test_columns_share_every_worked_case_of_the_shipped_formula() -> None:
    shipped, complaints = load_folder(FOLDER), Complaints()
    cases = read_cases(shipped, (FOLDER / "cases.yaml").read_text("utf-8"), "cases.yaml", complaints)
    complaints.raise_if_any()
    assert cases
    for case in cases:
        if shipped.in_force.holds(case.day):
            check(shipped, AllocationAnswers(case.once, case.units), case.day)


def test_more_rows_than_may_be_shared_between_are_refused(book: Rulebook) -> None:
    units = {f"unit {n:04}": {"pupils": 1, "supported": 1} for n in range(MOST_UNITS + 1)}
    frame = frame_of_units(book, AllocationAnswers({"pot": 100}, units))
    with pytest.raises(Exception, match="1,001 rows; at most 1,000") as refused:
        plan_of(book.on(DAY), DAY).run(frame.lazy()).collect()
    assert TooManyUnits.__name__ in str(refused.value) or isinstance(refused.value, TooManyUnits)

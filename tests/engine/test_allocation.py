"""An allocation rulebook over its partnerships: columns, shares, statuses, and the strict reading of answers."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.problems import Complaints
from engine.rulebook import Rulebook
from engine.sharing.allocation import Allocation, AllocationAnswers, allocate, read_allocation_answers

DAY = dt.date(2026, 9, 14)
TEXT = """\
rulebook: shares
title: Sharing the devolved budget
decides: allocation
over: partnership
in_force: {from: 2026-04-01}
rounding: half_even
sources: {policy: {title: Policy, publisher: Us}}
facts:
  pot: {type: money, kind: provision, once: yes, asks: How much is shared}
  pupils: {type: whole, kind: context, asks: How many pupils}
  supported: {type: whole, kind: need, asks: How many are supported}
values:
  need_weight:
    - {from: 2026-04-01, source: policy, is: 12}
  least:
    - {from: 2026-04-01, source: policy, is: £10000}
  most:
    - {from: 2026-04-01, source: policy, is: £40000}
derive:
  weight: "pupils + need_weight * supported"
  mean_weight: "divide(total(weight), total(1), places=2)"
rules:
  - {id: far_above, when: "weight > 3 * mean_weight", then: flag, met: M, not_met: N, source: policy}
  - {id: no_pupils, when: "pupils == 0", then: refer, met: M, not_met: N, source: policy}
outcome:
  share: "apportion(0.95 * pot, weight, floor=least, ceiling=most)"
  need_share: "divide(supported, total(supported), places=4, otherwise=0)"
  above: "weight > mean_weight"
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_text(TEXT)


def shared(book: Rulebook, pot: int | None, **units: tuple[int | None, int | None]) -> Allocation:
    answers: dict[str, Mapping[str, int]] = {}
    for name, (pupils, supported) in units.items():
        given_ = {"pupils": pupils, "supported": supported}
        answers[name] = {fact: value for fact, value in given_.items() if value is not None}
    return allocate(book, AllocationAnswers({} if pot is None else {"pot": pot}, answers), DAY)


def outcomes(allocation: Allocation, name: str) -> dict[str, object]:
    return {unit: evaluation.outcome[name] for unit, evaluation in allocation.units.items()}


def test_every_partnership_is_worked_out_beside_the_others(book: Rulebook) -> None:
    found = shared(book, 6_000_000, south=(880, 10), north=(400, 50), west=(100, 0))
    assert found.status == "settled"
    # weights: north 400 + 600, south 880 + 120, west 100; 95% of £60,000 is £57,000; west is lifted to its floor
    assert outcomes(found, "share") == {"north": 2_350_000, "south": 2_350_000, "west": 1_000_000}
    assert outcomes(found, "need_share") == {"north": Decimal("0.8333"), "south": Decimal("0.1667"), "west": 0}
    assert outcomes(found, "above") == {"north": True, "south": True, "west": False}  # the mean is 700
    assert found.totals == {"share": 5_700_000, "need_share": 1}
    assert found.reasons == ()


def test_one_far_above_the_mean_is_flagged_and_changes_no_status(book: Rulebook) -> None:
    found = shared(book, 5_000_000, a=(10, 0), b=(10, 0), c=(10, 0), d=(900, 0))
    assert [name for name, each in found.units.items() if each.rule_truths["far_above"]] == ["d"]
    assert found.status == "settled"


def test_one_unknown_leaves_every_share_open(book: Rulebook) -> None:
    found = shared(book, 5_000_000, north=(400, 50), south=(880, None))
    assert outcomes(found, "share") == {"north": None, "south": None}
    assert found.totals["share"] is None
    assert found.status == "unsettled"
    assert shared(book, None, north=(400, 50)).status == "unsettled"


@pytest.mark.parametrize(
    ("pot", "says"),
    [
        (1_000_000, "the floors come to £20,000, more than the £9,500 to share"),
        (9_000_000, "every ceiling is reached and £5,500 of the £85,500 is left over"),
    ],
)
def test_what_cannot_be_shared_goes_to_a_person_with_its_reason(book: Rulebook, pot: int, says: str) -> None:
    found = shared(book, pot, north=(400, 50), south=(880, 10))
    assert found.status == "referred"
    assert found.reasons == (says,)
    assert outcomes(found, "share") == {"north": None, "south": None}


def test_a_referral_anywhere_refers_the_whole(book: Rulebook) -> None:
    found = shared(book, 5_000_000, north=(400, 50), south=(0, 10))
    assert found.status == "referred"
    assert found.units["north"].status == "settled"


def test_a_pot_that_differs_between_partnerships_is_not_shared() -> None:
    found = shared(load_text(TEXT.replace("0.95 * pot", "pot * pupils")), 5_000_000, north=(1, 1), south=(2, 1))
    assert (found.status, found.reasons) == ("referred", ("the amount to share is not one and the same for all",))


def test_bounds_hold_to_the_penny_where_they_are_worked_out() -> None:
    text = TEXT.replace("floor=least", "floor=0.1250005 * least")
    found = shared(load_text(text), 4_000_000, north=(0, 0), south=(1, 0))
    assert outcomes(found, "share")["north"] == 125_001  # £1,250.005 is rounded up: a floor holds


def test_not_before_it_is_in_force(book: Rulebook) -> None:
    with pytest.raises(ValueError, match="not in force"):
        allocate(book, AllocationAnswers({}, {"north": {}}), dt.date(2026, 3, 31))


@given(
    st.integers(0, 100_000_000),
    st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 3000), st.integers(0, 300)), min_size=1),
)
def test_shares_add_up_to_the_pot_or_there_are_none(pot: int, units: dict[str, tuple[int, int]]) -> None:
    found = shared(load_text(TEXT), pot, **units)
    shares = list(outcomes(found, "share").values())
    if found.reasons:
        assert set(shares) == {None}
        assert found.status == "referred"
    else:
        whole, rest = divmod(pot * 95, 100)
        expected = whole + (rest > 50 or (rest == 50 and whole % 2))
        assert sum(share for share in shares if isinstance(share, int)) == expected == found.totals["share"]
        assert all(isinstance(share, int) and 1_000_000 <= share <= 4_000_000 for share in shares)


def told(book: Rulebook, answers: object) -> tuple[AllocationAnswers, list[str]]:
    complaints = Complaints()
    return read_allocation_answers(book, answers, complaints), [str(problem) for problem in complaints.problems]


def test_answers_are_read_by_partnership(book: Rulebook) -> None:
    units = {"south": {"pupils": 4}, "north": {}}
    read, problems = told(book, {"pot": "100.50", "partnership": units})
    assert problems == []
    assert read == AllocationAnswers({"pot": 10_050}, {"south": {"pupils": 4}, "north": {}})


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"partnership": {"north": {"pupils": "4"}}}, 'facts.partnership.north.pupils: "4" is not an answer here'),
        ({"partnership": {"north": {"pot": "4"}}}, "facts.partnership.north.pot: `pot` is asked once for all"),
        ({"partnership": {"north": {"pupil": 4}}}, "facts.partnership.north.pupil: `pupil` is not asked"),
        ({"partnership": {"north": None}}, "facts.partnership.north: null stands here"),
        ({"pupils": 4, "partnership": {"north": {}}}, "facts.pupils: `pupils` stands among what is asked once"),
        ({"pots": "4", "partnership": {"north": {}}}, "facts.pots: `pots` is not asked"),
        ({"pot": 4, "partnership": {"north": {}}}, "facts.pot: 4 is not an answer here"),
        ({"partnership": {}}, "facts.partnership: no partnership is given"),
        ({"partnership": []}, "facts.partnership: `partnership` is not an object"),
        ({}, "facts.partnership: no partnership is given"),
        ({"partnership": {" ": {}}}, "facts.partnership: a partnership has no name to print"),
        ({"partnership": {"n\n": {}}}, "facts.partnership: a partnership has no name to print"),
        ({"partnership": {"n" * 81: {}}}, "facts.partnership: a partnership has no name to print"),
        ({"partnership": {str(n): {} for n in range(501)}}, "facts.partnership: 501 are given. Expected at most 500"),
        ([], "facts: [] stands here"),
        (None, "facts: null stands here"),
    ],
)
def test_answers_that_do_not_fit_are_told_with_their_place(book: Rulebook, answers: object, says: str) -> None:
    _, problems = told(book, answers)
    assert len(problems) == 1
    assert problems[0].startswith(says)


def test_all_problems_are_told_at_once(book: Rulebook) -> None:
    _, problems = told(book, {"pot": 1, "pupils": 2, "partnership": {"a": {"pupils": -1}, "b": {"pupils": True}}})
    assert len(problems) == 4

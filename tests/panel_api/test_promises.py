"""What a proposal promised to cost: asked for when it is written, and held against what its re-scoring came to."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.problems import Complaints
from panel_api.services.promises import AT_MOST, NEUTRAL, NONE, Promise, broken, is_kept, promise_given
from panel_api.services.promises import Cost as Came
from tests.panel_api.pages_support import checked, page, send
from tests.panel_api.test_proposals import office, proposals


def result(before: int, difference: int, moved_before: int | None = None) -> dict[str, Any]:
    """A kept result of running awards alone, in whole pounds."""
    compared = {"cases": 4, "before": f"{before}.00", "after": f"{before + difference}.00"}
    nothing = {"cases": 0, "pounds": "0.00", "largest": "0.00"}
    group = {
        "compared": {**compared, "difference": f"{difference}.00"},
        "rising": {**nothing, "cases": 986 if difference > 0 else 0},
        "falling": {**nothing, "cases": 3 if difference < 0 else 0},
    }
    return {"running": group, **({} if moved_before is None else {"moved": {"before": f"{moved_before}.00"}})}


def test_a_broken_promise_is_told_with_its_figure() -> None:
    neutral = Promise(NEUTRAL, basis_points=10)
    assert broken(neutral, result(18_000_000, 412_310, 4_581_222)) == (
        "Adopting it would cost £412,310 a year more on 986 awards that change (9.0 % of what those are paid now); "
        "the promise was cost-neutral within 0.1 %"
    )
    assert broken(neutral, result(18_000_000, -412_310)) == (
        "Adopting it would take £412,310 a year away on 3 awards that change; the promise was cost-neutral within 0.1 %"
    )
    assert broken(Promise(AT_MOST, pence=5_000_000), result(100_000, 50_001)).endswith(
        "the promise was to cost at most £50,000 a year more"
    )
    for promise in (None, Promise(NONE)):
        assert broken(promise, result(100_000, 50_001)) == "", "nothing was promised"


@pytest.mark.parametrize(("difference", "kept"), [(100, True), (101, False), (-100, True), (-101, False), (0, True)])
def test_neutral_is_held_to_the_penny_both_ways(difference: int, kept: bool) -> None:
    assert is_kept(Promise(NEUTRAL, basis_points=10), Came(100_000, difference, 1, None)) is kept
    assert is_kept(Promise(AT_MOST, pence=100), Came(100_000, difference, 1, None)) is (difference <= 100)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("neutral", "0.1", ""), Promise(NEUTRAL, basis_points=10)),
        (("neutral", "0.10 %", "9"), Promise(NEUTRAL, basis_points=10)),
        (("at_most", "", "£50,000"), Promise(AT_MOST, pence=5_000_000)),
        (("none", "", ""), Promise(NONE)),
        (("", "", ""), "promise"),
        (("neutral", "", ""), "promise_percent"),
        (("neutral", "0.001", ""), "promise_percent"),
        (("neutral", "11", ""), "promise_percent"),
        (("at_most", "", "some"), "promise_pounds"),
        (("at_most", "", "-1"), "promise_pounds"),
    ],
)
def test_a_promise_is_read_strictly(typed: tuple[str, str, str], found: Promise | str) -> None:
    complaints = Complaints()
    read = promise_given(complaints, *typed)
    if isinstance(found, Promise):
        assert read == found and not complaints.problems
    else:
        assert [each.where for each in complaints.problems] == [found]


def test_a_proposal_must_say_what_it_may_cost(sqlite_client: TestClient) -> None:
    who = office(sqlite_client)
    asked = checked(send(who.editor, who.form, **who.typed(promise="")), 422)
    assert "Choose what it may cost, or that nothing is promised." in asked.words
    address = who.propose(promise="neutral", promise_percent="0.1")
    assert "It promises to be cost-neutral within 0.1 %." in page(who.officer, address).words
    (row,) = proposals(sqlite_client)
    assert (row.promise, row.promise_basis_points, row.promise_pence) == ("neutral", 10, None)
    again = page(who.editor, f"{address}/change").form("/change")
    assert (again.fields["promise"], again.fields["promise_percent"]) == ("neutral", "0.10")
    send(who.editor, again, promise="at_most", promise_pounds="50,000")
    assert "It promises to cost at most £50,000 a year more." in page(who.officer, address).words

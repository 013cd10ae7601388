"""What stands beside the advice and before it: sums that own up to what is unknown, days, and silence."""

import datetime as dt

import pytest

from panel_api.models import Consultation, DutyWarning, SectionFLine
from panel_api.views.award import beside, section_f, total_words
from panel_api.views.first import warning
from panel_api.views.schools import consulted

TODAY = dt.date(2026, 9, 20)


@pytest.mark.parametrize(
    ("known", "open_", "says"),
    [
        (1_368_000, 0, "£13,680 a year"),
        (1_368_050, 1, "at least £13,680.50 a year; one line is not costed"),
        (100, 2, "at least £1 a year; two lines are not costed"),
        (0, 3, "not costed yet; three lines are not costed"),
    ],
)
def test_a_sum_with_something_unknown_is_never_a_whole(known: int, open_: int, says: str) -> None:
    assert total_words(known, open_) == says


def lines(*costs: int | None) -> list[SectionFLine]:
    """Lines with these costs in pence."""
    return [SectionFLine(words="x", source="y", cost_pence=cost) for cost in costs]


@pytest.mark.parametrize(
    ("costs", "stated", "differs"),
    [
        ((100_00,), "100.00", ""),
        ((100_00, None), "150.00", ""),
        ((100_00, None), "90.00", "The advice used £90"),
        ((100_00,), "none", "The advice knew no cost"),
        ((), "150.00", ""),
    ],
)
def test_lines_that_the_advice_did_not_know_are_said(costs: tuple[int | None, ...], stated: str, differs: str) -> None:
    said = section_f(lines(*costs), {"section_f_cost": stated})["differs"]
    assert said.startswith(differs) and bool(said) == bool(differs)


def test_now_and_proposed_are_said_side_by_side() -> None:
    report = {"status": "settled", "outcome": {"band": 3, "annual_top_up": "4680.00"}}
    assert beside(report, {"present_award": "3220.00"}, None) == {
        "now": "£3,220 a year",
        "proposed": "band 3, £4,680 a year",
    }
    assert beside(report, {"present_award": "none"}, None)["now"] == "no award"
    assert beside(report, {}, None)["now"] == "not stated"
    assert beside({**report, "status": "referred"}, {}, None)["proposed"] == ""


@pytest.mark.parametrize(
    ("due", "says", "overdue"),
    [
        ("2026-09-19", "is to put it right by 19 September 2026. That was one day ago", True),
        ("2026-09-20", "is to put it right by 20 September 2026, today", False),
        ("2026-09-22", "is to put it right by 22 September 2026, in two days", False),
        ("2026-12-22", "is to put it right by 22 December 2026", False),
    ],
)
def test_a_warning_says_how_its_day_stands(due: str, says: str, overdue: bool) -> None:
    row = DutyWarning(kind="shortfall", words="x", known_on=TODAY, owner="y", due_on=dt.date.fromisoformat(due))
    shown = warning(row, TODAY)
    assert (shown["due"], shown["overdue"]) == (says, overdue)
    assert shown["known"] == "The council has known since 20 September 2026 (today)."


def test_a_school_that_is_silent_is_never_read_as_an_answer() -> None:
    asked = dt.date(2026, 9, 1)
    due = asked + dt.timedelta(days=15)
    rows = [
        Consultation(id=1, school="A", sent_on=asked, due_on=due, reply="none"),
        Consultation(id=2, school="B", sent_on=asked, due_on=due, reply="cannot_meet", replied_on=due, words="Full."),
        Consultation(id=3, school="C", sent_on=TODAY, due_on=TODAY + dt.timedelta(days=15), reply="none"),
    ]
    assert [(each["answer"], each["when"]) for each in consulted(rows, TODAY)] == [
        ("No answer", "it was due 16 September 2026. Silence is neither yes nor no"),
        ("Says it cannot meet the needs", "on 16 September 2026"),
        ("No answer", "due 5 October 2026"),
    ]

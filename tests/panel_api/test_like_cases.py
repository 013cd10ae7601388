"""Cases of like need as a panel reads them: what was decided, and what overturned it."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel_api import models, store
from panel_api.services import Desk
from panel_api.services.like_cases import like_cases
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, Viewer
from panel_api.store.like_cases import need_of
from panel_api.views.like import like_view
from tests.panel_api.databases import NOW, new_case
from tests.panel_api.http_support import desk_of

BOOK = "county_top_up"
LEVELS: list[int | None] = [3, 2, 2, 3, 2, 2, 1, 1, 0, 0, 0, 0, 1, 0, 1, 2]


def with_need(session: Session, levels: list[int | None], **given: Any) -> models.Case:
    """A case under the county's rulebook with these levels."""
    need = need_of(levels)
    assert need is not None
    kept = {"need_levels": need.levels, "need_marked": need.marked, "need_high": need.high}
    return new_case(session, **{"rulebook": BOOK, "stage": "decided", **kept, **given})


def decision_on(session: Session, case: models.Case, kind: str, days: int = 0, **given: Any) -> models.Decision:
    """A decision on a case, so many days after the first."""
    sha256 = store.keep_rulebook(session, BOOK, "rulebook: x\n", "facts: {}\n", NOW)
    assessment = models.Assessment(
        case_id=case.id, as_of=NOW.date(), rulebook_name=BOOK, rulebook_sha256=sha256, semantics="1", status="settled",
        facts={}, outcome={}, derived={}, truths="", rules="", report={}, engines={}, created_at=NOW,
    )  # fmt: skip
    session.add(assessment)
    session.flush()
    row = models.Decision(
        assessment_id=assessment.id, kind=kind, reason_code="x", words="Said.", authority="4.2", by_role="chair",
        by_reference="c", **given,
    )  # fmt: skip
    return store.add_decision(session, case, row, NOW + dt.timedelta(days=days))


@pytest.fixture
def desk(client: Any) -> Desk:
    """The desk of a started application, on each database in turn."""
    return desk_of(client)


def told(desk: Desk, session: Session, case: models.Case, viewer: Viewer = LOCAL) -> list[dict[str, Any]]:
    """What the page says of the cases like this one."""
    eyes = Desk(desk.database, desk.shelf, desk.network, desk.clock, viewer)
    return like_view(like_cases(session, eyes, case), case.need_levels, Shelf().book(BOOK))


def test_what_was_decided_and_in_which_strands_it_differs(desk: Desk) -> None:
    with desk.database.writing() as session:
        case = with_need(session, LEVELS, stage="recommended")
        same, other = with_need(session, LEVELS), with_need(session, [2, 2, 2, 3, 2, 3, *LEVELS[6:]])
        decision_on(session, same, "agree", band="3", amount_pence=468_000)
        decision_on(session, other, "not_agreed")
        found = told(desk, session, case)
        assert [each["decided"] for each in found] == ["Agreed as recommended: band 3, £4,680 a year", "Not agreed"]
        assert [each["near"] for each in found] == [
            "The same level in every strand.",
            "Two levels apart in all: making themselves understood at 2, here 3; attention and memory at 3, here 2.",
        ]
        assert [each["overturned"] for each in found] == ["", ""]


def test_a_decision_that_a_later_one_corrected_is_told_as_overturned(desk: Desk) -> None:
    with desk.database.writing() as session:
        case, same = with_need(session, LEVELS, stage="recommended"), with_need(session, LEVELS)
        first = decision_on(session, same, "not_agreed")
        decision_on(session, same, "agree", 30, band="3", amount_pence=468_000, corrects_id=first.id)
        (found,) = told(desk, session, case)
        assert found["decided"] == "Not agreed"
        said = "Overturned by a later decision: agreed as recommended: band 3, £4,680 a year."
        assert found["overturned"] == said


def test_steps_that_follow_each_other_overturn_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        case, same = with_need(session, LEVELS, stage="recommended"), with_need(session, LEVELS)
        for days, kind in enumerate(("assess", "defer_for_information", "issue")):
            decision_on(session, same, kind, days)
        (found,) = told(desk, session, case)
        assert (found["decided"], found["overturned"]) == ("Agreed to issue an EHC plan", "")


@pytest.mark.parametrize(("days_later", "overturned"), [(60, "Overturned by an order of the tribunal."), (-60, "")])
def test_an_order_of_the_tribunal_that_came_after_overturned_it(desk: Desk, days_later: int, overturned: str) -> None:
    with desk.database.writing() as session:
        case, same = with_need(session, LEVELS, stage="recommended"), with_need(session, LEVELS)
        decision_on(session, same, "refuse_to_assess")
        order = new_case(session, NOW.date() + dt.timedelta(days=days_later), legal_basis="tribunal_order")
        store.add_link(session, LOCAL, same, order, "The same child.", NOW)
        (found,) = told(desk, session, case)
        assert (found["decided"], found["overturned"]) == ("Refused to assess", overturned)


@pytest.mark.parametrize("role", ["school", "budget_holder", "administrator", "rulebook_editor"])
def test_who_may_not_see_them_sees_none(desk: Desk, role: str) -> None:
    with desk.database.writing() as session:
        case, same = with_need(session, LEVELS, stage="recommended"), with_need(session, LEVELS)
        decision_on(session, same, "agree", band="3", amount_pence=468_000)
        assert len(told(desk, session, case)) == 1
        assert told(desk, session, case, Viewer(role, "x")) == []
        assert len(told(desk, session, case, Viewer("panel_member", "x", 1))) == 1


def test_a_case_that_was_only_put_off_is_not_one_of_them(desk: Desk) -> None:
    with desk.database.writing() as session:
        case, same = with_need(session, LEVELS, stage="recommended"), with_need(session, LEVELS)
        decision_on(session, same, "refer")
        assert told(desk, session, case) == []

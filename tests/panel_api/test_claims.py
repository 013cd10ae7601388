"""Claims from other authorities: gross, to the day, with the last day to claim; claimed and received apart.

The clock stands at 14 September 2026. Each award costs £100 a month.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award
from panel_api.services import award_money, leavers
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.claims import claim, owed, receive
from panel_api.services.desk import Desk
from panel_api.services.leavers import Found
from tests.panel_api.databases import new_case
from tests.panel_api.ledger_support import YEAR, ledger_desk, number
from tests.panel_api.test_leavers import HOW, LEFT, a_leaver

PLANS = "plans_mainstream"


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2026."""
    yield from ledger_desk(database)


def an_award(session: Session, desk: Desk, from_day: dt.date = dt.date(2026, 4, 1)) -> Award:
    """A plan's award, for a child whom authority 929 is responsible for."""
    term, case = NewTerm(PLANS, from_day, 120_000, "900001"), new_case(session)
    given = NewAward(term, statutory=True, case_id=case.id, counting=Counting("months"), claim_from="929")
    return award_money.begin_award(session, desk, given, "Section F")[0]


def test_what_is_owed_is_claimed_and_received_and_lowers_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = an_award(session, desk)
        before = store.figures(session, number(session, PLANS), YEAR)
        (one,) = owed(session, desk)
        assert (one.authority, one.due, one.to_claim) == ("929", 54_667, 54_667)
        assert one.claim_by == dt.date(2027, 9, 30)
        assert claim(session, desk, award.reference, PLANS) == one.due
        receive(session, desk, award.reference, PLANS, 20_000)
        (one,) = owed(session, desk)
        assert (one.to_claim, one.claimed, one.received, one.outstanding) == (0, one.due, 20_000, one.due - 20_000)
        assert one.claim_by is None
        after = store.figures(session, number(session, PLANS), YEAR)
        assert (after.committed, after.paid, after.uncommitted) == (before.committed, before.paid, before.uncommitted)
        assert after.income_outstanding == one.outstanding
        with pytest.raises(Trouble):
            claim(session, desk, award.reference, PLANS)
        for pence in (0, one.outstanding + 1):
            with pytest.raises(Trouble):
                receive(session, desk, award.reference, PLANS, pence)


def test_the_oldest_that_is_not_claimed_says_the_last_day(desk: Desk) -> None:
    with desk.database.writing() as session:
        an_award(session, desk, dt.date(2026, 1, 1))
        (one,) = owed(session, desk)
        assert one.claims[0].pence == 30_000
        assert one.claim_by == dt.date(2026, 9, 30)


def test_what_was_paid_after_a_child_moved_out_of_the_authority_is_owed_by_the_other(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, line = a_leaver(session, desk)
        assert owed(session, desk) == []
        leavers.conclude(session, desk, line, Found("moved_authority", LEFT, HOW, authority="930"))
        (one,) = owed(session, desk)
        assert (one.award.id, one.authority, one.due) == (award.id, "930", 20_000)
        with pytest.raises(Trouble) as refused:
            claim(session, desk, "W-NONE", PLANS)
        assert refused.value.kind == "not-found"

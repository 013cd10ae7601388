"""A budget to look at: two partnerships and the county's accounts, with awards that are paid month by month."""

import datetime as dt
from dataclasses import replace

from fastapi.testclient import TestClient

from panel_api.models import Award
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from tests.panel_api.databases import new_case
from tests.panel_api.http_support import desk_of

HERE, THERE = "Riverside", "Northmoor"
OURS, THEIRS = "partnership:Riverside", "partnership:Northmoor"
YEAR, APRIL = 2026, dt.date(2026, 4, 1)
ALLOCATED = 40_000_000
"""£400,000 to each."""
A_YEAR = 468_000


def with_accounts(client: TestClient) -> Desk:
    """Accounts opened, both partnerships and the contingency allocated in April."""
    desk = replace(desk_of(client), clock=lambda: dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC))
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, [HERE, THERE])
        for code, pence in ((OURS, ALLOCATED), (THEIRS, ALLOCATED), ("contingency", 5_000_000)):
            posting.allocate(session, desk, code, YEAR, pence, APRIL, "Allocation by formula")
    return desk


def with_awards(client: TestClient, many: int, code: str = OURS, *, paid_months: int = 0) -> list[Award]:
    """So many awards of band 3 from 1 April, each paid its twelfth in each of the first months."""
    desk = replace(desk_of(client), clock=lambda: dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC))
    found = []
    with desk.database.writing() as session:
        account = posting.account_of(session, code)
        for number in range(many):
            case = new_case(session, partnership=account.partnership)
            term = NewTerm(code, APRIL, A_YEAR + 100 * number, "900001")
            given = NewAward(term, statutory=account.partnership is None, case_id=case.id, band="3")
            award, _ = award_money.begin_award(session, desk, given, "Band 3, agreed by the panel")
            found.append(award)
            for month in range(paid_months):
                day = dt.date(2026, 4 + month, 28)
                posting.pay(session, desk, account.id, YEAR, 39_000, day, award.id, f"{day:%B} payment")
    return found

"""The ledger's commitments held against what the records of their decisions sealed of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.values import pounds_text
from panel_api.models import Account, Decision, LedgerEntry, LedgerLine


class Committed(NamedTuple):
    """What a decision committed in one account and financial year, in pence, and who is written to have consented."""

    pence: int
    consent_by: str | None


By = Mapping[tuple[int, str, int], Committed]
"""By the decision's number, the account's code and the financial year."""


def committed_by(session: Session, decisions: Sequence[int]) -> By:
    """What these decisions committed, by the ledger itself."""
    rows = session.execute(
        select(
            LedgerEntry.decision_id,
            Account.code,
            LedgerLine.year,
            func.sum(LedgerLine.pence),
            func.max(LedgerEntry.consent_by),
        )
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .join(Account, Account.id == LedgerLine.account_id)
        .where(LedgerEntry.decision_id.in_(decisions), LedgerLine.measure == "committed")
        .group_by(LedgerEntry.decision_id, Account.code, LedgerLine.year)
        .order_by(LedgerEntry.decision_id, Account.code, LedgerLine.year)
    )
    return {
        (decision, code, year): Committed(int(pence), by)
        for decision, code, year, pence, by in rows
        if decision is not None
    }


def money_that_differs(
    entry: Mapping[str, Any], opened: Mapping[str, str], decision: Decision | None, committed: By
) -> Iterator[str]:
    """What of a record's budget the ledger says otherwise. A record whose values are gone is not compared."""
    budget = entry.get("budget")
    if decision is None or not isinstance(budget, dict) or "/budget/figures" not in opened:
        return
    found = committed.get((decision.id, budget.get("account", ""), budget.get("year", 0)), Committed(0, None))
    if pounds_text(found.pence) != json.loads(opened["/budget/figures"]).get("this_year"):
        yield "commitment in the ledger"
    if found.pence and found.consent_by != json.loads(opened.get("/budget/consent/by", "null")):
        yield "consent in the ledger"

"""Cash that a host school holds for an account."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel_api.models import Account, LedgerLine


def cash_at_school(session: Session, account: Account) -> int:
    """What a host school holds for an account, in pence, over every year that is not closed; the caller saw it."""
    handed = select(func.coalesce(func.sum(LedgerLine.pence), 0)).where(
        LedgerLine.account_id == account.id, LedgerLine.measure == "handed"
    )
    if account.closed_through is not None:
        handed = handed.where(LedgerLine.year > account.closed_through)
    return int(session.scalar(handed) or 0)

"""A year's end: what each account carries into the next year, by the authority's own rules; shown first, then done.

A closed year is written to no more. What is still outstanding must be paid or released before: it could never be
paid there afterwards. Closing an account commits the first calls on the next year, as far as they fit.
"""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.amounts import money_words
from engine.days import financial_year_days
from engine.ledger import entries
from engine.ledger.accounts import slug
from engine.ledger.figures import Figures
from panel_api import store
from panel_api.errors import conflict
from panel_api.models import Account
from panel_api.services import posting
from panel_api.services.award_money import open_year
from panel_api.services.desk import Desk
from panel_api.services.posting import this_year, year_words
from panel_api.settings import CARRY_FORWARD, Settings


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing an account's year does. carried: into the next year, below nothing for a deficit; pence.

    stays: what is not carried. hinders: why it cannot be closed yet, if so. calls: first calls on the next year.
    """

    account: Account
    figures: Figures
    carried: int
    stays: int
    calls: int
    closed: bool
    hinders: str


def carried(settings: Settings, balance: int) -> int:
    """Of an uncommitted balance, what the authority's rules carry forward; a share is rounded down to the penny."""
    if balance < 0:
        return balance if settings.carry_forward_deficit else 0
    if settings.carry_forward_surplus in ("all", "none"):
        return balance if settings.carry_forward_surplus == "all" else 0
    found = re.fullmatch(CARRY_FORWARD, settings.carry_forward_surplus)
    assert found is not None and found["share"] is not None
    share = balance * int(found["share"]) // 100
    return min(share, int(found["most"]) * 100) if found["most"] else share


def rule_words(settings: Settings) -> str:
    """The rules in a sentence."""
    surplus = settings.carry_forward_surplus
    found = re.fullmatch(CARRY_FORWARD, surplus)
    if surplus == "all" or surplus == "none" or found is None:
        told = "A surplus is carried forward whole" if surplus == "all" else "No surplus is carried forward"
    else:
        most = f", at most {money_words(int(found['most']) * 100)}" if found["most"] else ""
        told = f"{found['share']}% of a surplus is carried forward{most}"
    return f"{told}. A deficit is {'' if settings.carry_forward_deficit else 'not '}carried forward."


def closings(session: Session, desk: Desk, year: int) -> list[Closing]:
    """What closing a year would do to each account, or did. Raises Trouble "conflict" for a year that is not over."""
    if year >= this_year(desk):
        raise conflict(
            f"The year {year_words(year)} is not over", f"Close it after {financial_year_days(year)[1]:%d %B %Y}"
        )
    return [_closing(session, desk, account, year) for account in store.list_accounts(session, desk.viewer)]


def close_year(session: Session, desk: Desk, year: int) -> list[Closing]:
    """Close every account that can be closed: carry forward, and commit first calls. Those closed already stay so."""
    numbers = [each.account.id for each in closings(session, desk, year)]
    held = store.hold_accounts(session, numbers)
    done = []
    last, first = financial_year_days(year)[1], financial_year_days(year + 1)[0]
    for number in numbers:
        account = held[number]
        closing = _closing(session, desk, account, year)
        if closing.closed or closing.hinders:
            continue
        if closing.carried:
            lines = entries.carry_forward(number, year, closing.carried, last, first)
            words = f"Carried forward from {year_words(year)}"
            posting.post(session, desk, "carry_forward", closing.carried, lines, words)
        account.closed_through = year
        session.flush()
        open_year(session, desk, account, year + 1)
        done.append(closing)
        store.log_change(session, desk.viewer, "year_closed", slug(account.code), desk.clock(), year=year)
    if not done:
        raise conflict("There is no account to close", "Pay or release what is outstanding first")
    return done


def _closing(session: Session, desk: Desk, account: Account, year: int) -> Closing:
    figures = store.figures(session, account.id, year)
    closed = account.closed_through is not None and account.closed_through >= year
    then = store.figures(session, account.id, year + 1)
    taken = then.carried if closed else carried(desk.settings, figures.uncommitted)
    hinders = ""
    if figures.outstanding and not closed:
        hinders = f"{money_words(figures.outstanding)} is agreed and not yet paid: pay or release it first"
    stays = figures.uncommitted if closed else figures.uncommitted - taken
    return Closing(account, figures, taken, stays, then.called, closed, hinders)

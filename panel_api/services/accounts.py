"""Accounts: opened for the county and its partnerships, and cash that a host school holds for one of them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.amounts import money_words
from engine.days import financial_year
from engine.ledger.accounts import slug
from engine.problems import Complaints, Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Account
from panel_api.schemas_accounts import Handing, Hosting
from panel_api.services import posting
from panel_api.services.desk import Desk
from panel_api.store.accounts import cash_at_school

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ .-]{0,63}")
"""As requests may name a partnership (`schemas.Place`): only then do its awards find the account."""


def open_named(session: Session, desk: Desk, names: Iterable[str]) -> Sequence[Account]:
    """Open the county's own accounts and one for each partnership, as far as they are not open; those that were opened.

    Raises Trouble "bad-input" with every name that cannot be used, "conflict" where another opened one meanwhile.
    """
    wanted, complaints = _names(names), Complaints()
    known = {str(each.partnership).casefold(): str(each.partnership) for each in _partnerships(session)}
    for name in wanted:
        like = known.setdefault(name.casefold(), name)
        if not _NAME.fullmatch(name):
            expected = "at most 64 letters, digits, spaces, dots and hyphens, as requests name it"
            complaints.add("names", f"“{name[:80]}” cannot be a partnership's name", expected, "Correct it")
        elif like != name:
            wrong = f"“{name}” differs from “{like}” in capitals alone"
            complaints.add("names", wrong, "one name for one partnership", f"Write {like}")
    if not wanted:
        complaints.add("names", "no partnership is named", "a name on each line", "Write the partnerships' names")
    if complaints.problems:
        raise Trouble("bad-input", problems=complaints.problems)
    try:
        with session.begin_nested():
            return posting.open_accounts(session, desk, wanted)
    except IntegrityError:
        raise conflict("Somebody opened one of these accounts at the same moment", "Look at the list again") from None


def host(session: Session, desk: Desk, given: Hosting) -> Account:
    """Say which school holds cash for a partnership, or that none does. Raises Trouble.

    A school that still holds cash stays host until it is handed back: otherwise nobody could say where that money is.
    """
    account = _held(session, desk, given.account)
    if account.host_school == given.school:
        return account
    handed = cash_at_school(session, account)
    if account.host_school is not None and handed:
        raise conflict(
            f"School {account.host_school} still holds {money_words(handed)} for {account.name}",
            "Record that it came back first",
        )
    account.host_school = given.school
    session.flush()
    store.log_change(session, desk.viewer, "host_named", slug(account.code), desk.clock())
    return account


def hand_over(session: Session, desk: Desk, given: Handing) -> posting.Posted:
    """Cash that the host school was handed, or handed back. Raises Trouble.

    Nothing is spent by it: who holds the money changes, not what is uncommitted.
    """
    account = _held(session, desk, given.account)
    if given.on > desk.last_day():
        raise _wrong("on", "it has not come yet", "today or a day before it", "Record it once it has happened")
    if account.host_school is None:
        raise conflict(f"No school holds cash for {account.name}", "Say first which school does")
    year = financial_year(given.on)
    there = store.figures(session, account.id, year).council_cash
    if given.way == "to" and given.amount > there:
        raise conflict(
            f"The council holds {money_words(there)} of {account.name} for {posting.year_words(year)}, and this is "
            f"{money_words(given.amount)}",
            "Hand over less",
        )
    pence = given.amount if given.way == "to" else -given.amount
    return posting.hand_over(session, desk, account.id, year, pence, given.on, given.words)


def _names(names: Iterable[str]) -> list[str]:
    """The names that are written, each once, in their order."""
    return list(dict.fromkeys(" ".join(each.split()) for each in names if each.strip()))


def _partnerships(session: Session) -> list[Account]:
    return [each for each in store.list_accounts(session, store.LOCAL) if each.partnership is not None]


def _held(session: Session, desk: Desk, code: str) -> Account:
    """A partnership's account, locked. Raises Trouble."""
    account = store.account_by_code(session, desk.viewer, code)
    if account is None:
        raise not_found("There is no such account, or it is not yours to see", "Choose one of the list")
    if account.kind != "partnership":
        wrong = f"{account.name} is the council's own: no school holds cash for it"
        raise _wrong("account", wrong, "a partnership's account", "Choose one")
    return store.hold_accounts(session, [account.id])[account.id]


def _wrong(where: str, wrong: str, expected: str, remedy: str) -> Trouble:
    return Trouble("bad-input", problems=[Problem(where, wrong, expected, remedy)])

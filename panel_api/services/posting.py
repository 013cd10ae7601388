"""Posting: the entries of the ledger, each held to its rules before it is written, in the caller's transaction.

A refusal is Trouble "bad-input" where what was asked cannot be, and "conflict" where the money does not allow it,
with the figures as they are now. The database's own triggers stand behind every one of these rules.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.amounts import money_words
from engine.days import financial_year
from engine.ledger import entries
from engine.ledger.accounts import ACCOUNT_KINDS, COUNTY_ACCOUNTS, partnership_code, slug
from engine.ledger.entries import Line
from engine.ledger.figures import uncommitted_effect
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Account
from panel_api.services.desk import Desk
from panel_api.store.ledger import NewEntry

_EITHER_WAY: Final = ("allocate", "call", "carry_forward", "hand_over", "reverse")
"""Kinds whose amount may be below nothing."""
_BY_AWARD: Final = ("call", "commit", "pay", "recover", "release")
"""Kinds that many awards have at once."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who consented to the use of a partnership's money (a reference, or None), and how, or why nobody had to."""

    by: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that was written, and what it left uncommitted, by account and year, in pence."""

    number: int
    uncommitted: dict[tuple[int, int], int]


def open_accounts(session: Session, desk: Desk, partnerships: Sequence[str]) -> list[Account]:
    """Open every account that is not there yet: the county's own, and one for each partnership."""
    wanted: dict[str, tuple[str, str, str | None]] = {
        code: (kind, name, None) for code, (kind, name) in COUNTY_ACCOUNTS.items()
    }
    wanted |= {partnership_code(each): ("partnership", f"{each} partnership", each) for each in sorted(partnerships)}
    there = store.accounts_by_code(session, wanted.keys())
    early = desk.settings.early_years_may_overspend
    opened = [
        Account(
            code=code,
            kind=kind,
            name=name,
            partnership=partnership,
            may_overspend=early if ACCOUNT_KINDS[kind].overspend is None else bool(ACCOUNT_KINDS[kind].overspend),
            opened_at=desk.clock(),
        )
        for code, (kind, name, partnership) in wanted.items()
        if code not in there
    ]
    session.add_all(opened)
    session.flush()
    for each in opened:
        store.log_change(session, desk.viewer, "account_opened", slug(each.code), desk.clock())
    return opened


def account_of(session: Session, code: str) -> Account:
    """An account by its code, for work that posts to it. Raises Trouble "not-found"."""
    found = store.accounts_by_code(session, [code]).get(code)
    if found is None:
        raise not_found(f"There is no account {code[:80]}", "Open it first (`evenhand accounts`)")
    return found


def allocate(
    session: Session,
    desk: Desk,
    code: str,
    year: int,
    pence: int,
    day: dt.date,
    words: str,
    *,
    source: str | None = None,
) -> Posted:
    """Give an account its money for a year; a negative amount takes back what was given and is not committed."""
    lines = entries.allocate(account_of(session, code).id, year, pence, day)
    return post(session, desk, "allocate", pence, lines, words, source=source)


def commit(
    session: Session,
    desk: Desk,
    account: int,
    year: int,
    pence: int,
    day: dt.date,
    award: int,
    words: str,
    *,
    consent: Consent | None = None,
    decision: int | None = None,
) -> Posted:
    """Commit what an award or a commissioned service takes of a year."""
    lines = entries.commit(account, year, pence, day, award)
    details = {"consent_by": consent.by, "consent_words": consent.words} if consent else {}
    return post(session, desk, "commit", pence, lines, words, award=award, decision_id=decision, **details)


def release(
    session: Session, desk: Desk, account: int, year: int, pence: int, day: dt.date, award: int, words: str
) -> Posted:
    """Give back what a commitment does not need any more; no more than is outstanding."""
    return post(session, desk, "release", pence, entries.release(account, year, pence, day, award), words, award=award)


def pay(
    session: Session,
    desk: Desk,
    account: int,
    year: int,
    pence: int,
    day: dt.date,
    award: int,
    words: str,
    *,
    by_host: bool = False,
    source: str | None = None,
) -> Posted:
    """A payment on a commitment, out of the council's cash or the host school's; no more than is outstanding."""
    lines = entries.pay(account, year, pence, day, award, by_host=by_host)
    return post(session, desk, "pay", pence, lines, words, award=award, source=source)


def recover(
    session: Session, desk: Desk, account: int, year: int, pence: int, day: dt.date, award: int, words: str
) -> Posted:
    """An overpayment that came back; no more than was paid."""
    return post(session, desk, "recover", pence, entries.recover(account, year, pence, day, award), words, award=award)


def hand_over(session: Session, desk: Desk, account: int, year: int, pence: int, day: dt.date, words: str) -> Posted:
    """Cash handed to the host school; a negative amount is handed back."""
    return post(session, desk, "hand_over", pence, entries.hand_over(account, year, pence, day), words)


def income(
    session: Session,
    desk: Desk,
    kind: str,
    account: int,
    year: int,
    pence: int,
    day: dt.date,
    award: int,
    words: str,
) -> Posted:
    """Income from another authority, gross. kind: "claim" when it is due, "receive" when it came in."""
    lines = (entries.claim if kind == "claim" else entries.receive)(account, year, pence, day, award)
    return post(session, desk, kind, pence, lines, words, award=award)


def reverse(session: Session, desk: Desk, number: int, day: dt.date, words: str) -> Posted:
    """Take a whole entry back, once. Raises Trouble "not-found" or "conflict"."""
    entry = store.entry_by_number(session, number)
    if entry is None:
        raise not_found(f"There is no entry {number}", "Check its number")
    if entry.kind == "reverse":
        raise conflict("This entry reverses another: it cannot be reversed itself", "Write the entry anew")
    lines = store.entry_lines(session, number)
    store.hold_accounts(session, {each.account for each in lines})
    if store.reversal_of(session, number) is not None:
        raise conflict(f"Entry {number} is reversed already", "Nothing is left to do")
    return post(
        session, desk, "reverse", -entry.pence, entries.reverse(lines, day), words,
        award=entry.award_id, reverses_id=number,
    )  # fmt: skip


def post(
    session: Session,
    desk: Desk,
    kind: str,
    pence: int,
    lines: Sequence[Line],
    words: str,
    *,
    award: int | None = None,
    **details: Any,
) -> Posted:
    """Write one entry, if the money allows it. details: further columns of `LedgerEntry`.

    Raises Trouble "bad-input" for an amount of nothing or of the wrong sign, "conflict" with the figures as they are.
    """
    if pence == 0 or (pence < 0 and kind not in _EITHER_WAY):
        problem = Problem("amount", "nothing would be moved by it", "an amount above nothing", "Correct it")
        raise Trouble("bad-input", problems=[problem])
    held = store.hold_accounts(session, {line.account for line in lines})
    _refuse_closed(held, kind, lines)
    left = _left(session, held, lines)
    _refuse_beyond_cash(session, held, lines)
    _refuse_beyond_commitment(session, lines)
    viewer = desk.viewer
    by = {"by_role": viewer.role, "by_reference": viewer.reference, "by_person": viewer.person}
    entry = NewEntry(kind, pence, lines, words, {**by, "award_id": award, **details})
    return Posted(store.append_entries(session, [entry], desk.clock())[0], left)


def post_all(session: Session, desk: Desk, entries_: Sequence[NewEntry]) -> list[int]:
    """Write many entries that belong together, as `post` would one by one, in a few statements; their numbers.

    For what awards commit, are paid and give back: none needs a second signature. Raises Trouble as `post` does.
    """
    lines = [line for entry in entries_ for line in entry.lines]
    held = store.hold_accounts(session, {line.account for line in lines})
    viewer = desk.viewer
    by = {"by_role": viewer.role, "by_reference": viewer.reference, "by_person": viewer.person}
    for entry in entries_:
        assert entry.kind in _BY_AWARD, entry.kind
        _refuse_closed(held, entry.kind, entry.lines)
    _left(session, held, lines)
    _refuse_beyond_cash(session, held, lines)
    _refuse_beyond_commitment(session, lines)
    signed = [replace(each, details={**by, **each.details}) for each in entries_]
    return store.append_entries(session, signed, desk.clock())


def _refuse_closed(held: dict[int, Account], kind: str, lines: Sequence[Line]) -> None:
    """A closed year is written to no more: what still comes for it is taken in the year after."""
    for line in lines:
        closed = held[line.account].closed_through
        if closed is not None and line.year <= closed:
            raise conflict(
                f"{held[line.account].name} is closed for {year_words(line.year)}: no {kind} can be written there",
                f"Write it in {year_words(closed + 1)}",
            )


def _left(session: Session, held: dict[int, Account], lines: Sequence[Line]) -> dict[tuple[int, int], int]:
    """What each cell has uncommitted after these lines. Raises Trouble "conflict" where one would be overdrawn."""
    left: dict[tuple[int, int], int] = {}
    for line in lines:
        cell = (line.account, line.year)
        before = left[cell] if cell in left else store.uncommitted(session, *cell)
        effect = uncommitted_effect(line.measure, line.pence)
        left[cell] = before + effect
        account = held[line.account]
        if effect < 0 and left[cell] < 0 and not account.may_overspend:
            raise short(account, line.year, before, -effect)
    return left


def _refuse_beyond_cash(session: Session, held: dict[int, Account], lines: Sequence[Line]) -> None:
    """A host school pays out no more cash than it holds, and hands no more back."""
    cash: dict[tuple[int, int], int] = {}
    for line in lines:
        if line.measure == "handed":
            cell = (line.account, line.year)
            there = cash[cell] if cell in cash else store.figures(session, *cell).handed
            cash[cell] = there + line.pence
            if cash[cell] < 0:
                raise conflict(
                    f"The host school of {held[line.account].name} holds {money_words(there)}, and this takes "
                    f"{money_words(-line.pence)}",
                    "Hand cash over first, or pay from the council's",
                )


def short(account: Account, year: int, uncommitted: int, wanted: int) -> Trouble:
    """An account that is never overdrawn has less than is wanted."""
    return Trouble(
        "conflict",
        f"{account.name} has {money_words(uncommitted)} uncommitted for {year_words(year)}, and this takes "
        f"{money_words(wanted)}. Nothing was changed.",
        more={"uncommitted_pence": uncommitted, "wanted_pence": wanted, "account": account.code},
    )


def year_words(year: int) -> str:
    """2026 → "2026 to 2027"."""
    return f"{year} to {year + 1}"


def _refuse_beyond_commitment(session: Session, lines: Sequence[Line]) -> None:
    """No award is paid or released beyond what is outstanding for it in the account and year, nor back beyond paid."""
    by_award: dict[int, list[Line]] = {}
    for line in lines:
        if line.award is not None:
            by_award.setdefault(line.award, []).append(line)
    for award, cells in store.cells_of_awards(session, by_award).items():
        for line in by_award[award]:
            cell = (line.account, line.year)
            before = cells.get(cell, store.NO_FIGURES)
            cells[cell] = before.plus(line.measure, line.pence)
            there, what = (before.outstanding, "outstanding") if cells[cell].outstanding < 0 else (before.paid, "paid")
            if cells[cell].outstanding < 0 or cells[cell].paid < 0:
                raise conflict(
                    f"{money_words(max(0, there))} is {what} on this award for {year_words(line.year)}, and this would "
                    f"take {money_words(abs(line.pence))}",
                    "Correct the amount",
                )


def this_year(desk: Desk) -> int:
    """The financial year it is today."""
    return financial_year(desk.last_day())

"""Virement: money moves between accounts when two people signed, each for one side, and never before.

A partnership's side is signed by its budget holder, a side of the county's by a finance officer or a senior officer.
Whoever asks signs for their own side; the other side is somebody else's to sign, to refuse, or to leave.
"""

from typing import Final

from sqlalchemy.orm import Session

from engine.ledger import entries
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Account, Virement
from panel_api.services import posting
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.store import virements
from panel_api.store.virements import Moving

MOST_WORDS: Final = 300
MOST_PENCE: Final = 10**11
_COUNTY_SIGNS: Final = ("finance_officer", "senior_officer")


def signs_for(desk: Desk, account: Account) -> bool:
    """Whether the person who asks may sign for an account."""
    viewer = desk.viewer
    if not viewer.may("sign_virement"):
        return False
    if account.partnership is not None:
        return viewer.role == "budget_holder" and viewer.partnership == account.partnership
    return viewer.role in _COUNTY_SIGNS


def ask(session: Session, desk: Desk, giver: str, taker: str, year: int, pence: int | None, words: str) -> Virement:
    """Ask for money to be moved. giver, taker: codes. Raises Trouble "bad-input" with every problem, or "conflict".

    The giver must have it now already; it is looked at again at the second signature.
    """
    if desk.viewer.person is None:
        raise Trouble("not-allowed", "Virements are for people to ask for and to sign.")
    found = {each.code: each for each in virements.all_accounts(session)}
    gives, takes = found.get(giver), found.get(taker)
    complaints = Complaints()
    for name, account in (("giver", gives), ("taker", takes)):
        if account is None:
            complaints.add(name, "no account is chosen", "an account of the list", "Choose one")
    if gives is not None and gives is takes:
        complaints.add("taker", "it is the account that gives", "another account", "Choose another")
    if pence is None or not 0 < pence <= MOST_PENCE:
        complaints.add("amount", "this is no amount to move", "pounds above nothing, such as 2,500", "Correct it")
    if not 0 < len(words.strip()) <= MOST_WORDS:
        complaints.add("words", "what it is for is not said", f"1 to {MOST_WORDS} characters", "Say what it is for")
    if gives and takes and gives is not takes and not (signs_for(desk, gives) or signs_for(desk, takes)):
        complaints.add("giver", "neither account is yours to sign for", "one of yours on one side", "Choose it")
    refuse_if_any(complaints)
    assert gives is not None and takes is not None and pence is not None
    if signs_for(desk, gives):
        _refuse_short(session, gives, year, pence)
    row = Virement(
        giver_id=gives.id,
        taker_id=takes.id,
        year=year,
        pence=pence,
        words=words.strip(),
        stage="asked",
        asked_by=desk.viewer.person,
        asked_role=desk.viewer.role,
        asked_side="giver" if signs_for(desk, gives) else "taker",
    )
    added = virements.add_virement(session, row, desk.clock())
    store.log_change(session, desk.viewer, "virement_asked", added.reference, desk.clock())
    return added


def may_sign(desk: Desk, moving: Moving) -> bool:
    """Whether the second signature is theirs: for the side that the asker did not sign, and by another person."""
    row = moving.row
    if row.stage != "asked" or desk.viewer.person in (None, row.asked_by):
        return False
    return signs_for(desk, open_side(moving))


def sign(session: Session, desk: Desk, reference: str, version: int) -> Virement:
    """Give the second signature: the money moves at once. Raises Trouble "conflict" with figures where it is gone."""
    row = _held(session, desk, reference, version)
    moving = _find(session, desk, reference)
    _refuse_unless_yours(desk, moving)
    store.hold_accounts(session, (row.giver_id, row.taker_id))
    _refuse_short(session, moving.giver, row.year, row.pence)
    day = desk.last_day()
    lines = entries.vire(row.giver_id, row.taker_id, row.year, row.pence, day)
    words = f"Virement {reference}: {moving.giver.name} to {moving.taker.name}. {row.words}"[:400]
    asker = store.person_by_number(session, row.asked_by)
    posted = posting.post(
        session, desk, "vire", row.pence, lines, words, second_role=row.asked_role,
        second_reference=asker.reference, source=f"Virement {reference}",
    )  # fmt: skip
    row.entry_id = posted.number
    _answer(desk, row, "signed", None)
    session.flush()
    store.log_change(session, desk.viewer, "virement_signed", reference, desk.clock(), entry=posted.number)
    return row


def refuse(session: Session, desk: Desk, reference: str, version: int, words: str) -> Virement:
    """Refuse it, with words. Raises Trouble."""
    row = _held(session, desk, reference, version)
    _refuse_unless_yours(desk, _find(session, desk, reference))
    complaints = Complaints()
    if not 0 < len(words.strip()) <= MOST_WORDS:
        complaints.add("answer", "why is not said", f"1 to {MOST_WORDS} characters", "Say why it is refused")
    refuse_if_any(complaints)
    _answer(desk, row, "refused", words.strip())
    session.flush()
    store.log_change(session, desk.viewer, "virement_refused", reference, desk.clock())
    return row


def withdraw(session: Session, desk: Desk, reference: str, version: int) -> Virement:
    """Take back what one asked for, before it is answered. Raises Trouble."""
    row = _held(session, desk, reference, version)
    if row.asked_by != desk.viewer.person:
        raise conflict("Somebody else asked for it", "Refuse it, if its other side is yours")
    row.stage = "withdrawn"
    session.flush()
    store.log_change(session, desk.viewer, "virement_withdrawn", reference, desk.clock())
    return row


def find_virement(session: Session, desk: Desk, reference: str) -> Moving:
    """One that touches an account of those they see. Raises Trouble "not-found"."""
    return _find(session, desk, reference)


def _find(session: Session, desk: Desk, reference: str) -> Moving:
    found = virements.virement_by_reference(session, desk.viewer, reference)
    if found is None:
        raise not_found(f'You see no virement "{reference[:40]}"', "Check its reference")
    return found


def _held(session: Session, desk: Desk, reference: str, version: int) -> Virement:
    try:
        row = virements.hold_virement(session, desk.viewer, reference, version)
    except store.Stale:
        raise Trouble("stale", "Somebody answered it meanwhile. Read it again first.") from None
    if row is None:
        raise not_found(f'You see no virement "{reference[:40]}"', "Check its reference")
    if row.stage != "asked":
        raise conflict(f"This virement was {row.stage} already", "Nothing is left to do")
    return row


def open_side(moving: Moving) -> Account:
    """The account that the asker did not sign for."""
    return moving.taker if moving.row.asked_side == "giver" else moving.giver


def _refuse_unless_yours(desk: Desk, moving: Moving) -> None:
    if desk.viewer.person == moving.row.asked_by:
        raise conflict("You asked for it, and nobody signs twice", "Somebody who signs for the other account does it")
    if not may_sign(desk, moving):
        raise conflict("The other side is not yours to sign for", "Its budget holder or a finance officer signs")


def _refuse_short(session: Session, giver: Account, year: int, pence: int) -> None:
    """The giver must still have it, whatever kind of account it is."""
    left = store.uncommitted(session, giver.id, year)
    if left < pence:
        raise posting.short(giver, year, left, pence)


def _answer(desk: Desk, row: Virement, stage: str, words: str | None) -> None:
    row.stage, row.answer = stage, words
    row.answered_by, row.answered_role, row.answered_at = desk.viewer.person, desk.viewer.role, desk.clock()

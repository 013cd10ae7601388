"""Rulebooks are proposed by one person and supported or sent back by another. Nothing here adopts one.

Adopting is a decision of its own, on a re-scoring of the caseload (`adopting`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Proposal
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.proposal_texts import Checked
from panel_api.services.protecting import protection_kept
from panel_api.services.wording import words_given
from panel_api.store import proposals
from panel_api.store.proposals import Proposed

SAID: Final = {
    "proposed": "Waiting for an answer",
    "supported": "Supported",
    "sent_back": "Sent back",
    "withdrawn": "Withdrawn",
}


def listed_proposals(session: Session, desk: Desk) -> Sequence[Proposed]:
    """The proposals that the viewer may read, the newest first."""
    return proposals.list_proposals(session, desk.viewer)


def find_proposal(session: Session, desk: Desk, reference: str) -> Proposed:
    """One proposal. Raises Trouble "not-found"."""
    found = proposals.proposal_by_reference(session, desk.viewer, reference)
    if found is None:
        raise _none()
    return found


def propose(session: Session, desk: Desk, given: Checked, reference: str | None = None) -> Proposal:
    """Keep a new proposal, whatever its check found. Raises Trouble "not-allowed" for a program.

    reference: of an invented one, so that it is the same every time.
    """
    row = Proposal(**_said(given), reference=reference, stage="proposed", proposed_by=_person(desk))
    proposals.add_proposal(session, row, desk.clock())
    _log(session, desk, "proposal_made", row)
    return row


def change_proposal(session: Session, desk: Desk, reference: str, version: int, given: Checked) -> Proposal:
    """Write one's own proposal anew while nobody has answered it. Raises Trouble "not-found", "conflict", "stale"."""
    row = _own(session, desk, reference, version)
    for name, value in _said(given).items():
        setattr(row, name, value)
    row.changed_at = desk.clock()
    session.flush()
    _log(session, desk, "proposal_changed", row)
    return row


def withdraw_proposal(session: Session, desk: Desk, reference: str, version: int) -> Proposal:
    """Take one's own proposal back while nobody has answered it."""
    row = _own(session, desk, reference, version)
    row.stage, row.withdrawn_at = "withdrawn", desk.clock()
    session.flush()
    _log(session, desk, "proposal_withdrawn", row)
    return row


def answer_proposal(session: Session, desk: Desk, reference: str, version: int, stage: str, words: str) -> Proposal:
    """Support another person's proposal, or send it back with words. stage: "supported" or "sent_back".

    Raises Trouble "conflict" for one's own, for one that `why_not` stands against, and once it is answered; "stale"
    where it was changed since it was read.
    """
    row = _open(session, desk, reference, version)
    answerer = _person(desk)
    if row.proposed_by == answerer:
        raise conflict("You proposed this, and nobody answers their own proposal", "Ask another person to read it")
    complaints = Complaints()
    if stage not in ("supported", "sent_back"):
        complaints.add("stage", "nothing is chosen", "support, or send back", "Choose one")
    said = words.strip()
    if said or stage == "sent_back":
        said = words_given(complaints, "words", words, "Say what should be different")
    refuse_if_any(complaints)
    reason = why_not(desk, row)
    if stage == "supported" and reason:
        raise conflict(reason, "Send it back, with what should be different")
    row.stage, row.answered_by, row.answered_at, row.answer = stage, answerer, desk.clock(), said or None
    session.flush()
    _log(session, desk, f"proposal_{stage}", row)
    return row


def why_not(desk: Desk, row: Proposal, day: dt.date | None = None) -> str:
    """Why a proposal cannot be supported as it stands, in a sentence without its stop; empty where it can.

    day: from which it would be in force, where that is another than was proposed.
    """
    if row.faults:
        return "Its check does not pass"
    if row.vocabulary != desk.shelf.vocabulary():
        return "The vocabulary it was checked with is not the one on the shelf any more"
    if (day or row.from_day) < desk.last_day():
        return f"It was to be in force from {day_words(row.from_day)}, which is past"
    return ""


def _own(session: Session, desk: Desk, reference: str, version: int) -> Proposal:
    row = _open(session, desk, reference, version)
    if row.proposed_by != _person(desk):
        raise conflict("Only whoever proposed it changes or withdraws it", "Answer it instead")
    return row


def _open(session: Session, desk: Desk, reference: str, version: int) -> Proposal:
    try:
        row = proposals.hold_proposal(session, desk.viewer, reference, version)
    except store.Stale:
        raise Trouble("stale", "It was changed or answered while you had it open. Read it again first.") from None
    if row is None:
        raise _none()
    if row.stage != "proposed":
        raise conflict(f"It was {SAID[row.stage].lower()} already", "Nothing more can be done with it")
    return row


def _said(given: Checked) -> dict[str, object]:
    return {
        "name": given.name,
        "begun_from": given.begun_from,
        "text": given.text,
        "cases": given.cases,
        "vocabulary": given.vocabulary,
        "words": given.words,
        "from_day": given.from_day,
        "promise": given.promise.kind,
        "promise_basis_points": given.promise.basis_points,
        "promise_pence": given.promise.pence,
        "protection": protection_kept(given.protection),
        "faults": [asdict(each) for each in given.found.faults],
        "summary": given.found.summary,
    }


def _person(desk: Desk) -> int:
    if desk.viewer.person is None:
        raise Trouble("not-allowed", "Proposals are made and answered by people, never by a program.")
    return desk.viewer.person


def _log(session: Session, desk: Desk, what: str, row: Proposal) -> None:
    store.write_log(session, desk.viewer, "changes", what, row.reference, desk.clock())


def _none() -> Trouble:
    return not_found("There is no such proposal", "Look at /proposals")

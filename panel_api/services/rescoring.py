"""Re-scoring: what the caseload comes to by a proposed text, beside the one in force; sealed, and demanded by adoption.

Assessing comes before the writing transaction, which writes all of it or, where anything stops it, nothing.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.language.loading import text_hash
from engine.problems import Complaints
from engine.recording.of_rulebooks import rescoring_entry
from engine.recording.records import Person
from engine.whatif.asked import Protection, Spec
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.local_time import local
from panel_api.models import Proposal, Rescoring
from panel_api.services.answers import refuse_if_any
from panel_api.services.caseload_run import Texts, worked
from panel_api.services.desk import Desk
from panel_api.services.in_force import history_of
from panel_api.services.proposals import find_proposal, why_not
from panel_api.services.protecting import protection_of
from panel_api.services.whatif_texts import Text, in_force_on
from panel_api.store import proposals, rescorings
from panel_api.store.caseload import caseload, count_caseload

if TYPE_CHECKING:
    from engine.whatif.results import CaseResult

Told = Callable[[int, int], None]
"""Called with how many cases are done, and of how many."""
DAYS: Final = 7
"""How long a re-scoring can be adopted on: answers change, and cases are decided."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that is to be re-scored. proposal: None where an earlier text is to be put back. version: of the proposal.

    against: the text that would be in force on the day without it; itself where there would be none.
    """

    name: str
    text: Text
    against: Text
    day: dt.date
    proposal: Proposal | None = None

    @property
    def sha256(self) -> str:
        """What names the text tried."""
        return text_hash(*self.text)


def rescore_proposal(desk: Desk, reference: str, day: dt.date | None = None, told: Told | None = None) -> Rescoring:
    """Re-score a proposal as of the day it is to be in force, or a later one; sealed.

    Raises Trouble "not-found"; "conflict" where its check does not pass; "bad-input" for a day that is past or earlier
    than proposed.
    """
    return rescore(desk, tried_of(desk, reference, day), told)


def tried_of(desk: Desk, reference: str, day: dt.date | None = None) -> Tried:
    """What re-scoring a proposal would try. Raises Trouble as `rescore_proposal`."""
    with desk.database.reading() as session:
        row = find_proposal(session, desk, reference).proposal
        if row.stage not in ("proposed", "supported"):
            raise conflict("It was sent back or withdrawn", "Begin a new proposal from it")
        reason = why_not(desk, row, day)
        if reason:
            raise conflict(reason, "Begin a new proposal from it")
        day = day or row.from_day
        _refuse_day(desk, day, row.from_day)
        text = (row.text, row.vocabulary)
        return Tried(row.name, text, _against(session, desk, row.name, day, text), day, row)


def tried_again(desk: Desk, name: str, sha256: str, day: dt.date) -> Tried:
    """What re-scoring an earlier text of a rulebook, to be put back, would try.

    Raises Trouble "not-found" where it was never in force, "conflict" where it is the one in force, "bad-input" for a
    day that is past.
    """
    _refuse_day(desk, day)
    with desk.database.reading() as session:
        earlier = {each.sha256: each for each in history_of(session, desk, name)}
        if sha256 not in earlier:
            raise not_found("No such text was in force", f"Look at /rulebooks/{name}/history")
        text = (earlier[sha256].text, earlier[sha256].vocabulary)
        against = _against(session, desk, name, day, text)
    if against == text:
        raise conflict("This is the text that is in force on that day already", "Choose another text or another day")
    return Tried(name, text, against, day)


@dataclass(frozen=True, slots=True)
class Scored:
    """Every case worked out by both texts, not kept yet. cases: how many."""

    tried: Tried
    cases: int
    document: dict[str, Any]
    rows: list[dict[str, Any]]


def rescore(desk: Desk, tried: Tried, told: Told | None = None) -> Rescoring:
    """Work every case out by both texts, and seal what comes of it; seconds to minutes."""
    scored = score(desk, tried, told)
    with desk.database.writing() as session:
        return keep_scored(session, desk, scored)


def caseload_of(desk: Desk, tried: Tried) -> int:
    """How many cases re-scoring it would work out."""
    with desk.database.reading() as session:
        return count_caseload(session, tried.name, tried.day)


def score(desk: Desk, tried: Tried, told: Told | None = None) -> Scored:
    """Work every case out by both texts; nothing is written. Raises Trouble "conflict" for one no columns can hold."""
    texts = Texts(tried.name, tried.against, tried.text)
    kept = None if tried.proposal is None else protection_of(tried.proposal.protection)
    spec = Spec(tried.day, (), kept or Protection(), range=True, calendar=desk.shelf.calendar())
    with desk.database.reading() as session:
        many = count_caseload(session, tried.name, tried.day)
        batches = caseload(session, tried.name, tried.day)
        step: Callable[[int], None] = lambda done: None if told is None else told(done, many)  # noqa: E731
        found = worked(batches, many, [texts], spec, step, each=True)
    return Scored(tried, many, found.document, [_row(each) for each in found.cases])


def find_rescoring(session: Session, reference: str) -> Rescoring:
    """One re-scoring. Raises Trouble "not-found"."""
    found = rescorings.rescoring_by_reference(session, reference)
    if found is None:
        raise not_found("There is no such re-scoring", "Look at the proposal it was made for")
    return found


def rescorings_of(session: Session, proposal: Proposal) -> Sequence[Rescoring]:
    """The re-scorings of a proposal, the newest first."""
    return rescorings.rescorings_of(session, proposal.id)


def stale(session: Session, desk: Desk, row: Rescoring) -> list[str]:
    """Why nothing can be adopted on a re-scoring any more, a sentence each without its stop; empty where it can.

    It must be of the proposal's exact text, against what would be in force on its day, have every case that is open
    now, and be no older than DAYS.
    """
    found = []
    today = desk.last_day()
    if row.as_of < today:
        found.append(f"It is as of {day_words(row.as_of)}, which is past")
    proposal = proposals.proposal_by_number(session, desk.viewer, row.proposal_id) if row.proposal_id else None
    if proposal and text_hash(proposal.text, proposal.vocabulary) != row.sha256:
        found.append("The proposal's text has changed since")
    kept = store.rulebook_text(session, row.sha256)
    assert kept is not None
    against = text_hash(*_against(session, desk, row.name, row.as_of, (kept.text, kept.vocabulary)))
    if against != row.against_sha256:
        found.append("The text in force, which it was held against, is another one now")
    made = local(row.made_at).date()
    if (today - made).days > DAYS:
        found.append(f"It was made on {day_words(made)}, more than {DAYS} days ago")
    missing = rescorings.open_cases_without(session, row)
    if missing:
        found.append(f"{missing:,} {'case is' if missing == 1 else 'cases are'} open now that it does not have")
    return found


def keep_scored(session: Session, desk: Desk, scored: Scored) -> Rescoring:
    """Seal what was worked out, all of it. Raises Trouble "conflict" where the proposal was changed meanwhile."""
    viewer, at, tried, document = desk.viewer, desk.clock(), scored.tried, scored.document
    if tried.proposal is not None:
        row = proposals.proposal_by_number(session, viewer, tried.proposal.id)
        if row is None or row.version != tried.proposal.version:
            raise conflict("The proposal was changed while it was re-scored", "Read it, and re-score it again")
    sha256 = store.keep_rulebook(session, tried.name, *tried.text, at)
    against = store.keep_rulebook(session, tried.name, *tried.against, at)
    reference = rescorings.new_rescoring_reference(session)
    by = Person(viewer.role, viewer.reference)
    entry = rescoring_entry(at, reference, tried.name, (sha256, against), tried.day, document, by)
    link = store.append_record(session, entry)
    kept = Rescoring(
        reference=reference,
        proposal_id=None if tried.proposal is None else tried.proposal.id,
        name=tried.name,
        sha256=sha256,
        against_sha256=against,
        as_of=tried.day,
        cases=scored.cases,
        result=document,
        record_sequence=link.sequence,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        made_at=at,
    )
    rescorings.add_rescoring(session, kept, scored.rows)
    detail = {"rulebook": tried.name, "sha256": sha256, "cases": scored.cases}
    store.write_log(session, viewer, "changes", "rescored", reference, at, detail)
    return kept


def _against(session: Session, desk: Desk, name: str, day: dt.date, text: Text) -> Text:
    """What would be in force on the day as things stand; the text itself where nothing would."""
    return in_force_on(session, desk, name, day) or text


def _refuse_day(desk: Desk, day: dt.date, proposed: dt.date | None = None) -> None:
    complaints, earliest = Complaints(), max(desk.last_day(), proposed or day)
    if day < earliest or day < desk.last_day():
        wrong = "this day is past" if day < desk.last_day() else "this is earlier than was proposed"
        complaints.add("from_day", wrong, f"{day_words(earliest)} or later", "Write a later day")
    refuse_if_any(complaints)


def _row(found: "CaseResult") -> dict[str, Any]:
    before, after = found.before, found.after
    return {
        "case_id": found.case,
        "status_before": before.status,
        "status_after": after.status,
        "band_before": before.band,
        "band_after": after.band,
        "pence_before": before.pence,
        "pence_after": after.pence,
    }

"""Calibrating: finding the values of a proposal, or of the text in force, that meet a target. It puts nothing in force.

Working it out comes before the writing transaction. What is kept says what was asked, what was found and how; taking
it into a proposal is a step of its own, and the proposal is then checked, supported and re-scored as any other.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from engine.calibrating.calibration import Calibrated, calibrate
from engine.calibrating.document import result_json, target_json
from engine.calibrating.landing import CannotCalibrate, OneCase, award
from engine.calibrating.rewriting import with_outcomes
from engine.calibrating.solving import TooHard
from engine.calibrating.target import Target
from engine.language.loading import load_text, text_hash
from engine.opinions.evaluate import evaluate
from engine.problems import Problem, Refused
from engine.proof.check import CASES_FILE
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Calibration, Proposal
from panel_api.services.answers import taken_out
from panel_api.services.calibration_asked import TargetTyped, target_of
from panel_api.services.desk import Desk
from panel_api.services.promises import NONE, Promise, promise_of
from panel_api.services.proposal_texts import Checked, Written, checked
from panel_api.services.proposals import change_proposal, propose
from panel_api.services.protecting import protection_of
from panel_api.services.rescoring import Tried, tried_of
from panel_api.store import calibrations, caseload, proposals

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Worked:
    """A calibration worked out, not kept yet. tried: the text it began from, and the one in force."""

    tried: Tried
    value: str
    target: Target
    found: Calibrated


def calibrate_proposal(desk: Desk, reference: str, typed: TargetTyped) -> Calibration:
    """Find the values of a proposal that meet a target, and keep what came of it; seconds.

    Raises Trouble "not-found"; "bad-input" for a target that cannot be read, or a value that cannot be calibrated.
    """
    worked = work_out(desk, tried_of(desk, reference), typed)
    with desk.database.writing() as session:
        return keep_calibration(session, desk, worked)


def tried_in_force(desk: Desk, name: str, day: dt.date) -> Tried:
    """What is in force of a rulebook on a day, to be calibrated as it stands. Raises Trouble "not-found"."""
    if name not in desk.shelf.names():
        raise not_found("There is no such rulebook", f"Choose one of {', '.join(desk.shelf.names())}")
    book = desk.shelf.book_on(name, day)
    text = (book.text, book.vocabulary_text)
    return Tried(name, text, text, day)


def work_out(desk: Desk, tried: Tried, typed: TargetTyped) -> Worked:
    """Find the values; nothing is written. Raises Trouble as `calibrate_proposal`, "conflict" where it is too hard."""
    book, against = load_text(*tried.text), load_text(*tried.against)
    target = target_of(typed, book, tried.day)
    cases = _cases(desk, tried, book, against)
    try:
        found = calibrate(book, against, typed.value, tried.day, cases, target)
    except CannotCalibrate as cannot:
        problem = Problem(
            "value", f"it cannot be calibrated: {cannot}", "a value that gives the award", "Choose another"
        )
        raise Trouble("bad-input", problems=[problem]) from None
    except TooHard:
        raise conflict(
            "No answer was found in the time there is, and none is ruled out",
            "Give a wider tolerance, smaller steps, or fix some of the values",
        ) from None
    return Worked(tried, typed.value, target, found)


def keep_calibration(session: Session, desk: Desk, worked: Worked) -> Calibration:
    """Keep what came of it, found or not."""
    viewer, at, tried, found = desk.viewer, desk.clock(), worked.tried, worked.found
    row = Calibration(
        reference=calibrations.new_calibration_reference(session),
        proposal_id=None if tried.proposal is None else tried.proposal.id,
        name=tried.name,
        sha256=tried.sha256,
        found_sha256=None if found.text is None else text_hash(found.text, tried.text[1]),
        found_text=found.text,
        spec=target_json(worked.value, worked.target),
        result=result_json(found),
        as_of=tried.day,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        made_at=at,
    )
    calibrations.add_calibration(session, row)
    detail = {"rulebook": row.name, "value": worked.value, "sha256": row.sha256}
    store.write_log(session, viewer, "changes", "calibrated", row.reference, at, detail)
    return row


def find_calibration(session: Session, reference: str) -> Calibration:
    """One calibration. Raises Trouble "not-found"."""
    found = calibrations.calibration_by_reference(session, reference)
    if found is None:
        raise not_found("There is no such calibration", "Look at the proposal it was made for")
    return found


def calibrations_of(session: Session, proposal: Proposal) -> Sequence[Calibration]:
    """The calibrations of a proposal, the newest first."""
    return calibrations.calibrations_of(session, proposal.id)


def proposal_of(session: Session, desk: Desk, row: Calibration) -> Proposal | None:
    """The proposal it began from, where the viewer sees it."""
    return None if row.proposal_id is None else proposals.proposal_by_number(session, desk.viewer, row.proposal_id)


@dataclass(frozen=True, slots=True)
class Taken:
    """A found text on its way into a proposal, checked. into: the proposal to change; None for a new one. rewritten:
    the worked cases whose amounts follow."""

    checked: Checked
    into: Proposal | None
    rewritten: list[str]


def taken(desk: Desk, reference: str) -> Taken:
    """Put what was found into a proposal's form, with the worked cases whose amounts follow, and check it; seconds.

    A proposal of one's own that waits for its answer is changed; else a new one is begun. Raises Trouble "not-found";
    "conflict" where nothing was found, or the text it began from has changed since.
    """
    with desk.database.reading() as session:
        row = find_calibration(session, reference)
        if row.proposal_id is None:
            raise conflict("It began from no proposal", "Take its text into a new proposal by hand")
        proposal = proposals.proposal_by_number(session, desk.viewer, row.proposal_id)
    if proposal is None:
        raise not_found("There is no such proposal", "Look at /proposals")
    if row.found_text is None:
        raise conflict("Nothing that meets the target was found", "Ask for another target")
    if text_hash(proposal.text, proposal.vocabulary) != row.sha256:
        raise conflict("The proposal's text has changed since", "Calibrate it again")
    before, after = load_text(proposal.text, proposal.vocabulary), load_text(row.found_text, proposal.vocabulary)
    cases, names = with_outcomes(before, after, proposal.cases, CASES_FILE) if proposal.cases else ("", [])
    own = proposal.proposed_by == desk.viewer.person and proposal.stage == "proposed"
    promise = promise_of(proposal) or Promise(NONE)
    given = replace(
        checked(desk, _written(proposal, row, cases)), promise=promise, protection=protection_of(proposal.protection)
    )
    return Taken(given, proposal if own else None, names)


def keep_taken(session: Session, desk: Desk, given: Taken) -> Proposal:
    """Change the proposal, or begin the new one."""
    if given.into is None:
        return propose(session, desk, given.checked)
    return change_proposal(session, desk, given.into.reference, given.into.version, given.checked)


def _written(proposal: Proposal, row: Calibration, cases: str) -> Written:
    assert row.found_text is not None
    words = f"{proposal.words}\n\nIts {row.spec['value']} as found by calibration {row.reference}."
    begun = proposal.begun_from or ""
    return Written(proposal.name, row.found_text, cases, words, proposal.from_day, begun)


def _cases(desk: Desk, tried: Tried, book: Rulebook, against: Rulebook) -> list[OneCase]:
    """The caseload with what each has by the text in force; one whose answers a text takes no more has none."""
    found = []
    with desk.database.reading() as session:
        for batch in caseload.caseload(session, tried.name, tried.day):
            for row in batch:
                try:
                    answers = taken_out(book, row.facts)
                    before = award(evaluate(against, taken_out(against, row.facts), tried.day))
                except Refused:
                    continue
                found.append(OneCase(row.school or "", before, answers))
    return found

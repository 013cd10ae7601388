"""Draft the letters about a decision: one to everyone who is to have one that day, each in the reader's own words.

Drafting again takes the place of what has not gone out. Where a letter has gone out, the new one says that it takes its
place: a letter that was sent is never changed.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Problem, Refused
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.letters import LetterFacts, Page, as_pdf, compose
from panel_api.letters.kept import facts_kept, page_kept
from panel_api.letters.letterhead import read_letterhead
from panel_api.models import Case, Decision, Letter, SchoolAsked
from panel_api.schemas_letters import NewLetters
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.services.letter_facts import Run, facts_for, schools_told
from panel_api.services.recipients import Recipient, recipients_on
from panel_api.services.shielding import same_person

UNSENT: Final = ("drafted", "looked_at", "confirmed")
Draft = tuple[Recipient, LetterFacts, Page, Letter | None]
"""Whom it is for, what it is made of, its words, and the letter it takes the place of."""


def draft_letters(session: Session, desk: Desk, reference: str, decision: int, given: NewLetters) -> list[Letter]:
    """Keep a draft to everyone who is to have one.

    Raises Trouble "not-found", "conflict", or "bad-input" with everything that no letter of them can do without.
    """
    case = held_case(session, desk, reference)
    run = _run(session, desk, case, decision_of(session, desk, case, decision), given)
    author = signed_in(desk)
    before = [each for each in store.letters_of(session, desk.viewer, case) if each.decision_id == run.made.id]
    drafts = _composed(run, before)
    waiting = [each for each in before if each.stage == "drafted"]
    if sorted((each.facts for each in waiting), key=str) == sorted((facts_kept(each[1]) for each in drafts), key=str):
        return waiting  # sent twice, done once
    for letter in before:
        if letter.stage in UNSENT:
            letter.stage = "withdrawn"
    kept = [store.add_letter(session, case, _row(run, draft, author), desk.clock()) for draft in drafts]
    said = "A letter was drafted." if len(kept) == 1 else f"{len(kept)} letters were drafted."
    store.add_event(session, desk.viewer, case, "letter", said, desk.clock())
    return kept


def decision_of(session: Session, desk: Desk, case: Case, number: int) -> Decision:
    """A decision that still counts. Raises Trouble "not-found", or "conflict" where a later one corrects it."""
    found = store.decisions_of(session, desk.viewer, case)
    made = next((each for each in found if each.id == number), None)
    if made is None:
        raise not_found("There is no such decision on this case", "Read the case again")
    if any(each.corrects_id == made.id for each in found):
        raise conflict("A later decision corrects this one", "Write the letters about the later one")
    return made


def signed_in(desk: Desk) -> int:
    """The number of the person at work. Raises Trouble "conflict" for the operator and for programs."""
    if desk.viewer.person is None:
        raise conflict("A letter is written, looked at and sent by a person who has signed in", "Sign in first")
    return desk.viewer.person


def _run(session: Session, desk: Desk, case: Case, made: Decision, given: NewLetters) -> Run:
    schools = schools_told(made, given)
    asked = store.hanging_on(session, desk.viewer, SchoolAsked, case)
    whom = recipients_on(case, given.day, parents_may_know=given.parents_may_know, schools=schools, asked=asked)
    if not any(each.holds_rights for each in whom.get):
        raise conflict("Nobody is known who holds the rights in this decision", "Record who is around the child first")
    advice = store.recommendations_of(session, desk.viewer, case)
    advised = next((each.band for each in advice if each.id == made.recommendation_id), None)
    return Run(case, made, advised, given, whom, read_letterhead(desk.settings.letterhead))


def _composed(run: Run, before: Sequence[Letter]) -> list[Draft]:
    """Every letter, ready to be printed; what stops any of them is told at once."""
    found: list[Draft] = []
    problems: dict[Problem, None] = {}
    for each in run.whom.get:
        earlier = _sent_to(run.case, before, each)
        corrects = dt.date.fromisoformat(earlier.facts["day"]) if earlier else None
        try:
            facts = facts_for(run, each, corrects)
            page = compose(facts)
            as_pdf(page)
            found.append((each, facts, page, earlier))
        except Refused as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise Trouble("bad-input", problems=list(problems))
    return found


def _sent_to(case: Case, before: Sequence[Letter], each: Recipient) -> Letter | None:
    """The letter about this decision that went to this reader last, whatever has been recorded of them since."""
    themselves = [party.id for party in case.parties if same_person(party, each.party)]
    return next((letter for letter in before if letter.stage == "sent" and letter.party_id in themselves), None)


def _row(run: Run, draft: Draft, author: int) -> Letter:
    each, facts, page, earlier = draft
    return Letter(
        decision_id=run.made.id,
        party_id=each.party.id,
        reader=each.reader,
        stage="drafted",
        shielded=run.whom.shielded,
        facts=facts_kept(facts),
        blocks=page_kept(page),
        corrects_id=earlier.id if earlier else None,
        drafted_by=author,
    )

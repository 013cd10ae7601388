"""Adopting a rulebook: proposed by one, adopted by another, on a re-scoring of the caseload, from a day; sealed.

Never backdated over what was decided, and undone only by another adoption, of an earlier text, with a re-scoring of its
own. What comes in force so is the text that was re-scored, to the byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import day_begins
from engine.problems import Complaints, Refused
from engine.proof.check import load_kept
from engine.recording.of_rulebooks import Adopted as AdoptedEntry
from engine.recording.of_rulebooks import adoption_entry
from engine.recording.records import Person
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Adoption, Proposal, Rescoring
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.in_force import never_replaced
from panel_api.services.promises import broken, promise_of
from panel_api.services.proposal_texts import check_text
from panel_api.services.proposals import why_not
from panel_api.services.rescoring import find_rescoring, stale
from panel_api.services.wording import words_given
from panel_api.store import adoptions, people, proposals, rescorings

_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Ready:
    """What an adoption would put in force, and what stands in its way: each a sentence without its stop.

    replaces: adoptions for the same day or a later one, which would not hold then.
    """

    rescoring: Rescoring
    proposal: Proposal | None
    cases: str
    missing: list[str]
    replaces: list[Adoption]


def ready_to_adopt(session: Session, desk: Desk, reference: str) -> Ready:
    """How far an adoption on this re-scoring has come. Raises Trouble "not-found"."""
    row = find_rescoring(session, reference)
    proposal = proposals.proposal_by_number(session, desk.viewer, row.proposal_id) if row.proposal_id else None
    missing = [
        *_not_done(session, desk, row, proposal),
        *stale(session, desk, row),
        *_too_dear(row, proposal),
        *_backdated(session, row),
    ]
    made = never_replaced(adoptions.adoptions_of(session, row.name))
    ahead = [each for each in made if each.from_day >= row.as_of]
    cases = proposal.cases if proposal else _cases_of(session, desk, row)
    return Ready(row, proposal, cases, missing, ahead)


@dataclass(frozen=True, slots=True)
class Meant:
    """An adoption that was looked at and may be kept. replace: what was adopted for that day or later holds no more."""

    reference: str
    words: str
    replace: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How far a proposal has come: its newest re-scoring, why nothing can be adopted on that, and its adoption."""

    rescoring: Rescoring | None
    stale: list[str]
    adoption: Adoption | None


def way_to_adoption(session: Session, desk: Desk, proposal: Proposal) -> Way:
    """How far a proposal has come."""
    newest = next(iter(rescorings.rescorings_of(session, proposal.id)), None)
    why = stale(session, desk, newest) if newest else []
    return Way(newest, why, adoptions.adoption_of_proposal(session, proposal.id))


def adopt(desk: Desk, reference: str, words: str, *, replace: bool = False) -> Adoption:
    """Adopt what a re-scoring was made of, from the day it was made for; sealed. Raises Trouble as `meant`."""
    given = meant(desk, reference, words, replace=replace)
    with desk.database.writing() as session:
        row = keep_adoption(session, desk, given)
    desk.shelf.look_again()
    return row


def meant(desk: Desk, reference: str, words: str, *, replace: bool = False) -> Meant:
    """Look at all that an adoption demands, and check the text once more; takes seconds, and writes nothing.

    Raises Trouble "not-found"; "conflict" with the first thing that stands in its way; "bad-input" without words, or
    where what was adopted for the same day or a later one would hold no more and `replace` does not say that it is
    meant; "not-allowed" for a program.
    """
    if desk.viewer.person is None:
        raise Trouble("not-allowed", "A rulebook is adopted by a person, never by a program.")
    with desk.database.reading() as session:
        ready = ready_to_adopt(session, desk, reference)
        _refuse(ready)
        kept = store.rulebook_text(session, ready.rescoring.sha256)
        assert kept is not None
        text, vocabulary = kept.text, kept.vocabulary
    complaints = Complaints()
    said = words_given(complaints, "words", words, "Say on whose authority, and why")
    if ready.replaces and not replace:
        names = ", ".join(each.reference for each in ready.replaces)
        complaints.add("replace", f"{names} would hold no more", "that this is meant", "Tick it, or leave it")
    refuse_if_any(complaints)
    _check(desk, ready, text, vocabulary)
    return Meant(reference, said, replace)


def rescorings_by_number(session: Session, made: Sequence[Adoption]) -> Sequence[Rescoring]:
    """The re-scorings that adoptions rest on."""
    return rescorings.rescorings_by_number(session, [each.rescoring_id for each in made])


def keep_adoption(session: Session, desk: Desk, given: Meant) -> Adoption:
    """Keep and seal it, if nothing has come in its way since. The shelf looks again once this is committed.

    Raises Trouble "conflict".
    """
    viewer, at = desk.viewer, desk.clock()
    assert viewer.person is not None
    proposals.hold_proposals_of(session, find_rescoring(session, given.reference).name)
    ready = ready_to_adopt(session, desk, given.reference)
    _refuse(ready)
    if ready.replaces and not given.replace:
        raise conflict("Something was adopted meanwhile for that day or a later one", "Read this page again")
    row, proposal = ready.rescoring, ready.proposal
    kind = "rolled_back" if proposal is None else "adopted"
    replaces = row.against_sha256 if row.against_sha256 != row.sha256 else ""
    own = adoptions.new_adoption_reference(session)
    entry = AdoptedEntry(
        reference=own,
        kind=kind,
        name=row.name,
        texts=(row.sha256, replaces),
        from_day=row.as_of,
        rescoring=row.record_sequence,
        words=given.words,
        proposed_by=None if proposal is None else _proposer(session, proposal),
        by=Person(viewer.role, viewer.reference),
    )
    link = store.append_record(session, adoption_entry(at, entry))
    # From here on nothing is sealed beside this: what was, counts.
    later = _backdated(session, row)
    if later:
        raise conflict(later[0], "Choose a later day, and re-score as of it")
    kept = Adoption(
        reference=own,
        kind=kind,
        name=row.name,
        sha256=row.sha256,
        replaces_sha256=replaces,
        cases=ready.cases,
        proposal_id=row.proposal_id,
        rescoring_id=row.id,
        from_day=row.as_of,
        words=given.words,
        record_sequence=link.sequence,
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        adopted_at=at,
    )
    session.add(kept)
    session.flush()
    detail = {"from": row.as_of.isoformat(), "kind": kind, "rulebook": row.name, "sha256": row.sha256}
    store.write_log(session, viewer, "changes", "adopted", own, at, detail)
    return kept


def listed_adoptions(session: Session) -> Sequence[Adoption]:
    """Every adoption, the newest first."""
    return list(reversed(adoptions.adoptions_of(session)))


def _not_done(session: Session, desk: Desk, row: Rescoring, proposal: Proposal | None) -> list[str]:
    """What people have not done yet, or what this person may not do."""
    me = desk.viewer.person
    if adoptions.adoption_on_rescoring(session, row.id) is not None:
        return ["It was adopted on this re-scoring already"]
    if proposal is None:
        own = me is not None and row.by_person == me
        return ["You had this text re-scored, and another person puts it back"] if own else []
    found = []
    if proposal.stage != "supported":
        found.append("Another person than the proposer has not supported it")
    if adoptions.adoption_of_proposal(session, proposal.id) is not None:
        found.append("It was adopted already; to have it again, put it back from the rulebook's history")
    reason = why_not(desk, proposal, row.as_of)
    if reason:
        found.append(reason)
    if row.as_of < proposal.from_day:
        found.append(f"It was proposed to be in force from {day_words(proposal.from_day)}, which is later")
    if me is not None and proposal.proposed_by == me:
        found.append("You proposed this, and another person adopts it")
    return found


def _too_dear(row: Rescoring, proposal: Proposal | None) -> list[str]:
    """That it breaks what the proposal promised to cost, with the figure."""
    why = "" if proposal is None else broken(promise_of(proposal), row.result)
    return [why] if why else []


def _backdated(session: Session, row: Rescoring) -> list[str]:
    later = adoptions.sealed_under_another(session, row.name, row.sha256, row.as_of, day_begins(row.as_of))
    if not later:
        return []
    named = ", ".join(str(each) for each in later[:_MOST_NAMED])
    more = f" and {len(later) - _MOST_NAMED:,} more" if len(later) > _MOST_NAMED else ""
    many = "1 decision is" if len(later) == 1 else f"{len(later):,} decisions are"
    which = "record" if len(later) == 1 else "records"
    return [f"{many} sealed under another text on {day_words(row.as_of)} or later ({which} {named}{more})"]


def _refuse(ready: Ready) -> None:
    if ready.missing:
        raise conflict(ready.missing[0], "Put that right first")


def _check(desk: Desk, ready: Ready, text: str, vocabulary: str) -> None:
    """Check once more what is to come in force, by the engine as it is now. Raises Trouble "conflict"."""
    name = ready.rescoring.name
    if ready.proposal is not None:
        faults = [each.words for each in check_text(name, text, ready.cases, vocabulary).faults]
    else:
        try:
            load_kept(text, ready.cases, vocabulary, desk.shelf.folder / name)
            faults = []
        except Refused as error:
            faults = [each.message for each in error.problems]
    if faults:
        raise conflict(f"Its check does not pass any more: {faults[0]}", "Propose a text whose check passes")


def _cases_of(session: Session, desk: Desk, row: Rescoring) -> str:
    """The cases that stood beside an earlier text; those in the folder where that is the text there."""
    cases = adoptions.cases_of_text(session, row.name, row.sha256)
    if cases is not None:
        return cases
    kept, lying = store.rulebook_text(session, row.sha256), desk.shelf.folder_texts(row.name)
    return lying.cases if kept is not None and kept.text == lying.rulebook else ""


def _proposer(session: Session, proposal: Proposal) -> Person:
    person = people.person_by_number(session, proposal.proposed_by)
    return Person("rulebook_editor", person.reference)

"""The texts that a what-if tries, each beside what would be in force: of proposals and overlays, laid in turn."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.language.loading import load_text
from engine.problems import Complaints, Refused
from engine.rulebook import Rulebook
from engine.sharing.allocation import AllocationAnswers, read_allocation_answers
from panel_api.errors import Trouble, conflict, not_found
from panel_api.services.allocating import facts_sent
from panel_api.services.answers import refuse_if_any
from panel_api.services.caseload_run import Texts
from panel_api.services.desk import Desk
from panel_api.services.in_force import history_of
from panel_api.services.overlays import find_overlay, laid
from panel_api.shelf import NoSuchRulebook
from panel_api.store import allocations, whatif

Text = tuple[str, str]
"""A rulebook's text, and the vocabulary it is read with."""


@dataclass(frozen=True, slots=True)
class Against:
    """One rulebook as it would be, beside itself. source: the proposal and the overlays, in the order they were laid.

    answers: for one that shares money out, the facts of the allocation that was worked out last.
    """

    name: str
    texts: Texts
    source: str
    answers: AllocationAnswers | None


def texts_of(
    session: Session, desk: Desk, proposals: Sequence[str], overlays: Sequence[str], day: dt.date
) -> list[Against]:
    """What is tried, in order of the rulebooks' names. Raises Trouble "not-found", "conflict" or "bad-input"."""
    tried: dict[str, tuple[Text, list[str]]] = {}
    for reference in proposals:
        row = whatif.proposal_to_try(session, desk.viewer, reference)
        if row is None:
            raise not_found(f"There is no proposal {reference}", "Look at the list of what can be tried")
        if row.faults:
            raise conflict(f"The check of proposal {reference} does not pass", "Try one whose check passes")
        if row.name in tried:
            raise conflict(f"Two proposals are of the rulebook {row.name}", "Try them one after the other")
        tried[row.name] = ((row.text, row.vocabulary), [reference])
    for name in overlays:
        overlay = find_overlay(desk, name)
        over, sources = tried.get(overlay.changes) or (_in_force(session, desk, overlay.changes, day), [])
        found = laid(desk, overlay, *over)
        if found.book is None:
            raise Trouble("conflict", f"The overlay {name} cannot be tried.", problems=found.problems)
        tried[overlay.changes] = ((found.text, over[1]), [*sources, name])
    return [
        _against(session, desk, name, text, _before(session, desk, name, day, text), sources)
        for name, (text, sources) in sorted(tried.items())
    ]


def in_force_on(session: Session, desk: Desk, name: str, day: dt.date) -> Text | None:
    """The text of a rulebook that would be in force on a day as things stand; None where there is none."""
    try:
        standing = history_of(session, desk, name)
    except NoSuchRulebook:
        return None
    held = [each for each in standing if each.from_day <= day] or standing[:1]
    return (held[-1].text, held[-1].vocabulary) if held else None


def _in_force(session: Session, desk: Desk, name: str, day: dt.date) -> Text:
    found = in_force_on(session, desk, name, day)
    if found is None:
        raise conflict(f"There is no rulebook {name} for an overlay to change", "Try another overlay")
    return found


def _before(session: Session, desk: Desk, name: str, day: dt.date, text: Text) -> Text:
    """What a text is held against: itself where there is nothing else, as for a new rulebook."""
    return in_force_on(session, desk, name, day) or text


def _against(session: Session, desk: Desk, name: str, text: Text, before: Text, sources: Sequence[str]) -> Against:
    try:
        book = load_text(*text)
    except Refused as refused:
        raise Trouble("conflict", f"{name} cannot be read any more.", problems=refused.problems) from None
    answers = _answers(session, desk, book) if book.over else None
    return Against(name, Texts(name, before, text, answers), " + ".join(sources), answers)


def _answers(session: Session, desk: Desk, book: Rulebook) -> AllocationAnswers:
    """What money was last shared out by. Raises Trouble "conflict" where nothing was yet."""
    runs = [each.run for each in allocations.list_runs(session, desk.viewer) if each.run.rulebook_name == book.name]
    if not runs:
        raise conflict(f"Nothing was shared out by {book.name} yet", "Keep an allocation first")
    complaints = Complaints()
    found = read_allocation_answers(book, facts_sent(book, runs[0].facts), complaints)
    refuse_if_any(complaints)
    return found

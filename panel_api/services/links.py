"""Linked cases: two requests for one child, such as a top-up and an assessment, kept apart and shown together."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.models import Case
from panel_api.schemas_hanging import UNLINKED, Link, Unlink
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk


def link(session: Session, desk: Desk, reference: str, given: Link) -> None:
    """Link two cases that a person says are of one child. Raises Trouble "not-found", "conflict" or "bad-input"."""
    case, other = _both(session, desk, reference, given.other)
    try:
        with session.begin_nested():
            store.add_link(session, desk.viewer, case, other, given.why, desk.clock())
    except IntegrityError:
        raise conflict("These two cases are linked already", "See the link below") from None
    _noted(session, desk, case, other, "was linked with this one")


def unlink(session: Session, desk: Desk, reference: str, given: Unlink) -> None:
    """Undo a link, with why; the histories of both keep that it stood."""
    case, other = _both(session, desk, reference, given.other)
    if not store.remove_link(session, case, other):
        raise conflict("These two cases are not linked any more", "Nothing is left to do")
    _noted(session, desk, case, other, f"is no longer linked with this one: {UNLINKED[given.why]}")


def _both(session: Session, desk: Desk, reference: str, second: str) -> tuple[Case, Case]:
    """Both cases, held in the order of their references so that two people linking cannot wait for each other."""
    if second == reference:
        wrong, expected = "this is the case itself", "the reference of another case of the same child"
        raise Trouble("bad-input", problems=[Problem("other", wrong, expected, "Correct it")])
    found = {}
    for each in sorted((reference, second)):
        try:
            found[each] = held_case(session, desk, each)
        except Trouble as trouble:
            if each == reference or trouble.kind != "not-found":
                raise
            wrong, expected = "there is no case of this reference that you may see", "a reference such as WK4M-7XPD"
            raise Trouble("bad-input", problems=[Problem("other", wrong, expected, "Correct it")]) from None
    return found[reference], found[second]


def _noted(session: Session, desk: Desk, case: Case, other: Case, words: str) -> None:
    for one, two in ((case, other), (other, case)):
        store.add_event(session, desk.viewer, one, "link", f"Case {two.reference} {words}.", desk.clock())

"""Drafts: a request is begun, saved a step at a time, thrown away or sent. Sent twice, it is one case."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine.law.calendars import day_begins, local_day
from engine.law.retention import due_on, latest_due
from panel_api import schemas, store
from panel_api.columns import LEGAL_BASES
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import RequestDraft
from panel_api.services.desk import Desk
from panel_api.services.take_in import SCHOOL_BRINGS, take_in

Typed = dict[str, list[str]]


def bases_for(desk: Desk) -> tuple[str, ...]:
    """The legal bases under which the viewer may send requests, in the order of forms."""
    return SCHOOL_BRINGS if desk.viewer.role == "school" else LEGAL_BASES


def begin_draft(session: Session, desk: Desk, rulebook: str, legal_basis: str, typed: Typed) -> RequestDraft:
    """Begin a request. Raises Trouble "not-allowed" for a program, which sends a request whole."""
    if desk.viewer.person is None:
        raise Trouble("not-allowed", "A program sends a request whole, by POST /api/cases.")
    return store.add_draft(session, desk.viewer, rulebook, legal_basis, dict(typed), desk.clock())


def find_draft(session: Session, desk: Desk, reference: str) -> RequestDraft:
    """One of the viewer's own. Raises Trouble "not-found"."""
    row = store.draft_by_reference(session, desk.viewer, reference)
    if row is None:
        raise _none()
    return row


def save_draft(session: Session, desk: Desk, reference: str, names: Sequence[str], typed: Typed) -> RequestDraft:
    """Keep what was typed into one step, whatever it is. names: the step's fields; those not typed are empty now.

    Raises Trouble "not-found", or "conflict" where the request was sent.
    """
    row = _held(session, desk, reference)
    if row.case_id is not None:
        raise conflict("This request was sent", "Open it, and change its answers there")
    kept = {name: values for name, values in row.typed.items() if name not in names}
    given = {name: typed[name] for name in names if any(text.strip() for text in typed.get(name, ()))}
    row.typed, row.saved_at = {**kept, **given}, desk.clock()
    session.flush()
    return row


def send_draft(session: Session, desk: Desk, reference: str, version: int, given: schemas.NewCase) -> str:
    """Take the request in, once, and keep nothing typed any more; the reference of its case.

    version: of the draft that `given` was read from. Raises Trouble "not-found", "stale" or "bad-input".
    """
    row = _held(session, desk, reference)
    before = store.sent_as(session, row)
    if before is not None:
        return before
    if row.version != version:
        raise Trouble("stale", "You changed it in another window. Check it again, then send it.")
    case, _ = take_in(session, desk, given)
    row.case_id, row.sent_at, row.saved_at, row.typed = case.id, desk.clock(), desk.clock(), {}
    session.flush()
    return case.reference


def discard_draft(session: Session, desk: Desk, reference: str) -> None:
    """Throw a request away that was not sent. One that is gone already is gone."""
    row = store.hold_draft(session, desk.viewer, reference)
    if row is not None and row.case_id is None:
        store.remove_draft(session, row)


def forget_old_drafts(desk: Desk) -> None:
    """Forget what nobody went on with for as long as the schedules say, as a server starts: it says much of a child."""
    last = latest_due(desk.shelf.retention()["drafts"], desk.last_day())
    if last is not None:
        with desk.database.writing() as session:
            store.forget_drafts(session, day_begins(last + dt.timedelta(days=1)))


def kept_until(desk: Desk, row: RequestDraft) -> dt.date:
    """The day from which a draft that nobody goes on with may be gone."""
    on = due_on(desk.shelf.retention()["drafts"], local_day(row.saved_at))
    assert on is not None, "drafts are never kept for ever"
    return on


def _held(session: Session, desk: Desk, reference: str) -> RequestDraft:
    row = store.hold_draft(session, desk.viewer, reference)
    if row is None:
        raise _none()
    return row


def _none() -> Trouble:
    return not_found("There is no such request that you are writing", "Look at the list of your requests")

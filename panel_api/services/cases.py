"""Find cases: one by its reference, one held to be changed, and the list a page at a time."""

from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import Case
from panel_api.schemas import CaseQuery
from panel_api.services.desk import Desk
from panel_api.store import Cursor

_CLOSED = ("withdrawn", "disposed")


def find_case(session: Session, desk: Desk, reference: str) -> Case:
    """A case with its parties and voices. Raises Trouble "not-found"."""
    case = store.case_by_reference(session, desk.viewer, reference)
    if case is None:
        raise _no_case(reference)
    return case


def held_case(session: Session, desk: Desk, reference: str, version: int | None = None) -> Case:
    """The same, held until the transaction ends. Raises Trouble "not-found", "stale" or "conflict".

    version: what the caller saw; None where it does not matter.
    """
    try:
        case = store.hold_case(session, desk.viewer, reference, version)
    except store.Stale as stale:
        raise _stale(session, desk, reference, version, stale.version) from None
    if case is None:
        raise _no_case(reference)
    if case.stage in _CLOSED:
        raise Trouble("conflict", f"This case is {case.stage}: nothing more can be done with it.")
    return case


def list_cases(session: Session, desk: Desk, query: CaseQuery) -> store.CasePage:
    """One page of the list, newest first. Raises Trouble "bad-input" for a cursor that is none."""
    if query.after and query.before:
        problem = Problem("query.before", "`after` and `before` are both given", "one of them", "Remove one")
        raise Trouble("bad-input", problems=[problem])
    wanted = store.CaseFilter(**query.model_dump(exclude={"after", "before", "size"}))
    return store.list_cases(
        session,
        desk.viewer,
        wanted,
        after=_cursor("after", query.after),
        before=_cursor("before", query.before),
        size=query.size,
    )


def _cursor(name: str, text: str | None) -> Cursor | None:
    try:
        return Cursor.parse(text) if text else None
    except ValueError:
        wrong, expected = "this is not a cursor", f"what `pages.{name}` of an earlier page says"
        raise Trouble("bad-input", problems=[Problem(f"query.{name}", wrong, expected, "Copy it from there")]) from None


def _no_case(reference: str) -> Trouble:
    return not_found(f"There is no case {reference[:32]} that you may see", "Check the reference")


def _stale(session: Session, desk: Desk, reference: str, seen: int | None, version: int) -> Trouble:
    """Says what the latest change was, so that a person can judge whether it matters."""
    case = find_case(session, desk, reference)
    changes = [
        (row.created_at, f"{what} on {row.created_at:%Y-%m-%d at %H:%M} UTC")
        for what, row in (
            ("assessed", store.latest_assessment(session, desk.viewer, case)),
            ("recommended", store.latest_recommendation(session, desk.viewer, case)),
        )
        if row is not None
    ]
    changes += [
        (each.decided_at, f"decided on {each.decided_at:%Y-%m-%d at %H:%M} UTC")
        for each in store.decisions_of(session, desk.viewer, case)[:1]
    ]
    latest = [says for at, says in changes if at == case.updated_at]
    last = latest[-1] if latest else f"its answers or people changed on {case.updated_at:%Y-%m-%d at %H:%M} UTC"
    return Trouble(
        "stale",
        f"You saw version {seen}; the case is at version {version} now. Read it again and decide whether what you "
        "meant still holds.",
        more={"current": {"version": version, "stage": case.stage, "status": case.status, "last_change": last}},
        headers={"ETag": etag(version)},
    )


def etag(version: int) -> str:
    """A case's version as ETag and If-Match carry it."""
    return f'"{version}"'

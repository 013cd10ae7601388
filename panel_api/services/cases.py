"""Find cases: one by its reference, one held to be changed, and the list a page at a time."""

from sqlalchemy.orm import Session

from engine.amounts import inside, money_words
from engine.law.kinds import KINDS
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Case, Decision
from panel_api.schemas import CaseQuery
from panel_api.services.desk import Desk
from panel_api.store import Cursor

_CLOSED = ("withdrawn", "disposed")
_AT = "%Y-%m-%d at %H:%M"


def find_case(session: Session, desk: Desk, reference: str) -> Case:
    """A case with its parties and voices. Raises Trouble "not-found"."""
    case = store.case_by_reference(session, desk.viewer, reference)
    if case is None:
        raise _no_case(reference)
    return case


def held_case(
    session: Session, desk: Desk, reference: str, version: int | None = None, *, withdrawn: bool = False
) -> Case:
    """The same, held until the transaction ends. Raises Trouble "not-found", "stale" or "conflict".

    version: what the caller saw; None where it does not matter. withdrawn: a withdrawn case will do.
    """
    try:
        case = store.hold_case(session, desk.viewer, reference, version)
    except store.Stale as stale:
        raise _stale(session, desk, reference, version, stale.version) from None
    if case is None:
        raise _no_case(reference)
    if case.stage in _CLOSED and not (withdrawn and case.stage == "withdrawn"):
        raise Trouble("conflict", f"This case is {case.stage}: nothing more can be done with it.")
    return case


def refuse_if_decided(case: Case) -> None:
    """A decided case is changed by a later decision alone. Raises Trouble "conflict" until it is opened again."""
    if case.stage == "decided":
        raise conflict(
            "This case is decided: a decided case is changed by a later decision",
            "Open it again with a reason first, or take in a new request",
        )


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
    decided = store.decisions_of(session, desk.viewer, case)[:1]
    up = store.put_up_of(session, desk.viewer, case)
    events = store.events_of(session, desk.viewer, case)[:1]
    last = "it was changed"
    if decided and decided[0].decided_at == case.updated_at:
        last = _decided(decided[0])
    elif up is not None and up.put_up_at == case.updated_at:
        last = f"put to a senior officer by {_role(up.by_role)}"
    elif events:
        last = f"{inside(events[0].words)}, by {_role(events[0].by_role)}"
    last += f" on {case.updated_at:{_AT}} UTC"
    return Trouble(
        "stale",
        f"You saw version {seen}; the case is at version {version} now. Read it again and decide whether what you "
        "meant still holds.",
        more={"current": {"version": version, "stage": case.stage, "status": case.status, "last_change": last}},
        headers={"ETag": etag(version)},
    )


def _decided(decision: Decision) -> str:
    """What was decided, and by whom: by role, since who they are is not everybody's to know."""
    band = f", band {decision.band}" if decision.band else ""
    amount = f", {money_words(decision.amount_pence)} a year" if decision.amount_pence is not None else ""
    return f"decided by {_role(decision.by_role)} ({inside(KINDS[decision.kind].words)}{band}{amount})"


def _role(role: str) -> str:
    return "the chair" if role == "chair" else f"a {role.replace('_', ' ')}"


def etag(version: int) -> str:
    """A case's version as ETag and If-Match carry it."""
    return f'"{version}"'

"""Placements: begun by a decision that names a school or by hand, changed with a reason. One place at a time.

A placement that begins ends the child's earlier one the day before. A decision that is corrected takes its placement
back, and what that changed of others is as it was.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.days import months_between
from engine.placing.costs import CostLine
from engine.placing.history import changed
from engine.placing.shares import Share
from panel_api import store
from panel_api.models import Case, Decision, JointShare, Placement, PlacementChange, Provision
from panel_api.services.desk import Desk
from panel_api.services.place_costs import costs_of, shares_at, stay_of
from panel_api.store import placements as rows
from panel_api.store.local import latest_sought
from panel_api.store.provision import provision_by_code

_DAY: Final = dt.timedelta(days=1)
_KEPT: Final = ("from_day", "until_day", "pence", "health_pence", "care_pence", "unmet", "taken_back_at")
"""What may change of a placement."""


def place_as_decided(session: Session, desk: Desk, case: Case, decision: Decision) -> Placement | None:
    """What a decision does to placements, in its own transaction: it begins one, or takes back what it corrects."""
    if decision.corrects_id is not None:
        wrong = rows.placement_of_decision(session, decision.corrects_id)
        if wrong is not None:
            take_back(session, desk, wrong, "The decision that it rested on was corrected.")
    place = None
    if decision.kind == "name_school" and decision.school_code is not None:
        place = provision_by_code(session, store.LOCAL, decision.school_code)
    return None if place is None else begin(session, desk, _of_decision(session, desk, case, decision, place))


def begin(session: Session, desk: Desk, row: Placement) -> Placement:
    """Keep a placement, and end the child's earlier one the day before. One that begins later stays, and ends this."""
    viewer = desk.viewer
    row.reference, row.written_at = rows.new_placement_reference(), desk.clock()
    row.by_role, row.by_reference = viewer.role, viewer.reference
    others = [] if row.case_id is None else rows.placements_of_child(session, row.case_id)
    later = next((each for each in others if each.from_day > row.from_day), None)
    if later is not None:
        last = later.from_day - _DAY
        row.until_day = last if row.until_day is None else min(row.until_day, last)
    rows.add_placement(session, row)
    for each in others:
        if each.from_day == row.from_day:
            change(session, desk, each, {"taken_back_at": desk.clock()}, _instead(row), row.reference)
        elif each.from_day < row.from_day and (each.until_day is None or each.until_day >= row.from_day):
            change(session, desk, each, {"until_day": row.from_day - _DAY}, _instead(row), row.reference)
    return row


def take_back(session: Session, desk: Desk, row: Placement, why: str) -> None:
    """Have a placement count nowhere; others that its beginning ended, and nobody has changed since, go on again."""
    change(session, desk, row, {"taken_back_at": desk.clock()}, why)
    for done, other in rows.changes_caused_by(session, row.reference):
        now = _said(other)
        if all(now[name] == both[1] for name, both in done.changes.items()):
            change(session, desk, other, {name: _read(name, both[0]) for name, both in done.changes.items()}, why)


def change(
    session: Session, desk: Desk, row: Placement, given: Mapping[str, Any], why: str, cause: str | None = None
) -> None:
    """Change a placement, and keep what it was, who changed it and why. Nothing is kept where nothing differs."""
    was = _said(row)
    for name, value in given.items():
        setattr(row, name, value)
    differs = changed(was, _said(row))
    if differs:
        _keep(session, desk, row, differs, why, cause)


def note(session: Session, desk: Desk, row: Placement, why: str) -> None:
    """Keep what was written down of a placement as it was first kept, and why."""
    _keep(session, desk, row, changed({}, {name: each for name, each in _said(row).items() if each is not None}), why)


def of_case(session: Session, desk: Desk, case: Case, place: Provision, from_day: dt.date) -> Placement:
    """A placement of a case's child as its facts and costs have it, not kept yet. Whoever asks, it is the same."""
    desk = replace(desk, viewer=store.LOCAL)
    born = next((each.from_day for each in case.parties if each.role == "child"), None)
    sought = latest_sought(session, desk.viewer, case)
    advice = store.latest_recommendation(session, desk.viewer, case)
    costs = costs_of(session, desk, case, [place], stay_of(desk, from_day, None), {}, advice)[place.id]
    shares = shares_at(store.hanging_on(session, desk.viewer, JointShare, case), place.id)
    agreed = [each for each in shares if each.state == "agreed" and each.holds(from_day)]
    need, phase = case.facts.get("primary_need"), case.facts.get("phase")
    return Placement(
        case_id=case.id,
        provision_id=place.id,
        need=need if isinstance(need, str) else None,
        phase=phase if isinstance(phase, str) else None,
        partnership=case.partnership,
        home_sector=sought.home_sector if sought else None,
        age=None if born is None or born > from_day else months_between(born, from_day) // 12,
        from_day=from_day,
        pence=_of_the_block(costs.full.parts),
        health_pence=_paid_by("health", agreed),
        care_pence=_paid_by("social_care", agreed),
    )


def _of_decision(session: Session, desk: Desk, case: Case, decision: Decision, place: Provision) -> Placement:
    sought = latest_sought(session, store.LOCAL, case)
    day = decision.from_day or (sought.start_day if sought else desk.last_day())
    row = of_case(session, desk, case, place, day)
    row.decision_id = decision.id
    return row


def _keep(
    session: Session, desk: Desk, row: Placement, changes: dict[str, Any], why: str, cause: str | None = None
) -> None:
    viewer = desk.viewer
    kept = PlacementChange(
        placement_id=row.id,
        case_id=row.case_id,
        cause=cause,
        words=why,
        changes=changes,
        by_role=viewer.role,
        by_reference=viewer.reference,
        written_at=desk.clock(),
    )
    rows.add_placement_change(session, kept)


def _of_the_block(lines: Iterable[CostLine]) -> int | None:
    """A year's cost without transport, which is council money outside the high-needs block; None where one is open."""
    amounts = [each.pence for each in lines if each.line != "transport"]
    known = [each for each in amounts if each is not None]
    return sum(known) if amounts and len(known) == len(amounts) else None


def _paid_by(agency: str, agreed: Iterable[Share]) -> int | None:
    """What an agency has agreed to pay a year; None where it has agreed nothing, or no amount."""
    amounts = [each.pence for each in agreed if each.agency == agency]
    known = [each for each in amounts if each is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _instead(row: Placement) -> str:
    return f"Another placement begins on {day_words(row.from_day)}."


def _said(row: Placement) -> dict[str, Any]:
    """What may change of a placement, as plain JSON."""
    found = {name: getattr(row, name) for name in _KEPT}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in found.items()}


def _read(name: str, value: Any) -> Any:
    if value is None or not name.endswith(("_day", "_at")):
        return value
    return dt.date.fromisoformat(value) if name.endswith("_day") else dt.datetime.fromisoformat(value)

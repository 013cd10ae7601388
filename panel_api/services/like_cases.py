"""Decided cases of like need, as pseudonyms: what was decided, and whether that was overturned."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.law.kinds import KINDS
from engine.problems import Refused
from panel_api import store
from panel_api.models import Case, Decision
from panel_api.services.desk import Desk
from panel_api.shelf import NoSuchRulebook
from panel_api.store import Alike


@dataclass(frozen=True, slots=True)
class LikeCase:
    """One of them. decision: what was decided. later: the decision that overturned it, where one did.

    ordered: whether an order of the tribunal came after it.
    """

    alike: Alike
    decision: Decision
    later: Decision | None
    ordered: bool


def like_cases(session: Session, desk: Desk, case: Case) -> tuple[LikeCase, ...]:
    """Three decided cases of like need under the same rulebook since it came into force; none for who may not see."""
    if not desk.viewer.may("see_like_cases"):
        return ()
    try:
        since = desk.shelf.book(case.rulebook).in_force.start
    except (NoSuchRulebook, Refused):
        return ()
    found = store.nearest(session, desk.viewer, case, since)
    numbers = [each.id for each in found]
    decisions, orders = store.decisions_on(session, numbers), store.ordered_later(session, numbers)
    told = (_told(each, decisions[each.id], orders.get(each.id)) for each in found)
    return tuple(each for each in told if each is not None)


def _told(alike: Alike, decisions: Sequence[Decision], order: dt.date | None) -> LikeCase | None:
    """decisions: the latest first. What stands is the latest that settles; what it corrects, it overturned."""
    standing = next((each for each in decisions if KINDS[each.kind].settles), None)
    if standing is None:
        return None
    first = _corrected(standing, decisions)
    carried = standing.kind == "carried_out" and len(decisions) > 1
    if first is standing and carried:
        first = next((each for each in decisions[1:] if KINDS[each.kind].settles), standing)
    later = standing if first is not standing else None
    ordered = (carried and later is not None) or (order is not None and order > first.decided_at.date())
    return LikeCase(alike, first, later, ordered)


def _corrected(standing: Decision, decisions: Sequence[Decision]) -> Decision:
    """The first of those that `standing` goes back to, each corrected by the next."""
    by_number = {each.id: each for each in decisions}
    while standing.corrects_id in by_number:
        standing = by_number.pop(standing.corrects_id)
    return standing

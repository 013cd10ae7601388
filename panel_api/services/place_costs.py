"""What places would cost for one child, in both ways: read in a constant few queries, put together by the engine.

A caseworker writes lines for the child; what held before is kept.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.placing.costs import AdditionalCost, CostLine, FullCost, additional, full
from engine.placing.lines import Usual, cost_lines
from engine.placing.places import Free
from engine.placing.shares import Share
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Case, JointShare, PlacementCost, Provision, ProvisionCost, Recommendation
from panel_api.schemas_costs import NewCost
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.services.within_reach import school_code
from panel_api.store.provision import costs_on, provision_by_code, provisions_by_code, provisions_by_number


@dataclass(frozen=True, slots=True)
class Stay:
    """The days of the stay that is expected; until_day: None where nobody knows. priced_on: whose prices hold."""

    from_day: dt.date
    until_day: dt.date | None
    priced_on: dt.date


@dataclass(frozen=True, slots=True)
class Costs:
    """What one place would cost for the child. own: the lines that were written for this child, not for the place."""

    provision: Provision
    stay: Stay
    own: frozenset[CostLine]
    additional: AdditionalCost
    full: FullCost


def stay_of(desk: Desk, from_day: dt.date | None, until_day: dt.date | None) -> Stay:
    """The stay with the day whose prices hold: the day it begins, or today where it has begun or nobody has said."""
    today = desk.last_day()
    start = from_day or today
    return Stay(start, until_day, max(start, today))


def costs_of(
    session: Session,
    desk: Desk,
    case: Case,
    provisions: Sequence[Provision],
    stay: Stay,
    free: Mapping[int, Free],
    advice: Recommendation | None,
) -> dict[int, Costs]:
    """What each of these places would cost for the child of a case, by number, in two queries.

    free: by number, as `places_free.free_on` gives. advice: that which is put to the panel, whose band counts.
    """
    recorded = costs_on(session, desk.viewer, [each.id for each in provisions], stay.priced_on)
    written = own_lines(store.hanging_on(session, desk.viewer, PlacementCost, case))
    funding, advised, band = desk.shelf.place_funding(), _advised(advice), advice.band if advice else None
    found = {}
    for each in provisions:
        own, kind = written.get(each.id, []), each.kind
        lines = cost_lines(
            kind, [_usual(row) for row in recorded.get(each.id, ())], own,
            band=band, place_money=funding.line(kind, stay.priced_on), advised=advised,
        )  # fmt: skip
        found[each.id] = Costs(
            each, stay, frozenset(own),
            additional(lines, kind=kind, vacancy=vacancy_of(free.get(each.id)), there=each.code == school_code(case)),
            full(lines, stay.from_day, stay.until_day),
        )  # fmt: skip
    return found


def vacancy_of(free: Free | None) -> bool | None:
    """Whether a place that is paid for stands empty; None where the numbers do not tell."""
    return None if free is None or free.places is None else free.places > 0


def own_lines(rows: Iterable[PlacementCost]) -> dict[int, list[CostLine]]:
    """The lines of a child that hold, by place."""
    found: dict[int, list[CostLine]] = {}
    for row in rows:
        if row.replaced_at is None:
            line = CostLine(row.line, row.pence, row.words, row.source, row.estimated_by)
            found.setdefault(row.provision_id, []).append(line)
    return found


def shares_at(rows: Iterable[JointShare], provision: int) -> list[Share]:
    """The shares that hold of a package at one place: those for it, and those for wherever the child is."""
    return [
        Share(row.agency, row.what, row.state, row.pence, row.from_day, row.until_day)
        for row in rows
        if row.replaced_at is None and row.provision_id in (None, provision)
    ]


def shares_by_code(session: Session, desk: Desk, case: Case, codes: Sequence[str]) -> dict[str, list[Share]]:
    """The same by the code of each of these places, in two queries; of a place without any nothing, in one."""
    rows = store.hanging_on(session, desk.viewer, JointShare, case)
    if not any(each.replaced_at is None for each in rows):
        return {}
    found = provisions_by_code(session, desk.viewer, codes)
    return {code: shares_at(rows, each.id) for code, each in found.items()}


def add_line(session: Session, desk: Desk, reference: str, place: str | int, given: NewCost) -> PlacementCost:
    """Write a line of what a place would cost for this child. place: its code, or its number. Raises Trouble."""
    case = held_case(session, desk, reference)
    provision = find_place(session, desk, place)
    row = _kept(session, desk, case, provision.id, given)
    told = "" if given.cost is not None else ", not known yet"
    store.add_event(session, desk.viewer, case, "place_cost", f"A cost of a place was added{told}.", desk.clock())
    return row


def find_place(session: Session, desk: Desk, place: str | int) -> Provision:
    """A place of the directory by its code or its number. Raises Trouble "bad-input" on its field."""
    if isinstance(place, int):
        found = provisions_by_number(session, desk.viewer, [place]).get(place)
    else:
        found = provision_by_code(session, desk.viewer, place)
    if found is None:
        problem = Problem(
            "place", "the directory has no place with this code", "its code, such as 950001", "Look it up"
        )
        raise Trouble("bad-input", problems=[problem])
    return found


def replace_line(session: Session, desk: Desk, reference: str, number: int, given: NewCost | None) -> None:
    """Put another line in a line's place, at the same school; with None it holds no longer. Raises Trouble."""
    case = held_case(session, desk, reference)
    old = store.hanging_by_number(session, desk.viewer, PlacementCost, case, number)
    if old is None:
        raise not_found("There is no such line in this case", "Read the costs again")
    if old.replaced_at is not None:
        raise conflict("Someone has replaced this line already", "See what holds now, and change that")
    old.replaced_at = desk.clock()
    if given is not None:
        _kept(session, desk, case, old.provision_id, given)
    words = "A cost of a place was replaced." if given else "A cost of a place was struck out: it holds no longer."
    store.add_event(session, desk.viewer, case, "place_cost", words, desk.clock())


def _kept(session: Session, desk: Desk, case: Case, provision: int, given: NewCost) -> PlacementCost:
    row = PlacementCost(
        provision_id=provision, line=given.line, pence=given.cost, words=given.words, source=given.source,
        estimated_by=given.estimated_by,
    )  # fmt: skip
    return store.hang(session, desk.viewer, case, row, desk.clock())


def _usual(row: ProvisionCost) -> Usual:
    since = f"{row.source.rstrip('.')}; from {day_words(row.from_day)}"
    return Usual(CostLine(row.line, row.pence, row.words, since, row.estimated_by), row.band)


def _advised(advice: Recommendation | None) -> CostLine | None:
    if advice is None or advice.amount_pence is None:
        return None
    words = "Top-up as advised" + (f", band {advice.band}" if advice.band is not None else "")
    return CostLine("top_up", advice.amount_pence, words, f"The advice of {day_words(local_day(advice.created_at))}")

"""The places of a case whose costs stand side by side: those asked for, those written about, those found last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.models import JointShare, PlacementCost, Provision, SchoolAsked
from panel_api.services.desk import Desk
from panel_api.services.found import from_kept
from panel_api.services.held import Held
from panel_api.services.place_costs import Costs, costs_of, stay_of
from panel_api.services.places_free import free_on
from panel_api.store.local import sought_and_found
from panel_api.store.provision import provisions_by_code, provisions_by_number

MOST_FOUND: Final = 8
"""How many of the places that a search found stand here; the page of all places has every one."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Places with what each would cost for the child. places: those asked for first, in the order they were.

    costs, names: by the place's number. rows: all the lines written for the child, in order. unshown: how many that
    were found and may suit do not stand here.
    """

    places: Sequence[Provision]
    asked: Sequence[Provision]
    costs: Mapping[int, Costs]
    names: Mapping[int, str]
    rows: Sequence[PlacementCost]
    shares: Sequence[JointShare]
    unshown: int


def beside_of(session: Session, desk: Desk, held: Held) -> Beside:
    """The places of a case with both their costs, in a constant number of queries."""
    viewer, case = desk.viewer, held.case
    rows = store.hanging_on(session, viewer, PlacementCost, case)
    shares = store.hanging_on(session, viewer, JointShare, case)
    wishes = [each for each in store.hanging_on(session, viewer, SchoolAsked, case) if each.withdrawn_on is None]
    sought, search = sought_and_found(session, viewer, case)
    suiting = [each.code for each in (from_kept(search.found) if search else ()) if each.code and each.fit != "no"]
    codes = suiting[:MOST_FOUND]
    found = provisions_by_code(session, viewer, codes)
    wanted = [each.provision_id for each in wishes if each.provision_id is not None]
    written = [each.provision_id for each in rows]
    by_number = provisions_by_number(session, viewer, {*wanted, *written})
    holding = [each.provision_id for each in rows if each.replaced_at is None]
    chosen = {number: by_number[number] for number in (*wanted, *holding) if number in by_number}
    chosen |= {found[code].id: found[code] for code in codes if code in found}
    places = list(chosen.values())
    stay = stay_of(desk, sought.start_day if sought else None, sought.until_day if sought else None)
    free = free_on(session, desk, list(chosen), stay.priced_on)
    return Beside(
        places,
        [by_number[number] for number in dict.fromkeys(wanted) if number in by_number],
        costs_of(session, desk, case, places, stay, free, held.advice),
        {number: each.name for number, each in (by_number | chosen).items()},
        rows,
        shares,
        len(suiting) - len(codes),
    )

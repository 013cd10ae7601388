"""What was found is judged: each place on its own facts, what is shown for a decision confirmed, then the order.

Costs are read by the order's keys alone, so what they are never changes a verdict.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.assessing import OpinionsDiffer
from engine.opinions.network import NetworkFailed
from engine.placing.distance import miles
from engine.placing.fit import Place, Verdict, confirm_fit, fit_all
from engine.placing.ordering import ordered
from engine.placing.places import Free
from engine.rulebook import Rulebook
from engine.values import Value
from panel_api.errors import Trouble, conflict
from panel_api.logging import log
from panel_api.models import Case, Provision, SchoolAsked
from panel_api.services.desk import Desk
from panel_api.services.found import Found, Wanted, found_of
from panel_api.services.place_costs import Costs, Stay
from panel_api.services.place_facts import place_of
from panel_api.services.within_reach import Reach, school_code

SHOWN: Final = 10
"""So many of those that nobody asked for are shown for a decision and sealed in its record; each is confirmed."""
NOT_LISTED: Final = "Which place of the directory is this? Until somebody says, nothing can be said of it."


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was read: the places, who asked for which, and the costs and free places of each by number.

    ranks: of the codes that were asked for, in the order they were. day: whose rules apply.
    """

    case: Case
    reach: Reach
    wishes: Sequence[SchoolAsked]
    ranks: Mapping[str, int]
    costs: Mapping[int, Costs]
    free: Mapping[int, Free]
    stay: Stay
    day: dt.date


def judged(desk: Desk, book: Rulebook, child: Mapping[str, Value], seen: Seen) -> tuple[list[Found], tuple[str, ...]]:
    """Every place in the order it stands, with what the second opinions looked at."""
    places = {each.code: _place(desk, book, seen, each) for each in seen.reach.rows}
    if not book.in_force.holds(seen.day):
        raise conflict(f"The rulebook of fit, {book.name}, is not in force today", "Name one that is in the settings")
    verdicts = {each.code: each for each in fit_all(book, child, places.values(), seen.day)}
    rows = ordered(
        book,
        seen.reach.rows,
        lambda each: verdicts[each.code],
        lambda each: each.name,
        lambda each: seen.ranks.get(each.code),
    )
    asked = len(seen.ranks)
    shown = rows[: asked + SHOWN]
    confirmed, compared = confirmed_by_all(desk, book, child, [places[each.code] for each in shown], seen.day)
    found = [_one(seen, each, confirmed.get(each.code) or verdicts[each.code], each.code in confirmed) for each in rows]
    return [*found[:asked], *_not_listed(seen), *found[asked:]], compared


def _place(desk: Desk, book: Rulebook, seen: Seen, row: Provision) -> Place:
    costs, away = seen.costs[row.id], seen.reach.away.get(row.id)
    far = None if away is None else miles(away)
    money = {"additional_cost": costs.additional.exact_pence, "full_cost": costs.full.whole_a_year}
    return place_of(book, row, desk.settings.authority_code, far, money)


def confirmed_by_all(
    desk: Desk, book: Rulebook, child: Mapping[str, Value], places: Sequence[Place], day: dt.date
) -> tuple[dict[str, Verdict], tuple[str, ...]]:
    """Verdicts that both second opinions agree with. Raises Trouble "no-result"."""
    try:
        verdicts, compared = confirm_fit(book, child, places, day, desk.network)
    except OpinionsDiffer as error:
        log().error("opinions_differ", rulebook=book.name, differences=list(error.differences))
        raise Trouble("no-result", "Second opinions differ on what fits, so nothing was kept.") from None
    except NetworkFailed as error:
        log().error("engine_failed", rulebook=book.name, engine="network", says=str(error))
        raise Trouble("no-result", "A second opinion could not be had, so nothing was kept. Try again.") from None
    return {each.code: each for each in verdicts}, compared


def _one(seen: Seen, row: Provision, verdict: Verdict, confirmed: bool) -> Found:
    return found_of(
        row,
        verdict,
        seen.costs[row.id],
        seen.free[row.id],
        asked=tuple(wish.id for wish in seen.wishes if wish.provision_id == row.id),
        present=row.code == school_code(seen.case),
        within=None if row.within_id is None else seen.reach.within.get(row.within_id),
        metres=seen.reach.away.get(row.id),
        confirmed=confirmed,
    )


def _not_listed(seen: Seen) -> list[Found]:
    """Schools asked for that the directory does not have: nothing is known of them, which is not a no."""
    known = {each.id for each in seen.reach.rows}
    open_ = (Wanted("place", "place", NOT_LISTED, hard=True),)
    return [
        Found(None, wish.school, None, "unknown", asked=(wish.id,), wanted=open_)
        for wish in seen.wishes
        if wish.provision_id not in known
    ]

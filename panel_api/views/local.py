"""What is local, on the case: schools asked for first, then the best that were found, a sentence each. Nothing decides.

Suitability is told first, then the cost to the public purse, miles and places. The whole list stands behind it.
"""

from typing import Any, Final

from engine.amounts import count_words, day_words, inside, listing, sentence
from engine.law.institutions import INSTITUTIONS
from engine.placing.distance import miles
from engine.placing.places import free_words
from panel_api.services.found import Found
from panel_api.services.gazetteer import ATTRIBUTION, sector_words
from panel_api.services.held import Held
from panel_api.services.local_held import Local
from panel_api.services.place_costs import Costs
from panel_api.views.place_costs import total_words

BEST: Final = 6
FITS: Final = {"yes": "Suits", "unknown": "May suit: ask first", "no": "Does not suit"}
_STATES: Final = {"closing": "It is due to close.", "proposed": "It is proposed and not open yet.", "closed": "Closed."}


def local_view(held: Held) -> dict[str, Any] | None:
    """The part of the case; None where no place is sought and none was asked for, or its reader is not told."""
    local = held.local
    if local is None:
        return None
    rest = [each for each in local.places if not each.asked]
    best = [each for each in rest if each.fit != "no"][:BEST]
    return {
        "asked": [entry(local, each) for each in local.places if each.asked],
        "best": [entry(local, each) for each in best],
        "search": local.search,
        "support": local.counts.get("asks") == "support",
        "how": how(local),
        "counted": counted(local),
        "order": order(local),
        "stale": stale(held, local),
        "attribution": ATTRIBUTION,
        "address": f"/cases/{held.case.reference}/places",
    }


def entry(local: Local, place: Found) -> dict[str, Any]:
    """One place as the case and the whole list name it."""
    costs = local.costs(place)
    return {
        "name": place.name,
        "href": f"/provision/{place.code}" if place.code else "",
        "code": place.code,
        "kind": INSTITUTIONS[place.kind].words if place.kind else "Not found in the directory",
        "service": place.service,
        "fit": place.fit,
        "fits": FITS[place.fit],
        "asked": bool(place.asked),
        "wishes": place.asked,
        "present": place.present,
        "invented": place.invented,
        "because": because(place),
        "cost": cost_words(costs),
        "exact": costs.additional.exact_pence if costs else None,
        "miles": miles_words(local, place),
        "places": places_words(place),
        "state": _STATES.get(place.state, ""),
        "closes": place.closes,
        "confirmed": place.confirmed,
    }


def because(place: Found) -> str:
    """One plain sentence: the first thing that speaks against it, or what must be asked first, or that all is met."""
    against = [each.words for each in place.said if each.hard and each.truth is False]
    if against:
        more = len(against) - 1
        return against[0] + (f" And {count_words(more)} more reason{'s' if more > 1 else ''}." if more else "")
    waits = [each for each in place.wanted if each.hard]
    if waits:
        who = "Ask the school" if waits[0].of == "place" else "Find out about the child"
        rest = f" And {count_words(len(waits) - 1)} more." if len(waits) > 1 else ""
        return f"{who}: {inside(waits[0].words)}{rest}"
    softer = [each.words for each in place.said if not each.hard and each.truth is False]
    return "It meets all that is required." + (f" {softer[0]}" if softer else "")


def cost_words(costs: Costs | None) -> str:
    """The additional cost a year; not known where nothing is, which is no nothing."""
    if costs is None or (costs.additional.exact_pence is None and not costs.additional.least_pence):
        return "not known yet"
    return total_words(costs.additional)


def places_words(place: Found) -> str:
    """How many places are free, shortly; empty of a service, which has none."""
    if place.free is None or place.service:
        return ""
    return "Free places not known" if place.free.places is None else sentence(free_words(place.free))


def miles_words(local: Local, place: Found) -> str:
    """How far it is, in words."""
    if not local.home:
        return "Kept back"
    if place.miles is None:
        return "Distance not known"
    return f"{place.miles} mile{'' if place.miles == 1 else 's'}"


def how(local: Local) -> str:
    """How far was looked, from where, and when; empty where nobody has looked yet."""
    search = local.search
    if search is None:
        return ""
    far = f"{round_miles(search.metres)} miles"
    sector = local.counts.get("home_sector") if local.home else None
    middle = "in a straight line from the middle of the home’s postcode sector"
    where = {
        "sector": f"{middle}, {sector_words(sector)}" if sector else middle,
        "school": "in a straight line from the child’s school, because nobody has written down where home is",
    }.get(str(local.counts.get("home_by")), "")
    looked = f"Looked on {day_words(search.as_of)}"
    if not where:
        return f"{looked}. Nobody has written down where home is, so nothing near it could be looked for."
    return f"{looked} within {far}, {where}."


def round_miles(metres: int) -> int:
    """Whole miles, as far as was looked."""
    return round(miles(metres))


def counted(local: Local) -> str:
    """How many suit, may suit and do not, in a sentence."""
    if local.search is None:
        return ""
    yes, unknown, no = (int(local.counts.get(each, 0)) for each in ("yes", "unknown", "no"))
    said = [
        f"{count_words(yes)} suit{'s' if yes == 1 else ''}",
        f"{count_words(unknown)} may suit",
        f"{count_words(no)} {'does' if no == 1 else 'do'} not",
    ]
    return f"Of {yes + unknown + no:,} looked at, {listing(said)}."


def order(local: Local) -> str:
    """In what order places stand, in a sentence; empty where nobody has looked."""
    keys = [inside(str(each)) for each in local.counts.get("order", ())]
    if local.search is None:
        return ""
    first = "Schools that were asked for stand first, then what suits, then what may suit once a question is answered"
    return f"{first}; in each group by {listing(keys)}, each in turn." if keys else f"{first}."


def stale(held: Held, local: Local) -> str:
    """Why it is time to look again; empty where what was found is of what is sought now."""
    if local.search is None:
        return "Nobody has looked yet."
    changed = []
    if not local.current:
        changed.append("what place is sought")
    asked = {each.row.id for each in held.asked if each.row.withdrawn_on is None}
    if held.asked and asked != {number for each in local.places for number in each.asked}:
        changed.append("which schools are asked for")
    return f"Since then it changed {listing(changed)}. Look again." if changed else ""

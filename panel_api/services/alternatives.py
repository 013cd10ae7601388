"""What a decision's record says of the places that were found: suitability first, then cost, in the order they stood.

The schools asked for and the first of the others, a line each, with the sum of the whole search, which is kept beside.
"""

from collections.abc import Mapping
from typing import Any

from engine.recording.canonical import canonical_bytes, sha256_hex
from engine.values import pounds_text
from panel_api.models import PlaceSearch
from panel_api.services.found import Found
from panel_api.services.judged import SHOWN
from panel_api.services.local_held import Local, local_from


def considered(search: PlaceSearch | None) -> list[object]:
    """The lines to be sealed, the first of them about the search itself; none where nobody has looked."""
    if search is None:
        return []
    local = local_from(None, search)
    asked = [each for each in local.places if each.asked]
    others = [each for each in local.places if not each.asked][:SHOWN]
    return [_of_search(search), *(_line(local, each) for each in (*asked, *others))]


def _of_search(search: PlaceSearch) -> Mapping[str, Any]:
    return {
        "as_of": search.as_of.isoformat(),
        "counts": {fit: search.counts[fit] for fit in ("yes", "unknown", "no")},
        "metres": search.metres,
        "order": ["asked for", "suitability", *search.counts.get("order", ())],
        "rulebook": {"name": search.rulebook, "sha256": search.rulebook_sha256},
        "search_sha256": search_sha256(search),
    }


def search_sha256(search: PlaceSearch) -> str:
    """The sum of all that a search found, in its canonical form."""
    return sha256_hex(canonical_bytes(search.found))


def _line(local: Local, place: Found) -> Mapping[str, Any]:
    costs = local.costs(place)
    cost = costs.additional if costs else None
    line: dict[str, Any] = {
        "asked": bool(place.asked),
        "code": place.code,
        "cost": None if cost is None else [pounds_text(cost.least_pence), _pounds(cost.most_pence)],
        "fit": place.fit,
        "free": place.free.places if place.free else None,
        "miles": None if place.miles is None else str(place.miles),
        "name": place.name,
    }
    return {name: value for name, value in line.items() if value is not None and value is not False}


def _pounds(pence: int | None) -> str | None:
    return None if pence is None else pounds_text(pence)

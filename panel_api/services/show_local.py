"""What is local as JSON: what was looked for, and every place in the order it stands, with its reasons and costs."""

from engine.placing.costs import AdditionalCost
from engine.values import pounds_text
from panel_api.services.found import Found
from panel_api.services.local_held import Local

Document = dict[str, object]


def local_document(reference: str, local: Local) -> Document:
    """The latest search. A cost, a number or a distance of null is not known; a `truth` of null is a question."""
    search = local.search
    assert search is not None
    return {
        "case": reference,
        "as_of": search.as_of.isoformat(),
        "rulebook": {"name": search.rulebook, "sha256": search.rulebook_sha256},
        "metres": search.metres,
        "current": local.current,
        "counts": {fit: local.counts[fit] for fit in ("yes", "unknown", "no")},
        "engines": search.engines,
        "places": [_place(local, each) for each in local.places],
    }


def _place(local: Local, place: Found) -> Document:
    costs = local.costs(place)
    return {
        "place": place.code,
        "name": place.name,
        "kind": place.kind,
        "asked_for": bool(place.asked),
        "fit": place.fit,
        "confirmed": place.confirmed,
        "reasons": [
            {"rule": each.rule, "truth": each.truth, "hard": each.hard, "words": each.words} for each in place.said
        ],
        "questions": [
            {"fact": each.fact, "of": each.of, "hard": each.hard, "words": each.words} for each in place.wanted
        ],
        "miles": None if place.miles is None else str(place.miles),
        "additional_cost": _cost(costs.additional) if costs else None,
        "free_places": place.free.places if place.free else None,
    }


def _cost(cost: AdditionalCost) -> Document:
    most = cost.most_pence
    return {"at_least": pounds_text(cost.least_pence), "at_most": None if most is None else pounds_text(most)}

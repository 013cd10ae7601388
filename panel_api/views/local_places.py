"""Every place that was looked at, with every reason: those asked for, those that suit or may, the rest by reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.amounts import count_words, listing, spoken
from engine.placing.shares import Share
from panel_api.services.found import Found, Said
from panel_api.services.gazetteer import ATTRIBUTION, SAID
from panel_api.services.held import Held
from panel_api.services.judged import SHOWN
from panel_api.services.local_held import Local
from panel_api.views.local import counted, entry, how, order, round_miles, stale
from panel_api.views.local_picture import picture
from panel_api.views.place_costs import two_costs

REACHES: Final = (5, 10, 15, 20, 30, 40, 60, 100)
MEASURED: Final = ("miles", "in_county")
"""Facts of a place that no school is asked: they are measured, or read off a map."""
MOST_NAMED: Final = 12
TRUTHS: Final = {True: "Met", False: "Not met", None: "Ask"}


def places_view(held: Held, local: Local, usual: int, shares: Mapping[str, Sequence[Share]]) -> dict[str, Any]:
    """The whole list. usual: how far is looked, in miles, unless somebody chooses. shares: by the place's code.

    What is shown for a decision opens to both costs; of the rest each has a page of its own.
    """
    asked = [each for each in local.places if each.asked]
    may = [each for each in local.places if not each.asked and each.fit != "no"]
    no = [each for each in local.places if not each.asked and each.fit == "no"]
    return {
        "search": local.search,
        "support": local.counts.get("asks") == "support",
        "how": how(local),
        "said": SAID,
        "counted": counted(local),
        "order": order(local),
        "left_out": left_out(local),
        "stale": stale(held, local),
        "asked": [opened(local, each, _shares(each, shares)) for each in asked],
        "best": [opened(local, each, _shares(each, shares)) for each in may[:SHOWN]],
        "more": [reasoned(local, each) for each in may[SHOWN:]],
        "unfit": _by_reason(local, no),
        "questions": questions(local.places),
        "picture": picture(local),
        "reaches": REACHES,
        "reach": round_miles(local.search.metres) if local.search else usual,
        "address": f"/cases/{held.case.reference}/places",
        "confirmed": confirmed(local),
        "attribution": ATTRIBUTION,
    }


def opened(local: Local, place: Found, shares: Sequence[Share] = ()) -> dict[str, Any]:
    """A place with every reason, and both its costs line by line; held against each other school that was asked for."""
    costs = local.costs(place)
    if costs is None:
        return {**reasoned(local, place), "costs": None}
    wishes = [(each.name, local.costs(each)) for each in local.places if each.asked and each != place]
    against = [(name, asked.additional) for name, asked in wishes if asked is not None]
    return {**reasoned(local, place), "costs": two_costs(costs, shares, against)}


def _shares(place: Found, shares: Mapping[str, Sequence[Share]]) -> Sequence[Share]:
    return shares.get(place.code, ()) if place.code else ()


def reasoned(local: Local, place: Found) -> dict[str, Any]:
    """A place with every reason, those that the verdict rests on first."""
    return {
        **entry(local, place),
        "within": place.within,
        "town": place.town,
        "reasons": [_reason(each) for each in place.said if each.hard],
        "besides": [_reason(each) for each in place.said if not each.hard],
        "numbers": numbers(place),
    }


def _reason(said: Said) -> dict[str, Any]:
    return {"truth": TRUTHS[said.truth], "words": said.words, "hard": said.hard, "code": _code(said.truth)}


def _code(truth: bool | None) -> str:
    return "unknown" if truth is None else "yes" if truth else "no"


def numbers(place: Found) -> list[tuple[str, str]]:
    """Places as commissioned, children on roll, leaving, named, and decided here; each in words where unknown."""
    if place.free is None or place.service:
        return []
    held = place.free.numbers
    rows = [
        (label, "not known" if held is None or getattr(held, name) is None else f"{getattr(held, name):,}")
        for name, label in (
            ("commissioned", "Places commissioned"),
            ("on_roll", "On roll"),
            ("leaving", "Leaving"),
            ("named", "Named in plans to come"),
        )
    ]
    return [*rows, ("Decided here since", f"{place.free.decided:,}")]


def questions(places: Sequence[Found]) -> list[dict[str, Any]]:
    """What is to be asked, a question once each, those that a fit waits for first; about the child, then of schools.

    of: which schools are asked, in the order they stand; none of a question about the child.
    """
    asked: dict[tuple[bool, bool, str], list[str]] = {}
    for place in places:
        if place.asked or place.fit != "no":
            for each in (each for each in place.wanted if each.fact not in MEASURED):
                names = asked.setdefault((each.of == "place", not each.hard, each.words), [])
                names += [place.name] if each.of == "place" else []
    return [
        {"asks": words, "child": not of_place, "hard": not softer, "of": listing(names[:MOST_NAMED]),
         "more": max(0, len(names) - MOST_NAMED)}
        for (of_place, softer, words), names in sorted(asked.items(), key=lambda each: each[0][:2])
    ]  # fmt: skip


def _by_reason(local: Local, places: Sequence[Found]) -> list[dict[str, Any]]:
    """Those that do not suit, under the first rule that is not met, the commonest first; none is left out."""
    groups: dict[str, list[Found]] = {}
    for place in places:
        rule = next((each.rule for each in place.said if each.hard and each.truth is False), "")
        groups.setdefault(rule, []).append(place)
    ranked = sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    return [
        {
            "why": f"“{spoken(rule)}” is not met",
            "many": f"{count_words(len(each)).capitalize()} place{'' if len(each) == 1 else 's'}",
            "places": [reasoned(local, place) for place in each],
        }
        for rule, each in ranked
    ]


def left_out(local: Local) -> list[str]:
    """What could not be looked at, in sentences."""
    found = []
    point, gone = int(local.counts.get("without_point", 0)), int(local.counts.get("closed_by_then", 0))
    if point:
        words = f"{count_words(point).capitalize()} in the directory have no point on the map"
        found.append(f"{words}, so nobody can say how far they are.")
    if gone:
        found.append(f"{count_words(gone).capitalize()} will be closed by the day the place is to begin.")
    return found


def confirmed(local: Local) -> str:
    """What the second opinions looked at, in a sentence."""
    if local.search is None:
        return ""
    many = int(local.counts.get("confirmed", 0))
    who = f"for the schools asked for and the first of the others, {many:,} in all"
    return f"Two second opinions came to the same {who}. The rest was worked out once."

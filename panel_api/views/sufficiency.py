"""Where places are short, for pages and spreadsheets: gaps as a table with shades, places by term, a unit tried."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from engine.amounts import money_words
from engine.placing.distance import miles
from engine.sufficiency.gaps import LOCAL, Gap, rolled
from engine.sufficiency.places import Seats
from engine.sufficiency.unit import FATES, Outcome
from panel_api.services.sufficiency import Sufficiency
from panel_api.services.trying_unit import Tried
from panel_api.views.placements import KINDS, NEEDS, PHASES, UNKNOWN, figures, over_time

SHADES: Final = 4
_NONE: Final = Gap()


def sufficiency_view(found: Sufficiency) -> dict[str, Any]:
    """All of it as plain data."""
    whole = rolled(found.gaps).get((), _NONE)
    return {
        "day": found.day,
        "local": LOCAL[found.local],
        "whole": gap_figures(whole),
        "now": figures(found.now),
        "out": figures(found.out),
        "waiting": found.waiting,
        "heat": heat(found),
        "phases": gap_rows(found.gaps, "phase", PHASES),
        "partnerships": gap_rows(found.gaps, "partnership", {}),
        "needs": gap_rows(found.gaps, "need", dict(NEEDS)),
        "terms": over_time([each for each, _, _ in found.terms], [out for _, _, out in found.terms]),
        "seats": [
            {"name": term.words, "day": term.counted_on, **seat_figures(seats.values())} for term, seats in found.seats
        ],
        "seats_by": seats_by(found),
    }


def gap_figures(gap: Gap) -> dict[str, Any]:
    """What a gap comes to. children: taught beyond what is local, and those for whom no place was found."""
    return {
        "children": gap.children,
        "away": gap.away.children,
        "waiting": gap.waiting,
        "perhaps": gap.perhaps,
        "unplaced": gap.unplaced,
        **{name: figures(gap.away)[name] for name in ("miles", "unmeasured", "pence", "mean", "unpriced", "dear")},
    }


def gap_rows(gaps: Mapping[Any, Gap], by: str, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each of one quality, the widest gap first; what is not known last."""
    rows = _widest(rolled(gaps, by))
    return [{"name": UNKNOWN if of is None else said.get(of, of), **gap_figures(gap)} for (of,), gap in rows]


def heat(found: Sufficiency) -> dict[str, Any]:
    """Need by partnership: how many children in each, shaded in steps of the largest; each opens its placements."""
    cells = rolled(found.gaps, "need", "partnership")
    needs = [of for (of,), _ in _widest(rolled(found.gaps, "need"))]
    partnerships = sorted({of for _, of in cells}, key=lambda each: (each is None, str(each)))
    most = max((gap.children for gap in cells.values()), default=0)

    def cell(need: str | None, partnership: str | None) -> dict[str, Any]:
        gap = cells.get((need, partnership), _NONE)
        shade = -(-gap.children * SHADES // most) if most else 0
        asked = {"which": "out" if found.local == "county" else "all", "need": need, "partnership": partnership}
        opens = gap.away.children and need is not None and partnership is not None
        return {
            "children": gap.children,
            "shade": shade,
            "href": f"/placements?{urlencode(asked)}" if opens else None,
            "says": f"{gap.away.children} taught away, {gap.waiting} without a place that suits",
        }

    return {
        "partnerships": [UNKNOWN if each is None else each for each in partnerships],
        "rows": [
            {
                "name": UNKNOWN if need is None else NEEDS.get(need, need),
                "cells": [cell(need, each) for each in partnerships],
                "children": sum(cells.get((need, each), _NONE).children for each in partnerships),
            }
            for need in needs
        ],
        "most": most,
    }


def seat_figures(several: Iterable[Seats]) -> dict[str, Any]:
    """What places there are, of several provisions together."""
    seats = sum(several, Seats())
    return {name: getattr(seats, name) for name in ("known", "commissioned", "filled", "free", "over", "unknown")}


def seats_by(found: Sufficiency) -> list[dict[str, Any]]:
    """Places on the last term's day, by partnership and kind of provision."""
    if not found.seats:
        return []
    _, last = found.seats[-1]
    order = list(KINDS)
    rows = [(kind, of, seats) for key, seats in last.items() for kind, _, of in (key.partition("|"),)]
    rows.sort(key=lambda each: (each[1] == "", each[1], order.index(each[0])))
    return [
        {"partnership": of or "The whole county", "kind": KINDS[kind], **seat_figures([seats])}
        for kind, of, seats in rows
    ]


def unit_view(tried: Tried) -> dict[str, Any]:
    """What came of trying a unit, as plain data and sentences."""
    found = tried.replay
    return {
        "seats": found.unit.seats,
        "considered": tried.considered,
        "assumed": tried.assumed,
        "rulebook": tried.rulebook,
        "first": found.unit.from_day,
        "last": found.unit.until_day,
        "fates": [{"words": words[:1].upper() + words[1:], "children": found.fates[of]} for of, words in FATES.items()],
        "sure": outcome_figures(found.sure),
        "perhaps": outcome_figures(found.perhaps),
        "terms": [
            {"name": term.words, "day": term.counted_on, "sure": sure, "perhaps": perhaps,
             "empty": found.unit.seats - sure - perhaps}
            for term, sure, perhaps in found.terms
        ],
        "why_not": [{"words": words, "children": count} for words, count in found.why_not],
        "empty_pence": found.empty_pence,
        "sentence": unit_sentence(tried),
    }  # fmt: skip


def unit_sentence(tried: Tried) -> str:
    """What came of it, in a sentence or two."""
    found, sure, perhaps = tried.replay, tried.replay.sure, tried.replay.perhaps
    if not tried.considered:
        return "No placement began in the past two years, so there is nothing to try it on."
    placed = f"{tried.considered:,} {_children(tried.considered)} placed in the past two years"
    if not sure.children:
        more = f" Perhaps {perhaps.children} could." if perhaps.children else ""
        return f"None of the {placed} could surely have taken a seat.{more}"
    more = f", and perhaps {perhaps.children} more" if perhaps.children else ""
    who = f"{sure.children} of the {placed} could have taken a seat{more}."
    if not sure.priced:
        return f"{who} What that would have changed in money is not known."
    changed = "avoided" if sure.pence >= 0 else "added"
    known = "" if sure.priced == sure.children else f", for the {sure.priced} whose cost is known"
    cost = f"It would have {changed} {money_words(abs(sure.pence))} over the two years{known}"
    paid = found.empty_pence
    left = f", and {money_words(paid)} would have gone on empty seats, if each seat is paid for" if paid else ""
    return f"{who} {cost}{left}."


def _children(count: int) -> str:
    return "child" if count == 1 else "children"


def outcome_figures(found: Outcome) -> dict[str, Any]:
    """What some seats would have changed. miles: each way, of all of them together, and of one on average."""
    return {
        "children": found.children,
        "measured": found.measured,
        "miles": _signed_miles(found.saved_metres),
        "mean_miles": _signed_miles(found.saved_metres // found.measured) if found.measured else None,
        "priced": found.priced,
        "pence_a_year": found.pence_a_year,
        "pence": found.pence,
    }


def _signed_miles(distance: int) -> Any:
    return miles(distance) if distance >= 0 else -miles(-distance)


def _widest(rows: Mapping[Any, Gap]) -> list[tuple[Any, Gap]]:
    return sorted(rows.items(), key=lambda each: (each[0][0] is None, -each[1].children, str(each[0][0])))

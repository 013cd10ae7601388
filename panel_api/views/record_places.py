"""The places that a record says were considered: suitability first, then cost, as they stood before the decider."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.amounts import count_words, day_words, listing, money_words
from engine.placing.distance import miles
from engine.values import pence
from panel_api.views.local import FITS


def places_of(opened: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was considered; None where the record holds none, or its values were disposed of."""
    lines = opened.get("/alternatives")
    if not lines:
        return None
    search, *places = lines
    counts = search["counts"]
    told = [f"{_many(counts['yes'])} suit", f"{_many(counts['unknown'])} may suit"]
    told.append(f"{_many(counts['no'])} do not")
    return {
        "said": f"Looked on {day_words(dt.date.fromisoformat(search['as_of']))} within "
        f"{round(miles(search['metres']))} miles. Of {sum(counts.values()):,} looked at, {listing(told)}.",
        "sha256": search["search_sha256"],
        "rulebook": search["rulebook"],
        "rows": [_row(each) for each in places],
    }


def _many(count: int) -> str:
    """So many of them, standing by itself."""
    return count_words(count) if count else "none"


def without_places(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same as a pseudonym: no school that was asked for by its name, and no distance from home."""
    kept = [{name: value for name, value in each.items() if name != "miles"} for each in lines]
    return [{**each, "name": "A school", "code": None} if each.get("asked") else each for each in kept]


def _row(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": line["name"],
        "asked": line.get("asked", False),
        "fit": FITS[line["fit"]],
        "cost": _cost(line.get("cost")),
        "miles": line.get("miles"),
        "free": line.get("free"),
    }


def _cost(cost: Sequence[str | None] | None) -> str:
    if cost is None or cost[0] is None:
        return "not known"
    least, most = pence(Decimal(cost[0])), None if cost[1] is None else pence(Decimal(cost[1]))
    if most is None:
        return f"at least {money_words(least)}"
    return money_words(least) if least == most else f"{money_words(least)} to {money_words(most)}"

"""The trade-off as a picture: miles across, additional cost up, a shape and a letter for each fit; a table beneath.

A cost that is known in part stands at what it is at least, with an arrow up; one of which nothing is known stands in a
band of its own, above the rest. Neither is drawn as if what is unknown were nothing.
"""

from collections.abc import Sequence
from typing import Any, Final

from engine.placing.distance import miles
from panel_api.services.found import Found
from panel_api.services.local_held import Local
from panel_api.services.place_costs import Costs
from panel_api.views.local import FITS, cost_words, miles_words
from panel_api.views.scales import round_step, short_money

WIDTH: Final = 720
HEIGHT: Final = 400
_LEFT, _RIGHT, _TOP, _BAND, _BOTTOM = 66, 16, 14, 62, 352
MOST: Final = 40
"""So many places are drawn: those asked for, then those that suit or may, in the order they stand."""
LETTERS: Final = {"yes": "S", "unknown": "?", "no": "N"}


def picture(local: Local) -> dict[str, Any] | None:
    """The picture with its table; None where nobody has looked, or its reader is not told how far places are."""
    drawn = [each for each in local.places if each.metres is not None and (each.asked or each.fit != "no")]
    drawn = [each for each in drawn if not each.service][:MOST]
    if not local.home or not drawn:
        return None
    costs = [local.costs(each) for each in drawn]
    known = [_known(each) for each in costs]
    dearest = max((amount for amount, _ in known if amount is not None), default=0)
    step = round_step(max(dearest, 1_000_00))
    top = -(-max(dearest, 1) // step) * step
    farthest = miles(max(each.metres or 0 for each in drawn))
    reach = max(1, -(-int(farthest * 10) // 50)) * 5
    points = [
        {
            "x": _x(int((each.miles or 0) * 10), reach * 10),
            "y": (_TOP + _BAND) // 2 if amount is None else _y(amount, top),
            "fit": each.fit,
            "letter": LETTERS[each.fit],
            "asked": bool(each.asked),
            "more": amount is not None and not whole,
        }
        for each, (amount, whole) in zip(drawn, known, strict=True)
    ]
    return {
        "width": WIDTH, "height": HEIGHT, "left": _LEFT, "right": WIDTH - _RIGHT, "bottom": _BOTTOM,
        "band": {"y": _TOP, "height": _BAND - _TOP, "middle": (_TOP + _BAND) // 2},
        "grid": [{"y": _y(amount, top), "text": short_money(amount)} for amount in range(0, top + 1, step)],
        "miles": [{"x": _x(each * 10, reach * 10), "text": str(each)} for each in range(0, reach + 1, 5)],
        "points": _apart(points),
        "says": _says(known),
        "rows": [_row(local, each, costs[number]) for number, each in enumerate(drawn)],
    }  # fmt: skip


def _known(costs: Costs | None) -> tuple[int | None, bool]:
    """What the additional cost is at least, None where nothing is known of it; and whether that is all."""
    if costs is None:
        return None, False
    cost = costs.additional
    if cost.exact_pence is not None:
        return cost.exact_pence, True
    return cost.least_pence or None, False


def _row(local: Local, place: Found, costs: Costs | None) -> dict[str, Any]:
    return {
        "name": place.name,
        "fits": FITS[place.fit],
        "asked": bool(place.asked),
        "miles": miles_words(local, place),
        "cost": cost_words(costs),
    }


def _says(known: Sequence[tuple[int | None, bool]]) -> str:
    whole = sum(1 for _, each in known if each)
    part = sum(1 for amount, each in known if amount is not None and not each)
    return (
        f"{len(known):,} places by miles from home and additional cost a year. The cost of {whole:,} is wholly known, "
        f"of {part:,} in part. The table below has each."
    )


def _apart(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points that would hide each other are moved a little to the right, so that each can be seen."""
    taken: set[tuple[int, int]] = set()
    for each in points:
        while (each["x"] // 12, each["y"] // 12) in taken and each["x"] < WIDTH - _RIGHT:
            each["x"] += 12
        taken.add((each["x"] // 12, each["y"] // 12))
    return points


def _x(tenths: int, most: int) -> int:
    return _LEFT + (WIDTH - _RIGHT - _LEFT - 20) * tenths // most


def _y(amount: int, top: int) -> int:
    return _BOTTOM - (_BOTTOM - _BAND - 12) * amount // top

"""The trade-off as a picture: miles across, additional cost up, a shape and a letter for each fit; a table beneath.

What is not wholly known stands in a band of its own, above the costs that are: it is never drawn as if it were nothing.
"""

from collections.abc import Sequence
from typing import Any, Final

from engine.placing.distance import miles
from panel_api.services.found import Found
from panel_api.services.local_held import Local
from panel_api.views.local import FITS, miles_words
from panel_api.views.place_costs import total_words
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
    costs = {number: local.costs(each) for number, each in enumerate(drawn)}
    exact = {number: each.additional.exact_pence if each else None for number, each in costs.items()}
    dearest = max((each for each in exact.values() if each is not None), default=0)
    step = round_step(max(dearest, 1))
    top = -(-max(dearest, 1) // step) * step
    farthest = miles(max(each.metres or 0 for each in drawn))
    reach = max(1, -(-int(farthest * 10) // 50)) * 5
    points = [
        {
            "x": _x(int((each.miles or 0) * 10), reach * 10),
            "y": (_TOP + _BAND) // 2 if exact[number] is None else _y(exact[number] or 0, top),
            "fit": each.fit,
            "letter": LETTERS[each.fit],
            "number": number + 1,
            "asked": bool(each.asked),
        }
        for number, each in enumerate(drawn)
    ]
    return {
        "width": WIDTH, "height": HEIGHT, "left": _LEFT, "right": WIDTH - _RIGHT, "bottom": _BOTTOM,
        "band": {"y": _TOP, "height": _BAND - _TOP, "middle": (_TOP + _BAND) // 2},
        "grid": [{"y": _y(amount, top), "text": short_money(amount)} for amount in range(0, top + 1, step)],
        "miles": [{"x": _x(each * 10, reach * 10), "text": str(each)} for each in range(0, reach + 1, 5)],
        "points": _apart(points),
        "says": _says(drawn, exact),
        "rows": [_row(local, number, each, costs[number]) for number, each in enumerate(drawn)],
    }  # fmt: skip


def _row(local: Local, number: int, place: Found, costs: Any) -> dict[str, Any]:
    return {
        "number": number + 1,
        "name": place.name,
        "fits": FITS[place.fit],
        "asked": bool(place.asked),
        "miles": miles_words(local, place),
        "cost": total_words(costs.additional) if costs else "not known",
    }


def _says(drawn: Sequence[Found], exact: dict[int, int | None]) -> str:
    known = sum(1 for each in exact.values() if each is not None)
    return (
        f"{len(drawn):,} places by miles from home and additional cost a year. Of {known:,} the cost is wholly known. "
        "The table below has each."
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

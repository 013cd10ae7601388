"""Spend against profile as a picture: where each line runs, in whole points of a frame. A table says the same."""

from collections.abc import Sequence
from typing import Any, Final

from engine.amounts import money_words
from engine.ledger.figures import Figures
from panel_api.views.scales import round_step, short_money

WIDTH: Final = 640
HEIGHT: Final = 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 128, 14, 262
_APART: Final = 15
"""Points between the names of two lines, so that both can be read."""


def chart(
    figures: Figures, months: Sequence[dict[str, Any]], ends: tuple[int, int] | None = None
) -> dict[str, Any] | None:
    """The allocation, a profile of it, what was paid and what was agreed for the year by month; None for nothing.

    ends: from what to what the year is expected to end, in pence.
    """
    highest = max(figures.held, figures.spent, *(each["so_far"] or 0 for each in months), *(ends or ()), 0)
    if highest == 0:
        return None
    step = round_step(highest)
    top = -(-highest // step) * step
    paid = [(0, 0), *((each["month"], each["so_far"]) for each in months if each["so_far"] is not None)]
    last_month, last_paid = paid[-1]
    agreed = [(each["month"], each["agreed"]) for each in months if each["agreed"] is not None]
    agreed = [*(agreed or [(0, figures.spent)]), (12, figures.spent)]
    names = {"held": figures.held, "spent": figures.spent, "paid": last_paid}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "title": "Spend against profile",
        "says": _says(figures, months, last_paid),
        "grid": [{"y": _y(amount, top), "text": short_money(amount)} for amount in range(0, top + 1, step)],
        "months": [{"x": _x(2 * each["month"] - 1, 24), "text": each["short"]} for each in months],
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "bottom": _BOTTOM,
        "held": _path([(0, figures.held), (12, figures.held)], top),
        "profile": _path([(0, 0), *((each["month"], each["profile"]) for each in months)], top),
        "spent": _path(agreed, top),
        "paid": _path(paid, top) if last_month else "",
        "range": _upright(*ends, top) if ends else "",
        "dots": [{"x": _x(month, 12), "y": _y(amount, top)} for month, amount in paid[1:]],
        "labels": _labels(names, top),
    }


def _says(figures: Figures, months: Sequence[dict[str, Any]], paid: int) -> str:
    known = [each for each in months if each["so_far"] is not None]
    told = f"{money_words(figures.held)} is allocated; {money_words(figures.spent)} is agreed for the year"
    if not known:
        return f"{told}. Nothing is paid yet."
    return f"{told}. Up to {known[-1]['name']} {money_words(paid)} is paid. The table below has each month."


def _labels(names: dict[str, int], top: int) -> list[dict[str, Any]]:
    """The name of each line at its right end, moved apart where two would touch; the lowest first."""
    words = {"held": "Allocation", "spent": "Paid and agreed", "paid": "Paid"}
    placed: list[dict[str, Any]] = []
    for name, amount in sorted(names.items(), key=lambda each: (each[1], each[0])):
        y = _y(amount, top) + 4
        if placed and placed[-1]["y"] - y < 2 * _APART:
            y = placed[-1]["y"] - 2 * _APART
        placed.append({"name": name, "y": y, "text": words[name], "amount": money_words(amount)})
    down = max(0, _TOP - min(each["y"] for each in placed))
    return [{**each, "y": each["y"] + down} for each in placed]


def _path(points: Sequence[tuple[int, int]], top: int) -> str:
    return "M" + " L".join(f"{_x(month, 12)} {_y(amount, top)}" for month, amount in points)


def _upright(low: int, high: int, top: int) -> str:
    """A bar at the year's end, from the low to the high end of a range; never too thin to be seen."""
    x, upper, lower = _x(12, 12), _y(high, top), _y(low, top)
    return f"M{x - 12} {upper} H{x} V{max(lower, upper + 3)} H{x - 12} Z"


def _x(part: int, whole: int) -> int:
    return _LEFT + (WIDTH - _RIGHT - _LEFT) * part // whole


def _y(amount: int, top: int) -> int:
    return _BOTTOM - (_BOTTOM - _TOP) * max(amount, 0) // top

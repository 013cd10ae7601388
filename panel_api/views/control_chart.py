"""A p-chart as a picture: a dot a group, the rate of all as a line, and what chance would give as a bar behind the dot.

The table under it says the same; what lies outside is marked by its shape and its number, never by colour alone.
"""

from fractions import Fraction
from typing import Any, Final

from engine.auditing.control import Chart, Held

WIDTH: Final = 640
HEIGHT: Final = 260
MOST: Final = 60
"""Dots a picture has room for; of more groups the last ones are drawn."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 14, 226


def control_chart(chart: Chart, title: str, says: str) -> dict[str, Any] | None:
    """The picture; None where there is nothing to draw. Each dot has the number of its row in the table."""
    shown = [(row, each) for row, each in enumerate(chart.groups, 1) if each.rate is not None][-MOST:]
    if not shown or chart.centre is None:
        return None
    highest = max(max(each.rate or 0, Fraction(each.most, each.group.of)) for _, each in shown)
    top = next((step for step in (5, 10, 20, 40, 60, 80) if highest * 100 <= step), 100)
    apart = (WIDTH - _LEFT - _RIGHT) // len(shown)
    every = 1 if apart >= 18 else -(-18 // max(apart, 1))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": _LEFT,
        "right": WIDTH - _RIGHT,
        "bottom": _BOTTOM,
        "title": title,
        "says": says,
        "cut": len(chart.groups) > len(shown),
        "grid": [{"y": _y(Fraction(part, 4 * 100) * top, top), "text": _percent(part, top)} for part in range(5)],
        "centre": _y(chart.centre, top),
        "dots": [_dot(place, row, each, top, len(shown), every) for place, (row, each) in enumerate(shown)],
    }


def percent(rate: Fraction | None) -> str:
    """A rate to a tenth of a percent, half to even: 14.3%; a dash where there is none."""
    if rate is None:
        return "–"
    tenths = round(rate * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def _dot(place: int, row: int, each: Held, top: int, many: int, every: int) -> dict[str, Any]:
    x = _LEFT + (WIDTH - _LEFT - _RIGHT) * (2 * place + 1) // (2 * many)
    assert each.rate is not None
    outside = each.standing in ("above", "below")
    return {
        "x": x,
        "y": _y(each.rate, top),
        "low": _y(Fraction(each.fewest, each.group.of), top),
        "high": _y(Fraction(each.most, each.group.of), top),
        "outside": outside,
        "few": each.standing == "few",
        "label": str(row) if outside or place % every == 0 else "",
    }


def _percent(part: int, top: int) -> str:
    value = Fraction(part * top, 4)
    return f"{value}%" if value.denominator == 1 else f"{value.numerator // value.denominator}.{_tenth(value)}%"


def _tenth(value: Fraction) -> int:
    return int(value * 10) % 10


def _y(rate: Fraction, top: int) -> int:
    return _BOTTOM - int((_BOTTOM - _TOP) * rate * 100 / top)

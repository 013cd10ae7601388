"""Groups as a picture: a dot a group where it stands beside like cases elsewhere, and a bar as far as it may reach.

The line at nothing is where like cases elsewhere stand. The table under it says the same: each dot has its row's
number, and what stands out is a diamond, never a colour alone.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

WIDTH: Final = 640
MOST: Final = 40
"""Rows a picture has room for; of more groups those that stand out come first, then the largest differences."""
_LEFT, _RIGHT, _TOP, _ROW, _UNDER = 44, 40, 12, 22, 28


def dots(rows: Sequence[Mapping[str, Any]], unit: str, title: str, number: int) -> dict[str, Any] | None:
    """The picture of a table's rows; None where no group could be compared. number: of the picture on its page."""
    there = [each for each in rows if each["difference"] is not None]
    shown = sorted(there, key=lambda each: (not each["flagged"], -abs(each["difference"]), each["row"]))[:MOST]
    if not shown:
        return None
    shown.sort(key=lambda each: each["row"])
    ends = [value for each in shown for value in (each["low"], each["high"], each["difference"]) if value is not None]
    low, high, step = _scale(min(*ends, Decimal(0)), max(*ends, Decimal(0)))
    height = _TOP + _ROW * len(shown) + _UNDER

    def x(value: Decimal) -> int:
        return _LEFT + int((value - low) * (WIDTH - _LEFT - _RIGHT) / (high - low))

    many = sum(each["flagged"] for each in shown)
    out = "None stands out" if not many else f"{many} stand{'s' if many == 1 else ''} out"
    return {
        "id": f"dots-{number}",
        "title": title,
        "says": f"{len(shown)} groups beside like cases elsewhere, which stand at the thick line. {out}. The number "
        "beside a dot is its row in the table below.",
        "width": WIDTH,
        "height": height,
        "left": _LEFT,
        "top": _TOP - 6,
        "bottom": height - _UNDER,
        "zero": x(Decimal(0)),
        "cut": len(there) > len(shown),
        "grid": [
            {"x": x(low + step * part), "text": _tick(low + step * part, unit)}
            for part in range(_parts(low, high, step))
        ],
        "dots": [
            {
                "y": _TOP + _ROW * place + _ROW // 2,
                "x": x(each["difference"]),
                "low": None if each["low"] is None else x(each["low"]),
                "high": None if each["high"] is None else x(each["high"]),
                "flagged": each["flagged"],
                "row": each["row"],
            }
            for place, each in enumerate(shown)
        ],
    }


def _scale(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Ends at whole steps, and a step that gives at most six of them."""
    span = max(high - low, Decimal("0.01"))
    power = Decimal(1).scaleb((span / 6).adjusted())
    step = next(power * each for each in (1, 2, 5, 10) if span / (power * each) <= 6)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    return first * step, max(last, first + 1) * step, step


def _parts(low: Decimal, high: Decimal, step: Decimal) -> int:
    return int((high - low) / step) + 1


def _tick(value: Decimal, unit: str) -> str:
    """A step of the axis: +£500, −2."""
    sign = "−" if value < 0 else "+" if value else ""
    text = f"{abs(value):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{sign}{'£' if unit == 'pence' else ''}{text}"

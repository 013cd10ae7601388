"""From band to band, drawn: a bar for each band on either side, and ribbons as thick as the cases that go between them.

Those that stay are pale; those that change are dark with an edge. Numbers stand beside the bars and in the table.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from engine.whatif.document import Flow
from panel_api.views.whatif_pictures import WIDTH, cut
from panel_api.views.whatif_tables import NO_BAND

HIGH: Final = 320
"""Units that all ribbons together are high, where none is too thin to be seen."""
LEAST: Final = 2
_LABEL: Final = 16
_GAP: Final = 8
_TOP: Final = 26
_LEFT: Final = 112
_RIGHT: Final = WIDTH - _LEFT
_BAR: Final = 8
_LETTERS: Final = 9


def flow(found: Sequence[Flow]) -> dict[str, Any] | None:
    """The picture; None where no case has a band by both texts."""
    ribbons = [each for each in found if each.cases]
    if not ribbons:
        return None
    bands = sorted({band for each in ribbons for band in (each.before, each.after)}, key=lambda each: (len(each), each))
    whole = sum(each.cases for each in ribbons)
    thick = {(each.before, each.after): max(LEAST, round(Fraction(each.cases * HIGH, whole))) for each in ribbons}
    before = _bars([(band, [each for each in ribbons if each.before == band]) for band in bands], thick)
    after = _bars([(band, [each for each in ribbons if each.after == band]) for band in bands], thick)
    middle = (_LEFT + _BAR + _RIGHT - _BAR) // 2
    next_left = {each["band"]: each["y"] for each in before}
    next_right = {each["band"]: each["y"] for each in after}
    drawn = []
    for each in sorted(ribbons, key=lambda each: (bands.index(each.before), bands.index(each.after))):
        high = thick[each.before, each.after]
        left, right = next_left[each.before], next_right[each.after]
        next_left[each.before] += high
        next_right[each.after] += high
        one, other = _LEFT + _BAR, _RIGHT - _BAR
        path = (
            f"M{one} {left}C{middle} {left} {middle} {right} {other} {right}V{right + high}"
            f"C{middle} {right + high} {middle} {left + high} {one} {left + high}Z"
        )
        drawn.append({"path": path, "same": each.before == each.after, "high": high})
    height = max(each["y"] + each["high"] for each in (*before, *after)) + 6
    said = "; ".join(f"{_band(each.before)} to {_band(each.after)}: {each.cases:,}" for each in ribbons)
    return {
        "width": WIDTH,
        "height": height,
        "left": _LEFT,
        "right": _RIGHT,
        "bar": _BAR,
        "before": before,
        "after": after,
        "ribbons": sorted(drawn, key=lambda each: not each["same"]),
        "says": f"Ribbons from the band by the text in force to the band by this text, in cases. {said}.",
    }


def _bars(sides: Sequence[tuple[str, Sequence[Flow]]], thick: dict[tuple[str, str], int]) -> list[dict[str, Any]]:
    """The bars of one side from the top, each high enough for its label."""
    found, y = [], _TOP
    for band, flows in sides:
        if not flows:
            continue
        high = sum(thick[each.before, each.after] for each in flows)
        cases = sum(each.cases for each in flows)
        found.append({"band": band, "y": y, "high": high, "cases": cases, "text": f"{cut(_band(band), _LETTERS)}: "
                      f"{cases:,}", "words_at": y + min(high // 2, 60) + 5})  # fmt: skip
        y += max(high, _LABEL) + _GAP
    return found


def _band(band: str) -> str:
    return band or NO_BAND

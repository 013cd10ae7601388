"""What-if drawn: cost as a waterfall, and partnerships as tiles that lie as their schools do. In whole units.

Nothing hangs on a colour: what costs more is filled and has a triangle up, what costs less is hollow and has one down,
and each has its amount in words beside it. A picture is WIDTH units wide and read at 320 pixels.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any, Final

from engine.amounts import money_words
from engine.whatif.document import Document, Line
from panel_api.views.whatif_words import line_words, percent_said, signed

WIDTH: Final = 400
MOST_STEPS: Final = 10
"""Changes drawn one by one; the smaller ones beyond are one bar together."""
_ROW: Final = 48
_BAR: Final = 18
_LETTERS: Final = 30
_LEAST: Final = 2
"""Units that the smallest change is drawn with, so that it is seen."""
ACROSS: Final = 3
_GAP: Final = 8
_TILE: Final = (WIDTH - (ACROSS - 1) * _GAP) // ACROSS
_HIGH: Final = 88
_IN_TILE: Final = 15
Point = tuple[int, int]


def waterfall(document: Document) -> dict[str, Any] | None:
    """The bars from the text in force, by each change, to the proposed one; None where nothing is compared.

    base: the pounds at which bars begin, where they do not begin at nought. Each bar: where it begins and how long it
    is, its way ("whole", "more", "less", "same"), and its words.
    """
    groups = document.groups.values()
    before, after = (sum(getattr(each.compared, side) for each in groups) for side in ("before", "after"))
    if not sum(each.compared.cases for each in groups):
        return None
    steps, levels = _steps(document, after - before), [before]
    for _, pence in steps:
        levels.append(levels[-1] + pence)
    low, high = min(levels), max(levels)
    base = _base(low, high)

    def at(level: int) -> int:
        return round(Fraction((level - base) * WIDTH, (high - base) or 1))

    bars = [_bar(0, "The texts in force", money_words(before), "whole", 0, at(before))]
    for number, (title, pence) in enumerate(steps, 1):
        one, other = sorted((at(levels[number - 1]), at(levels[number])))
        way = _way(pence)
        wide = max(other - one, _LEAST) if pence else 0
        bars.append(_bar(number, title, signed(pence), way, min(one, WIDTH - wide), wide))
    bars.append(_bar(len(bars), "These texts", money_words(after), "whole", 0, at(after)))
    said = "; ".join(f"{bar['title']}: {bar['amount']}" for bar in bars)
    return {
        "width": WIDTH,
        "height": _ROW * len(bars) + 4,
        "bars": bars,
        "base": money_words(base) if base else "",
        "says": f"Bars from top to bottom, pounds a year. {said}.",
    }


def _base(low: int, high: int) -> int:
    """Where bars begin: at nought, unless the changes could not be seen then; otherwise at round pounds below them."""
    base = low - (high - low)
    if high == low or base * 4 < low * 3:
        return 0
    step = int(f"1{'0' * (len(str(high - low)) - 1)}")
    return base // step * step


def _steps(document: Document, difference: int) -> list[tuple[str, int]]:
    """The changes in their order, at most MOST_STEPS and the others together; they add up to the difference."""
    steps = [(each.title, int(each.pounds)) for each in document.why]
    if not steps:
        return [("All changes together", difference)]
    if len(steps) > MOST_STEPS:
        large = sorted(range(len(steps)), key=lambda index: (-abs(steps[index][1]), index))[: MOST_STEPS - 1]
        rest = [each for index, each in enumerate(steps) if index not in large]
        steps = [steps[index] for index in sorted(large)]
        steps.append((f"{len(rest)} smaller changes together", sum(pence for _, pence in rest)))
    return steps


def _bar(number: int, title: str, amount: str, way: str, x: int, wide: int) -> dict[str, Any]:
    top = _ROW * number
    return {"title": cut(title, _LETTERS), "amount": amount, "way": way, "x": x, "wide": wide, "high": _BAR,
            "words_at": top + 16, "y": top + 23}  # fmt: skip


def tiles(lines: Sequence[Line], middles: Mapping[str, Point]) -> dict[str, Any] | None:
    """A tile for each partnership, laid out as their schools lie, north at the top; None where there is none.

    middles: the middle of each one's schools, easting and northing; one without any comes last, under the others.
    """
    placed = [each for each in lines if each.name in middles]
    placed.sort(key=lambda each: (-middles[each.name][1], middles[each.name][0], each.name))
    down = max(isqrt(len(placed)), -(-len(placed) // ACROSS))
    rows: list[list[Line]] = []
    for number in range(down):
        first, last = (len(placed) * each // down for each in (number, number + 1))
        rows.append(sorted(placed[first:last], key=lambda each: (middles[each.name][0], each.name)))
    others = [each for each in lines if each.name not in middles]
    rows += [others[first : first + ACROSS] for first in range(0, len(others), ACROSS)]
    drawn = [_tile(each, row, _left(len(cells), column)) for row, cells in enumerate(rows)
             for column, each in enumerate(cells)]  # fmt: skip
    if not drawn:
        return None
    said = "; ".join(f"{line_words('partnership', each.name)} {signed(each.difference)}" for each in lines)
    return {
        "width": WIDTH,
        "height": len(rows) * (_HIGH + _GAP),
        "tiles": drawn,
        "placed": bool(placed),
        "others": bool(others) and bool(placed),
        "says": f"A tile for each partnership with its change in pounds a year. {said}.",
    }


def _left(many: int, column: int) -> int:
    """Where a tile of a row begins; a short row stands in the middle."""
    return (WIDTH - many * _TILE - (many - 1) * _GAP) // 2 + column * (_TILE + _GAP)


def _tile(line: Line, row: int, x: int) -> dict[str, Any]:
    y = row * (_HIGH + _GAP)
    name = _two_lines(line_words("partnership", line.name))
    return {"x": x, "y": y, "wide": _TILE, "high": _HIGH, "way": _way(line.difference), "name": name,
            "amount": signed(line.difference), "percent": percent_said(line.percent)}  # fmt: skip


def _two_lines(name: str) -> list[str]:
    """A name on one line or two."""
    if len(name) <= _IN_TILE:
        return [name]
    first = ""
    for word in name.split():
        if len(f"{first} {word}".strip()) > _IN_TILE:
            break
        first = f"{first} {word}".strip()
    first = first or name[:_IN_TILE]
    return [first, cut(name[len(first) :].strip(), _IN_TILE)]


def _way(pence: int) -> str:
    return "more" if pence > 0 else "less" if pence < 0 else "same"


def cut(text: str, letters: int) -> str:
    """A text that fits, with a mark where it was cut."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"

"""How far scorers agree, as a small chart with its table: one line a strand, figures in words beside every bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from engine.agreement.against import Against
from engine.agreement.alpha import FEWEST_CASES, RELIED_ON, TENTATIVE, Alpha
from engine.amounts import count_words, inside, listing, number_words
from engine.values import divide

STANDINGS: Final = {
    "relied_on": ("firm", "Firm: rely on it"),
    "tentative": ("tentative", "Tentative: no firm conclusion"),
    "not_relied_on": ("weak", "Weak: do not rely on it"),
    "undefined": ("no figure", "No figure"),
}
"""What may be built on a figure: beside its bar, and in the table."""

BAR: Final = 180
ROW: Final = 38
TOP: Final = 24
WIDTH: Final = 320
LONGEST_NAME: Final = 42
"""The chart's measures, in its own units; a name of so many letters still fits."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was scored, how far the scorers agree, and how they stand to the first reading."""

    name: str
    alpha: Alpha
    against: Against | None = None


def agreement_view(lines: Sequence[Line]) -> dict[str, Any]:
    """What `_agreement.html` shows: the chart's lines with their places, and the table's."""
    return {
        "rows": [_row(line, number) for number, line in enumerate(lines)],
        "describes": _describes(lines),
        "width": WIDTH,
        "height": TOP + ROW * len(lines),
        "bar": BAR,
        "limits": [_limit(TENTATIVE, "end"), _limit(RELIED_ON, "start")],
        "against": any(line.against for line in lines),
        "notes": _notes(lines),
    }


def figure(value: Fraction | None) -> str:
    """Alpha to three places, cut rather than rounded, so that no figure reads as better than it is: 0.815."""
    if value is None:
        return "–"
    cut = divide(abs(value.numerator), value.denominator, 3, "up" if value < 0 else "down")
    return f"{'−' if value < 0 and cut else ''}{cut:.3f}"


def _row(line: Line, number: int) -> dict[str, Any]:
    short, says = STANDINGS[line.alpha.standing]
    value = line.alpha.value
    return {
        "name": line.name,
        "label": line.name if len(line.name) <= LONGEST_NAME else line.name[: LONGEST_NAME - 1].rstrip() + "…",
        "figure": figure(value),
        "beside": short if value is None else f"{figure(value)} {short}",
        "standing": line.alpha.standing,
        "says": f"{says}; few cases" if _few(line) else says,
        "cases": line.alpha.cases,
        "against": line.against,
        "top": TOP + ROW * number,
        "width": _along(value or Fraction(0)),
    }


def _few(line: Line) -> bool:
    return line.alpha.small and line.alpha.value is not None


def _notes(lines: Sequence[Line]) -> list[str]:
    """What the table's words mean, where they occur."""
    few = (
        f"Few cases: fewer than {count_words(FEWEST_CASES)} were scored by two people, and one can move the figure far."
    )
    undefined = dict.fromkeys(f"No figure: {inside(line.alpha.undefined)}." for line in lines if line.alpha.undefined)
    return [*([few] if any(map(_few, lines)) else []), *undefined]


def _limit(value: Fraction, anchor: str) -> dict[str, Any]:
    text = number_words(divide(value.numerator, value.denominator, 3, "down"))
    return {"x": _along(value), "anchor": anchor, "text": text}


def _along(value: Fraction) -> int:
    """How far along the bar: 0 to 1; below 0 there is no bar, and the figure says it."""
    return int(min(max(value, Fraction(0)), Fraction(1)) * BAR)


def _describes(lines: Sequence[Line]) -> str:
    """The chart in a sentence or two, for who does not see it."""
    counts = {code: sum(line.alpha.standing == code for line in lines) for code in STANDINGS}
    said = listing(
        f"{count_words(counts[code])} {words}"
        for code, words in (
            ("relied_on", "firm"),
            ("tentative", "tentative"),
            ("not_relied_on", "weak"),
            ("undefined", "not to be had"),
        )
        if counts[code]
    )
    valued = [line for line in lines if line.alpha.value is not None]
    lowest = min(valued, key=lambda line: line.alpha.value or 0, default=None)
    least = f" The lowest is {inside(lowest.name)}, {figure(lowest.alpha.value)}." if lowest else ""
    return f"Of {count_words(len(lines))} figures: {said}.{least} The table below gives each of them."

"""Allocations as pages show them: a year's table, rises and falls as bars with their words, and one figure opened."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from engine.amounts import listing, money_words
from engine.explaining.sharing import Opened
from engine.values import divide
from panel_api.services.allocating import Shares
from panel_api.services.allocation_weights import Moved, Spread

WIDTH: Final = 320
ROW: Final = 38
TOP: Final = 8
_HALF: Final = WIDTH // 2


def year_words(year: int) -> str:
    """2026 → "2026 to 2027", for a financial year."""
    return f"{year} to {year + 1}"


def change_words(before: int | None, after: int) -> str:
    """ "rises by £12,345 (1.8%)", "falls by …", "stays the same"; "new" where there was nothing before."""
    if before is None:
        return "new this year"
    change = after - before
    if not change:
        return "stays the same"
    part = f" ({percent(Fraction(abs(change), before))})" if before else ""
    return f"{'rises' if change > 0 else 'falls'} by {money_words(abs(change), table=True)}{part}"


def percent(part: Fraction) -> str:
    """A part of one as percent to one place: 1/40 → "2.5%"."""
    return f"{divide(part.numerator * 100, part.denominator, 1, 'half_even'):f}%"


def year_rows(shares: Shares, last_year: dict[str, int]) -> list[dict[str, Any]]:
    """Each partnership's figure with its rise or fall from last year, in order of name."""
    return [
        {
            "name": name,
            "pence": share,
            "before": last_year.get(name),
            "change": change_words(last_year.get(name), share),
        }
        for name, share in shares.partnerships.items()
    ]


def opened_view(found: Opened) -> dict[str, Any]:
    """One partnership's figure: every step with its sentence, and what the rules say of it."""
    return {
        "steps": [
            {
                "says": each.says[:1].upper() + each.says[1:],
                "words": each.words[:1].upper() + each.words[1:],
                "found": each.found,
                "effect": each.effect,
            }
            for each in found.figures
        ],
        "told": [each for each in found.met if each.then in ("note", "flag", "refer", "return")],
        "status": found.status,
        "missing": list(found.missing),
    }


def bars(rows: Sequence[Moved]) -> dict[str, Any]:
    """Rises to the right and falls to the left of one line, each with its figure in words."""
    largest = max((abs(each.change) for each in rows), default=0)
    shown = []
    for number, each in enumerate(rows):
        length = _HALF * abs(each.change) // largest if largest else 0
        shown.append(
            {
                "name": each.name,
                "says": change_words(each.before, each.after),
                "beside": _beside(each.change),
                "top": TOP + ROW * number,
                "x": _HALF if each.change >= 0 else _HALF - length,
                "width": length,
                "way": "rise" if each.change > 0 else "fall",
                "before": each.before,
                "after": each.after,
            }
        )
    return {"rows": shown, "width": WIDTH, "height": TOP + ROW * len(shown), "middle": _HALF, "describes": _told(rows)}


def _beside(change: int) -> str:
    return "the same" if not change else f"{'rises' if change > 0 else 'falls'} {money_words(abs(change))}"


def _told(rows: Sequence[Moved]) -> str:
    """The picture in a sentence, for who does not see it."""
    up = [each.name for each in rows if each.change > 0]
    down = [each.name for each in rows if each.change < 0]
    if not up and not down:
        return "No partnership's figure changes. The table below gives each."
    parts = [f"{listing(up)} {'rises' if len(up) == 1 else 'rise'}"] if up else []
    parts += [f"{listing(down)} {'falls' if len(down) == 1 else 'fall'}"] if down else []
    return f"{'; '.join(parts)}. The table below gives each figure."


def spread_words(found: Spread | None) -> str:
    """The spread in a sentence: lowest, highest, and how many times the one is the other."""
    if found is None:
        return "It cannot be said: some partnership has no child at support level, or the scheme does not count them."
    low, high = (f"{_rate(rate)} in {name}" for name, rate in (found.lowest, found.highest))
    ratio = found.ratio
    times = f", {divide(ratio.numerator, ratio.denominator, 2, 'half_even'):f} times as much" if ratio else ""
    return f"From {low} to {high}{times}."


def _rate(pence_each: Fraction) -> str:
    return money_words(int(divide(pence_each.numerator, pence_each.denominator, 0, "half_even")))

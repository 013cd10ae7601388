"""Putting the lines of one child's cost at one place together, from what is written of the place and of the child.

Written for the child comes before what places there usually cost, part by part. What should be there and is not is a
line without an amount, which says who must be asked; it is never left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.law.institutions import INSTITUTIONS
from engine.placing.costs import LINES, PLACE_FUNDED, CostLine, in_order

_ASK: Final = {
    "place": "the commissioning team",
    "top_up": "the school, or the commissioning team",
    "fee": "the school, for its offer in writing",
    "transport": "the transport team",
    "other": "whoever commissions it",
}
_SCHOOLS: Final = frozenset(("mainstream", "nursery_school", "early_years"))
"""Where top-up is what the child's own band is worth, unless something else is written."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What one part of a place there usually costs on the day. band: of which band; None is any."""

    cost: CostLine
    band: str | None


def cost_lines(
    kind: str,
    usual: Iterable[Usual],
    own: Sequence[CostLine],
    *,
    band: str | None,
    place_money: CostLine | None,
    advised: CostLine | None,
) -> tuple[CostLine, ...]:
    """The lines of one child's cost at a place, in order.

    kind: of provision. usual: what is recorded of the place, of every band. own: what is written for this child there.
    band: the child's, where one is settled. place_money: what the country pays for a place of that kind, used where the
    place records none. advised: the top-up that is advised for the child, used at mainstream schools.
    """
    written = {line.line for line in own}
    found = [*own, *(line for line in _in_band(usual, band) if line.line not in written)]
    there = {line.line for line in found}
    standing = {"place": place_money, "top_up": advised if kind in _SCHOOLS else None}
    for either in expected(kind):
        if there.isdisjoint(either):
            found.append(standing.get(either[0]) or _asked(either[0]))
    return in_order(found)


def expected(kind: str) -> tuple[tuple[str, ...], ...]:
    """The parts that a place of a kind always has, each with what may stand for it, so that a missing one is missed."""
    if INSTITUTIONS[kind].footing == "service":
        return (("other", "fee", "therapy", "equipment"),)
    paid = (("fee",),) if kind in ("independent_special", "independent") else (("top_up", "fee"),)
    return (*((("place",),) if kind in PLACE_FUNDED else ()), *paid, ("transport",))


def _asked(part: str) -> CostLine:
    return CostLine(part, None, LINES[part], f"Not known yet: ask {_ASK[part]}.")


def _in_band(usual: Iterable[Usual], band: str | None) -> list[CostLine]:
    """Of each part that of the child's band, else that of any band, else that it depends on the band."""
    by_part: dict[str, dict[str | None, CostLine]] = {}
    for each in usual:
        by_part.setdefault(each.cost.line, {})[each.band] = each.cost
    return [_of(part, bands, band) for part, bands in by_part.items()]


def _of(part: str, bands: dict[str | None, CostLine], band: str | None) -> CostLine:
    for wanted in (band, None):
        if wanted in bands:
            return bands[wanted]
    who = _ASK.get(part, "the school")
    told = "no band is settled for this child" if band is None else f"none is written for band {band}: ask {who}"
    return CostLine(part, None, LINES[part], f"Not known yet: it goes by band, and {told}.")

"""The equality impact of a proposal as its page shows it: each kind of group with how its awards would move."""

from decimal import Decimal
from typing import Any

from panel_api.services.equality import COMPARED
from panel_api.services.equity_document import Found, alarms_of, comparisons_of, dimension_words
from panel_api.views.equity import alarm_view, figure, named, suppressed


def equality_view(found: Found) -> dict[str, Any]:
    """The answer, what stands out, and a table for each kind of group."""
    alarms = [alarm_view(each, group) for each, group in alarms_of(found)]
    stand = "None stands out" if not alarms else f"{len(alarms)} {'stands' if len(alarms) == 1 else 'stand'} out"
    return {
        "answer": f"Of {found['made']:,} comparisons of groups at the same need, {stand[:1].lower()}{stand[1:]} beyond "
        "chance."
        if found["made"]
        else "Whatever moves, it moves alike for all groups at the same need, or there are too few to compare.",
        "cases": found["cases"],
        "least": found["least"],
        "alarms": alarms,
        "groups": [part for part in (_part(found, name) for name in COMPARED) if part],
        "suppressed": suppressed(found),
    }


def _part(found: Found, dimension: str) -> dict[str, Any] | None:
    by = {name: _groups(found, name, dimension) for name in ("change", "rising", "falling", "band")}
    shown = [group for group in by["change"].values() if group["standing"] == "compared"]
    rows = [_row(group, {name: groups.get(group["name"]) for name, groups in by.items()}) for group in shown]
    return {"head": dimension_words(dimension), "dimension": dimension, "rows": rows} if rows else None


def _groups(found: Found, measure: str, dimension: str) -> dict[str, Found]:
    held = next((each for each in comparisons_of(found, measure) if each["dimension"] == dimension), None)
    return {group["name"]: group for group in held["groups"]} if held else {}


def _row(group: Found, by: dict[str, Any]) -> dict[str, Any]:
    rising, falling = (Decimal((by[name] or {}).get("observed") or 0) for name in ("rising", "falling"))
    flagged = any(each and each["flagged"] for each in by.values())
    return {
        "name": named(group),
        "n": group["n"],
        "rising": f"{rising}",
        "falling": f"{falling}",
        "same": f"{100 - rising - falling}",
        "band": (by["band"] or {}).get("observed") or "–",
        "change": figure("pence", group["observed"], signed=True, table=True),
        "elsewhere": figure("pence", group["expected"], signed=True, table=True),
        "standing": "Stands out" if flagged else "In line",
        "flagged": flagged,
    }

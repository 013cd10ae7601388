"""A what-if as it was kept: of today, or of the time when a re-scoring held its two groups and nothing beside them."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from engine.values import pounds_text
from engine.whatif.document import GROUPS, Document

_NONE: Final = "0.00"
_SPAN: Final = {"least": _NONE, "most": _NONE}
_BESIDE: Final[dict[str, Any]] = {
    "texts": [], "by": {}, "years": [], "why": [], "allocations": [], "notes": [],
    "protection": {"rules": [], "held": {"cases": 0, "no_review_day": 0, "pounds": _NONE, "years": []}},
    "unknown": {**_SPAN, "cases": 0, "exact": True, "before": _SPAN, "after": _SPAN, "unpriced": 0, "referred": 0,
                "worked_out": False},
}  # fmt: skip


def document_of(result: Mapping[str, Any], as_of: dt.date) -> Document:
    """What was kept, read. as_of: its day, which the older form does not hold."""
    if "groups" in result:
        return Document.from_json(result)
    groups = {name: result[name] for name in GROUPS}
    before, after = (sum(Decimal(each["compared"][side]) for each in groups.values()) for side in ("before", "after"))
    cases = sum(each[way]["cases"] for each in groups.values() for way in ("rising", "falling"))
    rise = ((after - before) * 100 / before).quantize(Decimal("0.01"), ROUND_HALF_EVEN) if before else None
    moved = {
        "cases": cases,
        "before": _NONE,
        "after": _NONE,
        "difference": pounds_text(int((after - before) * 100)),
        "percent": None,
        "rise": None,
        "rise_of_all": None if rise is None else str(rise),
    }
    return Document.from_json({**_BESIDE, "as_of": as_of.isoformat(), "groups": groups, "moved": moved})

"""What the invented county's devolved budget is shared by, in two financial years. Every figure is invented.

Counts are of pupils without a plan (`rules/partnership_allocation` says what each is); nothing here is of one child.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from panel_api.services.allocation_runs import NewRun, keep_run
from panel_api.services.desk import Desk
from panel_api.store import Viewer
from panel_api.store.allocations import add_posting

_ASKED: Final = (
    "pupils", "deprived", "free_meals", "low_attainment", "level_3", "level_4", "level_5", "historic_spend",
    "last_year",
)  # fmt: skip
_POTS: Final = {2025: "6240000", 2026: "6300000"}
_FIGURES: Final[Mapping[int, Mapping[str, tuple[int | str, ...]]]] = {
    2025: {
        "Riverside": (11810, 1535, 2592, 2960, 425, 180, 58, "712400", "676000"),
        "Chalk Downs": (12261, 606, 1585, 2327, 309, 123, 40, "598300", "655000"),
        "Northmoor": (10938, 2413, 3399, 3277, 446, 195, 66, "861950", "742000"),
        "Eastbridge": (13393, 2006, 3339, 3627, 473, 201, 63, "803200", "782000"),
        "Canal Towns": (12654, 2400, 3670, 3537, 498, 216, 68, "788640", "736000"),
        "Greenway": (9528, 763, 1527, 2002, 273, 112, 37, "471880", "533000"),
        "Hill Villages": (6350, 253, 691, 1158, 167, 70, 22, "402150", "450000"),
        "Old Quarter": (9166, 1558, 2392, 2390, 300, 132, 40, "694300", "618000"),
        "Vale Edge": (8822, 533, 1235, 1762, 248, 95, 31, "440710", "512000"),
    },
    2026: {
        "Riverside": (11890, 1545, 2660, 2959, 443, 190, 62, "731250", "718301.72"),
        "Chalk Downs": (12390, 628, 1649, 2361, 324, 128, 43, "589420", "631912.29"),
        "Northmoor": (10984, 2420, 3470, 3300, 477, 211, 72, "902300", "808486.58"),
        "Eastbridge": (13464, 2022, 3437, 3643, 498, 213, 68, "826110", "836622.72"),
        "Canal Towns": (12731, 2420, 3760, 3576, 515, 226, 74, "812760", "826949.91"),
        "Greenway": (9574, 775, 1560, 1999, 291, 119, 40, "462900", "528284.00"),
        "Hill Villages": (6386, 246, 709, 1145, 179, 71, 25, "421380", "450000.00"),
        "Old Quarter": (9199, 1565, 2431, 2387, 317, 136, 42, "655240", "640412.28"),
        "Vale Edge": (8922, 539, 1267, 1778, 265, 102, 35, "452390", "487030.50"),
    },
}  # fmt: skip
"""By financial year (that in which it began) and partnership, in the order of `_ASKED`.

What 2026 calls last year's is what the rulebook gives for 2025.
"""
YEARS: Final = tuple(_POTS)
_FINANCE: Final = Viewer("finance_officer", "invented-finance-1")


def facts_of(year: int) -> dict[str, Any]:
    """The facts of one year as JSON: `{"pot": …, "partnership": {name: {…}}}`. Raises KeyError for another year."""
    return {
        "pot": _POTS[year],
        "partnership": {name: dict(zip(_ASKED, each, strict=True)) for name, each in _FIGURES[year].items()},
    }


def keep_year(session: Session, desk: Desk, year: int, at: dt.datetime) -> None:
    """Keep the run of a year as one that is in the ledger, whose entries `seed.booking` writes under its reference."""
    then = replace(desk, clock=lambda: at, viewer=_FINANCE)
    words = "The scheme as it stands, with the autumn's counts."
    run = keep_run(session, then, NewRun(run_reference(year), year, words, facts_of(year)))
    add_posting(session, run, _FINANCE, at)


def run_reference(year: int) -> str:
    """By what name the run of a year is known."""
    return f"L-{year}"

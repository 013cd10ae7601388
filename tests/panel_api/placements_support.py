"""For tests of placements: places of a directory, and children taught there."""

import datetime as dt
import itertools
from typing import Any, Final

from sqlalchemy import insert

from panel_api.models import Placement, Provision
from panel_api.services import Desk
from panel_api.services.gazetteer import middle
from tests.panel_api.databases import a_provision

HERE: Final = middle("OX160") or (0, 0)
"""The middle of a postcode sector, where homes are."""
COUNTY: Final = "998"
_numbers = itertools.count(1)


def places(desk: Desk) -> dict[str, int]:
    """A special school beside the homes, one in another partnership, and one 50 km off out of the county."""
    east, north = HERE
    there: dict[str, dict[str, Any]] = {
        "900001": {"partnership": "Riverside", "authority": COUNTY, "easting": east, "northing": north},
        "900002": {"partnership": "Northmoor", "authority": COUNTY, "easting": east + 10_000, "northing": north},
        "900003": {"kind": "non_maintained_special", "authority": "997", "easting": east + 50_000, "northing": north},
        "900004": {"kind": "non_maintained_special", "name": "Nowhere School"},
    }
    with desk.database.writing() as session:
        for code, said in there.items():
            at = {} if "easting" not in said else {"cell": said["easting"] // 10_000 * 1_000 + north // 10_000}
            session.add(a_provision(code, **said, **at))
        session.flush()
        return {each.code: each.id for each in session.query(Provision)}


def a_placement(place: int, **said: Any) -> dict[str, Any]:
    """A row of a placement from before this system: £64,000 a year, from OX16 0, of Riverside."""
    given: dict[str, Any] = {
        "reference": f"N-{next(_numbers):04d}", "case_id": None, "decision_id": None, "provision_id": place,
        "need": "ASD", "phase": "secondary", "partnership": "Riverside", "home_sector": "OX160", "age": 12,
        "from_day": dt.date(2025, 9, 8), "until_day": None, "pence": 6_400_000, "health_pence": None,
        "care_pence": None, "unmet": None, "by_role": "local", "by_reference": "local",
        "written_at": dt.datetime(2026, 9, 1, tzinfo=dt.UTC), "taken_back_at": None,
    }  # fmt: skip
    return {**given, **said}


def placed(desk: Desk, *rows: dict[str, Any]) -> list[str]:
    """Keep placements; their references."""
    with desk.database.writing() as session:
        session.execute(insert(Placement), list(rows))
    return [str(each["reference"]) for each in rows]

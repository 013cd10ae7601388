"""Where a postcode sector's middle is, so that a home is placed without its address being held.

Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and database
right. Contains National Statistics data © Crown copyright and database right. (Averaged from OS Code-Point Open, Open
Government Licence v3.)
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

Point = tuple[int, int]
"""Easting and northing, in metres on the National Grid."""
ATTRIBUTION: Final = (
    "Contains OS data © Crown copyright and database right. Contains Royal Mail data © Royal Mail copyright and "
    "database right. Contains National Statistics data © Crown copyright and database right."
)
"""To be shown wherever a distance is."""
SAID: Final = "Straight line, from the middle of the postcode sector."
_FILE: Final = Path(__file__).resolve().parent.parent / "postcode_sectors.csv"
_SECTOR: Final = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])([A-Z]{2})?")


def sector_of(text: str) -> str | None:
    """The sector, such as OX160, that a postcode or a sector as people write it lies in; None where it is neither.

    "OX16 0AB", "ox16 0" and "OX160" all give OX160. Whether there is such a sector `middle` says.
    """
    found = _SECTOR.fullmatch(re.sub(r"\s+", "", text).upper())
    return found[1] + found[2] if found else None


def sector_words(sector: str) -> str:
    """A sector as people read it: OX16 0."""
    return f"{sector[:-1]} {sector[-1]}"


def middle(sector: str | None) -> Point | None:
    """The mean of a sector's postcodes; None where there is no such sector in Great Britain, or none is given."""
    return sectors().get(sector) if sector else None


@cache
def sectors() -> dict[str, Point]:
    """The middle of every sector."""
    with _FILE.open(encoding="ascii", newline="") as lines:
        return {each["sector"]: (int(each["easting"]), int(each["northing"])) for each in csv.DictReader(lines)}

"""Where the invented county lies: its partnerships round real towns of Oxfordshire, so that miles are believable.

Only the postcode sectors are real. No school here is, and no home: a sector has a few thousand of them.
"""

from random import Random
from typing import Final

from panel_api.seed.county import PARTNERSHIPS
from panel_api.services.gazetteer import Point, sectors

_CENTRES: Final = dict(
    zip(
        PARTNERSHIPS,
        ("OX160", "OX290", "OX143", "OX41", "OX117", "OX262", "OX75", "OX20", "OX93"),
        strict=True,
    )
)
_NEAR: Final = 9_500
"""Metres: how far from its centre a partnership reaches."""
FAR: Final = ("HP", "MK", "GL", "NN", "RG", "SL", "SN", "BA", "EX", "NR", "YO", "WR")
"""Where invented schools beyond the county lie, the near ones first."""


def near(partnership: str) -> list[str]:
    """The sectors of a partnership, in order."""
    centre = sectors()[_CENTRES[partnership]]
    return sorted(name for name, point in sectors().items() if _apart(centre, point) <= _NEAR**2)


def beyond(area: str) -> list[str]:
    """The sectors of a postcode area, in order."""
    return sorted(name for name in sectors() if name.startswith(area) and name[len(area)].isdigit())


def somewhere(random: Random, sector: str) -> Point:
    """A point within some hundred metres of a sector's middle."""
    easting, northing = sectors()[sector]
    return easting + random.randint(-400, 400), northing + random.randint(-400, 400)


def _apart(a: Point, b: Point) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2

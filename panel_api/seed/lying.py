"""Where the invented county lies: its partnerships round real towns of Oxfordshire, so that miles are believable.

Only the postcode sectors are real. No school here is, and no home: a sector has a few thousand of them.
"""

from random import Random
from typing import Final

from engine.placing.distance import metres
from panel_api.seed.county import PARTNERSHIPS
from panel_api.services.gazetteer import Point, sectors

_ROUND: Final = (
    ("Banbury", "OX160"), ("Witney", "OX290"), ("Abingdon", "OX143"), ("Oxford", "OX41"), ("Didcot", "OX117"),
    ("Bicester", "OX262"), ("Chipping Norton", "OX75"), ("Oxford", "OX20"), ("Thame", "OX93"),
)  # fmt: skip
_CENTRES: Final = {name: sector for name, (_, sector) in zip(PARTNERSHIPS, _ROUND, strict=True)}
TOWNS: Final = {name: town for name, (town, _) in zip(PARTNERSHIPS, _ROUND, strict=True)}
"""The town that each partnership lies round."""
_NEAR: Final = 9_500
"""Metres: how far from its centre a partnership reaches."""
FAR: Final = {
    "HP": "Aylesbury", "MK": "Milton Keynes", "GL": "Gloucester", "NN": "Northampton", "RG": "Reading",
    "SL": "Slough", "SN": "Swindon", "BA": "Bath", "EX": "Exeter", "NR": "Norwich", "YO": "York", "WR": "Worcester",
}  # fmt: skip
"""Where invented schools beyond the county lie, the near ones first."""


def near(partnership: str) -> list[str]:
    """The sectors of a partnership, in order."""
    centre = sectors()[_CENTRES[partnership]]
    return sorted(name for name, point in sectors().items() if metres(centre, point) <= _NEAR)


def beyond(area: str) -> list[str]:
    """The sectors of a postcode area, in order."""
    return sorted(name for name in sectors() if name.startswith(area) and name[len(area)].isdigit())


def somewhere(random: Random, sector: str) -> Point:
    """A point within some hundred metres of a sector's middle."""
    easting, northing = sectors()[sector]
    return easting + random.randint(-400, 400), northing + random.randint(-400, 400)

"""The invented county's places: nine partnerships and their schools. Every name is invented.

Shapes and proportions follow docs/county.md. Numbers that look like URNs begin with 9, as no real one does.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

PARTNERSHIPS: Final = (
    "Riverside", "Chalk Downs", "Northmoor", "Eastbridge", "Canal Towns", "Greenway", "Hill Villages",
    "Old Quarter", "Vale Edge",
)  # fmt: skip
BANNER: Final = "An invented county. Every child, family, school and figure here is made up."
COUNTY: Final = "998"
NEIGHBOUR: Final = "997"
"""Authority codes that no council has."""

_FIRST: Final = (
    "Fernbrook", "Ashlane", "Millpond", "Thistledown", "Larkfield", "Copperbeech", "Stonewell", "Hazelmere Road",
    "Kingfisher", "Orchard Bank", "Willowcote", "Fox Hollow", "Barley Mow", "Saint Osyth Lane", "Harebell",
    "Long Meadow", "Quarry Hill", "Rookery", "Saddlers Way", "Tanners Brook", "Windmill Rise", "Yew Tree",
)  # fmt: skip
_KINDS: Final = (
    ("primary", "mainstream", "Primary School", 12),
    ("secondary", "mainstream", "Academy", 3),
    ("early_years", "early_years", "Nursery", 3),
    ("post_16", "further_education", "College", 1),
    ("primary", "unit_or_resourced", "Primary School with a language unit", 1),
    ("secondary", "unit_or_resourced", "Academy with resourced provision", 1),
    ("any", "special", "Special School", 2),
)


@dataclass(frozen=True, slots=True)
class School:
    """One invented school or setting. phase "any" is from 2 to 19."""

    urn: str
    name: str
    phase: str
    setting: str
    partnership: str


def schools(random: Random) -> tuple[School, ...]:
    """Every school of the county, the same for the same `random`."""
    found: list[School] = []
    for number, partnership in enumerate(PARTNERSHIPS):
        names = random.sample(_FIRST, len(_FIRST))
        for phase, setting, ending, count in _KINDS:
            for _ in range(count):
                first = names[len(found) % len(names)]
                urn = str(900_000 + 100 * number + len(found) % 100)
                found.append(School(urn, f"{first} {ending}", phase, setting, partnership))
    return tuple(found)


def chance(random: Random, percent: int) -> bool:
    """True so many times in a hundred."""
    return random.randrange(100) < percent

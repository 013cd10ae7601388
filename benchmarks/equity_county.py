"""A county to try comparisons on: children with true needs, evidence that shows them with noise, and levels as scored.

Everything is invented. What a child is scored is the true level and an error; what is awarded follows what is scored;
what a panel changes, how long it takes and what is missing come by chance, the same for all. A plant takes one level
off in one partnership, in some strands, for some of its cases. Needs are drawn alike in all partnerships, and differ by
kind of place, plan and free school meals, as they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from engine.equity.cases import EquityCase, evidence_of
from panel_api.seed.children import ALL_STRANDS, NEEDS, STRANDS
from panel_api.seed.county import PARTNERSHIPS, School, schools

CASES: Final = 4_000
AREAS: Final[Mapping[str, str]] = {
    "ASD": "communication", "SLCN": "communication", "SEMH": "social_emotional", "MLD": "cognition", "SLD": "cognition",
    "SPLD": "cognition", "DS": "cognition", "PMLD": "cognition",
}  # fmt: skip
"""The others are sensory or physical."""
_SEVERITY: Final = {"special": (10, 30, 40, 20), "poor": (25, 40, 25, 10), "other": (35, 40, 19, 6)}
_POINTS: Final = (0, 2, 4, 6, 10)
_BANDS: Final = (10, 20, 30, 40, 50, 65)
_WORTH: Final = {"2025": (0, 758_000, 951_000, 1_214_000, 1_553_000, 1_902_000, 2_390_000)}
_WORTH_2026: Final = (0, 781_000, 980_000, 1_250_000, 1_600_000, 1_960_000, 2_460_000)
_CARRIED: Final = {"mainstream": 600_000, "unit_or_resourced": 600_000, "special": 1_000_000}
_LAWS: Final = {
    True: ("annual_review", "phase_transfer", "transfer_in"),
    False: ("non_statutory", "assessment_request"),
}


@dataclass(frozen=True, slots=True)
class Plant:
    """An unfairness: this partnership scores one level low in these strands, for so many per cent of its cases."""

    partnership: str
    strands: tuple[str, ...] = ALL_STRANDS
    per_cent: int = 100


def draw(number: int, cases: int = CASES, plant: Plant | None = None, milder: str = "") -> list[EquityCase]:
    """The county of this number. The plant changes scores and what follows from them, and no other chance.

    milder: a partnership whose children have milder needs, truly.
    """
    random = Random(number)
    places = schools(random)
    weights = [{"mainstream": 8, "early_years": 5}.get(school.setting, 3) for school in places]
    return [_case(Random(random.getrandbits(64)), at, place, plant, milder) for at, place in
            enumerate(random.choices(places, weights, k=cases))]  # fmt: skip


def _case(random: Random, number: int, school: School, plant: Plant | None, milder: str) -> EquityCase:
    poor, special = random.random() < 0.3, school.setting in ("special", "unit_or_resourced")
    need = random.choices(list(NEEDS), list(NEEDS.values()))[0]
    severity = random.choices((1, 2, 3, 4), _SEVERITY["special" if special else "poor" if poor else "other"])[0]
    if school.partnership == milder and random.random() < 0.4:
        severity = max(severity - 1, 1)
    plan = special or random.random() < severity / 6
    true = _true(random, need, severity)
    scored = {name: _seen(random, level) for name, level in true.items()}
    moderated: dict[str, Fraction] = {}
    again = {name: _seen(random, level) + _seen(random, level) for name, level in true.items()}
    low = random.random() * 100
    if plant and school.partnership == plant.partnership and low < plant.per_cent:
        scored |= {name: max(scored[name] - 1, 0) for name in plant.strands}
    if random.random() < 0.1:
        moderated = {name: level - Fraction(again[name], 2) for name, level in scored.items()}
    points, truly = (sum(_POINTS[level] for level in levels.values()) for levels in (scored, true))
    band = sum(points >= step for step in _BANDS)
    tariff = random.choice(("2025", "2026"))
    decided, given = random.random(), band
    if decided < 0.14:
        given = min(max(band + random.choice((-1, 1)), 0), 6)
    worth = (_WORTH["2025"] if tariff == "2025" else _WORTH_2026)[given]
    agreed = random.random() >= 0.08
    months = random.randint(1, 20) if random.random() < 0.3 + severity / 6 else None
    costed = int(100 * (4_000 + 190 * truly) * random.lognormvariate(0, 0.15)) if random.random() < 0.95 else None
    law = random.choice(_LAWS[plan])
    return EquityCase(
        number, f"band {band}", AREAS.get(need, "sensory_physical"), law, tariff, school.setting,
        {
            "partnership": school.partnership, "school": school.urn, "phase": school.phase, "setting": school.setting,
            "need_area": AREAS.get(need, "sensory_physical"), "plan": "yes" if plan else "no",
            "sex": random.choices(("girl", "boy", ""), (30, 67, 3))[0],
            "ethnicity": random.choices(("White", "Asian", "Black", "Mixed", "Other", ""), (74, 8, 4, 6, 2, 6))[0],
            "free_meals": "yes" if poor else random.choices(("no", ""), (95, 5))[0],
            "looked_after": random.choices(("yes", "no", ""), (4, 92, 4))[0],
            "age": random.choice(("under 5", "5 to 10", "11 to 15", "16 and over")),
        },
        scored, max(worth - _CARRIED.get(school.setting, 0), 0) if agreed and given else None,
        int(random.lognormvariate(4.6 if plan else 3.3, 0.5)), decided < 0.14, agreed, random.random() < 0.2,
        evidence_of(
            need, costed, months, random.randint(1, 16) if random.random() < 0.85 else None, random.randint(0, 4),
            Fraction(random.choice((97, 94, 91, 86, 78)), 100),
        ),
        moderated,
    )  # fmt: skip


def _true(random: Random, need: str, severity: int) -> dict[str, int]:
    """Levels near the severity where the need lies, lower beside it, and mostly none elsewhere."""
    weights = STRANDS[need]
    found = {}
    for name in ALL_STRANDS:
        weight = weights.get(name, 0)
        level = severity - (0 if weight >= 5 else 1 if weight >= 3 else 2 if weight else 3)
        found[name] = min(max(level + random.choice((-1, 0, 0, 0, 1)), 0), 4) if weight or random.random() < 0.1 else 0
    return found


def _seen(random: Random, level: int) -> int:
    """As one person scores it: mostly so, sometimes a level beside."""
    beside = random.random()
    return max(level - 1, 0) if beside < 0.12 else min(level + 1, 4) if beside > (0.88 if level else 0.95) else level


PLANTED_IN: Final = PARTNERSHIPS[2]

"""Invented requests: when they come, on what legal footing, with which answers and which gaps."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Protocol

from panel_api.seed.children import Child, Levels, draw_child, upn
from panel_api.seed.county import COUNTY, NEIGHBOUR, School, chance
from panel_api.seed.voices import FAMILY, SCHOOL, child_words

FIRST_DAY: Final = dt.date(2025, 4, 1)
LAST_DAY: Final = dt.date(2026, 11, 13)
_MONTHS: Final = (9, 11, 12, 6, 6, 12, 8, 1, 9, 14, 14, 6)
"""How busy each month is, January first: peaks in autumn, early in the year and in June; August near nil."""

_BASES: Final = {
    "non_statutory": 46, "annual_review": 26, "assessment_request": 12, "phase_transfer": 11, "transfer_in": 3,
    "tribunal_order": 2,
}  # fmt: skip
_BANDS_WITHOUT: Final = (34, 30, 19, 10, 5, 2)
_BANDS_WITH: Final = (12, 24, 28, 19, 11, 6)
_POINTS: Final = ((10, 19), (20, 29), (30, 39), (40, 49), (50, 64), (65, 78))
_AGES: Final = {"early_years": (3, 3), "primary": (5, 10), "secondary": (11, 15), "post_16": (16, 18), "any": (5, 15)}


@dataclass(frozen=True, slots=True)
class Draft:
    """One request as it would be sent, and the child behind it."""

    body: dict[str, Any]
    child: Child
    asked_on: dt.date


def draw_day(random: Random) -> dt.date:
    """A working day of the two years, busy months more often."""
    while True:
        day = FIRST_DAY + dt.timedelta(days=random.randint(0, (LAST_DAY - FIRST_DAY).days))
        if day.weekday() < 5 and random.randint(1, 14) <= _MONTHS[day.month - 1]:
            return day


def sittings(days: Sequence[dt.date]) -> Iterator[dt.datetime]:
    """When each request, in order of its day, is heard: on the first Wednesday after a fortnight, five minutes each."""
    heard: Counter[dt.date] = Counter()
    for day in days:
        after = day + dt.timedelta(days=14)
        sitting = after + dt.timedelta(days=(2 - after.weekday()) % 7)
        yield dt.datetime(sitting.year, sitting.month, sitting.day, 9, tzinfo=dt.UTC) + dt.timedelta(
            minutes=5 * heard[sitting]
        )
        heard[sitting] += 1


class Measure(Protocol):
    """What the rulebook makes of levels on one day, so that invented requests fit together."""

    def points(self, levels: Levels) -> int:
        """All points."""
        ...

    def worth(self, levels: Levels, setting: str, phase: str) -> int:
        """Pence a year: what the band is worth and what the place carries already."""
        ...


def draw_request(random: Random, asked_on: dt.date, places: tuple[School, ...], measure: Measure) -> Draft:
    """One whole request."""
    basis = random.choices(list(_BASES), list(_BASES.values()))[0]
    plan = basis not in ("non_statutory", "assessment_request")
    school = _school(random, places, plan)
    band = random.choices(range(6), _BANDS_WITH if plan else _BANDS_WITHOUT)[0]
    child = draw_child(random, asked_on, _AGES[school.phase], _POINTS[band], measure.points)
    facts = _facts(random, child, school, plan, asked_on)
    if plan:
        phase = "primary" if school.phase == "any" else school.phase
        facts |= _plan_facts(random, measure.worth(child.levels, school.setting, phase))
    elif basis == "assessment_request":
        nothing = dict.fromkeys(("section_f", "section_f_cost", "present_award"), "none")
        facts |= {"ehc_plan": False, "assessment_requested": True, **nothing}
    if chance(random, 5):  # a strand that nobody filled in
        del facts[random.choice(list(child.levels))]
    body: dict[str, Any] = {
        "rulebook": "county_top_up",
        "legal_basis": basis,
        "asked_on": asked_on.isoformat(),
        "partnership": school.partnership,
        "child": _child(random, child),
        "parents": _parents(random, child),
        "school": {"name": school.name, "reference": school.urn, "from": _year_start(asked_on).isoformat()},
        "authorities": _authorities(random, asked_on, plan),
        "voices": _voices(random, child, asked_on),
        "facts": facts,
    }
    return Draft(body, child, asked_on)


def _school(random: Random, places: tuple[School, ...], plan: bool) -> School:
    weights = {"mainstream": 8, "early_years": 7, "further_education": 3, "unit_or_resourced": 0, "special": 0}
    if plan:
        weights = {"mainstream": 5, "early_years": 3, "further_education": 6, "unit_or_resourced": 12, "special": 18}
    return random.choices(places, [weights[school.setting] for school in places])[0]


def _year_start(day: dt.date) -> dt.date:
    return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def _child(random: Random, child: Child) -> dict[str, Any]:
    person = {"name": child.name, "date_of_birth": child.born.isoformat()}
    if not chance(random, 4):
        person["reference"] = upn(random, COUNTY, child.born)
    return person


def _parents(random: Random, child: Child) -> list[dict[str, Any]]:
    surname = child.name.split()[-1]
    count = random.choices((1, 2), (35, 65))[0]
    shielded = count == 2 and chance(random, 3)
    return [
        {
            "name": f"{title} {surname}",
            "parental_responsibility": True,
            "shielded": shielded and number == 0,
            "from": child.born.isoformat(),
        }
        for number, title in enumerate(("Ms", "Mr")[:count])
    ]


def _authorities(random: Random, asked_on: dt.date, plan: bool) -> dict[str, Any]:
    start = (asked_on - dt.timedelta(days=random.randint(200, 900))).isoformat()
    county = {"name": "The invented county", "reference": COUNTY, "from": start}
    other = {"name": "The invented neighbour", "reference": NEIGHBOUR, "from": start}
    roles = {"area": county, "paying": county}
    if chance(random, 4):
        roles["looking_after"] = other if chance(random, 30) else county
    if plan:
        roles["maintaining"] = county
    return roles


def _voices(random: Random, child: Child, asked_on: dt.date) -> list[dict[str, Any]]:
    def day() -> str:
        return (asked_on - dt.timedelta(days=random.randint(3, 200))).isoformat()

    said: list[dict[str, Any]] = []
    if not chance(random, 14):
        said.append({"who": "child", "words": child_words(random, child.levels), "heard_on": day()})
    if not chance(random, 8):
        said.append({"who": "parent", "words": random.choice(FAMILY), "heard_on": day(), "parent": 1})
    return [*said, {"who": "school", "words": random.choice(SCHOOL), "heard_on": day()}]


def _facts(random: Random, child: Child, school: School, plan: bool, asked_on: dt.date) -> dict[str, Any]:
    def before(least: int, most: int) -> str:
        return (asked_on - dt.timedelta(days=random.randint(least, most))).isoformat()

    highest = max(child.levels.values())
    facts: dict[str, Any] = {
        **child.levels,
        "setting": school.setting,
        "apdr_cycles": random.choices((0, 1, 2, 3, 4), (1, 12, 52, 25, 10))[0],
        "last_cycle": before(10, 300),
        "sudden_need": chance(random, 4),
        "specialist_report": before(20, 480) if highest >= 3 or chance(random, 40) else "none",
        "sensory_report": before(20, 400) if max(child.levels["hearing"], child.levels["vision"]) >= 2 else "none",
        "agency_involved": before(15, 420) if chance(random, 85) else "none",
        "healthcare_plan": before(15, 500) if child.levels["health"] >= 2 else "none",
        "attendance": random.choices((97, 94, 91, 86, 78, 48), (30, 30, 18, 12, 8, 2))[0],
        "part_time_timetable": chance(random, 5),
        "primary_need": child.need,
        "diagnosis": chance(random, 60 if plan else 35),
        "asked_by": random.choices(("school", "parent", "health", "authority"), (78, 14, 4, 4))[0],
        "parental_preference": random.choices(
            ("stay", "unit_or_resourced", "special", "undecided", "none"), (72, 7, 8, 8, 5)
        )[0],
        "looked_after": chance(random, 4),
        "partnership_uncommitted": f"{random.randint(4_000, 310_000)}.{random.randint(0, 99):02d}",
        "account_uncommitted": f"{random.randint(-2_400_000, 900_000)}.00",
    }
    if school.setting == "mainstream" and school.phase != "early_years":
        facts["provision_cost"] = f"{random.choices((6000, 6240, 5150, 4100, 7300), (40, 25, 15, 10, 10))[0]}.00"
    return facts


def _plan_facts(random: Random, worth: int) -> dict[str, Any]:
    """A plan whose Section F mostly lies within what the band gives; one in eight costs more, a few are not costed."""
    share = random.randint(105, 150) if chance(random, 12) else random.randint(70, 100)
    paid = random.choices((0, 50, 75, 100), (30, 25, 25, 20))[0]
    return {
        "ehc_plan": True,
        "assessment_requested": False,
        **_section_f(f"{worth * share // 10_000}.00" if chance(random, 92) else None),
        "present_award": f"{max(0, worth - 600_000) * paid // 10_000}.00" if paid else "none",
    }


def _section_f(cost: str | None) -> dict[str, str]:
    return {"section_f": "not_costed" if cost is None else "costed", "section_f_cost": cost or "none"}

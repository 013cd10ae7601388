"""Invented placements at independent and non-maintained schools: some 520 children now, about £64,000 a year each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from panel_api.models import Placement, Provision
from panel_api.seed.awarded import END
from panel_api.seed.county import COUNTY, PARTNERSHIPS, chance
from panel_api.seed.lying import near
from panel_api.services.desk import Desk
from panel_api.services.placed import place_as_decided
from panel_api.store.cases import ALPHABET
from panel_api.store.invented import named_schools

_NOW: Final = 520
_ENDED: Final = 130
_BEYOND: Final = 45
"""In a hundred, how many are out of the county."""
_NEEDS: Final = {"SEMH": 40, "ASD": 38, "SLCN": 9, "SLD": 4, "PMLD": 3, "HI": 2, "MLD": 4}
_AGES: Final = {"primary": range(5, 11), "secondary": range(11, 16), "post_16": range(16, 20)}
_UNMET: Final = (
    "No place nearer that is designated for this need was free.",
    "The nearer school could not give the therapy in Section F.",
    "Named by the tribunal.",
    "Two placements nearer home had broken down.",
    "No nearer place for this age.",
)


@dataclass(frozen=True, slots=True)
class _Where:
    inside: Sequence[Provision]
    beyond: Sequence[Provision]


def place(session: Session, at: dt.datetime, rows: Sequence[Provision], number: int) -> None:
    """Keep the placements. rows: the directory's independent and non-maintained schools."""
    random = Random(f"placements {number}")
    where = _Where(
        [each for each in rows if each.authority == COUNTY], [each for each in rows if each.authority != COUNTY]
    )
    ages = Random(f"ages {number}")  # apart, so that the rest is as it would be without them
    lines = [_one(random, ages, where, at, ended=nth >= _NOW) for nth in range(_NOW + _ENDED)]
    session.execute(insert(Placement), lines)


def place_decided(session: Session, desk: Desk) -> None:
    """Begin a placement for every decision that named a school, as deciding does."""
    for case, decision in named_schools(session):
        there = replace(desk, clock=partial(_at, decision.decided_at))
        row = place_as_decided(session, there, case, decision)
        if row is not None:
            row.reference = f"L-{case.reference}"
            row.by_role, row.by_reference = decision.by_role, decision.by_reference


def _at(moment: dt.datetime) -> dt.datetime:
    return moment


def _one(random: Random, ages: Random, where: _Where, at: dt.datetime, *, ended: bool) -> dict[str, Any]:
    need = random.choices(list(_NEEDS), list(_NEEDS.values()))[0]
    able = [each for each in (where.beyond if chance(random, _BEYOND) else where.inside) if need in (each.needs or ())]
    school = random.choice(able or [*where.beyond, *where.inside])
    partnership = random.choice(PARTNERSHIPS)
    fee = random.randrange(4_800_000, 8_100_000, 10_000)
    from_day = dt.date(
        random.choice((2021, 2022, 2023, 2024, 2024, 2025, 2025, 2026)), random.choice((1, 4, 9, 9, 9)), 8
    )
    from_day = min(from_day, END - dt.timedelta(days=30))
    until = (
        min(max(from_day + dt.timedelta(days=300), dt.date(2025, 7, 22)), END - dt.timedelta(days=9)) if ended else None
    )
    phase = (
        "post_16" if school.phase == "post_16" else random.choices(("primary", "secondary", "post_16"), (24, 62, 14))[0]
    )
    letters = "".join(random.choice(ALPHABET) for _ in range(8))
    return {
        "reference": f"N-{letters[:4]}-{letters[4:]}",
        "case_id": None,
        "decision_id": None,
        "provision_id": school.id,
        "need": need,
        "phase": phase,
        "partnership": partnership,
        "home_sector": random.choice(near(partnership)),
        "age": ages.choice(_AGES[phase]),
        "from_day": from_day,
        "until_day": until,
        "pence": None if chance(random, 3) else fee,
        "health_pence": random.randrange(300_000, 1_800_000, 10_000) if chance(random, 12) else None,
        "care_pence": random.randrange(600_000, 3_000_000, 10_000) if chance(random, 15) else None,
        "unmet": random.choice(_UNMET) if chance(random, 60) else None,
        "by_role": "senior_officer",
        "by_reference": "invented",
        "written_at": at,
    }

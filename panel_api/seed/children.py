"""Invented children: age, main need, and levels in each strand that fit both the need and a target of points."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from panel_api.upn import check_letter

Levels = dict[str, int]

NEEDS: Final[Mapping[str, int]] = {
    "ASD": 315, "SLCN": 213, "SEMH": 207, "MLD": 106, "SLD": 39, "PD": 39, "SPLD": 24, "HI": 14, "PMLD": 13,
    "VI": 9, "DS": 9, "MSI": 2, "OTH": 10,
}  # fmt: skip
"""Main need of children with a plan, per thousand (Department for Education, January 2025; the small ones judged)."""

STRANDS: Final[Mapping[str, Mapping[str, int]]] = {
    "ASD": {"interaction": 5, "senses": 4, "organisation": 3, "relationships": 3, "talking": 2, "wellbeing": 3},
    "SLCN": {"talking": 6, "understanding": 5, "interaction": 2, "learning": 2, "skills": 2},
    "SEMH": {"feelings": 6, "relationships": 5, "wellbeing": 4, "attention": 3},
    "MLD": {"learning": 5, "skills": 5, "attention": 3, "understanding": 3, "organisation": 2},
    "SLD": {"learning": 6, "understanding": 5, "talking": 4, "self_care": 4, "skills": 4, "organisation": 2},
    "PD": {"movement": 6, "self_care": 5, "health": 3, "wellbeing": 1},
    "SPLD": {"skills": 7, "attention": 3, "organisation": 3, "wellbeing": 1},
    "HI": {"hearing": 7, "talking": 4, "understanding": 3, "interaction": 1},
    "VI": {"vision": 7, "movement": 3, "organisation": 3, "skills": 2},
    "MSI": {"hearing": 5, "vision": 5, "talking": 3, "movement": 2},
    "PMLD": {"learning": 5, "talking": 5, "understanding": 5, "movement": 5, "self_care": 5, "health": 4, "vision": 2},
    "DS": {"learning": 4, "talking": 4, "understanding": 3, "skills": 3, "self_care": 2, "health": 1},
    "OTH": {"health": 4, "attention": 3, "skills": 2, "wellbeing": 2},
}
ALL_STRANDS: Final = (
    "talking", "understanding", "interaction", "learning", "skills", "attention", "relationships", "feelings",
    "wellbeing", "hearing", "vision", "movement", "senses", "health", "self_care", "organisation",
)  # fmt: skip
_FORENAMES: Final = (
    "Ada", "Bilal", "Carys", "Dev", "Esme", "Femi", "Grace", "Haruto", "Isla", "Jakub", "Kemi", "Leo", "Mina",
    "Noor", "Oskar", "Priya", "Quinn", "Rosa", "Sami", "Tilly", "Umar", "Vera", "Wren", "Yusuf", "Zoe",
)  # fmt: skip
_SURNAMES: Final = (
    "Invented-Ashby", "Invented-Brook", "Invented-Chowdhury", "Invented-Dale", "Invented-Evans", "Invented-Farah",
    "Invented-Green", "Invented-Hill", "Invented-Ivanov", "Invented-Jones", "Invented-Khan", "Invented-Lane",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Child:
    """An invented child on the day of a request."""

    name: str
    born: dt.date
    need: str
    levels: Levels


def draw_child(
    random: Random, asked_on: dt.date, ages: tuple[int, int], points: tuple[int, int], count: Callable[[Levels], int]
) -> Child:
    """A child of an age within `ages` whose levels count to `points` (least, most) by the rulebook's own `count`."""
    need = random.choices(list(NEEDS), list(NEEDS.values()))[0]
    born = asked_on - dt.timedelta(days=random.randint(ages[0] * 365 + 40, ages[1] * 365 + 330))
    name = f"{random.choice(_FORENAMES)} {random.choice(_SURNAMES)}"
    return Child(name, born, need, draw_levels(random, need, points, count))


def draw_levels(random: Random, need: str, points: tuple[int, int], count: Callable[[Levels], int]) -> Levels:
    """Levels that grow where the need lies until they count to what is wanted; begun again where they overshoot."""
    for _ in range(200):
        weights = {name: STRANDS[need].get(name, 0) * 4 + 1 for name in ALL_STRANDS}
        levels = dict.fromkeys(ALL_STRANDS, 0)
        while (total := count(levels)) < points[0]:
            open_to = [name for name in ALL_STRANDS if levels[name] < 4]
            levels[random.choices(open_to, [weights[name] for name in open_to])[0]] += 1
        if total <= points[1]:
            return levels
    raise ValueError(f"no levels of {need} count to {points}")


def upn(random: Random, authority: str, born: dt.date) -> str:
    """A well-formed pupil number with its check letter, under an authority that does not exist."""
    digits = f"{authority}{random.randint(2000, 7999)}{(born.year + 4) % 100:02d}{random.randint(1, 999):03d}"
    return check_letter(digits) + digits

"""What is compared: each measure with its unit, and what is held alike while groups are compared by it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

from engine.equity.cases import DIMENSIONS, EquityCase

Unit = Literal["pence", "days", "share", "levels"]
Factor = Literal[
    "need", "area", "law", "tariff", "place", "plan", "evidence_need", "evidence_costed", "evidence_backed"
]

FACTORS: Final[Mapping[Factor, tuple[str, Callable[[EquityCase], str]]]] = MappingProxyType(
    {
        "need": ("assessed need", lambda case: case.need),
        "area": ("main area of need", lambda case: case.area),
        "law": ("legal basis", lambda case: case.law),
        "tariff": ("amounts in force", lambda case: case.tariff),
        "place": ("kind of place", lambda case: case.place),
        "plan": ("EHC plan or none", lambda case: case.group("plan")),
        "evidence_need": ("main type of need", lambda case: case.evidence.need if case.evidence else ""),
        "evidence_costed": ("cost of the school's plan", lambda case: case.evidence.costed if case.evidence else ""),
        "evidence_backed": ("what stands behind it", lambda case: case.evidence.backed if case.evidence else ""),
    }
)
"""What can be held alike: in words, and where it is read. "" is not known, and leaves the case out."""

WITHIN: Final[Mapping[str, frozenset[Factor]]] = MappingProxyType(
    {
        "need_area": frozenset({"area", "evidence_need"}),
        "setting": frozenset({"place"}),
        "plan": frozenset({"law"}),
    }
)
"""Factors that say the same as a dimension. Held alike, they would leave nothing of it to compare, so they are not."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure. value: a whole number of a case, or None; so many of them are one of the unit (`scale`).

    like: what is held alike. not_by: dimensions that it says nothing fair about, with why, in words.
    yes_no: whether the value is 0 or 1, and `observed` a share.
    """

    name: str
    title: str
    unit: Unit
    like: tuple[Factor, ...]
    value: Callable[[EquityCase], int | None]
    scale: int = 1
    not_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def yes_no(self) -> bool:
        """Whether a case has it or has it not."""
        return self.unit == "share"

    @property
    def is_strand(self) -> bool:
        """Whether it is the level of one strand."""
        return self.name.startswith("level.")

    @property
    def at_like_evidence(self) -> bool:
        """Whether groups are compared at like evidence, and not at the same assessed need."""
        return "evidence_costed" in self.like


def _share(read: Callable[[EquityCase], bool | None]) -> Callable[[EquityCase], int | None]:
    def value(case: EquityCase) -> int | None:
        found = read(case)
        return None if found is None else int(found)

    return value


def _all_levels(case: EquityCase) -> int | None:
    return sum(case.levels.values()) if case.levels else None


def _moderated(case: EquityCase) -> int | None:
    """Hundredths of a level, over all strands that moderators scored."""
    return round(100 * sum(case.moderated.values(), Fraction(0))) if case.moderated else None


AT_LIKE_EVIDENCE: Final[tuple[Factor, ...]] = (
    "evidence_need", "evidence_costed", "evidence_backed", "place", "plan",
)  # fmt: skip
_LAWFUL_PLACE: Final = "Rulebooks may let the kind of place shape the amount, for what a place carries already."

_SCORERS_ONLY: Final = (
    "It is asked of who scores. Groups of children differ in ways that evidence does not show; whether they are scored "
    "alike is asked by moderation, where the same child is scored again."
)

_OWN_CLOCK: Final = "With a plan a case runs under other law, and by other clocks."
AWARD: Final = Measure(
    "award", "Award for a year", "pence", ("need", "area", "place", "tariff"), lambda case: case.award_pence,
    not_by={"setting": _LAWFUL_PLACE},
)  # fmt: skip
WAIT: Final = Measure(
    "wait",
    "Days from request to decision",
    "days",
    ("need", "law"),
    lambda case: case.days,
    not_by={"plan": _OWN_CLOCK},
)
OVERRIDDEN: Final = Measure(
    "overridden", "Decided otherwise than advised", "share", ("need", "area", "law"),
    _share(lambda case: case.overridden),
)  # fmt: skip
AGREED: Final = Measure(
    "agreed", "Agreed", "share", ("need", "area", "law"), _share(lambda case: case.agreed),
    not_by={"plan": "With a plan another question is asked: what secures it, not whether to agree."},
)  # fmt: skip
MISSING: Final = Measure(
    "missing", "Evidence missing in part", "share", ("need", "area", "law", "place"),
    _share(lambda case: case.missing),
    not_by={"setting": "Rulebooks may ask some kinds of place for more than others, for what they must show."},
)  # fmt: skip
LEVELS: Final = Measure(
    "levels", "Levels scored, all strands together", "levels", AT_LIKE_EVIDENCE, _all_levels,
    not_by={dimension: _SCORERS_ONLY for dimension in DIMENSIONS if dimension not in ("partnership", "school")},
)  # fmt: skip
MODERATED: Final = Measure(
    "moderated", "Levels above what moderators gave", "levels", (), _moderated, scale=100
)  # fmt: skip

MEASURES: Final = (AWARD, WAIT, OVERRIDDEN, AGREED, MISSING, LEVELS, MODERATED)
"""All of them but the strands, in the order in which they are shown."""

STRANDS_BY: Final = frozenset({"partnership"})
"""By what single strands are compared. By school they would be thousands of questions to a few cases each."""


def strand(name: str, title: str = "") -> Measure:
    """The level scored in one strand at like evidence. title: what the rulebook asks there."""
    return Measure(f"level.{name}", title or name, "levels", AT_LIKE_EVIDENCE, lambda case: case.levels.get(name))


def strands(cases: Iterable[EquityCase], titles: Mapping[str, str] = MappingProxyType({})) -> tuple[Measure, ...]:
    """A measure for each strand that any case was scored in: in the order of `titles`, then by name."""
    there = {name for case in cases for name in case.levels}
    order = [name for name in titles if name in there] + sorted(there - set(titles))
    return tuple(strand(name, titles.get(name, "")) for name in order)

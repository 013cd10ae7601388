"""Invented caseloads of any size: a child's answers are a function of a seed and the child's number alone.

So the same caseload comes however it is partitioned, on any machine and with any release of NumPy: every draw is a
64-bit mix (SplitMix64) of seed, purpose and number, and a table of 65,536 entries turns sixteen of its bits into an
answer. Nothing is done case by case in Python. A third have a plan, as in England; one in ten has gaps. All invented.

`python -m benchmarks.england FOLDER --cases 2000000` writes one, a Parquet file to a partition.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.facts import DAY, SEED, county_rulebook
from engine.columns.schema import fact_schema

A_FILE: Final = 250_000
"""Cases in a partition."""
AUTHORITIES: Final = tuple(f"Authority {number:03}" for number in range(1, 154))
PARTNERSHIPS: Final = tuple(f"Partnership {number:02}" for number in range(1, 13))
"""In each authority."""

_BLOCK: Final = 65_536
"""Cases drawn at once: what is worked on then stays in the processor's cache."""
_STRANDS: Final = (
    "talking", "understanding", "interaction", "learning", "skills", "attention", "relationships", "feelings",
    "wellbeing", "hearing", "vision", "movement", "senses", "health", "self_care", "organisation",
)  # fmt: skip
_LEVELS: Final = ((75, 20, 4, 1, 0), (35, 33, 20, 10, 2), (8, 22, 34, 26, 10))
"""How often levels 0 to 4 are answered, for children of low, middling and high need."""
_RARE_LEVELS: Final = ((97, 2, 1, 0, 0), (90, 6, 3, 1, 0), (80, 9, 6, 3, 2))
_RARE: Final = frozenset({"hearing", "vision", "health", "movement"})
_NEED: Final = ((62, 32, 6), (10, 50, 40))
"""How often need is low, middling and high, without a plan and with one."""
_YEARS: Final = ("E1", "E2", "N1", "N2", "R", *(str(year) for year in range(1, 15)))
_YEAR_WEIGHTS: Final = (1, 1, 2, 3, 6, *[7] * 11, 4, 3, 2)
_PHASES: Final = ("early_years", "primary", "secondary", "post_16")
_PHASE_OF_YEAR: Final = np.array([0] * 4 + [1] * 7 + [2] * 5 + [3] * 3)
_SETTINGS: Final = (
    "mainstream", "unit_or_resourced", "special", "non_maintained_special", "independent_special",
    "alternative_provision", "further_education", "specialist_post_16", "early_years", "eotas",
    "elective_home_education",
)  # fmt: skip
_SETTING_WEIGHTS: Final = (
    (28, 0, 0, 0, 0, 0, 0, 0, 72, 0, 0), (98, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
    (97, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1), (30, 0, 0, 0, 0, 1, 69, 0, 0, 0, 0),
    (20, 2, 8, 0, 0, 0, 0, 0, 69, 0, 1), (55, 8, 31, 1, 3, 0, 0, 0, 0, 1, 1),
    (48, 7, 34, 1, 6, 2, 0, 0, 0, 1, 1), (22, 1, 12, 1, 3, 1, 52, 6, 0, 1, 1),
)  # fmt: skip
"""By phase: four rows without a plan, four with one."""
_NEEDS: Final = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH")
_NEED_WEIGHTS: Final = ((12, 13, 2, 1, 21, 26, 2, 1, 1, 2, 14, 1, 4),)
_ASKED_BY: Final = ("school", "parent", "young_person", "health", "social_care", "authority")
_WISHES: Final = ("stay", "another_mainstream", "unit_or_resourced", "special", "independent", "at_home", "undecided")
_YES: Final = {"sudden_need": 6, "part_time_timetable": 4, "assessment_requested": 8, "diagnosis": 45,
               "looked_after": 3}  # fmt: skip
"""Percent."""
_NONE: Final = {"last_cycle": 12, "specialist_report": 25, "sensory_report": 80, "agency_involved": 40,
                "healthcare_plan": 75, "views_child": 3, "views_family": 2, "attendance": 6, "provision_cost": 30,
                "primary_need": 4, "parental_preference": 8}  # fmt: skip
"""Percent that answer that there is none."""
_POUNDS: Final = {"provision_cost": (2_000, 15_000), "section_f_cost": (3_000, 26_000), "present_award": (500, 8_000),
                  "partnership_uncommitted": (-20_000, 300_000),
                  "account_uncommitted": (-5_000_000, 9_000_000)}  # fmt: skip
_GAPPY: Final = 10
"""Percent of cases with gaps; in those one answer in eight is missing."""


_EPOCH: Final = 719_163
"""The ordinal of 1 January 1970."""


class Draws:
    """Draws for a run of children, one purpose at a time."""

    def __init__(self, numbers: np.ndarray, seed: int) -> None:
        self.numbers, self.seed = numbers, seed
        self.gappy = self.percent("gaps", _GAPPY)

    def bits(self, purpose: str) -> np.ndarray:
        """64 mixed bits for each child."""
        start = int.from_bytes(sha256(f"{self.seed} {purpose}".encode()).digest()[:8])
        mixed = self.numbers * np.uint64(0xD1342543DE82EF95) + np.uint64(start)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed ^= mixed >> np.uint64(shift)
            mixed *= np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
        return mixed

    def below(self, purpose: str, end: int) -> np.ndarray:
        """A whole number from 0 and below `end`, which is at most 2**31."""
        return ((self.bits(purpose) >> np.uint64(33)) * np.uint64(end) >> np.uint64(31)).astype(np.int64)

    def percent(self, purpose: str, share: int) -> np.ndarray:
        """Whether, in so many of a hundred."""
        return self.below(purpose, 100) < share

    def of(self, purpose: str, weights: Sequence[Sequence[int]], row: np.ndarray | int = 0) -> np.ndarray:
        """A place in the weights of that row, as often as it weighs."""
        table = _table(tuple(map(tuple, weights)))
        return table[(self.bits(purpose) >> np.uint64(48)).astype(np.int64) + np.asarray(row, np.int64) * 65_536]

    def missing(self, name: str) -> np.ndarray:
        """Whether this answer was not given."""
        return self.gappy & (self.below(f"missing {name}", 8) == 0)


@cache
def _table(weights: tuple[tuple[int, ...], ...]) -> np.ndarray:
    ends = (np.cumsum(row) * 65_536 // sum(row) for row in weights)
    return np.concatenate([np.searchsorted(each, np.arange(65_536), side="right") for each in ends]).astype(np.int8)


def _block(first: int, count: int, seed: int) -> pl.DataFrame:
    """One block's columns: what a case is known by, then its answers and what of them is "none"."""
    draws = Draws(np.arange(first, first + count, dtype=np.uint64), seed)
    plan = draws.percent("ehc_plan", 33)
    need = draws.of("need", _NEED, plan)
    year = draws.of("school_year", (_YEAR_WEIGHTS,)).astype(np.int64)
    phase = _PHASE_OF_YEAR[year]
    costed = plan & draws.percent("costed", 85)

    values: dict[str, pl.Series] = {
        "ehc_plan": pl.Series(plan),
        "school_year": _named(year, _YEARS),
        "phase": _named(phase, _PHASES),
        "setting": _named(draws.of("setting", _SETTING_WEIGHTS, phase + 4 * plan.astype(np.int64)), _SETTINGS),
        "section_f": _named(~costed, ("costed", "not_costed")),
        "primary_need": _named(draws.of("primary_need", _NEED_WEIGHTS), _NEEDS),
        "asked_by": _named(draws.of("asked_by", ((70, 18, 3, 4, 3, 2),)), _ASKED_BY),
        "parental_preference": _named(draws.of("parental_preference", ((60, 4, 8, 14, 3, 2, 9),)), _WISHES),
        "apdr_cycles": pl.Series(draws.of("apdr_cycles", ((6, 14, 35, 25, 12, 5, 3),))),
        "attendance": pl.Series(1_000_000 - draws.below("attendance", 100) ** 3 * 3 // 5),
    }
    for name in _STRANDS:
        values[name] = pl.Series(draws.of(name, _RARE_LEVELS if name in _RARE else _LEVELS, need))
    for name, share in _YES.items():
        values[name] = pl.Series(draws.percent(name, share))
    for name, (least, most) in _POUNDS.items():
        values[name] = pl.Series((least + draws.below(name, most - least)) * 100 + 25 * draws.below(f"{name} p", 4))
    for name in ("last_cycle", "specialist_report", "sensory_report", "agency_involved", "healthcare_plan",
                 "views_child", "views_family"):  # fmt: skip
        days = DAY.toordinal() - _EPOCH - draws.below(name, 600)
        values[name] = pl.Series(days.astype(np.int32)).cast(pl.Date)

    nones = {name: draws.percent(f"none {name}", share) for name, share in _NONE.items()}
    nones["section_f"], nones["section_f_cost"] = ~plan, ~costed
    nones["present_award"] = draws.percent("none present_award", 60) | ((need == 0) & ~plan)
    silent = draws.below("silent", 1000) < 2
    place = draws.below("place", len(AUTHORITIES) * len(PARTNERSHIPS))
    made = {
        "case": pl.Series(np.arange(first, first + count)),
        "authority": _named(place // len(PARTNERSHIPS), AUTHORITIES),
        "partnership": _named(place % len(PARTNERSHIPS), PARTNERSHIPS),
    }
    schema = _schema()
    for name, column in values.items():
        missing = draws.missing(name) | (silent if name in _STRANDS else False)
        dtype, none, beside = schema[f"fact.{name}"], nones.get(name), f"fact.{name}.none"
        if isinstance(dtype, pl.Enum):
            made[f"fact.{name}"] = _where(_placed(column, none, dtype), ~missing)
        else:
            made[f"fact.{name}"] = _where(column.cast(dtype), ~missing if none is None else ~(missing | none))
        if beside in schema:
            made[beside] = _where(pl.Series(none), ~missing)
    return pl.DataFrame(made).select(*list(made)[:3], *schema)


@cache
def _schema() -> pl.Schema:
    return fact_schema(county_rulebook())


def _placed(column: pl.Series, none: np.ndarray | None, dtype: pl.Enum) -> pl.Series:
    """The same names where the rulebook's own are more, "none" among them."""
    names = dtype.categories.to_list()
    own = np.array([names.index(each) for each in column.dtype.categories], np.uint8)
    places = own[column.to_physical().to_numpy()]
    return pl.Series(places if none is None else np.where(none, np.uint8(names.index("none")), places)).cat.to(dtype)


def _named(codes: np.ndarray, names: Sequence[str]) -> pl.Series:
    return pl.Series(codes.astype(np.uint8)).cat.to(pl.Enum(names))


def _where(column: pl.Series, known: np.ndarray) -> pl.Series:
    return column.zip_with(pl.Series(known), pl.Series([None], dtype=column.dtype))


def caseload(first: int, count: int, seed: int = SEED) -> pl.DataFrame:
    """Cases `first` and on: `case`, `authority`, `partnership` and the county's facts, as `fact_schema` has them."""
    blocks = (_block(at, min(_BLOCK, first + count - at), seed) for at in range(first, first + count, _BLOCK))
    return pl.concat(blocks, rechunk=True)


def partitions(cases: int, a_file: int = A_FILE) -> Iterator[tuple[str, int, int]]:
    """Name, first case and count of each partition."""
    for number, first in enumerate(range(0, cases, a_file)):
        yield f"cases-{number:05}.parquet", first, min(a_file, cases - first)


def write(folder: Path, cases: int, a_file: int = A_FILE, seed: int = SEED) -> list[Path]:
    """The caseload as Parquet, a file to a partition: their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, first, count in partitions(cases, a_file):
        caseload(first, count, seed).write_parquet(folder / name, compression="zstd", compression_level=1)
        paths.append(folder / name)
    return paths


def main() -> int:
    """Write one, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.england", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=2_000_000)
    options = parser.parse_args()
    paths = write(options.folder, options.cases)
    size = sum(path.stat().st_size for path in paths)
    print(f"{options.cases:,} cases in {len(paths)} files, {size / 1e6:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The same rules by hand in NumPy: small whole numbers, blocks that stay in the cache, and threads.

Levels, names and amounts are -1 where they are not known, so that the sign of `a | b` says whether both are. A truth
is 2 for yes, 1 for unknown and 0 for no: then `and` is the least, `or` the most, and `not x` is `2 - x`.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Final

import numpy as np
import polars as pl

from benchmarks.columns_polars import (
    BANDS,
    CONTRIBUTION,
    LONE,
    PAIRED,
    PLACE,
    PRICED,
    REFER,
    RETURN,
    STATUSES,
    STRANDS,
    TARIFF,
    WANTED,
)

BLOCK: Final = 32_768
Columns = Mapping[str, np.ndarray]

_BAND: Final = np.array([-1 if each is None else each for each in BANDS] + [-1], np.int8)
_WIDE: Final = {"derive.points": np.int16, "derive.band_amount": np.int32, "derive.carried_already": np.int32,
                "outcome.annual_top_up": np.int32}  # fmt: skip
_MONEY: Final = ("section_f_cost", "present_award")
_NONES: Final = ("section_f_cost", "present_award", "specialist_report")
_NAMED: Final = ("setting", "phase", "school_year", "section_f")
_TRUTHS: Final = ("sudden_need", "ehc_plan")


def loaded(cases: pl.DataFrame) -> dict[str, np.ndarray]:
    """A caseload as arrays."""
    found = {name: _codes(cases[f"fact.{name}"]) for name in (*STRANDS, *_NAMED, "apdr_cycles")}
    found |= {name: cases[f"fact.{name}"].cast(pl.Int64).fill_null(-1).to_numpy() for name in _MONEY}
    truths = {name: f"fact.{name}" for name in _TRUTHS} | {f"{name} none": f"fact.{name}.none" for name in _NONES}
    return found | {name: (cases[column].cast(pl.Int8) * 2).fill_null(1).to_numpy() for name, column in truths.items()}


def _codes(column: pl.Series) -> np.ndarray:
    codes = column.to_physical() if isinstance(column.dtype, pl.Enum) else column
    return codes.cast(pl.Int8).fill_null(-1).to_numpy()


class Coded:
    """The names that a caseload's columns are held in, as places in them."""

    def __init__(self, schema: pl.Schema) -> None:
        self.names = {name: schema[f"fact.{name}"].categories.to_list() for name in _NAMED}
        self.tariff = np.array(
            [-1 if each is None else each for name in self.names["setting"] for each in TARIFF.get(name, (None,) * 6)]
            + [-1], np.int32,
        )  # fmt: skip
        self.place = np.array([PLACE.get(name, 0) for name in self.names["setting"]] + [-1], np.int32)

    def one_of(self, column: np.ndarray, name: str, *names: str) -> np.ndarray:
        """The truth of its being one of these."""
        found = column == self.names[name].index(names[0])
        for each in names[1:]:
            found |= column == self.names[name].index(each)
        return truth(found, column)


def decided(cases: Columns, coded: Coded, threads: int, block: int = BLOCK) -> dict[str, np.ndarray]:
    """Every wanted column, by its name."""
    count = len(cases["setting"])
    out = {name: np.empty(count, _WIDE.get(name, np.int8)) for name in WANTED}

    def run(first: int) -> None:
        part = slice(first, first + block)
        into = {name: column[part] for name, column in out.items()}
        for name, column in _decided({name: column[part] for name, column in cases.items()}, coded).items():
            into[name][:] = column

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(0, count, block)))
    return out


def frame(out: Columns) -> pl.DataFrame:
    """The same as Polars holds it, to be compared."""
    return pl.DataFrame({name: _series(name, pl.Series(column)) for name, column in out.items()})


def _series(name: str, held: pl.Series) -> pl.Series:
    if name == "status":
        return held.cast(pl.UInt8).cat.to(pl.Enum(STATUSES))
    if name.startswith("rule.") or name in ("refers", "derive.contribution_applies"):
        return pl.select(pl.when(held != 1).then(held == 2)).to_series()
    return pl.select(pl.when(held >= 0).then(held)).to_series()


def truth(found: np.ndarray, *of: np.ndarray) -> np.ndarray:
    """What a comparison found, unknown where one of what it compared is not known."""
    signs = reduce(np.bitwise_or, of) < 0
    held = (found & ~signs).view(np.int8)
    return held + held + signs.view(np.int8)


def chosen(test: np.ndarray, yes: np.ndarray | int, no: np.ndarray | int) -> np.ndarray:
    """One or the other, unknown where the test is."""
    return np.where(test == 2, yes, np.where(test == 0, no, np.int8(-1)))


def all_of(*truths: np.ndarray) -> np.ndarray:
    """`and`."""
    return reduce(np.minimum, truths)


def any_of(*truths: np.ndarray) -> np.ndarray:
    """`or`."""
    return reduce(np.maximum, truths)


def _times(level: np.ndarray, by: int) -> np.ndarray:
    """The points of a level: `by` for each, and 4 in full or half more from level 4 on; only where it is known."""
    return level * np.int8(by) + (level >= 4).view(np.int8) * np.int8(by)


def _known(value: np.ndarray, *of: np.ndarray) -> np.ndarray:
    """`value` where all of these are known, else -1."""
    return value | (reduce(np.bitwise_or, of) >> 7)


def _higher(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum(a, b) | ((a | b) >> 7)


def _decided(of: Columns, coded: Coded) -> dict[str, np.ndarray]:
    """One block."""
    derived = _points(of)
    points, highest = derived["points"], derived["highest_level"]
    setting, phase = of["setting"], of["phase"]
    applies = all_of(coded.one_of(setting, "setting", "mainstream"), 2 - coded.one_of(phase, "phase", "early_years"))
    band = _BAND[points]
    priced = (setting | band) >= 0
    amount = coded.tariff[np.where(priced, setting * np.int8(6) + band, np.int8(-1))]
    carried = chosen(applies, np.int32(CONTRIBUTION), coded.place[setting])
    beyond = truth(points >= 65, points)
    plan, not_plan = of["ehc_plan"], 2 - of["ehc_plan"]
    from_school = all_of(applies, truth(points < 10, points))
    section_f, present = (np.where(of[f"{name} none"] == 2, 0, of[name]) for name in _MONEY)
    four = truth(highest >= 4, highest)
    ordinary = coded.one_of(setting, "setting", "mainstream", "early_years")
    at_home = coded.one_of(setting, "setting", "elective_home_education")
    rules = {
        "needs_not_described": (reduce(np.maximum, [of[name] for name in STRANDS]) < 0).view(np.int8) * np.int8(2),
        "cycles_none": all_of(applies, truth(of["apdr_cycles"] == 0, of["apdr_cycles"]), 2 - of["sudden_need"]),
        "specialist_evidence_none": all_of(four, of["specialist_report none"]),
        "beyond_the_bands": beyond,
        "lone_profound_need": all_of(four, truth(points < 20, points)),
        "priced_one_by_one": coded.one_of(setting, "setting", *PRICED),
        "special_place_low_band": all_of(coded.one_of(setting, "setting", "special"), truth(band < 2, band)),
        "section_f_above_band": truth(section_f > amount + carried, section_f, amount, carried),
        "section_f_uncosted": all_of(of["section_f_cost none"], 2 - coded.one_of(of["section_f"], "section_f", "none")),
        "present_award_above_band": truth(present > amount, present, amount),
        "from_school": from_school,
        "from_partnership": all_of(applies, not_plan, 2 - from_school),
        "from_early_years_fund": all_of(ordinary, 2 - applies, not_plan),
        "from_contingency": all_of(at_home, not_plan),
        "from_county": any_of(2 - any_of(ordinary, at_home), all_of(plan, 2 - from_school)),
    }
    transfer = coded.one_of(of["school_year"], "school_year", "6", "11")
    early = any_of(coded.one_of(phase, "phase", "early_years"), transfer, truth(band >= 5, band))
    review = chosen(early, np.int8(6), np.int8(12))
    refers = (beyond == 2) | (priced & (amount < 0))
    derived |= {"need_band": band, "band_amount": amount, "contribution_applies": applies, "carried_already": carried}
    outcome = {"band": band, "annual_top_up": amount, "review_months": review}
    returned, referred = any_of(*(rules[name] for name in RETURN)), any_of(*(rules[name] for name in REFER))
    open_ = (returned == 1) | (referred == 1) | (band < 0) | (amount < 0) | (review < 0)
    status = 3 - open_.view(np.int8)
    status[(referred == 2) | refers] = 1
    status[returned == 2] = 0
    named = (("derive", derived), ("rule", rules), ("outcome", outcome))
    found = {f"{kind}.{name}": column for kind, columns in named for name, column in columns.items()}
    return found | {"refers": refers.view(np.int8) * np.int8(2), "status": status}


def _points(of: Columns) -> dict[str, np.ndarray]:
    """The figures that come of levels alone."""
    found, second = {}, []
    for name, strands in LONE.items():
        levels = [of[each] for each in strands]
        found[name] = _known(reduce(np.add, [_times(each, 2) for each in levels]), *levels)
    for name, (one, other) in PAIRED.items():
        a, b = of[one], of[other]
        low = _times(np.minimum(a, b), 1)
        second.append(low)
        found[name] = _known(_times(np.maximum(a, b), 2) + low, a, b)
    hearing, vision = of["hearing"], of["vision"]
    both = all_of(truth(hearing >= 2, hearing), truth(vision >= 2, vision))
    found["added_points"] = chosen(both, np.int8(6), np.int8(0))
    points = reduce(np.add, [each.astype(np.int16) for each in found.values()])
    unknown = reduce(np.bitwise_or, found.values()) < 0
    found["points"] = np.where(unknown, np.int16(-1), points)
    paired = [of[each] for two in PAIRED.values() for each in two]
    found["set_aside"] = _known(reduce(np.add, second), *paired)
    every = [of[name] for name in STRANDS]
    found["highest_level"] = _known(reduce(np.maximum, every), *every)
    return found

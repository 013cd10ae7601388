"""Cases counted up for one measure and one dimension: how many of each group have which value, among like cases.

Everything that is compared is worked out from these counts, so two million cases cost what counting them costs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.equity.cases import EquityCase
from engine.equity.measures import FACTORS, WITHIN, Factor, Measure

if TYPE_CHECKING:
    import polars as pl

Values = Counter[int]
"""How many cases have each value."""
Stratum = tuple[str, ...]
"""What is alike in all cases of a stratum."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Values by stratum and group. alike: the factors that make a stratum, in order."""

    measure: Measure
    dimension: str
    alike: tuple[Factor, ...]
    strata: Mapping[Stratum, Mapping[str, Values]]

    @property
    def sizes(self) -> Counter[str]:
        """How many cases each group has."""
        found = Counter[str]()
        for groups in self.strata.values():
            for name, values in groups.items():
                found[name] += values.total()
        return found


def alike_in(measure: Measure, dimension: str) -> tuple[Factor, ...]:
    """What is held alike while the measure is compared by this dimension: all but what says the same as it."""
    return tuple(factor for factor in measure.like if factor not in WITHIN.get(dimension, frozenset()))


def tally(cases: Iterable[EquityCase], measure: Measure, dimension: str) -> Tally:
    """Count up. A case is left out where the measure, or something that must be alike, is not known."""
    alike = alike_in(measure, dimension)
    reads = [FACTORS[factor][1] for factor in alike]
    strata: dict[Stratum, dict[str, Values]] = {}
    for case in cases:
        value = measure.value(case)
        stratum = tuple(read(case) for read in reads)
        if value is not None and all(stratum):
            strata.setdefault(stratum, {}).setdefault(case.group(dimension), Counter())[value] += 1
    return Tally(measure, dimension, alike, strata)


def tally_of_frame(frame: "pl.LazyFrame", measure: Measure, dimension: str) -> Tally:
    """The same from columns: `measure.name` (Int64), the dimension's name, and one for each factor held alike.

    A null measure or factor, or an empty factor, leaves the row out; a null or empty group is "not known".
    """
    import polars as pl

    from engine.equity.cases import NOT_KNOWN

    alike = alike_in(measure, dimension)
    group = pl.coalesce(pl.col(dimension).replace("", None), pl.lit(NOT_KNOWN)).alias("__group")
    known = [pl.col(factor).is_not_null() & (pl.col(factor) != "") for factor in alike]
    rows = (
        frame.filter(pl.col(measure.name).is_not_null(), *known)
        .select(*alike, group, pl.col(measure.name).alias("__value"))
        .group_by(*alike, "__group", "__value")
        .len("__count")
        .sort(*alike, "__group", "__value")
        .collect()
    )
    strata: dict[Stratum, dict[str, Values]] = {}
    for *stratum, name, value, count in rows.iter_rows():
        strata.setdefault(tuple(stratum), {}).setdefault(name, Counter())[value] = count
    return Tally(measure, dimension, alike, strata)

"""Where the cases of a report come from: one by one, or as columns, which is how millions come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from engine.equity.cases import NOT_KNOWN, EquityCase
from engine.equity.measures import Measure, strand, strands
from engine.equity.suppressing import Kind, kinds_of
from engine.equity.tallies import Tally, tally, tally_of_frame

if TYPE_CHECKING:
    import polars as pl


class Source(Protocol):
    """What a report reads."""

    @property
    def size(self) -> int:
        """How many cases there are."""
        ...

    def strands(self, titles: Mapping[str, str]) -> tuple[Measure, ...]:
        """A measure for each strand that was scored."""
        ...

    def kinds(self, dimensions: Sequence[str], measure: Measure | None = None) -> Counter[Kind]:
        """How many cases there are of each kind, among all, or those that the measure is known of."""
        ...

    def tally(self, measure: Measure, dimension: str) -> Tally:
        """Values by stratum and group."""
        ...


class Cases:
    """Cases one by one."""

    def __init__(self, cases: Iterable[EquityCase]) -> None:
        self._cases = tuple(cases)

    @property
    def size(self) -> int:
        """How many."""
        return len(self._cases)

    def strands(self, titles: Mapping[str, str]) -> tuple[Measure, ...]:
        """Those that any case was scored in."""
        return strands(self._cases, titles)

    def kinds(self, dimensions: Sequence[str], measure: Measure | None = None) -> Counter[Kind]:
        """Counted."""
        return kinds_of((each for each in self._cases if not measure or measure.value(each) is not None), dimensions)

    def tally(self, measure: Measure, dimension: str) -> Tally:
        """Counted."""
        return tally(self._cases, measure, dimension)


class Columns:
    """Cases as columns: a row a case, a column for each dimension, each factor held alike, each measure by its name.

    Measures are whole numbers (yes and no are 1 and 0; "moderated" is in hundredths), strands are `level.<strand>`.
    Null is not known. A measure without a column is left out.
    """

    def __init__(self, frame: "pl.DataFrame | pl.LazyFrame") -> None:
        self._frame = frame.lazy()

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._frame.collect_schema().names())

    @cached_property
    def size(self) -> int:
        """How many rows."""
        import polars as pl

        return int(self._frame.select(pl.len()).collect().item())

    def strands(self, titles: Mapping[str, str]) -> tuple[Measure, ...]:
        """Those that have a column."""
        there = {name.removeprefix("level.") for name in self._names if name.startswith("level.")}
        order = [name for name in titles if name in there] + sorted(there - set(titles))
        return tuple(strand(name, titles.get(name, "")) for name in order)

    def kinds(self, dimensions: Sequence[str], measure: Measure | None = None) -> Counter[Kind]:
        """Counted; a dimension without a column is not known of anybody."""
        import polars as pl

        if measure and measure.name not in self._names:
            return Counter()
        frame = self._frame.filter(pl.col(measure.name).is_not_null()) if measure else self._frame
        groups = [
            pl.coalesce(pl.col(each).replace("", None), pl.lit(NOT_KNOWN)).alias(each)
            if each in self._names else pl.lit(NOT_KNOWN).alias(each)
            for each in dimensions
        ]  # fmt: skip
        rows = frame.select(*groups).group_by(*dimensions).len("__count").sort(*dimensions).collect()
        return Counter({kind: count for *names, count in rows.iter_rows() if (kind := tuple(names))})

    def tally(self, measure: Measure, dimension: str) -> Tally:
        """Counted."""
        return tally_of_frame(self._frame, measure, dimension)

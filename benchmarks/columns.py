"""`python -m benchmarks.columns`: the county's rules over a million cases and more, four ways, and what it takes.

The compiled plan, Polars, SQL in DuckDB and NumPy by hand work out the same 36 columns (`columns_polars.WANTED`) of the
same invented caseload, each from its own memory into its own memory, with the same threads. Nothing is timed before
every row of all four is equal: exact pence, unknown where the others have unknown.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import polars as pl

from benchmarks import columns_duckdb, columns_numpy, columns_polars, england
from benchmarks.columns_polars import DERIVED, REFER, RETURN, ROUTE, WANTED
from benchmarks.facts import DAY, county_rulebook
from benchmarks.table import Aim, Row, Section, text
from benchmarks.timing import Contender, race
from engine.columns.plan import Want, plan_of

CASES: Final = 1_000_000
SMALL: Final = 250_000
ROUNDS: Final = 15
LEAST: Final = 0.8
"""Of hand-written Polars."""
WANT: Final = Want(status=True, refers=True, derives=DERIVED, rules=(*RETURN, *REFER, *ROUTE), outcomes=True)


class Disagreement(Exception):  # noqa: N818
    """Two writings give different results, so their times may not be compared."""


def compiled(cases: pl.LazyFrame) -> pl.LazyFrame:
    """The wanted columns by the rulebook itself."""
    book = county_rulebook()
    return plan_of(book.on(DAY), DAY).run(cases, WANT).select("case", *WANTED)


def contenders(cases: pl.DataFrame, folder: Path) -> dict[str, tuple[Callable[[], object], pl.DataFrame]]:
    """Each way: how it is run once, and what it came to."""
    plan = compiled(cases.lazy())
    by_hand = columns_polars.decided(cases.lazy(), cases.schema["fact.setting"].categories.to_list())
    threads = pl.thread_pool_size()
    cases.write_parquet(folder / "cases.parquet")
    base = columns_duckdb.loaded([folder / "cases.parquet"], cases.schema, threads)
    columns_duckdb.decide(base)
    arrays, coded = columns_numpy.loaded(cases), columns_numpy.Coded(cases.schema)
    return {
        "the rulebook, compiled": (plan.collect, plan.collect()),
        "Polars by hand": (by_hand.collect, by_hand.collect()),
        "DuckDB, SQL by hand": (
            lambda: columns_duckdb.decide(base), columns_duckdb.decided(base, folder / "decided.parquet"),
        ),
        "NumPy by hand": (
            lambda: columns_numpy.decided(arrays, coded, threads),
            columns_numpy.frame(columns_numpy.decided(arrays, coded, threads)),
        ),
    }  # fmt: skip


def agree(found: dict[str, pl.DataFrame]) -> None:
    """Raises Disagreement, naming the column and the first row, where any two differ."""
    (_, first), *others = found.items()
    for name, other in others:
        for column in WANTED:
            ours, theirs = _plain(first[column]), _plain(other[column])
            differs = ours.ne_missing(theirs)
            if differs.any():
                row = differs.arg_max()
                raise Disagreement(f"{name}: {column} of row {row} is {theirs[row]}, not {ours[row]}")


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype.is_integer():
        return column.cast(pl.Int64)
    return column.cast(pl.String) if isinstance(column.dtype, pl.Enum) else column


def section(count: int = CASES, rounds: int = ROUNDS) -> Section:
    """The four ways timed in turns. Raises Disagreement before timing where results differ."""
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        ways = contenders(england.caseload(0, count), Path(folder))
        agree({name: found for name, (_, found) in ways.items()})
        timed = [Contender(name, _once(run), [None]) for name, (run, _) in ways.items()]
        del ways
        race(timed, rounds)
    ours, polars, *others = timed
    rows = [
        Row(ours.name, ours.quiet, ours.p50, ours.p95, count / ours.quiet, "{:.1f} million cases a second"),
        Row(polars.name, polars.quiet, polars.p50, polars.p95, polars.quiet / ours.quiet,
            "compiled {:.2f}x as fast", Aim(least=LEAST)),
        *(Row(each.name, each.quiet, each.p50, each.p95, each.quiet / ours.quiet, "{:.1f}x as long", Aim(least=1))
          for each in others),
    ]  # fmt: skip
    threads = pl.thread_pool_size()
    return Section(
        f"{count:,} cases by the county's rules, {len(WANTED)} columns, {threads} threads, results equal", rows
    )


def _once(run: Callable[[], object]) -> Callable[[object], object]:
    return lambda _: run()


def main() -> int:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columns", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    print(text([section(parser.parse_args().cases)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

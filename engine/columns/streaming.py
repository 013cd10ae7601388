"""Plans over more cases than memory holds: Parquet in and Parquet out, or batches of a reader, one after another.

Parquet is scanned and sunk by Polars' streaming engine, in pieces that fit. The files hold the columns of
`fact_schema`; whatever else they hold goes through.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from engine.columns.facts import BATCH, frames_of
from engine.columns.plan import Plan, Want
from engine.columns.schema import fact_schema
from engine.problems import Problem, Refused
from engine.rulebook import Rulebook


def write_parquet(frames: Iterable[pl.DataFrame], folder: Path) -> list[Path]:
    """Frames as Parquet files `part-00000.parquet`, … in a folder, in order, one frame at a time in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, frame in enumerate(frames):
        path = folder / f"part-{number:05}.parquet"
        frame.write_parquet(path)
        written.append(path)
    return written


def scanned(book: Rulebook, files: Sequence[Path]) -> pl.LazyFrame:
    """Parquet files of cases, in this order, as a frame for a plan.

    Raises `Refused` where a fact is not held as it must be.
    """
    frame = pl.scan_parquet(list(files))
    refuse_other_columns(book, frame.collect_schema(), ", ".join(each.name for each in files[:3]))
    return frame


def refuse_other_columns(book: Rulebook, schema: pl.Schema, where: str) -> None:
    """Raise `Refused` with every column of facts that is missing or held otherwise than `fact_schema` says."""
    wrong = [
        Problem(
            where,
            f"`{name}` is {schema[name]}" if name in schema else f"there is no column `{name}`",
            f"{dtype}",
            "Write the facts with this rulebook's own schema",
        )
        for name, dtype in fact_schema(book).items()
        if schema.get(name) != dtype
    ]
    if wrong:
        raise Refused(wrong)


def run_files(plan: Plan, files: Sequence[Path], out: Path, want: Want | None = None) -> None:
    """Run a plan over Parquet files into one, in the same order of rows, within the memory of a few pieces."""
    plan.run(scanned(plan.book, files), want).sink_parquet(out, maintain_order=True, engine="streaming")


def summed_files(plan: Plan, files: Sequence[Path], by: Sequence[str], want: Want | None = None) -> pl.DataFrame:
    """Cases and money outcomes by the columns `by`, in their order, over files that need not fit in memory.

    `cases` counts rows; each money outcome is added up in pence where it is known, `<name>.known` counting those.
    """
    money = [f"outcome.{step.name}" for step in plan.book.outcomes.values() if step.node.type.kind == "money"]
    sums = [pl.col(name).cast(pl.Int64).sum() for name in money]
    known = [pl.col(name).is_not_null().sum().alias(f"{name}.known") for name in money]
    run = plan.run(scanned(plan.book, files), want)
    return run.group_by(list(by)).agg(pl.len().alias("cases"), *sums, *known).sort(list(by)).collect(engine="streaming")


def run_batches(plan: Plan, frames: Iterable[pl.DataFrame], want: Want | None = None) -> Iterator[pl.DataFrame]:
    """Run a plan over frames one after another (a database read in batches); no more than one is held."""
    for frame in frames:
        yield plan.run(frame.lazy(), want).collect()


def run_cases(
    plan: Plan, cases: Iterable[Mapping[str, object]], want: Want | None = None, batch: int = BATCH
) -> Iterator[pl.DataFrame]:
    """The same over kept answers as they come. Raises `Refused` at the first batch in which an answer does not fit."""
    return run_batches(plan, frames_of(plan.book, cases, batch), want)

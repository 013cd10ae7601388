"""Which change did it: every case by each text on the way, and what each of them adds.

An award's parts telescope, so they add up to its change to the penny. Where a text on the way gives no amount, the
last one that was given stands until one is given again: the change that gives it has the whole difference. A status,
or a band, is attributed to the change at which it last became what it is.
"""

from collections.abc import Sequence

import polars as pl

from engine.whatif.sides import Side


def traced(known: pl.DataFrame, steps: Sequence[Side], alone: Sequence[Side | None]) -> pl.DataFrame:
    """The cases with `status_before`, `band_before`, `before`, `account_before` and the same for `after`; `part.<n>`,
    what the change n adds to the award; `alone.<n>`, what it would add by itself; `status_by`, `band_by`: by which."""
    first, last = steps[0], steps[-1]
    columns = {f"step.{at}": side.pence for at, side in enumerate(steps)}
    columns |= {f"only.{at}": side.pence for at, side in enumerate(alone) if side is not None}
    frame = known.with_columns(
        first.status.alias("status_before"),
        last.status.alias("status_after"),
        first.band.alias("band_before"),
        last.band.alias("band_after"),
        first.account.alias("account_before"),
        last.account.alias("account_after"),
        first.pence.alias("before"),
        last.pence.alias("after"),
        *(column.alias(name) for name, column in columns.items()),
        _last_change([each.status for each in steps]).alias("status_by"),
        _last_change(_filled(steps)).alias("band_by"),
    )
    held = [pl.coalesce([pl.col(f"step.{at}") for at in range(step, -1, -1)]) for step in range(len(steps))]
    both = pl.col("before").is_not_null() & pl.col("after").is_not_null()
    parts = [pl.when(both).then(held[at] - held[at - 1]).alias(f"part.{at}") for at in range(1, len(steps))]
    by_itself = [
        (pl.col(f"only.{at}") - pl.col("before")).alias(f"alone.{at + 1}")
        for at, side in enumerate(alone)
        if side is not None
    ]
    return frame.with_columns(both.alias("compared"), *parts, *by_itself).drop(columns)


def _filled(steps: Sequence[Side]) -> list[pl.Series]:
    """Each step's bands; where a step gives no amount, the band before it."""
    found = [steps[0].band]
    for side in steps[1:]:
        known = side.pence.is_not_null()
        found.append(side.band.zip_with(known, found[-1]))
    return found


def _last_change(words: Sequence[pl.Series]) -> pl.Series:
    """The number of the last step at which the word changed; 0 where it never did."""
    found = pl.Series([0], dtype=pl.Int32).new_from_index(0, len(words[0]))
    for at in range(1, len(words)):
        changed = words[at].ne_missing(words[at - 1])
        found = pl.select(pl.when(changed).then(pl.lit(at, dtype=pl.Int32)).otherwise(found)).to_series()
    return found

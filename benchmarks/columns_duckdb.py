"""The same rules by hand in SQL for DuckDB: money in whole pence, unknown NULL, names as enums, all in its memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from benchmarks.columns_polars import (
    BANDS,
    CONTRIBUTION,
    LONE,
    OUTCOME,
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

_TYPES: Final = {pl.Int8: "TINYINT", pl.Int16: "SMALLINT", pl.Int32: "INTEGER", pl.Int64: "BIGINT",
                 pl.Boolean: "BOOLEAN", pl.Date: "DATE", pl.String: "VARCHAR"}  # fmt: skip


def loaded(parquet: Sequence[Path], schema: pl.Schema, threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory with the caseload as table `cases`, each column in DuckDB's own narrowest type."""
    base = duckdb.connect(":memory:", config={"threads": threads})
    columns = []
    for name, dtype in schema.items():
        kind = _TYPES.get(type(dtype))
        if isinstance(dtype, pl.Enum):
            kind = f'"{name} names"'
            base.execute(f"CREATE TYPE {kind} AS ENUM ({_listed(dtype.categories)})")
        columns.append(f'CAST("{name}" AS {kind}) AS "{_plain(name)}"')
    files = ", ".join(f"'{path}'" for path in parquet)
    base.execute(f"CREATE TABLE cases AS SELECT {', '.join(columns)} FROM read_parquet([{files}])")
    base.execute(f"CREATE TYPE statuses AS ENUM ({_listed(STATUSES)})")
    return base


def decide(base: duckdb.DuckDBPyConnection) -> None:
    """Work everything out into table `decided`, in memory."""
    base.execute(QUERY)


def decided(base: duckdb.DuckDBPyConnection, parquet: Path) -> pl.DataFrame:
    """What was worked out, by case."""
    base.execute(f"COPY (SELECT * FROM decided ORDER BY \"case\") TO '{parquet}' (FORMAT parquet)")
    return pl.read_parquet(parquet)


def _plain(name: str) -> str:
    return name.removeprefix("fact.").replace(".none", "_none")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _points(level: str) -> str:
    return f"(CASE WHEN {level} >= 4 THEN 10::TINYINT ELSE {level} * 2::TINYINT END)"


def _second(level: str) -> str:
    return f"(CASE WHEN {level} >= 4 THEN 5::TINYINT ELSE {level} END)"


def _higher(one: str, other: str) -> str:
    return f"(CASE WHEN {one} >= {other} THEN {one} WHEN {one} < {other} THEN {other} END)"


def _lower(one: str, other: str) -> str:
    return f"(CASE WHEN {one} <= {other} THEN {one} WHEN {one} > {other} THEN {other} END)"


def _parts() -> str:
    lone = [f"{' + '.join(_points(each) for each in strands)} AS {name}" for name, strands in LONE.items()]
    return ",\n".join([*lone, *(f"{_points(f'high_{name}')} + {_second(f'low_{name}')} AS {name}" for name in PAIRED)])


def _band(points: str) -> str:
    steps = [at for at in range(1, 65) if BANDS[at] != BANDS[at - 1]]
    below = " ".join(f"WHEN {points} < {step} THEN {BANDS[step - 1]}::TINYINT" for step in (*steps, 65))
    return f"CASE {below} END"


def _tariff() -> str:
    rows = []
    for name, cells in TARIFF.items():
        steps = " ".join(f"WHEN {band} THEN {'NULL' if each is None else each}" for band, each in enumerate(cells))
        rows.append(f"WHEN '{name}' THEN CASE need_band {steps} END")
    return f"CASE setting {' '.join(rows)} END"


def _place() -> str:
    rows = " ".join(f"WHEN '{name}' THEN {pence}" for name, pence in PLACE.items())
    return f"CASE setting {rows} ELSE 0 END"


def _or_nothing(name: str) -> str:
    return f"(CASE WHEN {name}_none THEN 0 ELSE {name} END)"


def _highest() -> str:
    known = " + ".join(STRANDS)
    return f"CASE WHEN ({known}) IS NOT NULL THEN greatest({', '.join(STRANDS)}) END"


_ALL: Final = " + ".join(f"{name}::SMALLINT" for name in (*LONE, *PAIRED, "added_points"))
_RULED: Final = f"""
    {" AND ".join(f"{name} IS NULL" for name in STRANDS)} AS needs_not_described,
    contribution_applies AND apdr_cycles = 0 AND NOT sudden_need AS cycles_none,
    highest_level >= 4 AND specialist_report_none AS specialist_evidence_none,
    points >= 65 AS beyond_the_bands,
    highest_level >= 4 AND points < 20 AS lone_profound_need,
    setting IN ({_listed(PRICED)}) AS priced_one_by_one,
    setting = 'special' AND need_band < 2 AS special_place_low_band,
    {_or_nothing("section_f_cost")} > band_amount + carried_already AS section_f_above_band,
    section_f_cost_none AND section_f <> 'none' AS section_f_uncosted,
    {_or_nothing("present_award")} > band_amount AS present_award_above_band,
    contribution_applies AND points < 10 AS from_school,
    setting IN ('mainstream', 'early_years') AND NOT contribution_applies AND NOT ehc_plan AS from_early_years_fund,
    setting = 'elective_home_education' AND NOT ehc_plan AS from_contingency,
    phase = 'early_years' OR school_year IN ('6', '11') OR need_band >= 5 AS early,
    coalesce(points >= 65
        OR (need_band IS NOT NULL AND setting IS NOT NULL AND band_amount IS NULL), false) AS refers"""
_PAIRS: Final = ", ".join(
    f"{_higher(*two)} AS high_{name}, {_lower(*two)} AS low_{name}" for name, two in PAIRED.items()
)
_SELECTED: Final = ", ".join(f'{name.split(".")[-1]} AS "{name}"' for name in WANTED if name != "status")
QUERY: Final = f"""
CREATE OR REPLACE TABLE decided AS
WITH paired AS (
    SELECT *, {_PAIRS}
    FROM cases
), parts AS (
    SELECT *, {_parts()},
        CASE WHEN hearing >= 2 AND vision >= 2 THEN 6::TINYINT
             WHEN hearing < 2 OR vision < 2 THEN 0::TINYINT END AS added_points,
        {" + ".join(_second(f"low_{name}") for name in PAIRED)} AS set_aside,
        {_highest()} AS highest_level,
        setting = 'mainstream' AND phase <> 'early_years' AS contribution_applies
    FROM paired
), summed AS (
    SELECT *, {_ALL} AS points,
        CASE WHEN contribution_applies THEN {CONTRIBUTION}
             WHEN NOT contribution_applies AND setting IS NOT NULL THEN {_place()} END AS carried_already
    FROM parts
), banded AS (
    SELECT *, {_band("points")} AS need_band FROM summed
), priced AS (
    SELECT *, {_tariff()} AS band_amount FROM banded
), ruled AS (
    SELECT *, {_RULED} FROM priced
), routed AS (
    SELECT *,
        contribution_applies AND NOT ehc_plan AND NOT from_school AS from_partnership,
        setting NOT IN ('mainstream', 'early_years', 'elective_home_education')
            OR (ehc_plan AND NOT from_school) AS from_county,
        need_band AS band, band_amount AS annual_top_up,
        CASE WHEN early THEN 6::TINYINT WHEN NOT early THEN 12::TINYINT END AS review_months
    FROM ruled
)
SELECT "case", {_SELECTED},
    (CASE WHEN {" OR ".join(RETURN)} THEN 'incomplete'
          WHEN {" OR ".join(REFER)} OR refers THEN 'referred'
          WHEN ({" OR ".join(RETURN)}) IS NULL OR ({" OR ".join(REFER)}) IS NULL
               OR {" OR ".join(f"{name} IS NULL" for name in OUTCOME)} THEN 'unsettled'
          ELSE 'settled' END)::statuses AS status
FROM routed
"""

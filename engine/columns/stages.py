"""Columns in stages: what is wanted and what that reads, each in the first stage where all it reads is there."""

from collections.abc import Iterable, Mapping

import polars as pl


def stages_of(columns: Mapping[str, pl.Expr], wanted: Iterable[str], there: set[str]) -> list[dict[str, pl.Expr]]:
    """Expressions by name, stage by stage; nothing that nobody reads. `there` stand in the frame already.

    A column that is to be worked out wins over one of the frame with the same name.
    """
    levels: dict[str, int] = {}

    def level(name: str) -> int:
        if name not in levels:
            read = [each for each in columns[name].meta.root_names() if each in columns]
            missing = [each for each in columns[name].meta.root_names() if each not in columns and each not in there]
            if missing:
                raise KeyError(f"the frame has no column {missing[0].lstrip('~')}")
            levels[name] = 1 + max(map(level, read), default=-1)
        return levels[name]

    for name in wanted:
        level(name)
    stages: list[dict[str, pl.Expr]] = [{} for _ in range(1 + max(levels.values(), default=-1))]
    for name in sorted(levels):
        stages[levels[name]][name] = columns[name]
    return stages

"""A rulebook on a day as a plan of columns: run over any number of cases at once, equal to the evaluator on each.

`plan_of` compiles once for a rulebook in force and a day; `Plan.run` adds to a frame of facts (`engine.columns.facts`)
what is wanted of it. Null is unknown throughout. Where a rulebook cannot be held exactly it raises CannotHold.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import polars as pl

from engine.columns.compiled import Compiled, compiled
from engine.columns.held import Held
from engine.columns.stages import stages_of
from engine.rulebook import InForce, Rulebook
from engine.values import Answer

STATUSES: Final = pl.Enum(["incomplete", "referred", "unsettled", "settled"])


@dataclass(frozen=True, slots=True)
class Want:
    """What a run adds: all derives, rules, outcomes, order keys, conditions, lookups, or only those named.

    `status` and `refers` are columns of their own.
    """

    status: bool = True
    refers: bool = False
    unshared: bool = False
    """Where a rulebook shares an amount: that it could not be shared as asked, so that a person must settle it."""
    derives: bool | Sequence[str] = False
    rules: bool | Sequence[str] = False
    outcomes: bool | Sequence[str] = True
    order: bool | Sequence[str] = False
    conditions: bool = False
    """Numbered as in `layout_of(in_force)`; beside each one in a branch, `condition.<n>.asked`."""


EVERYTHING: Final = Want(True, True, True, True, True, True, True, True)


@dataclass(frozen=True)
class Plan:
    """A rulebook's columns. `held` says how each is held, facts included, by the column's name."""

    book: Rulebook
    day: dt.date
    held: Mapping[str, Held]
    _compiled: Compiled = field(repr=False)

    def run(self, frame: pl.LazyFrame, want: Want | None = None) -> pl.LazyFrame:
        """The frame with its own columns kept and what is wanted added: `status` (incomplete, referred, unsettled,
        settled), `refers`, `derive.<name>`, `rule.<id>`, `outcome.<name>`, `order.<name>`, `condition.<n>`.

        A status is a row's own: where an amount could not be shared, `unshared` says so.
        Money outcomes are whole pence. Where "none" is held beside a column, `.none` stands behind its name.
        """
        schema = frame.collect_schema()
        wanted = self._wanted(want or Want())
        facts = self._compiled.prepared(schema)
        for stage in stages_of({**facts, **self._compiled.columns}, wanted, set(schema.names())):
            frame = frame.with_columns(**stage)
        finished = [self._compiled.shown(name) for name in wanted]
        return frame.select(*(name for name in schema.names() if name not in set(wanted)), *finished)

    def value(self, name: str, raw: object, none: bool | None = None) -> Answer:
        """The value the evaluator would give for what the column `name` holds (and the one beside it)."""
        return self.held[name].value(raw, none)

    def _wanted(self, want: Want) -> list[str]:
        alone = (("status", want.status), ("refers", want.refers), ("unshared", want.unshared))
        found = [name for name, asked in alone if asked]
        for kind, which in (
            ("derive", want.derives),
            ("rule", want.rules),
            ("outcome", want.outcomes),
            ("order", want.order),
            ("condition", want.conditions),
        ):
            every = self._compiled.of_kind(kind)
            names = every if which is True else [f"{kind}.{name}" for name in which or ()]
            for name in names:
                if name not in every:
                    raise KeyError(f"{self.book.name} has no {name}")
                beside = (f"{name}.none", f"{name}.asked")
                found += [name, *(each for each in beside if each in self._compiled.columns)]
        return list(dict.fromkeys(found))


def plan_of(in_force: InForce, day: dt.date) -> Plan:
    """The plan for a rulebook as it stands on `day`; the same for the same day. Raises CannotHold."""
    plans = cast("dict[dt.date, Plan]", in_force.kept.setdefault("columns", {}))
    if day not in plans:
        found = compiled(in_force, day)
        plans[day] = Plan(in_force.rulebook, day, found.held, found)
    return plans[day]


__all__ = ["EVERYTHING", "Plan", "Want", "plan_of"]

"""Holds columns against the evaluator: every derive, condition, rule, outcome, order key and status of each case."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from engine.columns.facts import frame_of_values
from engine.columns.plan import EVERYTHING, Plan, plan_of
from engine.opinions.evaluate import evaluate
from engine.opinions.evaluation import Evaluation
from engine.rulebook import Rulebook
from engine.values import Value
from tests.engine.test_opinions_property import told


def differences(book: Rulebook, day: dt.date, cases: Sequence[Mapping[str, Value]]) -> list[str]:
    """Whatever a plan's columns give otherwise than the evaluator, each with its case."""
    plan = plan_of(book.on(day), day)
    facts = pl.DataFrame({"case": range(len(cases))}).with_columns(frame_of_values(book, cases).get_columns())
    rows = plan.run(facts.lazy(), EVERYTHING).collect().to_dicts()
    assert [row["case"] for row in rows] == list(range(len(cases)))
    found = []
    for case, row in zip(cases, rows, strict=True):
        wanted = expected(evaluate(book, case, day))
        given = {name: shown(plan, row, name) for name in wanted}
        found += [
            f"{name}: {given[name]}, not {wanted[name]}: {case}" for name in wanted if given[name] != wanted[name]
        ]
    return found


def expected(found: Evaluation) -> dict[str, object]:
    """An evaluation by the names of columns."""
    book = found.in_force.rulebook
    told_of = {f"derive.{name}": told(value) for name, value in zip(book.derives, found.derived, strict=True)}
    told_of |= {f"rule.{name}": truth for name, truth in found.rule_truths.items()}
    told_of |= {f"outcome.{name}": told(value) for name, value in found.outcome.items()}
    told_of |= {f"order.{name}": told(value) for name, value in zip(book.order, found.order_keys, strict=True)}
    told_of |= {f"condition.{number}": truth for number, truth in enumerate(found.conditions)}
    return {**told_of, "refers": next(found.referrals(), None) is not None, "status": found.status}


def shown(plan: Plan, row: Mapping[str, Any], name: str) -> object:
    """What a row holds under a name, as `expected` tells it."""
    if name.startswith("condition."):
        return row[name] if row.get(f"{name}.asked", True) else "-"
    if name in plan.held:
        return told(plan.value(name, row[name], row.get(f"{name}.none")))
    return row[name]

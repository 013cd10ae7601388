"""What a text gives for every case: its status, and where it settles with an amount its band, pence and account."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from engine.columns.held import CannotHold
from engine.columns.plan import Plan, Want, plan_of
from engine.ledger.accounts import account_code
from engine.rulebook import Rule, Rulebook
from engine.values import outside
from engine.whatif.document import NO_ACCOUNT, NOT_TAKEN
from engine.whatif.frames import Asks

LONGEST_BAND: Final = 32
_ROUTED: Final = ("route", "statutory", "setting", "phase", "partnership")


@dataclass(frozen=True)
class Side:
    """Four columns, one row a case in their order. pence: a full year; band, account: null where pence is."""

    status: pl.Series
    band: pl.Series
    pence: pl.Series
    account: pl.Series


def can_run(book: Rulebook, day: dt.date) -> bool:
    """Whether the rulebook, as it stands on the day, can be held in columns."""
    try:
        plan_of(book.on(day), day)
    except CannotHold:
        return False
    return True


def nothing(cases: int, status: str) -> Side:
    """A text that gives nothing to anybody, and why."""
    words = pl.Series("status", [status], dtype=pl.String).new_from_index(0, cases)
    none = pl.Series([None], dtype=pl.String).new_from_index(0, cases)
    return Side(words, none, none.cast(pl.Int64), none)


def sides_of(plans: Iterable[tuple[Plan, Asks]], known: pl.DataFrame) -> list[Side]:
    """What each of several texts gives, worked out together."""
    asked = list(plans)
    found = pl.collect_all([plan.run(asks.facts.lazy(), _want(plan)).select(_columns(plan)) for plan, asks in asked])
    return [_side(plan, asks, each, known) for (plan, asks), each in zip(asked, found, strict=True)]


def _want(plan: Plan) -> Want:
    return Want(outcomes=_outcomes(plan), rules=[rule.id for rule in _routes(plan)])


def _outcomes(plan: Plan) -> list[str]:
    """The first outcome, and those that are money."""
    steps = plan.book.outcomes.items()
    return [name for number, (name, step) in enumerate(steps) if number == 0 or step.node.type.kind == "money"]


def _routes(plan: Plan) -> list[Rule]:
    in_force = plan.book.on(plan.day)
    return [rule for rule in in_force.ordered_rules if rule.route]


def _columns(plan: Plan) -> list[pl.Expr]:
    """Status, the band as it is held, the first amount of at least nothing, and the account that is named first."""
    names = _outcomes(plan)
    kinds = {name: plan.book.outcomes[name].node.type.kind for name in names}
    money = [pl.col(f"outcome.{name}") for name in names if kinds[name] == "money"]
    amounts: list[pl.Expr] = [pl.when(each >= 0).then(each) for each in money] or [pl.lit(None)]
    first = next(iter(names), None)
    band = pl.lit(None, dtype=pl.String) if first is None or kinds[first] == "money" else pl.col(f"outcome.{first}")
    routes = [pl.when(pl.col(f"rule.{rule.id}")).then(pl.lit(rule.route)) for rule in _routes(plan)]
    return [
        pl.col("status").cast(pl.String),
        band.alias("band"),
        pl.coalesce(amounts).cast(pl.Int64).alias("pence"),
        pl.coalesce([*routes, pl.lit(None, dtype=pl.String)]).alias("route"),
    ]


def _side(plan: Plan, asks: Asks, found: pl.DataFrame, known: pl.DataFrame) -> Side:
    frame = found.with_columns(
        pl.when(asks.taken).then(pl.col("status")).otherwise(pl.lit(NOT_TAKEN)).alias("status"),
        _band_words(plan, found["band"]),
    )
    settled = (pl.col("status") == "settled") & pl.col("pence").is_not_null()
    frame = frame.with_columns(
        pl.when(settled).then(pl.col(name)).alias(name) for name in ("band", "pence", "route")
    ).hstack(known.select("statutory", "setting", "phase", "partnership"))
    return Side(frame["status"], frame["band"], frame["pence"], _accounts(frame))


def _band_words(plan: Plan, held: pl.Series) -> pl.Series:
    """The first outcome as it is written outside; unknown stays null."""
    name = next(iter(plan.book.outcomes))
    if held.dtype == pl.String:
        return held.alias("band")
    kind = plan.book.outcomes[name].node.type.kind
    raw = held.unique().drop_nulls().to_list()
    words = [str(outside(plan.value(f"outcome.{name}", each), kind))[:LONGEST_BAND] for each in raw]
    return held.replace_strict(raw, words, default=None, return_dtype=pl.String).alias("band")


def _accounts(frame: pl.DataFrame) -> pl.Series:
    """The account that would bear each amount, worked out once for each way in which it can come about."""
    ways = frame.filter(pl.col("pence").is_not_null()).select(_ROUTED).unique()
    codes = [_code(**way) for way in ways.iter_rows(named=True)]
    coded = ways.with_columns(pl.Series("account", codes, dtype=pl.String))
    joined = frame.join(coded, on=list(_ROUTED), how="left", nulls_equal=True, maintain_order="left")
    return joined.select(pl.when(pl.col("pence").is_not_null()).then(pl.col("account")).alias("account"))["account"]


def _code(route: str | None, statutory: bool, setting: str, phase: str, partnership: str | None) -> str:
    try:
        return account_code(route, statutory=statutory, setting=setting, phase=phase, partnership=partnership)
    except LookupError:
        return NO_ACCOUNT

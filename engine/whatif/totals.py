"""Totals that add up: of any part of the caseload, kept as whole numbers by key, so that parts are added in any order.

Nothing is held a case. What is largest is kept as the larger of two parts'.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from engine.whatif.asked import Spec
from engine.whatif.document import DIMENSIONS
from engine.whatif.protection import begins, stretches_of, with_falls
from engine.whatif.years import Stretch, YearWeights

TotalKey = tuple[object, ...]


@dataclass
class Totals:
    """sums, by what they are of; largest, likewise."""

    sums: dict[TotalKey, int] = field(default_factory=dict)
    largest: dict[TotalKey, int] = field(default_factory=dict)

    def add(self, key: TotalKey, amount: int) -> None:
        """Add to a sum."""
        if amount:
            self.sums[key] = self.sums.get(key, 0) + amount

    def merge(self, other: "Totals") -> "Totals":
        """Both together, here."""
        for key, amount in other.sums.items():
            self.add(key, amount)
        for key, amount in other.largest.items():
            self.largest[key] = max(self.largest.get(key, 0), amount)
        return self

    def of(self, *key: object) -> int:
        """A sum; nothing where nothing was added."""
        return self.sums.get(key, 0)

    def words(self, start: str) -> list[str]:
        """What stands next in the keys that begin with this, each once, in order."""
        return sorted({str(key[1]) for key in self.sums if key[0] == start})

    def under(self, *start: object) -> Iterable[tuple[TotalKey, int]]:
        """The sums whose keys begin so, with the rest of each key, in order."""
        many = len(start)
        found = [(key[many:], amount) for key, amount in self.sums.items() if key[:many] == start]
        return sorted(found, key=lambda each: tuple((type(part).__name__, part) for part in each[0]))


def totals_of(traced: pl.DataFrame, change: int, steps: int) -> Totals:
    """The totals of some cases. change: the number of the rulebook they belong to; steps: how many changes it has."""
    lazy, totals = traced.lazy(), Totals()
    asked = _queries(lazy, steps)
    for (name, keys, _), found in zip(asked, pl.collect_all([each for *_, each in asked]), strict=True):
        for row in found.iter_rows(named=True):
            at = tuple(row.pop(key) for key in keys)
            for measure, amount in row.items():
                _put(totals, _where(name, change, at, measure), int(amount or 0))
    return totals


def _where(name: str, change: int, at: tuple[object, ...], measure: str) -> TotalKey:
    """Groups and accounts are one for all rulebooks; which change did it is told for each."""
    return (name, change, *at, measure) if name in ("why", "status_by", "band_by") else (name, *at, measure)


def _put(totals: Totals, key: TotalKey, amount: int) -> None:
    if str(key[-1]).endswith("largest"):
        totals.largest[key] = max(totals.largest.get(key, 0), amount)
    else:
        totals.add(key, amount)


def _queries(lazy: pl.LazyFrame, steps: int) -> list[tuple[str, tuple[str, ...], pl.LazyFrame]]:
    """Each with its name, the columns of its key, and the query."""
    compared = lazy.filter(pl.col("compared"))
    before, after = pl.col("before"), pl.col("after")
    asked = [
        ("group", ("open",), lazy.group_by("open").agg(*_group(), *_moves())),
        ("status", ("open", "status_before", "status_after"), _flow(lazy, "status")),
        ("band", ("open", "band_before", "band_after"), _flow(compared, "band")),
        ("before", ("open", "account"), _accounts(compared, "before")),
        ("after", ("open", "account"), _accounts(compared, "after")),
        ("moved", (), compared.filter(before != after).select(pl.len().alias("cases"), before.sum(), after.sum())),
        ("why", ("open",), lazy.group_by("open").agg(*_why(lazy, steps))),
    ]
    for kind, of in (("status_by", lazy), ("band_by", compared)):
        words = kind.removesuffix("_by")
        pair = (f"{words}_before", f"{words}_after")
        moved = of.filter(pl.col(pair[0]).ne_missing(pl.col(pair[1])))
        keyed = moved.with_columns(pl.col(pair[0]).fill_null(""), pl.col(pair[1]).fill_null(""))
        asked.append((kind, (kind, *pair), keyed.group_by(kind, *pair).agg(pl.len().alias("cases"))))
    for name in DIMENSIONS:
        keyed = compared.with_columns(pl.col(name).fill_null("").alias(name))
        each = keyed.group_by(name).agg(pl.len().alias("cases"), before.sum(), after.sum(), *_moves())
        asked.append((f"by {name}", (name,), each))
    return asked


def _group() -> list[pl.Expr]:
    before, after, compared = pl.col("before"), pl.col("after"), pl.col("compared")
    found = [
        pl.len().alias("cases"),
        compared.sum().alias("compared"),
        before.filter(compared).sum(),
        after.filter(compared).sum(),
        (pl.col("status_before").eq("referred") | pl.col("status_after").eq("referred")).sum().alias("referred"),
        (pl.col("status_before").eq("unsettled") | pl.col("status_after").eq("unsettled")).sum().alias("unsettled"),
    ]
    for name, side in (("only_before", before), ("only_after", after)):
        only = side.filter(~compared & side.is_not_null())
        found += [only.len().alias(f"{name} cases"), only.sum().alias(f"{name} pounds")]
    return found


def _moves() -> list[pl.Expr]:
    """Of compared cases: how many rise and fall, by how much together, and the largest."""
    moved = (pl.col("after") - pl.col("before")).filter(pl.col("compared"))
    found = []
    for name, part in (("rising", moved.filter(moved > 0)), ("falling", -moved.filter(moved < 0))):
        found += [part.len().alias(f"{name} cases"), part.sum().alias(f"{name} pounds")]
        found.append(part.max().alias(f"{name} largest"))
    return found


def _flow(of: pl.LazyFrame, words: str) -> pl.LazyFrame:
    pair = (f"{words}_before", f"{words}_after")
    keyed = of.with_columns(pl.col(pair[0]).fill_null(""), pl.col(pair[1]).fill_null(""))
    return keyed.group_by("open", *pair).agg(pl.len().alias("cases"))


def _accounts(of: pl.LazyFrame, side: str) -> pl.LazyFrame:
    return of.group_by("open", pl.col(f"account_{side}").alias("account")).agg(pl.col(side).sum().alias("pence"))


def _why(of: pl.LazyFrame, steps: int) -> list[pl.Expr]:
    has, found = set(of.collect_schema().names()), []
    for at in range(1, steps + 1):
        for name in (f"part.{at}", f"alone.{at}"):
            if name in has:
                part = pl.col(name)
                found += [(part != 0).sum().alias(f"{name} cases"), part.sum().alias(f"{name} pounds")]
    return found or [pl.len().alias("cases")]


def add_years(
    totals: Totals, traced: pl.DataFrame, weights: Sequence[tuple[YearWeights, YearWeights]], spec: Spec
) -> None:
    """What the compared cases cost in each year by each text, and what protection adds.

    weights: for each year how the text in force and the new one count. What ran before `as_of` is the award in
    payment, counted as it is now, in the account that bears it now.
    """
    frame = with_falls(traced.filter(pl.col("compared")), spec)
    in_payment = [Stretch(pl.col("from_day"), pl.min_horizontal("until_day", pl.lit(spec.as_of).dt.offset_by("-1d")),
                          pl.when(pl.col("present_pence").is_not_null()).then("present_pence"))]  # fmt: skip
    kept = pl.Series([0], dtype=pl.Int64).new_from_index(0, len(frame))
    start = begins(spec)
    for was, will in weights:
        past = was.due(frame, in_payment)
        now = was.due(frame, [Stretch(start, pl.col("until_day"), pl.col("before"))])
        new = will.due(frame, [Stretch(start, pl.col("until_day"), pl.col("after"))])
        slow = will.due(frame, stretches_of(spec))
        so_far = was.to_penny(past)
        alike = was.counting == will.counting

        def rest(weights: YearWeights, due: pl.Series, *, so_far: pl.Series = so_far, past: pl.Series = past,
                 alike: bool = alike) -> pl.Series:  # fmt: skip
            return weights.to_penny(past + due) - so_far if alike else weights.to_penny(due)

        costs = pl.DataFrame({
            "account_before": frame["account_before"],
            "account_after": frame["account_after"],
            "past": so_far,
            "before": was.to_penny(past + now) - so_far,
            "after": rest(will, new),
            "held": rest(will, slow) - rest(will, new),
        })  # fmt: skip
        _add_year(totals, was.year, costs)
        kept = kept + costs["held"]
    held = kept > 0
    totals.add(("held", "cases"), int(held.sum()))
    without = held & frame["review_day"].is_null() & (frame["starts"].dt.year() > 2900)
    totals.add(("held", "no_review_day"), int(without.sum()))


def _add_year(totals: Totals, year: int, costs: pl.DataFrame) -> None:
    for side, account, amount in (
        ("before", "account_before", pl.col("past") + pl.col("before")),
        ("after", "account_after", pl.col("after")),
        ("after", "account_before", pl.col("past")),
    ):
        for code, pence in costs.group_by(account).agg(amount.sum().alias("pence")).iter_rows():
            totals.add(("year", year, code, side), pence)
    held = costs.filter(pl.col("held") != 0).group_by("account_after")
    for code, cases, pence in held.agg(pl.len(), pl.col("held").sum()).iter_rows():
        totals.add(("held", year, code, "cases"), cases)
        totals.add(("held", year, code, "pounds"), pence)

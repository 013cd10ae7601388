"""Protection: how an award in payment that falls comes down. It moves money later and never changes what need gives.

For a child with an EHC plan nothing falls before the plan was reviewed, whatever is chosen: the authority must secure
what the plan specifies (Children and Families Act 2014, s.42), and a plan is changed after a review of it (s.44;
check). A fall is what the new text brings about: from what the text in force gives, or from the award in payment
where that is lower. An award that is paid above both texts stays a person's decision and costs protection nothing.
Where no review day is known, it is not known that a review comes: the award does not fall.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import polars as pl

from engine.amounts import day_words, money_words
from engine.whatif.asked import Protection, Spec
from engine.whatif.years import Stretch

NEVER: Final = dt.date(2999, 12, 31)
_DAY: Final = dt.timedelta(days=1)
PLANS: Final = (
    "An award to a child with an EHC plan never falls before the plan is reviewed, whatever else is chosen"
    " (Children and Families Act 2014, sections 42 and 44; check)."
)


def rules_said(spec: Spec) -> tuple[str, ...]:
    """The rules in plain words, in the order in which they apply."""
    chosen, start = spec.protection, day_words(spec.as_of)
    said = [PLANS]
    if chosen.hold_until_review:
        said.insert(0, "No award in payment falls before its review day. One without a known review day does not fall.")
    first = "on the review day" if chosen.hold_until_review else f"on {start}, or on the review day of a plan"
    if chosen.taper_years > 1:
        said.append(
            f"A fall comes in {chosen.taper_years} equal parts, the first {first}, each further one a year later."
        )
    if chosen.most_fall_percent is not None:
        said.append(f"No award falls by more than {chosen.most_fall_percent}% of what is paid now.")
    if chosen.floor_pence is not None:
        said.append(f"No award falls below {money_words(chosen.floor_pence)} a year; one that is lower now stays.")
    return tuple(said)


def begins(spec: Spec) -> pl.Expr:
    """The day from which the texts' amounts count: that of the what-if, or the award's first where that is later."""
    return pl.max_horizontal(pl.lit(spec.as_of), "from_day")


def with_falls(frame: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    """The frame with `paid` (an award that would fall, else what the text gives), `fall` and the day it `starts`.

    The frame has `present_pence`, `before` and `after` (what the texts give), `statutory`, `review_day`.
    """
    present, after = _present(), pl.col("after")
    falls = (pl.col("present_pence").is_not_null() & (present > after)).fill_null(False)
    held = pl.lit(True) if spec.protection.hold_until_review else pl.col("statutory")
    start = pl.max_horizontal(pl.col("review_day").fill_null(NEVER), begins(spec))
    return frame.with_columns(
        pl.when(falls).then(present).otherwise(after).alias("paid"),
        pl.when(falls).then(present - _least(spec.protection)).otherwise(0).alias("fall"),
        pl.when(held).then(start).otherwise(begins(spec)).alias("starts"),
    )


def stretches_of(spec: Spec) -> Sequence[Stretch]:
    """How such an award comes down: at its present rate until the day it starts, then part by part."""
    paid, fall, starts, years = pl.col("paid"), pl.col("fall"), pl.col("starts"), spec.protection.taper_years
    until = pl.col("until_day")
    found = [Stretch(begins(spec), _earlier(starts.dt.offset_by("-1d"), until), paid)]
    for part in range(1, years + 1):
        last = until if part == years else _earlier(_later(starts, part).dt.offset_by("-1d"), until)
        found.append(Stretch(_later(starts, part - 1), last, paid - fall * part // years))
    return found


def _present() -> pl.Expr:
    return pl.min_horizontal("present_pence", "before")


def _least(chosen: Protection) -> pl.Expr:
    """What an award comes down to in the end."""
    present, ends = _present(), [pl.col("after")]
    if chosen.most_fall_percent is not None:
        ends.append(present - present * chosen.most_fall_percent // 100)
    if chosen.floor_pence is not None:
        ends.append(pl.min_horizontal(present, pl.lit(chosen.floor_pence)))
    return pl.max_horizontal(ends)


def _later(day: pl.Expr, years: int) -> pl.Expr:
    return day.dt.offset_by(f"{years}y") if years else day


def _earlier(day: pl.Expr, until: pl.Expr) -> pl.Expr:
    """The earlier of both; an open end is none."""
    return pl.min_horizontal(day, until)

"""The county's bands, tariff, accounts and statuses written by hand in Polars, as somebody who knows it well would.

Money is whole pence. Unknown is null: Polars' own `&`, `|` and comparisons keep it so, `max_horizontal` would skip it
(and is slow). Ladders and tables are looked up by position. What several figures read is worked out once, in stages.
"""

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Final

import polars as pl

STRANDS: Final = (
    "talking", "understanding", "interaction", "learning", "skills", "attention", "relationships", "feelings",
    "wellbeing", "hearing", "vision", "movement", "senses", "health", "self_care", "organisation",
)  # fmt: skip
PAIRED: Final = {"learning_points": ("learning", "skills"), "company_points": ("interaction", "relationships"),
                 "focus_points": ("attention", "organisation"), "calm_points": ("feelings", "senses")}  # fmt: skip
"""The higher strand counts in full, the lower by half."""
LONE: Final = {"communication_points": ("talking", "understanding"), "wellbeing_points": ("wellbeing",),
               "body_points": ("hearing", "vision", "movement", "health"),
               "self_care_points": ("self_care",)}  # fmt: skip
_REST: Final = (("talking", "understanding"), ("wellbeing", "hearing"), ("vision", "movement"), ("health", "self_care"))
"""The strands that are not paired, two by two, on the way to the highest of all."""
PRICED: Final = ("non_maintained_special", "independent_special", "alternative_provision", "specialist_post_16",
                 "eotas", "elective_home_education")  # fmt: skip
BANDS: Final = (*[0] * 10, *[1] * 10, *[2] * 10, *[3] * 10, *[4] * 10, *[5] * 15, *[None] * 82)
"""By points, up to the 146 that there can be; from 65 a person prices it."""
TARIFF: Final[dict[str, tuple[int | None, ...]]] = {
    "mainstream": (0, 125000, 276000, 468000, 742000, 1115000),
    "unit_or_resourced": (0, 215000, 430000, 672000, 938000, 1264000),
    "early_years": (0, 105000, 224000, 364000, 548000, 790000),
    "further_education": (0, 118000, 261000, 443000, 702000, 1055000),
    "special": (None, None, 1140000, 1290000, 1485000, 1760000),
}
"""Pence a year by band, from April 2026. None is priced by a person, and so is every other setting."""
PLACE: Final = {"unit_or_resourced": 600000, "further_education": 600000, "special": 1000000}
"""What else a place already carries; a mainstream school its contribution."""
CONTRIBUTION: Final = 600000

DERIVED: Final = (*LONE, *PAIRED, "added_points", "points", "set_aside", "highest_level", "need_band", "band_amount",
                  "contribution_applies", "carried_already")  # fmt: skip
RETURN: Final = ("needs_not_described", "cycles_none", "specialist_evidence_none")
REFER: Final = ("beyond_the_bands", "lone_profound_need", "priced_one_by_one", "special_place_low_band",
                "section_f_above_band", "section_f_uncosted", "present_award_above_band")  # fmt: skip
ROUTE: Final = ("from_school", "from_partnership", "from_early_years_fund", "from_contingency", "from_county")
OUTCOME: Final = ("band", "annual_top_up", "review_months")
STATUSES: Final = ("incomplete", "referred", "unsettled", "settled")
WANTED: Final = (
    *[f"derive.{name}" for name in DERIVED], *[f"rule.{name}" for name in (*RETURN, *REFER, *ROUTE)],
    *[f"outcome.{name}" for name in OUTCOME], "refers", "status",
)  # fmt: skip
"""What every contender works out: every derived figure, every rule that returns, refers or names the account."""


def fact(name: str) -> pl.Expr:
    """An answer."""
    return pl.col(f"fact.{name}")


def none(name: str) -> pl.Expr:
    """Whether the answer is that there is none."""
    return pl.col(f"fact.{name}.none")


def derived(name: str) -> pl.Expr:
    """A figure worked out in an earlier stage."""
    return pl.col(f"derive.{name}")


def rule(name: str) -> pl.Expr:
    """A conclusion of an earlier stage."""
    return pl.col(f"rule.{name}")


def level_points(level: pl.Expr) -> pl.Expr:
    """0, 2, 4, 6 and 10 points."""
    return pl.when(level >= 4).then(10).otherwise(level * 2)


def second_points(level: pl.Expr) -> pl.Expr:
    """0, 1, 2, 3 and 5 points."""
    return pl.when(level >= 4).then(5).otherwise(level)


def higher(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """The higher of two levels; unknown where one is."""
    return pl.when(a >= b).then(a).when(a < b).then(b)


def lower(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """The lower of two levels; unknown where one is."""
    return pl.when(a <= b).then(a).when(a > b).then(b)


def amount_or_nothing(name: str) -> pl.Expr:
    """An amount, nothing where there is none, unknown where it is not known."""
    return pl.when(none(name)).then(0).otherwise(fact(name))


def added(parts: list[pl.Expr]) -> pl.Expr:
    """Their sum, unknown where one is."""
    return reduce(operator.add, parts)


def decided(cases: pl.LazyFrame, settings: Sequence[str]) -> pl.LazyFrame:
    """`case` and the wanted columns. `settings`: the names that settings are held in, in their order."""
    return (
        cases.with_columns(**_pairs())
        .with_columns(**_parts())
        .with_columns(**_sums())
        .with_columns(*_band())
        .with_columns(**_amount(settings))
        .with_columns(**_rules())
        .with_columns(**_routes())
        .select("case", *WANTED[:-1], _status())
    )


def _pairs() -> dict[str, pl.Expr]:
    two = [(fact(one), fact(other)) for one, other in (*PAIRED.values(), *_REST)]
    highs = {f"high {number}": higher(*both) for number, both in enumerate(two)}
    return highs | {f"low {number}": lower(*both) for number, both in enumerate(two[:4])}


def _parts() -> dict[str, pl.Expr]:
    both = (fact("hearing") >= 2) & (fact("vision") >= 2)
    lone = {name: added([level_points(fact(each)) for each in strands]) for name, strands in LONE.items()}
    paired = {
        name: level_points(pl.col(f"high {number}")) + second_points(pl.col(f"low {number}"))
        for number, name in enumerate(PAIRED)
    }
    parts = {
        **lone,
        **paired,
        "added_points": pl.when(both).then(6).when(~both).then(0).cast(pl.Int8),
        "set_aside": added([second_points(pl.col(f"low {number}")) for number in range(4)]),
        "contribution_applies": (fact("setting") == "mainstream") & (fact("phase") != "early_years"),
    }
    highs = {f"of four {at}": higher(pl.col(f"high {at}"), pl.col(f"high {at + 4}")) for at in range(4)}
    return {f"derive.{name}": each for name, each in parts.items()} | highs


def _sums() -> dict[str, pl.Expr]:
    parts = [derived(name).cast(pl.Int16) for name in (*LONE, *PAIRED, "added_points")]
    applies, setting, place = derived("contribution_applies"), fact("setting"), pl.lit(0)
    for name, pence in PLACE.items():
        place = pl.when(setting == name).then(pence).otherwise(place)
    carried = pl.when(applies).then(CONTRIBUTION).when(~applies & setting.is_not_null()).then(place)
    of_eight = [higher(pl.col(f"of four {at}"), pl.col(f"of four {at + 2}")) for at in (0, 1)]
    return {
        "derive.points": added(parts),
        "derive.carried_already": carried,
        "of eight 0": of_eight[0],
        "of eight 1": of_eight[1],
    }


def _band() -> list[pl.Expr]:
    points = derived("points")
    return [
        pl.lit(pl.Series(BANDS, dtype=pl.Int8)).gather(points).alias("derive.need_band"),
        higher(pl.col("of eight 0"), pl.col("of eight 1")).alias("derive.highest_level"),
    ]


def _amount(settings: Sequence[str]) -> dict[str, pl.Expr]:
    cells = [each for name in settings for each in TARIFF.get(name, (None,) * 6)]
    at = fact("setting").to_physical().cast(pl.Int16) * 6 + derived("need_band")
    return {"derive.band_amount": pl.lit(pl.Series(cells, dtype=pl.Int32)).gather(at)}


def _rules() -> dict[str, pl.Expr]:
    points, band, amount, highest = (derived(name) for name in ("points", "need_band", "band_amount", "highest_level"))
    applies, setting = derived("contribution_applies"), fact("setting")
    rules = {
        "needs_not_described": pl.all_horizontal([fact(name).is_null() for name in STRANDS]),
        "cycles_none": applies & (fact("apdr_cycles") == 0) & ~fact("sudden_need"),
        "specialist_evidence_none": (highest >= 4) & none("specialist_report"),
        "beyond_the_bands": points >= 65,
        "lone_profound_need": (highest >= 4) & (points < 20),
        "priced_one_by_one": setting.is_in(PRICED),
        "special_place_low_band": (setting == "special") & (band < 2),
        "section_f_above_band": amount_or_nothing("section_f_cost") > amount + derived("carried_already"),
        "section_f_uncosted": none("section_f_cost") & (fact("section_f") != "none"),
        "present_award_above_band": amount_or_nothing("present_award") > amount,
        "from_school": applies & (points < 10),
    }
    review = (fact("phase") == "early_years") | fact("school_year").is_in(["6", "11"]) | (band >= 5)
    return {f"rule.{name}": each for name, each in rules.items()} | {
        "outcome.band": band,
        "outcome.annual_top_up": amount,
        "outcome.review_months": pl.when(review).then(6).when(~review).then(12),
        "refers": ((points >= 65) | (band.is_not_null() & setting.is_not_null() & amount.is_null())).fill_null(False),
    }


def _routes() -> dict[str, pl.Expr]:
    applies, setting = derived("contribution_applies"), fact("setting")
    plan, school = fact("ehc_plan"), rule("from_school")
    ordinary = setting.is_in(["mainstream", "early_years"])
    routes = {
        "from_partnership": applies & ~plan & ~school,
        "from_early_years_fund": ordinary & ~applies & ~plan,
        "from_contingency": (setting == "elective_home_education") & ~plan,
        "from_county": ~setting.is_in(["mainstream", "early_years", "elective_home_education"]) | (plan & ~school),
    }
    return {f"rule.{name}": each for name, each in routes.items()}


def _status() -> pl.Expr:
    returned = reduce(operator.or_, [rule(name) for name in RETURN])
    referred = reduce(operator.or_, [rule(name) for name in REFER]) | pl.col("refers")
    open_ = returned.is_null() | referred.is_null() | reduce(
        operator.or_, [pl.col(f"outcome.{name}").is_null() for name in OUTCOME]
    )  # fmt: skip
    incomplete, to_refer, unsettled, settled = (pl.lit(each, pl.Enum(STATUSES)) for each in STATUSES)
    chosen = pl.when(returned).then(incomplete).when(referred).then(to_refer).when(open_).then(unsettled)
    return chosen.otherwise(settled).alias("status")

"""The rules of rulebook.yaml as a careful programmer would write them straight into Python.

Exact decimals, money in pounds, `None` for what is not known, and the truth of every condition and rule
kept, so that it does the same job. Facts come as a dict by name: numbers and money `Decimal`, levels `int`,
days `date` or "none". Conditions are kept by name, each once.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

Truth = bool | None

PENNY: Final = Decimal("0.01")
COGNITION_CAP: Final = 18
SENSORY_WEIGHT: Final = Decimal("2.25")
SOCIAL_WEIGHT: Final = Decimal("2.5")
UPLIFT: Final = Decimal("0.0275")
SCHOOL_PAYS: Final = Decimal("6000.00")
HOUR_COST: Final = Decimal("17.62")
SCHOOL_WEEKS: Final = 39
HOURS_IN_A_SCHOOL_WEEK: Final = Decimal("32.5")
COST_TOLERANCE: Final = Decimal("4000.00")
SCHOOL_PAYS_FIRST: Final = frozenset({"mainstream", "unit_or_resourced", "alternative_provision"})
TRANSFER_YEARS: Final = frozenset({"6", "11"})
BANDS: Final = (Decimal(12), Decimal("22.5"), Decimal(34), Decimal(46), Decimal("58.5"))
TOO_MANY_POINTS: Final = 76
TARIFF: Final[tuple[dict[str, Decimal | None], ...]] = (
    {},
    {"mainstream": Decimal("1240.00"), "special": Decimal("0.00"), "early_years": Decimal("980.00")},
    {"mainstream": Decimal("3220.00"), "special": Decimal("1760.00"), "early_years": Decimal("2410.00")},
    {"mainstream": Decimal("5510.00"), "special": Decimal("4075.00"), "early_years": Decimal("4330.00")},
    {"mainstream": Decimal("8740.00"), "special": Decimal("7310.00"), "early_years": Decimal("6985.00")},
    {"mainstream": Decimal("12650.00"), "special": Decimal("11420.00"), "early_years": None},
)
TARIFF_ELSEWHERE: Final = tuple(Decimal(pounds) for pounds in (0, 1100, 2900, 5100, 8050, 12000))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; money in pounds, None where unknown or for a person to price."""

    outcome: dict[str, Any]
    conditions: dict[str, Truth]
    rules: dict[str, Truth]
    derived: dict[str, Any]

    @property
    def fired(self) -> frozenset[str]:
        """The rules that are met."""
        return frozenset(rule for rule, truth in self.rules.items() if truth)


def assess(facts: Mapping[str, Any], day: dt.date) -> Found:
    """Band, money, and the truth of every condition and rule, from the facts known on a day."""
    get = facts.get
    understanding, learning, memory = get("understanding"), get("learning"), get("memory")
    hearing, vision, movement, health = get("hearing"), get("vision"), get("movement"), get("health")
    feelings, behaviour, safety = get("feelings"), get("behaviour"), get("safety")
    setting, ehc_plan, attendance = get("setting"), get("ehc_plan"), get("attendance")
    weekly_hours, provision_cost = get("weekly_hours"), get("provision_cost")
    section_f_cost, uncommitted = get("section_f_cost"), get("partnership_uncommitted")

    # points, band and money
    communication = _sum(2, understanding, get("speaking"), get("joining_in"))
    cognition_uncapped = _sum(3, learning, memory)
    cognition = None if cognition_uncapped is None else min(COGNITION_CAP, cognition_uncapped)
    sensory = _sum(SENSORY_WEIGHT, _highest(hearing, vision), movement, health)
    social = _sum(SOCIAL_WEIGHT, feelings, behaviour)
    independence = _sum(2, _highest(get("self_care"), safety))
    points = _sum(1, communication, cognition, sensory, social, independence)
    band = _band(points)
    base_amount = _base_amount(band, setting)
    band_amount = None if base_amount is None else base_amount + UPLIFT * base_amount
    support_cost = None if weekly_hours is None else _to_the_penny(weekly_hours * HOUR_COST * SCHOOL_WEEKS)
    excess = None if support_cost is None or provision_cost is None else provision_cost - support_cost

    # every condition, once
    c: dict[str, Truth] = {
        "views_recorded": get("views_recorded"),
        "understanding_known": understanding is not None,
        "learning_known": learning is not None,
        "feelings_known": feelings is not None,
        "health_known": health is not None,
        "safety_known": safety is not None,
        "band_3": _from(band, 3),
        "report_recent": _recent(get("specialist_report"), 12, day),
        "plan_recent": _recent(get("support_plan"), 6, day),
        "need_not_described": get("need_not_described"),
        "understanding_4": _is(understanding, 4),
        "learning_4": _is(learning, 4),
        "health_4": _is(health, 4),
        "safety_4": _is(safety, 4),
        "understanding_3": _from(understanding, 3),
        "learning_3": _from(learning, 3),
        "feelings_3": _from(feelings, 3),
        "movement_3": _from(movement, 3),
        "health_3": _from(health, 3),
        "over_cap": None if cognition_uncapped is None else cognition_uncapped > COGNITION_CAP,
        "hearing_2": _from(hearing, 2),
        "vision_2": _from(vision, 2),
        "hearing_3": _from(hearing, 3),
        "vision_3": _from(vision, 3),
        "movement_4": _is(movement, 4),
        "behaviour_3": _from(behaviour, 3),
        "safety_2": _from(safety, 2),
        "band_2": _from(band, 2),
        "under_10_hours": None if weekly_hours is None else weekly_hours < 10,
        "over_school_week": None if weekly_hours is None else weekly_hours > HOURS_IN_A_SCHOOL_WEEK,
        "attended_under_50": None if attendance is None else attendance < 50,
        "attended_under_90": None if attendance is None else attendance < 90,
        "school_pays_first": None if setting is None else setting in SCHOOL_PAYS_FIRST,
        "spends_less": None if provision_cost is None else provision_cost < SCHOOL_PAYS,
        "hours_cost_more": None if excess is None else excess < 0,
        "costs_far_more": None if excess is None else excess > COST_TOLERANCE,
        "section_f_higher": _section_f_higher(section_f_cost, band_amount),
        "ehc_plan": ehc_plan,
        "transfer_year": None if get("school_year") is None else get("school_year") in TRANSFER_YEARS,
        "band_0": _is(band, 0),
        "holds_less": None if uncommitted is None or band_amount is None else uncommitted < band_amount,
        "band_4": _from(band, 4),
    }

    # rules, those read by others first
    severe_absence = c["attended_under_50"]
    school_first = c["school_pays_first"]
    from_school = _all(school_first, c["band_0"])
    from_partnership = _all(school_first, _not(ehc_plan), _not(from_school))
    described = ("understanding_known", "learning_known", "feelings_known", "health_known", "safety_known")
    highest = (c["understanding_4"], c["learning_4"], c["health_4"], c["safety_4"])
    high = (c["understanding_3"], c["learning_3"], c["feelings_3"], c["movement_3"], c["health_3"])
    rules: dict[str, Truth] = {
        "views_missing": _not(c["views_recorded"]),
        "needs_missing": _at_least(3, *(_not(c[name]) for name in described)),
        "specialist_evidence": _all(c["band_3"], _not(c["report_recent"])),
        "plan_review_due": _not(c["plan_recent"]),
        "need_outside": c["need_not_described"],
        "most_severe": _at_least(2, *highest),
        "several_high": _at_least(3, *high),
        "cognition_capped": c["over_cap"],
        "sensory_advice": _any(c["hearing_2"], c["vision_2"]),
        "both_senses": _all(c["hearing_3"], c["vision_3"]),
        "health_plan": _any(c["health_3"], c["movement_4"]),
        "behaviour_plan": _all(c["behaviour_3"], c["safety_2"]),
        "hours_low": _all(c["band_2"], c["under_10_hours"]),
        "hours_high": c["over_school_week"],
        "severe_absence": severe_absence,
        "persistent_absence": _all(c["attended_under_90"], _not(severe_absence)),
        "school_pays_first": school_first,
        "school_money_unspent": _all(school_first, c["spends_less"]),
        "cost_unlike_hours": _any(c["hours_cost_more"], c["costs_far_more"]),
        "section_f_above": c["section_f_higher"],
        "transfer_year": _all(ehc_plan, c["transfer_year"]),
        "from_school": from_school,
        "from_partnership": from_partnership,
        "from_county": _any(_all(ehc_plan, _not(from_school)), _not(school_first)),
        "partnership_short": _all(from_partnership, c["holds_less"]),
    }

    early_review = _any(c["band_4"], _all(c["health_3"], c["learning_3"]))
    outcome = {
        "band": band,
        "annual_top_up": None if band_amount is None else _to_the_penny(band_amount),
        "review_months": None if early_review is None else 6 if early_review else 12,
    }
    derived = {
        "communication_points": communication,
        "cognition_points": cognition,
        "sensory_points": sensory,
        "social_points": social,
        "independence_points": independence,
        "points": points,
        "band": band,
        "base_amount": base_amount,
        "band_amount": band_amount,
        "support_cost": support_cost,
    }
    return Found(outcome, c, rules, derived)


def _sum(weight: int | Decimal, *numbers: Any) -> Any:
    return None if None in numbers else weight * sum(numbers)


def _highest(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _band(points: Decimal | None) -> int | None:
    """The band the points reach; a person judges those above the highest."""
    if points is None or points >= TOO_MANY_POINTS:
        return None
    return sum(1 for start in BANDS if points >= start)


def _base_amount(band: int | None, setting: str | None) -> Decimal | None:
    if band is None or setting is None:
        return None
    return TARIFF[band].get(setting, TARIFF_ELSEWHERE[band])


def _to_the_penny(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def _section_f_higher(cost: Decimal | str | None, band_amount: Decimal | None) -> Truth:
    if cost is None or band_amount is None:
        return None
    return (Decimal(0) if isinstance(cost, str) else cost) > band_amount + SCHOOL_PAYS


def _recent(date: dt.date | str | None, months: int, day: dt.date) -> Truth:
    if date is None:
        return None
    return False if isinstance(date, str) else _months_before(day, months) <= date <= day


def _months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError("no such month")


def _from(level: int | None, least: int) -> Truth:
    return None if level is None else level >= least


def _is(level: int | None, number: int) -> Truth:
    return None if level is None else level == number


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(*truths: Truth) -> Truth:
    return False if False in truths else None if None in truths else True


def _any(*truths: Truth) -> Truth:
    return True if True in truths else None if None in truths else False


def _at_least(n: int, *truths: Truth) -> Truth:
    met = truths.count(True)
    return True if met >= n else None if met + truths.count(None) >= n else False

"""The rules of rulebook.yaml as a decision for zen-engine: its own JSON, with two decision tables.

Written to be quick there: few nodes, so that the trace copies little; money in pence and days as ISO text,
so that nothing is converted; each condition asked once; unknown is null, and a rule is met where its
conditions are known to hold. zen-engine has no three-valued `and`, so what other rules read negatively is
kept as refuted too.
"""

import datetime as dt
import itertools
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import zen

from engine.values import Value

_SINGLE: Final = {
    "understanding_4": "understanding == 4",
    "learning_4": "learning == 4",
    "health_4": "health == 4",
    "safety_4": "safety == 4",
    "understanding_3": "understanding >= 3",
    "learning_3": "learning >= 3",
    "feelings_3": "feelings >= 3",
    "movement_3": "movement >= 3",
    "health_3": "health >= 3",
    "hearing_2": "hearing >= 2",
    "vision_2": "vision >= 2",
    "hearing_3": "hearing >= 3",
    "vision_3": "vision >= 3",
    "movement_4": "movement == 4",
    "behaviour_3": "behaviour >= 3",
    "safety_2": "safety >= 2",
    "band_3": "band >= 3",
    "band_2": "band >= 2",
    "band_0": "band == 0",
    "band_4": "band >= 4",
    "under_10_hours": "weekly_hours < 10",
    "over_school_week": "weekly_hours > 32.5",
    "attended_under_50": "attendance < 50",
    "attended_under_90": "attendance < 90",
    "pays_first": "setting in ['mainstream', 'unit_or_resourced', 'alternative_provision']",
    "spends_less": "provision_cost < 600000",
    "transfer_school_year": "school_year in ['6', '11']",
}
"""Conditions that read one thing, which comes first."""

_POINTS: Final = {
    "cognition_uncapped": "learning == null or memory == null ? null : 3 * (learning + memory)",
    "points": (
        "understanding == null or speaking == null or joining_in == null or $.cognition_uncapped == null"
        " or hearing == null or vision == null or movement == null or health == null"
        " or feelings == null or behaviour == null or self_care == null or safety == null ? null :"
        " 2 * (understanding + speaking + joining_in) + min([18, $.cognition_uncapped])"
        " + 2.25 * (max([hearing, vision]) + movement + health) + 2.5 * (feelings + behaviour)"
        " + 2 * max([self_care, safety])"
    ),
    "support_cost": "weekly_hours == null ? null : round(weekly_hours * 1762 * 39, 0)",
}

_BANDS: Final = (
    ("null", "null"),
    ("< 12", "0"),
    ("< 22.5", "1"),
    ("< 34", "2"),
    ("< 46", "3"),
    ("< 58.5", "4"),
    ("< 76", "5"),
    ("", "null"),
)
_PENCE: Final = (
    ("124000", "0", "98000", "110000"),
    ("322000", "176000", "241000", "290000"),
    ("551000", "407500", "433000", "510000"),
    ("874000", "731000", "698500", "805000"),
    ("1265000", "1142000", "null", "1200000"),
)
_TARIFF: Final = (
    ("null", "", "null"),
    ("", "null", "null"),
    ("0", "", "0"),
    *(
        (str(band), setting, pence)
        for band, row in enumerate(_PENCE, start=1)
        for setting, pence in zip(("'mainstream'", "'special'", "'early_years'", ""), row, strict=True)
    ),
)

_CONDITIONS: Final = {
    "band_amount": "base_amount == null ? null : base_amount + base_amount * 0.0275",
    **{name: f"{test.split()[0]} == null ? null : {test}" for name, test in _SINGLE.items()},
    "report_recent": (
        "specialist_report == null ? null : specialist_report == 'none' ? false :"
        " d(day).sub('12M') <= d(specialist_report) and d(specialist_report) <= d(day)"
    ),
    "plan_recent": (
        "support_plan == null ? null : support_plan == 'none' ? false :"
        " d(day).sub('6M') <= d(support_plan) and d(support_plan) <= d(day)"
    ),
    "over_cap": "cognition_uncapped == null ? null : cognition_uncapped > 18",
    "hours_cost_more": "support_cost == null or provision_cost == null ? null : support_cost > provision_cost",
    "costs_far_more": "support_cost == null or provision_cost == null ? null : provision_cost - support_cost > 400000",
    "section_f_higher": (
        "section_f_cost == null or $.band_amount == null ? null :"
        " (section_f_cost == 'none' ? 0 : section_f_cost) > $.band_amount + 600000"
    ),
    "holds_less": (
        "partnership_uncommitted == null or $.band_amount == null ? null : partnership_uncommitted < $.band_amount"
    ),
}

_RULES: Final = {
    "views_missing": "views_recorded == false",
    "needs_missing": "count([understanding, learning, feelings, health, safety], # == null) >= 3",
    "specialist_evidence": "$.band_3 == true and $.report_recent == false",
    "plan_review_due": "$.plan_recent == false",
    "need_outside": "need_not_described == true",
    "most_severe": "count([$.understanding_4, $.learning_4, $.health_4, $.safety_4], # == true) >= 2",
    "several_high": (
        "count([$.understanding_3, $.learning_3, $.feelings_3, $.movement_3, $.health_3], # == true) >= 3"
    ),
    "cognition_capped": "$.over_cap == true",
    "sensory_advice": "$.hearing_2 == true or $.vision_2 == true",
    "both_senses": "$.hearing_3 == true and $.vision_3 == true",
    "health_plan": "$.health_3 == true or $.movement_4 == true",
    "behaviour_plan": "$.behaviour_3 == true and $.safety_2 == true",
    "hours_low": "$.band_2 == true and $.under_10_hours == true",
    "hours_high": "$.over_school_week == true",
    "severe_absence": "$.attended_under_50 == true",
    "persistent_absence": "$.attended_under_90 == true and $.attended_under_50 == false",
    "school_pays_first": "$.pays_first == true",
    "school_money_unspent": "$.school_pays_first and $.spends_less == true",
    "cost_unlike_hours": "$.hours_cost_more == true or $.costs_far_more == true",
    "section_f_above": "$.section_f_higher == true",
    "transfer_year": "ehc_plan == true and $.transfer_school_year == true",
    "from_school": "$.school_pays_first and $.band_0 == true",
    "not_from_school": "$.pays_first == false or $.band_0 == false",
    "from_partnership": "$.school_pays_first and ehc_plan == false and $.not_from_school",
    "from_county": "ehc_plan == true and $.not_from_school or $.pays_first == false",
    "partnership_short": "$.from_partnership and $.holds_less == true",
}
REFUTED: Final = frozenset({"not_from_school"})

_OUTCOME: Final = {
    "annual_top_up": "$.band_amount == null ? null : round($.band_amount, 0)",
    "review_months": (
        "$.band_4 == true or $.health_3 == true and $.learning_3 == true ? 6 :"
        " $.band_4 == false and ($.health_3 == false or $.learning_3 == false) ? 12 : null"
    ),
}

TRACE: Final = {"trace": True}


def _expressions(node: str, expressions: Mapping[str, str]) -> dict[str, Any]:
    listed = [{"id": f"{node}.{key}", "key": key, "value": value} for key, value in expressions.items()]
    content = {"expressions": listed, "passThrough": True}
    return {"id": node, "name": node, "type": "expressionNode", "content": content}


def _table(node: str, reads: tuple[str, ...], gives: str, rows: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
    columns = [f"i{number}" for number in range(len(reads))]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": i, "name": field, "field": field} for i, field in zip(columns, reads, strict=True)],
        "outputs": [{"id": "o", "name": gives, "field": gives}],
        "rules": [
            {"_id": f"{node}.{number}", **dict(zip((*columns, "o"), row, strict=True))}
            for number, row in enumerate(rows)
        ],
        "passThrough": True,
    }
    return {"id": node, "name": node, "type": "decisionTableNode", "content": content}


def model() -> str:
    """The decision as JSON."""
    nodes = [
        {"id": "facts", "name": "facts", "type": "inputNode", "content": {}},
        _expressions("count points", _POINTS),
        _table("find band", ("points",), "band", _BANDS),
        _table("find tariff", ("band", "setting"), "base_amount", _TARIFF),
        _expressions("conclude", {**_CONDITIONS, **_RULES, **_OUTCOME}),
        {"id": "end", "name": "end", "type": "outputNode", "content": {}},
    ]
    ids = [str(node["id"]) for node in nodes]
    edges = [
        {"id": f"{one} to {other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in itertools.pairwise(ids)
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def decision() -> Any:
    """The decision, compiled. `decision().evaluate(facts, TRACE)` runs it."""
    return zen.ZenEngine().create_decision(model())


def facts_for_zen(answers: Mapping[str, Value], day: dt.date) -> dict[str, Any]:
    """Answers as zen-engine takes them: money in pence, days as text, decimals as the nearest float."""
    return {"day": day.isoformat(), **{name: _plain(value) for name, value in answers.items()}}


def _plain(value: Value) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def fired(result: Mapping[str, Any]) -> frozenset[str]:
    """The rules that are met in a result."""
    return frozenset(rule for rule in _RULES if result[rule] and rule not in REFUTED)

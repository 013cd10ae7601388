"""Examples of answers about what places cost. All invented."""

from typing import Any, Final

from panel_api.schema_examples import COST

COST_ANSWER: Final[dict[str, Any]] = {
    "band": None, "estimated_by": None, **COST, "written_at": "2026-09-20T09:00:00+00:00", "by_role": "caseworker",
}  # fmt: skip
COSTS_ANSWER: Final[dict[str, Any]] = {"place": "950001", "costs": [COST_ANSWER]}
_LINE: Final = {
    "line": "fee", "cost": "64000.00", "words": "Fee for a day place",
    "source": "The school's offer; from 1 April 2026", "estimated_by": None,
}  # fmt: skip
PLACE_COSTS_ANSWER: Final[dict[str, Any]] = {
    "places": [
        {
            "place": "950001", "name": "Oak House", "kind": "independent_special", "asked_for": True,
            "priced_on": "2026-09-20",
            "additional_cost": {
                "at_least": "64000.00", "at_most": "64000.00", "known": True,
                "lines": [{**_LINE, "counts": True, "why": "It would be spent because the child is there."}],
            },
            "full_cost": {
                "known_a_year": "64000.00", "known_over_stay": "37172.60", "known": True, "lines": [_LINE],
                "years": [{"year": 2026, "from": "2026-09-01", "until": "2027-03-31", "known": "37172.60"}],
            },
        }
    ],
    "more_found": 0,
}  # fmt: skip
SHARES_ANSWER: Final[dict[str, Any]] = {
    "shares": [
        {
            "id": 1, "agency": "health", "what": "Nursing", "state": "agreed", "cost": "12000.00",
            "agreed_by": "Joint panel", "agreed_on": "2026-09-03", "from": "2026-09-01", "until": None,
            "evidence": "Minutes of 3 September 2026", "written_at": "2026-09-20T09:00:00+00:00", "replaced_at": None,
        }
    ]
}  # fmt: skip

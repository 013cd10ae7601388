"""Examples of reports of equity. All invented."""

from typing import Any, Final

_LINE: Final[dict[str, Any]] = {
    "reference": "EQ-WK4M7X", "rulebook": "county_top_up", "from": "2025-11-01", "until": "2026-10-31",
}  # fmt: skip
EQUITY_REPORTS_ANSWER: Final[dict[str, Any]] = {
    "reports": [{**_LINE, "cases": 3217, "comparisons": 1074, "made_at": "2026-11-24T09:00:00+00:00"}]
}
EQUITY_REPORT_ANSWER: Final[dict[str, Any]] = {
    **_LINE,
    "made_at": "2026-11-24T09:00:00+00:00", "by_role": "senior_officer",
    "rate": "0.05", "confidence": "0.95", "least": 10, "cases": 3217, "made": 1074, "alarms": 1,
    "inside": [["school", "partnership"]],
    "comparisons": [
        {
            "measure": "award", "title": "Award for a year", "unit": "pence", "at_like_evidence": False,
            "dimension": "partnership", "n": 1593, "observed": "4210.55", "strata": 84,
            "alike": ["assessed need", "main area of need"], "once": False,
            "groups": [
                {
                    "name": "Northmoor", "standing": "compared", "n": 170, "observed": "3650.00",
                    "expected": "4210.00", "difference": "-560.00", "low": "-820.00", "high": "-300.00",
                    "p": "0.000001000000", "adjusted": "0.001074000000", "method": "saddlepoint", "flagged": True,
                    "within": [],
                }
            ],
        }
    ],
}  # fmt: skip

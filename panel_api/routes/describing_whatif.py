"""Examples of what-ifs and adoptions. All invented."""

from typing import Any, Final

_TOLD: Final[dict[str, Any]] = {
    "reference": "WI-WK4M7X",
    "words": "What three in a hundred more would cost.",
    "as_of": "2027-04-01",
    "caseload_on": None,
    "cases": 1652,
    "spec": {"proposals": [], "overlays": ["tariffs_up_three_percent"], "protection": None, "not_assessed": 0},
    "record": 4012,
    "by_role": "finance_officer",
    "made_at": "2026-11-24T12:00:00Z",
    "texts": [
        {"name": "county_top_up", "sha256": "6f" * 32, "against": "a1" * 32, "source": "tariffs_up_three_percent"}
    ],
}
WHATIFS_ANSWER: Final[dict[str, Any]] = {"whatifs": [_TOLD]}
WHATIF_ANSWER: Final[dict[str, Any]] = {
    **_TOLD,
    "result": {
        "as_of": "2027-04-01",
        "moved": {
            "cases": 1393, "before": "5794820.00", "after": "5967900.00", "difference": "173080.00",
            "percent": "100.00", "rise": "2.99", "rise_of_all": "2.99",
        },
        "years": [{"year": 2027, "account": "partnership:North", "before": "300900.00", "after": "309850.00"}],
    },
}  # fmt: skip
ADOPTION_ANSWER: Final[dict[str, Any]] = {
    "reference": "AD-WK4M7X",
    "rulebook": {"name": "county_top_up", "sha256": "6f" * 32},
    "from": "2027-04-01",
    "record": 4013,
}

"""An example of what was found near a home. All invented."""

from typing import Any, Final

PLACES_ANSWER: Final[dict[str, Any]] = {
    "case": "WK4M-7XPD",
    "as_of": "2026-09-20",
    "rulebook": {"name": "place_fit", "sha256": "6f" * 32},
    "metres": 32187,
    "current": True,
    "counts": {"yes": 1, "unknown": 0, "no": 0},
    "engines": {"versions": {"evenhand": "0.1.0"}, "compared": ["durable-rules: 11 rules, 0 ladder steps"]},
    "places": [
        {
            "place": "900268", "name": "Long Meadow Special School", "kind": "special", "asked_for": True,
            "fit": "yes", "confirmed": True,
            "reasons": [{
                "rule": "right_provision", "truth": True, "hard": True,
                "words": "The place can give all that Section F requires.",
            }],
            "questions": [{
                "fact": "year_groups", "of": "place", "hard": False,
                "words": "In which school years does the place have children on roll?",
            }],
            "miles": "10.4", "additional_cost": {"at_least": "23720.00", "at_most": "23720.00"}, "free_places": 2,
        }
    ],
}  # fmt: skip

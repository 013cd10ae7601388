"""Examples of answers about provision. All invented."""

from typing import Any, Final

_PLACE: Final[dict[str, Any]] = {
    "code": "900777", "kind": "special", "name": "Invented Hill School", "state": "open", "opened_on": None,
    "closed_on": None, "authority": "998", "partnership": "Riverside", "town": "Anytown", "phase": None,
    "least_age": 4, "most_age": 19, "admits": None, "boarding": None, "section_41": None, "needs": ["SLD", "PMLD"],
    "easting": 445200, "northing": 240600, "capacity": 120, "catchment": None, "outreach": None, "website": None,
    "telephone": None, "invented": True, "facts": {},
    "places": {
        "free": 9, "unknown": [], "from": "2026-09-01", "commissioned": 120, "on_roll": 116, "leaving": 9, "named": 4,
        "decided_since": 0,
    },
    "version": 1,
}  # fmt: skip
NUMBERS_ANSWER: Final[dict[str, Any]] = {
    "from": "2026-09-01", "commissioned": 120, "on_roll": 116, "leaving": 9, "named": 4,
    "source": "The school's return of 1 September 2026",
}  # fmt: skip
PROVISION_LIST_ANSWER: Final[dict[str, Any]] = {
    "provision": [_PLACE], "count": 1, "needs_unknown": 0, "pages": {"before": None, "after": None},
}  # fmt: skip
PROVISION_ANSWER: Final[dict[str, Any]] = {
    **_PLACE,
    "within": None,
    "units": [],
    "numbers": [NUMBERS_ANSWER],
    "changes": [
        {
            "at": "2026-09-02T09:14:00+00:00", "by_role": "caseworker", "source": "hand",
            "words": "A new classroom.", "changes": {"capacity": [108, 120]},
        }
    ],
}  # fmt: skip
PAST_ANSWER: Final[dict[str, Any]] = {
    "code": "900777", "on": "2026-09-01", "there": True, "fields": {"name": "Invented Hill School", "capacity": 108},
    "facts": {}, "changed_since": 1,
}  # fmt: skip

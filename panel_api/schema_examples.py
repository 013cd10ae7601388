"""One invented example of each request, shown in OpenAPI and sent by the tests."""

from typing import Any, Final

FACTS: Final[dict[str, Any]] = {
    "talking": 3,
    "understanding": 2,
    "interaction": 2,
    "learning": 3,
    "skills": 2,
    "attention": 2,
    "relationships": 1,
    "feelings": 1,
    "wellbeing": 0,
    "hearing": 0,
    "vision": 0,
    "movement": 0,
    "senses": 1,
    "health": 0,
    "self_care": 1,
    "organisation": 2,
    "apdr_cycles": 2,
    "last_cycle": "2026-07-06",
    "sudden_need": False,
    "specialist_report": "2026-05-18",
    "sensory_report": "none",
    "agency_involved": "2026-05-18",
    "healthcare_plan": "none",
    "attendance": 94,
    "part_time_timetable": False,
    "provision_cost": "6450.00",
    "setting": "mainstream",
    "primary_need": "SLCN",
    "diagnosis": False,
    "asked_by": "school",
    "parental_preference": "stay",
    "looked_after": False,
}

CASE: Final[dict[str, Any]] = {
    "rulebook": "county_top_up",
    "legal_basis": "non_statutory",
    "asked_on": "2026-09-14",
    "partnership": "north",
    "child": {"name": "Robin Example", "reference": "B801200005001", "date_of_birth": "2018-03-02"},
    "parents": [
        {"name": "Alex Example", "parental_responsibility": True, "from": "2018-03-02"},
        {"name": "Sam Example", "parental_responsibility": True, "shielded": True, "from": "2018-03-02"},
    ],
    "school": {"name": "Invented Primary School", "reference": "100000", "from": "2022-09-01"},
    "authorities": {
        "area": {"name": "The invented county", "reference": "999", "from": "2022-09-01"},
        "paying": {"name": "The invented county", "reference": "999", "from": "2022-09-01"},
    },
    "voices": [
        {"who": "child", "words": "I like it when Miss shows me with pictures.", "heard_on": "2026-09-02"},
        {"who": "parent", "parent": 1, "words": "Robin comes home tired and cross.", "heard_on": "2026-09-03"},
    ],
    "facts": FACTS,
}

AMENDMENT: Final[dict[str, Any]] = {"facts": {"attention": 3}, "unanswered": ["attendance"]}

ASSESS_CASE: Final[dict[str, Any]] = {"as_of": "2026-09-14"}

DECISION: Final[dict[str, Any]] = {
    "kind": "agree",
    "reason": "as_recommended",
    "words": "The levels are well evidenced and the school has done what can be expected of it.",
}

REOPENING: Final[dict[str, Any]] = {"words": "The report that was missing has come and says that the need is greater."}

TRY_IT: Final[dict[str, Any]] = {"rulebook": "county_top_up", "as_of": "2026-09-14", "facts": FACTS}

NEW_PROVISION: Final[dict[str, Any]] = {
    "code": "900777",
    "kind": "special",
    "name": "Invented Hill School",
    "authority": "998",
    "partnership": "Riverside",
    "town": "Anytown",
    "least_age": 4,
    "most_age": 19,
    "needs": ["SLD", "PMLD"],
    "easting": 445200,
    "northing": 240600,
    "capacity": 120,
    "invented": True,
    "words": "Opened this term. From the school's own prospectus.",
}

PROVISION_CHANGE: Final[dict[str, Any]] = {
    "fields": {"capacity": 132, "needs": ["SLD", "PMLD", "ASD"]},
    "unknown": ["telephone"],
    "words": "A new classroom. Letter of the head, 2 September 2026.",
}

PROVISION_NUMBERS: Final[dict[str, Any]] = {
    "from": "2026-09-01",
    "commissioned": 120,
    "on_roll": 116,
    "leaving": 9,
    "named": 4,
    "source": "The school's return of 1 September 2026",
}

COST: Final[dict[str, Any]] = {
    "line": "fee",
    "cost": "64000.00",
    "from": "2026-09-01",
    "words": "Fee for a day place",
    "source": "The school's offer of 3 June 2026",
}

"""One invented example of each answer, shown in OpenAPI."""

from typing import Any, Final

from panel_api.schema_examples import CASE, DECISION, FACTS

_SHA: Final = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
_AT: Final = "2026-09-14T09:14:05+00:00"

PROBLEM_ANSWER: Final[dict[str, Any]] = {
    "type": "urn:evenhand:problem:bad-input",
    "title": "Something in the request is not right",
    "status": 422,
    "detail": "One thing is wrong, listed in errors. Nothing was changed.",
    "instance": "/api/cases",
    "errors": [
        {
            "where": "facts.talking",
            "wrong": '"3" is not an answer here.',
            "expected": "a level, a whole number from 0 to 4",
            "do": "Correct the answer.",
        }
    ],
}

REPORT_ANSWER: Final[dict[str, Any]] = {
    "status": "settled",
    "outcome": {"band": 3, "annual_top_up": "4680.00", "review_months": 12},
    "possible": [],
    "missing": [],
    "asks": [],
    "fired": ["contribution_asked", "from_partnership"],
    "why": ["The band is 3: 36 points."],
    "why_not": [],
    "changes": [],
    "trace": [],
    "rulebook": {"name": "county_top_up", "sha256": _SHA, "as_of": "2026-09-14"},
    "engines": {"agree": True, "compared": ["durable-rules: 57 rules, 20 ladder steps"]},
}

ASSESSMENT_ANSWER: Final[dict[str, Any]] = {
    "case": "WK4M-7XPD",
    "id": 1,
    "status": "settled",
    "band": "3",
    "amount": "4680.00",
    "current": True,
    "assessed_at": _AT,
    "engines": {"versions": {"durable-rules": "2.0.28"}, "compared": ["durable-rules: 57 rules, 20 ladder steps"]},
    "report": REPORT_ANSWER,
}

RECOMMENDATION_ANSWER: Final[dict[str, Any]] = {
    "case": "WK4M-7XPD",
    "id": 1,
    "assessment": 1,
    "band": "3",
    "amount": "4680.00",
    "outcome": {"band": 3, "annual_top_up": "4680.00", "review_months": 12},
    "sentences": ["The band is 3: 36 points."],
    "route": "partnership",
    "by_role": "engine",
    "recommended_at": _AT,
}

DECISION_ANSWER: Final[dict[str, Any]] = {
    "case": "WK4M-7XPD",
    "stage": "decided",
    "id": 1,
    **{name: DECISION[name] for name in ("kind", "reason", "words")},
    "law": "The authority's published top-up policy; no duty in law fixes this award",
    "authority": "Scheme of delegation: the chair, to £15,000 a year",
    "by": {"role": "chair", "reference": "officer-17"},
    "band": "3",
    "amount": "4680.00",
    **dict.fromkeys(("from", "until", "school", "school_code", "evidence", "steps", "unconsulted", "plan_amended_on")),
    "attested": False,
    **dict.fromkeys(("urgent", "corrects", "appeal_text")),
    "decided_at": _AT,
    "record": 1,
    "record_sha256": _SHA,
    "money": None,
}

WENT_UP_ANSWER: Final[dict[str, Any]] = {
    "case": "WK4M-7XPD",
    "stage": "recommended",
    "went_up_to": "senior_officer",
    "amount": "21000.00",
    "limit": "15000.00",
    "by": {"role": "chair", "reference": "officer-17"},
    "put_up_at": _AT,
    "decision": {
        "kind": "exceptional_award",
        "reason": "beyond_the_bands",
        "words": "Two adults are needed all day.",
        "amount": "21000.00",
        "attested": False,
    },
}

CASE_ANSWER: Final[dict[str, Any]] = {
    "reference": "WK4M-7XPD",
    "stage": "received",
    "version": 1,
    **{name: CASE[name] for name in ("legal_basis", "asked_on", "rulebook", "partnership", "child", "parents")},
    **{name: CASE[name] for name in ("school", "authorities", "voices")},
    "around": [],
    "facts": FACTS,
    "assessment": None,
    "recommendation": None,
    "money": None,
    "decisions": [],
    "dates": {
        "on": "2026-09-14",
        "footing": "No deadline in law. The authority's own standard is 30 working days from a complete request, "
        "as the authority publishes it.",
        "recorded": {"received": "2026-09-14"},
        "dates": [],
    },
    "section_f": {"lines": [], "known": None, "not_costed": 0},
    "duty_warnings": [],
    "provision_lost": [],
    "schools_asked": [],
    "consultations": [],
    "linked_cases": [],
    "like_cases": [],
    "history": [
        {
            "kind": "taken_in",
            "words": "The request was taken in.",
            "by": {"role": "caseworker", "reference": "officer-17"},
            "at": _AT,
        }
    ],
    "created_at": _AT,
    "updated_at": _AT,
}

LIST_ANSWER: Final[dict[str, Any]] = {
    "cases": [
        {
            "reference": "WK4M-7XPD",
            "stage": "received",
            "legal_basis": "non_statutory",
            "asked_on": "2026-09-14",
            "rulebook": "county_top_up",
            "partnership": "north",
            "status": None,
            "band": None,
            "amount": None,
            "updated_at": _AT,
        }
    ],
    "pages": {"before": None, "after": "2026-09-14.1"},
}

DUE_ANSWER: Final[dict[str, Any]] = {
    "on": "2026-09-14",
    "due": [
        {
            "case": "WK4M-7XPD",
            "legal_basis": "assessment_request",
            "code": "decide_to_assess",
            "words": "Decide whether to assess",
            "due_on": "2026-09-21",
            "law": True,
            "possible": False,
            "excused": False,
        }
    ],
    "pages": {"before": None, "after": "2026-09-21.1"},
}

RECORD_ANSWER: Final[dict[str, Any]] = {
    "sequence": 1,
    "sha256": _SHA,
    "previous": "0" * 64,
    "stored": "/api/records/1/stored",
    "entry": {"kind": "decision", "at": "2026-09-14T09:14:05Z", "case": "WK4M-7XPD"},
}

STORED_ANSWER: Final[dict[str, Any]] = {name: RECORD_ANSWER[name] for name in ("entry", "previous", "sequence")}

RECORDS_ANSWER: Final[dict[str, Any]] = {
    "records": [
        {
            "sequence": 1,
            "sha256": _SHA,
            "previous": "0" * 64,
            "kind": "decision",
            "at": "2026-09-14T09:14:05Z",
            "case": "WK4M-7XPD",
        }
    ],
    "head": {"sequence": 1, "sha256": _SHA},
    "pages": {"before": None},
}

LOGS_ANSWER: Final[dict[str, Any]] = {
    "log": "access",
    "lines": [
        {
            "sequence": 1,
            "sha256": _SHA,
            "at": "2026-09-14T09:14:05+00:00",
            "by": {"role": "auditor", "who": "P-WK4M-7XPD"},
            "action": "case_viewed",
            "subject": "WK4M-7XPD",
            "detail": {"address": "/cases/{reference}"},
        }
    ],
    "pages": {"before": None},
}

VERIFY_ANSWER: Final[dict[str, Any]] = {
    "holds": True,
    "records": 1,
    "values": 40,
    "disposed": 0,
    "head": {"sequence": 1, "sha256": _SHA},
    "first": None,
    "faults": [],
    "rulebooks_altered": [],
}

REPLAY_ANSWER: Final[dict[str, Any]] = {
    "sequence": 1,
    "verdict": "same",
    "says": "The same bytes came out.",
    "differences": [],
}

RULEBOOK_ANSWER: Final[dict[str, Any]] = {
    "name": "county_top_up",
    "title": "Top-up funding in the county",
    "about": "The band and the yearly top-up.",
    "notice": "Invented figures for an invented county.",
    "decides": "top_up",
    "in_force": {"from": "2025-04-01", "to": None},
    "sha256": _SHA,
}

"""A few cases for pages: one for each status and each stage, by the forms where there is one."""

from typing import Any, Final

from fastapi.testclient import TestClient

from tests.panel_api.http_support import a_case, taken_in
from tests.panel_api.pages_support import page, pressed

COUNTY: Final = a_case()["authorities"]["area"]
PLAN: Final[dict[str, Any]] = {
    "legal_basis": "annual_review",
    "authorities": dict.fromkeys(("maintaining", "area", "paying"), COUNTY),
    "facts": {"ehc_plan": True, "assessment_requested": False, "section_f_cost": "24000.00", "present_award": "none"},
}
STATUSES: Final[dict[str, dict[str, Any]]] = {
    "settled": {},
    "unsettled": {"facts": {"talking": None, "learning": None}},
    "referred": PLAN,
    "incomplete": {"facts": {"apdr_cycles": 0, "last_cycle": "none"}},
    "not_in_force": {"asked_on": "2019-09-14", "child": {"name": "Old Example", "date_of_birth": "2012-01-01"}},
}
DECISION: Final = {
    "kind": "agree",
    "reason_agree": "as_recommended",
    "words": "The levels are well evidenced.",
}


def assessed(client: TestClient, **changes: Any) -> str:
    """A case that was assessed by its form; its address."""
    address = f"/cases/{taken_in(client, **changes)}"
    pressed(client, address, "/assess")
    return address


def waiting(client: TestClient, **changes: Any) -> str:
    """A case that waits for a decision; its address."""
    address = assessed(client, **changes)
    pressed(client, address, "/recommend")
    return address


def decided(client: TestClient, **changes: Any) -> str:
    """A case decided as recommended; its address."""
    address = waiting(client, **changes)
    pressed(client, address, "/decide", **DECISION)
    return address


def record_of(client: TestClient, address: str) -> str:
    """The address of the record that a decided case links to."""
    return next(link for link in page(client, address).links if link.startswith("/records/"))

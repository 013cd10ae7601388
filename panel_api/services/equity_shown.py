"""A report of equity as programs and files have it: to whoever keeps one budget, other schools without their names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from panel_api.models import EquityReport
from panel_api.services.desk import Desk
from panel_api.services.equity_document import Found
from panel_api.store.equity import school_names

ELSEWHERE: Final = "A school elsewhere"


def report_document(session: Session, desk: Desk, report: EquityReport) -> dict[str, Any]:
    """A report with all it found."""
    return {
        "reference": report.reference,
        "rulebook": report.rulebook,
        "from": report.from_day.isoformat(),
        "until": report.until_day.isoformat(),
        "made_at": report.made_at.isoformat(),
        "by_role": report.by_role,
        **as_seen(session, desk, report),
    }


def report_line(row: Any) -> dict[str, Any]:
    """A report in a list of them."""
    return {
        "reference": row.reference,
        "rulebook": row.rulebook,
        "from": row.from_day.isoformat(),
        "until": row.until_day.isoformat(),
        "cases": row.cases,
        "comparisons": row.spec["made"],
        "made_at": row.made_at.isoformat(),
    }


def as_seen(session: Session, desk: Desk, report: EquityReport) -> dict[str, Any]:
    """What a report found, with the names of the schools that the viewer may know, and the others without.

    Those without a name come last, by how large their difference is, so that no order tells one from table to table.
    """
    viewer, names = desk.viewer, school_names(session)
    only = (viewer.partnership or "") if viewer.role == "budget_holder" else None
    comparisons = [
        each
        if each["dimension"] != "school"
        else {**each, "groups": sorted((_named(group, only, names) for group in each["groups"]), key=_place)}
        for each in report.result["comparisons"]
    ]
    return {**report.result, "comparisons": comparisons}


def _named(group: Found, only: str | None, names: Mapping[str, str]) -> Found:
    if only is not None and only not in dict(group["within"]).values():
        return {**group, "name": ELSEWHERE, "within": []}
    code = group["name"]
    return {**group, "name": f"{names[code]} ({code})"} if code in names else group


def _place(group: Found) -> tuple[bool, Decimal]:
    nameless = group["name"] == ELSEWHERE
    return nameless, -Decimal(group["difference"] or 0) if nameless else Decimal(0)

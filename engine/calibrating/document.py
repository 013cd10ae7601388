"""A calibration as it is kept: plain JSON, money as decimal strings of pounds a year, shares in basis points."""

from collections.abc import Sequence
from typing import Any

from engine.calibrating.calibration import Calibrated, Row
from engine.calibrating.checking import Totals
from engine.calibrating.finding import Findings, Point
from engine.calibrating.target import Target
from engine.values import pounds_text


def target_json(value: str, target: Target) -> dict[str, Any]:
    """What was asked; steps and bounds in pence or, on a ladder, in units."""
    return {
        "value": value,
        "step": target.step,
        "total": None if target.total is None else pounds_text(target.total),
        "within": target.within if target.within_pence is None else None,
        "within_pounds": None if target.within_pence is None else pounds_text(target.within_pence),
        "school_fall": target.school_fall,
        "award_fall": target.award_fall,
        "rising": target.rising,
        "orders": [list(names) for names in target.orders],
        "fixed": [list(key) for key in sorted(target.fixed)],
        "bounds": [
            {"key": list(key), "least": low, "most": high} for key, (low, high) in sorted(target.bounds.items())
        ],
    }


def result_json(found: Calibrated) -> dict[str, Any]:
    """What came of it."""
    findings = found.findings
    answer = findings.answer or findings.nearest
    return {
        "kind": found.kind,
        "by": list(found.by),
        "met": found.settled,
        "proved": answer is not None and answer.proved,
        "rounds": found.rounds,
        "left": found.left,
        "rows": [_row(found.kind, row) for row in found.rows],
        "wished": _totals(found.wished),
        "found": _totals(found.found),
        "nearest": _totals(found.nearest),
        "change": None if answer is None else pounds_text(answer.aims[0]),
        **_findings(findings),
    }


def _findings(findings: Findings) -> dict[str, Any]:
    return {
        "conflict": list(findings.conflict),
        "loosening": dict(findings.loosening or {}),
        "given_up": dict(findings.given_up or {}),
        "binding": [
            {"demand": each.demand, "says": list(each.says), "looser": each.looser, "gain": pounds_text(each.gain)}
            for each in findings.binding
        ],
        "within": _points(findings.within),
        "falls": _points(findings.falls),
    }


def _row(kind: str, row: Row) -> dict[str, Any]:
    def said(amount: int | None) -> str | None:
        return None if amount is None else pounds_text(amount) if kind == "table" else str(amount)

    return {
        "key": list(row.key),
        "in_force": said(row.in_force),
        "wished": said(row.wished),
        "found": said(row.found),
        "cases": row.cases,
        "fixed": row.fixed,
    }


def _points(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {
            "limit": each.limit,
            "change": None if each.change is None else pounds_text(each.change),
            "totals": _totals(each.totals),
            "known": each.known,
        }
        for each in points
    ]


def _totals(found: Totals | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "cases": found.cases,
        "before": pounds_text(found.before),
        "after": pounds_text(found.after),
        "difference": pounds_text(found.difference),
        "rising": found.rising,
        "falling": found.falling,
        "school": found.school,
        "school_fall": found.school_fall,
        "award_fall": found.award_fall,
        "broken": list(found.broken),
    }

"""Decided cases for reports of equity, drawn as `benchmarks.equity_county` draws them, and kept as decided ones are.

Everything is invented.
"""

import datetime as dt
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.equity_county import Plant, draw
from engine.equity.cases import EquityCase
from panel_api import store
from panel_api.models import Assessment, Case, Decision, EquityReport, MonitoringAnswer
from panel_api.routes.describing_equity import EQUITY_REPORT_ANSWER
from panel_api.services import Desk
from tests.panel_api.audit_support import found
from tests.panel_api.http_support import NOW, desk_of

ASKED: Final = dt.date(2026, 5, 1)
_COSTED: Final = {
    "under £6,000": "5000.00", "£6,000 to £9,000": "7000.00", "£9,000 to £13,000": "11000.00",
    "£13,000 to £18,000": "15000.00", "£13,000 and above": "15000.00", "£18,000 and above": "20000.00",
}  # fmt: skip
_BACKED: Final[dict[str, dict[str, Any]]] = {
    "little": {},
    "some": {"specialist_report": "2026-04-01", "agency_involved": "2026-04-01"},
    "much": {"specialist_report": "2026-04-01", "agency_involved": "2026-04-01", "apdr_cycles": 2},
}
_SEX: Final = {"girl": "female", "boy": "male"}


def keep_county(client: TestClient, number: int, many: int, plant: Plant | None = None) -> None:
    """Keep so many decided cases of the county of this number, each decision with its record."""
    desk, drawn = desk_of(client), draw(number, many, plant)
    with desk.database.writing() as session:
        book = desk.shelf.book("county_top_up")
        sha256 = store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, NOW)
        _keep(session, drawn, sha256)
    found(
        client,
        *(
            {
                "case_id": each.case + 1, "decision_id": each.case + 1, "school": each.group("school"),
                "varied": "varied" if each.overridden else "as_advised",
            }
            for each in drawn
        ),
    )  # fmt: skip


def _keep(session: Session, drawn: list[EquityCase], sha256: str) -> None:
    facts = {each.case: _facts(each) for each in drawn}
    moved = {"created_at": NOW, "updated_at": NOW, "version": 1}
    session.execute(
        insert(Case),
        [
            {
                "id": each.case + 1, "reference": f"EQTY-{each.case}", "stage": "decided", "legal_basis": each.law,
                "asked_on": ASKED, "rulebook": "county_top_up", "partnership": each.group("partnership"),
                "facts": facts[each.case], **moved,
            }
            for each in drawn
        ],
    )  # fmt: skip
    read = {
        "as_of": ASKED, "rulebook_name": "county_top_up", "rulebook_sha256": sha256, "semantics": "1",
        "status": "settled", "outcome": {}, "derived": {}, "truths": "", "report": {}, "engines": {}, "created_at": NOW,
    }  # fmt: skip
    session.execute(
        insert(Assessment),
        [
            {
                "id": each.case + 1, "case_id": each.case + 1, "band": each.need.removeprefix("band "),
                "facts": facts[each.case], "rules": "1" if each.missing else "0", **read,
            }
            for each in drawn
        ],
    )  # fmt: skip
    session.execute(
        insert(Decision),
        [
            {
                "case_id": each.case + 1, "id": each.case + 1, "assessment_id": each.case + 1,
                "kind": "agree" if each.agreed else "not_agreed",
                "amount_pence": each.award_pence, "decided_at": NOW - dt.timedelta(days=50 - (each.days or 0) % 40),
                "reason_code": "as_advised", "words": "Test.", "authority": "Test", "by_role": "chair",
                "by_reference": "test",
            }
            for each in drawn
        ],
    )  # fmt: skip
    said = {"source": "test", "by_reference": "test", "written_at": NOW}
    session.execute(
        insert(MonitoringAnswer),
        [
            {"case_id": each.case + 1, "name": "sex", "answer": _SEX[each.groups["sex"]], **said}
            for each in drawn
            if each.groups["sex"]
        ],
    )


def _facts(each: EquityCase) -> dict[str, Any]:
    assert each.evidence is not None
    facts: dict[str, Any] = {
        **each.levels, "setting": each.place, "phase": each.group("phase"), "ehc_plan": each.group("plan") == "yes",
        "primary_need": each.evidence.need, **_BACKED[each.evidence.backed],
    }  # fmt: skip
    if each.evidence.costed in _COSTED:
        facts["provision_cost"] = _COSTED[each.evidence.costed]
    return facts


def keep_equity(desk: Desk, answer: str, reference: str) -> None:
    """This answer of every case for equality monitoring, which no role reads; and a report of equity."""
    said = {"name": "ethnicity", "answer": answer, "source": "test", "by_reference": "test", "written_at": NOW}
    days = {"from_day": NOW.date(), "until_day": NOW.date(), "made_at": NOW}
    by = {"by_role": "auditor", "by_reference": "test", "cases": 100, "spec": {"made": 1}}
    kept = EquityReport(reference=reference, rulebook="county_top_up", result=EQUITY_REPORT_ANSWER, **days, **by)
    with desk.database.writing() as session:
        session.add_all(MonitoringAnswer(case_id=case, **said) for case in session.scalars(select(Case.id)))
        session.add(kept)

"""A case as JSON: what it rests on, who is who, and how far it has come."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from engine.rulebook import Rulebook
from engine.values import pounds_text
from panel_api.columns import AROUND, AUTHORITY_ROLES
from panel_api.models import Assessment, Case, Decision, Party, PutUp, Recommendation, Record
from panel_api.services.answers import as_sent
from panel_api.services.clock import clock_of
from panel_api.services.desk import Desk
from panel_api.services.held import Held, held
from panel_api.services.show_dates import dates_document
from panel_api.services.show_hanging import hanging_document
from panel_api.store import CaseLine, CasePage

Document = dict[str, object]


def case_document(session: Session, desk: Desk, case: Case) -> Document:
    """The whole case. Its version is its ETag."""
    found = held(session, desk, case)
    case, assessment, advice = found.case, found.assessment, found.advice
    return {
        "reference": case.reference,
        "stage": case.stage,
        "version": case.version,
        "legal_basis": case.legal_basis,
        "asked_on": case.asked_on.isoformat(),
        "rulebook": case.rulebook,
        "partnership": case.partnership,
        **_who(found),
        "voices": [
            {
                "who": each.who,
                "words": each.words,
                "heard_on": _day(each.heard_on),
                "parent": _which(case, each.party_id),
            }
            for each in case.voices
        ],
        "facts": as_sent(_book(desk, case.rulebook), case.facts),
        "assessment": assessment_document(assessment, current=found.current) if assessment else None,
        "recommendation": recommendation_document(advice) if advice else None,
        "money": found.outlook.to_json() if found.outlook else None,
        "decisions": [decision_document(each, _record_of(found.records, each)) for each in found.decisions],
        "dates": dates_document(clock_of(desk, case, found.days, found.findings)),
        **hanging_document(found),
        "created_at": case.created_at.isoformat(),
        "updated_at": case.updated_at.isoformat(),
    }


def assessment_document(row: Assessment, *, current: bool) -> Document:
    """One assessment. current: whether the case's answers are still the ones assessed."""
    return {
        "id": row.id,
        "status": row.status,
        "band": row.band,
        "amount": _pounds(row.amount_pence),
        "current": current,
        "assessed_at": row.created_at.isoformat(),
        "engines": row.engines,
        "report": row.report,
    }


def recommendation_document(row: Recommendation) -> Document:
    """One piece of advice."""
    return {
        "id": row.id,
        "assessment": row.assessment_id,
        "band": row.band,
        "amount": _pounds(row.amount_pence),
        "outcome": row.outcome,
        "sentences": row.sentences,
        "route": row.route,
        "by_role": row.by_role,
        "recommended_at": row.created_at.isoformat(),
    }


def decision_document(row: Decision, record: int | None) -> Document:
    """One decision. record: the number of the record that seals it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "reason": row.reason_code,
        "words": row.words,
        "law": row.law,
        "authority": row.authority,
        "by": {"role": row.by_role, "reference": row.by_reference},
        "band": row.band,
        "amount": _pounds(row.amount_pence),
        "from": _day(row.from_day),
        "until": _day(row.until_day),
        "school": row.school,
        "school_code": row.school_code,
        "evidence": row.evidence,
        "steps": row.steps,
        "unconsulted": row.unconsulted,
        "plan_amended_on": _day(row.plan_amended_on),
        "attested": row.attested,
        "urgent": row.urgent_words,
        "corrects": row.corrects_id,
        "appeal_text": row.appeal_text,
        "decided_at": row.decided_at.isoformat(),
        "record": record,
    }


def put_up_document(row: PutUp, role: str) -> Document:
    """What went up instead of being decided: what was sent, and to whom it went."""
    return {
        "went_up_to": role,
        "amount": _pounds(row.amount_pence),
        "limit": _pounds(row.limit_pence),
        "by": {"role": row.by_role, "reference": row.by_reference},
        "put_up_at": row.put_up_at.isoformat(),
        "decision": row.given,
    }


def page_document(page: CasePage) -> Document:
    """One page of the list, with the cursors of its neighbours."""
    return {
        "cases": [_line(each) for each in page.rows],
        "pages": {
            "before": str(page.before) if page.before else None,
            "after": str(page.after) if page.after else None,
        },
    }


def _line(row: CaseLine) -> Document:
    return {
        "reference": row.reference,
        "stage": row.stage,
        "legal_basis": row.legal_basis,
        "asked_on": row.asked_on.isoformat(),
        "rulebook": row.rulebook,
        "partnership": row.partnership,
        "status": row.status,
        "band": row.band,
        "amount": _pounds(row.amount_pence),
        "updated_at": row.updated_at.isoformat(),
    }


def _who(found: Held) -> Document:
    by_role: dict[str, list[Document]] = {}
    for party in found.case.parties:
        by_role.setdefault(party.role, []).append(_party(party, found))
    return {
        "child": next(iter(by_role.get("child", ())), None),
        "parents": by_role.get("parent", []),
        "school": by_role["school"][-1] if "school" in by_role else None,
        "authorities": {role: by_role[role][-1] for role in AUTHORITY_ROLES if role in by_role},
        "around": [{"role": role, **each} for role in AROUND for each in by_role.get(role, ())],
    }


def _party(party: Party, found: Held) -> Document:
    shown: Document = {"name": party.name, "reference": party.reference}
    if party.role in (*AUTHORITY_ROLES, "school"):
        return {**shown, "from": _day(party.from_day), "to": _day(party.to_day)}
    reached: Document = {"interpreter": party.interpreter, "easy_read": party.easy_read}
    if found.addresses:
        reached["address"] = party.address
    if party.role == "child":  # who is so from the day of birth
        return {**shown, "date_of_birth": _day(party.from_day) if found.names else None, **reached}
    if party.role == "parent":
        shown |= {"parental_responsibility": party.parental_responsibility, "shielded": party.shielded}
    return {**shown, "from": _day(party.from_day), "to": _day(party.to_day), **reached}


def _which(case: Case, party_id: int | None) -> int | None:
    parents = [party.id for party in case.parties if party.role == "parent"]
    return parents.index(party_id) + 1 if party_id in parents else None


def _record_of(records: Sequence[Record], decision: Decision) -> int | None:
    return next((each.sequence for each in records if each.decision_id == decision.id), None)


def _book(desk: Desk, name: str) -> Rulebook | None:
    return next((book for book in desk.shelf.books() if book.name == name), None)


def _pounds(pence: int | None) -> str | None:
    return None if pence is None else pounds_text(pence)


def _day(day: object) -> str | None:
    return None if day is None else str(day)

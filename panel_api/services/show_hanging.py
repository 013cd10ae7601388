"""What hangs on a case as JSON: costs, warnings, schools asked for and consulted, links, like cases, its history."""

from engine.values import pounds_text
from panel_api.models import Consultation, DutyWarning, ProvisionLost, SectionFLine
from panel_api.services.asked_for import AskedFor
from panel_api.services.held import Held
from panel_api.services.like_cases import LikeCase
from panel_api.store import Linked

Document = dict[str, object]


def hanging_document(held: Held) -> Document:
    """All of it; each list in the order it was written, the history with the newest line first."""
    return {
        "section_f": _section_f(held),
        "duty_warnings": [_warning(each) for each in held.warnings],
        "provision_lost": [_lost(each) for each in held.lost],
        "schools_asked": [_asked(held, each) for each in held.asked],
        "consultations": [_consultation(each) for each in held.consultations],
        "linked_cases": [_linked(each) for each in held.links],
        "like_cases": [_like(each) for each in held.like],
        "history": [
            {
                "kind": each.kind,
                "words": each.words,
                "by": {"role": each.by_role, "reference": each.by_reference},
                "at": each.at.isoformat(),
            }
            for each in held.events
        ],
    }


def _section_f(held: Held) -> Document:
    """known: the sum of the lines that are costed. Where any is not, the whole costs at least that."""
    costs = [line.cost_pence for line in held.section_f]
    return {
        "lines": [_line(each) for each in held.lines],
        "known": pounds_text(sum(cost for cost in costs if cost is not None)) if costs else None,
        "not_costed": costs.count(None),
    }


def _line(row: SectionFLine) -> Document:
    return {
        "id": row.id,
        "words": row.words,
        "cost": None if row.cost_pence is None else pounds_text(row.cost_pence),
        "source": row.source,
        "written_at": row.written_at.isoformat(),
        "replaced_at": row.replaced_at.isoformat() if row.replaced_at else None,
    }


def _warning(row: DutyWarning) -> Document:
    return {
        "id": row.id,
        "kind": row.kind,
        "words": row.words,
        "known_on": row.known_on.isoformat(),
        "owner": row.owner,
        "due_on": row.due_on.isoformat(),
        "settled_on": row.settled_on.isoformat() if row.settled_on else None,
        "settled_words": row.settled_words,
    }


def _lost(row: ProvisionLost) -> Document:
    return {
        "id": row.id,
        "words": row.words,
        "from": row.from_day.isoformat(),
        "to": row.to_day.isoformat() if row.to_day else None,
        "remedy": row.remedy,
        "remedied_on": row.remedied_on.isoformat() if row.remedied_on else None,
    }


def _consultation(row: Consultation) -> Document:
    return {
        "id": row.id,
        "school": row.school,
        "school_reference": row.school_reference,
        "sent_on": row.sent_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "reply": row.reply,
        "replied_on": row.replied_on.isoformat() if row.replied_on else None,
        "words": row.words,
    }


def _asked(held: Held, asked: AskedFor) -> Document:
    row, question = asked.row, asked.question
    parents = [party.id for party in held.case.parties if party.role == "parent"]
    return {
        "id": row.id,
        "school": row.school,
        "code": asked.place.code if asked.place else None,
        "kind": asked.kind,
        "parent": parents.index(row.party_id) + 1 if row.party_id in parents else None,
        "asked_on": row.asked_on.isoformat(),
        "words": row.words,
        "offer": row.offer,
        "offered_on": row.offered_on.isoformat() if row.offered_on else None,
        "withdrawn_on": row.withdrawn_on.isoformat() if row.withdrawn_on else None,
        "question": None
        if question is None
        else {
            "code": question.code,
            "law": question.law,
            "words": question.words,
            "grounds": list(question.grounds),
            "find": question.find or None,
        },
        "consultation": asked.consulted.id if asked.consulted else None,
    }


def _linked(other: Linked) -> Document:
    return {
        "reference": other.reference,
        "legal_basis": other.legal_basis,
        "stage": other.stage,
        "asked_on": other.asked_on.isoformat(),
        "why": other.why,
    }


def _like(found: LikeCase) -> Document:
    decision = found.later or found.decision
    return {
        "reference": found.alike.reference,
        "levels_apart": found.alike.apart,
        "strands_compared": found.alike.compared,
        "kind": decision.kind,
        "band": decision.band,
        "amount": None if decision.amount_pence is None else pounds_text(decision.amount_pence),
        "decided_at": decision.decided_at.isoformat(),
        "overturned": found.later is not None or found.ordered,
    }

"""What only an invented county is asked: whether there is one, and which of its decisions give an award."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, selectinload

from panel_api.models import Case, Decision, Party, Provision, Recommendation


@dataclass(frozen=True, slots=True)
class Awarding:
    """A decision that gives an award, with what an account is found by. school: URN. cared_by: authority, if any."""

    decision: int
    kind: str
    case_id: int
    reference: str
    legal_basis: str
    partnership: str | None
    facts: dict[str, Any]
    route: str | None
    band: str | None
    pence: int
    from_day: dt.date | None
    until_day: dt.date | None
    decided_at: dt.datetime
    school: str | None
    cared_by: str | None


def awarding_decisions(session: Session) -> list[Awarding]:
    """Every decision with an amount, in the order in which they were made."""
    roles = {
        role: select(Party.reference).where(Party.case_id == Case.id, Party.role == role).limit(1).scalar_subquery()
        for role in ("school", "looking_after")
    }
    rows = session.execute(
        select(
            Decision.id, Decision.kind, Case.id, Case.reference, Case.legal_basis, Case.partnership, Case.facts,
            Recommendation.route, Decision.band, Decision.amount_pence, Decision.from_day, Decision.until_day,
            Decision.decided_at, roles["school"], roles["looking_after"],
        )
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Recommendation, Recommendation.id == Decision.recommendation_id)
        .where(Decision.amount_pence > 0)
        .order_by(Decision.decided_at, Decision.id)
    )  # fmt: skip
    return [Awarding(*tuple(row)) for row in rows]


def holds_authority(session: Session, code: str) -> bool:
    """Whether any case lies in the area of the authority with this code; read from an index."""
    return bool(session.scalar(select(exists().where(Party.role == "area", Party.reference == code))))


def independent_schools(session: Session) -> Sequence[Provision]:
    """The independent and non-maintained schools and colleges of the directory, in order of code."""
    kinds = ("independent_special", "non_maintained_special", "specialist_post_16")
    return session.scalars(select(Provision).where(Provision.kind.in_(kinds)).order_by(Provision.code)).all()


@dataclass(frozen=True, slots=True)
class Placing:
    """A case in which a place is looked for. parents: the numbers of its parents, in order."""

    case_id: int
    reference: str
    legal_basis: str
    stage: str
    asked_on: dt.date
    partnership: str | None
    facts: dict[str, Any]
    born: dt.date
    parents: tuple[int, ...] = ()


def cases_placing(session: Session) -> list[Placing]:
    """Every move to the next phase, plans whose family would like another kind of place, and all that waits for the
    panel; in order."""
    rows = session.execute(
        select(
            Case.id,
            Case.reference,
            Case.legal_basis,
            Case.stage,
            Case.asked_on,
            Case.partnership,
            Case.facts,
            Party.from_day,
        )
        .join(Party, and_(Party.case_id == Case.id, Party.role == "child"))
        .where(Case.legal_basis != "tribunal_order")
        .order_by(Case.id)
    )
    found = [Placing(*columns) for columns in rows]
    found = [each for each in found if each.legal_basis == "phase_transfer" or _wants_another(each)]
    parents: dict[int, list[int]] = {}
    for case, party in session.execute(
        select(Party.case_id, Party.id).where(Party.role == "parent").order_by(Party.case_id, Party.id)
    ):
        parents.setdefault(case, []).append(party)
    return [replace(each, parents=tuple(parents.get(each.case_id, ()))) for each in found]


def _wants_another(case: Placing) -> bool:
    if case.stage == "recommended":
        return True
    wants = case.facts.get("parental_preference") in ("special", "unit_or_resourced")
    return case.stage != "decided" and case.legal_basis != "non_statutory" and wants


def directory(session: Session) -> Sequence[Provision]:
    """The whole directory, in order of code."""
    return session.scalars(select(Provision).order_by(Provision.code)).all()


def named_schools(session: Session) -> list[tuple[Case, Decision]]:
    """Every decision that named a school of the directory, with its case, in the order in which they were made."""
    rows = session.execute(
        select(Case, Decision)
        .join(Decision, Decision.case_id == Case.id)
        .where(Decision.kind == "name_school", Decision.school_code.is_not(None))
        .order_by(Decision.decided_at, Decision.id)
        .options(selectinload(Case.parties))
    )
    return [(case, decision) for case, decision in rows]


def cases_monitored(session: Session) -> list[tuple[int, str | None]]:
    """Every case with its main type of need, in order."""
    need = Case.facts["primary_need"].as_string()
    return [(case, found) for case, found in session.execute(select(Case.id, need).order_by(Case.id))]

"""Re-scorings: the cases that one covers, what is kept of each, and which cases it does not have.

The caseload is read whole and for its totals alone: who asked for it sees no case by it.
"""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, case, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from panel_api.models import Award, AwardTerm, Case, RescoredCase, Rescoring
from panel_api.store.cases import ALPHABET

CLOSED: Final = ("decided", "withdrawn", "disposed")
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class InCaseload:
    """A case as a re-scoring reads it. open: it is not decided; otherwise an award runs for it."""

    number: int
    open: bool
    legal_basis: str
    partnership: str | None
    facts: Mapping[str, Any]


def count_caseload(session: Session, rulebook: str, day: dt.date) -> int:
    """How many cases `caseload` gives."""
    return session.scalar(select(func.count()).select_from(Case).where(_covered(rulebook, day))) or 0


def caseload(session: Session, rulebook: str, day: dt.date) -> Iterator[list[InCaseload]]:
    """Every case of a rulebook that is open, and every decided one with an award by band that runs on the day.

    In order of number, a batch at a time.
    """
    is_open = case((_open(), 1), else_=0)
    query = select(Case.id, is_open, Case.legal_basis, Case.partnership, Case.facts).where(_covered(rulebook, day))
    after = 0
    while True:
        rows = session.execute(query.where(Case.id > after).order_by(Case.id).limit(BATCH)).all()
        if not rows:
            return
        after = rows[-1].id
        yield [InCaseload(number, bool(first), *rest) for number, first, *rest in rows]


def add_rescoring(session: Session, rescoring: Rescoring, rows: Sequence[dict[str, Any]]) -> None:
    """Keep a re-scoring and each of its cases; one that was disposed of meanwhile is left out."""
    session.add(rescoring)
    session.flush()
    gone = set(session.scalars(select(Case.id).where(Case.rulebook == rescoring.name, Case.stage == "disposed")))
    kept = [{**row, "rescoring_id": rescoring.id} for row in rows if row["case_id"] not in gone]
    if kept:
        session.execute(insert(RescoredCase), kept)


def new_rescoring_reference(session: Session) -> str:
    """A free reference such as `RS-WK4M7X`."""
    while True:
        reference = "RS-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(Rescoring.id).where(Rescoring.reference == reference)) is None:
            return reference


def rescoring_by_reference(session: Session, reference: str) -> Rescoring | None:
    """One re-scoring."""
    return session.scalar(select(Rescoring).where(Rescoring.reference == reference))


def rescorings_of(session: Session, proposal_id: int) -> Sequence[Rescoring]:
    """The re-scorings of a proposal, the newest first."""
    return session.scalars(
        select(Rescoring).where(Rescoring.proposal_id == proposal_id).order_by(Rescoring.id.desc())
    ).all()


def rescorings_by_number(session: Session, numbers: Sequence[int]) -> Sequence[Rescoring]:
    """Several re-scorings, in order of number."""
    return session.scalars(select(Rescoring).where(Rescoring.id.in_(numbers)).order_by(Rescoring.id)).all()


def open_cases_without(session: Session, rescoring: Rescoring) -> int:
    """How many cases are open now that it does not have."""
    has = exists().where(RescoredCase.rescoring_id == rescoring.id, RescoredCase.case_id == Case.id)
    return (
        session.scalar(select(func.count()).select_from(Case).where(Case.rulebook == rescoring.name, _open(), ~has))
        or 0
    )


def _covered(rulebook: str, day: dt.date) -> ColumnElement[bool]:
    latest = (
        select(func.max(AwardTerm.id))
        .where(AwardTerm.award_id == Award.id, AwardTerm.from_day <= day)
        .correlate(Award)
        .scalar_subquery()
    )
    runs = exists().where(
        Award.case_id == Case.id,
        Award.kind == "award",
        Award.priced == "band",
        AwardTerm.award_id == Award.id,
        AwardTerm.id == latest,
        AwardTerm.pence_a_year > 0,
        or_(AwardTerm.until_day.is_(None), AwardTerm.until_day >= day),
    )
    return (Case.rulebook == rulebook) & or_(_open(), (Case.stage == "decided") & runs)


def _open() -> ColumnElement[bool]:
    return Case.stage.not_in(CLOSED)

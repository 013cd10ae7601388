"""Re-scorings: what is kept of one and of each of its cases, and which cases it does not have."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, insert, select
from sqlalchemy.orm import Session

from panel_api.models import Case, RescoredCase, Rescoring
from panel_api.store.cases import ALPHABET

CLOSED: Final = ("decided", "withdrawn", "disposed")


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


def _open() -> ColumnElement[bool]:
    return Case.stage.not_in(CLOSED)

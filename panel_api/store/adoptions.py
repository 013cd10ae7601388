"""Adoptions of rulebooks: which text is in force from which day. Nothing here is of any child."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from panel_api.adopted import Adopted, KeptText
from panel_api.models import Adoption, Assessment, Case, Decision, Record, RulebookText
from panel_api.store.cases import ALPHABET

_COLUMNS: Final = (Adoption.id, Adoption.reference, Adoption.name, Adoption.sha256, Adoption.from_day)


def adopted_so_far(session: Session) -> list[Adopted]:
    """Every adoption, in the order in which they were made."""
    return [Adopted(*row) for row in session.execute(select(*_COLUMNS).order_by(Adoption.id))]


def adopted_on(session: Session, name: str, day: dt.date) -> Adopted | None:
    """The adoption that holds for a rulebook on a day; None where nothing was adopted by then."""
    row = session.execute(
        select(*_COLUMNS).where(Adoption.name == name, Adoption.from_day <= day).order_by(Adoption.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else Adopted(*row)


def adopted_text(session: Session, number: int) -> KeptText:
    """The text that an adoption put in force."""
    row = session.execute(
        select(RulebookText.text, Adoption.cases, RulebookText.vocabulary)
        .join(Adoption, Adoption.sha256 == RulebookText.sha256)
        .where(Adoption.id == number)
    ).one()
    return KeptText(*row)


def adoptions_of(session: Session, name: str | None = None) -> Sequence[Adoption]:
    """The adoptions of a rulebook, or of all, in the order in which they were made."""
    query = select(Adoption).order_by(Adoption.id)
    return session.scalars(query if name is None else query.where(Adoption.name == name)).all()


def adoption_of_proposal(session: Session, proposal_id: int) -> Adoption | None:
    """The adoption of a proposal; None while nobody has adopted it."""
    return session.scalar(select(Adoption).where(Adoption.proposal_id == proposal_id).order_by(Adoption.id).limit(1))


def adoption_on_rescoring(session: Session, rescoring_id: int) -> Adoption | None:
    """The adoption that rests on a re-scoring."""
    query = select(Adoption).where(Adoption.rescoring_id == rescoring_id).order_by(Adoption.id).limit(1)
    return session.scalar(query)


def cases_of_text(session: Session, name: str, sha256: str) -> str | None:
    """The cases that a text was last adopted with; None where it never was."""
    query = select(Adoption.cases).where(Adoption.name == name, Adoption.sha256 == sha256)
    return session.scalar(query.order_by(Adoption.id.desc()).limit(1))


def sealed_under_another(session: Session, name: str, sha256: str, day: dt.date, from_moment: dt.datetime) -> list[int]:
    """The records of decisions, by another text of a rulebook, of this day or a later one; in order.

    They were taken from the moment on at which the day begins, or their assessment is as of it or later.
    """
    return list(
        session.scalars(
            select(Record.sequence)
            .join(Decision, Decision.id == Record.decision_id)
            .join(Assessment, Assessment.id == Decision.assessment_id)
            .join(Case, Case.id == Assessment.case_id)
            .where(
                Case.rulebook == name,
                Assessment.rulebook_sha256 != sha256,
                or_(Decision.decided_at >= from_moment, Assessment.as_of >= day),
            )
            .order_by(Record.sequence)
        )
    )


def new_adoption_reference(session: Session) -> str:
    """A free reference such as `AD-WK4M7X`."""
    while True:
        reference = "AD-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(Adoption.id).where(Adoption.reference == reference)) is None:
            return reference

"""Adoptions of rulebooks: which text is in force from which day. Nothing here is of any child."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.adopted import Adopted, KeptText
from panel_api.models import Adoption, RulebookText

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

"""What a person had typed when their session had lapsed: theirs alone to take back."""

import datetime as dt
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from panel_api.models import SetAside

MOST: Final = 10
"""Forms kept for one person at a time."""


def put_aside(session: Session, id_sha256: str, person_id: int, path: str, body: str, at: dt.datetime) -> None:
    """Keep what was typed, for the person whose session had lapsed; of their others the latest few."""
    others = select(SetAside.id_sha256).where(SetAside.person_id == person_id)
    old = session.scalars(others.order_by(SetAside.at.desc(), SetAside.id_sha256).offset(MOST - 1)).all()
    session.execute(delete(SetAside).where(SetAside.id_sha256.in_(old)))
    session.add(SetAside(id_sha256=id_sha256, person_id=person_id, path=path, body=body, at=at))
    session.flush()


def set_aside_of(session: Session, id_sha256: str, person_id: int, since: dt.datetime) -> SetAside | None:
    """What was set aside, if it is this person's and was set aside since."""
    return session.scalar(
        select(SetAside).where(SetAside.id_sha256 == id_sha256, SetAside.person_id == person_id, SetAside.at > since)
    )


def throw_away(session: Session, id_sha256: str, person_id: int) -> None:
    """Forget it at once."""
    session.execute(delete(SetAside).where(SetAside.id_sha256 == id_sha256, SetAside.person_id == person_id))


def forget_set_aside(session: Session, before: dt.datetime) -> None:
    """Forget what nobody came back for."""
    session.execute(delete(SetAside).where(SetAside.at < before))

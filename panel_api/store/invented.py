"""Whether the database holds an invented county, so that every page can say so."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from panel_api.models import Party


def holds_authority(session: Session, code: str) -> bool:
    """Whether any case lies in the area of the authority with this code; read from an index."""
    return bool(session.scalar(select(exists().where(Party.role == "area", Party.reference == code))))

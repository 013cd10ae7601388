"""That a bundle of the records is taken away: for what, where it has values, kept in the access log."""

from typing import Final

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.services.desk import Desk

LONGEST: Final = 300
_SHORTEST: Final = 10
NEEDED: Final = "Say in a sentence or more what the values are needed for, and name no child."


def is_purpose(words: str) -> bool:
    """Whether words can be what values are taken for."""
    return _SHORTEST <= len(words) <= LONGEST


def note_bundle_taken(session: Session, desk: Desk, *, values: bool, logs: bool, purpose: str) -> None:
    """Write the line of the access log, before anything is given. purpose: only where it has values."""
    detail = {"logs": logs, "values": values, **({"purpose": purpose} if values else {})}
    store.write_log(session, desk.viewer, "access", "bundle_taken", "records", desk.clock(), detail)

"""Who saw a case: what the log of access says of it, for those who may read logs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api.models import LogLine
from panel_api.services.desk import Desk
from panel_api.store.log_list import who_saw

LATEST: Final = 20
"""Lines of one page; the log itself has the rest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest looks at a case, the newest first. more: whether the log has others."""

    reference: str
    rows: Sequence[LogLine]
    more: bool


def seen_by(session: Session, desk: Desk, reference: str) -> Seen | None:
    """Who looked at a case; None for whoever may not read logs."""
    if not desk.viewer.may("read_records"):
        return None
    rows = who_saw(session, desk.viewer, reference, size=LATEST + 1)
    return Seen(reference, rows[:LATEST], len(rows) > LATEST)

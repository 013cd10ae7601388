"""Overpayments from discovery on: when a return said that a child left, what a person found, and what came back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel_api.models import Award, Leaving, LedgerEntry, RollLine
from panel_api.store.finance import borne_by_seen
from panel_api.store.viewer import Viewer

MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class SaidLeft:
    """One award of which a return says that the child left. found: what a person found of it; None where nobody has.

    recovered: what was written as come back of the award, in pence; last_at: when the last of it was written.
    """

    line: RollLine
    award: Award
    found: Leaving | None
    recovered: int
    last_at: dt.datetime | None


def said_left(session: Session, viewer: Viewer) -> Sequence[SaidLeft]:
    """The latest such line of each award the viewer sees, the newest first, at most `MOST` + 1; two queries."""
    latest = select(func.max(RollLine.id)).where(RollLine.on_roll.is_(False)).group_by(RollLine.award_id)
    rows = session.execute(
        select(RollLine, Award, Leaving)
        .join(Award, Award.id == RollLine.award_id)
        .outerjoin(Leaving, Leaving.roll_line_id == RollLine.id)
        .where(RollLine.id.in_(latest), borne_by_seen(viewer))
        .order_by(RollLine.id.desc())
        .limit(MOST + 1)
    ).all()
    back = _recovered(session, {award.id for _, award, _ in rows})
    return [SaidLeft(line, award, found, *back.get(award.id, (0, None))) for line, award, found in rows]


def _recovered(session: Session, awards: set[int]) -> dict[int, tuple[int, dt.datetime | None]]:
    rows = session.execute(
        select(LedgerEntry.award_id, func.sum(LedgerEntry.pence), func.max(LedgerEntry.written_at))
        .where(LedgerEntry.award_id.in_(awards), LedgerEntry.kind == "recover")
        .group_by(LedgerEntry.award_id)
        .order_by(LedgerEntry.award_id)
    )
    return {award: (abs(int(pence)), at) for award, pence, at in rows if award is not None}

"""What a partnership's budget holder reads: awards agreed and requests that wait, within what they see.

Sums are of a full year, as agreed. What is paid and what is left is for the ledger to say.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from engine.law.kinds import KINDS
from panel_api.models import Case, Decision, Party, Recommendation
from panel_api.store.viewer import Viewer, cases_seen

AWARDING: Final = tuple(sorted(code for code, kind in KINDS.items() if kind.awards))
MOST: Final = 500
"""Awards listed on one page; sums are of all."""


@dataclass(frozen=True, slots=True)
class BandSum:
    """Awards of one band that fall on one account. pence: for a full year."""

    route: str | None
    band: str | None
    many: int
    pence: int


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award in force on a day. own: of a pupil of the viewer's own school."""

    reference: str
    legal_basis: str
    band: str | None
    pence: int
    route: str | None
    decided_at: dt.datetime
    from_day: dt.date | None
    until_day: dt.date | None
    own: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests before the panel, by the band advised; pence as advised for a full year."""

    band: str | None
    many: int
    pence: int


def award_sums(session: Session, viewer: Viewer, day: dt.date) -> list[BandSum]:
    """Awards in force on a day, by account and band."""
    rows = session.execute(
        select(Recommendation.route, Decision.band, func.count(), func.coalesce(func.sum(Decision.amount_pence), 0))
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Recommendation, Recommendation.id == Decision.recommendation_id)
        .where(*_in_force(viewer, day))
        .group_by(Recommendation.route, Decision.band)
        .order_by(Recommendation.route, Decision.band)
    )
    return [BandSum(route, band, int(many), int(pence or 0)) for route, band, many, pence in rows]


def award_lines(session: Session, viewer: Viewer, day: dt.date) -> list[AwardLine]:
    """The same one by one, the largest first, at most MOST."""
    own = select(Party.id).where(
        Party.case_id == Case.id, Party.role == "school", Party.reference == (viewer.school or "")
    )
    rows = session.execute(
        select(
            Case.reference,
            Case.legal_basis,
            Decision.band,
            func.coalesce(Decision.amount_pence, 0),
            Recommendation.route,
            Decision.decided_at,
            Decision.from_day,
            Decision.until_day,
            own.exists(),
        )
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Recommendation, Recommendation.id == Decision.recommendation_id)
        .where(*_in_force(viewer, day))
        .order_by(func.coalesce(Decision.amount_pence, 0).desc(), Decision.id)
        .limit(MOST)
    )
    return [AwardLine(*row) for row in rows]


def waiting_sums(session: Session, viewer: Viewer) -> list[Waiting]:
    """Requests that wait for a decision, by the band advised; without a band where none is settled yet."""
    rows = session.execute(
        select(Case.band, func.count(), func.coalesce(func.sum(Case.amount_pence), 0))
        .where(cases_seen(viewer), Case.stage.in_(("received", "assessed", "recommended", "deferred", "referred")))
        .group_by(Case.band)
        .order_by(Case.band)
    )
    return [Waiting(band, int(many), int(pence or 0)) for band, many, pence in rows]


def _in_force(viewer: Viewer, day: dt.date) -> list[ColumnElement[bool]]:
    """The latest decision of each case, where it gives an award that has begun and has not ended."""
    latest = select(func.max(Decision.id)).where(Decision.case_id == Case.id).correlate(Case).scalar_subquery()
    return [
        cases_seen(viewer),
        Decision.id == latest,
        Decision.kind.in_(AWARDING),
        or_(Decision.from_day.is_(None), Decision.from_day <= day),
        or_(Decision.until_day.is_(None), Decision.until_day >= day),
    ]

"""What minutes are made of: decisions and advice by number where the viewer may see the case, and gaps filled in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from panel_api.models import AgendaItem, Case, Decision, MinuteGap, Recommendation, Record, Sitting
from panel_api.store.viewer import Viewer, cases_seen


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the advice it was held against, if any, and the number of the record that seals it."""

    decision: Decision
    advice: Recommendation | None
    record: int | None


def decided_at(session: Session, viewer: Viewer, numbers: Iterable[int]) -> dict[int, Decided]:
    """Decisions by number, those on cases that the viewer may see."""
    rows = session.execute(
        select(Decision, Recommendation, Record.sequence)
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Recommendation, Recommendation.id == Decision.recommendation_id)
        .outerjoin(Record, Record.decision_id == Decision.id)
        .where(Decision.id.in_(sorted(set(numbers))), cases_seen(viewer))
        .order_by(Decision.id)
    )
    return {decision.id: Decided(decision, advice, record) for decision, advice, record in rows}


def items_seen(session: Session, viewer: Viewer, sitting: Sitting) -> dict[int, AgendaItem]:
    """The items of a sitting whose cases the viewer may see, by number, without their papers."""
    rows = session.scalars(
        select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting.id, AgendaItem.case_id.in_(select(Case.id).where(cases_seen(viewer))))
        .options(defer(AgendaItem.papers, raiseload=True))
        .order_by(AgendaItem.id)
    )
    return {item.id: item for item in rows}


def filled_gaps(session: Session, sitting: Sitting) -> Sequence[MinuteGap]:
    """The gaps of a sitting's minutes that were filled in, in the order they were."""
    return session.scalars(select(MinuteGap).where(MinuteGap.sitting_id == sitting.id).order_by(MinuteGap.id)).all()


def add_gap(session: Session, gap: MinuteGap) -> MinuteGap:
    """Keep what was written into a gap. Raises IntegrityError where it is filled."""
    session.add(gap)
    session.flush()
    return gap

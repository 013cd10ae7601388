"""Children of awards whom a school does not have on roll any more, and what people found of them."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from panel_api.models import Award, Leaving, Party, RollLine
from panel_api.store.finance import borne_by_seen
from panel_api.store.viewer import Viewer

MOST_LISTED: Final = 200


def awards_by_pupil(session: Session, viewer: Viewer, pupils: Iterable[str]) -> dict[str, Award]:
    """The latest award of each pupil, by UPN, of those an account the viewer sees bears or bore."""
    rows = session.execute(
        select(Party.reference, Award)
        .join(Award, Award.case_id == Party.case_id)
        .where(Party.role == "child", Party.reference.in_(set(pupils)), borne_by_seen(viewer))
        .order_by(Award.id)
    )
    return {str(pupil): award for pupil, award in rows}


def waiting(session: Session, viewer: Viewer) -> Sequence[tuple[RollLine, Award]]:
    """Children said to have left, by the latest return on each, of whom nobody has found what became of them."""
    return _with_awards(session, viewer, _waits())


def said_left(session: Session, viewer: Viewer) -> dict[int, RollLine]:
    """The same by award, however many."""
    query = select(RollLine).join(Award, Award.id == RollLine.award_id).where(_waits(), borne_by_seen(viewer))
    return {each.award_id: each for each in session.scalars(query.order_by(RollLine.id))}


def line_by_number(session: Session, viewer: Viewer, number: int) -> tuple[RollLine, Award] | None:
    """One line of a return with its award."""
    found = _with_awards(session, viewer, RollLine.id == number)
    return found[0] if found else None


def found_of(session: Session, line: int) -> Leaving | None:
    """What a person found of a line."""
    return session.scalar(select(Leaving).where(Leaving.roll_line_id == line))


def found_lately(session: Session, viewer: Viewer) -> Sequence[tuple[Leaving, Award]]:
    """What people found, the latest first."""
    query = select(Leaving, Award).join(Award, Award.id == Leaving.award_id).where(borne_by_seen(viewer))
    rows = session.execute(query.order_by(Leaving.id.desc()).limit(MOST_LISTED))
    return [(leaving, award) for leaving, award in rows]


def moved_out(session: Session, viewer: Viewer) -> Sequence[tuple[Leaving, Award]]:
    """Children for whom another authority became responsible, by award."""
    query = select(Leaving, Award).join(Award, Award.id == Leaving.award_id)
    rows = session.execute(query.where(Leaving.kind == "moved_authority", borne_by_seen(viewer)).order_by(Leaving.id))
    return [(leaving, award) for leaving, award in rows]


def awards_to_claim(session: Session, viewer: Viewer) -> Sequence[Award]:
    """Awards that another authority owes, by number."""
    query = select(Award).where(Award.claim_from.is_not(None), borne_by_seen(viewer))
    return session.scalars(query.order_by(Award.id)).all()


def add_leaving(session: Session, row: Leaving) -> Leaving:
    """Keep what a person found."""
    session.add(row)
    session.flush()
    return row


def _waits() -> ColumnElement[bool]:
    latest = select(func.max(RollLine.id)).group_by(RollLine.award_id)
    answered = exists().where(
        Leaving.award_id == RollLine.award_id,
        (Leaving.roll_line_id == RollLine.id) | (Leaving.last_day == RollLine.left_on),
    )
    return RollLine.id.in_(latest) & RollLine.on_roll.is_(False) & ~answered


def _with_awards(session: Session, viewer: Viewer, condition: ColumnElement[bool]) -> list[tuple[RollLine, Award]]:
    query = select(RollLine, Award).join(Award, Award.id == RollLine.award_id).where(condition, borne_by_seen(viewer))
    return [(line, award) for line, award in session.execute(query.order_by(RollLine.id.desc()).limit(MOST_LISTED))]

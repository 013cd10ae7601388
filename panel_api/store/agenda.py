"""The agenda: what stands on it in order, what a viewer may see of it, and the cases that wait to be put on one."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, Subquery, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased, defer

from panel_api.models import AgendaItem, Case, CaseEvent, Decision, Due, Interest, Sitting
from panel_api.store.cases import LINE, CaseLine
from panel_api.store.sittings import TO_COME, sittings_seen
from panel_api.store.viewer import Viewer, cases_seen

MOST_WAITING: Final = 200


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item. case: None where its viewer may not see it; interest: because of their own. due_on: the next day due.

    The item's papers are not read with it.
    """

    item: AgendaItem
    case: CaseLine | None
    interest: bool
    due_on: dt.date | None


def agenda_of(session: Session, viewer: Viewer, sitting: Sitting) -> list[AgendaLine]:
    """What stands on an agenda, in order, in three queries however long it is.

    Items to note come first; then as the clerk or the frozen papers put them; before that by how soon they are due,
    then by the day of asking. The order is the same for everyone, whatever they may see of it.
    """
    due = _due().subquery()
    rows = session.execute(
        select(AgendaItem, due.c.due_on)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .join(Case, Case.id == AgendaItem.case_id)
        .outerjoin(due, due.c.case_id == AgendaItem.case_id)
        .where(AgendaItem.sitting_id == sitting.id, AgendaItem.state != "taken_off", sittings_seen(viewer))
        .options(defer(AgendaItem.papers, raiseload=True))
        .order_by(*_order(due))
        .execution_options(populate_existing=True)
    ).all()
    seen = _cases(session, viewer, [item.case_id for item, _ in rows])
    own = own_interests(session, viewer)
    return [
        AgendaLine(item, seen.get(item.case_id), item.case_id in own, due_on if item.case_id in seen else None)
        for item, due_on in rows
    ]


def items_of(session: Session, sitting: Sitting) -> Sequence[AgendaItem]:
    """The bare items of a sitting that its viewer holds already, with their papers, in the order they were put on."""
    return session.scalars(
        select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting.id)
        .order_by(AgendaItem.id)
        .execution_options(populate_existing=True)
    ).all()


def agenda_in_full(session: Session, sitting: Sitting) -> list[tuple[AgendaItem, str]]:
    """Every item with its case's reference, in the agenda's order and those taken off last, for the minutes."""
    due = _due().subquery()
    rows = session.execute(
        select(AgendaItem, Case.reference)
        .join(Case, Case.id == AgendaItem.case_id)
        .outerjoin(due, due.c.case_id == AgendaItem.case_id)
        .where(AgendaItem.sitting_id == sitting.id)
        .options(defer(AgendaItem.papers, raiseload=True))
        .order_by(AgendaItem.state == "taken_off", *_order(due))
    )
    return [(item, reference) for item, reference in rows]


def item_of_case(session: Session, sitting: Sitting, case_id: int) -> AgendaItem | None:
    """The item under which a case stands to be decided at a held sitting, whatever became of it."""
    return session.scalar(
        select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting.id, AgendaItem.case_id == case_id, AgendaItem.kind == "decide")
        .order_by(AgendaItem.id)
    )


def item_by_number(session: Session, viewer: Viewer, sitting: Sitting, number: int) -> AgendaItem | None:
    """One item with its papers; None where the viewer may not see the case, or the sitting."""
    seen = select(Case.id).where(cases_seen(viewer)).correlate(None)
    return session.scalar(
        select(AgendaItem)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .where(
            AgendaItem.sitting_id == sitting.id,
            AgendaItem.id == number,
            AgendaItem.case_id.in_(seen),
            sittings_seen(viewer),
        )
        .execution_options(populate_existing=True)
    )


def waiting_items(session: Session, case_id: int) -> Sequence[AgendaItem]:
    """Where a case waits to be decided at sittings that are still to come, whoever asks; the soonest first."""
    return session.scalars(
        select(AgendaItem)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .where(
            AgendaItem.case_id == case_id,
            AgendaItem.kind == "decide",
            AgendaItem.state == "waiting",
            Sitting.stage.in_(TO_COME),
        )
        .order_by(Sitting.held_on, Sitting.id, AgendaItem.id)
    ).all()


def agendas_of(session: Session, viewer: Viewer, case_id: int) -> Sequence[tuple[Sitting, AgendaItem]]:
    """The sittings to come that the viewer sees and at which a case waits to be decided or noted, the soonest first."""
    rows = session.execute(
        select(Sitting, AgendaItem)
        .join(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .where(
            AgendaItem.case_id == case_id,
            AgendaItem.state == "waiting",
            Sitting.stage.in_(TO_COME),
            sittings_seen(viewer),
        )
        .options(defer(AgendaItem.papers, raiseload=True))
        .order_by(Sitting.held_on, Sitting.id, AgendaItem.id)
    )
    return [(sitting, item) for sitting, item in rows]


def add_item(session: Session, item: AgendaItem) -> AgendaItem:
    """Put an item on a held sitting's agenda. Raises IntegrityError where the case stands on it to be decided."""
    session.add(item)
    session.flush()
    return item


def last_position(session: Session, sitting: Sitting, kind: str) -> int:
    """The last place that was given; 0 where the order is still the natural one."""
    found = select(func.max(AgendaItem.position)).where(AgendaItem.sitting_id == sitting.id, AgendaItem.kind == kind)
    return session.scalar(found) or 0


def give_positions(session: Session, numbers: Iterable[int]) -> None:
    """Give items their places, from 1 on, in this order."""
    for position, number in enumerate(numbers, 1):
        session.execute(update(AgendaItem).where(AgendaItem.id == number).values(position=position))


def waiting_cases(session: Session, viewer: Viewer) -> list[tuple[CaseLine, dt.date | None]]:
    """Cases that wait for the panel and stand on no agenda to come, the soonest due first; at most MOST_WAITING.

    An order of the tribunal is not among them: it is carried out, and there is nothing to vote on.
    """
    due = _due().subquery()
    item, sitting = aliased(AgendaItem), aliased(Sitting)
    placed = exists().where(
        item.case_id == Case.id,
        item.kind == "decide",
        item.state == "waiting",
        item.sitting_id == sitting.id,
        sitting.stage.in_(TO_COME),
    )
    rows: Sequence[Any] = session.execute(
        select(*LINE, due.c.due_on)
        .outerjoin(due, due.c.case_id == Case.id)
        .where(Case.stage == "recommended", Case.legal_basis != "tribunal_order", cases_seen(viewer), ~placed)
        .order_by(due.c.due_on.nulls_last(), Case.asked_on, Case.id)
        .limit(MOST_WAITING)
    ).all()
    return [(CaseLine(*row[:-1]), row[-1]) for row in rows]


def decisions_to_note(session: Session) -> Sequence[Decision]:
    """Orders carried out and urgent decisions that no sitting has noted or is to note, the earliest first."""
    item, sitting = aliased(AgendaItem), aliased(Sitting)
    told = exists().where(
        item.decision_id == Decision.id,
        item.kind == "to_note",
        item.state.in_(("waiting", "noted")),
        item.sitting_id == sitting.id,
        sitting.stage != "cancelled",
    )
    wanted = or_(Decision.kind == "carried_out", Decision.urgent)
    return session.scalars(select(Decision).where(wanted, ~told).order_by(Decision.id)).all()


def own_interests(session: Session, viewer: Viewer) -> frozenset[int]:
    """The cases that the viewer has an interest in, by number."""
    if viewer.person is None:
        return frozenset()
    rows = session.scalars(
        select(Interest.case_id)
        .where(Interest.person_id == viewer.person, Interest.withdrawn_at.is_(None))
        .order_by(Interest.case_id)
    )
    return frozenset(rows)


def tell_history(session: Session, viewer: Viewer, case_id: int, words: str, at: dt.datetime) -> None:
    """Write in a case's history what a sitting does with it. The case's own version stays: its papers do not change."""
    session.add(
        CaseEvent(
            case_id=case_id, kind="sitting", words=words, by_role=viewer.role, by_reference=viewer.reference, at=at
        )
    )


def _cases(session: Session, viewer: Viewer, numbers: Sequence[int]) -> dict[int, CaseLine]:
    if not numbers:
        return {}
    rows = session.execute(select(*LINE).where(Case.id.in_(numbers), cases_seen(viewer)).order_by(Case.id))
    return {row[0]: CaseLine(*row) for row in rows}


def _order(due: Subquery) -> tuple[Any, ...]:
    """To note before to decide, then by place, by how soon due, by the day of asking."""
    return (AgendaItem.kind.desc(), AgendaItem.position, due.c.due_on.nulls_last(), Case.asked_on, AgendaItem.id)


def _due() -> Select[int, dt.date]:
    return select(Due.case_id, func.min(Due.due_on).label("due_on")).where(Due.met_on.is_(None)).group_by(Due.case_id)

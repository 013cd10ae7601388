"""What auditors go through one decision after another: by limit, order, urgency, who sat, and what was corrected.

A check is parts, each a condition on records, those to be read first in front. A page is at most one query a part and
one for what stands beside its rows, however many records there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import Session, aliased

from engine.law.kinds import KINDS
from panel_api.models import AgendaItem, Interest, Record, RecordFind, SealedValue, Sitting
from panel_api.store.viewer import Viewer, records_seen

PAGE: Final = 50
ALTERNATIVES: Final = "/alternatives"
TERMS: Final = "/decision/terms"
_DECIDED: Final = RecordFind.kind.in_(tuple(KINDS))
_NAMES_A_PLACE: Final = RecordFind.kind.in_(("name_school", "refuse_to_name"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: in which part, below which record."""

    part: int = 0
    before: int = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the rows of a page, by the number of the record.

    entries: the stored bytes. values: sealed values by path, as JSON text. noted: sittings on whose agenda the decision
    stands to be noted. earlier: the record that one corrects.
    """

    entries: Mapping[int, bytes] = field(default_factory=dict)
    values: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    noted: Mapping[int, Sequence[tuple[Sitting, AgendaItem]]] = field(default_factory=dict)
    earlier: Mapping[int, RecordFind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """A page: each row with the number of its part, and where the next page begins; None where there is none."""

    rows: Sequence[tuple[int, RecordFind]]
    after: Place | None
    beside: Beside


def parts_of(check: str) -> tuple[ColumnElement[bool], ...]:
    """The parts of a check, in the order in which they are read; no record is in two. Raises KeyError."""
    met: list[ColumnElement[bool]] = []
    for each in _PARTS[check]():
        met.append(and_(each, *(not_(before) for before in met)))
    return tuple(met)


def check_page(session: Session, viewer: Viewer, check: str, start: Place, size: int = PAGE) -> Checked:
    """A page of a check from a place on, the newest of each part first. Raises KeyError for what is no check."""
    rows: list[tuple[int, RecordFind]] = []
    for number, condition in enumerate(parts_of(check)):
        if number < start.part or len(rows) > size:
            continue
        before = start.before if number == start.part else Place().before
        query = select(RecordFind).where(records_seen(viewer), RecordFind.sequence < before, condition)
        more = query.order_by(RecordFind.sequence.desc()).limit(size + 1 - len(rows))
        rows += [(number, each) for each in session.scalars(more)]
    shown = rows[:size]
    after = Place(shown[-1][0], shown[-1][1].sequence) if len(rows) > size else None
    return Checked(shown, after, _beside(session, viewer, check, [each for _, each in shown]))


def count_first(session: Session, viewer: Viewer, check: str) -> int:
    """How many records are in the first part of a check: what is to be read first."""
    query = select(func.count()).select_from(RecordFind)
    return session.scalar(query.where(records_seen(viewer), parts_of(check)[0])) or 0


def _limits() -> tuple[ColumnElement[bool], ...]:
    pence, limit = RecordFind.pence, RecordFind.limit_pence
    decided = and_(_DECIDED, pence.is_not(None))
    return (
        and_(decided, limit.is_not(None), pence > limit),
        and_(decided, limit.is_not(None)),
        decided,
    )


def _order() -> tuple[ColumnElement[bool], ...]:
    sealed = exists().where(SealedValue.record_sequence == RecordFind.sequence, SealedValue.path == ALTERNATIVES)
    any_value = exists().where(SealedValue.record_sequence == RecordFind.sequence)
    return and_(_NAMES_A_PLACE, any_value, ~sealed), and_(_DECIDED, sealed), _NAMES_A_PLACE


def _urgent() -> tuple[ColumnElement[bool], ...]:
    noted = exists().where(
        Record.sequence == RecordFind.sequence,
        AgendaItem.decision_id == Record.decision_id,
        AgendaItem.kind == "to_note",
        AgendaItem.state == "noted",
    )
    urgent = and_(_DECIDED, RecordFind.urgent.is_(True))
    return and_(urgent, ~noted), urgent


def _sat() -> tuple[ColumnElement[bool], ...]:
    interest = exists().where(Interest.case_id == RecordFind.case_id, Interest.declared_at <= RecordFind.at)
    return (
        and_(_DECIDED, RecordFind.by_role == "chair", RecordFind.sitting.is_(None)),
        and_(_DECIDED, interest),
        and_(_DECIDED, RecordFind.sitting.is_(None), RecordFind.urgent.is_(False)),
        and_(_DECIDED, RecordFind.sitting.is_not(None)),
    )


def _corrections() -> tuple[ColumnElement[bool], ...]:
    return (RecordFind.corrects.is_not(None),)


_PARTS: Final = {"limits": _limits, "order": _order, "urgent": _urgent, "sat": _sat, "corrections": _corrections}
CHECKS: Final = tuple(_PARTS)


def _beside(session: Session, viewer: Viewer, check: str, finds: Sequence[RecordFind]) -> Beside:
    numbers = [each.sequence for each in finds]
    if check == "order":
        return Beside(values=_values(session, numbers))
    if check == "sat":
        query = select(Record.sequence, Record.stored).where(Record.sequence.in_(numbers), records_seen(viewer))
        return Beside(entries={row.sequence: row.stored for row in session.execute(query.order_by(Record.sequence))})
    if check == "urgent":
        return Beside(noted=_noted(session, numbers))
    if check == "corrections":
        wanted = [each.corrects for each in finds if each.corrects is not None]
        finds = session.scalars(
            select(RecordFind)
            .where(RecordFind.sequence.in_(wanted), records_seen(viewer))
            .order_by(RecordFind.sequence)
        ).all()
        return Beside(earlier={each.sequence: each for each in finds})
    return Beside()


def _values(session: Session, numbers: Iterable[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = session.execute(
        select(SealedValue.record_sequence, SealedValue.path, SealedValue.value)
        .where(SealedValue.record_sequence.in_(tuple(numbers)), SealedValue.path.in_((ALTERNATIVES, TERMS)))
        .order_by(SealedValue.record_sequence, SealedValue.path)
    )
    for sequence, path, value in rows:
        found.setdefault(sequence, {})[path] = value
    return found


def _noted(session: Session, numbers: Iterable[int]) -> dict[int, list[tuple[Sitting, AgendaItem]]]:
    found: dict[int, list[tuple[Sitting, AgendaItem]]] = {}
    item = aliased(AgendaItem)
    rows: Any = session.execute(
        select(Record.sequence, Sitting, item)
        .join(item, item.decision_id == Record.decision_id)
        .join(Sitting, Sitting.id == item.sitting_id)
        .where(Record.sequence.in_(tuple(numbers)), item.kind == "to_note", item.state.in_(("noted", "waiting")))
        .order_by(Record.sequence, Sitting.held_on, Sitting.id)
    )
    for sequence, sitting, each in rows:
        found.setdefault(sequence, []).append((sitting, each))
    return found

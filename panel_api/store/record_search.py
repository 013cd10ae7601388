"""Records found by anything an auditor names, the newest first, a page at a time, as quick at a million as at ten.

A page never costs more than its share: the condition that meets fewest records is followed along its own index, and
where every condition meets many, no more than `FAR` records of it are looked through before the page is given as it
stands, with the number to go on from.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    UnaryExpression,
    and_,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from panel_api.local_time import moment_on
from panel_api.models import RecordFind, RecordRule
from panel_api.store.viewer import Viewer, records_seen

FAR: Final = 1_500
FEW: Final = 1_000
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What records are wanted by; every field that is given must hold.

    decider: the reference of who decided. rule: `rulebook/rule`. kind: of the decision, or of the entry. from_day,
    to_day: days in England, both included. pence_from, pence_to: of what was decided a year, both included.
    """

    case_reference: str | None = None
    school: str | None = None
    partnership: str | None = None
    sitting: str | None = None
    decider: str | None = None
    rule: str | None = None
    rulebook: str | None = None
    rulebook_sha256: str | None = None
    kind: str | None = None
    reason_code: str | None = None
    band: str | None = None
    varied: str | None = None
    account: str | None = None
    award: str | None = None
    pence_from: int | None = None
    pence_to: int | None = None
    from_day: dt.date | None = None
    to_day: dt.date | None = None
    urgent: bool | None = None

    def given(self) -> dict[str, Any]:
        """What is asked for, by name, in the order of the fields."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in values if value is not None}


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """A page of what was found, the newest first. before: the number to go on from; None where there is no more.

    whole: whether the page is as full as it can be; if not, it was given after looking through `FAR` records.
    """

    rows: Sequence[RecordFind]
    before: int | None
    whole: bool = True


_EQUAL: Final = {
    "award": RecordFind.award,
    "case_reference": RecordFind.case_reference,
    "sitting": RecordFind.sitting,
    "school": RecordFind.school,
    "decider": RecordFind.by_reference,
    "urgent": RecordFind.urgent,
    "account": RecordFind.account,
    "partnership": RecordFind.partnership,
    "kind": RecordFind.kind,
    "band": RecordFind.band,
    "rulebook_sha256": RecordFind.rulebook_sha256,
    "varied": RecordFind.varied,
    "rulebook": RecordFind.rulebook,
}
"""Columns with an index of their own, those first that as a rule meet fewest."""
_RULE: Final = "rule"
_PENCE: Final = "pence"
_DAYS: Final = "days"


def search_records(
    session: Session, viewer: Viewer, wanted: RecordFilter, before: int | None = None, size: int = 50
) -> FoundRecords:
    """A page of records that meet a filter, the newest first: by number, or by time where days are asked for.

    before: the number of the last record seen; None begins with the newest.
    """
    return _Search(session, viewer, conditions_of(wanted), before).page(size)


def numbers_found(session: Session, viewer: Viewer, wanted: RecordFilter, head: int) -> list[int]:
    """The numbers of every record up to `head` that meets a filter, in order: what a sample is drawn from."""
    conditions = conditions_of(wanted).values()
    query = select(RecordFind.sequence).where(RecordFind.sequence <= head, records_seen(viewer), *conditions)
    return list(session.scalars(query.order_by(RecordFind.sequence)))


def conditions_of(wanted: RecordFilter) -> dict[str, ColumnElement[bool]]:
    """A filter as conditions on `RecordFind`, by name."""
    given = wanted.given()
    found: dict[str, ColumnElement[bool]] = {}
    if "rule" in given:
        found[_RULE] = exists().where(RecordRule.rule == wanted.rule, RecordRule.sequence == RecordFind.sequence)
    found |= {name: column == given[name] for name, column in _EQUAL.items() if name in given}
    if "reason_code" in given:
        found["reason_code"] = RecordFind.reason_code == wanted.reason_code
    pence = _between(RecordFind.pence, wanted.pence_from, None if wanted.pence_to is None else wanted.pence_to + 1)
    first = None if wanted.from_day is None else moment_on(wanted.from_day, dt.time())
    end = None if wanted.to_day is None else moment_on(wanted.to_day + _DAY, dt.time())
    days = _between(RecordFind.at, first, end)
    found |= {name: and_(*each) for name, each in ((_PENCE, pence), (_DAYS, days)) if each}
    return found


def _between(column: Any, first: object, end: object) -> list[ColumnElement[bool]]:
    """From the first on and before the end, as far as either is given."""
    found = [] if first is None else [column >= first]
    return found if end is None else [*found, column < end]


class _Search:
    """One search on its way: which condition is followed, in what order, from where."""

    def __init__(
        self, session: Session, viewer: Viewer, conditions: dict[str, ColumnElement[bool]], before: int | None
    ) -> None:
        self.session, self.viewer, self.conditions = session, viewer, conditions
        newest = RecordFind.sequence.desc()
        self.by_time = _DAYS in conditions
        self.order: tuple[UnaryExpression[Any], ...] = (RecordFind.at.desc(), newest) if self.by_time else (newest,)
        self.edge = None if before is None else self._edge(before)

    def page(self, size: int) -> FoundRecords:
        driver, few = self._driver()
        others = [each for name, each in self.conditions.items() if name != driver]
        if few or not others:
            return self._full(self._along(driver).where(*others), size)
        floor = self._floor(driver)
        query = self._along(driver).where(*others)
        found = self._full(query if floor is None else query.where(self._above(floor)), size)
        if found.before is not None or floor is None:
            return found
        return FoundRecords(found.rows, floor[-1], whole=False)

    def _above(self, floor: tuple[Any, ...]) -> ColumnElement[bool]:
        """What is no further on than that, in the order of the page."""
        if self.by_time:
            later: ColumnElement[bool] = tuple_(RecordFind.at, RecordFind.sequence) >= floor
            return later
        return RecordFind.sequence >= int(floor[0])

    def _floor(self, driver: str | None) -> tuple[Any, ...] | None:
        """How far one condition is followed for a page; None where it ends before that."""
        columns = (RecordFind.at, RecordFind.sequence) if self.by_time else (RecordFind.sequence,)
        near = self._along(driver).with_only_columns(*columns).order_by(*self.order).offset(FAR - 1).limit(1)
        row = self.session.execute(near).one_or_none()
        return None if row is None else tuple(row)

    def _full(self, query: Select[RecordFind], size: int) -> FoundRecords:
        rows = self.session.scalars(query.order_by(*self.order).limit(size + 1)).all()
        return FoundRecords(rows[:size], rows[size - 1].sequence if len(rows) > size else None)

    def _along(self, driver: str | None) -> Select[RecordFind]:
        """What meets one condition, beyond the edge of the page before."""
        conditions = [self.conditions[driver]] if driver is not None else []
        conditions += [self.edge] if self.edge is not None else []
        return select(RecordFind).where(records_seen(self.viewer), *conditions)

    def _driver(self) -> tuple[str | None, bool]:
        """Which condition to follow, and whether it meets so few that all of them can be taken.

        One statement counts what each meets, up to `FEW`. Where all meet more, the order of `_EQUAL` decides; with
        days time itself is followed, and with nothing but money or a reason the records in their order.
        """
        candidates = [name for name in self.conditions if name != "reason_code"]
        if not candidates:
            return None, False
        counts = []
        for place, name in enumerate(candidates):
            near = self._along(name).with_only_columns(literal(1)).limit(FEW + 1).subquery()
            counts.append(select(literal(place).label("place"), func.count().label("many")).select_from(near))
        many = {row.place: row.many for row in self.session.execute(union_all(*counts))}
        least = min(many, key=lambda place: (many[place], place))
        if many[least] <= FEW:
            return candidates[least], True
        if self.by_time:
            return _DAYS, False
        return next((name for name in candidates if name != _PENCE), None), False

    def _edge(self, before: int) -> ColumnElement[bool]:
        """What lies beyond a record in the order of the page."""
        at = None
        if self.by_time:
            at = self.session.scalar(select(RecordFind.at).where(RecordFind.sequence == before))
        if at is None:
            return RecordFind.sequence < before
        return tuple_(RecordFind.at, RecordFind.sequence) < (at, before)

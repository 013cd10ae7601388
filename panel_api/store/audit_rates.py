"""How often decisions were otherwise than advised, group by group: counted by the database, one query a grouping."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import Session

from panel_api.models import RecordFind
from panel_api.store.record_search import RecordFilter, conditions_of
from panel_api.store.viewer import Viewer, records_seen

_MONTH: Final = (extract("year", RecordFind.at), extract("month", RecordFind.at))
GROUPINGS: Final[dict[str, tuple[Any, ...]]] = {
    "partnership": (RecordFind.partnership,),
    "sitting": (RecordFind.sitting,),
    "role": (RecordFind.by_role,),
    "month": _MONTH,
    "reason": (RecordFind.reason_code,),
}
"""By what decisions are grouped. Months are of the moment in UTC; a group may be "" (not recorded, or disposed of)."""


@dataclass(frozen=True, slots=True)
class Varied:
    """One group: decisions that could be held against advice, and those that varied it.

    up, down: of them, those that awarded more or less; up_pence, down_pence: what these come to a year, in pence,
    beyond or below the advice. The rest varied something that is no amount.
    """

    name: str
    compared: int
    varied: int
    up: int
    down: int
    up_pence: int
    down_pence: int

    @property
    def otherwise(self) -> int:
        """Those that varied something that is no amount."""
        return self.varied - self.up - self.down


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders of the tribunal that were carried out, by what they award beside the advice before them.

    up_pence, down_pence: what more and less come to a year, in pence. The rest decides no amount, or none was advised.
    """

    many: int = 0
    up: int = 0
    down: int = 0
    same: int = 0
    up_pence: int = 0
    down_pence: int = 0

    @property
    def no_amount(self) -> int:
        """Those that cannot be compared by an amount."""
        return self.many - self.up - self.down - self.same


def varied_by(session: Session, viewer: Viewer, by: str, wanted: RecordFilter) -> Sequence[Varied]:
    """Every group of a grouping, in order of its name. Orders of the tribunal are in none of them."""
    keys = GROUPINGS[by]
    rows = session.execute(
        select(*keys, *_sums())
        .where(
            RecordFind.varied.in_(("as_advised", "varied")),
            RecordFind.kind != "carried_out",
            *_within(viewer, wanted),
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    width = len(keys)
    found = [Varied(_name(row[:width]), *(int(each or 0) for each in row[width:])) for row in rows]
    return sorted(found, key=lambda each: each.name)


def orders_carried_out(session: Session, viewer: Viewer, wanted: RecordFilter) -> Orders:
    """What became of the tribunal's orders in these days; they are carried out, never voted on."""
    changed = RecordFind.pence - RecordFind.advised_pence
    row = session.execute(
        select(
            func.count(),
            _summed(changed > 0, 1),
            _summed(changed < 0, 1),
            _summed(changed == 0, 1),
            _summed(changed > 0, changed),
            _summed(changed < 0, -changed),
        ).where(RecordFind.kind == "carried_out", *_within(viewer, wanted))
    ).one()
    return Orders(*(int(each or 0) for each in row))


def _within(viewer: Viewer, wanted: RecordFilter) -> tuple[ColumnElement[bool], ...]:
    return (records_seen(viewer), *conditions_of(wanted).values())


def _sums() -> tuple[Any, ...]:
    changed, by_person = RecordFind.pence - RecordFind.advised_pence, RecordFind.varied == "varied"

    up, down = by_person & (changed > 0), by_person & (changed < 0)
    return (
        func.count(),
        _summed(by_person, 1),
        _summed(up, 1),
        _summed(down, 1),
        _summed(up, changed),
        _summed(down, -changed),
    )


def _summed(condition: ColumnElement[bool], value: Any) -> Any:
    return func.sum(case((condition, value), else_=0))


def _name(key: Sequence[Any]) -> str:
    if len(key) == 2:
        return f"{int(key[0]):04}-{int(key[1]):02}"
    return str(key[0] or "")

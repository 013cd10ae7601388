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
    """Orders of the tribunal that were carried out: those the same as the advice, those that overturned it, the rest.

    pence: what the overturned ones come to a year beyond the advice, in pence.
    """

    same: int
    overturned: int
    not_compared: int
    pence: int


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
    beyond = case((RecordFind.varied == "overturned", RecordFind.pence - RecordFind.advised_pence), else_=0)
    rows = session.execute(
        select(RecordFind.varied, func.count(), func.sum(beyond))
        .where(RecordFind.kind == "carried_out", *_within(viewer, wanted))
        .group_by(RecordFind.varied)
        .order_by(RecordFind.varied)
    )
    found = {code: (int(many), int(pence or 0)) for code, many, pence in rows}
    many = {code: found.get(code, (0, 0))[0] for code in ("as_advised", "overturned", "not_compared")}
    return Orders(many["as_advised"], many["overturned"], many["not_compared"], found.get("overturned", (0, 0))[1])


def _within(viewer: Viewer, wanted: RecordFilter) -> tuple[ColumnElement[bool], ...]:
    return (records_seen(viewer), *conditions_of(wanted).values())


def _sums() -> tuple[Any, ...]:
    changed, by_person = RecordFind.pence - RecordFind.advised_pence, RecordFind.varied == "varied"

    def summed(condition: ColumnElement[bool], value: Any) -> Any:
        return func.sum(case((condition, value), else_=0))

    up, down = by_person & (changed > 0), by_person & (changed < 0)
    return (
        func.count(),
        summed(by_person, 1),
        summed(up, 1),
        summed(down, 1),
        summed(up, changed),
        summed(down, -changed),
    )


def _name(key: Sequence[Any]) -> str:
    if len(key) == 2:
        return f"{int(key[0]):04}-{int(key[1]):02}"
    return str(key[0] or "")

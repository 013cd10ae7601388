"""Decided cases of like need, found by what is written on the case's own row: never a walk through all cases.

A case's need is a digit a strand. Those near it mostly have the same strands at level 2 or above, or at level 3 or
above, but for one. So the same need, and each of those patterns, is looked up in an index, the latest FEW of each, and
among what is found the nearest are chosen exactly. Cases with the same level in every strand are always found. Others
are the very nearest for most cases of a county, and little further for the rest (`python -m benchmarks.alike` counts
it); the walks are as short in a hundred thousand cases.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import BigInteger, Date, String, TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from panel_api.models import Case, CaseLink, Decision
from panel_api.store.viewer import Viewer

FEW: Final = 25
_OPEN: Final = "-"


@dataclass(frozen=True, slots=True)
class Need:
    """The need of a case as its row keeps it. levels: a digit a strand, "-" where unanswered."""

    levels: str
    marked: str
    high: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A decided case of like need. apart: levels between the two, over the strands that both answer (compared)."""

    id: int
    reference: str
    levels: str
    asked_on: dt.date
    apart: int
    compared: int


def need_of(levels: Sequence[int | None]) -> Need | None:
    """Levels as a case's row keeps them; None where there are none, or more than the row has room for."""
    if not levels or len(levels) > 64 or any(each is not None and not 0 <= each <= 9 for each in levels):
        return None
    digits = "".join(_OPEN if each is None else str(each) for each in levels)
    return Need(digits, _pattern(levels, 2), _pattern(levels, 3))


def nearest(session: Session, viewer: Viewer, case: Case, since: dt.date, count: int = 3) -> tuple[Alike, ...]:
    """The decided cases under the same rulebook nearest by need, ties by the latest asked.

    Seen by whoever may see cases of like need, whatever cases they see otherwise: they tell no more than a reference,
    need and decision. Not those in which the viewer has an interest. since: when the present scheme began.
    """
    if case.need_levels is None or case.need_marked is None or case.need_high is None:
        return ()
    marked, high = list(_but_for_one(case.need_marked)), list(_but_for_one(case.need_high))
    values = {
        "same": case.need_levels,
        "book": case.rulebook,
        "since": since,
        "this": case.id,
        "person": viewer.person,
    }
    values |= {f"m{n}": each for n, each in enumerate(marked)} | {f"h{n}": each for n, each in enumerate(high)}
    rows = session.execute(_looking(len(marked), len(high)), values)
    found = {row.id: _beside(case.need_levels, *row) for row in rows}
    order = sorted(found.values(), key=lambda each: (each.apart, -each.compared, -each.asked_on.toordinal(), -each.id))
    return tuple(order[:count])


def decisions_on(session: Session, cases: Sequence[int]) -> dict[int, list[Decision]]:
    """The decisions on each of some cases of like need, the latest first."""
    found: dict[int, list[Decision]] = {each: [] for each in cases}
    for row in session.scalars(select(Decision).where(Decision.case_id.in_(cases)).order_by(Decision.id.desc())):
        found[row.case_id].append(row)
    return found


def ordered_later(session: Session, cases: Sequence[int]) -> dict[int, dt.date]:
    """Which of some cases are linked with an order of the tribunal, and the day the latest was received."""
    found: dict[int, dt.date] = {}
    for one, other in ((CaseLink.case_id, CaseLink.other_id), (CaseLink.other_id, CaseLink.case_id)):
        rows = session.execute(
            select(one, Case.asked_on)
            .join(Case, Case.id == other)
            .where(one.in_(cases), Case.legal_basis == "tribunal_order")
            .order_by(Case.asked_on, Case.id)
        )
        for number, day in rows:
            found[number] = max(day, found.get(number, day))
    return found


def _pattern(levels: Sequence[int | None], least: int) -> str:
    return "".join("1" if each is not None and each >= least else "0" for each in levels)


def _but_for_one(pattern: str) -> Iterator[str]:
    """The pattern itself, and each that differs from it in one strand."""
    yield pattern
    for place, mark in enumerate(pattern):
        yield pattern[:place] + ("0" if mark == "1" else "1") + pattern[place + 1 :]


def _beside(levels: str, number: int, reference: str, others: str, asked_on: dt.date) -> Alike:
    both = [(int(a), int(b)) for a, b in zip(levels, others, strict=False) if _OPEN not in (a, b)]
    return Alike(number, reference, others, asked_on, sum(abs(a - b) for a, b in both), len(both))


@lru_cache(maxsize=32)
def _looking(marked: int, high: int) -> TextClause:
    """One statement for all patterns, each a short walk along an index. Written out: building it anew is slow."""
    one = (
        "SELECT * FROM (SELECT id, reference, need_levels, asked_on FROM cases AS c WHERE rulebook = :book "
        "AND {column} = :{name} AND stage = 'decided' AND asked_on >= :since AND id <> :this "
        "AND NOT EXISTS (SELECT 1 FROM interests AS i WHERE i.case_id = c.id AND i.person_id = :person "
        f"AND i.withdrawn_at IS NULL) ORDER BY asked_on DESC, id DESC LIMIT {FEW}) AS {{name}}"
    )
    parts = [one.format(column="need_levels", name="same")]
    parts += [one.format(column="need_marked", name=f"m{n}") for n in range(marked)]
    parts += [one.format(column="need_high", name=f"h{n}") for n in range(high)]
    given = (bindparam("since", type_=Date), bindparam("person", type_=BigInteger))
    columns = {"id": BigInteger, "reference": String, "need_levels": String, "asked_on": Date}
    made = text(" UNION ALL ".join(parts)).bindparams(*given)
    return made.columns(**columns)  # type: ignore[return-value]

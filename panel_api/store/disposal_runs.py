"""Disposal runs: lists of what falls due, each thing of which is disposed of in a transaction of its own."""

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from panel_api.models import Case, DisposalItem, DisposalRun, Person
from panel_api.store.cases import ALPHABET
from panel_api.store.viewer import Viewer, cases_seen

MOST_LISTED: Final = 50
PAGE: Final = 50
_MANY: Final = 1_000


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run with who drew it up and who carried it out, by name; None where the operator did, or nobody yet."""

    row: DisposalRun
    drawer: str | None
    carrier: str | None


@dataclass(frozen=True, slots=True)
class NewItem:
    """One thing to be listed."""

    subject: str
    schedule: str
    due_on: dt.date


def add_run(
    session: Session, viewer: Viewer, day: dt.date, sha256: str, words: str | None, at: dt.datetime
) -> DisposalRun:
    """Begin a list; it gets its number and a reference such as `D-WK4M7X`."""
    row = DisposalRun(
        reference=_free(session), day=day, schedules_sha256=sha256, stage="drawn_up", words=words,
        drawn_by=viewer.person, drawn_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def add_items(session: Session, run: DisposalRun, items: Sequence[NewItem]) -> None:
    """Put things on a list."""
    rows = [
        {"run_id": run.id, "subject": each.subject, "schedule": each.schedule, "due_on": each.due_on,
         "state": "waiting", "why": None}
        for each in items
    ]  # fmt: skip
    for start in range(0, len(rows), _MANY):
        session.execute(insert(DisposalItem), rows[start : start + _MANY])


def list_runs(session: Session) -> Sequence[RunSeen]:
    """The latest runs, the newest first."""
    return [RunSeen(*row) for row in session.execute(_named().order_by(DisposalRun.id.desc()).limit(MOST_LISTED))]


def run_by_reference(session: Session, reference: str) -> RunSeen | None:
    """One run."""
    row = session.execute(_named().where(DisposalRun.reference == reference)).one_or_none()
    return None if row is None else RunSeen(*row)


def hold_run(session: Session, reference: str) -> DisposalRun | None:
    """The same, locked until this transaction ends."""
    return session.scalar(
        select(DisposalRun)
        .where(DisposalRun.reference == reference)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def items_of(session: Session, viewer: Viewer, run: int, *, after: int = 0, size: int = PAGE) -> Sequence[DisposalItem]:
    """A page of what stands on a list, after one by its number. A case the viewer may not see is left out."""
    query = (
        select(DisposalItem)
        .outerjoin(Case, Case.reference == DisposalItem.subject)
        .where(DisposalItem.run_id == run, DisposalItem.id > after, or_(Case.id.is_(None), cases_seen(viewer)))
        .order_by(DisposalItem.id)
        .limit(size)
    )
    return session.scalars(query).all()


def items_by_state(session: Session, runs: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """How many of each run wait, went and stayed; one query."""
    found: dict[int, dict[str, int]] = {}
    counted = (
        select(DisposalItem.run_id, DisposalItem.state, func.count())
        .where(DisposalItem.run_id.in_(runs))
        .group_by(DisposalItem.run_id, DisposalItem.state)
        .order_by(DisposalItem.run_id, DisposalItem.state)
    )
    for run, state, many in session.execute(counted):
        found.setdefault(run, {})[state] = many
    return found


def waiting_items(session: Session, run: int, size: int) -> Sequence[tuple[int, str]]:
    """The next that wait, by number and subject."""
    query = select(DisposalItem.id, DisposalItem.subject).where(
        DisposalItem.run_id == run, DisposalItem.state == "waiting"
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(DisposalItem.id).limit(size))]


def hold_waiting(session: Session, number: int) -> DisposalItem | None:
    """One of them, locked; None where somebody was quicker."""
    return session.scalar(
        select(DisposalItem)
        .where(DisposalItem.id == number, DisposalItem.state == "waiting")
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def disposed_subjects(session: Session, run: int) -> set[str]:
    """What went of a run, by reference."""
    gone = select(DisposalItem.subject).where(DisposalItem.run_id == run, DisposalItem.state == "disposed")
    return set(session.scalars(gone.order_by(DisposalItem.id)))


def keep_the_rest(session: Session, run: DisposalRun, why: str) -> int:
    """What still waits stays; how many."""
    still = and_(DisposalItem.run_id == run.id, DisposalItem.state == "waiting")
    kept = update(DisposalItem).where(still).values(state="kept", why=why).returning(DisposalItem.id)
    return len(session.scalars(kept.execution_options(synchronize_session=False)).all())


def _named() -> Select[DisposalRun, str | None, str | None]:
    drawer, carrier = aliased(Person), aliased(Person)
    return (
        select(DisposalRun, drawer.name, carrier.name)
        .outerjoin(drawer, drawer.id == DisposalRun.drawn_by)
        .outerjoin(carrier, carrier.id == DisposalRun.carried_by)
        .execution_options(populate_existing=True)
    )


def _free(session: Session) -> str:
    while True:
        reference = "D-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
        if session.scalar(select(DisposalRun.id).where(DisposalRun.reference == reference)) is None:
            return reference

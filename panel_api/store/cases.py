"""Cases: taking one in, finding one, holding one to change it, and the list with its filters."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, false, func, select, tuple_
from sqlalchemy.orm import Session, selectinload

from panel_api.models import Case, Party, Voice
from panel_api.store.viewer import Viewer, cases_seen

ALPHABET: Final = "CDFGHJKMNPRTVWXY34679"
"""No vowels, so no words by chance; no letters or digits that look alike (0 O Q, 1 I L, 2 Z, 5 S, 8 B)."""

MOST_ROWS: Final = 200


class Stale(Exception):  # noqa: N818
    """Someone else changed the case first; `version` is what it is now."""

    def __init__(self, reference: str, version: int) -> None:
        super().__init__(f"case {reference} is now at version {version}")
        self.reference, self.version = reference, version


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list, between rows: the day and number of the row beside it."""

    day: dt.date
    id: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """The cursor written as `str` writes it. Raises ValueError on anything else."""
        day, _, number = text.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) <= 18 and len(day) == 10):
            raise ValueError("not a cursor")
        return cls(dt.date.fromisoformat(day), int(number))


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What to list; None is no limit. Days are both included. reference: how it begins."""

    stage: str | None = None
    status: str | None = None
    band: str | None = None
    partnership: str | None = None
    legal_basis: str | None = None
    asked_from: dt.date | None = None
    asked_to: dt.date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of the list; money in pence."""

    id: int
    reference: str
    stage: str
    legal_basis: str
    asked_on: dt.date
    rulebook: str
    partnership: str | None
    status: str | None
    band: str | None
    amount_pence: int | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """Rows newest first, and the cursors of the pages before and after, where there are any."""

    rows: tuple[CaseLine, ...]
    before: Cursor | None
    after: Cursor | None


LINE: Final = (
    Case.id,
    Case.reference,
    Case.stage,
    Case.legal_basis,
    Case.asked_on,
    Case.rulebook,
    Case.partnership,
    Case.status,
    Case.band,
    Case.amount_pence,
    Case.updated_at,
)


def new_reference() -> str:
    """A reference such as `WK4M-7XPD`, by chance: nothing can be read from it, and it can be read out."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def add_case(session: Session, case: Case, at: dt.datetime) -> Case:
    """Take in a case with its `parties` and `voices`, and give it its number and reference.

    A reference that stands already (the seeded county's) is kept. Sets stage "received", the times,
    and `written_at` of parties and voices where it is missing. Raises IntegrityError for words or
    days that no case may have.
    """
    given = case.__dict__  # what the caller set; asking for the rest would ask the database
    case.reference = given.get("reference") or _free_reference(session)
    case.stage = given.get("stage") or "received"
    case.created_at = case.updated_at = at
    for party in case.parties:
        _dated(party, at)
    for voice in case.voices:
        _dated(voice, at)
    session.add(case)
    session.flush()
    return case


def add_party(session: Session, case: Case, party: Party, at: dt.datetime) -> Party:
    """Add who is who to a held case; changes come as new rows with their own days."""
    party.case_id, case.updated_at = case.id, at
    _dated(party, at)
    session.add(party)
    session.flush()
    return party


def add_voice(session: Session, case: Case, voice: Voice, at: dt.datetime) -> Voice:
    """Add what someone said to a held case."""
    voice.case_id, case.updated_at = case.id, at
    _dated(voice, at)
    session.add(voice)
    session.flush()
    return voice


def case_by_reference(session: Session, viewer: Viewer, reference: str) -> Case | None:
    """A case with its parties and voices, in three queries; None if there is none to see."""
    return session.scalar(
        select(Case)
        .where(_called(reference), cases_seen(viewer))
        .options(selectinload(Case.parties), selectinload(Case.voices))
        .execution_options(populate_existing=True)
    )


def _called(reference: str) -> ColumnElement[bool]:
    """The case of a reference; of one with a zero byte none, which PostgreSQL would not even be asked."""
    return false() if "\0" in reference else Case.reference == reference


def case_by_number(session: Session, viewer: Viewer, number: int) -> Case | None:
    """The bare case of a number, in one query; None if there is none to see."""
    return session.scalar(select(Case).where(Case.id == number, cases_seen(viewer)))


def hold_case(session: Session, viewer: Viewer, reference: str, version: int | None = None) -> Case | None:
    """The same, locked to be changed; it stays as it is until this transaction ends.

    Raises Stale where `version` is given and is not the case's own any more.
    """
    held = session.execute(
        select(Case.id, Case.version).where(_called(reference), cases_seen(viewer)).with_for_update()
    ).one_or_none()
    if held is None:
        return None
    if version is not None and held.version != version:
        raise Stale(reference, held.version)
    return case_by_reference(session, viewer, reference)


def list_cases(
    session: Session,
    viewer: Viewer,
    wanted: CaseFilter,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = 50,
) -> CasePage:
    """One page of the list, newest first, in one query however many cases there are.

    after, before: a cursor of the page this one follows or precedes; not both. size: 1 to 200 rows.
    """
    size = max(1, min(size, MOST_ROWS))
    place = tuple_(Case.asked_on, Case.id)
    query = select(*LINE).where(cases_seen(viewer), *_conditions(wanted))
    if before is not None:
        query = query.where(place > tuple_(before.day, before.id))
        query = query.order_by(Case.asked_on, Case.id)
    else:
        if after is not None:
            query = query.where(place < tuple_(after.day, after.id))
        query = query.order_by(Case.asked_on.desc(), Case.id.desc())
    found = [CaseLine(*row) for row in session.execute(query.limit(size + 1))]
    more, rows = len(found) > size, found[:size]
    if before is not None:
        rows.reverse()
    if not rows:
        return CasePage((), None, None)
    newer = more if before is not None else after is not None
    older = True if before is not None else more
    first, last = rows[0], rows[-1]
    return CasePage(
        tuple(rows),
        Cursor(first.asked_on, first.id) if newer else None,
        Cursor(last.asked_on, last.id) if older else None,
    )


def count_cases(session: Session, viewer: Viewer, wanted: CaseFilter, at_most: int = 1000) -> int:
    """How many cases match, counted no further than `at_most` + 1: that many means "more than"."""
    found = select(Case.id).where(cases_seen(viewer), *_conditions(wanted)).limit(at_most + 1)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def stage_counts(session: Session, viewer: Viewer) -> dict[str, int]:
    """How many cases stand at each stage, by stage; read from an index alone."""
    rows = session.execute(
        select(Case.stage, func.count()).where(cases_seen(viewer)).group_by(Case.stage).order_by(Case.stage)
    )
    return dict(rows.all())


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    equal = ("stage", "status", "band", "partnership", "legal_basis")
    found = [getattr(Case, name) == getattr(wanted, name) for name in equal if getattr(wanted, name) is not None]
    if wanted.asked_from is not None:
        found.append(Case.asked_on >= wanted.asked_from)
    if wanted.asked_to is not None:
        found.append(Case.asked_on <= wanted.asked_to)
    if wanted.reference:
        begins = wanted.reference.strip().upper()
        found += [Case.reference >= begins, Case.reference < begins + "\U0010ffff"]
    return found


def _dated(row: Party | Voice, at: dt.datetime) -> None:
    if row.__dict__.get("written_at") is None:
        row.written_at = at


def _free_reference(session: Session) -> str:
    while True:
        reference = new_reference()
        taken = session.scalar(select(Case.id).where(Case.reference == reference))
        if taken is None:
            return reference

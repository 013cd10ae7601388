"""Declared interests: each shuts one person out of one case until it is withdrawn."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_api.models import Case, Interest, Person


@dataclass(frozen=True, slots=True)
class Declared:
    """An interest with the reference and name of whose it is."""

    interest: Interest
    reference: str
    name: str


def add_interest(
    session: Session, case: Case, person: Person, words: str, by_reference: str, at: dt.datetime
) -> Interest:
    """Keep an interest; one that is open already is not kept twice. Either way, the open one."""
    held = open_interest(session, case.id, person.id)
    if held is not None:
        return held
    row = Interest(case_id=case.id, person_id=person.id, words=words, by_reference=by_reference, declared_at=at)
    session.add(row)
    session.flush()
    return row


def open_interest(session: Session, case_id: int, person_id: int) -> Interest | None:
    """A person's interest in a case that has not been withdrawn."""
    return session.scalar(
        select(Interest)
        .where(Interest.case_id == case_id, Interest.person_id == person_id, Interest.withdrawn_at.is_(None))
        .order_by(Interest.id)
        .limit(1)
    )


def interest_by_number(session: Session, number: int) -> Declared | None:
    """One interest, open or not. Who may know of it is the service's to ask."""
    row = session.execute(
        select(Interest, Person.reference, Person.name)
        .join(Person, Person.id == Interest.person_id)
        .where(Interest.id == number)
    ).one_or_none()
    return None if row is None else Declared(*row)


def interests_in(session: Session, cases: Iterable[int], people: Iterable[int] | None = None) -> Sequence[Declared]:
    """Every interest, open or withdrawn since, in these cases; of these people where they are given. Oldest first."""
    query = (
        select(Interest, Person.reference, Person.name)
        .join(Person, Person.id == Interest.person_id)
        .where(Interest.case_id.in_(sorted(set(cases))))
        .order_by(Interest.id)
    )
    if people is not None:
        query = query.where(Interest.person_id.in_(sorted(set(people))))
    return [Declared(*row) for row in session.execute(query)]

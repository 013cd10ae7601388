"""Old cases for tests of retention: decided long ago, as people at work see them."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api.database import Database
from panel_api.models import Case, DisposalItem, DisposalRun, Party
from panel_api.services import Desk
from panel_api.services.disposal_runs import draw_up
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.databases import NOW, decide, new_case
from tests.panel_api.signing_in import a_person

TODAY = NOW.date()
OLD = dt.date(1990, 5, 6)
"""Thirty-one years before this, and not seventy-five."""


def desk_on(database: Database, shelf: Shelf) -> Desk:
    """A desk that nobody assesses anything at."""
    return Desk(database, shelf, Network(), lambda: NOW)


def as_role(desk: Desk, role: str) -> Desk:
    """The same desk, seen by somebody new in a role."""
    person = a_person(desk, role)
    return replace(desk, viewer=Viewer(role, person.reference, person=person.id))


def an_old_case(
    session: Session, born: dt.date | None = OLD, *, looked_after: bool | None = False, decided: bool = True
) -> Case:
    """A decided case of somebody born on a day, asked for four years later. looked_after: as its answer says."""
    case = new_case(session, dt.date((born or OLD).year + 4, 9, 1))
    for party in [each for each in case.parties if each.role in ("looking_after", "child")]:
        if party.role == "looking_after" or born is None:
            session.delete(party)
        else:
            party.from_day = born
    session.flush()
    session.expire(case, ["parties"])
    if decided:
        decide(session, case)
    case.facts = {**case.facts, **({} if looked_after is None else {"looked_after": looked_after})}
    session.flush()
    return case


def old_cases(database: Database, many: int) -> list[str]:
    """So many decided cases that are due; their references."""
    with database.writing() as session:
        return [an_old_case(session).reference for _ in range(many)]


def drawn_up(desk: Desk, by: dt.date = TODAY) -> DisposalRun:
    """A list of what is due by a day."""
    with desk.database.writing() as session:
        return draw_up(session, desk, by, "")


def states(database: Database, run: DisposalRun) -> dict[str, tuple[str, str]]:
    """What became of each thing of a list, and what kept it."""
    with database.reading() as session:
        rows = session.scalars(select(DisposalItem).where(DisposalItem.run_id == run.id).order_by(DisposalItem.id))
        return {each.subject: (each.state, each.why or "") for each in rows}


def child_of(session: Session, reference: str) -> Party | None:
    """The child of a case, while there is one."""
    child = select(Party).join(Case).where(Case.reference == reference, Party.role == "child")
    return session.scalars(child).one_or_none()

"""Invented sittings: two held and minuted, one whose papers are frozen, one that is being filled.

Played through by the verbs of the service, by the demo people, each at their own hour; so nothing here can stand that
could not have happened.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api import schemas
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import AgendaItem, Case, Person, Recommendation, Sitting
from panel_api.reading import read
from panel_api.services.agenda import note_item, put_on_agenda, table_late
from panel_api.services.decide import decide
from panel_api.services.desk import Desk
from panel_api.services.interests import declare_interest
from panel_api.services.papers import freeze_papers
from panel_api.services.running import close_sitting, open_sitting
from panel_api.services.seats import answer, everyone_came, invite
from panel_api.services.sittings import Arranged, arrange
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from panel_api.store.agenda import items_of
from panel_api.store.looking import note_reading
from panel_api.store.seats import seats_at

_PANEL: Final = "Inclusion panel (invented)"
_CLERK, _CHAIR, _OFFICER = "DEMO-CASEWORKER-1", "DEMO-CHAIR", "DEMO-OFFICER"
_MEMBERS: Final = (
    ("DEMO-MEMBER-1", "education"),
    ("DEMO-MEMBER-2", "health"),
    ("DEMO-MEMBER-3", "care"),
)
_ROLES: Final = {_CLERK: "caseworker", _CHAIR: "chair", _OFFICER: "senior_officer"}


@dataclass(frozen=True)
class _Plan:
    """A sitting to be: its reference, its day, and how many cases stand on its agenda at first."""

    reference: str
    day: dt.date
    many: int


FIRST: Final = _Plan("S-NVM6CF", dt.date(2026, 11, 6), 0)
"""Notes every order carried out before it, and decides nothing."""
HELD: Final = _Plan("S-NVM4TH", dt.date(2026, 11, 20), 5)
FROZEN: Final = _Plan("S-NVM7WK", dt.date(2026, 11, 27), 14)
NEXT: Final = _Plan("S-DCM4RX", dt.date(2026, 12, 4), 6)


class _Story:
    """The demo people at their desks, one hour after another."""

    def __init__(self, session: Session, database: Database, shelf: Shelf) -> None:
        self.session = session
        self.desk = Desk(database, shelf, Network(), _at(HELD.day, 9), settings=Settings())  # asks the network nothing
        found = session.scalars(select(Person).where(Person.demo).order_by(Person.id))
        self.people = {person.reference: person for person in found}

    def seen_by(self, reference: str, day: dt.date, hour: int) -> Desk:
        """The desk of one of them, at an hour."""
        person = self.people[reference]
        viewer = Viewer(_ROLES.get(reference, "panel_member"), reference, person.id)
        return replace(self.desk, viewer=viewer, clock=_at(day, hour))

    def arrange(self, plan: _Plan, cases: Sequence[str], days_before: int) -> Sitting:
        """Arrange it, ask everyone, and put the cases on its agenda."""
        clerk = self.seen_by(_CLERK, plan.day - dt.timedelta(days=days_before), 10)
        given = Arranged(_PANEL, plan.day, dt.time(14, 0), "County Hall, room 2 (invented)")
        sitting = arrange(self.session, clerk, given)
        sitting.reference = plan.reference
        self.session.flush()
        invite(self.session, clerk, plan.reference, _CHAIR, "chair", "education")
        for reference, profession in _MEMBERS:
            invite(self.session, clerk, plan.reference, reference, "member", profession)
        for seat in seats_at(self.session, sitting):
            answer(self.session, clerk, plan.reference, seat.id, "coming")
        if cases:
            put_on_agenda(self.session, clerk, plan.reference, cases)
        return sitting


def sit(session: Session, database: Database, shelf: Shelf) -> None:
    """Play the sittings through. Nothing where the county has no case that waits for a panel."""
    story = _Story(session, database, shelf)
    plain = _waiting(session, before=HELD.day - dt.timedelta(days=8), plainly=True)[: HELD.many]
    rest = [each for each in _waiting(session, before=FROZEN.day - dt.timedelta(days=8)) if each not in plain]
    if len(plain) < HELD.many or len(rest) < FROZEN.many + NEXT.many + 1:
        return
    _hold(story, FIRST, [])
    _hold(story, HELD, plain)
    _freeze(story, rest[: FROZEN.many], rest[FROZEN.many])
    story.arrange(NEXT, rest[FROZEN.many + 1 :][: NEXT.many], days_before=13)


def _hold(story: _Story, plan: _Plan, cases: Sequence[str]) -> None:
    session, day = story.session, plan.day
    sitting = story.arrange(plan, cases, days_before=12)
    freeze_papers(session, story.seen_by(_CLERK, day - dt.timedelta(days=7), 16), plan.reference)
    chair = story.seen_by(_CHAIR, day, 14)
    open_sitting(session, chair, plan.reference)
    everyone_came(session, chair, plan.reference)
    for case in session.scalars(_on_agenda(sitting)).all():
        note_reading(session, chair.viewer, case, chair.clock())
        _agree(session, chair, case)
    for item in items_of(session, sitting):
        if item.kind == "to_note":
            note_item(session, chair, plan.reference, item.id)
    end = story.seen_by(_CHAIR, day, 16)
    session.refresh(sitting)
    close_sitting(session, end, plan.reference, sitting.version, stayed=True)


def _agree(session: Session, chair: Desk, case: Case) -> None:
    """Agree as recommended; where the partnership's money does not reach, from the first day of its next year."""
    given = {"kind": "agree", "reason": "as_recommended", "words": "The panel agrees, for the reasons given."}
    try:
        decide(session, chair, case.reference, case.version, read(schemas.NewDecision, given))
    except Trouble as short:
        if "money" not in short.more:
            raise
        words = "The band stands. The partnership's money for this year is committed; it begins with the next."
        later = {"kind": "agree_later", "reason": "money_from_then", "words": words, "from": "2027-04-01"}
        decide(session, chair, case.reference, case.version, read(schemas.NewDecision, later))


def _freeze(story: _Story, cases: Sequence[str], late: str) -> None:
    session, day = story.session, FROZEN.day
    story.arrange(FROZEN, cases, days_before=16)
    freeze_papers(session, story.seen_by(_CLERK, day - dt.timedelta(days=7), 15), FROZEN.reference)
    clerk = story.seen_by(_CLERK, day - dt.timedelta(days=4), 11)
    table_late(session, clerk, FROZEN.reference, late, "The school's report came on the 20th (invented).")
    member = story.seen_by("DEMO-MEMBER-2", day - dt.timedelta(days=4), 18)
    declare_interest(session, member, cases[2], "I taught this child's brother (invented).")


def _waiting(session: Session, before: dt.date, plainly: bool = False) -> list[str]:
    """Cases whose advice was put to the panel before a day, the earliest first; an order is never voted on.

    plainly: only those without a plan whose advice is settled, so that it can be agreed as it stands.
    """
    query = (
        select(Case.reference)
        .join(Recommendation, Recommendation.case_id == Case.id)
        .where(
            Case.stage == "recommended",
            Case.legal_basis != "tribunal_order",
            Recommendation.created_at < dt.datetime.combine(before, dt.time(), dt.UTC),
        )
        .order_by(Case.asked_on, Case.id)
    )
    if plainly:
        query = query.where(Case.status == "settled", Case.legal_basis == "non_statutory")
    return list(dict.fromkeys(session.scalars(query)))


def _on_agenda(sitting: Sitting) -> Select[Case]:
    return (
        select(Case)
        .join(AgendaItem, AgendaItem.case_id == Case.id)
        .where(AgendaItem.sitting_id == sitting.id, AgendaItem.kind == "decide")
        .order_by(AgendaItem.position, AgendaItem.id)
    )


def _at(day: dt.date, hour: int) -> "_Hour":
    return _Hour(dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC))


@dataclass(frozen=True)
class _Hour:
    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now

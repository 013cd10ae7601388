"""A panel in tests: people who hold its roles, a clock that moves, sittings on the way to their day. All invented."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from panel_api import models, store
from panel_api.database import Database
from panel_api.models import Appointment, Person, Sitting
from panel_api.services import Desk, sitting_standing, sittings
from panel_api.services import agenda as agenda_verbs
from panel_api.services import seats as seat_verbs
from panel_api.services.papers import freeze_papers
from panel_api.services.running import open_sitting
from panel_api.services.sittings import Arranged
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.databases import DAY, advise, new_case

ASKED = DAY
HELD_ON = dt.date(2026, 10, 6)
"""A Tuesday in summer time: 9:30 on the wall is 8:30 UTC."""
OPENS = dt.datetime(2026, 10, 6, 8, 30, tzinfo=dt.UTC)
STAFF = {
    "clerk": ("Wren Clerk", "caseworker", "other"),
    "chair": ("Maud Chair", "chair", "education"),
    "deputy": ("Dai Deputy", "chair", "care"),
    "health": ("Hale Health", "panel_member", "health"),
    "school": ("Sol School", "panel_member", "school"),
    "officer": ("Ona Officer", "senior_officer", "other"),
}
SEATS = {"clerk": "clerk", "chair": "chair", "deputy": "deputy", "health": "member", "school": "member"}


@dataclass
class Panel:
    """A database with a panel's people; `now` is what its clock says."""

    database: Database
    shelf: Shelf
    now: dt.datetime
    people: dict[str, Person] = field(default_factory=dict)

    def desk(self, who: str = "clerk") -> Desk:
        """The desk as one of them sees it."""
        person = self.people[who]
        viewer = Viewer(STAFF[who][1], person.reference, person.id)
        base = Desk(self.database, self.shelf, None, lambda: self.now)  # type: ignore[arg-type]
        return replace(base, viewer=viewer)

    def case(self, day: dt.date = ASKED, **given: object) -> str:
        """A case that waits for the panel; its reference."""
        with self.database.writing() as session:
            case = new_case(session, day, **given)
            advise(session, case)
            return case.reference

    def due(self, reference: str, day: dt.date) -> None:
        """A day that the case must meet."""
        with self.database.writing() as session:
            case = store.case_by_reference(session, store.LOCAL, reference)
            assert case is not None
            session.add(models.Due(case_id=case.id, code="decide", words="Decide", law=True, due_on=day))

    def sitting(self, day: dt.date = HELD_ON, *, asked: Sequence[str] = tuple(SEATS), hour: int = 9) -> str:
        """A planned sitting to which these people are asked; its reference."""
        with self.database.writing() as session:
            desk = self.desk()
            made = sittings.arrange(session, desk, Arranged("North panel", day, dt.time(hour, 30), "Room 2"))
            for who in asked:
                if who != "clerk":
                    seat_verbs.invite(
                        session, desk, made.reference, self.people[who].reference, SEATS[who], STAFF[who][2]
                    )
            return made.reference

    def put(self, sitting: str, *cases: str) -> None:
        """Put cases on its agenda."""
        with self.database.writing() as session:
            agenda_verbs.put_on_agenda(session, self.desk(), sitting, cases)

    def freeze(self, sitting: str) -> None:
        """Freeze its papers, nine days before it is held."""
        self.now = OPENS - dt.timedelta(days=9)
        with self.database.writing() as session:
            freeze_papers(session, self.desk(), sitting)

    def open(self, sitting: str, *here: str) -> None:
        """Open it at half past nine, with these people here since a quarter past; everyone asked, if none is named."""
        self.now = OPENS - dt.timedelta(minutes=15)
        for who in here or SEATS:
            self.came(sitting, who)
        self.now = OPENS
        with self.database.writing() as session:
            open_sitting(session, self.desk("chair"), sitting)

    def came(self, sitting: str, who: str) -> None:
        """Someone came, now."""
        with self.database.writing() as session:
            seat_verbs.come(session, self.desk(), sitting, self.seat(sitting, who))

    def left(self, sitting: str, who: str) -> None:
        """Someone left, now."""
        with self.database.writing() as session:
            seat_verbs.leave(session, self.desk(), sitting, self.seat(sitting, who))

    def seat(self, sitting: str, who: str) -> int:
        """The number of someone's seat."""
        with self.database.reading() as session:
            found = self.held(sitting)
            return next(
                seat.id for seat in store.seats.seats_at(session, found) if seat.person_id == self.people[who].id
            )

    def held(self, sitting: str) -> Sitting:
        """The sitting as it stands."""
        with self.database.reading() as session:
            return sittings.find_sitting(session, self.desk(), sitting)

    def lines(self, sitting: str, who: str = "clerk") -> list[store.agenda.AgendaLine]:
        """Its agenda as someone sees it."""
        with self.database.reading() as session:
            desk = self.desk(who)
            return store.agenda.agenda_of(session, desk.viewer, sittings.find_sitting(session, desk, sitting))

    def item(self, sitting: str, case: str) -> int:
        """The number of a case's item."""
        return next(line.item.id for line in self.lines(sitting) if line.case and line.case.reference == case)

    def standing(self, sitting: str, case: str) -> sitting_standing.Standing:
        """How a case stands there now."""
        with self.database.reading() as session:
            desk = self.desk()
            held = sittings.find_sitting(session, desk, sitting)
            item = store.agenda.item_by_number(session, desk.viewer, held, self.item(sitting, case))
            assert item is not None
            return sitting_standing.standing(session, desk, held, item)

    def decide(
        self, case: str, sitting: str | None = None, *, urgent: bool = False, kind: str = "agree", **more: str
    ) -> int:
        """Decide a case as advised, at a sitting or between sittings; the decision's number. more: of its row."""
        who = "chair" if sitting else "officer"
        desk = self.desk(who)
        with self.database.writing() as session:
            held = store.hold_case(session, desk.viewer, case)
            assert held is not None
            assessment = store.latest_assessment(session, desk.viewer, held)
            advice = store.latest_recommendation(session, desk.viewer, held)
            assert assessment is not None
            assert advice is not None
            there = None if urgent else sitting_standing.at_sitting(session, desk, held)
            row = models.Decision(
                assessment_id=assessment.id,
                recommendation_id=advice.id,
                kind=kind,
                reason_code="as_recommended",
                words="The panel agrees with the advice.",
                authority="Scheme of delegation 4.2",
                by_role=desk.viewer.role,
                by_reference=desk.viewer.reference,
                by_person=desk.viewer.person,
                band="3",
                amount_pence=551_000,
                sitting_id=there.sitting.id if there else None,
                urgent=urgent,
                **more,
            )
            decision = store.add_decision(session, held, row, self.now)
            held.stage = "decided"
            sitting_standing.after_decision(session, desk, held, decision)
            return decision.id


def a_panel(database: Database, shelf: Shelf) -> Panel:
    """A panel six weeks before its sitting."""
    panel = Panel(database, shelf, OPENS - dt.timedelta(weeks=6))
    with database.writing() as session:
        for who, (name, role, _) in STAFF.items():
            held = Appointment(role=role, from_day=dt.date(2020, 1, 1), by_reference="test", written_at=panel.now)
            person = Person(reference=f"T-{who}", name=name, created_at=panel.now, appointments=[held])
            session.add(person)
            panel.people[who] = person
    return panel

"""Who is looking, and which rows that lets them see. Roles and scopes grow here and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, select, true
from sqlalchemy.orm import Session, aliased

from panel_api import roles
from panel_api.models import (
    AgendaItem,
    Assessment,
    Case,
    Decision,
    Interest,
    Party,
    PlaceSearch,
    PlaceSought,
    Purpose,
    Recommendation,
    Seat,
    Sitting,
)

EVERY_CASE: Final = frozenset({"caseworker", "senior_officer", "auditor"})
BY_SEAT: Final = frozenset({"panel_member", "chair"})
BY_NAME: Final = frozenset({"local", "school", "caseworker", "panel_member", "chair", "senior_officer"})
"""Roles that know whom their cases are about."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone at work, in one role. reference: how logs name them. person: their number; None for a program.

    school: whose requests a school's person sees, and whose pupils a budget holder knows by name (URN).
    permissions: what they may do; None is whatever their role may (`panel_api.roles`). everything: the operator at the
    command line.
    """

    role: str
    reference: str
    person: int | None = None
    school: str | None = None
    partnership: str | None = None
    permissions: frozenset[str] | None = None
    everything: bool = False

    @property
    def owner(self) -> str:
        """Whose idempotency keys these are: one person's key says nothing to another."""
        return f"{self.role}:{self.reference}"

    def may(self, permission: str) -> bool:
        """Whether they may do what a permission names. Raises KeyError for one that is not in the table."""
        if self.everything:
            return True
        return roles.allows(self.role, permission) and (self.permissions is None or permission in self.permissions)


LOCAL: Final = Viewer("local", "local", everything=True)
"""The operator at the command line, who has the database in their hands anyway."""
NOBODY: Final = Viewer("nobody", "nobody")
"""Who has not signed in."""


def cases_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` that every query of a case, or of what hangs on one, must carry."""
    if viewer.everything:
        return true()
    if viewer.role in EVERY_CASE:
        return _without_interest(viewer)
    if viewer.role in BY_SEAT and viewer.person is not None:
        return and_(_on_an_agenda_of(viewer.person), _without_interest(viewer))
    if viewer.role == "school" and viewer.school is not None:
        return _of_school(viewer.school)
    if viewer.role == "budget_holder" and viewer.partnership is not None:
        return Case.partnership == viewer.partnership
    return false()


def names_seen(session: Session, viewer: Viewer, case: Case, at: object) -> bool:
    """Whether the viewer may know whom this case is about; one query, and none for most roles.

    at: now; an auditor's purpose lapses.
    """
    return case.id in cases_named(session, viewer, [case.id], at)


def cases_named(session: Session, viewer: Viewer, cases: Collection[int], at: object) -> set[int]:
    """Of these cases, by number, those of which the viewer may know whom they are about; one query at most."""
    if viewer.role in BY_NAME:
        return set(cases)
    if viewer.role == "budget_holder" and viewer.school is not None:
        return set(session.scalars(select(Case.id).where(Case.id.in_(cases), _of_school(viewer.school))))
    if viewer.role == "auditor" and viewer.person is not None:
        open_ = select(Purpose.case_id).where(
            Purpose.case_id.in_(cases), Purpose.person_id == viewer.person, Purpose.until > at
        )
        return set(session.scalars(open_))
    return set()


Row = TypeVar("Row", Assessment, Recommendation, Decision, PlaceSought, PlaceSearch)


def of_case(table: type[Row], viewer: Viewer, case: Case) -> Select[Row]:
    """What hangs on one case, the latest first, where its viewer may see the case."""
    seen = select(table).join(Case, Case.id == table.case_id).where(table.case_id == case.id, cases_seen(viewer))
    return seen.order_by(table.id.desc())


def records_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Record`: the chain as a whole is for the auditor, the senior officer and the operator."""
    return true() if viewer.everything or viewer.role in ("auditor", "senior_officer") else false()


def _without_interest(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.person is None:
        return true()
    return ~exists().where(
        Interest.case_id == Case.id, Interest.person_id == viewer.person, Interest.withdrawn_at.is_(None)
    )


def _on_an_agenda_of(person: int) -> ColumnElement[bool]:
    item, seat, sitting = aliased(AgendaItem), aliased(Seat), aliased(Sitting)  # in queries that read them too
    return exists().where(
        item.case_id == Case.id,
        item.state != "taken_off",
        item.sitting_id == seat.sitting_id,
        seat.person_id == person,
        seat.coming != "withdrawn",
        sitting.id == seat.sitting_id,
        sitting.stage != "cancelled",
    )


def _of_school(urn: str) -> ColumnElement[bool]:
    own = aliased(Party)  # so that it stands in queries that read parties too
    return exists().where(own.case_id == Case.id, own.role == "school", own.reference == urn)

"""For tests of deciding: a case of each legal basis that waits for a decision, and people who decide."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from panel_api import schemas, services, store
from panel_api.models import AgendaItem, CaseReading, Person, Seat, Sitting, Stay
from panel_api.reading import read
from panel_api.services import Decided, Desk, WentUp
from panel_api.services.reasons import REASONS
from panel_api.store import Viewer
from tests.panel_api.http_support import a_case, desk_of, recommended
from tests.panel_api.signing_in import As, signed_in

COUNTY: Final = a_case()["authorities"]["area"]
PLAN: Final[dict[str, Any]] = {
    "authorities": dict.fromkeys(("maintaining", "area", "paying"), COUNTY),
    "facts": {
        "ehc_plan": True,
        "assessment_requested": False,
        "section_f": "costed",
        "section_f_cost": "9000.00",
        "present_award": "none",
    },
}
NO_PLAN: Final[dict[str, Any]] = {
    "facts": {
        "ehc_plan": False,
        "assessment_requested": True,
        "section_f": "none",
        "section_f_cost": "none",
        "present_award": "none",
    }
}
ON: Final[dict[str, dict[str, Any]]] = {
    "non_statutory": {},
    "assessment_request": {"legal_basis": "assessment_request", **NO_PLAN},
    **{
        basis: {"legal_basis": basis, **PLAN}
        for basis in ("annual_review", "phase_transfer", "transfer_in", "tribunal_order")
    },
}
"""What makes the example request one of each legal basis."""
TERMS: Final[dict[str, dict[str, Any]]] = {
    "agree_another_band": {"band": 4, "amount": "7420.00"},
    "agree_for_a_time": {"from": "2026-10-01", "until": "2027-07-21"},
    "agree_later": {"from": "2026-11-02"},
    "exceptional_award": {"amount": "12000.00"},
    "secure_section_f": {"band": 3, "amount": "9000.00"},
    "name_school": {"school": "Invented Primary School"},
    "refuse_to_name": {
        "school": "Another Invented School",
        "evidence": "The occupational therapist's report of 3 June and the notes of both visits.",
        "steps": "A ramp and a ground floor room were looked at; the hall stays out of reach.",
        "unconsulted": "Its head took part in both visits.",
    },
    "carried_out": {"appeal_text": False},
}
"""What a kind needs beside its reasons."""
WORDS: Final = "Two visits and the therapist's report say that the building cannot be made safe for this child."
MEMBERS: Final = (("member", "health"), ("member", "school"), ("member", "care"))
_numbers = itertools.count(1)


def waiting(client: TestClient, basis: str = "non_statutory", **facts: Any) -> str:
    """A case of a legal basis that waits for a decision; its reference."""
    given = ON[basis]
    return recommended(client, **{**given, "facts": {**given.get("facts", {}), **facts}})[0]


def as_person(desk: Desk, role: str) -> Desk:
    """The same desk, with someone new in this role signed in at it."""
    with desk.database.writing() as session:
        person = a_new(session, desk, role)
        viewer = Viewer(role, person.reference, person.id, everything=True)
    return replace(desk, viewer=viewer)


def a_new(session: Session, desk: Desk, role: str) -> Person:
    """Someone new, who holds no role yet."""
    number = next(_numbers)
    person = Person(reference=f"D-{role}-{number}", name=f"Test {role} {number}", created_at=desk.clock())
    session.add(person)
    session.flush()
    return person


def officer(client: TestClient) -> Desk:
    """A senior officer at a desk."""
    return as_person(desk_of(client), "senior_officer")


def chair(client: TestClient, *references: str, members: int = 2) -> Desk:
    """A chair at a desk, at an open sitting with these cases on its agenda."""
    desk = as_person(desk_of(client), "chair")
    assert desk.viewer.person is not None
    sitting(desk_of(client), desk.viewer.person, references, members=members)
    return desk


def sitting(desk: Desk, chairs: int, references: Sequence[str], *, members: int = 2, stage: str = "open") -> str:
    """A sitting that someone chairs, with these cases to decide; its reference. members: how many others came."""
    with desk.database.writing() as session:
        at = desk.clock()
        held = Sitting(
            reference=f"S-{next(_numbers)}", panel="Panel", held_on=desk.last_day(), begins="09:30", place="Hall",
            stage=stage, opened_at=at if stage == "open" else None, by_reference="test", created_at=at,
        )  # fmt: skip
        session.add(held)
        session.flush()
        people = [chairs, *(a_new(session, desk, "panel_member").id for _ in range(members))]
        for person, (seat, profession) in zip(people, (("chair", "education"), *MEMBERS[:members]), strict=True):
            came = [Stay(came_at=at, by_reference="test")]
            session.add(
                Seat(
                    sitting_id=held.id, person_id=person, seat=seat, profession=profession, coming="coming", stays=came
                )
            )
        for position, reference in enumerate(references, 1):
            case = services.find_case(session, desk, reference)
            session.add(
                AgendaItem(
                    sitting_id=held.id, case_id=case.id, position=position, kind="decide", state="waiting",
                    by_reference="test", put_at=at, changed_at=at,
                )
            )  # fmt: skip
        return held.reference


def opened(desk: Desk, reference: str, at: dt.datetime | None = None) -> None:
    """Note that whoever is at the desk opened the case's page."""
    when, person = at or desk.clock(), desk.viewer.person
    assert person is not None
    with desk.database.writing() as session:
        case = services.find_case(session, desk, reference)
        session.add(CaseReading(case_id=case.id, person_id=person, first_at=when, last_at=when, times=1))


def sent(kind: str, **changes: Any) -> schemas.NewDecision:
    """A decision of a kind that brings what the kind needs; None leaves something out."""
    body = {
        "kind": kind,
        "reason": next(iter(REASONS[kind])),
        "words": WORDS,
        "attested": True,
        **TERMS.get(kind, {}),
        **changes,
    }
    return read(schemas.NewDecision, {name: value for name, value in body.items() if value is not None})


def decide(desk: Desk, reference: str, given: schemas.NewDecision) -> Decided | WentUp:
    """Decide a case as it stands. Raises Trouble."""
    with desk.database.writing() as session:
        version = services.find_case(session, desk, reference).version
        return services.decide(session, desk, reference, version, given)


def decided(desk: Desk, reference: str, kind: str, **changes: Any) -> Decided:
    """The same, where it must come to a decision by someone who read the case."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        unread = store.reading_of(session, desk.viewer, case) is None
    if unread:
        opened(desk, reference)
    done = decide(desk, reference, sent(kind, **changes))
    assert isinstance(done, Decided), done
    return done


def reopened(desk: Desk, reference: str) -> str:
    """Open a decided case again; the stage it stands at then."""
    with desk.database.writing() as session:
        version = services.find_case(session, desk, reference).version
        return services.reopen(session, desk, reference, version, schemas.Reopening(words="Another look.")).stage


def stage_of(desk: Desk, reference: str) -> str:
    """Where a case stands."""
    with desk.database.reading() as session:
        return services.find_case(session, desk, reference).stage


def chairing(client: TestClient, *references: str, stage: str = "open") -> As:
    """Another client, signed in as the chair of a sitting that has these cases on its agenda."""
    other = signed_in(client, "chair")
    sitting(desk_of(client), other.people["chair"].id, references, stage=stage)
    return other

"""Placements: begun by decisions and by hand, one place at a time, corrected without a trace lost."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.records import Person
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import (
    Case,
    Decision,
    Interest,
    JointShare,
    Placement,
    PlacementChange,
    PlacementCost,
    PlaceSought,
)
from panel_api.reading import read
from panel_api.schemas_placements import NewPlacement, PlacementCosts, PlacementEnd, PlacementTaken
from panel_api.services import Desk, find_case, placed_by_hand
from panel_api.store.placements import PlacementFilter, list_placements
from tests.panel_api.deciding_support import as_person, decided, officer, reopened, waiting
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.placements_support import a_placement, placed, places

FIRST = dt.date(2026, 10, 1)


@pytest.fixture
def desk(sqlite_client: TestClient) -> Desk:
    """A desk with the directory behind it."""
    places(desk_of(sqlite_client))
    return officer(sqlite_client)


def named(desk: Desk, reference: str, code: str, day: dt.date, corrects: int | None = None) -> Decision:
    """Decide that a school is named, for a place that is to begin on a day."""
    if corrects is not None:
        reopened(desk, reference)
    with desk.database.writing() as session:
        case = find_case(session, desk, reference)
        by = {"by_role": "local", "by_reference": "test", "written_at": NOW}
        session.add(PlaceSought(case_id=case.id, home_sector="OX160", start_day=day, facts={}, **by))
    return decided(desk, reference, "name_school", school=None, school_code=code, corrects=corrects).decision


def stand(desk: Desk) -> list[tuple[str, dt.date, dt.date | None]]:
    """Every placement that stands: where, from when and until when."""
    with desk.database.reading() as session:
        rows = list_placements(session, store.LOCAL, PlacementFilter()).rows
        return sorted((each.place.code, each.row.from_day, each.row.until_day) for each in rows)


def hand(desk: Desk, **said: Any) -> str:
    """A placement written down by hand; its reference."""
    given = {"place": "900003", "from": "2026-10-01", "words": "As the old list says.", **said}
    with desk.database.writing() as session:
        return placed_by_hand.begin_by_hand(session, desk, read(NewPlacement, given)).reference


def test_a_decision_that_names_a_school_begins_a_placement_with_what_is_known(
    sqlite_client: TestClient, desk: Desk
) -> None:
    reference = waiting(sqlite_client, "phase_transfer", primary_need="ASD")
    with desk.database.writing() as session:
        case = find_case(session, desk, reference)
        there = store.provision.provision_by_code(session, store.LOCAL, "900003")
        assert there is not None
        by = {"case_id": case.id, "provision_id": there.id, "by_reference": "test", "written_at": NOW}
        for line, pence in (("fee", 5_800_000), ("therapy", 400_000), ("transport", 900_000)):
            session.add(PlacementCost(line=line, pence=pence, words="As quoted", source="The school", **by))
        agreed = {"state": "agreed", "agreed_by": "The board", "agreed_on": FIRST, "pence": 700_000}
        session.add(JointShare(agency="health", what="Nursing", **agreed, **by))
        session.add(JointShare(agency="social_care", what="Respite", state="asked", pence=100_000, **by))
    named(desk, reference, "900003", FIRST)
    with desk.database.reading() as session:
        row = session.scalars(select(Placement)).one()
    assert row.reference.startswith("N-") and row.decision_id is not None
    assert (row.need, row.phase, row.from_day, row.until_day) == ("ASD", "primary", FIRST, None)
    assert row.age is not None and row.partnership == "north"
    assert row.pence == 5_800_000 + 400_000 + 1_000_000, "with the place, without transport"
    assert (row.health_pence, row.care_pence) == (700_000, None), "what is only asked for is not paid"


def test_a_cost_that_is_not_wholly_known_is_not_known(sqlite_client: TestClient, desk: Desk) -> None:
    named(desk, waiting(sqlite_client, "phase_transfer"), "900003", FIRST)
    with desk.database.reading() as session:
        assert session.scalars(select(Placement.pence)).one() is None


def test_a_child_is_at_one_place_at_a_time(sqlite_client: TestClient, desk: Desk) -> None:
    reference = waiting(sqlite_client, "phase_transfer")
    hand(desk, case=reference, place="900001", **{"from": "2025-09-01"})
    hand(desk, case=reference, place="900002", **{"from": "2027-09-01"})  # from next year on
    named(desk, reference, "900003", FIRST)
    assert stand(desk) == [
        ("900001", dt.date(2025, 9, 1), dt.date(2026, 9, 30)),
        ("900002", dt.date(2027, 9, 1), None),
        ("900003", FIRST, dt.date(2027, 8, 31)),
    ]


def test_a_corrected_decision_leaves_no_placement_and_the_earlier_one_goes_on(
    sqlite_client: TestClient, desk: Desk
) -> None:
    reference = waiting(sqlite_client, "phase_transfer")
    hand(desk, case=reference, place="900001", **{"from": "2025-09-01"})
    wrong = named(desk, reference, "900003", FIRST)
    named(desk, reference, "900002", dt.date(2026, 11, 1), corrects=wrong.id)
    assert stand(desk) == [
        ("900001", dt.date(2025, 9, 1), dt.date(2026, 10, 31)),
        ("900002", dt.date(2026, 11, 1), None),
    ]
    with desk.database.reading() as session:
        kept = session.scalars(select(PlacementChange).order_by(PlacementChange.id)).all()
    ends = [each.changes["until_day"] for each in kept if "until_day" in each.changes]
    assert ends == [[None, "2026-09-30"], ["2026-09-30", None], [None, "2026-10-31"]]
    assert all(each.words and each.by_reference == desk.viewer.reference for each in kept)


def test_what_a_person_changed_since_is_not_undone(sqlite_client: TestClient, desk: Desk) -> None:
    reference = waiting(sqlite_client, "phase_transfer")
    old = hand(desk, case=reference, place="900001", **{"from": "2025-09-01"})
    wrong = named(desk, reference, "900003", FIRST)
    end(desk, old, "2026-07-21")
    reopened(desk, reference)
    decided(desk, reference, "amend", corrects=wrong.id)
    assert stand(desk) == [("900001", dt.date(2025, 9, 1), dt.date(2026, 7, 21))]


def end(desk: Desk, reference: str, day: str) -> None:
    """End a placement by hand."""
    given = read(PlacementEnd, {"last_day": day, "words": "The family moved."})
    with desk.database.writing() as session:
        placed_by_hand.end(session, desk, reference, given)


def test_costs_are_written_down_with_a_reason_and_taken_back_where_wrong(desk: Desk) -> None:
    reference = hand(desk, need="SEMH", age=13, home_sector="ox16 0", cost="64000.00")
    given = {"cost": "66000.00", "health": "4000.00", "unmet": "No nearer place for this age.", "words": "New invoice."}
    with desk.database.writing() as session:
        placed_by_hand.keep_costs(session, desk, reference, read(PlacementCosts, given))
        found = placed_by_hand.find_placement(session, desk, reference)
        assert (found.row.pence, found.row.health_pence, found.row.unmet) == (6_600_000, 400_000, given["unmet"])
        first, last = reversed(store.placements.changes_of_placement(session, found.row.id))
        assert first.changes["pence"] == [None, 6_400_000] and last.changes["pence"] == [6_400_000, 6_600_000]
        placed_by_hand.take_back(session, desk, reference, read(PlacementTaken, {"words": "Another child's."}))
    with desk.database.reading() as session, pytest.raises(Trouble, match="no placement"):
        placed_by_hand.find_placement(session, desk, reference)


def test_what_cannot_be_is_refused_with_everything_that_is_wrong(desk: Desk) -> None:
    with pytest.raises(Trouble) as refused:
        hand(desk, place="999999", cost="100.00", health="90.00", care="20.00")
    assert {each.where for each in refused.value.problems} == {"place", "cost"}
    with pytest.raises(Trouble) as early:
        end(desk, hand(desk), "2026-09-30")
    assert [each.wrong for each in early.value.problems] == ["it lies before the first day"]


def test_who_sees_which_placements(sqlite_client: TestClient, desk: Desk) -> None:
    there = places_by_code(desk)
    placed(desk, a_placement(there["900003"]), a_placement(there["900003"], partnership="Northmoor"))
    reference = waiting(sqlite_client, "phase_transfer")
    hand(desk, case=reference)

    def seen(role: str, **said: Any) -> list[str | None]:
        viewer = replace(as_person(desk, role).viewer, everything=False, **said)
        with desk.database.reading() as session:
            return [each.case for each in list_placements(session, viewer, PlacementFilter()).rows]

    assert seen("senior_officer") == [reference, None, None]
    assert seen("finance_officer") == [None, None, None], "by its own reference alone"
    assert seen("budget_holder", partnership="Northmoor") == [None]
    assert seen("budget_holder") == [] and seen("panel_member") == [] and seen("school") == []
    with desk.database.writing() as session:
        number = session.scalars(select(Case.id).where(Case.reference == reference)).one()
        cousin = {"case_id": number, "person_id": desk.viewer.person, "words": "A cousin.", "by_reference": "test"}
        session.add(Interest(**cousin, declared_at=NOW))
        mine = replace(desk.viewer, everything=False)
        assert len(list_placements(session, mine, PlacementFilter()).rows) == 2


def test_disposal_takes_a_childs_placements_and_their_history_along(sqlite_client: TestClient, desk: Desk) -> None:
    reference = waiting(sqlite_client, "phase_transfer")
    hand(desk, case=reference, place="900001", **{"from": "2025-09-01"})
    named(desk, reference, "900003", FIRST)
    hand(desk, **{"from": "2025-09-01"})  # of nobody here
    with desk.database.writing() as session:
        case = store.hold_case(session, store.LOCAL, reference)
        assert case is not None
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
    assert stand(desk) == [("900003", dt.date(2025, 9, 1), None)]
    with desk.database.reading() as session:
        assert {each.case_id for each in session.scalars(select(PlacementChange))} == {None}


def places_by_code(desk: Desk) -> dict[str, int]:
    """The numbers of the places that there are."""
    with desk.database.reading() as session:
        found = store.provision.provisions_by_code(session, store.LOCAL, ("900001", "900002", "900003", "900004"))
        return {code: each.id for code, each in found.items()}

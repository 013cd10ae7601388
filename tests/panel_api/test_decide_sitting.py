"""Deciding at a sitting: who sat and left is sealed, no quorum decides nothing, an urgent duty is met all the same."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api import models, services, store
from panel_api.errors import Trouble
from panel_api.services import Decided, Desk, WentUp
from panel_api.services.sitting_standing import WENT_UP
from tests.panel_api.deciding_support import (
    as_person,
    chair,
    chairing,
    decide,
    decided,
    officer,
    sent,
    sitting,
    waiting,
)
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_cases import DECISION
from tests.panel_api.pages_support import checked, page, send


def item_of(desk: Desk, reference: str, kind: str = "decide") -> models.AgendaItem:
    """The latest item of a case on any agenda."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        wanted = select(models.AgendaItem).where(models.AgendaItem.case_id == case.id, models.AgendaItem.kind == kind)
        found = session.scalar(wanted.order_by(models.AgendaItem.id.desc()).limit(1))
    assert found is not None
    return found


def refused(desk: Desk, reference: str, kind: str = "agree", **changes: Any) -> str:
    """What is wrong with the sitting, where a decision is refused for it and for nothing else."""
    with pytest.raises(Trouble) as found:
        decide(desk, reference, sent(kind, **changes))
    assert {str(each.where) for each in found.value.problems} == {"sitting"}
    return " ".join(each.wrong for each in found.value.problems)


def sealed(desk: Desk, sequence: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record's entry, and the values sealed apart."""
    with desk.database.reading() as session:
        record = store.record_by_sequence(session, desk.viewer, sequence)
        values = store.sealed_values_of(session, desk.viewer, sequence)
    assert record is not None
    return json.loads(record.stored)["entry"], {each.path: json.loads(each.value) for each in values}


def test_who_sat_and_where_is_sealed_and_the_item_is_done(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    desk, at = chair(sqlite_client, reference), desk_of(sqlite_client)
    done = decided(desk, reference, "agree")
    entry, values = sealed(at, done.link.sequence)
    assert entry["sitting"].startswith("S-")
    assert {role: found["many"] for role, found in entry["sat"].items()} == {"chair": 1, "panel_member": 2}
    assert values["/sat/chair/who"] == [desk.viewer.reference]
    item = item_of(at, reference)
    assert (item.state, item.decision_id, item.sitting_id) == ("done", done.decision.id, done.decision.sitting_id)
    assert services.verify_records(at)[0].holds


def test_who_left_for_an_interest_is_sealed_too(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    desk, at = chair(sqlite_client, reference, members=3), desk_of(sqlite_client)
    with at.database.writing() as session:
        case = services.find_case(session, at, reference)
        member = session.scalars(select(models.Seat).where(models.Seat.profession == "care")).one()
        shut = models.Interest(case_id=case.id, person_id=member.person_id, words="My niece.", by_reference="x")
        shut.declared_at = at.clock()
        session.add(shut)
    entry, values = sealed(at, decided(desk, reference, "agree").link.sequence)
    assert entry["sat"]["panel_member"]["many"] == 2
    assert [each["role"] for each in entry["interests"]] == ["panel_member"]
    assert "niece" not in json.dumps(entry) and values["/interests/0/words"] == "My niece."


def test_a_sitting_without_a_quorum_decides_nothing_but_an_urgent_duty_is_met(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client, "annual_review")
    desk, boss = chair(sqlite_client, reference, members=1), officer(sqlite_client)
    for each in (desk, boss):
        assert "members it takes can sit" in refused(each, reference, "secure_section_f")
    done = decided(boss, reference, "secure_section_f", urgent="The placement ends on Friday.")
    assert (done.decision.sitting_id, done.decision.urgent) == (None, True)
    assert item_of(boss, reference).state == "taken_off", "the panel does not decide it any more"
    assert item_of(boss, reference, "to_note").decision_id == done.decision.id, "and is told of it"


def test_an_order_is_carried_out_between_sittings_and_the_next_one_notes_it(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client, "tribunal_order")
    boss = officer(sqlite_client)
    assert boss.viewer.person is not None
    sitting(desk_of(sqlite_client), boss.viewer.person, [], stage="planned")
    done = decided(boss, reference, "carried_out")
    assert item_of(boss, reference, "to_note").decision_id == done.decision.id


def test_a_chair_decides_at_a_sitting_that_they_chair(sqlite_client: TestClient) -> None:
    nowhere, planned, there = (waiting(sqlite_client) for _ in range(3))
    desk = as_person(desk_of(sqlite_client), "chair")
    assert desk.viewer.person is not None
    sitting(desk, desk.viewer.person, [planned], stage="planned")
    assert "waits at none that is open" in refused(desk, nowhere)
    assert "waits at none that is open" in refused(desk, planned)
    chair(sqlite_client, there)
    assert "do not chair this sitting" in refused(desk, there)
    assert isinstance(decide(officer(sqlite_client), nowhere, sent("agree")), Decided), "an officer needs no sitting"


def test_what_goes_up_is_done_with_at_the_sitting(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    desk = chair(sqlite_client, reference)
    assert isinstance(decide(desk, reference, sent("exceptional_award", amount="21000.00")), WentUp)
    item = item_of(desk, reference)
    assert (item.state, item.note) == ("done", WENT_UP)


def test_a_chair_without_an_open_sitting_is_told_so_instead_of_a_form(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client)
    found = page(chairing(sqlite_client, reference, stage="planned"), f"/cases/{reference}")
    assert "A chair decides at a sitting, and this case waits at none that is open." in found.words
    assert not any(tag["action"].endswith("/decide") for tag in found.all("form"))


def test_the_screen_of_a_sitting_decides_and_goes_on_to_the_next(sqlite_client: TestClient) -> None:
    first, second = waiting(sqlite_client), waiting(sqlite_client)
    client = chairing(sqlite_client, first, second)
    run = next(link for link in page(client, "/sittings").links if link.startswith("/sittings/S-"))
    items = list(dict.fromkeys(link for link in page(client, f"{run}/run/1").links if "/run/" in link))
    form = page(client, items[0]).form("/decide")
    wrong = checked(send(client, form, **{**DECISION, "words": ""}), 422)
    assert "Say in the panel's own words what decided it." in wrong.words
    assert "Who sits for this item" in wrong.words, "the room's own screen comes back, with what was chosen"
    assert wrong.form("/decide").fields["reason_agree"] == DECISION["reason_agree"]
    answers = [send(client, wrong.form("/decide"), **DECISION) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    onward = client.get(answers[1].headers["location"], headers={"Accept": "text/html"}, follow_redirects=False)
    assert onward.headers["location"] == items[1]

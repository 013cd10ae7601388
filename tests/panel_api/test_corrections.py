"""A record is corrected by a later one: it stays as sealed, both say where the other is, and rows are held to it."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from panel_api import services, store
from panel_api.models import Correction, Record
from panel_api.store import LOCAL
from panel_api.triggers import drop_triggers, put_triggers
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_cases import decided, record_of
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.signing_in import signed_in

SAID = {"wrong": "It says five words.", "right": "It is fifteen words.", "asked_by": "The mother, by letter of 3 May"}


def test_a_correction_is_sealed_beside_the_record_and_changes_nothing_in_it(client: TestClient) -> None:
    case = decided(client)
    record = record_of(client, case)
    number = record.rsplit("/", 1)[1]
    desk = desk_of(client)
    with desk.database.reading() as session:
        before = session.scalars(select(Record.stored).where(Record.sequence == int(number))).one()
    found = pressed(client, f"{case}/corrections", "/correct", corrects=number, **SAID)
    assert "In record" in found.words and SAID["right"] in found.words
    with desk.database.reading() as session:
        row = session.scalars(select(Correction)).one()
        stored = session.scalars(select(Record.stored).where(Record.sequence == row.record_sequence)).one()
        assert session.scalars(select(Record.stored).where(Record.sequence == int(number))).one() == before
        assert store.verify_chain(session, LOCAL).holds
    entry = json.loads(stored)["entry"]
    assert (entry["kind"], entry["corrects"], entry["case"]) == ("correction", int(number), case.rsplit("/", 1)[1])
    assert SAID["wrong"] not in stored.decode(), "what people wrote is sealed as digests"
    shown = page(client, record)
    assert f"/records/{row.record_sequence}" in shown.links and SAID["right"] in shown.words
    later = page(client, f"/records/{row.record_sequence}")
    assert record in later.links and SAID["wrong"] in later.words
    assert "A correction was put beside a record." in page(client, case).words
    auditor = signed_in(client, "auditor")
    kept_back = page(auditor, record)
    assert f"/records/{row.record_sequence}" in kept_back.links and SAID["right"] not in kept_back.words
    found_, altered = services.verify_records(desk)
    assert found_.holds and not altered


def test_what_cannot_be_corrected_is_told(sqlite_client: TestClient) -> None:
    case = decided(sqlite_client)
    form = page(sqlite_client, f"{case}/corrections").form("/correct")
    empty = checked(send(sqlite_client, form), 422)
    assert "Choose the record." in empty.words and "Say who asked for it." in empty.words
    other = decided(sqlite_client)
    with desk_of(sqlite_client).database.reading() as session:
        numbers = session.scalars(select(Record.sequence).order_by(Record.sequence)).all()
    elsewhere = page(sqlite_client, f"{other}/corrections").form("/correct")
    elsewhere.fields["corrects"] = str(numbers[0])
    wrong = checked(sqlite_client.post(elsewhere.action, data={**elsewhere.fields, **SAID}), 422)
    assert "is no record of this case" in wrong.words and SAID["wrong"] in wrong.words
    nothing = page(sqlite_client, f"/cases/{taken_in(sqlite_client)}/corrections")
    assert "no record yet" in nothing.words and not nothing.all("form")[1:]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE corrections SET right_words = 'Fifty words.'", "correction (right)"),
        ("UPDATE corrections SET wrong = 'Nothing.'", "correction (wrong)"),
        ("UPDATE corrections SET asked_by = 'Nobody'", "correction (asked_by)"),
        ("UPDATE corrections SET corrects_sequence = record_sequence", "which record it corrects"),
        ("DELETE FROM corrections", "correction row is missing"),
        ("UPDATE corrections SET record_sequence = corrects_sequence", "and it is none"),
    ],
)
def test_a_row_that_says_something_else_than_was_sealed_is_found(
    sqlite_client: TestClient, statement: str, says: str
) -> None:
    case = decided(sqlite_client)
    number = record_of(sqlite_client, case).rsplit("/", 1)[1]
    pressed(sqlite_client, f"{case}/corrections", "/correct", corrects=number, **SAID)
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        drop_triggers(session.connection())
        session.execute(text(statement))
        put_triggers(session.connection())
    found, _ = services.verify_records(desk)
    assert [each for each in found.faults if says in str(each)], found.faults

"""The data map is whole and true: every column stands in it, roles see what it says, a disposal does what it says."""

import csv
import io

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import JSON, ForeignKeyConstraint, Table, Text, select

from engine.recording.records import Person as Someone
from panel_api import store
from panel_api.cli import run
from panel_api.columns import ROLES
from panel_api.data_map import KINDS, TABLES, lines
from panel_api.data_map.shape import CASE, COMMON, DECIDERS, NAMED, RECORDS, WRITERS
from panel_api.models import AgendaItem, Base, Case, Seat, Sitting
from panel_api.services.reasons import REASONS
from panel_api.store import LOCAL
from panel_api.store.disposal import _hanging_on_cases
from panel_api.store.other_disposals import forget_answers_naming
from tests.panel_api.hanging_support import everything_on
from tests.panel_api.http_support import NOW, a_decision, desk_of, post
from tests.panel_api.signing_in import As, signed_in

DATABASE = Base.metadata.tables
SCOPES = {"school": {"school": "100000"}, "budget_holder": {"partnership": "north"}}
MARK = "Zzsecret"
"""In everything that a person typed and in every name."""
MACHINERY = {"assessments.engines"}
"""Free form, and yet of nobody: which engines agreed."""


def test_every_column_of_every_table_stands_in_it() -> None:
    assert set(TABLES) == set(DATABASE)
    for name, kept in TABLES.items():
        there = {each.name for each in DATABASE[name].columns}
        assert set(kept.columns) <= there, f"{name}: the map tells of columns that are gone"
        told = {each for each in there if each in kept.columns or each in COMMON}
        assert there == told, f"{name}: say of {sorted(there - told)} in panel_api/data_map what they hold and of whom"
        assert {each.column.kind for each in lines(name)} <= set(KINDS)
        assert all(each.seen.words and each.column.holds for each in lines(name))


def points_at(table: Table, other: str) -> set[str]:
    """The columns of a table that point at another."""
    keys = [each for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
    return {column.name for each in keys if each.referred_table.name == other for column in each.columns}


def test_who_is_named_and_what_people_wrote_is_never_said_to_be_of_nobody() -> None:
    for name, table in DATABASE.items():
        told = {each.name: each.column.kind for each in lines(name)}
        assert {told[each] for each in points_at(table, "people")} <= {"staff"}, name
        if "case_id" in told and name not in ("records", "disposals"):
            free = {each.name for each in table.columns if isinstance(each.type, Text | JSON)}
            assert not {f"{name}.{each}" for each in free if told[each] == "plain"} - MACHINERY
        hashes = {each for each in told if each in ("password_hash", "csrf", "salt") or each.endswith("key_sha256")}
        assert {told[each] for each in hashes} <= {"secret"}, name


def seated(client: TestClient, reference: str, people: dict[str, As]) -> None:
    """Give those of the panel a seat where the case is on the agenda."""
    with desk_of(client).database.writing() as session:
        case = session.scalars(select(Case.id).where(Case.reference == reference)).one()
        sitting = Sitting(
            reference="DM-1", panel="Panel", held_on=NOW.date(), begins="09:30", place="Room", stage="planned",
            by_reference="test", created_at=NOW,
        )  # fmt: skip
        session.add(sitting)
        session.flush()
        for role, seat in (("panel_member", "member"), ("chair", "chair")):
            who = people[role].people[role].id
            row = Seat(sitting_id=sitting.id, person_id=who, seat=seat, profession="education", coming="coming")
            session.add(row)
        session.add(
            AgendaItem(
                sitting_id=sitting.id, case_id=case, position=1, kind="decide", state="waiting", by_reference="test",
                put_at=NOW, changed_at=NOW, note=MARK,
            )
        )  # fmt: skip


def test_each_role_is_shown_what_the_map_says(sqlite_client: TestClient) -> None:
    reference = everything_on(sqlite_client, MARK)
    people = {role: signed_in(sqlite_client, role, **SCOPES.get(role, {})) for role in ROLES}
    seated(sqlite_client, reference, people)
    for role, one in people.items():
        answer = one.get(f"/api/cases/{reference}")
        assert (answer.status_code == 200) == (role in CASE.roles), role
        assert (f"Robin {MARK}" in answer.text) == (role in NAMED.roles), role
        assert ("12 Rose Lane" in answer.text) == (role in WRITERS.roles), role
        assert ('"school_year":"4"' in answer.text.replace(" ", "")) == (role in CASE.roles), role
        assert (one.get("/records").status_code == 200) == (role in RECORDS.roles), role
        assert (one.get("/going-up").status_code == 200) == (role in DECIDERS.roles), role


def rows_with(client: TestClient, word: str) -> set[str]:
    """The tables in which a word stands anywhere."""
    with desk_of(client).database.reading() as session:
        return {
            name
            for name, table in DATABASE.items()
            if any(word in str(value) for row in session.execute(select(table)) for value in row)
        }


def test_a_disposal_takes_what_the_map_says(client: TestClient) -> None:
    reference = everything_on(client, MARK)
    sent = a_decision(kind="maintain", reason=next(iter(REASONS["maintain"])), words=f"{MARK} is well placed.")
    assert post(client, f"/api/cases/{reference}/decisions", sent, If_Match='"4"').status_code == 201
    people = {role: signed_in(client, role) for role in ("panel_member", "chair")}
    seated(client, reference, people)
    before = rows_with(client, MARK)
    assert len(before) >= 10 and {"parties", "voices", "decisions", "sealed_values", "agenda_items"} <= before
    with desk_of(client).database.writing() as session:
        case = store.hold_case(session, LOCAL, reference)
        assert case is not None
        number, was = case.id, {each.name: getattr(case, each.name) for each in DATABASE["cases"].columns}
        store.dispose_case(session, case, "birth_31", Someone("officer", "o-1"), NOW)
        assert forget_answers_naming(session, [reference]) >= 4
    assert rows_with(client, MARK) == set()
    with desk_of(client).database.reading() as session:
        (row,) = session.execute(select(DATABASE["cases"]).where(DATABASE["cases"].c.id == number)).mappings()
        for each in lines("cases"):
            if each.at_disposal == "emptied":
                assert not row[each.name], each.name
            elif each.name not in ("stage", "version", "updated_at"):
                assert row[each.name] == was[each.name], each.name
        for name, kept in TABLES.items():
            if kept.goes and "case_id" in DATABASE[name].columns:
                left = select(DATABASE[name]).where(DATABASE[name].c.case_id == number)
                assert session.execute(left).first() is None, name


def test_what_goes_with_a_case_is_what_the_store_deletes() -> None:
    hanging = {table.name for table in _hanging_on_cases()}
    told = {name for name, kept in TABLES.items() if kept.goes}
    assert hanging <= told
    assert told - hanging == {"sealed_values", "moderation_scores"}, "these go with what they hang on"


def test_the_spreadsheet_has_a_line_for_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data-map", "--csv"]) == 0
    heads, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert len(heads) == 7 and all(len(row) == 7 and all(row) for row in rows)
    assert {(row[0], row[1]) for row in rows} == {(t, c.name) for t, table in DATABASE.items() for c in table.columns}
    address = next(row for row in rows if row[:2] == ["parties", "address"])
    assert address[3:5] == ["a child or a family", "Caseworker, Senior officer"] and address[6] == "gone"

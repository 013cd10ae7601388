"""Sealed tables stay sealed on both databases, and the server can tell when they are not."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from engine.recording.records import Person
from panel_api import store
from panel_api.database import Database
from panel_api.migrating import migrate
from panel_api.sealing_policy import POLICIES, SEALED
from panel_api.settings import Settings
from panel_api.store import LOCAL
from panel_api.triggers import TriggersMissing, check_triggers, put_triggers
from tests.fixtures_postgres import PostgresServer
from tests.panel_api.databases import (
    DAY,
    NOW,
    decide,
    decided_cases,
    holds,
    new_case,
    with_audit,
    with_money,
    with_placing,
)

A_COLUMN = {
    "records": "stored", "log_lines": "stored", "checkpoints": "signature", "corrections": "wrong",
    "rescorings": "cases", "rescored_cases": "band_after", "adoptions": "words", "rulebook_texts": "text",
    "disposals": "case_id", "money_disposals": "before",
    "sealed_values": "value", "assessments": "band", "recommendations": "band", "decisions": "words",
    "chain_heads": "sha256", "awards": "band", "award_terms": "pence_a_year", "ledger_entries": "pence",
    "ledger_lines": "pence", "ledger_assertions": "pence", "allocations": "words", "allocation_postings": "by_role",
    "open_snapshots": "published_at", "open_parts": "pence",
    "imports": "file_name", "paid_lines": "pence", "roll_lines": "left_on", "leavings": "words",
    "provision_changes": "words", "provision_places": "on_roll", "provision_costs": "pence", "places_sought": "facts",
    "place_searches": "found", "placement_changes": "words",
}  # fmt: skip


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with a row in every sealed table: cases decided and disposed of, a look, an award with its money."""
    decided_cases(database, 2)
    with database.writing() as session:
        first = store.list_cases(session, LOCAL, store.CaseFilter()).rows[-1].reference
        case = store.hold_case(session, LOCAL, first)
        assert case is not None
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
    with database.writing() as session:
        store.log_access(session, LOCAL, "case_viewed", first, NOW)
        last = store.list_cases(session, LOCAL, store.CaseFilter()).rows[0].id
        with_money(session, last)
        with_placing(session, last)
        with_audit(session, last)
    return database


def refused(database: Database, statement: str) -> bool:
    """Whether the triggers refuse a statement, in a transaction of its own."""
    try:
        with database.writing() as session:
            session.execute(text(statement))
    except DBAPIError as error:
        assert "is sealed" in str(error.orig), error
        return True
    return False


@pytest.mark.parametrize("table", SEALED)
def test_no_sealed_row_can_be_changed_or_deleted(filled: Database, table: str) -> None:
    column = A_COLUMN[table]
    assert refused(filled, f"UPDATE {table} SET {column} = {column}")
    assert refused(filled, f"DELETE FROM {table}")
    with filled.reading() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}"))
    if filled.engine.dialect.name == "postgresql":
        assert refused(filled, f"TRUNCATE {table} CASCADE")
        with pytest.raises(DBAPIError), filled.writing() as session:
            session.execute(text(f"DROP TRIGGER sealed_{table}_update ON {table}"))
            session.execute(text(f"SET session_replication_role = replica; DELETE FROM {table}"))
    assert holds(filled)


@pytest.mark.parametrize("table", SEALED)
def test_sqlite_replace_is_refused_by_every_key(
    request: pytest.FixtureRequest, sqlite_settings: Settings, table: str
) -> None:
    """INSERT OR REPLACE would delete without asking the DELETE trigger, by any unique key it meets."""
    database = request.getfixturevalue("sqlite_filled")
    file = make_url(sqlite_settings.database_url).database
    raw = sqlite3.connect(str(file), isolation_level=None)
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    policy = next(each for each in POLICIES if each.table == table)
    before = raw.execute(f"SELECT * FROM {table}").fetchall()
    for key in policy.keys:
        for as_text in (False, True):
            kept = [f"CAST({c} AS TEXT)" if as_text else c for c in key]
            chosen = [kept[key.index(c)] if c in key else "1000 + rowid" if c == "id" else c for c in columns]
            with pytest.raises(sqlite3.IntegrityError, match="is sealed"):
                raw.execute(
                    f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM {table}"
                )
    with pytest.raises(sqlite3.IntegrityError, match="is sealed"):
        raw.execute(f"UPDATE OR REPLACE {table} SET {columns[0]} = {columns[0]}")
    assert raw.execute(f"SELECT * FROM {table}").fetchall() == before
    raw.close()
    assert holds(database)


@pytest.fixture
def sqlite_filled(sqlite_settings: Settings) -> Iterator[Database]:
    """The filled database, as a SQLite file that is opened again past SQLAlchemy."""
    from panel_api.database import open_database

    opened = open_database(sqlite_settings)
    filled.__wrapped__(opened)  # type: ignore[attr-defined]
    yield opened
    opened.dispose()


def test_only_the_next_link_can_be_added(database: Database) -> None:
    decided_cases(database, 1)
    for sequence, previous in ((2, "0" * 64), (3, None), (1, None)):
        head = "(SELECT sha256 FROM chain_heads WHERE chain = 'records')"
        previous_sql = f"'{previous}'" if previous else head
        assert refused(
            database,
            "INSERT INTO records (sequence, stored, sha256, previous) "
            f"VALUES ({sequence}, '', '{'a' * 64}', {previous_sql})",
        )
    assert refused(database, "UPDATE chain_heads SET sequence = sequence + 1 WHERE chain = 'records'")
    assert refused(database, "UPDATE chain_heads SET sequence = 0 WHERE chain = 'records'")
    assert holds(database)


def test_values_go_only_to_a_logged_disposal(database: Database) -> None:
    with database.writing() as session:
        case = new_case(session)
        decide(session, case)
        reference = case.reference
    assert refused(database, "DELETE FROM sealed_values")
    with database.writing() as session:
        held = store.hold_case(session, LOCAL, reference)
        assert held is not None
        store.dispose_case(session, held, "birth_31", Person("officer", "o-1"), NOW)
    with database.reading() as session:
        gone = store.case_by_reference(session, LOCAL, reference)
        assert gone is not None and gone.stage == "disposed" and gone.parties == [] == gone.voices
        assert (gone.facts, gone.band, gone.partnership) == ({}, None, None)
        assert store.decisions_of(session, LOCAL, gone) == []
        assert store.sealed_values_of(session, LOCAL, 1) == ()
        report = store.verify_chain(session, LOCAL)
        assert report.holds and (report.records, report.disposed) == (2, 1)
    with database.writing() as session:  # what is decided after the disposal is sealed anew
        later = store.hold_case(session, LOCAL, reference)
        assert later is not None
        decide(session, later)
    assert refused(database, "DELETE FROM sealed_values")


def test_a_missing_altered_or_sleeping_trigger_is_named(database: Database) -> None:
    check_triggers(database.engine)
    on_sqlite = database.engine.dialect.name == "sqlite"
    breaking = {
        "sealed_records_update": "DROP TRIGGER sealed_records_update" + ("" if on_sqlite else " ON records"),
    }
    if on_sqlite:
        breaking["sealed_records_delete"] = "DROP TRIGGER sealed_records_delete"
    else:
        breaking["sealed_decisions_delete"] = "ALTER TABLE decisions DISABLE TRIGGER sealed_decisions_delete"
        breaking["sealed_sealed_values_delete"] = (
            "CREATE OR REPLACE FUNCTION sealed_sealed_values_delete() RETURNS trigger "
            "LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$"
        )
    for statement in breaking.values():
        with database.writing() as session:
            session.execute(text(statement))
    with pytest.raises(TriggersMissing, match="not protected") as missing:
        check_triggers(database.engine)
    assert sorted(missing.value.names) == sorted(breaking)
    with database.writing() as session:
        put_triggers(session.connection())
    check_triggers(database.engine)


def test_a_weakened_sqlite_trigger_is_named(sqlite_settings: Settings) -> None:
    raw = sqlite3.connect(str(make_url(sqlite_settings.database_url).database))
    raw.execute("DROP TRIGGER sealed_records_update")
    raw.execute("CREATE TRIGGER sealed_records_update BEFORE UPDATE ON records WHEN 0 BEGIN SELECT 1; END")
    raw.commit()
    raw.close()
    from panel_api.database import open_database

    database = open_database(sqlite_settings)
    with pytest.raises(TriggersMissing, match="sealed_records_update"):
        check_triggers(database.engine)
    database.dispose()


def test_an_application_role_that_owns_nothing_does_all_its_work_and_no_more(
    postgres_server: PostgresServer,
) -> None:
    name = postgres_server.create()
    owner, app = f"owner_{name}", f"app_{name}"
    for role in (owner, app):
        postgres_server.execute(f"CREATE ROLE {role} LOGIN")
    postgres_server.execute(f"ALTER DATABASE {name} OWNER TO {owner}")
    postgres_server.execute(f"ALTER SCHEMA public OWNER TO {owner}", name)
    settings = Settings(
        database_url=postgres_server.url(name, app), owner_database_url=postgres_server.url(name, owner)
    )
    migrate(settings)
    migrate(settings)
    from panel_api.database import open_database

    database = open_database(settings)
    try:
        check_triggers(database.engine)
        decided_cases(database, 2)
        with database.writing() as session:
            case = new_case(session, DAY)
            decide(session, case)
            store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
            store.log_access(session, LOCAL, "case_viewed", case.reference, NOW)
            assert store.claim_key(session, LOCAL, "POST /api/cases", "k", "0" * 64, NOW) is None
            store.forget_old_keys(session, NOW)
        assert holds(database)
        for table in SEALED:
            for statement in (
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TRIGGER sealed_{table}_update ON {table}",
                f"CREATE OR REPLACE FUNCTION sealed_{table}_update() RETURNS trigger "
                "LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
                f"TRUNCATE {table} CASCADE",
                f"DROP TABLE {table} CASCADE",
                "SET session_replication_role = replica",
                "CREATE TABLE public.mine (id int)",
            ):
                with pytest.raises(DBAPIError) as denied, database.writing() as session:
                    session.execute(text(statement))
                assert isinstance(denied.value.orig, psycopg.errors.InsufficientPrivilege), statement
        with pytest.raises(DBAPIError), database.writing() as session:  # nor by a table in the way
            session.execute(text("CREATE TEMP TABLE disposals AS SELECT 1 AS case_id, 999 AS record_sequence"))
            session.execute(text("DELETE FROM decisions"))
        assert holds(database)
    finally:
        database.dispose()
        postgres_server.drop(name)
        for role in (app, owner):
            postgres_server.execute(f"DROP ROLE {role}")

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
from panel_api.models import Base
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
    "rescorings": "cases", "rescored_cases": "band_after", "adoptions": "words",
    "whatifs": "words", "whatif_texts": "source", "calibrations": "name", "equity_reports": "cases",
    "equity_notes": "words", "rulebook_texts": "text",
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


def test_no_sealed_row_can_be_changed_or_deleted(filled: Database) -> None:
    for table in SEALED:
        column = A_COLUMN[table]
        assert refused(filled, f"UPDATE {table} SET {column} = {column}"), table
        assert refused(filled, f"DELETE FROM {table}"), table
        with filled.reading() as session:
            assert session.scalar(text(f"SELECT count(*) FROM {table}")), table
        if filled.engine.dialect.name == "postgresql":
            assert refused(filled, f"TRUNCATE {table} CASCADE"), table
            with pytest.raises(DBAPIError), filled.writing() as session:
                session.execute(text(f"DROP TRIGGER sealed_{table}_update ON {table}"))
                session.execute(text(f"SET session_replication_role = replica; DELETE FROM {table}"))
    assert holds(filled)


def test_sqlite_replace_is_refused_by_every_key(sqlite_filled: Database) -> None:
    """INSERT OR REPLACE would delete without asking the DELETE trigger, by any unique key it meets."""
    raw = sqlite3.connect(str(sqlite_filled.engine.url.database), isolation_level=None)
    for policy in POLICIES:
        table = policy.table
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
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
        assert raw.execute(f"SELECT * FROM {table}").fetchall() == before, table
    raw.close()
    assert holds(sqlite_filled)


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


WORKED_ON = {
    "the case and those around it, until it is decided": "cases parties voices case_events case_links case_readings "
    "case_days dues findings section_f_lines duty_warnings provision_lost monitoring_answers consultations put_up "
    "request_drafts",
    "sittings while they are held": "sittings seats stays agenda_items interests minute_gaps",
    "letters and requests for what is held, until they are sent": "letters subject_requests withheld",
    "people, what opens the door to them, and what they typed": "people appointments sign_ins sign_in_attempts secrets "
    "api_tokens feed_keys forms_set_aside idempotency_keys purposes account_looks",
    "what is proposed, sampled, matched and tried": "proposals virements moderation_samples moderation_cases "
    "moderation_scorers moderation_scores worksheets worksheet_children worksheet_places audit_samples audit_papers",
    "the directory; each of its changes is sealed beside it": "provisions directory_imports directory_rows placements "
    "schools_asked placement_costs joint_shares",
    "accounts by name; what is in them is sealed": "accounts",
    "what records are found by, made from them": "record_finds record_rules",
    "how far a run has come": "runs_at_work",
    "what keeps a disposal, and the list of one": "holds disposal_runs disposal_items",
}
"""Every table that is not sealed, with why: a new one is put here or into `sealing_policy`."""


def test_every_table_is_sealed_or_says_why_it_is_not() -> None:
    worked_on = [name for names in WORKED_ON.values() for name in names.split()]
    assert sorted([*SEALED, *worked_on]) == sorted(Base.metadata.tables)


def walked(database: Database, role: str) -> None:
    """In every table there is, the role may change no sealed row: it has no right to, and where it has, none is let."""
    there = {policy.table: policy for policy in POLICIES}
    for table in Base.metadata.tables:
        with database.reading() as session:
            verbs = ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            ask = text("SELECT has_table_privilege(:role, :table, :verb)")
            may = {v for v in verbs if session.scalar(ask, {"role": role, "table": table, "verb": v})}
            rows = session.scalar(text(f"SELECT count(*) FROM {table}"))
        assert not may & {"TRUNCATE", "REFERENCES", "TRIGGER"}, table
        policy = there.get(table)
        if policy is None:
            continue
        assert ("UPDATE" in may, "DELETE" in may) == (bool(policy.update), bool(policy.delete)), table
        assert rows, f"{table} is empty, so nothing was shown"
        for statement in (f"UPDATE {table} SET {A_COLUMN[table]} = {A_COLUMN[table]}", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError) as denied, database.writing() as session:
                session.execute(text(statement))
            assert isinstance(
                denied.value.orig, psycopg.errors.InsufficientPrivilege | psycopg.errors.RestrictViolation
            )


ROUND = (
    "PRAGMA recursive_triggers = ON; UPDATE OR REPLACE {table} SET {column} = {column}",
    "PRAGMA recursive_triggers = OFF; UPDATE OR REPLACE {table} SET {column} = {column}",
    "PRAGMA foreign_keys = OFF; DELETE FROM {table}",
    "PRAGMA ignore_check_constraints = ON; UPDATE {table} SET {column} = NULL",
    "PRAGMA defer_foreign_keys = ON; DELETE FROM {table}",
    "WITH old AS (SELECT * FROM {table}) INSERT INTO {table} SELECT * FROM old WHERE true "
    "ON CONFLICT DO UPDATE SET {column} = {column}",
    "CREATE TEMP TABLE elsewhere AS SELECT * FROM {table}; INSERT OR REPLACE INTO {table} SELECT * FROM elsewhere",
    "ATTACH ':memory:' AS other; CREATE TABLE other.{table} AS SELECT * FROM main.{table}; DELETE FROM main.{table}",
    "CREATE TEMP TRIGGER instead BEFORE DELETE ON {table} BEGIN SELECT RAISE(IGNORE); END; "
    "UPDATE {table} SET {column} = {column}",
)
"""Ways round a trigger that SQLite has or had; none touches a sealed row."""


def test_nothing_goes_round_the_triggers_of_sqlite(sqlite_filled: Database) -> None:
    file = str(sqlite_filled.engine.url.database)
    for table, column in A_COLUMN.items():
        rows = sqlite3.connect(file).execute(f"SELECT * FROM {table}").fetchall()
        assert rows, f"{table} is empty, so nothing was shown"
        for way in ROUND:
            raw = sqlite3.connect(file, isolation_level=None)
            with pytest.raises(sqlite3.Error):
                raw.executescript(way.format(table=table, column=column))
            raw.close()
        assert sqlite3.connect(file).execute(f"SELECT * FROM {table}").fetchall() == rows, table
    assert set(A_COLUMN) == set(SEALED) and holds(sqlite_filled)


def test_triggers_that_were_written_out_of_the_schema_are_missed(sqlite_filled: Database) -> None:
    """Whoever holds the file can do this; nothing starts on it afterwards."""
    raw = sqlite3.connect(str(sqlite_filled.engine.url.database), isolation_level=None)
    raw.executescript("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name LIKE 'sealed_records%'")
    raw.close()
    with pytest.raises(TriggersMissing, match="sealed_records_delete"):
        check_triggers(sqlite_filled.engine)


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
            last = store.list_cases(session, LOCAL, store.CaseFilter()).rows[-1].id
            with_money(session, last)
            with_placing(session, last)
            with_audit(session, last)
        assert holds(database)
        walked(database, app)
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

"""Migrations on both databases: from empty, without drift, and keeping what is sealed."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, make_url, text

from engine.recording.records import Person
from panel_api import store
from panel_api.database import WRITES, Database, make_engine, open_database
from panel_api.migrating import alembic_config, differences, migrate
from panel_api.models import Base
from panel_api.services.dues import count_again, seems_drifted
from panel_api.settings import Settings
from panel_api.store import LOCAL
from panel_api.triggers import TriggersMissing, check_triggers
from tests.panel_api.databases import NOW, decide, decided_cases, holds, new_case

REBUILD = '''"""Rebuild every sealed table, as SQLite must to change a column."""

import sqlalchemy as sa
from alembic import op
from panel_api.migrating import as_it_stands

revision = "9999"
down_revision = "0007"
TABLES = ("records", "sealed_values", "decisions", "rulebook_texts", "chain_heads")


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, copy_from=as_it_stands(op.get_bind(), table)) as batch:
            batch.add_column(sa.Column("note", sa.String(20), server_default="x", nullable=False))
            batch.create_check_constraint("note", "length(note) < 20")
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that name an empty database of each kind in turn."""
    if request.param == "sqlite":
        return Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    return Settings(database_url=request.getfixturevalue("postgres_url"))


def test_from_empty_to_what_the_models_say(empty: Settings) -> None:
    migrate(empty)
    migrate(empty)
    database = open_database(empty)
    assert differences(database.engine) == []
    check_triggers(database.engine)
    tables = set(inspect(database.engine).get_table_names())
    assert tables - {"alembic_version"} == set(Base.metadata.tables)
    with database.reading() as session:
        assert store.verify_chain(session, LOCAL).holds
        assert store.verify_chain(session, LOCAL, chain="access").holds
    database.dispose()


def test_an_unmigrated_database_is_told_from_a_ready_one(empty: Settings) -> None:
    database = open_database(empty)
    with pytest.raises(TriggersMissing):
        check_triggers(database.engine)
    assert differences(database.engine)
    database.dispose()


def test_checks_and_table_kinds_are_those_of_the_models(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Alembic's comparison passes over check constraints and WITHOUT ROWID: compare the text itself."""
    fresh = make_engine(f"sqlite:///{tmp_path / 'fresh.db'}", sqlite_settings)
    Base.metadata.create_all(fresh)
    fresh.dispose()
    migrated = _schema(Path(str(make_url(sqlite_settings.database_url).database)))
    wanted = _schema(tmp_path / "fresh.db")
    assert {name: migrated.get(name) for name in wanted} == wanted


def _schema(file: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql <> ''")
    one_line = {
        name: " ".join(sql.split()).replace(" ) WITHOUT", ", WITHOUT").replace(f'"{name}"', name) for name, sql in rows
    }
    connection.close()
    return {name: sorted(part.strip(" )") for part in sql.split(",")) for name, sql in one_line.items()}


def _migrate_further(settings: Settings, folder: Path, text_: str) -> None:
    (folder / "9999_rebuild.py").write_text(text_)
    config = alembic_config()
    first = Path(str(config.get_main_option("script_location"))) / "versions"
    config.set_main_option("version_locations", f"{first}\n{folder}")
    config.set_main_option("path_separator", "newline")
    engine = make_engine(settings.database_url, settings)
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "9999")
    finally:
        engine.dispose()


def test_a_migration_that_rebuilds_sealed_tables_keeps_records_and_triggers(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    decided_cases(database, 2)
    with database.writing() as session:
        case = new_case(session)
        last = decide(session, case)
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
    _migrate_further(settings, tmp_path, REBUILD)
    check_triggers(database.engine)
    assert holds(database)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM sealed_values WHERE note = 'x'"))
        if database.engine.dialect.name == "sqlite":
            for table in ("sealed_values", "rulebook_texts", "chain_heads"):
                sql = session.scalar(text("SELECT sql FROM sqlite_schema WHERE name = :t"), {"t": table})
                assert "WITHOUT ROWID" in str(sql)
            sql = str(session.scalar(text("SELECT sql FROM sqlite_schema WHERE name = 'decisions'")))
            assert "AUTOINCREMENT" in sql and "ck_decisions_kind" in sql
    with database.writing() as session:  # no number is given twice, though its row is gone
        assert decide(session, new_case(session)).sequence == last.sequence + 2
    assert holds(database)


def test_a_migration_that_fails_changes_nothing_and_leaves_the_triggers(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    decided_cases(database, 1)
    failing = REBUILD + '    op.execute("DELETE FROM records")\n    op.execute("no such thing")\n'
    with pytest.raises(Exception, match=r"no such thing|syntax|violates"):
        _migrate_further(settings, tmp_path, failing)
    check_triggers(database.engine)
    assert holds(database)
    assert differences(database.engine) == []


def test_a_migration_that_would_break_a_reference_is_refused(sqlite_settings: Settings, tmp_path: Path) -> None:
    database = open_database(sqlite_settings)
    decided_cases(database, 1)
    breaking = REBUILD + '    op.execute("DELETE FROM rulebook_texts")\n'
    with pytest.raises(RuntimeError, match="point at nothing"):
        _migrate_further(sqlite_settings, tmp_path, breaking)
    check_triggers(database.engine)
    assert holds(database)
    database.dispose()


def test_several_processes_may_migrate_at_once(empty: Settings) -> None:
    code = (
        "import sys; from panel_api.settings import Settings; from panel_api.migrating import migrate; "
        "migrate(Settings(database_url=sys.argv[1]))"
    )
    command_line = [sys.executable, "-c", code, empty.database_url]
    running = [subprocess.Popen(command_line, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for each in running:
        _, errors = each.communicate(timeout=60)
        assert each.returncode == 0, errors
    database = open_database(empty)
    check_triggers(database.engine)
    database.dispose()


@pytest.mark.parametrize("url", ["mysql://host/x", "sqlite://", "sqlite:///:memory:"])
def test_any_other_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="does not use"):
        open_database(Settings(database_url=url))


def test_open_cases_from_before_days_were_kept_have_those_that_are_known(empty: Settings) -> None:
    engine = make_engine(empty.database_url, empty)
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        for number, (basis, stage, status) in enumerate(
            [
                ("assessment_request", "received", None),
                ("non_statutory", "recommended", "settled"),
                ("non_statutory", "assessed", "incomplete"),
                ("non_statutory", "decided", "settled"),
                ("annual_review", "received", None),
            ],
            1,
        ):
            connection.execute(
                text(
                    "INSERT INTO cases (reference, stage, legal_basis, asked_on, rulebook, facts, status, version, "
                    "created_at, updated_at) VALUES (:reference, :stage, :basis, '2026-09-14', 'top_up', '{}', "
                    ":status, 1, '2026-09-14 09:00:00+00:00', '2026-09-14 09:00:00+00:00')"
                ),
                {"reference": f"AAAA-000{number}", "stage": stage, "basis": basis, "status": status},
            )
    engine.dispose()
    migrate(empty)
    database = open_database(empty)
    with database.reading() as session:
        found = session.execute(text("SELECT case_id, kind FROM case_days ORDER BY case_id, kind DESC")).all()
        assert [tuple(row) for row in found] == [(1, "received"), (2, "received"), (2, "complete"), (3, "received")]
        assert seems_drifted(session, empty)
    assert count_again(database, empty) == (5, 2)
    database.dispose()

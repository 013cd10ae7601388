"""Bringing a database to the tables this version expects, with its triggers and, on PostgreSQL, grants.

With EVENHAND_OWNER_DATABASE_URL the tables belong to that role, and the role the application works
with gets what its queries need: it can add to sealed tables and cannot change them or their triggers.
"""

from typing import Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, Engine, MetaData, Table, inspect, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import conv

from panel_api.content import migrations_dir
from panel_api.database import WRITES, database_url, make_engine
from panel_api.models import Base
from panel_api.sealing_policy import POLICIES
from panel_api.settings import Settings
from panel_api.store.anchors import note_older

_MIGRATING: Final = 0x45_56_45_4E  # the number of a lock that means "migrating Evenhand"
_RIGHTS: Final = {
    "cases": "SELECT, INSERT, UPDATE",
    "chain_heads": "SELECT, UPDATE",
    "alembic_version": "SELECT",
}
_WORKING: Final = "SELECT, INSERT, UPDATE, DELETE"
"""On every table that is not sealed and not named above."""


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the database up to `revision`, whole or not at all; nothing to do is quick and harmless.

    Several processes may do it at once: one works, the others wait. Raises what the database says.
    """
    engine = make_engine(settings.owner_database_url or settings.database_url, settings)
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if revision == "head":
                _anchor_older(connection)
        if settings.owner_database_url is not None:
            role = database_url(settings.database_url).username
            with engine.begin() as connection:
                grant_application_role(connection, role or "")
    finally:
        engine.dispose()


def _anchor_older(connection: Connection) -> None:
    """Entries from before there was a log of the ledger stand in it from now on."""
    with Session(connection) as session, session.begin():
        note_older(session)


def alembic_config() -> Config:
    """Alembic's configuration, wherever Evenhand is installed."""
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    return config


def differences(engine: Engine) -> list[object]:
    """What `panel_api.models` has that the database has not, or the other way; empty when they agree."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def as_it_stands(connection: Connection, name: str) -> Table:
    """A table read back whole, for `op.batch_alter_table(name, copy_from=…)` in a migration.

    Alembic by itself would rebuild a SQLite table without its check constraints and table options.
    """
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    for check in inspect(connection).get_check_constraints(name):
        table.append_constraint(CheckConstraint(check["sqltext"], name=conv(str(check["name"]))))
    if connection.dialect.name == "sqlite":
        wanted = text("SELECT sql FROM sqlite_schema WHERE name = :name")
        sql = str(connection.scalar(wanted, {"name": name}))
        table.dialect_options["sqlite"]["with_rowid"] = "WITHOUT ROWID" not in sql
        table.dialect_options["sqlite"]["autoincrement"] = "AUTOINCREMENT" in sql
    return table


def numbers_given(connection: Connection) -> dict[str, int]:
    """The highest number each SQLite table has given, rows since deleted included."""
    known = text("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'")
    if connection.scalar(known) is None:  # an empty file has none
        return {}
    return dict(connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all())


def keep_numbers_given(connection: Connection, given: dict[str, int]) -> None:
    """Go on counting from there: a rebuilt table would begin again after the rows it has."""
    for name, number in given.items():
        values = {"name": name, "number": number}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), values)


def lock_migrating(connection: Connection) -> None:
    """Wait for another process that migrates; SQLite has done so by BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})


def grant_application_role(connection: Connection, role: str) -> None:
    """Give an existing PostgreSQL role exactly what the application's queries need.

    Raises ValueError if the role owns tables here: it could then take its own bonds off.
    """
    quoted = connection.dialect.identifier_preparer.quote(role)
    if connection.scalar(text("SELECT current_user = :role"), {"role": role}):
        raise ValueError(f"{role} owns the tables; the application needs a role of its own")
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    run = connection.exec_driver_sql
    run(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}")
    run(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}")
    for table, rights in _rights().items():
        run(f"GRANT {rights} ON {table} TO {quoted}")


def _rights() -> dict[str, str]:
    sealed = {policy.table: "SELECT, INSERT, DELETE" if policy.delete else "SELECT, INSERT" for policy in POLICIES}
    return {**dict.fromkeys(Base.metadata.tables, _WORKING), **sealed, **_RIGHTS}

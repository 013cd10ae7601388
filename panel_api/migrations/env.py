"""How migrations run: in one transaction, triggers taken off before and put back after.

SQLite changes a table by rebuilding it, which foreign keys would forbid half way: they are switched
off meanwhile and checked as a whole before the transaction ends.
"""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from panel_api.columns import UtcDateTime
from panel_api.database import WRITES, make_engine
from panel_api.migrating import keep_numbers_given, lock_migrating, numbers_given
from panel_api.models import Base
from panel_api.settings import Settings
from panel_api.triggers import drop_triggers, put_triggers


def migrate_with(connection: Connection) -> None:
    """Run what alembic was asked for. The caller's connection has begun no transaction."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        # SQLite heeds this only between transactions, so it goes past SQLAlchemy, which would begin one.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF").close()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=_render,
    )
    with context.begin_transaction():
        lock_migrating(connection)
        drop_triggers(connection)
        given = numbers_given(connection) if on_sqlite else {}
        context.run_migrations()
        if on_sqlite:
            keep_numbers_given(connection, given)
            _check_references(connection)
        put_triggers(connection)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"this migration leaves rows that point at nothing: {broken[:5]}")


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        rendered: TypeEngine[object] = item.impl_instance
        return f"sa.{rendered!r}"
    return False


given = context.config.attributes.get("connection")
if given is not None:
    migrate_with(given)
else:
    settings = Settings()
    engine = make_engine(settings.owner_database_url or settings.database_url, settings)
    with engine.connect().execution_options(**{WRITES: True}) as opened:
        migrate_with(opened)
    engine.dispose()

"""Opening the database: SQLite by default, PostgreSQL by URL, and one transaction at a time on either.

Reading takes a snapshot and blocks nobody. Writing on SQLite begins with BEGIN IMMEDIATE, so a second
writer waits at the door instead of failing half way; on PostgreSQL rows are locked as they are changed
and the chain head last (`store.append_record`). Assess before you begin to write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from panel_api.settings import Settings

WRITES: Final = "evenhand_writes"
"""Execution option of a connection that is about to write."""
_NO_DATABASE: Final = (
    "EVENHAND_DATABASE_URL names a database Evenhand does not use; expected "
    "sqlite:///a-file.db or postgresql://role@host/database"
)


class Database:
    """An engine, and the two ways to use it. Close it with `dispose`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and changes nothing: what it changed is rolled back."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with Session(connection) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed whole when the block ends, rolled back when it raises."""
        with (
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database the application works with. Connects to nothing yet.

    Raises ValueError for a URL that is neither SQLite's nor PostgreSQL's.
    """
    return Database(make_engine(settings.database_url, settings))


def open_to_read(settings: Settings) -> Database:
    """The same for whoever only reads: a SQLite file that cannot be written to will do, a copy on a CD too.

    Raises ValueError as `open_database` does, and where what was written last lies in a file that cannot be read in.
    """
    where = database_url(settings.database_url)
    if where.get_backend_name() != "sqlite":
        return open_database(settings)
    path = Path(where.database or "").absolute()
    opened = Database(_reading_engine(path, settings, mode="ro"))
    try:
        opened.engine.connect().close()
    except OperationalError:
        # In a folder that is read-only SQLite can make no index of its write-ahead log: there must be none then.
        opened.dispose()
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise ValueError(
                f"{path.name} cannot be read where it lies: its last entries are in {log.name}, which SQLite can take "
                "in only where it may write; copy both to a folder of your own"
            ) from None
        opened = Database(_reading_engine(path, settings, mode="ro", immutable="1"))
    return opened


def _reading_engine(path: Path, settings: Settings, **how: str) -> Engine:
    where = URL.create("sqlite+pysqlite", database=f"file:{quote(str(path))}", query={**how, "uri": "true"})
    engine = create_engine(where, hide_parameters=True, connect_args={"timeout": settings.busy_seconds})
    event.listen(engine, "connect", _prepare_reading)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_reading(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA trusted_schema = OFF").close()
    connection.execute("SELECT count(*) FROM sqlite_schema").close()  # reads, so that what cannot be read fails here


def make_engine(url: str, settings: Settings) -> Engine:
    """An engine for a URL, with the pragmas and limits that Evenhand relies on."""
    where = database_url(url)
    if where.get_backend_name() == "sqlite":
        engine = create_engine(where, hide_parameters=True, connect_args={"timeout": settings.busy_seconds})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        where,
        hide_parameters=True,  # an error's text must not carry a child's facts into a log
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={settings.busy_seconds * 1000}"},
    )


def database_url(text: str) -> URL:
    """A database's address with the driver Evenhand uses. Raises ValueError for any other database."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        raise ValueError(_NO_DATABASE) from None
    backend = url.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and ":memory:" not in url.database:
        return url.set(drivername="sqlite+pysqlite")
    raise ValueError(_NO_DATABASE)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, too late and only for some statements.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a decision once confirmed survives a power cut
        "foreign_keys = ON",
        "recursive_triggers = ON",  # so that REPLACE fires the triggers against deleting
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""A county of any size in a SQLite file: some hundreds of real requests, then copies of them on other days."""

from pathlib import Path
from typing import Final

from sqlalchemy import inspect, text

from panel_api.database import Database, open_database
from panel_api.models import Case
from panel_api.seed.loading import seed
from panel_api.settings import Settings

REAL: Final = 400
_COPIED: Final = {
    "reference": "printf('%04d-%04d', (n + :start) / 10000, (n + :start) % 10000)",
    "asked_on": "date(asked_on, '-' || (n * 7 % 800) || ' days')",
}
"""Columns that differ in a copy; all others are the original's."""


def settings_for(file: Path) -> Settings:
    """The service's settings for a database file."""
    return Settings(database_url=f"sqlite:///{file}")


def seed_real(file: Path, count: int = REAL) -> int:
    """The first requests of the invented county, gone through by the services. How many there are."""
    return seed(settings_for(file), lambda _done, _of: None, count)


def grow_to(file: Path, size: int, real: int = REAL) -> str:
    """Copies of the `real` ones until there are so many cases; the reference of a real one that has been decided."""
    database = open_database(settings_for(file))
    try:
        with database.writing() as session:
            held = session.scalar(text("SELECT count(*) FROM cases")) or 0
            session.execute(text(_copying()), {"more": size - held, "start": held, "real": real})
        with database.writing() as session:
            session.execute(text("ANALYZE"))
        return _decided(database)
    finally:
        database.dispose()


def _copying() -> str:
    names = [column.name for column in inspect(Case).columns if column.name != "id"]
    values = [_COPIED.get(name, name) for name in names]
    return (
        f"INSERT INTO cases ({', '.join(names)}) "
        "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :more) "
        f"SELECT {', '.join(values)} FROM numbers JOIN "
        "(SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM cases ORDER BY id LIMIT :real) "
        "ON place = n % :real"
    )


def _decided(database: Database) -> str:
    found = "SELECT c.reference FROM cases c JOIN decisions d ON d.case_id = c.id ORDER BY d.id LIMIT 1"
    with database.reading() as session:
        return str(session.scalar(text(found)))

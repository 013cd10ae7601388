"""Opening the database for a command: the one in the settings or the one named, or a clear refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_stop import FAILED, UNUSABLE, Stop, unusable

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

    from panel_api.database import Database
    from panel_api.services import Desk
    from panel_api.settings import Settings

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="The database, over EVENHAND_DATABASE_URL."),
]


def read_settings(database: str | None = None) -> "Settings":
    """The settings of the environment. Raises Stop naming each variable that cannot be used."""
    from pydantic import ValidationError

    from panel_api.reading import said
    from panel_api.settings import Settings

    try:
        return Settings() if database is None else Settings(database_url=database)
    except ValidationError as error:
        found = [replace(each, where=f"EVENHAND_{each.where}".upper()) for each in said(error, Settings)]
        raise unusable(found) from None


@contextmanager
def desk_at(database: str | None) -> Iterator["Desk"]:
    """A desk that reads an existing database. Raises Stop where there is none, or it is no database of Evenhand."""
    from panel_api.database import open_to_read

    with _desk(database, open_to_read) as desk:
        yield desk


@contextmanager
def desk_writing(database: str | None) -> Iterator["Desk"]:
    """The same, and it may write."""
    from panel_api.database import open_database

    with _desk(database, open_database) as desk:
        yield desk


@contextmanager
def _desk(database: str | None, opening: "Callable[[Settings], Database]") -> Iterator["Desk"]:
    from sqlalchemy import inspect
    from sqlalchemy.exc import SQLAlchemyError

    from engine.opinions.network import Network
    from panel_api.clock import system_clock
    from panel_api.database import database_url
    from panel_api.services import Desk
    from panel_api.services.adopted_texts import AdoptedTexts
    from panel_api.shelf import Shelf

    settings = read_settings(database)
    try:
        where = database_url(settings.database_url)
        if where.get_backend_name() == "sqlite" and not _exists(where.database or ""):
            raise Stop(UNUSABLE, [f"{where.database}: there is no such database. Load one with `evenhand seed`."])
        opened = opening(settings)
        if not inspect(opened.engine).has_table("records"):
            raise Stop(UNUSABLE, ["This database has no tables of Evenhand. Make them with `evenhand migrate`."])
    except ValueError as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    except SQLAlchemyError as error:
        raise no_database(error) from None
    try:
        shelf = Shelf(settings.rules).following(AdoptedTexts(opened), system_clock)
        yield Desk(opened, shelf, Network(), system_clock, settings=settings)
    except SQLAlchemyError as error:
        raise Stop(FAILED, [f"The database failed: {_cause(error)}."]) from None
    finally:
        opened.dispose()


def make_tables(settings: "Settings", database: "Database") -> None:
    """Make the tables of a new database; of one that has some, nothing is touched: that is for `evenhand migrate`.

    Raises Stop where its tables are not those of this version.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import inspect

    from panel_api.migrating import alembic_config, migrate

    if not inspect(database.engine).get_table_names():
        migrate(settings)
    with database.engine.connect() as connection:
        stands_at = MigrationContext.configure(connection).get_current_revision()
    if stands_at != ScriptDirectory.from_config(alembic_config()).get_current_head():
        says = "The database's tables are not those of this version."
        raise Stop(FAILED, [f"{says} Bring them up with `evenhand migrate`."])


def no_database(error: "SQLAlchemyError") -> Stop:
    """The end of a command whose database cannot be reached or written, with the database's own cause."""
    return Stop(FAILED, [f"The database cannot be used: {_cause(error)}. Check EVENHAND_DATABASE_URL."])


def _cause(error: "SQLAlchemyError") -> str:
    """What the database says, in its first line; of any trouble but with the database itself, its kind alone."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and "not a database" in str(error.orig)):
        return (str(error.orig).strip().splitlines() or ["it does not say why"])[0].rstrip(".")
    return type(error).__name__


def _exists(path: str) -> bool:
    from pathlib import Path

    return Path(path).is_file()

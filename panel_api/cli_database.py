"""Opening the database for a command: the one in the settings or the one named, or a clear refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from panel_api.cli_stop import FAILED, UNUSABLE, Stop

if TYPE_CHECKING:
    from panel_api.services import Desk
    from panel_api.settings import Settings

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="The database, over EVENHAND_DATABASE_URL."),
]


def read_settings(database: str | None = None) -> "Settings":
    """The settings of the environment. Raises Stop naming each variable that cannot be used."""
    from pydantic import ValidationError

    from panel_api.settings import Settings

    try:
        return Settings() if database is None else Settings(database_url=database)
    except ValidationError as error:
        lines = [f"EVENHAND_{str(e['loc'][0]).upper()}: {e['msg']}. Correct it." for e in error.errors()]
        raise Stop(UNUSABLE, lines) from None


@contextmanager
def desk_at(database: str | None) -> Iterator["Desk"]:
    """A desk at an existing database. Raises Stop where there is none, or it is no database of Evenhand."""
    from sqlalchemy import inspect
    from sqlalchemy.exc import SQLAlchemyError

    from engine.opinions.network import Network
    from panel_api.clock import system_clock
    from panel_api.database import database_url, open_database
    from panel_api.services import Desk
    from panel_api.shelf import Shelf

    settings = read_settings(database)
    try:
        where = database_url(settings.database_url)
        if where.get_backend_name() == "sqlite" and not _exists(where.database or ""):
            raise Stop(UNUSABLE, [f"{where.database}: there is no such database. Load one with `evenhand seed`."])
        opened = open_database(settings)
        if not inspect(opened.engine).has_table("records"):
            raise Stop(UNUSABLE, ["This database has no tables of Evenhand. Make them with `evenhand migrate`."])
    except ValueError as error:
        raise Stop(UNUSABLE, [f"{error}."]) from None
    except SQLAlchemyError as error:
        raise Stop(
            FAILED, [f"The database cannot be used ({type(error).__name__}). Check EVENHAND_DATABASE_URL."]
        ) from None
    try:
        yield Desk(opened, Shelf(), Network(), system_clock)
    except SQLAlchemyError as error:
        raise Stop(FAILED, [f"The database failed ({type(error).__name__})."]) from None
    finally:
        opened.dispose()


def _exists(path: str) -> bool:
    from pathlib import Path

    return Path(path).is_file()

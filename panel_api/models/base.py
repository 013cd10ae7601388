"""The root of all tables: how keys and constraints are named, and the options that sealed tables carry."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import JSON, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase

from panel_api.columns import UtcDateTime

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
NO_ROWID: Final = {"sqlite_with_rowid": False}
"""For sealed tables whose key is not a number: SQLite's hidden row number would be a way round it."""
COUNTS_UP: Final = {"sqlite_autoincrement": True}
"""For tables whose rows may go: SQLite would otherwise give a number again that records still name."""

Json = dict[str, Any]


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: UtcDateTime, Json: JSON, list[Any]: JSON, bytes: LargeBinary}  # noqa: RUF012

"""A copy of the whole database while it is worked with, and the same database again from a copy.

SQLite: one file, as it stood at one moment. PostgreSQL: what `pg_dump` writes of the very moment that was verified.
"""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from sqlalchemy import URL, inspect, text
from sqlalchemy.orm import Session

from engine.recording.chain import Head
from panel_api.database import Database, database_url, make_engine
from panel_api.settings import Settings

_SQLITE: Final = b"SQLite format 3\0"
_DUMP: Final = b"PGDMP"
Heads = Mapping[str, Head]


class CannotCopy(RuntimeError):  # noqa: N818
    """It cannot be done like this; the message says what was wrong, what was expected and what to do."""


@contextlib.contextmanager
def copied(settings: Settings, source: Database, file: Path) -> Iterator[Session]:
    """Copy the database into a new file; a session that sees what was copied, at the same moment.

    The file is there under its own name only once the block has ended well. Raises CannotCopy, or OSError.
    """
    if file.exists():
        raise CannotCopy(f"{file}: there is a file already. Expected a new name. Choose one")
    building = file.with_name(file.name + ".partial")
    building.unlink(missing_ok=True)
    where = database_url(settings.owner_database_url or settings.database_url)
    if where.get_backend_name() == "sqlite":
        _vacuum_into(Path(where.database or ""), building)
        building.chmod(0o600)
        with _opened(building, settings) as copy, copy.reading() as session:
            yield session
    else:
        with source.reading() as session:
            snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
            _run_tool("pg_dump", where, ["--format=custom", f"--snapshot={snapshot}", f"--file={building}"])
            building.chmod(0o600)
            yield session
    for extra in ("-wal", "-shm"):
        building.with_name(building.name + extra).unlink(missing_ok=True)
    building.replace(file)


def keep_heads(file: Path, heads: Heads) -> Path:
    """Write beside a copy where its chains end; the file's name."""
    beside = file.with_name(file.name + ".verified")
    said = {name: asdict(head) for name, head in sorted(heads.items())}
    beside.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    return beside


def kept_heads(file: Path) -> Heads | None:
    """What stands beside a copy; None where nothing does. Raises CannotCopy where it cannot be read."""
    beside = file.with_name(file.name + ".verified")
    if not beside.exists():
        return None
    try:
        said = json.loads(beside.read_text(encoding="utf-8"))
        return {str(name): Head(int(each["sequence"]), str(each["sha256"])) for name, each in said.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        says = f"{beside}: it does not say where the chains of a copy end"
        raise CannotCopy(f"{says}. Expected what `evenhand backup` wrote. Put that back, or take it away") from None


def put_back(settings: Settings, file: Path) -> None:
    """Make the database of the settings from a copy. It must hold nothing yet. Raises CannotCopy, or OSError."""
    where = database_url(settings.database_url)
    with file.open("rb") as opened:
        begins = opened.read(len(_SQLITE))
    on_sqlite = where.get_backend_name() == "sqlite"
    wanted = _SQLITE if on_sqlite else _DUMP
    if not begins.startswith(wanted):
        kind = "SQLite's" if on_sqlite else "PostgreSQL's"
        raise CannotCopy(f"{file}: this is no copy of {kind} that `evenhand backup` wrote. Name one")
    if on_sqlite:
        _place(file, Path(where.database or ""))
    else:
        _refuse_unless_empty(settings)
        # One transaction: a copy that cannot be taken in whole leaves nothing. Its owner is whoever takes it in.
        more = ["--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={where.database}", str(file)]
        _run_tool("pg_restore", where, more)


def _vacuum_into(source: Path, building: Path) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", [str(building)])


def _place(file: Path, final: Path) -> None:
    if any(final.with_name(final.name + extra).exists() for extra in ("", "-wal", "-shm")):
        raise CannotCopy(f"{final}: there is a database already. Expected none. Move it elsewhere first")
    building = final.with_name(final.name + ".partial")
    shutil.copyfile(file, building)
    building.chmod(0o600)
    building.replace(final)


def _refuse_unless_empty(settings: Settings) -> None:
    engine = make_engine(settings.database_url, settings)
    try:
        there = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if there:
        raise CannotCopy(f"the database holds {len(there)} tables already. Expected an empty one. Make a new one")


@contextlib.contextmanager
def _opened(file: Path, settings: Settings) -> Iterator[Database]:
    opened = Database(make_engine(f"sqlite:///{file}", settings))
    try:
        yield opened
    finally:
        opened.dispose()


def _run_tool(name: str, where: URL, arguments: list[str]) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment, where no list of processes shows it."""
    program = shutil.which(name)
    if program is None:
        raise CannotCopy(f"{name} is not installed. Expected PostgreSQL's client programs. Install them")
    host = where.host or where.query.get("host")
    given = {
        "PGHOST": host, "PGPORT": where.port or where.query.get("port"), "PGUSER": where.username,
        "PGPASSWORD": where.password, "PGDATABASE": where.database,
    }  # fmt: skip
    environment = {**os.environ, **{key: str(value) for key, value in given.items() if value is not None}}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise CannotCopy(f"{name} failed: {last}")

"""A real PostgreSQL for tests: one throw-away server a test process, one fresh database a test.

The server comes from the host's own programs, listens on a socket only, and waits for no disk
(fsync off). PostgreSQL refuses to run as root, so root hands it to the user `postgres`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

PORT = 5432  # names the socket file; nothing listens on the network
SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "max_connections=60",
    "shared_buffers=32MB",
    "timezone=UTC",
)


@dataclass(frozen=True)
class PostgresServer:
    """A running server: where its socket is, and how to make and drop databases in it."""

    socket_folder: Path

    def url(self, database: str, user: str = "postgres") -> str:
        """Return SQLAlchemy's address of a database, for a role that exists."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.socket_folder}&port={PORT}"

    def create(self, template: str = "template1") -> str:
        """Make a database, copied from `template`, and return its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, ending whatever is still connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the superuser, outside any transaction."""
        with psycopg.connect(
            host=str(self.socket_folder),
            port=PORT,
            user="postgres",
            dbname=database,
            autocommit=True,
        ) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the server of this test process, started when first asked for."""
    with running_server() as server:
        yield server


@contextmanager
def running_server(settings: Sequence[str] = SETTINGS) -> Iterator[PostgresServer]:
    """A server with these settings, gone with all it holds when the block ends."""
    programs = programs_folder()
    # Straight under /tmp: a socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-", dir="/tmp"))
    other = _other_user(folder)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            **other,
        )
        if done.returncode:
            log = folder / "log"
            tail = log.read_text()[-2000:] if log.exists() else ""
            raise RuntimeError(f"{program} failed: {done.stdout[-500:]}{done.stderr[-1500:]}{tail}")

    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        with (data / "postgresql.auto.conf").open("a") as file:
            file.writelines(f"{line}\n" for line in (*settings, f"unix_socket_directories='{folder}'"))
        # pg_ctl leaves the server holding its output, so that goes to a file, not to our pipe.
        run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-s", "-w", "-t", "60", "start")
        try:
            yield PostgresServer(folder)
        finally:
            run("pg_ctl", "-D", str(data), "-s", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the SQLAlchemy address of a fresh, empty database, dropped afterwards."""
    name = postgres_server.create()
    try:
        yield postgres_server.url(name)
    finally:
        postgres_server.drop(name)


def programs_folder() -> Path:
    """Return the folder of initdb and pg_ctl: from PATH, or the newest under Debian's folder."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    if newest is None:
        raise RuntimeError("no PostgreSQL server programs here: `make test` sees to them, or says how")
    return newest.parent


def _other_user(folder: Path) -> dict[str, Any]:
    """As root, hand `folder` to an ordinary user and return how to run as that user."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077}

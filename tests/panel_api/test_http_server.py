"""The server as people start it: only on this machine, only when protected, and it ends when it is told to."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from panel_api.cli_serve import serve_command
from panel_api.database import open_database
from panel_api.schema_examples import TRY_IT
from panel_api.settings import Settings
from panel_api.triggers import drop_triggers
from tests.panel_api.commands import evenhand
from tests.panel_api.http_support import problem

EVENHAND = (sys.executable, "-c", "from panel_api.cli import main; main()")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(url: str, folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address, once it answers."""
    port = free_port()
    command = [*EVENHAND, "serve", "--database", url, "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                if httpx2.get(f"{address}/healthz").status_code == 200:
                    break
            except httpx2.TransportError:
                assert process.poll() is None, process.communicate()[1]
                time.sleep(0.2)
        else:
            pytest.fail("the server does not answer")
        yield process, address
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_serves_a_new_database_and_ends_cleanly(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/new.db", tmp_path) as (process, address):
        tried = httpx2.post(f"{address}/api/assess", json=TRY_IT, timeout=60)
        assert tried.status_code == 200
        headers = {"Idempotency-Key": "large", "Content-Type": "application/json"}
        large = httpx2.post(f"{address}/api/cases", content=b" " * 50_000_000, headers=headers, timeout=60)
        assert large.status_code == 413
        assert problem(large)["title"] == "The request is too large"
        plain = urllib.request.Request(f"{address}/api/cases", b" " * 50_000_000, headers)  # sends all, then reads
        with pytest.raises(urllib.error.HTTPError, match="413"):
            urllib.request.urlopen(plain, timeout=60)
        deep = httpx2.post(f"{address}/api/assess", content=b"[" * 100_000, headers=headers)
        assert deep.status_code == 400
        workers = _children(process.pid)
        assert workers
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0, said
        assert "Traceback" not in said
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_two_processes_serve_one_database(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/new.db", tmp_path, "--workers", "2") as (process, address):
        assert httpx2.get(f"{address}/api/rulebooks", timeout=60).json()["rulebooks"]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
        assert process.returncode == 0


def test_several_processes_send_each_answer_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered_at_once = []

    class Together:
        """In place of the processes: what a connection to them would be like."""

        def __init__(self, config: object, sockets: list[socket.socket]) -> None:
            (self.listening,) = sockets
            self.listening.listen()

        def run(self) -> None:
            with socket.create_connection(self.listening.getsockname()), self.listening.accept()[0] as accepted:
                answered_at_once.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            self.listening.close()

    monkeypatch.setattr("uvicorn.supervisors.Multiprocess", Together)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("EVENHAND_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    serve_command(port=free_port(), workers=2)
    assert answered_at_once and all(answered_at_once), "a kept connection would wait 40 ms for the rest of each answer"


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        new = f"sqlite:///{tmp_path}/new.db"
        done = evenhand(tmp_path, "serve", "--host", "[127.0.0.1]", "--database", new, "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Port {port} cannot be used: ")


def test_it_does_not_start_unprotected(tmp_path: Path, sqlite_settings: Settings) -> None:
    database = open_database(sqlite_settings)
    with database.engine.begin() as connection:
        drop_triggers(connection)
    database.dispose()
    done = evenhand(tmp_path, "serve", "--database", sqlite_settings.database_url)
    assert done.returncode == 3
    assert "sealed tables are not protected" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_does_not_start_on_other_tables(tmp_path: Path, sqlite_settings: Settings) -> None:
    database = open_database(sqlite_settings)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    database.dispose()
    done = evenhand(tmp_path, "serve", "--database", sqlite_settings.database_url)
    assert done.returncode == 3
    assert "evenhand migrate" in done.stderr


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    done = evenhand(tmp_path, "serve", EVENHAND_PORT="eight")
    assert done.returncode == 2
    assert done.stderr == 'EVENHAND_PORT: "eight" stands here. Expected a whole number. Correct it.\n'
    done = evenhand(tmp_path, "serve", EVENHAND_RULES=str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert done.stderr.startswith("EVENHAND_RULES: there is no folder ")
    done = evenhand(tmp_path, "serve", EVENHAND_DATABASE_URL="mysql://somewhere/x")
    assert done.returncode == 2
    assert "EVENHAND_DATABASE_URL" in done.stderr


def _children(parent: int) -> list[int]:
    """The processes a process has started, from the system's own table."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found

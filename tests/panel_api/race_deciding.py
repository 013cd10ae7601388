"""A race for a partnership's last money through real decisions: server processes on one socket, people who all decide.

`python -m tests.panel_api.race_deciding FD` is one server on a listening socket that it is handed. A person whose
server is killed asks again with the same key, as every program must.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from fastapi.testclient import TestClient

from panel_api.main import create_app
from panel_api.settings import Settings
from tests.panel_api.http_support import NOW, a_decision
from tests.panel_api.money_support import PART_YEAR, many, with_accounts
from tests.panel_api.signing_in import a_person, a_session

ROOT = Path(__file__).resolve().parents[2]
SPARE = 100_000
"""What is left in the end: less than a decision takes."""


@dataclass(frozen=True)
class Seat:
    """Somebody with a case in front of them: their session's cookie and token, and the case."""

    cookie: str
    csrf: str
    reference: str
    etag: str


@dataclass(frozen=True)
class Answer:
    """What they were answered at last, how long it took, and how often they had to ask."""

    reference: str
    status: int
    body: dict[str, Any]
    seconds: float
    asked: int


class Servers:
    """Server processes that share one listening socket; any can be killed, and another takes its place."""

    def __init__(self, settings: Settings, listening: socket.socket) -> None:
        self.environment = {
            **os.environ,
            "EVENHAND_DATABASE_URL": settings.database_url,
            "EVENHAND_REQUESTS_A_MINUTE": str(settings.requests_a_minute),
        }
        self.listening = listening
        self.running: list[subprocess.Popen[str]] = []
        self.killed = 0

    @property
    def origin(self) -> str:
        """Where they are reached."""
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def start(self, count: int) -> None:
        """Start so many more, and wait until each serves."""
        number = self.listening.fileno()
        command = [sys.executable, "-m", "tests.panel_api.race_deciding", str(number)]
        fresh = [
            subprocess.Popen(
                command, cwd=ROOT, env=self.environment, pass_fds=[number], stdout=subprocess.PIPE, text=True
            )
            for _ in range(count)
        ]
        self.running += fresh
        for each in fresh:
            assert each.stdout is not None and each.stdout.readline() == "serving\n"

    def kill(self, which: int) -> None:
        """End one at once, whatever it is doing."""
        victim = self.running.pop(which)
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        self.killed += 1


@contextmanager
def servers(settings: Settings, count: int = 2) -> Iterator[Servers]:
    """So many servers on a database, gone when the block ends."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        made = Servers(settings, listening)
        try:
            made.start(count)
            yield made
        finally:
            while made.running:
                made.kill(0)


def seated(client: TestClient, people: int, winners: int) -> list[Seat]:
    """So many people, each with a case that waits for a decision, and money for so many of them."""
    desk = with_accounts(client, winners * PART_YEAR + SPARE)
    seats = []
    for reference in many(client, desk, people):
        cookie, csrf = a_session(desk, a_person(desk, "senior_officer"))
        seats.append(Seat(cookie, csrf, reference, '"1"'))
    return seats


@dataclass
class Race:
    """Everybody decides at once. kills: after how many answers a server is killed, each time.

    replaced: another takes the place of each that was killed.
    """

    made: Servers
    seats: Sequence[Seat]
    kills: Sequence[int] = ()
    replaced: bool = True
    answers: list[Answer] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> list[Answer]:
        """All answers, in the order in which they came."""
        with ThreadPoolExecutor(len(self.seats) + 1) as pool:
            deciding = [pool.submit(self.decide, each) for each in self.seats]
            killing = pool.submit(self.kill)
            for each in (*deciding, killing):
                each.result()
        return self.answers

    def decide(self, seat: Seat) -> None:
        """One decision, asked for until it is answered."""
        headers = {
            "Cookie": f"evenhand={seat.cookie}", "X-CSRF-Token": seat.csrf, "If-Match": seat.etag,
            "Idempotency-Key": f"race-{seat.reference}",
        }  # fmt: skip
        path, began = f"{self.made.origin}/api/cases/{seat.reference}/decisions", time.perf_counter()
        for asked in range(1, 200):
            try:
                answer = httpx2.post(path, json=a_decision(), headers=headers, timeout=60)
            except httpx2.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code not in (429, 503):
                taken = time.perf_counter() - began
                with self.lock:
                    self.answers.append(Answer(seat.reference, answer.status_code, answer.json(), taken, asked))
                return
            time.sleep(0.1)
        raise AssertionError(f"nobody answered for {seat.reference}")

    def kill(self) -> None:
        """Kill a server as soon as so many answers have come, and put another in its place."""
        draw = random.Random(len(self.seats))
        for after in self.kills:
            while len(self.answers) < after:
                time.sleep(0.001)
            self.made.kill(draw.randrange(len(self.made.running)))
            if self.replaced:
                self.made.start(1)


class _Says(uvicorn.Server):
    """A server that says when it serves."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print("serving", flush=True)


if __name__ == "__main__":
    served = create_app(Settings(), clock=lambda: NOW)
    _Says(uvicorn.Config(served, log_level="error", proxy_headers=False)).run([socket.socket(fileno=int(sys.argv[1]))])

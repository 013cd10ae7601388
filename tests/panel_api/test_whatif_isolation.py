"""An overlay tried while requests are served changes not one byte of an answer, nor of any row but its own.

The same requests are sent twice to copies of one database, in the same order: by one person who reads and one who
decides, each in a thread of their own, taking turns. The second time an overlay is tried on the caseload again and
again meanwhile, in a third thread that waits for nobody. What it found is sealed once all requests are answered: so the
live records have the numbers and the marks that they have without it, and are held against each other to the byte.
What is left to chance comes from one seeded source for requests and from another for the what-if.
"""

import datetime as dt
import json
import random
import secrets
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.models import Base
from panel_api.services.whatif import Asked, keep_whatif, worked_out
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import BASE, NOW, desk_of, post, recommended, started
from tests.panel_api.signing_in import As

TRIED: Final = "what-if"
ASKED: Final = Asked("While others work.", (), ("band_edges_moved",), dt.date(2027, 4, 1))
DECISION: Final = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
OWN: Final = {
    "whatifs": 1,
    "whatif_texts": 1,
    "records": 1,
    "sealed_values": 2,
    "log_lines": 1,
    "rulebook_texts": 1,
    "record_finds": 1,
}
"""The rows that a what-if adds; its record seals its result and who asked for it."""
Rows = dict[str, list[str]]


class Turns:
    """Two who take turns, so that what they send arrives in one order."""

    def __init__(self, many: int) -> None:
        self.turn, self.many, self.changed = 0, many, threading.Condition()

    def take(self, mine: int, act: Callable[[], None]) -> None:
        """Act when it is one's turn."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.turn % self.many == mine, 60)
            act()
            self.turn += 1
            self.changed.notify_all()


def seeded(patch: pytest.MonkeyPatch) -> None:
    """Draw by seeds, requests from one and the what-if from another."""
    live, other = random.Random(7), random.Random(8)

    def source() -> random.Random:
        return other if threading.current_thread().name == TRIED else live

    patch.setattr(secrets, "choice", lambda among: source().choice(among))
    patch.setattr(secrets, "token_hex", lambda size=32: source().randbytes(size).hex())
    patch.setattr(secrets, "token_urlsafe", lambda size=32: source().randbytes(size).hex())


def served(client: As, cases: list[tuple[str, str]], *, beside: bool) -> list[bytes]:
    """The answers to what both send; with an overlay tried beside them, whose result is sealed at the end."""
    answers: list[bytes] = []
    turns, ended, begun = Turns(2), threading.Event(), threading.Event()
    desk, found = desk_of(client), []

    def read() -> None:
        for number, (reference, _) in enumerate(cases):
            for path in (
                f"/api/cases/{reference}",
                "/api/cases",
                f"/cases/{reference}",
                "/api/rulebooks/county_top_up",
            ):
                turns.take(0, lambda path=path: answers.append(client.get(path).content))  # type: ignore[misc]
            assert number < len(cases)

    def decide() -> None:
        for reference, etag in cases:
            path = f"/api/cases/{reference}/decisions"
            key = f"key-{reference}"
            turns.take(1, lambda path=path, key=key, etag=etag: answers.append(  # type: ignore[misc]
                post(client, path, DECISION, key, If_Match=etag).content))  # fmt: skip
            for _ in range(3):
                turns.take(1, lambda: answers.append(client.get("/healthz").content))

    def tried() -> None:
        while not ended.is_set():
            found.append(worked_out(desk, ASKED))
            begun.set()
        with desk.database.writing() as session:
            keep_whatif(session, desk, found[-1])

    other = threading.Thread(target=tried, name=TRIED)
    if beside:
        other.start()
        assert begun.wait(60)
    people = [threading.Thread(target=each) for each in (read, decide)]
    for each in people:
        each.start()
    for each in people:
        each.join(120)
    ended.set()
    if beside:
        other.join(60)
        assert len(found) > 1, "it was at work while they were"
    return answers


def rows_of(client: As) -> Rows:
    """Every row of every table but where the chains end, in order."""
    tables = [each for each in Base.metadata.sorted_tables if each.name != "chain_heads"]
    with desk_of(client).database.reading() as session:
        return {
            table.name: [
                repr(tuple(row)) for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in tables
        }


def test_an_overlay_run_while_requests_are_served_changes_not_one_live_byte(
    sqlite_settings: Settings, shelf: Shelf, network: Network, tmp_path: Path
) -> None:
    def app(url: str) -> Any:
        settings = Settings(database_url=url)
        return create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)

    with started(app(sqlite_settings.database_url)) as first:
        cases = [recommended(first) for _ in range(4)]
        sessions = first.sessions
    files = [tmp_path / f"{name}.db" for name in ("alone", "beside")]
    with sqlite3.connect(sqlite_settings.database_url.removeprefix("sqlite:///")) as source:
        for file in files:
            source.execute("VACUUM INTO ?", (str(file),))
    source.close()
    answers, rows = [], []
    for file, beside in zip(files, (False, True), strict=True):
        with pytest.MonkeyPatch.context() as patch:
            seeded(patch)
            with As(app(f"sqlite:///{file}"), base_url=BASE, raise_server_exceptions=False) as client:
                client.sessions = sessions
                answers.append(served(client, cases, beside=beside))
                rows.append(rows_of(client))
    alone, besides = rows
    assert answers[1] == answers[0]
    assert sum(b'"kind":"agree"' in each for each in answers[0]) >= len(cases), "they were decided"
    more = {name: [row for row in found if row not in set(alone[name])] for name, found in besides.items()}
    assert {name: len(found) for name, found in more.items() if found} == OWN
    assert all(set(alone[name]) <= set(found) for name, found in besides.items())
    assert '"kind":"whatif"' in more["records"][0] and '"action":"tried"' in more["log_lines"][0]
    assert json.dumps(ASKED.words) in more["whatifs"][0].replace("'", '"')

"""Checkpoints: one a day whoever races for it, keys that vouch for each other, published heads, a rewritten history."""

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.recording.chain import Head, stamp
from engine.recording.signatures import private_key_of, public_key, sign
from panel_api import store
from panel_api.cli import run
from panel_api.daily import daily_work
from panel_api.database import Database, open_database
from panel_api.errors import Trouble
from panel_api.services.checkpoints import (
    checkpoint,
    checkpoint_of_the_day,
    replace_lost_key,
    rotate_key,
    signing_state,
)
from panel_api.services.desk import Desk
from panel_api.services.signing_keys import NAME, make_key
from panel_api.services.verifying import verify_database
from panel_api.settings import Settings
from panel_api.store import LOCAL
from tests.panel_api.databases import NOW, decided_cases, tamper
from tests.panel_api.pages_support import page, send
from tests.panel_api.signing_in import signed_in, signed_out

ENGLISH_MIDNIGHT = dt.datetime(2026, 9, 14, 23, 0, tzinfo=dt.UTC)
"""It is summer: the day of England begins an hour before that of UTC."""


@dataclass
class At:
    """A desk whose clock stands where it is set."""

    database: Database
    settings: Settings
    now: dt.datetime = NOW
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.database, None, None, lambda: self.now, settings=self.settings)  # type: ignore[arg-type]

    def with_key(self, file: Path) -> None:
        """Set EVENHAND_SIGNING_KEY, as it were."""
        self.desk = replace(self.desk, settings=self.settings.model_copy(update={"signing_key": file}))

    def write(self, work: Any = checkpoint, *given: Any) -> Any:
        """Carry one out in a transaction of its own."""
        with self.database.writing() as session:
            return work(session, self.desk, *given)


@pytest.fixture
def at(sqlite_settings: Settings) -> Iterator[At]:
    opened = open_database(sqlite_settings)
    yield At(opened, sqlite_settings)
    opened.dispose()


def faults(at: At, *given: Any) -> list[tuple[str, int, str]]:
    """What verifying everything finds, but for rows of the store's own small cases."""
    found = verify_database(at.desk, *given)
    return [
        (each.of, each.sequence, each.kind)
        for report in found.reports.values()
        for each in report.faults
        if each.kind != "row_altered"
    ]


def test_of_several_that_race_for_the_day_one_writes(database: Database, settings: Settings) -> None:
    at = At(database, settings)
    with ThreadPoolExecutor(4) as pool:
        written = [each.result() for each in [pool.submit(checkpoint_of_the_day, at.desk) for _ in range(8)]]
    assert sum(link is not None for link in written) == 1
    at.now = ENGLISH_MIDNIGHT - dt.timedelta(seconds=1)
    assert checkpoint_of_the_day(at.desk) is None
    at.now = ENGLISH_MIDNIGHT
    assert checkpoint_of_the_day(at.desk) is not None
    with database.reading() as session:
        assert [str(each.day) for each in store.list_checkpoints(session, None, 9)] == ["2026-09-15", "2026-09-14"]
    assert faults(at) == []


def test_a_running_server_writes_it_by_itself_and_goes_on_after_trouble(at: At, tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem")
    with daily_work(at.desk, seconds=0.01):
        for _ in range(500):
            with at.database.reading() as session:
                if store.latest_checkpoint(session) is not None:
                    break
    at.with_key(tmp_path / "key.pem")  # nothing vouches for it
    at.now += dt.timedelta(days=1)
    with daily_work(at.desk, seconds=0.01):
        pass
    with at.database.reading() as session:
        last = store.latest_checkpoint(session)
        assert last is not None and last.sequence == 1


def test_one_is_written_where_anything_has_moved_or_a_day_has_begun(at: At) -> None:
    assert at.write().sequence == 1
    assert at.write() is None
    decided_cases(at.database, 1)
    assert at.write().sequence == 2
    with at.database.writing() as session:
        store.log_access(session, LOCAL, "case_viewed", "K-CDFG-HJKM", NOW)
    at.now += dt.timedelta(minutes=1)
    assert at.write().sequence == 3
    at.now = NOW - dt.timedelta(hours=1)
    decided_cases(at.database, 1)
    with pytest.raises(Trouble, match="clock"):
        at.write()


def test_a_key_vouches_for_the_next_and_a_lost_one_is_told_for_ever(at: At, tmp_path: Path) -> None:
    keys = [tmp_path / f"{number}.pem" for number in range(3)]
    public = [make_key(file) for file in keys]
    assert keys[0].stat().st_mode & 0o777 == 0o600
    at.write()
    at.write(rotate_key, keys[0])
    with pytest.raises(Trouble, match="EVENHAND_SIGNING_KEY"):
        at.write()  # the one in the database signs no more
    at.with_key(keys[0])
    at.write()
    assert faults(at) == []
    with pytest.raises(Trouble, match="present key"):
        at.write(rotate_key, keys[0])
    with pytest.raises(Trouble, match="No key was lost"):
        at.write(replace_lost_key, keys[0], "Invented")
    at.write(replace_lost_key, keys[1], "The disk broke")
    at.with_key(keys[1])
    at.now += dt.timedelta(days=1)
    at.write()
    assert faults(at) == [("checkpoint", 4, "key_not_vouched_for")]
    assert faults(at, (), (public[1],)) == []
    assert faults(at, (), (public[2],)) == [("checkpoint", 4, "key_not_vouched_for"), ("checkpoint", 5, "key_unknown")]
    with at.database.reading() as session:
        state = signing_state(session, at.desk)
        changes = list(store.read_links(session, LOCAL, chain="changes"))
    logged = [json.loads(link.stored)["entry"]["action"] for link in changes]
    assert [(span.key, span.first, span.last, span.lost) for span in state.keys][1:] == [
        (public[0], 3, 3, None), (public[1], 4, 5, "The disk broke"),
    ]  # fmt: skip
    assert logged == ["key_rotated", "key_replaced"]


def test_the_commands(at: At, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at_database = ["--database", at.settings.database_url]
    key = tmp_path / "key.pem"
    assert run(["checkpoint", *at_database]) == 0
    assert capsys.readouterr().out.startswith("Checkpoint 1:")
    assert run(["checkpoint", *at_database]) == 0
    assert capsys.readouterr().out == "Nothing has moved since the last checkpoint.\n"
    assert run(["keys", "new", str(key)]) == 0
    assert run(["keys", "new", str(key)]) == 2
    assert run(["keys", "rotate", str(key), *at_database]) == 0
    assert f"Set EVENHAND_SIGNING_KEY to {key} now" in capsys.readouterr().out
    assert run(["checkpoint", *at_database]) == 2
    assert "names" in capsys.readouterr().err
    assert run(["keys", "show", *at_database]) == 0
    said = capsys.readouterr().out
    assert "signed checkpoints 1 to 2." in said and "The private key is in the database" in said
    assert run(["keys", "rotate", str(tmp_path / "none.pem"), *at_database]) == 2
    assert run(["keys", "replace", str(key), "--lost", " ", *at_database]) == 2
    assert run(["keys", "replace", str(key), "--lost", "Invented", *at_database]) == 2
    assert run(["verify", *at_database, "--head", "1:abc"]) == 2
    assert run(["verify", *at_database, "--key", "abc"]) == 2
    (tmp_path / "heads").write_text("{}")
    assert run(["verify", *at_database, "--head-file", str(tmp_path / "heads")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE checkpoints SET day = '2026-09-01' WHERE sequence = 1", ("checkpoint", 1, "column_altered")),
        ("UPDATE checkpoints SET signature = '00' WHERE sequence = 1", ("checkpoint", 1, "signature_false")),
        ("UPDATE checkpoints SET key = previous WHERE sequence = 1", ("checkpoint", 1, "key_differs")),
        ("DELETE FROM checkpoints", ("checkpoint", 1, "tail_missing")),
        ("DELETE FROM log_lines WHERE log = 'access'", ("access log line", 1, "tail_missing")),
        ("UPDATE log_lines SET stored = '{}' WHERE log = 'access'", ("access log line", 1, "bytes_altered")),
        ("DELETE FROM rulebook_texts", ("record", 1, "rulebook_missing")),
        ("DELETE FROM sealed_values WHERE record_sequence = 2", ("record", 2, "value_missing")),
        ("DELETE FROM chain_heads WHERE chain = 'ledger'", ("ledger log line", 0, "head_missing")),
    ],
)
def test_what_is_changed_beside_the_records_is_found_too(at: At, statement: str, found: tuple[str, int, str]) -> None:
    decided_cases(at.database, 2)
    with at.database.writing() as session:
        store.log_access(session, LOCAL, "case_viewed", "K-CDFG-HJKM", NOW)
    at.write()
    assert faults(at) == []
    tamper(at.database, statement)
    assert found in faults(at)


def test_a_history_rewritten_with_the_present_key_is_found_by_an_old_head(at: At) -> None:
    """Everything from the second record on is written anew in the database itself, hashed and signed again."""
    decided_cases(at.database, 2)
    kept = at.write()
    decided_cases(at.database, 2)
    at.now += dt.timedelta(days=1)
    at.write()
    with at.database.reading() as session:
        links = list(store.read_links(session, LOCAL, values=False))
        checkpoints = list(store.signed_checkpoints(session))
        seed = store.find_secret(session, NAME)
    assert seed is not None
    head = Head()
    marks = {0: head.sha256}
    for link in links:
        entry = json.loads(link.stored)["entry"]
        if link.sequence == 2:
            entry["authority"] = "Nobody"
        made = stamp(entry, head)
        tamper(
            at.database,
            f"UPDATE records SET stored = :stored, sha256 = :sha256, previous = '{head.sha256}' "
            f"WHERE sequence = {link.sequence}",
            stored=made.stored, sha256=made.sha256,
        )  # fmt: skip
        head = Head(made.sequence, made.sha256)
        marks[made.sequence] = made.sha256
    tamper(at.database, f"UPDATE chain_heads SET sha256 = '{head.sha256}' WHERE chain = 'records'")
    head = Head()
    for each in checkpoints:
        entry = json.loads(each.link.stored)["entry"]
        entry["heads"]["records"]["sha256"] = marks[entry["heads"]["records"]["sequence"]]
        made = stamp(entry, head)
        signature = sign(private_key_of(seed), made.stored)
        tamper(
            at.database,
            f"UPDATE checkpoints SET stored = :stored, sha256 = :sha256, previous = '{head.sha256}', "
            f"signature = '{signature}' WHERE sequence = {made.sequence}",
            stored=made.stored, sha256=made.sha256,
        )  # fmt: skip
        head = Head(made.sequence, made.sha256)
    tamper(at.database, f"UPDATE chain_heads SET sha256 = '{head.sha256}' WHERE chain = 'checkpoints'")
    assert faults(at) == []
    assert faults(at, [("checkpoints", 1, kept.sha256)]) == [("checkpoint", 1, "anchor_differs")]
    assert faults(at, [("checkpoints", 2, head.sha256)]) == []
    assert public_key(private_key_of(seed)) == checkpoints[0].key


def test_the_published_heads_are_given_back_as_they_were(
    sqlite_client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk: Desk = sqlite_client.app.state.desk  # type: ignore[attr-defined]
    outside = signed_out(sqlite_client)
    assert "No head is published yet" in page(outside, "/published/heads").words
    for _ in range(52):
        with desk.database.writing() as session:
            store.log_access(session, LOCAL, "case_viewed", "K-CDFG-HJKM", desk.clock())
        with desk.database.writing() as session:
            checkpoint(session, desk)
    shown = page(outside, "/published/heads")
    assert "Keep one" in shown.words and "kept in the service’s own database" in shown.words
    assert "/published/heads?before=3" in shown.links
    assert "Signed by the key" in page(outside, "/published/heads?before=3").words
    page(outside, "/published/heads?before=x", status=404)
    answer = outside.get("/published/heads.json")
    assert [each["number"] for each in answer.json()["heads"]] == list(range(52, 2, -1))
    assert outside.get("/published/heads.json?before=3").json()["pages"] == {"before": None}
    kept = tmp_path / "heads.json"
    kept.write_text(answer.text)
    url = desk.settings.database_url
    assert run(["verify", "--database", url, "--head-file", str(kept)]) == 0
    assert "All 50 heads that were kept are in it." in capsys.readouterr().out
    lines = answer.json()
    lines["heads"][7]["sha256"] = "0" * 64
    kept.write_text(json.dumps(lines))
    assert run(["verify", "--database", url, "--head-file", str(kept)]) == 1
    assert "checkpoint 45: the head that was kept names it with another hash" in capsys.readouterr().out
    program = outside.get("/published/verify.py")
    assert program.text.startswith("#!/usr/bin/env python3") and "attachment" in program.headers["content-disposition"]


def test_an_auditor_takes_a_bundle_and_says_what_values_are_for(sqlite_client: TestClient, tmp_path: Path) -> None:
    desk: Desk = sqlite_client.app.state.desk  # type: ignore[attr-defined]
    decided_cases(desk.database, 2)
    auditor = signed_in(sqlite_client, "auditor")
    shown = page(auditor, "/records/export")
    assert "There are 2 records" in shown.words
    form = shown.form("/records/export")
    refused = send(auditor, form, values="yes", purpose="x")
    assert refused.status_code == 422 and "name no child" in refused.text
    sent = send(auditor, form, logs="yes")
    assert "values.jsonl" not in " ".join(zipfile.ZipFile(io.BytesIO(sent.content)).namelist())
    purpose = "Replay of everything for the yearly audit"
    sent = send(auditor, form, values="yes", logs="yes", purpose=purpose)
    assert sent.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(sent.content)) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    alone = [sys.executable, "-I", "verify.py", "."]
    done = subprocess.run(alone, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("whole: 2 records, "), done
    assert run(["verify", str(folder)]) == 0
    with desk.database.reading() as session:
        lines = [json.loads(link.stored)["entry"] for link in store.read_links(session, LOCAL, chain="access")]
    taken = [line["detail"] for line in lines if line["action"] == "bundle_taken"]
    assert taken == [{"logs": True, "values": False}, {"logs": True, "purpose": purpose, "values": True}]
    officer = signed_in(sqlite_client, "senior_officer")
    shown = page(officer, "/records/export")
    assert "The sealed values" not in shown.words
    assert send(officer, shown.form("/records/export"), values="yes").status_code == 403

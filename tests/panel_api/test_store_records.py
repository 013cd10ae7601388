"""The chain in the database: racing writers, a writer killed, bytes changed by raw SQL."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.recording.records import Person
from panel_api import store
from panel_api.database import Database, open_database
from panel_api.settings import Settings
from panel_api.store import LOCAL
from tests.panel_api.databases import NOW, decide, decided_cases, holds, new_case, tamper

ROOT = Path(__file__).resolve().parents[2]
RECIPES = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "docs" / "records.md").read_text(), re.M | re.S)
FROM_SQLITE = RECIPES[-1]

WRITER = """
import sys
from panel_api.database import open_database
from panel_api.settings import Settings
from tests.panel_api.databases import decided_cases
database = open_database(Settings(database_url=sys.argv[1], busy_seconds=60))
print("ready", flush=True)
for _ in range(int(sys.argv[2])):
    decided_cases(database, 1)
    print("one", flush=True)
"""


def run(recipe: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A block of docs/records.md, exactly as written there."""
    bash = shutil.which("bash")
    assert bash
    return subprocess.run([bash, "-c", recipe], cwd=folder, capture_output=True, text=True, check=False)


def writer(settings: Settings, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, settings.database_url, str(count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_racing_threads_and_processes_make_one_chain(database: Database, settings: Settings) -> None:
    processes = [writer(settings, 10) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(decided_cases, database, 8) for _ in range(4)]:
            each.result()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    with database.reading() as session:
        report = store.verify_chain(session, LOCAL)
    assert report.holds and report.records == 2 * 10 + 4 * 8


def test_a_writer_killed_at_any_moment_leaves_a_whole_chain(database: Database, settings: Settings) -> None:
    for delay in (0.0, 0.013, 0.031):
        process = writer(settings, 10_000)
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        assert holds(database)
        with database.reading() as session:
            cases, decided, records = (
                session.scalar(text(f"SELECT count(*) FROM {table}{where}"))
                for table, where in (("cases", ""), ("cases", " WHERE stage = 'decided'"), ("records", ""))
            )
        assert cases == decided == records
    decided_cases(database, 1)
    assert holds(database)


def test_nothing_is_left_of_a_transaction_that_fails(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        decide(session, new_case(session))
        raise RuntimeError
    with database.reading() as session:
        assert store.verify_chain(session, LOCAL).records == 0
        assert session.scalar(text("SELECT count(*) FROM cases")) == 0


@pytest.mark.parametrize(
    ("statement", "sequence", "kind"),
    [
        ("UPDATE records SET stored = :stored WHERE sequence = 2", 2, "bytes_altered"),
        ("UPDATE records SET stored = :stored, sha256 = :sha256 WHERE sequence = 2", 3, "link_broken"),
        ("UPDATE records SET stored = :stored, sha256 = :sha256 WHERE sequence = 3", 3, "link_broken"),
        ("UPDATE records SET previous = :sha256 WHERE sequence = 2", 2, "column_altered"),
        ("UPDATE records SET sequence = 9 WHERE sequence = 4", 4, "sequence_gap"),
        ("UPDATE sealed_values SET value = '4' WHERE record_sequence = 2 AND value = '3'", 2, "value_altered"),
        ("UPDATE sealed_values SET path = '/facts/x' WHERE record_sequence = 2 AND value = '3'", 2, "value_added"),
        ("DELETE FROM sealed_values WHERE record_sequence = 3", 3, "value_missing"),
        ("DELETE FROM chain_heads", 4, "head_missing"),
        ("UPDATE chain_heads SET sha256 = :sha256 WHERE chain = 'records'", 4, "head_differs"),
        ("UPDATE chain_heads SET sequence = 5 WHERE chain = 'records'", 5, "tail_missing"),
    ],
)
def test_what_is_changed_by_raw_sql_is_found_and_named(
    database: Database, statement: str, sequence: int, kind: str
) -> None:
    decided_cases(database, 4)
    with database.reading() as session:
        second = store.record_by_sequence(session, LOCAL, 2)
        assert second is not None
        altered = second.stored.replace(b'"kind":"agree"', b'"kind":"refer"')
        assert altered != second.stored
    values = {"stored": altered, "sha256": hashlib.sha256(altered).hexdigest()}
    tamper(database, statement, **{name: v for name, v in values.items() if f":{name}" in statement})
    with database.reading() as session:
        report = store.verify_chain(session, LOCAL)
    assert report.first is not None
    assert (report.first.sequence, report.first.kind) == (sequence, kind), report.faults


def test_a_deleted_record_or_tail_is_found(database: Database) -> None:
    decided_cases(database, 4)
    tamper(database, "DELETE FROM sealed_values WHERE record_sequence = 4")
    tamper(database, "DELETE FROM records WHERE sequence = 4")
    with database.reading() as session:
        first = store.verify_chain(session, LOCAL).first
    assert first is not None and (first.sequence, first.kind) == (4, "tail_missing")


def test_a_swapped_rulebook_text_is_found(database: Database) -> None:
    decided_cases(database, 1)
    with database.reading() as session:
        assert store.altered_rulebooks(session) == []
    tamper(database, "UPDATE rulebook_texts SET text = 'rulebook: other'")
    with database.reading() as session:
        assert len(store.altered_rulebooks(session)) == 1


def test_what_the_database_shell_prints_are_the_bytes_themselves(sqlite_settings: Settings, tmp_path: Path) -> None:
    """The SELECTs of docs/records.md, sent by Python's own sqlite3: the shell need not be installed."""
    database = open_database(sqlite_settings)
    decided_cases(database, 2)
    with database.writing() as session:
        store.log_access(session, LOCAL, "case_viewed", "CASE-1", NOW)
    with database.reading() as session:
        printed = [session.scalars(text(each)).all() for each in re.findall(r'"(SELECT .*?)"', FROM_SQLITE)]
        for chain, lines in zip(("records", "access"), printed, strict=True):
            links = list(store.read_links(session, LOCAL, chain=chain, values=False))
            assert links and [line.encode() for line in lines] == [link.stored for link in links]
    if shutil.which("sqlite3"):
        assert run(FROM_SQLITE, tmp_path).returncode == 0
        assert (tmp_path / "records.jsonl").read_text().splitlines() == printed[0]
    database.dispose()


def test_the_access_log_is_a_chain_of_its_own(database: Database) -> None:
    for number in range(3):
        with database.writing() as session:
            store.log_access(session, LOCAL, "case_viewed", f"CASE-{number}", NOW)
    decided_cases(database, 1)
    with database.reading() as session:
        assert store.verify_chain(session, LOCAL).records == 1
        report = store.verify_chain(session, LOCAL, chain="access")
        assert report.holds and report.records == 3
    tamper(database, "UPDATE log_lines SET sha256 = previous WHERE log = 'access' AND sequence = 2")
    with database.reading() as session:
        first = store.verify_chain(session, LOCAL, chain="access").first
    assert first is not None and (first.sequence, first.kind) == (2, "bytes_altered")


def test_values_removed_without_a_log_line_are_found_and_with_one_are_not(database: Database) -> None:
    decided_cases(database, 2)
    with database.writing() as session:
        reference = store.list_cases(session, LOCAL, store.CaseFilter()).rows[0].reference
        case = store.hold_case(session, LOCAL, reference)
        assert case is not None
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
    assert holds(database)
    tamper(database, "DELETE FROM sealed_values")
    with database.reading() as session:
        report = store.verify_chain(session, LOCAL)
    assert report.faulty == 1 and report.first is not None and report.first.kind == "value_missing"


def test_the_same_request_twice_is_answered_once(database: Database) -> None:
    route, digest = "POST /api/cases", "0" * 64

    def create() -> store.Answered | None:
        with database.writing() as session:
            answered = store.claim_key(session, LOCAL, route, "key-1", digest, NOW)
            if answered is None:
                new_case(session)
                time.sleep(0.02)
                store.keep_answer(session, LOCAL, route, "key-1", store.Answered(201, {"etag": '"1"'}, "{}"))
            return answered

    with ThreadPoolExecutor(4) as pool:
        answers = [each.result() for each in [pool.submit(create) for _ in range(4)]]
    assert sorted(answer is None for answer in answers) == [False, False, False, True]
    assert {a.status for a in answers if a} == {201}
    with database.writing() as session:
        assert store.count_cases(session, LOCAL, store.CaseFilter()) == 1
        with pytest.raises(store.KeyReused):
            store.claim_key(session, LOCAL, route, "key-1", "1" * 64, NOW)
        assert store.claim_key(session, store.Viewer("school", "x"), route, "key-1", digest, NOW) is None

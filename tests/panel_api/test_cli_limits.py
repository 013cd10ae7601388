"""What a machine does to a command: files that cannot be written, answers nobody reads, folders of one's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from panel_api.cli import run
from panel_api.database import open_database
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, a_decision, post, recommended, started
from tests.panel_api.test_cli_assess import EVENHAND, EXAMPLE, ROOT


@pytest.fixture
def decided(sqlite_client: TestClient, sqlite_settings: Settings) -> Path:
    """A database with one sealed decision, written out whole."""
    reference, etag = recommended(sqlite_client)
    post(sqlite_client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    database = open_database(sqlite_settings)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return Path(sqlite_settings.database_url.removeprefix("sqlite:///"))


def copy_that_cannot_be_written(file: Path, folder: Path) -> Path:
    """A copy beside which SQLite can make no files, as in a folder that is read-only."""
    folder.mkdir()
    shutil.copy(file, folder / "copy #1?.db")
    (folder / "copy #1?.db-shm").symlink_to(folder / "nowhere" / "at all")
    return folder / "copy #1?.db"


@pytest.mark.parametrize("command", [["verify"], ["replay"], ["export"]], ids=str)
def test_a_copy_that_cannot_be_written_to_is_read(
    decided: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    copy = copy_that_cannot_be_written(decided, tmp_path / "disk")
    whole = copy.read_bytes()
    address = f"sqlite:///{str(copy).replace('?', '%3F')}"
    assert run([*command, "--database", address]) == 0, capfd.readouterr().err
    assert capfd.readouterr().out
    assert copy.read_bytes() == whole


def test_a_copy_whose_last_entries_lie_beside_it_is_refused(
    decided: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_that_cannot_be_written(decided, tmp_path / "disk").rename(tmp_path / "disk" / "copy.db")
    (tmp_path / "disk" / "copy.db-shm").symlink_to(tmp_path / "nowhere" / "at all")
    (tmp_path / "disk" / "copy.db-wal").write_bytes(b"x" * 100)
    assert run(["verify", "--database", f"sqlite:///{copy}"]) == 2
    assert "copy both to a folder of your own" in capsys.readouterr().err


def test_an_answer_that_cannot_be_written() -> None:
    for where, says in (("> /dev/full", "No space left on device"), (">&-", "standard output is closed")):
        done = in_a_shell(f"{evenhand()} assess {EXAMPLE} --rulebook county_top_up {where}")
        assert (done.returncode, done.stderr) == (3, f"The answer could not be written: {says}.\n")


def test_an_answer_nobody_reads_to_the_end(decided: Path) -> None:
    gone = in_a_shell(f"{evenhand()} export --database sqlite:///{decided} | true; exit ${{PIPESTATUS[0]}}")
    assert (gone.returncode, gone.stderr) == (0, "")


@pytest.mark.parametrize("content", [b"", b'{"facts": {}}\n', os.urandom(2000), b"{}\n" * 50])
def test_a_file_without_a_record_is_no_broken_chain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(content)
    assert run(["verify", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1


def test_values_on_the_command_line_are_refused_in_our_words(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, says in (
        (["replay", "x"], '[SEQUENCE…]: "x" stands here. Expected a whole number. Correct it.\n'),
        (["serve", "--port", "99999"], '--port: "99999" is out of range. Expected at most 65535. Correct it.\n'),
        (["verify", "--database", "nonsense"], None),
        (["seed", "--database", "nonsense"], None),
    ):
        assert run(arguments) == 2
        err = capsys.readouterr().err
        assert err == says or (says is None and "names a database Evenhand does not use" in err)


def test_the_cause_of_a_database_that_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("seed", "migrate"):
        assert run([command, "--database", f"sqlite:///{tmp_path}/no/such/x.db"]) == 3
        assert "The database cannot be used: unable to open database file." in capsys.readouterr().err


def test_a_case_of_another_rulebook_is_told_what_this_one_decides(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["assess", str(EXAMPLE), "--rulebook", "place_fit"]) == 2
    assert "--rulebook: `place_fit` decides fit, and asks none of " in capsys.readouterr().err


def test_the_shelf_is_the_folder_that_is_set(tmp_path: Path, sqlite_settings: Settings, network: object) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "rules" / "wakefield_cells", mine / "wakefield_cells")
    settings = Settings(database_url=sqlite_settings.database_url, rules=mine)
    with started(create_app(settings, clock=lambda: NOW)) as client:
        found = client.get("/api/rulebooks").json()["rulebooks"]
    assert [each["name"] for each in found] == ["wakefield_cells"]
    assert "county_top_up" in Shelf(None).names()


def evenhand() -> str:
    program, flag, code = EVENHAND
    assert program == sys.executable
    return f"'{program}' {flag} '{code}'"


def in_a_shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_a_county_that_cannot_be_loaded_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.db.seeding").mkdir()
    assert run(["seed", "--database", f"sqlite:///{tmp_path}/x.db"]) == 2
    assert "it cannot be written: " in capsys.readouterr().err
    monkeypatch.setenv("EVENHAND_RULES", str(tmp_path))
    assert run(["seed", "--database", f"sqlite:///{tmp_path}/y.db"]) == 2
    assert "there is no rulebook county_top_up in EVENHAND_RULES" in capsys.readouterr().err

"""`evenhand verify`, `replay`, `export`, `check`, `migrate` and `seed`, on a county of a few decisions."""

import hashlib
import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from panel_api import cli_progress
from panel_api.cli import run
from panel_api.database import open_database
from panel_api.main import create_app
from panel_api.models import LogLine
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.triggers import check_triggers, drop_triggers
from tests.panel_api.http_support import NOW, a_decision, post, recommended, started


@pytest.fixture
def decided(sqlite_settings: Settings, shelf: Shelf, network: Any) -> Settings:
    """Settings of a database with three sealed decisions."""
    app = create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        for _ in range(3):
            reference, etag = recommended(client)
            post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    return sqlite_settings


def alter(settings: Settings, statement: str, **values: object) -> None:
    """Change a row by raw SQL, with the triggers off."""
    database = open_database(settings)
    with database.engine.begin() as connection:
        drop_triggers(connection)
        connection.execute(text(statement), values)
    database.dispose()


def test_a_chain_that_holds(decided: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--database", decided.database_url]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The chain holds: 3 records, ")
    assert "It ends at record 3 with " in said


def test_an_altered_value_is_named(decided: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    alter(decided, "UPDATE sealed_values SET value = '4' WHERE record_sequence = 2 AND path = '/facts/talking'")
    assert run(["verify", "--database", decided.database_url]) == 1
    assert capsys.readouterr().out.startswith("First broken: record 2: its sealed value /facts/talking does not match")
    assert run(["replay", "2", "--database", decided.database_url]) == 1
    assert capsys.readouterr().out.startswith("record 2: unreplayable. ")


def test_a_record_that_is_gone_is_named(decided: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    alter(decided, "DELETE FROM sealed_values WHERE record_sequence = 2")
    alter(decided, "DELETE FROM record_rules WHERE sequence = 2")
    alter(decided, "DELETE FROM record_finds WHERE sequence = 2")
    alter(decided, "DELETE FROM records WHERE sequence = 2")
    assert run(["verify", "--database", decided.database_url]) == 1
    assert "record 2 is missing" in capsys.readouterr().out


def test_an_altered_rulebook_is_named(decided: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    alter(decided, "UPDATE rulebook_texts SET text = replace(text, '£4680', '£4690')")
    assert run(["verify", "--database", decided.database_url]) == 1
    assert "its text does not give this hash any more" in capsys.readouterr().out


def test_every_record_is_replayed(decided: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "--database", decided.database_url]) == 0
    assert capsys.readouterr().out == "3 same\n"
    assert run(["replay", "1", "3", "--database", decided.database_url]) == 0
    assert capsys.readouterr().out.startswith("record 1: same. The same bytes came out.\nrecord 3: same.")
    assert run(["replay", "9", "--database", decided.database_url]) == 2


def test_records_are_exported_byte_for_byte(
    decided: Settings, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", "--database", decided.database_url]) == 0
    lines = capfdbinary.readouterr().out.splitlines()
    assert len(lines) == 3
    for first, second in itertools.pairwise(lines):
        assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()
    folder = tmp_path / "out"
    assert (
        run(
            [
                "export",
                str(folder),
                "--values",
                "--purpose",
                "Sample 4 of the audit",
                "--database",
                decided.database_url,
            ]
        )
        == 0
    )
    assert (folder / "records.jsonl").read_bytes().splitlines() == lines
    assert (folder / "values.jsonl").exists()
    assert run(["verify", str(folder / "records.jsonl")]) == 0
    assert run(["verify", str(folder)]) == 0
    assert run(["export", str(folder), "--database", decided.database_url]) == 2
    assert run(["export", "--values", "--database", decided.database_url]) == 2
    assert run(["export", str(tmp_path / "more"), "--values", "--database", decided.database_url]) == 2
    assert not (tmp_path / "more").exists(), "values without a purpose"
    database = open_database(decided)
    with database.reading() as session:
        taken = session.scalars(select(LogLine.stored).where(LogLine.action == "bundle_taken")).all()
    database.dispose()
    assert len(taken) == 1 and b"Sample 4 of the audit" in taken[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"agree"', b'"refer"', "record 2"),
        (b'"sequence":2}', b'"sequence":7}', "record 2 is missing"),
        (b'"sequence":3}', b'"sequence":3]', "record 3"),
    ],
)
def test_altered_files_are_found(
    decided: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: bytes, new: bytes, says: str
) -> None:
    folder = tmp_path / "out"
    run(["export", str(folder), "--database", decided.database_url])
    file = folder / "records.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    number = next(each for each, line in enumerate(lines) if each and old in line)
    lines[number] = lines[number].replace(old, new)
    file.write_bytes(b"".join(lines))
    assert run(["verify", str(file)]) == 1
    assert says in capsys.readouterr().out


def test_a_cut_off_file_and_an_altered_rulebook_are_found(
    decided: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    run(["export", str(folder), "--database", decided.database_url])
    file = folder / "records.jsonl"
    whole = file.read_bytes()
    file.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    assert run(["verify", str(file)]) == 1
    assert "missing: the head names record 3" in capsys.readouterr().out
    file.write_bytes(whole)
    (text_file,) = (folder / "rulebooks").iterdir()
    text_file.write_bytes(text_file.read_bytes() + b" ")
    assert run(["verify", str(folder)]) == 1
    assert f"rulebook {text_file.stem}: its text does not give this hash" in capsys.readouterr().out
    for broken in ("nowhere.jsonl", str(tmp_path)):
        assert run(["verify", broken]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_databases_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.db").write_text("not a database at all, whatever its name may say" * 9)
    (tmp_path / "empty.db").write_bytes(b"")
    for url in (
        "sqlite:///nowhere.db",
        f"sqlite:///{tmp_path}/empty.db",
        f"sqlite:///{tmp_path}/text.db",
        "x",
        "mysql://x/y",
    ):
        for command in ("verify", "replay", "export"):
            assert run([command, "--database", url]) in (2, 3), url
            out, err = capsys.readouterr()
            assert out == ""
            assert err.strip() and "Traceback" not in err


def test_a_database_is_made_ready_again(sqlite_settings: Settings) -> None:
    alter(sqlite_settings, "SELECT 1")
    assert run(["migrate", "--database", sqlite_settings.database_url]) == 0
    database = open_database(sqlite_settings)
    check_triggers(database.engine)
    database.dispose()


def test_every_shipped_rulebook_holds(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "wakefield_cells", "rules/telford_wrekin_bands"]) == 0
    assert capsys.readouterr().out.count("nothing is wrong") == 2


def test_a_broken_rulebook_is_told_with_its_place(
    tmp_path: Path, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(shelf.folder / "wakefield_cells", tmp_path / "wakefield_cells")
    shutil.copy(shelf.folder / "vocabulary.yaml", tmp_path)
    file = tmp_path / "wakefield_cells" / "rulebook.yaml"
    file.write_text(file.read_text().replace("rounding:", "roundng:"))
    assert run(["check", str(file.parent)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    line = next(number for number, each in enumerate(file.read_text().splitlines(), 1) if "roundng" in each)
    assert f"{file}:{line}:1: " in out
    assert run(["check", "nowhere"]) == 1
    assert "rulebook.yaml:1:1:" in capsys.readouterr().out


def test_loading_the_county_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, sqlite_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    def seed(settings: Settings, progress: Any) -> int:
        progress(2, 4)
        progress(4, 4)
        return 4000

    monkeypatch.setattr(cli_progress, "seed", seed)
    assert run(["seed", "--database", sqlite_settings.database_url]) == 0
    assert "4,000 invented requests are loaded." in capsys.readouterr().err

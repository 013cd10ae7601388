"""`evenhand payments` and `evenhand paid`: what is due as files, and what was paid taken in once."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from panel_api.cli import run
from panel_api.sheets import rows_of
from tests.panel_api.http_support import desk_of
from tests.panel_api.test_pages_payments import HEADS, an_award

YEAR = ["--from", "1/4/2026", "--until", "2027-03-31"]


def test_what_is_due_is_written_to_files_that_agree(
    sqlite_client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    an_award(sqlite_client)
    url = ["--database", desk_of(sqlite_client).settings.database_url]
    csv, xlsx = tmp_path / "p.csv", tmp_path / "p.xlsx"
    assert run(["payments", *YEAR, "--csv", str(csv), "--xlsx", str(xlsx), *url]) == 0
    assert "Together: 3,650.00" in capsys.readouterr().out
    texts = [[row[:6] for _, row in rows_of(file)] for file in (csv, xlsx)]
    assert texts[0] == texts[1] and len(texts[0]) == 13
    assert run(["payments", "--from", "never", *url]) == 2
    assert run(["payments", "--account", "nothing", *url]) == 2


def test_payments_are_taken_in_once(
    sqlite_client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = ["--database", desk_of(sqlite_client).settings.database_url]
    file = tmp_path / "paid.csv"
    file.write_text(f"{HEADS}{an_award(sqlite_client)},1/4/2026,30/4/2026,4000,931,30/4/2026\r\nW-X,1/4/2026,,1,,\r\n")
    assert run(["paid", str(file), "--check", *url]) == 0
    for status in (0, 2):
        assert run(["paid", str(file), *url]) == status
    out, err = capsys.readouterr()
    assert out.count("In the ledger: 3,650.00. Paid and not committed: 351.00.") == 2
    assert "row 3: no award is known as W-X" in out and "taken in before" in err
    file.write_text(f"{HEADS}W-X,never,,1,,\r\n")
    assert run(["paid", str(file), *url]) == 2
    assert "row 2, From" in capsys.readouterr().err
    assert run(["paid", str(tmp_path / "none.csv"), *url]) == 2

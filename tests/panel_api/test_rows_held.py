"""A decision's row changed behind the triggers' back is found, though every record's bytes still stand."""

import sqlite3
from pathlib import Path

import pytest

from panel_api.database import open_database
from panel_api.seed import seed
from panel_api.services import verify_records
from panel_api.services.desk import Desk
from panel_api.settings import Settings

SITTING = """
    INSERT INTO sittings (id, reference, panel, held_on, begins, place, stage, by_reference, version, created_at)
    VALUES (1, 'S-ELSEWHERE', 'Panel', '2026-09-14', '09:30', 'Hall', 'closed', 'x', 1, '2026-09-14 09:30:00');
    UPDATE decisions SET sitting_id = 1 WHERE id = 3
"""


@pytest.fixture(scope="module")
def county_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rows") / "county.db"
    seed(Settings(database_url=f"sqlite:///{file}"), lambda _done, _of: None, 30)
    return file


def faults_after(county_file: Path, tmp_path: Path, statement: str) -> list[str]:
    copy = tmp_path / "copy.db"
    with sqlite3.connect(county_file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        names = target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            target.execute(f"DROP TRIGGER {name}")
        target.executescript(statement)
    database = open_database(Settings(database_url=f"sqlite:///{copy}"))
    desk = Desk(database, None, None, None)  # type: ignore[arg-type]  # verifying asks for nothing else
    try:
        found, _ = verify_records(desk)
        return [str(fault) for fault in found.faults]
    finally:
        database.dispose()


def test_untouched_rows_agree_with_their_records(county_file: Path, tmp_path: Path) -> None:
    assert faults_after(county_file, tmp_path, "SELECT 1") == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE decisions SET amount_pence = 99999900, band = '9' WHERE id = 3", "band or amount decided"),
        ("UPDATE decisions SET words = 'Something else' WHERE id = 3", "reason in words"),
        ("UPDATE decisions SET authority = 'Nobody' WHERE id = 3", "authority"),
        ("UPDATE decisions SET by_role = 'caseworker' WHERE id = 3", "role of who decided"),
        ("UPDATE decisions SET by_reference = 'somebody-else' WHERE id = 3", "person who decided"),
        ("UPDATE decisions SET attested = NOT attested WHERE id = 3", "attestation"),
        ("UPDATE decisions SET urgent = 1 WHERE id = 3", "urgency"),
        ("UPDATE decisions SET urgent_words = 'In haste' WHERE id = 3", "reason why it could not wait"),
        ("UPDATE decisions SET limit_pence = 1 WHERE id = 3", "limit of authority"),
        ("UPDATE decisions SET corrects_id = 1 WHERE id = 3", "correction of an earlier decision"),
        ("UPDATE decisions SET appeal_text = NOT coalesce(appeal_text, 0) WHERE id = 3", "text on appeals"),
        ("UPDATE decisions SET school = 'Elsewhere' WHERE id = 3", "days, school, ground or amended plan"),
        ("UPDATE decisions SET until_day = '2031-01-01' WHERE id = 3", "days, school, ground or amended plan"),
        ("UPDATE decisions SET plan_amended_on = '2026-01-01' WHERE id = 3", "days, school, ground or amended plan"),
        ("UPDATE decisions SET evidence = 'Another' WHERE id = 3", "days, school, ground or amended plan"),
        (SITTING, "sitting"),
        ("UPDATE assessments SET status = 'incomplete' WHERE id = 3", "status"),
        ("UPDATE assessments SET outcome = '{\"band\": 5}' WHERE id = 3", "assessed outcome"),
    ],
)
def test_an_altered_row_is_named(county_file: Path, tmp_path: Path, statement: str, says: str) -> None:
    (fault,) = faults_after(county_file, tmp_path, statement)
    assert fault == f"record 3: its {says} is not what the record sealed"

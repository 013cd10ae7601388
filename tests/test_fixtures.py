"""The shared fixtures themselves: real PostgreSQL, real browser, and the guard against skips."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from tests import fixtures_golden
from tests.fixtures_browser import BrowserLog

ROOT = Path(__file__).resolve().parent.parent


def count_tables(url: str) -> int:
    """Make one table and return how many the database then has."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (id int)"))
        found = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        count = int(found.scalar_one())
    engine.dispose()
    return count


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_fresh_database(postgres_url: str, turn: int) -> None:
    assert count_tables(postgres_url) == 1


def test_a_page_is_driven_and_watched(browser_page: Page, browser_log: BrowserLog) -> None:
    browser_page.set_content("<html lang=en><title>A</title><main><h1>Even</h1></main>")
    browser_page.evaluate("console.error('seen')")
    assert browser_page.inner_text("h1") == "Even"
    assert browser_log.errors == ["seen"]
    assert browser_log.elsewhere("http://127.0.0.1:1") == []
    assert Axe().run(browser_page).violations_count == 0


def test_a_golden_file_is_approved_before_it_changes(
    golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fixtures_golden, "FOLDER", tmp_path)
    monkeypatch.setenv("EVENHAND_GOLDEN", "update")
    golden("letter.txt", "Dear parent\n")
    monkeypatch.delenv("EVENHAND_GOLDEN")
    golden("letter.txt", "Dear parent\n")
    with pytest.raises(pytest.fail.Exception, match=r"make golden.*\n.*\n.*\n.*\n-Dear parent\n\+Dear head"):
        golden("letter.txt", "Dear head\n")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("def test_a(): pass", 0),
        ("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('later')", 1),
        ("import pytest\ndef test_a(): pass\n@pytest.mark.xfail\ndef test_b(): assert 0", 1),
        ("x = 1", 1),
    ],
)
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_skip_fails_the_run(tmp_path: Path, body: str, status: int, workers: str) -> None:
    (tmp_path / "test_it.py").write_text(body)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    options = "--disable-plugin-autoload -p xdist -p tests.no_skips -p no:cacheprovider -q"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options.split(), "-n", workers, str(tmp_path)],
        cwd=ROOT,
        env={"CI": "true", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr

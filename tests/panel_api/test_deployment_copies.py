"""Backup and restore as docs/deployment.md gives them, on SQLite and PostgreSQL, and verifying what came back."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from engine.opinions.network import Network
from panel_api.copying import copied
from panel_api.database import open_database
from panel_api.main import create_app
from panel_api.models import Decision
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import chain_heads
from panel_api.triggers import check_triggers
from tests.fixtures_postgres import PostgresServer
from tests.panel_api.deployment_support import DEPLOY, block, made, put_elsewhere, run
from tests.panel_api.http_support import NOW, a_decision, post, recommended, started

Deciding = Callable[[Settings, int], None]
COPY = "/var/backups/evenhand/evenhand.copy"


@pytest.fixture
def decide(network: Network, shelf: Shelf) -> Deciding:
    """Decide so many new cases in a database, as the service does it."""

    def decided(settings: Settings, count: int) -> None:
        with started(create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)) as client:
            for _ in range(count):
                reference, etag = recommended(client)
                answer = post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
                assert answer.status_code == 201, answer.text

    return decided


def decisions(settings: Settings) -> int:
    """How many decisions a database holds; its triggers stand."""
    database = open_database(settings)
    try:
        check_triggers(database.engine)
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(Decision)) or 0
    finally:
        database.dispose()


def in_place(sqlite_settings: Settings, place: Path) -> Settings:
    """A migrated file where the page has it."""
    file = Path(f"{place}/var/lib/evenhand/evenhand.db")
    shutil.copy(sqlite_settings.database_url.removeprefix("sqlite:///"), file)
    return Settings(database_url=f"sqlite:///{file}")


def test_a_file_is_copied_while_it_is_written_to_and_comes_back_whole(
    sqlite_settings: Settings, tmp_path: Path, decide: Deciding
) -> None:
    place = made(tmp_path / "machine")
    settings = in_place(sqlite_settings, place)
    decide(settings, 2)
    database = open_database(settings)
    with database.writing() as session:  # somebody is just writing
        session.execute(text("DELETE FROM idempotency_keys"))
        copied = run(put_elsewhere(block("evenhand backup"), place), place, EVENHAND_DATABASE_URL=settings.database_url)
    database.dispose()
    assert copied.returncode == 0, copied.stdout + copied.stderr
    assert "The copy holds: 2 records" in copied.stdout
    assert kept(place)["records"]["sequence"] == 2
    decide(settings, 1)
    restored = run(put_elsewhere(block("/before"), place), place)
    assert restored.returncode == 0 and "The restored database holds." in restored.stdout, restored.stderr
    assert decisions(settings) == 2
    before = Settings(database_url=f"sqlite:///{place}/var/lib/evenhand/before/evenhand.db")
    assert decisions(before) == 3, "what stood there before is kept"


def kept(place: Path) -> dict[str, dict[str, object]]:
    """What stands beside the copy."""
    found: dict[str, dict[str, object]] = json.loads(Path(f"{place}{COPY}.verified").read_text())
    return found


def test_a_copy_that_was_altered_or_cut_back_is_found_when_it_is_restored(
    sqlite_settings: Settings, tmp_path: Path, decide: Deciding
) -> None:
    place = made(tmp_path / "machine")
    settings = in_place(sqlite_settings, place)
    decide(settings, 2)
    command = put_elsewhere(block("evenhand backup"), place)
    assert run(command, place, EVENHAND_DATABASE_URL=settings.database_url).returncode == 0
    again = run(command, place, EVENHAND_DATABASE_URL=settings.database_url)
    assert again.returncode == 2 and "there is a file already" in again.stderr, "no copy is written over"
    raw = sqlite3.connect(f"{place}{COPY}")
    raw.execute("DROP TRIGGER sealed_sealed_values_update")
    raw.execute("UPDATE sealed_values SET value = '4' WHERE record_sequence = 2 AND path = '/facts/talking'")
    raw.commit()
    raw.close()
    heads = Path(f"{place}{COPY}.verified")
    heads.write_text(heads.read_text().replace('"sequence": 2', '"sequence": 3'))
    restored = run(put_elsewhere(block("/before"), place), place)
    assert restored.returncode == 1, restored.stderr
    for found in ("sealed_sealed_values_update missing", "record 2: its sealed value", "record 2: unreplayable",
                  "The chain records does not end where FILE.verified says."):  # fmt: skip
        assert found in restored.stdout
    refused = run(f"{place}/opt/evenhand/bin/evenhand restore {heads} --database {settings.database_url}", place)
    assert refused.returncode == 2 and "this is no copy" in refused.stderr


def test_a_copy_that_was_broken_off_is_under_no_name(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Whoever kills it between the first byte and the last finds the old state: no file of that name."""
    file = tmp_path / "evenhand.copy"
    database = open_database(sqlite_settings)
    with pytest.raises(KeyboardInterrupt), copied(sqlite_settings, database, file):
        raise KeyboardInterrupt
    assert not file.exists()
    with copied(sqlite_settings, database, file) as session:
        assert chain_heads(session)["records"].sequence == 0
    assert file.exists()
    database.dispose()


@dataclass(frozen=True)
class Cluster:
    """A database with its two roles, made by docs/deploy/roles.sql under other names, and migrated as the page says."""

    server: PostgresServer
    names: str
    place: Path
    environment: dict[str, str]

    def url(self, role: str, database: str = "") -> str:
        """The address of a database for the role "owner" or "app", as libpq takes it too."""
        return self.server.url(database or self.names, f"{self.names}_{role}").replace("+psycopg", "")

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a block of the page there."""
        return run(put_elsewhere(command, self.place, self.names), self.place, self.server, **self.environment)


@pytest.fixture
def cluster(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Cluster]:
    names, place = f"town_{tmp_path.name[-8:].strip('_-').lower()}", made(tmp_path / "machine")
    statements = put_elsewhere((DEPLOY / "roles.sql").read_text(), place, names)
    statements = re.sub(r"(DATABASE|connect) evenhand\b", rf"\1 {names}", statements)
    (place / "roles.sql").write_text(statements)
    made_here = Cluster(postgres_server, names, place, {})
    made_here.environment.update(
        EVENHAND_DATABASE_URL=made_here.url("app"),
        EVENHAND_OWNER_DATABASE_URL=made_here.url("owner"),
        RESTORED_DATABASE_URL=made_here.url("owner", f"{names}_restored"),
    )
    for command in ("psql --quiet --set=ON_ERROR_STOP=1 --file=roles.sql", "/opt/evenhand/bin/evenhand migrate"):
        done = made_here.run(command)
        assert done.returncode == 0, done.stderr
    try:
        yield made_here
    finally:
        for database in (names, f"{names}_restored"):
            postgres_server.drop(database)
        for role in ("app", "owner"):
            postgres_server.execute(f"DROP ROLE {names}_{role}")


def test_a_database_is_dumped_and_restored_beside_the_old_one(cluster: Cluster, decide: Deciding) -> None:
    live = Settings(database_url=cluster.url("app"))
    decide(live, 2)
    copied = cluster.run(block("evenhand backup"))
    assert copied.returncode == 0, copied.stdout + copied.stderr
    assert kept(cluster.place)["records"]["sequence"] == 2
    decide(live, 1)
    restored = cluster.run(block("evenhand_restored"))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "The restored database holds." in restored.stdout
    back = Settings(database_url=cluster.url("app", f"{cluster.names}_restored"))
    assert (decisions(back), decisions(live)) == (2, 3)
    decide(back, 1)
    opened = open_database(back)
    try:
        with pytest.raises(DBAPIError, match=r"must be owner"), opened.writing() as session:
            session.execute(text("ALTER TABLE records DISABLE TRIGGER ALL"))
    finally:
        opened.dispose()


def test_the_first_administrator_is_made_without_the_owners_password(cluster: Cluster) -> None:
    only = {"EVENHAND_DATABASE_URL": cluster.url("app"), "EVENHAND_PUBLIC_URL": "https://evenhand.council.example"}
    command = 'evenhand account add --name "Nell Quarrie" --email nell@council.example'
    done = run(f"{cluster.place}/opt/evenhand/bin/{command}", cluster.place, **only)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("https://evenhand.council.example/password/")


def test_a_stranger_does_not_come_in(cluster: Cluster) -> None:
    stranger = f"{cluster.names}_stranger"
    cluster.server.execute(f"CREATE ROLE {stranger} LOGIN")
    try:
        done = cluster.run(f"psql --dbname={cluster.names} --username={stranger} --command='SELECT 1'")
        assert done.returncode != 0 and "permission denied for database" in done.stderr
    finally:
        cluster.server.execute(f"DROP ROLE {stranger}")

"""The invented county's allocations of two years, in the ledger, for tests of their pages."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.seed.allocations import YEARS, facts_of, run_reference
from panel_api.services.allocation_runs import NewRun, keep_run, post_run
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, desk_of, started

POUNDS = r"£([\d,]+\.\d\d)"


def pence(text: str) -> int:
    """Pence from what a table says."""
    return int(Decimal(text.replace(",", "")) * 100)


def allocated(client: TestClient) -> TestClient:
    """Both years of the invented county, in the ledger."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        for year in YEARS:
            keep_run(session, desk, NewRun(run_reference(year), year, "The year", facts_of(year)))
            post_run(session, desk, run_reference(year))
    return client


@pytest.fixture(scope="module")
def county(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, shelf: Shelf, network: Network
) -> Iterator[TestClient]:
    """A county to look at and to be refused by: nothing here changes it."""
    file = tmp_path_factory.mktemp("county") / "county.db"
    shutil.copy(sqlite_template, file)
    chosen = Settings(database_url=f"sqlite:///{file}")
    with started(create_app(chosen, clock=lambda: NOW, shelf=shelf, network=network)) as client:
        yield allocated(client)

"""The last money, wanted by many at once, and a decider killed in the middle: exact, told, and nothing half done."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from panel_api import services
from panel_api.errors import Trouble
from panel_api.models import AwardTerm, Decision, Record
from panel_api.settings import Settings
from panel_api.store.money_held import Committed, money_that_differs
from tests.panel_api.deciding_support import decide, officer, sent
from tests.panel_api.money_support import PART_YEAR, figures, many, with_accounts

ROOT = Path(__file__).resolve().parents[2]
DECIDER = """
import datetime as dt, sys
from engine.opinions.network import Network
from panel_api.database import open_database
from panel_api.services import Desk
from panel_api.settings import Settings
from panel_api.store.money_held import Committed, money_that_differs
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.deciding_support import decide, sent
from tests.panel_api.http_support import NOW
settings = Settings(database_url=sys.argv[1], busy_seconds=60)
viewer = Viewer("senior_officer", sys.argv[2], int(sys.argv[3]), everything=True)
desk = Desk(open_database(settings), Shelf(None), Network(), lambda: NOW, viewer, settings)
for reference in sys.argv[4:]:
    decide(desk, reference, sent("agree"))
    print(reference, flush=True)
"""


def test_of_many_at_once_as_many_are_agreed_as_there_is_money_for_and_the_others_are_told(client: TestClient) -> None:
    desk = with_accounts(client, 3 * PART_YEAR + 100_000)
    chosen, references = officer(client), many(client, desk, 8)

    def one(reference: str) -> str:
        try:
            decide(chosen, reference, sent("agree"))
        except Trouble as trouble:
            return trouble.detail
        return "agreed"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, references))
    assert found.count("agreed") == 3
    assert all("There is £1,000 uncommitted" in each for each in found if each != "agreed")
    assert figures(desk).uncommitted == 100_000
    assert services.verify_records(desk)[0].holds


def test_a_decider_killed_in_the_middle_leaves_whole_decisions_alone(client: TestClient, settings: Settings) -> None:
    desk = with_accounts(client)
    chosen, references = officer(client), many(client, desk, 30)
    process = subprocess.Popen(
        [sys.executable, "-c", DECIDER, settings.database_url, chosen.viewer.reference, str(chosen.viewer.person),
         *references],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline()
    time.sleep(0.011)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    with desk.database.reading() as session:
        many_of = [session.scalar(select(func.count()).select_from(each)) for each in (Decision, AwardTerm, Record)]
    assert len(set(many_of)) == 1 and 3 <= int(many_of[0] or 0) < 30
    assert figures(desk).committed == int(many_of[0] or 0) * PART_YEAR
    assert services.verify_records(desk)[0].holds


def test_a_commitment_the_record_did_not_seal_is_found() -> None:
    entry = {"budget": {"account": "partnership:north", "year": 2026}}
    opened = {"/budget/figures": '{"this_year":"2474.63"}', "/budget/consent/by": '"Chair of north"'}
    decision = Decision(id=7)
    key = (7, "partnership:north", 2026)
    right = {key: Committed(PART_YEAR, "Chair of north")}
    assert list(money_that_differs(entry, opened, decision, right)) == []
    assert list(money_that_differs(entry, opened, decision, {})) == ["commitment in the ledger"]
    other = {key: Committed(PART_YEAR, "Somebody")}
    assert list(money_that_differs(entry, opened, decision, other)) == ["consent in the ledger"]

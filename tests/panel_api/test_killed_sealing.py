"""Killed at any statement of sealing a decision: the chain verifies and the case is in one clear state."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from panel_api.settings import Settings
from tests.panel_api.deciding_support import officer, opened, waiting
from tests.panel_api.money_support import with_accounts

ROOT = Path(__file__).resolve().parents[2]


def killed_at_each(client: TestClient, settings: Settings, stride: int) -> list[dict[str, Any]]:
    """What stood after each kill, and at last after the process that was left alone."""
    with_accounts(client)
    reference, desk = waiting(client), officer(client)
    opened(desk, reference)
    given = [settings.database_url, reference, str(desk.viewer.person), str(stride)]
    command = [sys.executable, "-m", "tests.panel_api.killed_sealing", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("stride", [19, pytest.param(1, marks=pytest.mark.soak)])
def test_either_nothing_was_decided_or_all_of_it(client: TestClient, settings: Settings, stride: int) -> None:
    *killed, whole = killed_at_each(client, settings, stride)
    assert len(killed) * stride > 40, "a decision with money takes more statements than that"
    before = killed[0]["rows"]
    for each in killed:
        assert each["holds"] and each["killed"], each
        assert (each["stage"], each["rows"]) == ("recommended", before), "nothing of it was kept"
    assert (whole["killed"], whole["holds"], whole["stage"]) == (False, True, "decided")
    assert all(after > was for was, after in zip(before[:-1], whole["rows"][:-1], strict=True))

"""`evenhand roles`: what it prints is what the table grants (tests/test_docs.py holds docs/roles.md to it)."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from panel_api import roles
from panel_api.cli import run
from panel_api.routes.addresses import guards


def rows(text: str) -> list[list[str]]:
    """The cells of each row of every table."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]


def test_each_cell_is_what_the_table_grants(capsys: pytest.CaptureFixture[str]) -> None:
    run(["roles"])
    found = rows(capsys.readouterr().out)
    assert [row for row in found if len(row) == 3][2:] == [[r.name, r.sees, r.does] for r in roles.ABOUT.values()]
    heads, _, *granted = [row for row in found if len(row) > 3]
    assert heads[2:] == [each.name for each in roles.ABOUT.values()]
    assert [re.sub("`", "", row[1]) for row in granted] == list(roles.PERMISSIONS)
    for row in granted:
        for role, cell in zip(roles.ABOUT, row[2:], strict=True):
            assert (cell == "yes") == roles.allows(role, row[1].strip("`")), (role, row[1])


def test_each_address_stands_there_with_what_it_asks_for(
    sqlite_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["roles", "--addresses"]) == 0
    printed = {row[0].strip("`"): row[1:] for row in rows(capsys.readouterr().out)[2:]}
    assert isinstance(sqlite_client.app, FastAPI)
    assert set(printed) == set(guards(sqlite_client.app))
    assert printed["GET /rulebooks"] == ["everyone", "Everyone"]
    assert printed["GET /account"] == ["signed in", "Whoever has signed in"]
    assert printed["POST /cases/{reference}/decide"] == ["decide", "Chair, Senior officer"]


def test_addresses_need_settings_that_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("EVENHAND_DEMO", "true")
    monkeypatch.setenv("EVENHAND_PUBLIC_URL", "https://evenhand.example")
    assert run(["roles", "--addresses"]) == 2
    assert "demo mode is for this machine alone" in capsys.readouterr().err

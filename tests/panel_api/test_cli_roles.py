"""`evenhand roles`: what it prints is what the table grants (tests/test_docs.py holds docs/roles.md to it)."""

import re

import pytest

from panel_api import roles
from panel_api.cli import run


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

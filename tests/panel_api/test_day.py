"""docs/day.md names roles, pages and buttons as they are, and for each role only pages that are its own."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from panel_api import roles
from panel_api.routes.addresses import guards
from panel_api.routes.guarding import May

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "day.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
BEFORE = TEXT.split("\n## ")[0]


def pages(text: str) -> list[str]:
    """The addresses a text names, each reference as `…`."""
    return [each.split("?")[0] for each in re.findall(r"`(/[^`]*)`", text)]


@pytest.fixture
def found(sqlite_client: TestClient) -> dict[str, object]:
    """The guard of every page, its address written as the text writes it."""
    assert isinstance(sqlite_client.app, FastAPI)
    every = guards(sqlite_client.app)
    return {
        re.sub(r"\{\w+\}", "…", address.removeprefix("GET ")): guard
        for address, guard in every.items()
        if address.startswith("GET ")
    }


def test_a_section_for_each_role_in_the_order_of_the_table() -> None:
    assert list(SECTIONS) == [each.name for each in roles.ABOUT.values()]


def test_every_page_is_there_and_open_to_whoever_is_said_to_use_it(found: dict[str, object]) -> None:
    assert [each for each in pages(BEFORE) if each not in found and each != "/addresses"] == []
    for role, about in roles.ABOUT.items():
        for each in pages(SECTIONS[about.name]):
            assert each in found, f"{about.name}: there is no page {each}"
            guard = found[each]
            assert not isinstance(guard, May) or roles.allows(role, guard.permission), f"{each} is not for {about.name}"


def test_every_role_is_led_to_its_own_main_pages() -> None:
    for name, section in SECTIONS.items():
        assert len(set(pages(section))) >= 3, name


def test_every_button_and_heading_is_on_a_page() -> None:
    files = [*(ROOT / "templates").iterdir(), *(ROOT / "panel_api").rglob("*.py")]
    words = "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file())
    named = re.findall(r"\*\*(.+?)\*\*", TEXT)
    assert len(named) > 40
    assert [each for each in named if each not in words and each != "bold"] == []

"""The pages people read are true: rooms, commands, targets, links and words in step with the code."""

import ast
import re
from pathlib import Path

import pytest
from typer.main import get_command

from panel_api.cli import app, run
from panel_api.cli_logs import actions_page

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"), ROOT / "rules" / "README.md"])

PRINTED = [("roles", "roles.md"), ("data-map", "data-map.md"), ("returns", "returns.md")]


def rooms(package: str) -> dict[str, str]:
    """Each room of a package, with the first sentence of what it says it is for."""
    found = {}
    for init in sorted((ROOT / package).glob("*/__init__.py")):
        words = ast.get_docstring(ast.parse(init.read_text())) or ""
        found[f"{package}/{init.parent.name}"] = " ".join(words.split("\n\n")[0].split())
    return found


def test_the_page_of_logs_holds_the_table_that_declares_them() -> None:
    assert actions_page() in (ROOT / "docs" / "logs.md").read_text(), "evenhand logs prints it"


@pytest.mark.parametrize("package", ["engine", "panel_api"])
def test_the_house_page_lists_every_room_as_the_room_describes_itself(package: str) -> None:
    page = (ROOT / "docs" / "house.md").read_text()
    listed = dict(re.findall(rf"^\| `({package}/\w+)` \| (.+) \|$", page, re.M))
    real = rooms(package)
    assert set(real) <= set(listed), "docs/house.md lists every room"
    assert all((ROOT / room).is_dir() for room in listed), "and no room that is not there"
    if package == "engine":
        assert listed == real, "in the room's own words"


def test_the_arrows_of_the_engine_are_those_that_the_lint_holds() -> None:
    contract = (ROOT / "pyproject.toml").read_text().split('containers = ["engine"]')[1].split("]\n")[0]
    held = set(re.findall(r"\w+", contract.split("layers = [")[1]))
    page = (ROOT / "docs" / "house.md").read_text()
    missing = [room for room in (*rooms("engine"), "engine/assessing") if room.split("/")[1] not in held]
    assert not missing, f"pyproject.toml's layers name every room: {missing}"
    assert all(name in page for name in held), "and the page names whatever the lint holds"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name if page.parent.name != "rules" else "rules")
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", page.read_text(), flags=re.S))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name if page.parent.name != "rules" else "rules")
def test_targets_and_commands_exist(page: Path) -> None:
    text = page.read_text()
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`make ([a-z]+)`|^    make ([a-z]+)", text, re.M)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }
    commands = set(re.findall(r"(?:`|^    |\$ )evenhand ([a-z-]+)", text, re.M))
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert commands <= known, f"evenhand has no command {sorted(commands - known)}"


@pytest.mark.parametrize(("command", "name"), PRINTED)
def test_a_page_that_a_command_prints_is_as_it_prints_it(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command]) == 0
    assert (ROOT / "docs" / name).read_text() == capsys.readouterr().out, f"run: evenhand {command} > docs/{name}"


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text()
    words = [word.lower() for word in re.findall(r"^\| \*\*(.+?)\*\* \|", page, re.M)]
    assert words == sorted(words, key=lambda word: word.replace(",", "").replace("(", ""))
    assert len(words) == len(set(words))

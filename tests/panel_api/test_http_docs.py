"""docs/api.md and docs/settings.md say what the code says: each row is held to it."""

import datetime as dt
import json
import re
import shlex
from pathlib import Path

from fastapi.testclient import TestClient

from engine.law.events import BY_DECISION, EVENTS_OF
from engine.strict_json import MOST_BYTES, MOST_DEPTH, MOST_DIGITS
from panel_api.cli import app
from panel_api.cli_assess import DESCRIPTIVE
from panel_api.columns import LEGAL_BASES
from panel_api.errors import KINDS
from panel_api.routes.cookies import ABOUT
from panel_api.schemas import (
    Amendment,
    Around,
    Body,
    Child,
    NewCase,
    NewDecision,
    Parent,
    Reopening,
    Said,
    SchoolWanted,
)
from panel_api.services.attempts import RULES
from panel_api.services.reasons import REASONS
from panel_api.settings import Settings
from tests.panel_api.http_support import a_case

ROOT = Path(__file__).resolve().parents[2]
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SIGNING_IN = (ROOT / "docs" / "signing-in.md").read_text(encoding="utf-8")
ROWS = set(re.findall(r"^\|.*\|$", API, re.MULTILINE))


def test_every_address(sqlite_client: TestClient) -> None:
    paths = sqlite_client.get("/openapi.json").json()["paths"]
    rows = {
        f"| `{method.upper()} {path}` | {operation['summary']} |"
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert rows == {row for row in ROWS if re.match(r"\| `[A-Z]+ /", row)}


def test_every_kind_of_trouble() -> None:
    rows = {f"| `{name}` | {kind.status} | {kind.title} |" for name, kind in KINDS.items()}
    assert rows == {row for row in ROWS if re.search(r"\| \d{3} \|", row)}


def test_every_reason() -> None:
    rows = {f"| `{kind}` | `{code}` | {words} |" for kind, codes in REASONS.items() for code, words in codes.items()}
    assert rows == {row for row in ROWS if re.match(r"\| `[a-z_]+` \| `[a-z_]+` \|", row)}


def test_every_command() -> None:
    named = {re.findall(r"`evenhand ([\w-]+)", row)[0] for row in ROWS if row.startswith("| `evenhand ")}
    assert named == {str(each.name) for each in (*app.registered_commands, *app.registered_groups)}


def test_limits_and_words() -> None:
    assert f"at most {MOST_BYTES:,} bytes and {MOST_DEPTH} levels deep" in API
    assert f"numbers of more than {MOST_DIGITS} digits" in API
    for word in (*LEGAL_BASES, *DESCRIPTIVE):
        assert f"`{word}`" in API


def test_every_field_of_the_report(sqlite_client: TestClient) -> None:
    body = {"rulebook": "county_top_up", "as_of": "2026-09-14", "facts": a_case()["facts"]}
    report = sqlite_client.post("/api/assess", json=body).json()
    section = API.split("### What `--json` holds")[1]
    assert [name for name in report if f"`{name}`" not in section] == [], json.dumps(list(report))


def test_every_setting() -> None:
    rows = []
    for name, field in Settings.model_fields.items():
        default = "–" if field.default in (None, ()) else f"`{field.default}`"
        rows.append(f"| `EVENHAND_{name.upper()}` | {default} | {field.description} |")
    assert [row for row in SETTINGS.splitlines() if row.startswith("| `EVENHAND_") and row.count("|") == 4] == rows


def test_every_cookie() -> None:
    rows = [f"| `{name}` | {words} |" for name, words in ABOUT.items()]
    assert [row for row in SIGNING_IN.splitlines() if row.startswith("| `evenhand")] == rows


def test_how_often_one_may_try() -> None:
    told = re.findall(r"\| (\d+) failures in (?:(\d+) minutes|an hour) \|", SIGNING_IN)
    rules = [(rule.most, rule.window // dt.timedelta(minutes=1)) for rule in RULES.values()]
    assert sorted((int(most), int(minutes or 60)) for most, minutes in told) == sorted(rules)


def test_no_variable_is_left_out() -> None:
    found = set()
    for folder in ("engine", "panel_api", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(r"EVENHAND_[A-Z]+(?:_[A-Z]+)*", path.read_text(encoding="utf-8")))
    assert {name for name in found if f"`{name}`" not in SETTINGS} == set()


def test_the_worked_requests_do_what_they_say(sqlite_client: TestClient) -> None:
    block = re.findall(r"```sh\n(curl .*?)```", API, re.DOTALL)[0]
    reference, stages = "WK4M-7XPD", []
    for command in re.split(r"^(?=curl )", block, flags=re.MULTILINE)[1:]:
        words = shlex.split(command)
        headers = dict(words[n + 1].split(": ", 1) for n, each in enumerate(words) if each == "-H")
        address = next(each for each in words if each.startswith("http://")).replace("WK4M-7XPD", reference)
        answer = sqlite_client.post(address, content=words[words.index("-d") + 1].encode(), headers=headers)
        assert answer.status_code == 201, answer.text
        reference = answer.json().get("reference", reference)
        stages.append(sqlite_client.get(f"/api/cases/{reference}").json()["stage"])
    assert stages == ["received", "assessed", "recommended", "decided"]


def test_the_table_of_fields_names_each() -> None:
    section = API.split("### From request to decision")[1].split("###")[0]
    for model in (NewCase, Child, Parent, Around, Body, Said, SchoolWanted, Amendment, NewDecision, Reopening):
        names = [field.alias or name for name, field in model.model_fields.items()]
        assert [name for name in names if f"`{name}`" not in section] == [], model.__name__


def test_every_day_that_can_be_recorded() -> None:
    for basis, kinds in EVENTS_OF.items():
        named = ", ".join(f"`{kind}`" for kind in kinds if kind not in BY_DECISION)
        assert f"| `{basis}` | {named} |" in ROWS

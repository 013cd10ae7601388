"""The files of docs/deploy: what they copy exists, what they call answers, what they set is read."""

import configparser
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from engine.strict_json import MOST_BYTES
from panel_api.build_hook import CONTENT
from panel_api.cli import run
from panel_api.columns import ROLES
from panel_api.main import create_app
from panel_api.routes.place import FORWARDED, address_of
from panel_api.services.safe_start import check_settings
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.deployment_support import DEPLOY, PAGE, ROOT

ENVIRONMENT = (DEPLOY / "evenhand.env").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
UNITS = ("evenhand.service", "evenhand-migrate.service", "evenhand-daily.service")
READ = {f"EVENHAND_{name.upper()}" for name in Settings.model_fields}


def unit(name: str) -> configparser.RawConfigParser:
    """A unit, read as systemd reads it but for keys that stand twice: the last counts."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def settings_given() -> dict[str, str]:
    """What the example environment sets, unquoted as systemd and a shell do."""
    lines = [line for line in ENVIRONMENT.splitlines() if line and not line.startswith("#")]
    return dict(shlex.split(line)[0].split("=", 1) for line in lines)


def answers(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command line of ours: the command is there, and knows the options."""
    words = [each for each in arguments if not each.startswith("-") and not each.isdigit()]
    assert run([*words[:1], "--help"]) == 0
    said = capsys.readouterr().out
    assert all(each in said for each in arguments if each.startswith("--")), arguments


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_calls_what_there_is_and_gives_up_what_it_needs_not(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = unit(name)["Service"]
    called = re.findall(r"^ExecStart=(.+)$", (DEPLOY / name).read_text(encoding="utf-8"), re.M)
    for program, *arguments in map(shlex.split, called):
        assert program == "/opt/evenhand/bin/evenhand" and "/opt/evenhand" in PAGE
        answers(arguments, capsys)
    assert called
    assert service["User"] == "evenhand" and service["NoNewPrivileges"] == "yes" and service["UMask"] == "0077"
    assert service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == ""
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}", "the one folder it may write"
    assert service["EnvironmentFile"].lstrip("-") in PAGE


def test_the_timer_starts_the_daily_unit() -> None:
    timer = unit("evenhand-daily.timer")
    assert (DEPLOY / "evenhand-daily.service").exists() and timer["Timer"]["OnCalendar"].endswith("Europe/London")
    assert "enable --now evenhand evenhand-daily.timer" in PAGE


def test_only_the_migration_has_the_owners_password() -> None:
    texts = {name: (DEPLOY / name).read_text(encoding="utf-8") for name in UNITS}
    assert [name for name, text in texts.items() if "EnvironmentFile=-/etc/evenhand/owner.env" in text] == [UNITS[1]]
    assert "EVENHAND_OWNER_DATABASE_URL" not in ENVIRONMENT


def test_the_example_environment_is_read_and_the_server_would_start_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert set(re.findall(r"^#? ?(EVENHAND_\w+)=", ENVIRONMENT, re.M)) <= READ
    for name, value in settings_given().items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    check_settings(settings)
    assert settings.https and settings.database_url.startswith("postgresql://evenhand_app@")
    assert {each.role for each in settings.oidc_roles} == set(ROLES), "everybody has a way in"


def test_every_setting_that_the_page_names_is_one() -> None:
    named = set(re.findall(r"EVENHAND_[A-Z_]+", PAGE + ENVIRONMENT + CONTAINER))
    assert named <= READ, sorted(named - READ)


def test_every_file_that_the_page_names_is_there_and_every_file_is_named() -> None:
    named = set(re.findall(r"deploy/([\w.-]+\w)", PAGE))
    assert named == {path.name for path in DEPLOY.iterdir()}


def test_the_container_copies_what_exists_and_all_that_the_wheel_needs(capsys: pytest.CaptureFixture[str]) -> None:
    committed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    copied: list[str] = []
    for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINER, re.M):
        *sources, _ = line.split()
        copied += sources
    for each in copied:
        assert (ROOT / each).exists(), each
        assert not committed or any(name == each or name.startswith(f"{each}/") for name in committed), each
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.findall(r"^packages = \[(.+)\]$", project, re.M)[0]
    assert {*re.findall(r'"(\w+)"', packages), *CONTENT, "pyproject.toml", "README.md", "LICENSE"} <= set(copied)
    (command,) = re.findall(r"^CMD (\[.+\])$", CONTAINER, re.M)
    answers(json.loads(command), capsys)
    assert json.loads(re.findall(r"^ENTRYPOINT (\[.+\])$", CONTAINER, re.M)[0]) == ["evenhand"]
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001$", last, re.M) and "useradd --system --uid 10001" in last


def test_every_line_of_the_container_file_is_an_instruction() -> None:
    known = {"FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    lines = [line for line in CONTAINER.splitlines() if line.strip() and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= known
    assert lines[0].startswith("FROM ") and len(re.findall(r"^FROM ", CONTAINER, re.M)) == 2
    asked = re.findall(r"http://127\.0\.0\.1:(\d+)/healthz", CONTAINER)
    assert asked == [str(Settings.model_fields["port"].default)]


def test_the_container_asks_for_its_own_health_as_the_server_answers(sqlite_client: TestClient) -> None:
    answer = sqlite_client.get("/healthz", headers={"Host": "127.0.0.1:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert '{"status": "ok"}' in PAGE


def test_the_proxy_passes_on_what_the_server_believes(
    monkeypatch: pytest.MonkeyPatch, sqlite_settings: Settings, network: Network, shelf: Shelf
) -> None:
    for name, value in settings_given().items():
        monkeypatch.setenv(name, value)
    settings = Settings(database_url=sqlite_settings.database_url, oidc_issuer=None)
    name = re.findall(r"server_name (\S+);", NGINX)[-1]
    assert settings.public_url == f"https://{name}"
    passed: dict[str, Any] = dict(re.findall(r"proxy_set_header\s+(\S+)\s+(\S+);", NGINX))
    assert {each.lower() for each in passed} - {"host", "connection"} <= set(FORWARDED)
    sent = {"Host": passed["Host"].replace("$host", name)}
    sent["X-Forwarded-For"] = passed["X-Forwarded-For"].replace("$remote_addr", "198.51.100.7")
    with TestClient(create_app(settings, network=network, shelf=shelf), client=("127.0.0.1", 5000)) as client:
        answer = client.get("/", headers=sent)
        assert answer.status_code == 200 and "strict-transport-security" in answer.headers
    raw = [(key.lower().encode(), value.encode()) for key, value in sent.items()]
    assert address_of({"type": "http", "client": ("127.0.0.1", 5000), "headers": raw}, settings) == "198.51.100.7"
    assert f"client_max_body_size {MOST_BYTES};" in NGINX and "access_log off;" in NGINX
    assert f"proxy_pass         http://127.0.0.1:{settings.port};" in NGINX


def test_links_of_the_page_lead_to_the_files() -> None:
    for link in re.findall(r"\]\((deploy/[^)]*)\)", PAGE):
        assert (Path(ROOT / "docs") / link).exists(), link

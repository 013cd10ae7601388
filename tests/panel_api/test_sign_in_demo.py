"""Demo mode: invented people by a button, on this machine alone, and never beside real ones."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.database import open_database
from panel_api.main import create_app
from panel_api.models import ApiToken, Appointment, Person
from panel_api.services.safe_start import NotSafe
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.commands import evenhand
from tests.panel_api.http_support import NOW
from tests.panel_api.pages_support import Form, Html, checked, page
from tests.panel_api.sign_in_support import followed, local, post, pressed, service


def invent(settings: Settings) -> None:
    """Two invented accounts."""
    database = open_database(settings)
    with database.writing() as session:
        for number, role in enumerate(("chair", "auditor"), 1):
            held = Appointment(role=role, from_day=NOW.date(), by_reference="invented", written_at=NOW)
            session.add(
                Person(
                    reference=f"DEMO-{number}",
                    name=f"Somebody {number} (invented)",
                    demo=True,
                    created_at=NOW,
                    appointments=[held],
                )
            )
    database.dispose()


def test_a_button_each_and_no_password(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    invent(sqlite_settings)
    with service(sqlite_settings, shelf, network, demo=True) as door:
        browser = door.browser()
        html = page(browser, "/sign-in")
        assert "no password is needed" in html.words
        assert "Somebody 1 (invented) Chair. Runs the sitting and decides, up to a limit." in html.words
        answer = post(browser, html.form("/sign-in/demo"), person="DEMO-1", next="/cases")
        assert local(answer) == "/cases"
        assert "Somebody 1 (invented), chair" in page(browser, "/cases").source
        assert followed(browser, pressed(browser, "/", "/sign-out")).form("/sign-in/demo"), "and out, to the same page"
        checked(pressed(browser, "/sign-in", "/sign-in/demo", person="DEMO-3"), 404)


def test_a_real_account_has_no_button(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    invent(sqlite_settings)
    with service(sqlite_settings, shelf, network, demo=True) as door:
        person = door.person()
        browser = door.browser()
        html = page(browser, "/sign-in")
        assert person.name not in html.source and person.reference not in html.source
        checked(post(browser, html.form("/sign-in/demo"), person=person.reference), 404)
        assert door.sessions() == []


def test_outside_demo_mode_there_are_no_buttons(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    with service(sqlite_settings, shelf, network) as door:
        invent(sqlite_settings)  # as if someone had loaded them while it runs
        browser = door.browser()
        html = page(browser, "/sign-in")
        assert "invented" not in html.words.lower()
        checked(post(browser, Form("/sign-in/demo", "post", {**html.form("/sign-in").fields, "person": "DEMO-1"})), 404)
        assert door.sessions() == []


@pytest.mark.parametrize("what", ["account", "token"])
def test_it_refuses_to_start_beside_what_is_invented(
    settings: Settings, shelf: Shelf, network: Network, tmp_path: Path, what: str
) -> None:
    if what == "account":
        invent(settings)
    else:
        database = open_database(settings)
        with database.writing() as session:
            session.add(
                ApiToken(
                    reference="T-1",
                    name="Invented",
                    token_sha256="0" * 64,
                    role="caseworker",
                    permissions=[],
                    demo=True,
                    by_reference="invented",
                    created_at=NOW,
                    expires_at=NOW,
                )
            )
        database.dispose()
    app = create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)
    with pytest.raises(NotSafe, match="invented county are in this database"), TestClient(app):
        pass
    done = evenhand(tmp_path, "serve", "--database", settings.database_url)
    assert done.returncode == 3
    assert "EVENHAND_DEMO=true" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4"])
def test_demo_mode_does_not_listen_beyond_this_machine(tmp_path: Path, host: str) -> None:
    for extra in ({}, {"EVENHAND_PUBLIC_URL": "https://evenhand.example"}):
        done = evenhand(tmp_path, "serve", "--host", host, EVENHAND_DEMO="true", **extra)
        assert done.returncode == 2
        assert "demo mode is for this machine alone" in done.stderr
    with pytest.raises(NotSafe):
        create_app(Settings(demo=True, host=host))


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}),
        ("2001:db8::1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}),
        ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}),
    ],
)
def test_demo_mode_answers_this_machine_alone(
    sqlite_settings: Settings, shelf: Shelf, network: Network, address: str, headers: dict[str, str]
) -> None:
    invent(sqlite_settings)
    with service(sqlite_settings, shelf, network, demo=True) as door:
        answer = door.browser(address, **headers).get("/sign-in", headers={"Accept": "text/html"})
        assert "for the machine it runs on alone" in Html(answer.text).words
        assert answer.status_code == 421 and "DEMO-1" not in answer.text

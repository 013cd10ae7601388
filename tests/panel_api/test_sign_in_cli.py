"""The first administrator: an account made at the command line, and the link it prints followed to the end."""

from pathlib import Path

from engine.opinions.network import Network
from panel_api.clock import system_clock
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.commands import evenhand
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.sign_in_support import ANOTHER, Moving, local, pressed, service, sign_in


def test_the_first_administrator_gets_in(tmp_path: Path, shelf: Shelf, network: Network) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    done = evenhand(
        tmp_path, "account", "add", "--name", "Nell Quarrie", "--email", "Nell@council.example", "--database", url
    )
    assert done.returncode == 0, done.stderr
    assert "works once, within 72 hours" in done.stderr
    link = done.stdout.strip()
    assert link.startswith("http://127.0.0.1:8000/password/")
    path = link.removeprefix("http://127.0.0.1:8000")
    with service(Settings(database_url=url), shelf, network, clock=Moving(system_clock())) as door:
        browser = door.browser()
        assert local(pressed(browser, path, path, password=ANOTHER, again=ANOTHER)) == "/"
        assert "Nell Quarrie, administrator" in page(browser, "/people").source
        assert door.logged("changes")[:2] == ["add_account", "set_password"]
        assert door.logged("signing")[:1] == ["sign_in:local"]


def test_a_forgotten_password_is_replaced(tmp_path: Path, shelf: Shelf, network: Network) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    given = ("--email", "nell@council.example", "--database", url)
    first = evenhand(tmp_path, "account", "add", "--name", "Nell", *given).stdout.strip()
    second = evenhand(
        tmp_path, "account", "link", *given, EVENHAND_PUBLIC_URL="https://evenhand.example"
    ).stdout.strip()
    assert second.startswith("https://evenhand.example/password/")
    with service(Settings(database_url=url), shelf, network, clock=Moving(system_clock())) as door:
        checked(door.browser().get(first.removeprefix("http://127.0.0.1:8000"), headers=PAGE), 404)
        path = second.removeprefix("https://evenhand.example")
        assert local(pressed(door.browser(), path, path, password=ANOTHER, again=ANOTHER)) == "/"
        assert local(sign_in(door.browser(), ANOTHER, "nell@council.example")) == "/"


def test_what_cannot_be_is_said_line_by_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    done = evenhand(tmp_path, "account", "add", "--name", " ", "--email", "nell", "--role", "queen", "--database", url)
    assert done.returncode == 2 and done.stdout == ""
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["email", "name", "role"]
    done = evenhand(tmp_path, "account", "link", "--email", "nobody@council.example", "--database", url)
    assert done.returncode == 2
    assert "no account has this e-mail address" in done.stderr

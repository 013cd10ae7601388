"""Beyond this machine: by https and by its own name only, through a proxy that is named, and never too much at once."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.models import Attempt
from panel_api.routes.place import address_of
from panel_api.services.safe_start import NotSafe
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.commands import evenhand
from tests.panel_api.http_support import problem
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.sign_in_support import Service, service, sign_in

PUBLIC = "https://evenhand.example"


@pytest.fixture
def open_to(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Any:
    @contextmanager
    def opened(**changes: Any) -> Iterator[Service]:
        with service(sqlite_settings, shelf, network, **changes) as door:
            yield door

    return opened


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "evenhand.example", "127.0.0.2"])
def test_beyond_this_machine_needs_https(tmp_path: Path, host: str) -> None:
    done = evenhand(tmp_path, "serve", "--host", host)
    assert done.returncode == 2 and done.stdout == ""
    assert "by https only; set EVENHAND_PUBLIC_URL" in done.stderr
    with pytest.raises(NotSafe, match="https"):
        create_app(Settings(host=host, public_url="http://evenhand.example"))


def test_it_answers_to_its_own_name_and_no_other(open_to: Any) -> None:
    with open_to(public_url="https://evenhand.example:8443") as door:
        for host in (
            "evenhand.example:8443",
            "evenhand.example",
            "EVENHAND.example:8443",
            "127.0.0.1:8000",
            "localhost",
        ):
            assert door.browser().get("/sign-in", headers={"Host": host, **PAGE}).status_code == 200, host
        for host in (
            "elsewhere.example",
            "evenhand.example.elsewhere.example",
            "xevenhand.example",
            "",
            ":",
            "192.0.2.1",
        ):
            answer = door.browser().get("/api/rulebooks", headers={"Host": host})
            assert problem(answer)["status"] == 421, host
            assert "127.0.0.1 or [::1] or evenhand.example or localhost" in problem(answer)["detail"]
    with open_to() as door:
        assert door.browser().get("/sign-in", headers={"Host": "evenhand.example"}).status_code == 421


def test_browsers_are_told_to_stay_with_https(open_to: Any) -> None:
    with open_to(public_url=PUBLIC) as door:
        for path in ("/", "/sign-in", "/healthz", "/nothing", "/static/evenhand.css"):
            answer = door.browser(base=PUBLIC).get(path, headers=PAGE)
            assert answer.headers["strict-transport-security"] == "max-age=63072000", path
    with open_to() as door:
        assert "strict-transport-security" not in door.browser().get("/").headers


def test_a_form_comes_from_the_public_address(open_to: Any) -> None:
    with open_to(public_url=PUBLIC) as door:
        browser = door.browser(base=PUBLIC)
        form = page(browser, "/sign-in").form("/sign-in")
        given = {**form.fields, "email": "x@y.example", "password": "x"}
        for origin, status in ((PUBLIC, 422), ("https://elsewhere.example", 403), ("http://127.0.0.1", 403)):
            answer = browser.post("/sign-in", data=given, headers={"Origin": origin, **PAGE})
            assert checked(answer, status).title, origin


@pytest.mark.parametrize(
    ("client", "forwarded", "expected"),
    [
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "192.0.2.77, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "192.0.2.77, 203.0.113.9, 10.1.0.5", "203.0.113.9"),
        ("10.0.0.2", "10.1.0.5", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "not an address", "not an address"),
        ("::1", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_the_named_proxy_is_believed(client: str, forwarded: str, expected: str) -> None:
    settings = Settings(trusted_proxy="10.0.0.2, 10.1.0.0/16, ::1")
    scope = {"client": (client, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    assert address_of(scope, settings) == expected


def test_tries_are_counted_by_the_address_behind_the_proxy(open_to: Any) -> None:
    with open_to(public_url=PUBLIC, trusted_proxy="10.0.0.2") as door:
        for number in range(6):
            sign_in(door.browser("10.0.0.2", PUBLIC, **{"X-Forwarded-For": f"192.0.2.{number}"}), "wrong")
        assert len({row.bucket for row in door.rows(Attempt)}) == 6 * 2 + 1
    with open_to(public_url=PUBLIC) as door:
        for number in range(5):
            sign_in(
                door.browser("10.0.0.3", PUBLIC, **{"X-Forwarded-For": f"198.51.100.{number}"}), "wrong", "a@b.example"
            )
        assert (
            sign_in(door.browser("10.0.0.3", PUBLIC, **{"X-Forwarded-For": "x"}), "wrong", "a@b.example").status_code
            == 429
        )


def test_too_much_at_once_is_refused_with_how_long_to_wait(open_to: Any) -> None:
    with open_to(requests_a_minute=20) as door:
        browser = door.browser()
        said = [browser.get("/api/rulebooks").status_code for _ in range(21)]
        assert said == [200] * 20 + [429]
        answer = browser.get("/api/rulebooks")
        assert "20 requests a minute are the most" in problem(answer)["detail"]
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert "Too many requests" in checked(browser.get("/rulebooks", headers=PAGE), 429).title
        assert door.browser("192.0.2.9").get("/api/rulebooks").status_code == 200, "another address is not in its way"
        assert browser.get("/healthz").status_code == 200
        assert browser.get("/static/evenhand.css").status_code == 200


def test_a_session_has_its_own_count_and_an_address_ten_times_as_much(open_to: Any) -> None:
    with open_to(requests_a_minute=30) as door:
        door.person()
        first = door.browser()
        sign_in(first)
        said = [first.get("/account", headers=PAGE).status_code for _ in range(31)]
        assert said == [200] * 30 + [429]
        second = door.browser()
        sign_in(second)
        assert second.get("/account", headers=PAGE).status_code == 200
        said = [door.browser().get("/nothing-here").status_code for _ in range(300)]
        assert said[0] == 404 and said[-1] == 429
        assert second.get("/account", headers=PAGE).status_code == 429


def test_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    for variable, value, says in (
        ("EVENHAND_PUBLIC_URL", "evenhand.example", "EVENHAND_PUBLIC_URL: "),
        ("EVENHAND_PUBLIC_URL", "https://evenhand.example/path", "EVENHAND_PUBLIC_URL: "),
        ("EVENHAND_TRUSTED_PROXY", "nginx", 'EVENHAND_TRUSTED_PROXY: "nginx" is no address'),
        ("EVENHAND_OIDC_ROLES", "{", "EVENHAND_OIDC_ROLES: this is not JSON"),
        ("EVENHAND_OIDC_ROLES", '{"A": "queen"}', 'EVENHAND_OIDC_ROLES: "A" stands for no role'),
        ("EVENHAND_OIDC_ROLES", '{"A": "school"}', "names no school"),
        ("EVENHAND_OIDC_ROLES", '{"A": {"role": "budget_holder"}}', "and a partnership"),
        ("EVENHAND_OIDC_ROLES", '{"A": {"role": "chair", "shool": "1"}}', "stands for nothing that is known"),
        ("EVENHAND_OIDC_ISSUER", "http://login.example", "EVENHAND_OIDC_ISSUER: "),
        ("EVENHAND_OIDC_ISSUER", "https://login.example", "needs EVENHAND_OIDC_CLIENT_ID"),
    ):
        done = evenhand(tmp_path, "serve", **{variable: value})
        assert done.returncode == 2, variable
        assert says in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_a_secret_is_never_printed() -> None:
    settings = Settings(oidc_client_secret="hush")
    assert "hush" not in repr(settings) and "hush" not in str(settings.model_dump())
    assert dt.timedelta(minutes=settings.idle_minutes) == dt.timedelta(minutes=30)

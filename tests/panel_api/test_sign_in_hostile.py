"""A provider, or somebody who pretends to be one, that answers wrongly: nobody gets in by it, and the server lives."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from engine.opinions.network import Network
from panel_api.clock import system_clock
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.provider_support import CLIENT, Scripted, scripted_provider, signed_by, unsigned
from tests.panel_api.sign_in_support import Moving, Service, local, service

OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
NOW = int(time.time())


@pytest.fixture
def there() -> Iterator[Scripted]:
    with scripted_provider() as there:
        yield there


@pytest.fixture
def door(sqlite_settings: Settings, shelf: Shelf, network: Network, there: Scripted) -> Iterator[Service]:
    changes: dict[str, Any] = {
        "oidc_issuer": there.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": "secret-of-the-client",
        "oidc_roles": '{"Evenhand.Caseworker": "caseworker"}',
        "clock": Moving(system_clock()),
    }
    with service(sqlite_settings, shelf, network, **changes) as door:
        yield door


def login(door: Service, there: Scripted, **answer: str) -> Any:
    """The whole way there and back, as the provider is scripted; the last answer."""
    browser: TestClient = door.browser()
    sent = browser.get("/sign-in/provider", headers=PAGE, follow_redirects=False)
    if sent.status_code != 303:
        return sent
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    there.nonce = asked["nonce"]
    query = {"code": "c", "state": asked["state"], **answer}
    return browser.get("/sign-in/callback", params=query, headers=PAGE, follow_redirects=False)


def test_as_it_should_be(door: Service, there: Scripted) -> None:
    assert local(login(door, there)) == "/"
    (form,) = there.asked
    assert form["grant_type"] == "authorization_code" and form["code"] == "c"
    assert form["redirect_uri"] == "http://127.0.0.1/sign-in/callback"
    assert 43 <= len(form["code_verifier"]) <= 128


def test_the_verifier_is_what_was_announced(door: Service, there: Scripted) -> None:
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    browser = door.browser()
    sent = browser.get("/sign-in/provider", headers=PAGE, follow_redirects=False)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    there.nonce = asked["nonce"]
    browser.get("/sign-in/callback", params={"code": "c", "state": asked["state"]}, headers=PAGE)
    assert create_s256_code_challenge(there.asked[0]["code_verifier"]) == asked["code_challenge"]


@pytest.mark.parametrize(
    ("description", "basic"),
    [
        ({}, True),
        ({"token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"]}, True),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, False),
    ],
    ids=str,
)
def test_we_prove_who_we_are_as_the_provider_takes_it(
    door: Service, there: Scripted, description: dict[str, Any], basic: bool
) -> None:
    there.description = description
    assert local(login(door, there)) == "/"
    (form,) = there.asked
    assert form["authorization"].startswith("Basic ") == basic
    assert (form.get("client_secret") == "secret-of-the-client") == (not basic)


def test_a_client_without_a_secret_proves_itself_by_pkce(
    sqlite_settings: Settings, shelf: Shelf, network: Network, there: Scripted
) -> None:
    changes: dict[str, Any] = {
        "oidc_issuer": there.issuer,
        "oidc_client_id": CLIENT,
        "oidc_roles": '{"Evenhand.Caseworker": "caseworker"}',
        "clock": Moving(system_clock()),
    }
    with service(sqlite_settings, shelf, network, **changes) as door:
        assert local(login(door, there)) == "/"
        (form,) = there.asked
        assert form["client_id"] == CLIENT and form["authorization"] == "" and "client_secret" not in form
        assert form["code_verifier"]


def with_secret(claims: dict[str, Any]) -> str:
    """A token signed by what everybody may read: the provider's public key taken for a shared secret."""
    key = OctKey.import_key(b"x" * 32, {"kid": "one"})
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"exp": NOW - 600},
        {"exp": None},
        {"exp": "soon"},
        {"iat": NOW + 3600},
        {"nbf": NOW + 3600},
        {"sub": None},
        {"at_hash": "bm90IHRoZSBoYXNo"},
    ],
    ids=lambda given: "+".join(f"{name} {type(value).__name__}" for name, value in given.items()),
)
def test_a_token_that_is_not_for_this_sign_in(door: Service, there: Scripted, claims: dict[str, Any]) -> None:
    there.claims = claims
    html = checked(login(door, there), 400)
    assert "could not be confirmed" in html.words
    assert door.sessions() == []


@pytest.mark.parametrize(
    "sign",
    [
        lambda claims: signed_by(OTHER, claims),
        lambda claims: signed_by(OTHER, claims, kid="two"),
        unsigned,
        with_secret,
        lambda claims: "not.a.token",
        lambda claims: "",
        lambda claims: 7,
    ],
    ids=["another key", "an unknown key", "nobody", "a shared secret", "no token", "nothing", "a number"],
)
def test_a_token_that_the_provider_did_not_sign(
    door: Service, there: Scripted, sign: Callable[[dict[str, Any]], str]
) -> None:
    there.sign = sign
    assert "could not be confirmed" in checked(login(door, there), 400).words
    assert door.sessions() == []


def test_an_answer_in_another_providers_name(door: Service, there: Scripted) -> None:
    assert "came from elsewhere" in checked(login(door, there, iss="https://elsewhere.example"), 400).words
    assert there.asked == [], "its code is sent nowhere"
    assert local(login(door, there, iss=there.issuer)) == "/"


def test_a_new_key_of_the_provider_is_fetched(door: Service, there: Scripted) -> None:
    assert local(login(door, there)) == "/"
    new = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})
    there.shown, there.sign = [new], lambda claims: signed_by(new, claims, kid="two")
    checked(login(door, there), 400)  # within a minute nobody makes us ask again and again
    door.clock.on(minutes=1, seconds=1)
    assert local(login(door, there)) == "/"


@pytest.mark.parametrize(
    "description",
    [{"issuer": "https://elsewhere.example"}, {"issuer": None}, {"jwks_uri": "http://127.0.0.1:1/keys"},
     {"token_endpoint": "http://127.0.0.1:1/token"}, {"token_endpoint": "nonsense"}],
    ids=str,
)  # fmt: skip
def test_a_provider_that_is_not_itself(door: Service, there: Scripted, description: dict[str, Any]) -> None:
    there.description = description
    answer = login(door, there)
    html = checked(answer, 503)
    assert "cannot be reached" in html.words and "Try again in a few minutes" in html.words
    assert answer.headers["retry-after"] == "60"
    assert door.sessions() == []


def test_a_provider_that_is_down_is_said_and_comes_back(door: Service, there: Scripted) -> None:
    there.status = 500
    checked(login(door, there), 503)
    html = page(door.browser(), "/sign-in")
    assert html.form("/sign-in"), "whoever has a password still gets in"
    there.status = 200
    assert local(login(door, there)) == "/"


def test_groups_that_are_too_many_are_said_in_the_log(
    door: Service, there: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    there.claims = {"roles": None, "_claim_names": {"roles": "src1"}}
    checked(login(door, there), 403)
    assert '"reason": "too_many_groups"' in capsys.readouterr().err


def test_the_log_holds_nothing_of_a_person(door: Service, there: Scripted, capsys: pytest.CaptureFixture[str]) -> None:
    login(door, there)
    there.claims = {"nonce": "another", "email": "wren@council.example"}
    login(door, there)
    log = capsys.readouterr().err
    assert '"reason": "bad_token:InvalidClaimError"' in log
    for private in ("Wren", "s-1", "@", "secret-of-the-client"):
        assert private not in log

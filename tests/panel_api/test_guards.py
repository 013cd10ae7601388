"""Every address has its guard in the type of a parameter; those open to all are named here, one by one."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from panel_api import roles
from panel_api.columns import ROLES
from panel_api.routes.addresses import guards
from panel_api.routes.guarding import Door, Everyone, Somebody
from tests.panel_api.pages_support import PAGE, page
from tests.panel_api.signing_in import signed_in, signed_out

OPEN = {
    "GET /",
    "GET /accessibility",
    "GET /api/rulebooks",
    "GET /due.ics",  # by the secret in its own address
    "GET /api/rulebooks/{name}",
    "GET /healthz",
    "GET /open",
    "GET /open/{month}",
    "GET /open/{month}.csv",
    "GET /open/{month}.json",
    "GET /published/heads",
    "GET /published/heads.json",
    "GET /published/verify.py",
    "GET /rulebooks",
    "GET /rulebooks/{name}",
    "GET /rulebooks/{name}/changes",
    "GET /rulebooks/{name}/changes.csv",
    "GET /rulebooks/{name}/history",
    "GET /rulebooks/{name}/try",
    "GET /transparency",
    "GET /transparency/atrs",
    "GET /transparency/atrs.csv",
    "GET /transparency/atrs.json",
    "GET /transparency/atrs.md",
    "GET /transparency/foi",
    "GET /transparency/foi.csv",
    "GET /transparency/foi.json",
    "GET /password/{link}",  # by a link that works once
    "GET /sign-in",
    "GET /sign-in/callback",
    "GET /sign-in/provider",
    "GET /why",
    "POST /api/assess",
    "POST /rulebooks/{name}/try",
    "POST /password/{link}",
    "POST /sign-in",
    "POST /sign-in/demo",
    "POST /sign-out",
}
FOR_WHOEVER_SIGNED_IN = {
    "GET /account",
    "POST /account/password",
    "POST /account/sign-out-everywhere",
    "GET /role",
    "POST /role",
    "GET /set-aside/{secret}",
    "POST /set-aside/{secret}/send",
    "POST /set-aside/{secret}/throw-away",
}


def test_every_address_has_one_guard_and_what_is_open_is_named(sqlite_client: TestClient) -> None:
    assert isinstance(sqlite_client.app, FastAPI)
    found = guards(sqlite_client.app)
    assert len(found) > 100
    assert {address for address, guard in found.items() if isinstance(guard, Everyone | Door)} == OPEN
    assert {address for address, guard in found.items() if isinstance(guard, Somebody)} == FOR_WHOEVER_SIGNED_IN


def test_every_permission_is_for_roles_there_are_and_every_role_is_described() -> None:
    assert set(roles.ABOUT) == set(ROLES)
    for code, each in roles.PERMISSIONS.items():
        assert each.words and each.roles and set(each.roles) <= set(ROLES), code
        assert len(set(each.roles)) == len(each.roles), code


def test_nobody_gets_in_without_signing_in(sqlite_client: TestClient) -> None:
    outside = signed_out(sqlite_client)
    assert isinstance(outside.app, FastAPI)
    for address, guard in guards(outside.app).items():
        method, path = address.split()
        if isinstance(guard, Everyone | Door):
            continue
        asked = outside.request(method, path.replace("{", "").replace("}", ""), headers={"Accept": "application/json"})
        assert asked.status_code == 401, address
        assert asked.headers["www-authenticate"].startswith("Bearer")
        if method == "GET" and not path.startswith("/api/"):
            sent = outside.get(path.replace("{", "").replace("}", ""), headers=PAGE, follow_redirects=False)
            assert sent.status_code == 303 and sent.headers["location"].startswith("/sign-in?next=%2F"), address


@pytest.mark.parametrize("role", ROLES)
def test_the_page_says_what_the_role_may_do(sqlite_client: TestClient, role: str) -> None:
    scope = {"school": {"school": "900123"}, "budget_holder": {"partnership": "Riverside"}}.get(role, {})
    found = page(signed_in(sqlite_client, role, **scope), "/why")
    yours = {each.text.strip() for each in found.all("li")}
    may = {each.words for each in roles.PERMISSIONS.values() if role in each.roles}
    assert may <= yours
    assert not ({each.words for each in roles.PERMISSIONS.values()} - may) & yours

"""What stands in the way of a request besides its body: versions, hosts, other sites, our own failures."""

import json

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from tests.panel_api.http_support import (
    a_case,
    a_decision,
    desk_of,
    places,
    post,
    problem,
    recommended,
    row_counts,
    taken_in,
)


def test_nothing_there(sqlite_client: TestClient) -> None:
    for address in ("/api/nowhere", "/api/cases/", "/api/cases/WK4M-7XPD", "/api/records/7", "/api/rulebooks/x"):
        answer = sqlite_client.get(address)
        assert answer.status_code == 404, address
        assert problem(answer)["title"] == "There is nothing here"


def test_not_in_this_way(sqlite_client: TestClient) -> None:
    answer = sqlite_client.delete("/api/cases")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert problem(answer)["detail"] == "This address takes GET, POST."


def test_a_decision_says_which_version_it_is_of(client: TestClient) -> None:
    reference, etag = recommended(client)
    address = f"/api/cases/{reference}/decisions"
    assert post(client, address, a_decision()).status_code == 428
    for tag in ("3", "*", 'W/"3"', '"three"', '"0"'):
        assert post(client, address, a_decision(), If_Match=tag).status_code == 400
    stale = post(client, address, a_decision(), If_Match='"1"')
    assert stale.status_code == 412
    assert stale.headers["etag"] == etag
    current = problem(stale)["current"]
    assert current["version"] == 3
    assert current["last_change"].startswith("the advice was put to the panel, by a senior officer on 2026-09-20")
    assert post(client, address, a_decision(), If_Match=etag).status_code == 201


def test_a_change_says_which_version_it_is_of(client: TestClient) -> None:
    reference = taken_in(client)
    address = f"/api/cases/{reference}"
    change = {"facts": {"talking": 2}}
    assert client.patch(address, json=change).status_code == 428
    assert client.patch(address, json=change, headers={"If-Match": '"1"'}).status_code == 200
    stale = client.patch(address, json=change, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert problem(stale)["current"]["last_change"].startswith("answers were changed, by a caseworker on 2026-09-20")
    for body in ({}, {"facts": {}}, {"unanswered": ["nothing"]}, {"facts": {"talking": 1}, "unanswered": ["talking"]}):
        assert client.patch(address, json=body, headers={"If-Match": '"2"'}).status_code == 422


def test_steps_that_come_too_early(client: TestClient) -> None:
    reference = taken_in(client)
    assert post(client, f"/api/cases/{reference}/recommendations", {}).status_code == 409
    assert post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match='"1"').status_code == 409
    post(client, f"/api/cases/{reference}/assessments", {})
    answer = post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match='"2"')
    assert "Recommend first." in problem(answer)["detail"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1:8000"])
def test_another_name_for_this_machine_is_refused(sqlite_client: TestClient, host: str) -> None:
    answer = sqlite_client.get("/api/cases", headers={"Host": host})
    assert answer.status_code == 421
    assert places(answer) == ["header.Host"]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_this_machine_goes_by_these_names(sqlite_client: TestClient, host: str) -> None:
    assert sqlite_client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_may_not_send(sqlite_client: TestClient, headers: dict[str, str]) -> None:
    answer = sqlite_client.post("/api/cases", json=a_case(), headers=headers | {"Idempotency-Key": "x"})
    assert answer.status_code == 403
    assert problem(answer)["title"] == "Another site may not ask this"
    assert row_counts(sqlite_client)["cases"] == 0


def test_every_answer_is_guarded(sqlite_client: TestClient) -> None:
    for address in ("/api/cases", "/nowhere", "/openapi.json", "/healthz"):
        headers = sqlite_client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_our_own_failure_tells_and_logs_nothing_personal(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Robin Example, born 2018-03-02")

    monkeypatch.setattr(store, "add_case", fail)
    answer = post(sqlite_client, "/api/cases", a_case())
    assert answer.status_code == 500
    assert "Robin" not in answer.text
    assert "RuntimeError" not in answer.text
    logged = capsys.readouterr().err
    assert "Robin" not in logged
    lines = [json.loads(line) for line in logged.splitlines()]
    failure = next(line for line in lines if line["event"] == "unexpected")
    assert failure["error"] == "RuntimeError"
    assert failure["at"][-1].endswith(":fail")
    assert row_counts(sqlite_client)["cases"] == 0
    assert row_counts(sqlite_client)["idempotency_keys"] == 0


def test_logs_say_what_happened_and_nothing_of_whom(
    sqlite_client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = taken_in(sqlite_client)
    sqlite_client.get(f"/api/cases/{reference}?name=Robin")
    logged = capsys.readouterr().err
    for word in ("Robin", "Example", "2018", "pictures", "provision_cost"):
        assert word not in logged
    line = json.loads(logged.splitlines()[0])
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "POST", "/api/cases", 201)


def test_a_busy_database_says_so(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    connection = desk.database.engine.raw_connection()
    try:
        other = connection.driver_connection
        assert other is not None
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        with desk.database.engine.connect() as waiting:  # the one connection that is not held
            waiting.exec_driver_sql("PRAGMA busy_timeout = 0")
        answer = post(sqlite_client, "/api/cases", a_case())
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert problem(answer)["type"] == "urn:evenhand:problem:busy"
        other.execute("ROLLBACK")
    finally:
        connection.close()
    assert post(sqlite_client, "/api/cases", a_case()).status_code == 201

"""The description of the interface: complete, with examples of everything. What is answered: `test_http_every_role`."""

import json
from typing import Any

from fastapi.testclient import TestClient

OPERATIONS = [
    "GET /api/cases",
    "POST /api/cases",
    "GET /api/cases/{reference}",
    "PATCH /api/cases/{reference}",
    "POST /api/cases/{reference}/assessments",
    "GET /api/cases/{reference}/assessments/{number}",
    "POST /api/cases/{reference}/recommendations",
    "POST /api/cases/{reference}/decisions",
    "POST /api/cases/{reference}/reopenings",
    "POST /api/assess",
    "GET /api/accounts",
    "GET /api/accounts/{account}",
    "GET /api/accounts/{account}/lines",
    "GET /api/awards/{award}",
    "GET /api/entries/{number}",
    "GET /api/cases/{reference}/place-costs",
    "GET /api/cases/{reference}/shares",
    "GET /api/cases/{reference}/places",
    "POST /api/cases/{reference}/places",
    "GET /api/provision/{code}/costs",
    "POST /api/provision/{code}/costs",
    "GET /api/due",
    "GET /api/equity-reports",
    "GET /api/equity-reports/{report}",
    "GET /api/logs",
    "GET /api/provision",
    "POST /api/provision",
    "GET /api/provision/{code}",
    "GET /api/provision/{code}/past",
    "PATCH /api/provision/{code}",
    "POST /api/provision/{code}/places",
    "GET /api/records",
    "GET /api/records/verify",
    "GET /api/records/{sequence}",
    "GET /api/records/{sequence}/stored",
    "POST /api/records/{sequence}/replay",
    "GET /api/rulebooks",
    "GET /api/whatifs",
    "POST /api/whatifs",
    "GET /api/whatifs/{reference}",
    "POST /api/rescorings/{rescoring}/adoption",
    "GET /api/rulebooks/{name}",
    "GET /healthz",
]
CREATES = ("POST /api/cases", "POST /api/provision", "POST /api/whatifs", "POST /api/rescorings")


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation by its method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_nothing_is_said_to_take_null(sqlite_client: TestClient) -> None:
    document = sqlite_client.get("/openapi.json").json()
    assert '"type":"null"' not in json.dumps(document, separators=(",", ":"))
    day = document["components"]["schemas"]["AssessCase"]["properties"]["as_of"]
    assert (day["type"], day["format"]) == ("string", "date") and "default" not in day


def test_every_operation_is_described_with_examples(sqlite_client: TestClient) -> None:
    found = operations(sqlite_client.get("/openapi.json").json())
    assert sorted(found) == sorted(OPERATIONS)
    for name, operation in found.items():
        assert operation["summary"] and operation["description"], name
        assert {"401", "403", "429"} <= operation["responses"].keys(), name
        for status, answer in operation["responses"].items():
            (content,) = answer["content"].values()
            assert "example" in content, f"{name} {status}"
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{name} {parameter['name']}"
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            assert "example" in content, name
        assert ("Idempotency-Key" in str(operation.get("parameters"))) == name.startswith(CREATES), name


def test_every_schema_that_is_named_is_there(sqlite_client: TestClient) -> None:
    answer = sqlite_client.get("/openapi.json")
    there = {f"#/components/schemas/{name}" for name in answer.json()["components"]["schemas"]}
    named = set(answer.text.split('"$ref":"')[1:])
    assert {each.split('"')[0] for each in named} <= there

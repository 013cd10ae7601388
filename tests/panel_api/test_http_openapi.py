"""The description of the interface: complete, with examples that work, and held by what is really answered."""

import json
import os
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, recommended, row_counts, started

load_all_checks()
EXAMPLES = 400 if os.environ.get("EVENHAND_SOAK") == "1" else 25
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HOST = {"Host": "127.0.0.1"}
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
    "GET /api/due",
    "GET /api/records",
    "GET /api/records/verify",
    "GET /api/records/{sequence}",
    "GET /api/records/{sequence}/stored",
    "POST /api/records/{sequence}/replay",
    "GET /api/rulebooks",
    "GET /api/rulebooks/{name}",
    "GET /healthz",
]


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
        for status, answer in operation["responses"].items():
            (content,) = answer["content"].values()
            assert "example" in content, f"{name} {status}"
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{name} {parameter['name']}"
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            assert "example" in content, name
        assert ("Idempotency-Key" in str(operation.get("parameters"))) == (name.startswith("POST /api/cases")), name


def test_every_schema_that_is_named_is_there(sqlite_client: TestClient) -> None:
    answer = sqlite_client.get("/openapi.json")
    there = {f"#/components/schemas/{name}" for name in answer.json()["components"]["schemas"]}
    named = set(answer.text.split('"$ref":"')[1:])
    assert {each.split('"')[0] for each in named} <= there


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(
    name: str, sqlite_settings: Settings, shelf: Shelf, network: Network
) -> None:
    app = create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST)
    method, path = name.split()
    operation = schema[path][method]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

    with started(app) as client:
        reference, etag = recommended(client)
        secret, csrf = client.sessions[client.choose(method, path)]
        as_whom = {"Cookie": f"evenhand={secret}", "X-CSRF-Token": csrf}

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(data=st.data(), known=st.booleans())
        def send(data: st.DataObject, known: bool) -> None:
            mode = data.draw(st.sampled_from(modes))
            case = data.draw(operation.as_strategy(generation_mode=mode))
            if known and "{reference}" in path:
                case.path_parameters = {**case.path_parameters, "reference": reference}
                if "If-Match" in str(case.headers).title():
                    case.headers = {**case.headers, "If-Match": etag}
            case.call_and_validate(headers=HOST | as_whom, checks=CHECKS)

        send()
        assert row_counts(client)["cases"] >= 1
        assert client.get("/api/records/verify").json()["holds"] is True

"""How the interface describes itself in OpenAPI: bodies, answers and problems, an example of each."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from panel_api import schemas, schemas_costs, schemas_sought
from panel_api.errors import KINDS, MEDIA_TYPE
from panel_api.routes.describing_examples import (
    ASSESSMENT_ANSWER,
    CASE_ANSWER,
    DECISION_ANSWER,
    DUE_ANSWER,
    LIST_ANSWER,
    LOGS_ANSWER,
    PROBLEM_ANSWER,
    RECOMMENDATION_ANSWER,
    RECORD_ANSWER,
    RECORDS_ANSWER,
    REPLAY_ANSWER,
    REPORT_ANSWER,
    RULEBOOK_ANSWER,
    STORED_ANSWER,
    VERIFY_ANSWER,
    WENT_UP_ANSWER,
)
from panel_api.schemas_provision import NewProvision, NumbersNoted, ProvisionEdit
from panel_api.schemas_whatif import NewAdoption, NewWhatIf

__all__ = [
    "ASSESSMENT_ANSWER",
    "CASE_ANSWER",
    "DECISION_ANSWER",
    "DUE_ANSWER",
    "LIST_ANSWER",
    "LOGS_ANSWER",
    "RECOMMENDATION_ANSWER",
    "RECORDS_ANSWER",
    "RECORD_ANSWER",
    "REPLAY_ANSWER",
    "REPORT_ANSWER",
    "RULEBOOK_ANSWER",
    "STORED_ANSWER",
    "VERIFY_ANSWER",
    "WENT_UP_ANSWER",
    "describe",
    "described",
    "sends",
]

_REF: Final = "#/components/schemas/{model}"
_BODIES: Final[tuple[type[BaseModel], ...]] = (
    schemas.NewCase,
    schemas.Amendment,
    schemas.AssessCase,
    schemas.Recommend,
    schemas.NewDecision,
    schemas.Reopening,
    schemas.TryIt,
    schemas_costs.NewProvisionCost,
    NewProvision,
    ProvisionEdit,
    NumbersNoted,
    schemas_sought.LookAgain,
    NewWhatIf,
    NewAdoption,
)
_HEADERS: Final[dict[str, Any]] = {
    "Idempotency-Key": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "If-Match": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
}
_TOLD_BY: Final[dict[int, dict[str, Any]]] = {
    401: {"WWW-Authenticate": {"description": "How to be known.", "required": True, "schema": {"type": "string"}}},
    429: {
        "Retry-After": {
            "description": "Seconds to wait.",
            "required": True,
            "schema": {"type": "integer", "minimum": 1, "maximum": 60},
        }
    },
}
"""Headers that go with a problem."""
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A problem document (RFC 9457). Nothing was changed.",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "description": "urn:evenhand:problem: and the kind."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "wrong", "expected", "do"],
                "properties": {name: {"type": "string"} for name in ("where", "wrong", "expected", "do")},
            },
        },
    },
}


def sends(model: type[BaseModel]) -> dict[str, Any]:
    """The description of a request body."""
    schema = {"$ref": _REF.format(model=model.__name__)}
    example = model.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}}


def described(status: int, says: str, example: Any, *troubles: int) -> dict[int | str, dict[str, Any]]:
    """The descriptions of an operation's answers: the good one, and the troubles it may meet."""
    content = {"application/json": {"schema": _shape(example), "example": example}}
    found: dict[int | str, dict[str, Any]] = {status: {"description": says, "content": content}}
    for each in sorted({400, 401, 403, 413, 421, 429, 500, 503, *troubles}):
        titles = " · ".join(kind.title for kind in KINDS.values() if kind.status == each)
        example = PROBLEM_ANSWER | {"status": each, "title": titles.split(" · ")[0]}
        schema = {"$ref": _REF.format(model="Problem")}
        found[each] = {"description": titles, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}
        if each in _TOLD_BY:
            found[each]["headers"] = _TOLD_BY[each]
    if 422 not in found:
        found[422] = found[400] | {"description": KINDS["bad-input"].title}
    return found


def describe(app: FastAPI) -> None:
    """Have the application describe itself with the schemas its bodies are read by."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _openapi(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    for methods in described["paths"].values():
        for operation in methods.values():
            for each in operation.get("parameters", ()):
                name = each["name"].title()
                if name in _HEADERS:  # optional to the framework, so that the refusal is in our voice
                    each |= {"name": name, "required": True, "schema": _HEADERS[name]}
    inputs: Any = [(model, "validation") for model in _BODIES]
    models = models_json_schema(inputs, ref_template=_REF)[1]["$defs"]
    components = described.setdefault("components", {}).setdefault("schemas", {})
    components.update(models)
    components["Problem"] = _PROBLEM
    _without_null(described)
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    return described


def _without_null(schema: Any) -> None:
    """Say of no field that it may be null: what is not known is left out, and null is refused."""
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _without_null(each)
    if not isinstance(schema, dict) or {"type": "null"} not in (choices := schema.get("anyOf", [])):
        return
    rest = [each for each in choices if each != {"type": "null"}]
    del schema["anyOf"]
    if schema.get("default", ...) is None:
        del schema["default"]
    schema |= rest[0] if len(rest) == 1 else {"anyOf": rest}


def _shape(example: Any) -> dict[str, Any]:
    """A loose schema: the names an answer always has."""
    if isinstance(example, dict):
        return {"type": "object", "required": sorted(example), "additionalProperties": True}
    return {"type": "array"}

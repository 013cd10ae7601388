"""Reading a request strictly: into a schema, every problem at once and in the house's voice."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from engine.problems import Problem
from engine.values import plain
from panel_api.errors import Trouble

Model = TypeVar("Model", bound=BaseModel)

ANSWERS: Final = "facts"
"""The field whose content the rulebook types, and reports on, by itself."""

_TEXT: Final = "text with no zero byte and no half of a surrogate pair"
_EXPECTED: Final = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list […]",
    "dict_type": "an object {…}",
    "model_type": "an object {…}",
    "model_attributes_type": "an object {…}",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
}


def read(model: type[Model], raw: object) -> Model:
    """`raw` (from `engine.strict_json`) as a `model`. Raises Trouble "bad-input" with every problem."""
    problems = list(_unusable(raw, ""))
    try:
        found = model.model_validate(raw)
    except ValidationError as error:
        found = None
        told = {str(each.where) for each in problems}
        problems += [each for each in said(error, model) if each.where not in told]
    if problems or found is None:
        raise Trouble("bad-input", problems=problems)
    return found


def wrong(what: str, expected: str, remedy: str) -> PydanticCustomError:
    """A problem for a validator to raise, in full sentences of ours."""
    given = {"wrong": what, "expected": expected, "remedy": remedy}
    return PydanticCustomError("evenhand", "{wrong}", given)


def said(found: ValidationError | Iterable[ErrorDetails], model: type[BaseModel] | None = None) -> list[Problem]:
    """Pydantic's errors as our problems. model: what describes the fields, where they are of one."""
    errors = found.errors(include_url=False) if isinstance(found, ValidationError) else found
    return [_problem(each, model) for each in errors]


def _problem(error: ErrorDetails, model: type[BaseModel] | None) -> Problem:
    kind, given, context = error["type"], error["input"], error.get("ctx") or {}
    loc = error["loc"]
    where = _path(loc) or "body"
    name = str(loc[-1]) if loc else "the body"
    if kind == "evenhand":
        return Problem(where, context["wrong"], context["expected"], context["remedy"])
    if kind == "missing":
        return Problem(where, f"`{name}` is missing", _described(model, loc), "Add it")
    if kind == "extra_forbidden":
        fields = ", ".join(f"`{each}`" for each in _fields_at(model, loc[:-1]))
        expected = f"only {fields}" if fields else "only what /openapi.json lists"
        return Problem(where, f"`{name[:60]}` is not a field here", expected, "Remove it")
    if kind == "literal_error":
        options = ", ".join(f'"{each}"' for each in re.findall(r"'([^']*)'", context["expected"]))
        return Problem(where, f"{_shown(given)} is not one of these", f"one of {options}", "Correct it")
    if kind in ("string_too_short", "too_short"):
        return Problem(where, "there is nothing in it", "something", "Fill it in or leave it out")
    if kind in ("string_too_long", "too_long"):
        most, unit = context["max_length"], "characters" if kind == "string_too_long" else "entries"
        return Problem(where, "it is too long", f"at most {most} {unit}", "Shorten it")
    if kind == "string_pattern_mismatch":
        return Problem(where, f"{_shown(given)} cannot stand here", _described(model, loc), "Correct it")
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = "at least" if kind == "greater_than_equal" else "at most"
        bound = context["ge" if kind == "greater_than_equal" else "le"]
        return Problem(where, f"{_shown(given)} is out of range", f"{limit} {bound}", "Correct it")
    expected = _EXPECTED.get(kind) or _described(model, loc)
    return Problem(where, f"{_shown(given)} stands here", expected, "Correct it")


def _unusable(raw: object, where: str) -> list[Problem]:
    """null, and text no database can hold, wherever they stand."""
    if raw is None:
        return [_null(where or "body")]
    if isinstance(raw, str):
        bad = any(each == "\0" or "\ud800" <= each <= "\udfff" for each in raw)
        return [Problem(where or "body", "this text holds a character that cannot be kept", _TEXT, "Remove it")] * bad
    found: list[Problem] = []
    if isinstance(raw, Mapping):
        for name, each in raw.items():
            path = f"{where}.{name}" if where else str(name)
            found += _unusable(name, "body") if isinstance(name, str) else []
            if not (where.rpartition(".")[2] == ANSWERS and each is None):  # the rulebook says that itself
                found += _unusable(each, path)
    elif isinstance(raw, list):
        for number, each in enumerate(raw):
            found += _unusable(each, f"{where}[{number}]")
    return found


def _null(where: str) -> Problem:
    return Problem(where, "null is not an answer", "a value", "Leave it out while it is not known")


def _path(loc: tuple[int | str, ...]) -> str:
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in loc)
    return text.removeprefix(".")


def _fields_at(model: type[BaseModel] | None, loc: tuple[int | str, ...]) -> list[str]:
    inner = _model_at(model, loc)
    return [field.alias or name for name, field in inner.model_fields.items()] if inner else []


def _described(model: type[BaseModel] | None, loc: tuple[int | str, ...]) -> str:
    inner = _model_at(model, loc[:-1])
    for name, field in inner.model_fields.items() if inner and loc else ():
        if (field.alias or name) == loc[-1] and field.description:
            return field.description[0].lower() + field.description[1:].rstrip(".")
    return "what the description of this address says"


def _model_at(model: type[BaseModel] | None, loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    found = model
    for step in loc:
        if isinstance(step, int) or found is None:
            continue
        annotation = next((f.annotation for n, f in found.model_fields.items() if (f.alias or n) == step), None)
        found = _model_in(annotation)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for each in get_args(annotation) if (inner := _model_in(each))), None)


def _shown(raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Mapping):
        return "an object"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, str):
        return f'"{raw}"' if len(raw) <= 60 else f'"{raw[:56]}…"'
    return plain(raw) if hasattr(raw, "is_finite") else str(raw)[:60]  # type: ignore[arg-type]

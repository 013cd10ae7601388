"""A form that is declared once: what it asks, how each answer is read, and what to say where one cannot be used."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel

from engine.problems import Problem
from panel_api.errors import Trouble
from panel_api.pages.forms import Form, day_typed, pounds_typed
from panel_api.reading import read
from panel_api.services import Asked

Shape = Literal["line", "words", "money", "day", "choice", "yes_no", "tick", "number"]
DAY: Final = "A day such as 14/9/2026."
DAY_WRONG: Final = "Write a day such as 14/9/2026."
YES_NO: Final = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True, slots=True)
class Field:
    """One question. name: of the schema's field. needed: said where nothing is written; empty where nothing need be.

    wrong: said where what is written cannot be used; empty where the problem itself is told. options: code and words.
    """

    name: str
    asks: str
    shape: Shape = "line"
    hint: str = ""
    needed: str = ""
    wrong: str = ""
    width: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """One form: the last part of its address, its button, the schema it fills, and its fields in order.

    also: what else is wrong with what was typed, told together with what the schema finds.
    """

    verb: str
    button: str
    schema: type[BaseModel]
    fields: tuple[Field, ...]
    heading: str = ""
    also: Callable[[Mapping[str, Any]], list[Problem]] | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """A form that could not be carried out: where it was sent, what was typed, and why not."""

    action: str
    typed: Form
    trouble: Trouble


def raw_of(asking: Asking, typed: Form) -> dict[str, Any]:
    """What was typed as a program would have sent it; what was left empty is left out."""
    found: dict[str, Any] = {}
    for field in asking.fields:
        text = typed.get(field.name, "").strip().replace("\r\n", "\n")
        if field.shape == "tick":
            found[field.name] = text == "yes"
        elif text:
            found[field.name] = raw_value(field.shape, text)
    return found


def given_of(asking: Asking, typed: Form) -> Any:
    """What was typed, by its schema. Raises Trouble "bad-input" with everything that is wrong."""
    raw = raw_of(asking, typed)
    try:
        return read(asking.schema, raw)
    except Trouble as trouble:
        told = {str(each.where) for each in trouble.problems}
        more = [each for each in (asking.also(raw) if asking.also else ()) if str(each.where) not in told]
        raise Trouble(trouble.kind, problems=(*trouble.problems, *more)) from None


def raw_value(shape: Shape, text: str) -> Any:
    """One answer as a program would have sent it; what cannot be read so stays as it was typed."""
    if shape == "day":
        return day_typed(text)
    if shape == "money":
        return pounds_typed(text)
    if shape == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    if shape == "number" and text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    return text


def once_of(path: str, typed: Form) -> Asked:
    """What names this sending: pressed twice it is done once; with something else typed it is another."""
    content = "\0".join([path, *(f"{name}={typed[name]}" for name in sorted(typed) if name != "csrf")])
    hashed = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
    return Asked("POST of a form", hashed, hashed)


def form_view(
    asking: Asking, action: str, at: str, values: Mapping[str, str] | None = None, stopped: Stopped | None = None
) -> dict[str, Any]:
    """A form as the template draws it. at: what its ids begin with. values: what stands in it until someone types."""
    mine = stopped if stopped is not None and stopped.action == action else None
    typed: Mapping[str, str] = mine.typed if mine else values or {}
    errors = told_of(asking, mine) if mine else {}
    return {
        "action": action,
        "heading": asking.heading,
        "button": asking.button,
        "open": mine is not None,
        "once": mine.typed.get("once", "") if mine else secrets.token_urlsafe(12),
        "fields": [
            field_view(field, f"{at}{field.name}", typed.get(field.name, ""), errors.get(field.name, ""))
            for field in asking.fields
        ],
    }


def field_view(field: Field, anchor: str, value: str, error: str) -> dict[str, Any]:
    """One question as the template draws it. anchor: its id."""
    return {
        "id": anchor,
        "name": field.name,
        "asks": field.asks,
        "shape": field.shape,
        "hint": field.hint,
        "width": field.width,
        "options": field.options or (YES_NO if field.shape == "yes_no" else ()),
        "value": value.replace("\0", "\ufffd"),
        "error": error,
    }


def told_of(asking: Asking, stopped: Stopped) -> dict[str, str]:
    """What to say beside each field."""
    fields = {field.name: field for field in asking.fields}
    errors: dict[str, str] = {}
    for problem in stopped.trouble.problems:
        name = str(problem.where).split("[")[0]
        if name in fields:
            text = stopped.typed.get(name, "")
            errors.setdefault(name, field_told(fields[name], problem.wrong, problem.remedy, text))
    return errors


def field_told(field: Field, wrong: str, remedy: str, typed: str) -> str:
    """What to say beside a field where `typed` cannot be used."""
    if not typed.strip() and field.needed:
        return field.needed
    if field.wrong and wrong.startswith(("this is not", '"', "it is not", "it does not")):
        return field.wrong
    return f"{wrong[:1].upper()}{wrong[1:]}. {remedy}."


def summary_of(asking: Asking, stopped: Stopped, at: str) -> dict[str, Any]:
    """What stopped it, at the top of the page: each problem leads to its field."""
    trouble, errors = stopped.trouble, told_of(asking, stopped)
    links = [{"anchor": f"{at}{each.name}", "text": errors[each.name]} for each in asking.fields if each.name in errors]
    others = [p.message for p in trouble.problems if str(p.where).split("[")[0] not in errors]
    if trouble.kind != "bad-input":
        return {"title": trouble.title, "detail": trouble.detail, "links": links, "others": others}
    title = "There is a problem" if len(links) + len(others) == 1 else f"There are {len(links) + len(others)} problems"
    detail = "Nothing was changed. What you typed is still here."
    return {"title": title, "detail": detail, "links": links, "others": others}

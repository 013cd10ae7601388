"""The form that tries a rulebook: every question as a field, in the order people meet them.

Anything typed is an answer for one assessment that is never kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.facts import Fact
from engine.rulebook import Rulebook
from engine.values import NONE

GROUPS: Final = (
    ("What shows it", ("evidence",), ""),
    ("What is in place already", ("provision",), ""),
    ("Age, year and place", ("context",), ""),
    (
        "What the law already requires",
        ("duty",),
        "No band and no amount depends on these. They can send a case to a person.",
    ),
    (
        "What changes no band and no amount",
        ("plan", "diagnosis", "family", "identity", "money"),
        "Try them: the band and the amount stay as they are. They can only change who pays and what people are told.",
    ),
)
Lists = Mapping[str, Sequence[str]]


def fields(book: Rulebook, typed: Lists, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The groups of the form, each with its fields as they were typed."""
    needs: dict[str, list[dict[str, Any]]] = {}
    for fact in book.facts.values():
        if fact.kind == "need":
            title = book.areas.get(fact.area or "", "The need")
            needs.setdefault(title, []).append(field(fact, typed, errors))
    groups = [{"title": title, "help": "", "fields": found} for title, found in needs.items()]
    for title, kinds, says in GROUPS:
        found = [field(fact, typed, errors) for fact in book.facts.values() if fact.kind in kinds]
        groups.append({"title": title, "help": says if book.decides == "top_up" else "", "fields": found})
    return [group for group in groups if group["fields"]]


def field(fact: Fact, typed: Lists, errors: Mapping[str, str]) -> dict[str, Any]:
    """One question as a field: `select`, `checks`, `ranked` or `text`."""
    values = [text for text in typed.get(fact.name, ()) if text]
    kind = _kind(fact)
    none = fact.none_words or ("there is none" if fact.type.maybe_none else "")
    return {
        "name": fact.name,
        "id": f"f-{fact.name}",
        "asks": fact.asks,
        "hint": " ".join(text for text in (fact.help, _hint(fact, kind, none)) if text),
        "kind": kind,
        "options": _options(fact, none),
        "value": values[0] if values else "",
        "values": values,
        "count": min(int(fact.most or 1), 6) if kind == "ranked" else 0,
        "error": errors.get(fact.name, ""),
    }


def _kind(fact: Fact) -> str:
    if fact.is_level or fact.type.kind in ("yes_no", "choice"):
        return "select"
    return {"set": "checks", "ranked": "ranked"}.get(fact.type.kind, "text")


def _options(fact: Fact, none: str) -> list[tuple[str, str]]:
    if fact.is_level:
        found = [(code, f"{code}: {text}") for code, text in fact.words.items()]
    elif fact.type.kind == "yes_no":
        found = [("true", "Yes"), ("false", "No")]
    else:
        found = [(code, _capital(fact.words.get(code, code).replace("_", " "))) for code in fact.type.options]
    return [*found, (NONE, _capital(none))] if none else found


def _hint(fact: Fact, kind: str, none: str) -> str:
    if kind != "text":
        return ""
    says = {
        "money": "In pounds, such as 4,100.",
        "date": "A day such as 14/9/2026.",
        "percent": "A percentage, such as 94.",
        "whole": "A whole number.",
    }.get(fact.type.kind, "A number.")
    return f"{says} Write “none” if this holds: {none}." if none else says


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

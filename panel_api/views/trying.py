"""A rulebook's questions as fields, in the order people meet them: to try a rulebook, and to send a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.facts import Fact
from engine.rulebook import Rulebook
from engine.values import NONE

Lists = Mapping[str, Sequence[str]]
MOST_RADIOS: Final = 7


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together. code: of an area of need, or of the kinds of fact; says: what to know of them."""

    code: str
    title: str
    says: str
    facts: tuple[Fact, ...]


_KINDS: Final = (
    ("evidence", "What shows it", ("evidence",), ""),
    ("provision", "What is in place already", ("provision",), ""),
    ("place", "Age, year and place", ("context",), ""),
    (
        "duty",
        "What the law already requires",
        ("duty",),
        "No band and no amount depends on these. They can send a case to a person.",
    ),
    (
        "beside",
        "What changes no band and no amount",
        ("plan", "diagnosis", "family", "identity", "money"),
        "Try them: the band and the amount stay as they are. They can only change who pays and what people are told.",
    ),
)


def groups(book: Rulebook) -> list[Group]:
    """The groups of a rulebook's questions, none empty: need by area first."""
    needs: dict[str, list[Fact]] = {}
    for fact in book.facts.values():
        if fact.kind == "need":
            needs.setdefault(fact.area or "", []).append(fact)
    found = [Group(code or "need", book.areas.get(code, "The need"), "", tuple(each)) for code, each in needs.items()]
    for code, title, kinds, says in _KINDS:
        facts = tuple(fact for fact in book.facts.values() if fact.kind in kinds)
        found.append(Group(code, title, says if book.decides == "top_up" else "", facts))
    return [group for group in found if group.facts]


def fields(book: Rulebook, typed: Lists, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The groups of the form, each with its fields as they were typed."""
    return [
        {"title": group.title, "help": group.says, "fields": [field(fact, typed, errors) for fact in group.facts]}
        for group in groups(book)
    ]


def field(fact: Fact, typed: Lists, errors: Mapping[str, str], *, open_: bool = False) -> dict[str, Any]:
    """One question as a field: `select`, `checks`, `ranked` or `text`; with `open_`, a short `select` as `radios`.

    open_: a few questions on a page of their own, each under a heading; otherwise many close together.
    """
    values = [text for text in typed.get(fact.name, ()) if text]
    kind = _kind(fact)
    if open_ and kind == "select" and (fact.is_level or len(fact.type.options) <= MOST_RADIOS):
        kind = "radios"
    none = fact.none_words or ("there is none" if fact.type.maybe_none else "")
    return {
        "name": fact.name,
        "id": f"f-{fact.name}",
        "asks": fact.asks,
        "hint": " ".join(text for text in (fact.help, _hint(fact, kind, none)) if text),
        "kind": kind,
        "open": open_,
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

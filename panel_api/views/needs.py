"""Need by area: one row a strand with the level as given and its words; and the evidence with its dates."""

from collections.abc import Mapping
from typing import Any

from engine.amounts import answer_words
from engine.facts import Fact, from_canonical
from engine.problems import Problem
from engine.rulebook import Rulebook


def need_areas(book: Rulebook, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The areas in the rulebook's order, each with its strands and the sum of their levels."""
    areas: dict[str, list[dict[str, Any]]] = {}
    for fact in book.facts.values():
        if fact.is_level:
            areas.setdefault(book.areas.get(fact.area or "", "Need"), []).append(_strand(fact, facts.get(fact.name)))
    return [
        {
            "name": name,
            "strands": strands,
            "sum": sum(each["level"] or 0 for each in strands),
            "most": sum(each["most"] for each in strands),
        }
        for name, strands in areas.items()
    ]


def _strand(fact: Fact, level: object) -> dict[str, Any]:
    known = isinstance(level, int)
    return {
        "asks": fact.asks,
        "level": level if known else None,
        "most": int(fact.most or 0),
        "words": fact.words[str(level)] if known else "Not answered yet",
    }


def evidence_rows(book: Rulebook, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every other question of the rulebook with its answer in words, in the rulebook's order."""
    return [(fact.asks, _said(fact, facts.get(fact.name))) for fact in book.facts.values() if not fact.is_level]


def _said(fact: Fact, raw: object) -> str:
    if raw is None:
        return "Not answered yet"
    value = from_canonical(fact, raw)
    if isinstance(value, Problem):
        return str(raw)
    said = answer_words(fact, value)
    return said[:1].upper() + said[1:]

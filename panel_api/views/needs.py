"""Need by area: one row a strand with the level as given and its words; and every other answer in words."""

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
    word = fact.words.get(str(level)) if isinstance(level, int) else None
    return {
        "asks": fact.asks,
        "level": level if word is not None else None,
        "most": int(fact.most or 0),
        "words": word or "Not answered yet",
    }


def evidence_rows(book: Rulebook | None, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every other question of the rulebook with its answer in words; as kept, where the rulebook is gone."""
    if book is None:
        return [(name.replace("_", " ").capitalize(), str(raw)) for name, raw in sorted(facts.items())]
    asked = [(fact.asks, answer_said(fact, facts.get(name))) for name, fact in book.facts.items() if not fact.is_level]
    gone = [(name.replace("_", " ").capitalize(), str(raw)) for name, raw in facts.items() if name not in book.facts]
    return asked + gone


def answer_said(fact: Fact, raw: object) -> str:
    """A kept answer in words; as kept, where the rulebook takes it no more."""
    if raw is None:
        return "Not answered yet"
    value = from_canonical(fact, raw)
    if isinstance(value, Problem):
        return str(raw)
    said = answer_words(fact, value)
    return said[:1].upper() + said[1:]

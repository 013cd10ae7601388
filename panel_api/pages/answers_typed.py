"""Answers as people type them into the form of a rulebook's questions, read as a program would have sent them."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.facts import Fact, number_from_text
from engine.rulebook import Rulebook
from engine.values import NONE
from panel_api.pages.forms import day_typed, pounds_typed


def answer_typed(fact: Fact, texts: Sequence[str]) -> Any:
    """What was typed as the API would have been sent it; None where nothing was."""
    filled = [text.strip() for text in texts if text.strip()]
    if not filled:
        return None
    text, kind = filled[0], fact.type.kind
    if text.lower() == NONE and fact.type.maybe_none:
        return NONE
    if kind in ("set", "ranked"):
        return filled
    if kind == "yes_no":
        return {"true": True, "false": False}.get(text, text)
    if kind == "money":
        return pounds_typed(text) if number_from_text(pounds_typed(text)) is not None else text
    if kind == "date":
        return day_typed(text)
    if kind in ("whole", "number", "percent"):
        number = number_from_text(text.removesuffix("%").strip())
        return text if number is None else number
    return text


def told_beside(book: Rulebook, where: str) -> str:
    """What an answer to this question looks like, for the person who typed another."""
    if where == "as_of":
        return "Write a day such as 14/9/2026."
    fact = book.facts.get(where.removeprefix("facts.").split("[")[0])
    return told_of(fact) if fact else "This is not asked here."


def told_of(fact: Fact) -> str:
    """The same of one question."""
    expected = fact.expected.replace(" in quotes", "").replace('"', "")
    return f"“{fact.asks.strip()}” takes {expected}."


def errors_beside(book: Rulebook, places: Iterable[str]) -> dict[str, str]:
    """What to say beside each field, by its fact; places as problems name them: facts.talking, as_of."""
    return {where.removeprefix("facts.").split("[")[0]: told_beside(book, where) for where in places}


def links_to(errors: dict[str, str]) -> list[dict[str, str]]:
    """The ways from the top of the page to each field."""
    return [{"anchor": "as_of" if name == "as_of" else f"f-{name}", "text": text} for name, text in errors.items()]

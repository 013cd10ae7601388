"""Answers between a request and the database: read strictly by the rulebook, kept in canonical form."""

from collections.abc import Mapping

from engine.facts import canonical, from_canonical, number_from_text, read_answers
from engine.problems import Complaints, Problem, Refused
from engine.rulebook import Rulebook
from engine.values import Value
from panel_api.errors import Trouble
from panel_api.services.desk import Desk
from panel_api.shelf import NoSuchRulebook


def strict(book: Rulebook, raw: object, complaints: Complaints) -> dict[str, Value]:
    """The answers in a request, every problem noted with its place (`facts.language`)."""
    return read_answers(book.facts, raw, complaints)


def answer_problems(desk: Desk, document: object) -> list[Problem]:
    """What is wrong with the answers of a body that is not right in other ways too."""
    if not isinstance(document, Mapping) or not isinstance(document.get("facts"), Mapping):
        return []
    try:
        book = desk.shelf.book(str(document.get("rulebook")))
    except (NoSuchRulebook, Refused):
        return []
    complaints = Complaints()
    read_answers(book.facts, document["facts"], complaints)
    return complaints.problems


def refuse_if_any(complaints: Complaints) -> None:
    """Raise Trouble "bad-input" with all that was noted."""
    if complaints.problems:
        raise Trouble("bad-input", problems=complaints.problems)


def kept(book: Rulebook, answers: Mapping[str, Value]) -> dict[str, object]:
    """Answers as the database keeps them."""
    return {name: canonical(book.facts[name], answers[name]) for name in book.facts if name in answers}


def taken_out(book: Rulebook, facts: Mapping[str, object]) -> dict[str, Value]:
    """Kept answers as values. Raises `Refused` where the rulebook has changed and takes one no more."""
    good: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, raw in facts.items():
        fact = book.facts.get(name)
        value = (
            Problem(
                f"facts.{name}", f"`{name}` is not asked any more", "a fact of the rulebook", "Take the answer back"
            )
            if fact is None
            else from_canonical(fact, raw)
        )
        if isinstance(value, Problem):
            problems.append(value)
        else:
            good[name] = value
    if problems:
        raise Refused(problems)
    return good


def as_sent(book: Rulebook | None, facts: Mapping[str, object]) -> dict[str, object]:
    """Kept answers in the form a request would send them: numbers as numbers."""
    return {name: _as_sent(book, name, raw) for name, raw in facts.items()}


def _as_sent(book: Rulebook | None, name: str, raw: object) -> object:
    fact = book.facts.get(name) if book else None
    if fact is not None and fact.type.kind in ("number", "percent") and isinstance(raw, str):
        number = number_from_text(raw)
        return raw if number is None else number
    return raw

"""The published rulebooks, as anyone may read them."""

from sqlalchemy.orm import Session

from engine.facts import Fact
from engine.problems import Problem, Refused
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.services.desk import Desk
from panel_api.shelf import NoSuchRulebook


def published_rulebooks(desk: Desk) -> list[dict[str, object]]:
    """Every rulebook that holds: name, title, what it decides, from when, and its hash."""
    return [_summary(book) for book in desk.shelf.books()]


def published_rulebook(desk: Desk, name: str) -> dict[str, object]:
    """One rulebook with what it asks, concludes and gives, its sources and its whole text."""
    book = _checked(desk, name)
    if book is None:
        raise not_found(f"There is no rulebook `{name[:100]}`", "Look at /api/rulebooks")
    return {
        **_summary(book),
        "facts": [_fact(fact) for fact in book.facts.values()],
        "rules": [
            {
                "id": rule.id,
                "then": rule.then,
                "when": " ".join(rule.text.split()),
                "met": rule.met,
                "not_met": rule.not_met,
                "source": rule.source,
                "in_force": _period(rule.period.start, rule.period.end) if rule.period else None,
            }
            for rule in book.rules
        ],
        "outcome": [{"name": each.name, "says": each.says} for each in book.outcomes.values()],
        "sources": [
            {"key": s.key, "title": s.title, "publisher": s.publisher, "url": s.url, "read": s.read, "note": s.note}
            for s in book.sources.values()
        ],
        "text": book.text,
        "vocabulary": book.vocabulary_text,
    }


def book_of(desk: Desk, name: str, where: str = "rulebook") -> Rulebook:
    """The checked rulebook a request names. Raises Trouble "bad-input" where there is none."""
    book = _checked(desk, name)
    if book is None:
        names = ", ".join(desk.shelf.names())
        problem = Problem(where, f'there is no rulebook "{name[:100]}"', f"one of {names}", "Correct the name")
        raise Trouble("bad-input", problems=[problem])
    return book


def book_for(desk: Desk, name: str, *decides: str) -> Rulebook:
    """The same, and one that decides such things (`top_up`, `fit` …)."""
    book = book_of(desk, name)
    if book.decides not in decides:
        problem = Problem(
            "rulebook", f'"{name}" decides {book.decides}', f"one that decides {' or '.join(decides)}", "Name another"
        )
        raise Trouble("bad-input", problems=[problem])
    return book


def as_used(session: Session, desk: Desk, sha256: str) -> Rulebook:
    """A rulebook as a case was assessed by it, from its kept text; whatever was used is kept."""
    kept = store.rulebook_text(session, sha256)
    assert kept is not None
    return desk.shelf.old(kept.sha256, kept.text, kept.vocabulary)


def _checked(desk: Desk, name: str) -> Rulebook | None:
    try:
        return desk.shelf.book(name)
    except NoSuchRulebook:
        return None
    except Refused as error:
        says = "This rulebook fails its check and cannot be used. `evenhand check` says the same."
        raise Trouble("conflict", says, error.problems) from None


def _summary(book: Rulebook) -> dict[str, object]:
    return {
        "name": book.name,
        "title": book.title,
        "about": book.about,
        "notice": book.notice,
        "decides": book.decides,
        "in_force": _period(book.in_force.start, book.in_force.end),
        "sha256": book.sha256,
    }


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "name": fact.name,
        "type": "level" if fact.is_level else fact.type.kind,
        "kind": fact.kind,
        "area": fact.area,
        "asks": fact.asks,
        "help": fact.help,
        "answer": fact.expected,
        "words": dict(fact.words),
        "none": fact.none_words,
    }


def _period(start: object, end: object) -> dict[str, object]:
    return {"from": str(start), "to": None if end is None else str(end)}

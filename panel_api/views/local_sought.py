"""What place a case seeks, in words: what is known of the child, and what was written down when."""

from typing import Any

from engine.amounts import answer_words, day_words
from engine.rulebook import Rulebook
from panel_api.models import Case, PlaceSought
from panel_api.services.child_facts import child_facts, of_child, still_asked
from panel_api.services.gazetteer import sector_words
from panel_api.views.needs import answer_said


def given_already(book: Rulebook, case: Case, sought: PlaceSought | None) -> list[tuple[str, str]]:
    """What need not be asked: each question with its answer in words, as it is on the day the place begins."""
    asked = {fact.name for fact in still_asked(book, case)}
    start = sought.start_day if sought else case.asked_on
    known = child_facts(book, case, start, {})
    rows = [fact for fact in of_child(book) if fact.name not in asked]
    return [(fact.asks, _said(answer_words(fact, known[fact.name]))) for fact in rows if fact.name in known]


def sought_before(book: Rulebook, row: PlaceSought) -> dict[str, Any]:
    """One that was written down: when, by whom, and what it said."""
    lines = [
        ("Home", f"In {sector_words(row.home_sector)}" if row.home_sector else "Not known"),
        ("From", day_words(row.start_day)),
        ("Expected until", day_words(row.until_day) if row.until_day else "Not known"),
    ]
    facts = [(fact.asks, answer_said(fact, row.facts[name])) for name, fact in book.facts.items() if name in row.facts]
    return {"at": row.written_at, "by": row.by_reference, "lines": [*lines, *facts]}


def _said(text: str) -> str:
    return text[:1].upper() + text[1:]

"""What the directory says of a place beyond its columns: answers to the fit rulebook's own questions about places."""

from typing import Final

from engine.facts import Fact
from engine.rulebook import Rulebook
from panel_api.errors import Trouble
from panel_api.services.child_facts import fit_book
from panel_api.services.desk import Desk

FROM_COLUMNS: Final = frozenset(
    {"place_kind", "caters_for", "least_age", "most_age", "admits", "boarding", "section_41", "miles", "in_county"}
)
"""Facts of a place that columns of the directory, or a search, answer."""


def fit_book_or_none(desk: Desk) -> Rulebook | None:
    """The rulebook that says whether a place suits; None where there is none that holds."""
    try:
        return fit_book(desk)
    except Trouble:
        return None


def place_facts(book: Rulebook | None) -> dict[str, Fact]:
    """What is asked of a place and kept with it, by name: not what columns answer, and no money."""
    if book is None:
        return {}
    return {
        name: fact
        for name, fact in book.facts.items()
        if fact.of == "place" and fact.kind != "money" and name not in FROM_COLUMNS
    }

"""Letters as they are kept: facts and pages to plain JSON and back, so that what was confirmed is what is printed."""

from typing import Any, Final

from pydantic import TypeAdapter

from panel_api.letters.facts import LetterFacts
from panel_api.letters.pages import Page

_FACTS: Final = TypeAdapter(LetterFacts)
_PAGE: Final = TypeAdapter(Page)


def facts_kept(facts: LetterFacts) -> dict[str, Any]:
    """The facts as JSON."""
    kept: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return kept


def facts_of(kept: dict[str, Any]) -> LetterFacts:
    """The facts again. Raises pydantic's ValidationError for anything else."""
    return _FACTS.validate_python(kept)


def page_kept(page: Page) -> dict[str, Any]:
    """A page as JSON."""
    kept: dict[str, Any] = _PAGE.dump_python(page, mode="json")
    return kept


def page_of(kept: dict[str, Any]) -> Page:
    """The page again, word for word. Raises pydantic's ValidationError for anything else."""
    return _PAGE.validate_python(kept)

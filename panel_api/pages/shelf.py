"""Rulebooks for pages: the one asked for, or none where it does not hold any more."""

from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api.services import Desk
from panel_api.shelf import NoSuchRulebook


def book_or_none(desk: Desk, name: str) -> Rulebook | None:
    """The rulebook on the shelf, or None: a case outlives the rulebook it was assessed by."""
    try:
        return desk.shelf.book(name)
    except (NoSuchRulebook, Refused):
        return None

"""What the band of an award is worth on a day, by its rulebook and the answers of its case; worked out once for each
band and each set of answers that it can depend on."""

import datetime as dt
from typing import Final

from engine.opinions.worth import facts_behind_worth, worth_of_band
from engine.problems import Refused
from panel_api.errors import Trouble
from panel_api.services.answers import taken_out
from panel_api.shelf import NoSuchRulebook, Shelf
from panel_api.store.uprating import InBand

NO_BOOK: Final = "its rulebook is not on the shelf"
NO_ANSWERS: Final = "its rulebook has changed and does not take its answers any more"
A_PERSON: Final = "its rulebook gives its band no amount on that day: a person prices it"


class Worths:
    """The worth of bands on one day, by the text adopted for it. Ten thousand awards come to a few dozen workings."""

    def __init__(self, shelf: Shelf, day: dt.date) -> None:
        self.shelf, self.day = shelf, day
        self._behind: dict[str, frozenset[str]] = {}
        self._found: dict[object, int | str] = {}

    def of(self, award: InBand) -> int | str:
        """Pence a year, or why it is not known."""
        try:
            book = self.shelf.book_on(award.rulebook, self.day)
        except (NoSuchRulebook, Refused):
            return NO_BOOK
        if book.name not in self._behind:
            self._behind[book.name] = facts_behind_worth(book)
        behind = self._behind[book.name]
        try:
            answers = taken_out(book, {name: raw for name, raw in award.facts.items() if name in behind})
        except (Refused, Trouble):
            return NO_ANSWERS
        key = (book.name, award.band, tuple(sorted((name, repr(value)) for name, value in answers.items())))
        if key not in self._found:
            worth = worth_of_band(book, answers, award.band, self.day)
            self._found[key] = A_PERSON if worth is None else worth
        return self._found[key]

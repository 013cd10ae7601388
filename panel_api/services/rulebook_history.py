"""How a rulebook stood on any day: the text that was in force then, read as it was; open to everyone."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.explaining.stated import Standing, standing
from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api.models import Adoption
from panel_api.services.desk import Desk
from panel_api.services.in_force import InForce, history_of


@dataclass(frozen=True, slots=True)
class Held:
    """A text and the days on which it is in force. book: None where this version cannot read it any more.

    adoption: by which it came in force; None where it is the text that the service began with.
    """

    sha256: str
    book: Rulebook | None
    from_day: dt.date
    until_day: dt.date | None
    adoption: Adoption | None

    def holds(self, day: dt.date) -> bool:
        """Whether it was in force on a day, by itself and by what stands in its own text."""
        ours = self.from_day <= day and (self.until_day is None or day <= self.until_day)
        return ours and (self.book is None or self.book.in_force.holds(day))

    def standing(self, day: dt.date) -> Standing | None:
        """How it stood on a day."""
        return None if self.book is None else standing(self.book, day, self.from_day)


def history(session: Session, desk: Desk, name: str) -> list[Held]:
    """The texts of a rulebook from the oldest on, one that is still to come among them."""
    return [_held(desk, each) for each in history_of(session, desk, name)]


def on_day(held: list[Held], day: dt.date) -> Held | None:
    """The text in force on a day; None where none was."""
    return next((each for each in reversed(held) if each.holds(day)), None)


def turning_days(held: list[Held]) -> list[dt.date]:
    """The days on which a text came into force, or a value or a rule within it turned, in order."""
    days: set[dt.date] = set()
    for each in held:
        days.add(each.from_day)
        days |= {day for day in (each.book.turning_days if each.book else ()) if each.holds(day)}
    return sorted(days)


def _held(desk: Desk, each: InForce) -> Held:
    try:
        book = desk.shelf.old(each.sha256, each.text, each.vocabulary)
    except Refused:
        book = None
    return Held(each.sha256, book, each.from_day, each.until_day, each.adoption)

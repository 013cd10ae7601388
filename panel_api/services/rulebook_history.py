"""Which text of a rulebook was in force from when, and how it stood on any day; open to everyone."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.explaining.stated import Standing, standing
from engine.problems import Refused
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.local_time import local
from panel_api.models import RulebookText
from panel_api.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Held:
    """A text and the days on which it was in force. book: None where no text can be read by this version any more."""

    sha256: str
    book: Rulebook | None
    from_day: dt.date
    until_day: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether it was in force on a day, by itself and by what stands in its own text."""
        ours = self.from_day <= day and (self.until_day is None or day <= self.until_day)
        return ours and (self.book is None or self.book.in_force.holds(day))

    def standing(self, day: dt.date) -> Standing | None:
        """How it stood on a day."""
        return None if self.book is None else standing(self.book, day, self.from_day)


def history(session: Session, desk: Desk, book: Rulebook) -> list[Held]:
    """The texts of a rulebook from the oldest on; the last is the one on the shelf.

    A text counts from the day on which it was first used, the first one from the day it names itself.
    """
    kept = [each for each in store.rulebook_texts(session) if each.name == book.name and each.sha256 != book.sha256]
    own = store.rulebook_text(session, book.sha256)
    begins = [(local(each.first_used_at).date(), each.sha256, _read(desk, each)) for each in kept]
    begins = [each for each in begins if own is None or each[0] <= local(own.first_used_at).date()]
    begins.append((local(own.first_used_at).date() if own else desk.last_day(), book.sha256, book))
    found: list[Held] = []
    for number, (day, sha256, text) in enumerate(begins):
        start = day if number or text is None else text.in_force.start
        until = begins[number + 1][0] - dt.timedelta(days=1) if number + 1 < len(begins) else None
        found.append(Held(sha256, text, start, until))
    return [each for each in found if each.until_day is None or each.from_day <= each.until_day]


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


def _read(desk: Desk, kept: RulebookText) -> Rulebook | None:
    try:
        return desk.shelf.old(kept.sha256, kept.text, kept.vocabulary)
    except Refused:
        return None

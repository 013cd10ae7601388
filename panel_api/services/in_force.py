"""Which text of a rulebook is in force, and which ones were: by adoptions, and before the first by the folder's text.

An adoption holds from its day until the day of a later one, and for good where it is the last. One that is made for an
earlier day than another still to come takes its place, so that nothing comes in force that was re-scored against a
text which no longer is.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy.orm import Session

from engine.amounts import day_words
from panel_api import store
from panel_api.adopted import Adopted
from panel_api.errors import conflict
from panel_api.models import Adoption
from panel_api.services.desk import Desk
from panel_api.store.adoptions import adopted_on, adoptions_of

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InForce:
    """A text of a rulebook and the days on which it is in force; until_day is included, None where no end is known.

    adoption: None for the text in the folder before anything was adopted; from_day is then the day it gives itself.
    """

    sha256: str
    text: str
    vocabulary: str
    from_day: dt.date
    until_day: dt.date | None
    adoption: Adoption | None


def history_of(session: Session, desk: Desk, name: str) -> list[InForce]:
    """Every text of a rulebook that was, is or is to be in force, the oldest first.

    One that was replaced before its day came is not among them. Raises NoSuchRulebook, or `Refused` where nothing was
    adopted and the text in the folder does not hold.
    """
    standing = never_replaced(adoptions_of(session, name))
    first = standing[0].from_day if standing else None
    found = _before(session, desk, name, standing)
    for each, following in zip_longest(standing, standing[1:]):
        kept = store.rulebook_text(session, each.sha256)
        assert kept is not None
        until = None if following is None else following.from_day - _DAY
        found.append(InForce(each.sha256, kept.text, kept.vocabulary, each.from_day, until, each))
    return [each for each in found if each.adoption is not None or first is None or each.from_day < first]


def never_replaced(made: Sequence[Adoption]) -> list[Adoption]:
    """The adoptions that hold on some day, by that day: those without another made later for the same or an earlier."""
    standing: list[Adoption] = []
    for each in made:
        while standing and standing[-1].from_day >= each.from_day:
            standing.pop()
        standing.append(each)
    return standing


def turned(session: Session, desk: Desk, name: str, sha256: str) -> Adopted | None:
    """The adoption that is in force today, where it put another text than this one in force; None otherwise.

    Asked of the database, so inside a writing transaction it holds. The shelf then looks again.
    """
    adopted = adopted_on(session, name, desk.last_day())
    if adopted is None or adopted.sha256 == sha256:
        return None
    desk.shelf.look_again()
    return adopted


def refuse_if_turned(session: Session, desk: Desk, name: str, sha256: str) -> None:
    """Raise Trouble "conflict" where a text that was worked by is not the one in force any more."""
    adopted = turned(session, desk, name, sha256)
    if adopted is not None:
        day = day_words(adopted.from_day)
        raise conflict(
            f"The rulebook has changed since this was assessed: another text is in force from {day}",
            "Assess it again first, and read what comes of it",
        )


def lies_otherwise(desk: Desk, name: str) -> bool:
    """Whether the folder of rulebooks holds another text under a name than the one that was adopted."""
    lying = desk.shelf.folder_texts(name).rulebook
    return desk.shelf.adopted(name) is not None and lying not in ("", desk.shelf.texts(name).rulebook)


def _before(session: Session, desk: Desk, name: str, standing: Sequence[Adoption]) -> list[InForce]:
    """The text before the first adoption; none where the rulebook began with one."""
    if standing:
        kept = store.rulebook_text(session, standing[0].replaces_sha256)
        if kept is None or kept.name != name:
            return []
        book = desk.shelf.old(kept.sha256, kept.text, kept.vocabulary)
    else:
        book = desk.shelf.book(name)
    until = standing[0].from_day - _DAY if standing else None
    return [InForce(book.sha256, book.text, book.vocabulary_text, book.in_force.start, until, None)]

"""For tests of adopting: another text of the example's rulebook, and one put in force by its rows alone."""

import datetime as dt
import itertools
from typing import Final

from panel_api import store
from panel_api.models import Adoption, Person, Rescoring
from panel_api.services import Desk
from panel_api.shelf import Shelf, Texts

BOOK: Final = "county_top_up"
BEFORE, AFTER = "4680.00", "5101.00"
"""What the example's band is worth a year by the shipped text, and by the dearer one."""
_numbers = itertools.count(900_000)


def dearer(shelf: Shelf, pounds: int = 5101) -> Texts:
    """The shipped text with a band 3 that is worth more (9 in 100), and its cases, which hold."""
    texts = shelf.folder_texts(BOOK)
    cases = texts.cases.replace("£4680", f"£{pounds}").replace("£10680", f"£{pounds + 6000}")
    return Texts(texts.rulebook.replace("£4680", f"£{pounds}"), cases)


def put_in_force(desk: Desk, texts: Texts, from_day: dt.date) -> str:
    """An adoption by its rows alone, as another process might have written it; the hash of its text."""
    at, number = desk.clock(), next(_numbers)
    with desk.database.writing() as session:
        person = Person(reference=f"T-adopter-{number}", name="Test adopter", created_at=at)
        session.add(person)
        book = desk.shelf.book(BOOK)
        against = store.keep_rulebook(session, BOOK, book.text, book.vocabulary_text, at)
        sha256 = store.keep_rulebook(session, BOOK, texts.rulebook, desk.shelf.vocabulary(), at)
        session.flush()
        who = {"by_role": "senior_officer", "by_reference": person.reference, "by_person": person.id}
        rescoring = Rescoring(
            reference=f"RS-{number}", name=BOOK, sha256=sha256, against_sha256=against, as_of=from_day, cases=0,
            result={}, record_sequence=number, made_at=at, **who,
        )  # fmt: skip
        session.add(rescoring)
        session.flush()
        adoption = Adoption(
            reference=f"A-{number}", kind="adopted", name=BOOK, sha256=sha256, replaces_sha256=against,
            cases=texts.cases, rescoring_id=rescoring.id, from_day=from_day, words="For a test.",
            record_sequence=number, adopted_at=at, **who,
        )  # fmt: skip
        session.add(adoption)
    return sha256

"""What a proposal says, read from a form and checked as `evenhand check` does, before any transaction is open."""

import datetime as dt
import re
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.language.loading import RULEBOOK_FILE
from engine.language.vocabulary import VOCABULARY_FILE
from engine.problems import Complaints
from engine.proof.apart import Found, check_apart
from engine.proof.check import CASES_FILE
from engine.whatif.asked import Protection
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.promises import NONE, Promise, promise_given
from panel_api.services.protecting import protection_given
from panel_api.services.wording import text_given, words_given

MOST_TEXT: Final = 200_000
"""Characters of a rulebook, and of its cases."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TURN: Final = threading.Lock()
"""One check at a time: each takes a processor for seconds."""


@dataclass(frozen=True, slots=True)
class Written:
    """A proposal as it was typed. from_day: None for what could not be read. begun_from: empty where it begins anew.

    promise: what it may cost, a word of `promises.PROMISES`; promise_percent, promise_pounds: what goes with it.
    hold, taper_years, most_fall_percent: how falls are softened (`protecting`).
    """

    name: str
    text: str
    cases: str
    words: str
    from_day: dt.date | None
    begun_from: str
    promise: str = NONE
    promise_percent: str = ""
    promise_pounds: str = ""
    hold: str = ""
    taper_years: str = ""
    most_fall_percent: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The same, sound enough to be kept, with the vocabulary it was checked with and what the check found."""

    name: str
    text: str
    cases: str
    words: str
    from_day: dt.date
    begun_from: str | None
    promise: Promise
    protection: Protection | None
    vocabulary: str
    found: Found


def checked(desk: Desk, given: Written) -> Checked:
    """Read and check a proposal; takes seconds. What the check finds is no refusal.

    Raises Trouble "bad-input" where it cannot be kept: without a name, a text, a reason, or a day that is not past.
    """
    complaints = Complaints()
    if not _NAME.fullmatch(given.name):
        expected = "small letters, digits and _, beginning with a letter, at most 60"
        complaints.add("name", "this is no name for a rulebook", expected, "Write one such as county_top_up")
    if given.from_day is None:
        complaints.add("from_day", "this is no day", "a day such as 1 April 2027", "Write the day")
    elif given.from_day < desk.last_day():
        expected = "today or a later day"
        complaints.add("from_day", "this day is past: what was decided rests on the rulebook of its day", expected,
                       "Write a day to come")  # fmt: skip
    words = words_given(complaints, "words", given.words, "Say why in a sentence or more")
    text = text_given(complaints, "text", given.text, most=MOST_TEXT, remedy="Write the rulebook")
    cases = text_given(complaints, "cases", given.cases, most=MOST_TEXT)
    if given.begun_from and given.begun_from not in desk.shelf.names():
        complaints.add("begun_from", "this rulebook is not on the shelf", "one that is", "Begin again from the list")
    elif given.begun_from == given.name:
        shelved = desk.shelf.texts(given.name)
        if (text.rstrip(), cases.rstrip()) == (shelved.rulebook.rstrip(), shelved.cases.rstrip()):
            complaints.add("text", "this is what stands on the shelf", "a change", "Change the text or its cases")
    promise = promise_given(complaints, given.promise, given.promise_percent, given.promise_pounds)
    protection = protection_given(complaints, given.hold, given.taper_years, given.most_fall_percent)
    refuse_if_any(complaints)
    assert given.from_day is not None
    vocabulary = desk.shelf.vocabulary()
    found = check_text(given.name, text, cases, vocabulary)
    begun = given.begun_from or None
    return Checked(given.name, text, cases, words, given.from_day, begun, promise, protection, vocabulary, found)


def check_text(name: str, text: str, cases: str, vocabulary: str) -> Found:
    """What `evenhand check` finds in a rulebook that lies in no folder yet."""
    with _TURN, tempfile.TemporaryDirectory(prefix="evenhand-") as top:
        folder = Path(top) / name
        folder.mkdir()
        (Path(top) / VOCABULARY_FILE).write_bytes(vocabulary.encode())
        (folder / RULEBOOK_FILE).write_bytes(text.encode())
        if cases:
            (folder / CASES_FILE).write_bytes(cases.encode())
        return check_apart(folder)

"""What came out otherwise when a record was replayed, in words: which condition, rule or figure, and what it was."""

import datetime as dt
import re
from typing import Final

from engine.explaining.english import English
from engine.opinions.layout import layout_of
from engine.recording.replay import Difference
from engine.rulebook import Rulebook

_NUMBERED: Final = re.compile(r"(truths|rules)\[(\d+)\]")
_LETTERS: Final = {"1": "yes", "0": "no", "u": "not known", "-": "not asked"}


def words_of(book: Rulebook | None, as_of: str, difference: Difference) -> str:
    """One difference as a sentence. book: the one it was replayed by; as_of: its day, ISO."""
    numbered = _NUMBERED.fullmatch(difference.field)
    day = dt.date.fromisoformat(as_of)
    if numbered is None or book is None or not book.in_force.holds(day):
        return f"{difference.field}: sealed as {difference.stored!r}, comes out as {difference.recomputed!r}"
    stored, now = (_LETTERS.get(str(each), str(each)) for each in (difference.stored, difference.recomputed))
    what = _rule(book, day, int(numbered[2])) if numbered[1] == "rules" else _condition(book, day, int(numbered[2]))
    return f"{what}: sealed as {stored}, comes out as {now}"


def _rule(book: Rulebook, day: dt.date, number: int) -> str:
    return f"rule {book.on(day).ordered_rules[number].id}"


def _condition(book: Rulebook, day: dt.date, number: int) -> str:
    in_force = book.on(day)
    site = layout_of(in_force).conditions[number]
    return f"condition {number + 1}, in {site.home} {site.within} (“{English(in_force).condition(site.node)}”)"

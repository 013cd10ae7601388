"""When schools are closed, from a file that the authority keeps: closures by academic year, each with its words.

    2026/27:
      - {first: 2026-10-26, last: 2026-10-30, words: Half term}

JSON is written the same way; both are read as text with positions, so that a problem says where it stands.
"""

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.days import academic_year
from engine.language.source_text import Entries, Items, Text, Written, read_text
from engine.law.schools import Closure, SchoolCalendar, school_calendar
from engine.problems import Complaints

MOST_BYTES: Final = 200_000
_YEAR: Final = re.compile(r"(\d{4})/(\d{2})")
_FIELDS: Final = ("first", "last", "words")


@lru_cache(maxsize=4)
def read_closures(path: Path) -> SchoolCalendar:
    """The calendar in a file. Raises Refused with every problem."""
    complaints = Complaints()
    closures: list[Closure] = []
    written = _written(path, complaints)
    if written is not None and not isinstance(written, Entries):
        complaints.add(written.at, "this is no list of academic years", "`2026/27:` and the closures of it", "Add it")
    elif written is not None:
        for year, listed in written.entries.items():
            closures += _of_year(year, listed, complaints)
    complaints.raise_if_any()
    return school_calendar(closures)


def _written(path: Path, complaints: Complaints) -> Written | None:
    try:
        raw = path.read_bytes()
        text = raw.decode()
    except (OSError, UnicodeDecodeError):
        complaints.add(path.name, "this file cannot be read", "a text file", "Correct its name")
        return None
    if len(raw) > MOST_BYTES:
        complaints.add(path.name, "this file is too long", f"at most {MOST_BYTES:,} bytes", "Keep fewer years in it")
        return None
    return read_text(text, path.name, complaints)


def _of_year(year: str, listed: Written, complaints: Complaints) -> list[Closure]:
    found = _YEAR.fullmatch(year)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        complaints.add(listed.at, f'"{year[:20]}" is no academic year', "one such as 2026/27", "Correct it")
        return []
    if not isinstance(listed, Items):
        complaints.add(listed.at, "this is no list of closures", "`- {first: …, last: …, words: …}`", "Correct it")
        return []
    closures = [_closure(each, complaints) for each in listed.items]
    for each, closure in zip(listed.items, closures, strict=True):
        if closure is not None and int(found[1]) not in (academic_year(closure.first), academic_year(closure.last)):
            complaints.add(each.at, f"this closure is not in {year}", "the academic year it begins in", "Move it")
    return [each for each in closures if each is not None]


def _closure(item: Written, complaints: Complaints) -> Closure | None:
    given = {name: item.get(name) for name in _FIELDS} if isinstance(item, Entries) else {}
    texts = {name: each.text.strip() for name, each in given.items() if isinstance(each, Text) and each.text.strip()}
    if set(texts) != set(_FIELDS) or (isinstance(item, Entries) and set(item.entries) != set(_FIELDS)):
        complaints.add(item.at, "this is no closure", "`first`, `last` and `words`, and nothing else", "Correct it")
        return None
    try:
        first, last = (dt.date.fromisoformat(texts[name]) for name in ("first", "last"))
    except ValueError:
        complaints.add(item.at, "a day is written that is none", "days such as 2026-10-26", "Correct it")
        return None
    return Closure(first, last, texts["words"][:100])

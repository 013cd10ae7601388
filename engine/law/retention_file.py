"""The schedules of retention as written in `rules/retention.yaml`: how long each kind of thing is kept, each sourced.

A council may keep schedules of its own beside its rulebooks; where it has none, those that ship serve.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from engine.language.declarations import known_source, read_sources
from engine.language.loading import read_source
from engine.language.sections import Section
from engine.language.source_text import read_text
from engine.law.retention import COUNTS_FROM, OF_CASES, Keep, Schedule, Schedules
from engine.problems import Complaints, Place
from engine.rulebook import Source

RETENTION_FILE: Final = "retention.yaml"
MOST_YEARS: Final = 200
_TOP: Final = Path(__file__).resolve().parents[2]
_SHIPPED: Final = (_TOP / "rules" / RETENTION_FILE, _TOP / "panel_api" / "_content" / "rules" / RETENTION_FILE)
"""In a checkout, and where a wheel puts it."""
_TIME: Final = re.compile(r"([1-9]\d{0,4}) (year|day)s?")
_WITHOUT_A_TIME: Final[Mapping[str, Keep]] = {"with the case": "with_case", "for ever": "for_ever"}


def schedules_in(folder: Path) -> Schedules:
    """The schedules in a folder of rulebooks, or else the shipped ones. Raises `Refused` with every problem found."""
    beside = folder / RETENTION_FILE
    return read_schedules(read_source(beside), str(beside)) if beside.exists() else shipped_schedules()


@cache
def shipped_schedules() -> Schedules:
    """The schedules that ship with Evenhand. Raises `Refused` where they do not hold."""
    file = next(path for path in _SHIPPED if path.exists())
    return read_schedules(read_source(file), str(file))


def read_schedules(text: str, file: str = RETENTION_FILE) -> Schedules:
    """The schedules in a text. Raises `Refused` with every problem found."""
    complaints = Complaints()
    written = read_text(text, file, complaints)
    complaints.raise_if_any()
    top = Section(
        written,
        "the retention schedules",
        Place(file, 1, 1),
        complaints,
        ("title", "sources", "schedules"),
        ("notice",),
    )
    sources = read_sources(top, complaints)
    listed = Section(top.entries.get("schedules"), "`schedules`", top.at, complaints, tuple(COUNTS_FROM))
    found = {
        code: _schedule(code, Section(
            listed.entries[code], f"the schedule `{code}`", listed.at, complaints, ("keep", "source", "words"),
            ("counts_from", "also_where_not_recorded"),
        ), sources, complaints)
        for code in COUNTS_FROM if code in listed.entries
    }  # fmt: skip
    complaints.raise_if_any()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    good = {code: each for code, each in found.items() if each is not None}
    return Schedules(top.words("title"), top.words("notice"), sources, good, sha256)


def _schedule(code: str, section: Section, sources: Mapping[str, Source], complaints: Complaints) -> Schedule | None:
    wanted = COUNTS_FROM[code]
    keep = _keep(code, section, complaints)
    counts = section.text("counts_from")
    if (counts.text if counts else "") != wanted:
        at = counts.at if counts else section.at
        said = f"`counts_from` is `{counts.text}`" if counts else "nothing says what it counts from"
        expected = f"`counts_from: {wanted}`" if wanted else "no `counts_from`"
        complaints.add(at, f"{said} in the schedule `{code}`", expected, "Correct it")
    also = section.yes("also_where_not_recorded")
    if also and code != "looked_after":
        wrong = f"`also_where_not_recorded` has no meaning in the schedule `{code}`"
        complaints.add(section.at, wrong, "it in `looked_after` alone", "Remove it")
    named = section.text("source")
    if keep is None or named is None:
        return None
    source = known_source(named, sources, section.at, complaints)
    return Schedule(code, wanted, keep[0], keep[1], source, section.words("words"), section.at, also)


def _keep(code: str, section: Section, complaints: Complaints) -> tuple[Keep, int] | None:
    """How long: a number of years or days where it counts from a day, otherwise how it is kept in words."""
    text = section.text("keep")
    if text is None:
        return None
    if not COUNTS_FROM[code]:
        if text.text in _WITHOUT_A_TIME:
            return _WITHOUT_A_TIME[text.text], 0
        expected = " or ".join(f"`{each}`" for each in _WITHOUT_A_TIME)
        complaints.add(text.at, f"`{text.text}` says nothing of how `{code}` is kept", expected, "Choose one of these")
        return None
    found = _TIME.fullmatch(text.text)
    if found is None or (found[2] == "year" and int(found[1]) > MOST_YEARS):
        complaints.add(text.at, f"`{text.text}` is no time to keep something", "such as `31 years`", "Correct it")
        return None
    if found[2] == "day" and (code in OF_CASES or COUNTS_FROM[code] == "financial_year"):
        complaints.add(text.at, f"`{code}` is kept by days", "whole years, such as `31 years`", "Correct it")
        return None
    return ("years" if found[2] == "year" else "days"), int(found[1])

"""The `award` section: how a rulebook says that its awards are counted in time, dated and with its source."""

import re
from collections.abc import Mapping
from typing import Final, cast

from engine.awards.counting import MOST_WEEKS, TERMS, USUAL_SHARES, WAYS, By, Counting, shares_fit
from engine.language.dated import in_turn
from engine.language.declarations import known_source
from engine.language.sections import Section
from engine.language.source_text import Text, Written
from engine.problems import Complaints
from engine.rulebook import DatedCounting, Source

AWARD: Final = "award"
_SHARES: Final = {
    "terms": "such as {autumn: 1, spring: 1, summer: 1} for thirds",
    "twelfths": "twelve in all, such as {autumn: 4, spring: 3, summer: 5}",
}


def read_award(
    top: Section, rounding: str, sources: Mapping[str, Source], complaints: Complaints
) -> tuple[DatedCounting, ...]:
    """Every entry of the section, earliest first; none where a rulebook has no such section."""
    entries = [_entry(each, rounding, sources, complaints) for each in top.items(AWARD)]
    good = sorted((entry for entry in entries if entry), key=lambda entry: entry.period.start)
    return in_turn(AWARD, good, complaints) if good else ()


def _entry(
    written: Written, rounding: str, sources: Mapping[str, Source], complaints: Complaints
) -> DatedCounting | None:
    section = Section(
        written,
        "an `award` entry",
        written.at,
        complaints,
        ("from", "source", "counts"),
        ("to", "shares", "weeks", "uprated"),
    )
    period = section.period()
    named = section.text("source")
    source = known_source(named, sources, section.at, complaints) if named else ""
    by = section.choice("counts", WAYS, "")
    shares, weeks = _shares(section, by, complaints), _weeks(section, by, complaints)
    uprated = section.choice("uprated", ("yes", "no"), "yes") == "yes"
    if not by or period is None or shares is None or weeks is None:
        return None
    return DatedCounting(period, source, Counting(cast(By, by), rounding, shares, weeks, uprated), section.at)


def _shares(section: Section, by: str, complaints: Complaints) -> tuple[int, ...] | None:
    """The shares in the order of the terms, the usual ones where none are written; None where they are wrong."""
    written = section.entries.get("shares")
    if written is None:
        return USUAL_SHARES.get(by, ())
    if by not in USUAL_SHARES:
        _stray(section, "shares", "counts: terms` or `counts: twelfths", complaints)
        return None
    parts = Section(written, "`shares`", section.at, complaints, TERMS)
    found = [_whole(parts.text(term), 12, complaints) for term in TERMS]
    shares = tuple(share for share in found if share is not None)
    if len(shares) < len(TERMS):
        return None
    if not shares_fit(by, shares):
        wrong = f"these shares do not make a year of {by}"
        complaints.add(written.at, wrong, f"whole numbers, {_SHARES[by]}", "Correct them")
        return None
    return shares


def _weeks(section: Section, by: str, complaints: Complaints) -> int | None:
    """How many funded weeks make a year; 0 where it is not counted by weeks, None where that is wrong."""
    if "weeks" in section.entries and by != "weeks":
        _stray(section, "weeks", "counts: weeks", complaints)
        return None
    if by != "weeks":
        return 0
    if "weeks" not in section.entries:
        complaints.add(section.at, "an award counted by weeks does not say how many", "`weeks: 38`", "Add it")
        return None
    weeks = _whole(section.text("weeks"), MOST_WEEKS, complaints)
    if weeks == 0:
        complaints.add(section.entries["weeks"].at, "no week is funded", f"from 1 to {MOST_WEEKS}", "Correct it")
    return weeks or None


def _whole(text: Text | None, most: int, complaints: Complaints) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,2}", text.text) or int(text.text) > most:
        complaints.add(text.at, f"`{text.text}` cannot stand here", f"a whole number from 0 to {most}", "Correct it")
        return None
    return int(text.text)


def _stray(section: Section, name: str, beside: str, complaints: Complaints) -> None:
    complaints.add(section.keys[name].at, f"`{name}` has no meaning here", f"it beside `{beside}`", "Remove it")

"""What differs between two rulebooks, or in one between two days, in plain words and from the checked tree.

Each thing that differs stands once, each of its parts that differs once; what is the same is counted.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from engine.explaining.stated import SECTIONS, Part, Standing, Thing

CHANGED, CAME, WENT = "changed", "came", "went"
NOT_THERE: Final = "not there"


@dataclass(frozen=True, slots=True)
class Row:
    """A part that differs. was, now: in words; None where it is not there."""

    label: tuple[str, ...]
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that differs: what became of it, from which day, by which source now, and its rows.

    same: how many of its parts are the same on both sides.
    """

    section: str
    name: str
    title: str
    became: str
    since: dt.date
    source: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    same: int


def differences(before: Standing, after: Standing) -> list[Difference]:
    """What differs, by section, in the order in which the two rulebooks state it."""
    keys = dict.fromkeys([*before.things, *after.things])
    order = list(SECTIONS)
    found = []
    for key in sorted(keys, key=lambda each: order.index(each[0])):
        one, other = before.things.get(key), after.things.get(key)
        rows = _rows(one, other)
        if rows:
            found.append(_difference(one, other, rows, after))
    return found


def _difference(one: Thing | None, other: Thing | None, rows: list[Row], after: Standing) -> Difference:
    thing = other or one
    assert thing is not None
    since = thing.since
    if other is None:  # it ended by itself, or with the text that stated it
        ended = thing.until + dt.timedelta(days=1) if thing.until else after.from_day
        since = min(ended, after.day)
    parts = {**(one.parts if one else {}), **(other.parts if other else {})}
    became = CHANGED if one and other else CAME if other else WENT
    width = max((len(each.label) for each in rows), default=0)
    heads = next((each.heads for each in (other, one) if each and len(each.heads) >= width), thing.heads)
    return Difference(
        thing.section, thing.name, thing.title, became, since, thing.source, heads, tuple(rows), len(parts) - len(rows)
    )


def _rows(one: Thing | None, other: Thing | None) -> list[Row]:
    was = one.parts if one else {}
    now = other.parts if other else {}
    rows = []
    for key in dict.fromkeys([*was, *now]):
        before, after = was.get(key), now.get(key)
        if before is None or after is None or before.mark != after.mark:
            said = _apart(before, after)
            label = (after or before or _NOTHING).label
            rows.append(Row(label, *said))
    return rows


def _apart(before: Part | None, after: Part | None) -> tuple[str | None, str | None]:
    """The words of both; where these are alike though the meaning is not, with what is written."""
    was, now = (each.text if each else None for each in (before, after))
    if before and after and was == now:
        return f"{was} (written: {before.written or before.mark})", f"{now} (written: {after.written or after.mark})"
    return was, now


_NOTHING: Final = Part((), "", None)

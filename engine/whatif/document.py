"""What a what-if comes to, as it is kept, sealed and shown: plain dataclasses, and their one JSON form.

Inside money is in whole pence a year (in `years` and `protection`: in that financial year). In JSON it is pounds as
text, "-1250.00", and days are ISO. The keys are those of the dataclasses. Every list has an order and the same rows
give the same bytes, whatever order they came in.
"""

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from engine.values import pence, pounds_text

Pence = NewType("Pence", int)
Read = TypeVar("Read")

GROUPS: Final = ("open", "running")
"""Cases that are not decided; decided ones with an award by band that runs on the day."""
NOT_TAKEN, NOT_IN_FORCE, NO_ACCOUNT = "not_taken", "not_in_force", "none"
"""Statuses of a case of whose answers the text takes one no more, and of any where the text is not in force on the
day; the account of an award that no account is known for."""
DIMENSIONS: Final = ("partnership", "phase", "need", "setting", "school")
"""What rising and falling awards are told by."""


@dataclass(frozen=True, slots=True)
class Text:
    """A rulebook that is tried, by the hash of its whole text, and the text it is tried against."""

    name: str
    title: str
    sha256: str
    against_sha256: str


@dataclass(frozen=True, slots=True)
class Amount:
    """So many cases, and what they come to."""

    cases: int
    pounds: Pence


@dataclass(frozen=True, slots=True)
class Moving:
    """Awards that rise, or fall: how many, by how much together, and the largest one."""

    cases: int
    pounds: Pence
    largest: Pence


@dataclass(frozen=True, slots=True)
class Compared:
    """The cases that both texts settle with an amount; no other is in any sum."""

    cases: int
    before: Pence
    after: Pence
    difference: Pence


@dataclass(frozen=True, slots=True)
class Account:
    """What an account bears of the compared cases by each text. account: its code, or "none"."""

    account: str
    before: Pence
    after: Pence


@dataclass(frozen=True, slots=True)
class Flow:
    """How many cases go from one band, or status, to another; to the same one where both are alike."""

    before: str
    after: str
    cases: int


@dataclass(frozen=True, slots=True)
class Group:
    """One group of cases. only_before, only_after: those that just one of the texts settles with an amount."""

    cases: int
    compared: Compared
    only_before: Amount
    only_after: Amount
    rising: Moving
    falling: Moving
    accounts: tuple[Account, ...]
    bands: tuple[Flow, ...]
    statuses: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The compared cases of one partnership, phase, need, setting or school; name "" where it is not known.

    percent: the difference in percent of before, to a hundredth; None where before is nothing. rank, percent_rank:
    for schools, 1 for the most affected by pounds and by percent; None for others and beyond the first twenty.
    """

    name: str
    cases: int
    before: Pence
    after: Pence
    difference: Pence
    percent: str | None
    rising: Moving
    falling: Moving
    rank: int | None
    percent_rank: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """What an account bears in a financial year (the one that begins in April of `year`), without protection."""

    year: int
    account: str
    before: Pence
    after: Pence


@dataclass(frozen=True, slots=True)
class Why:
    """One change between two texts, and what it did when the changes were made one after another.

    change: its key, such as "value:tariff"; several joined by "+" where none could be made without the others.
    pounds: its part of the difference; over all changes they add up to it, in each group and together.
    alone: what it would do by itself to the text in force; None where that cannot run without other changes.
    bands, statuses: of cases whose band or status differs in the end, those that this change brought to what they are.
    """

    text: str
    change: str
    title: str
    words: tuple[str, ...]
    cases: int
    pounds: Pence
    open: Pence
    running: Pence
    alone: Amount | None
    bands: tuple[Flow, ...]
    statuses: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class HeldYear:
    """What protection adds to an account in a financial year, and for how many awards."""

    year: int
    account: str
    cases: int
    pounds: Pence


@dataclass(frozen=True, slots=True)
class Held:
    """The awards that protection keeps above what the text gives. no_review_day: held because none is known."""

    cases: int
    no_review_day: int
    pounds: Pence
    years: tuple[HeldYear, ...]


@dataclass(frozen=True, slots=True)
class Protected:
    """The rules of transition, in words, and what they cost. Need gives what it gave: only money moves later."""

    rules: tuple[str, ...]
    held: Held


@dataclass(frozen=True, slots=True)
class Span:
    """From least to most, together."""

    least: Pence
    most: Pence


@dataclass(frozen=True, slots=True)
class Unknown:
    """The cases that lack an answer by either text. least, most: what they can add to the difference.

    before, after: what they can come to by each text. exact: each end can occur in every case; False where a sound
    range was taken instead. unpriced: of them, those that can come to no amount by one text, so that nothing of
    them is in the sums. referred: cases that a person prices by either text, counted and never priced here.
    worked_out: False where the range was not asked for; all amounts are nothing then.
    """

    cases: int
    least: Pence
    most: Pence
    exact: bool
    before: Span
    after: Span
    unpriced: int
    referred: int
    worked_out: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The awards that change. percent: of the compared cases, how many; rise: the difference in percent of `before`;
    rise_of_all: in percent of all compared cases' before. To a hundredth; None where that is nothing."""

    cases: int
    before: Pence
    after: Pence
    difference: Pence
    percent: str | None
    rise: str | None
    rise_of_all: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What one change does to one share."""

    change: str
    pounds: Pence


@dataclass(frozen=True, slots=True)
class Share:
    """A partnership's share by each text; None where that text gives none. parts add up to the difference."""

    name: str
    before: Pence | None
    after: Pence | None
    difference: Pence | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AllocationChange:
    """One change of a formula: its key, and what it is in words."""

    change: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocated:
    """An allocation formula by both texts. reasons: why the new one could not share, in words; none where it could."""

    name: str
    outcome: str
    before: Pence | None
    after: Pence | None
    shares: tuple[Share, ...]
    why: tuple[AllocationChange, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """All of it. by: a list for each of `DIMENSIONS`; notes: what the reader must know of how it was worked out."""

    as_of: dt.date
    texts: tuple[Text, ...]
    groups: Mapping[str, Group]
    by: Mapping[str, tuple[Line, ...]]
    years: tuple[Year, ...]
    why: tuple[Why, ...]
    protection: Protected
    unknown: Unknown
    moved: Moved
    allocations: tuple[Allocated, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The form that is kept and sealed."""
        found: dict[str, Any] = _written(self, Document)
        return found

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Document":
        """What `as_json` gave. Raises KeyError, TypeError or ValueError where it is not that."""
        found: Document = _read(kept, Document)
        return found


@lru_cache(64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _written(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if kind is Pence:
        return pounds_text(value)
    if kind is dt.date:
        return value.isoformat()
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return {each.name: _written(getattr(value, each.name), hints[each.name]) for each in fields(kind)}
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _written(value, inside[0])
    if origin is tuple:
        return [_written(each, inside[0]) for each in value]
    if origin is not None:
        return {name: _written(each, inside[1]) for name, each in value.items()}
    return value


def _read(kept: Any, kind: Any) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return None if kept is None else _read(kept, inside[0])
    if kind is Pence:
        return pence(Decimal(kept))
    if kind is dt.date:
        return dt.date.fromisoformat(kept)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{each.name: _read(kept[each.name], hints[each.name]) for each in fields(kind)})  # type: ignore[operator]
    if origin is tuple:
        return tuple(_read(each, inside[0]) for each in kept)
    if origin is not None:
        return {name: _read(each, inside[1]) for name, each in kept.items()}
    if type(kept) is not kind:
        raise TypeError(f"{kept!r} stands where {kind.__name__} should")
    return kept

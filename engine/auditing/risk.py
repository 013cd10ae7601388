"""What makes a record worth an auditor's while: marks, each in words, with what it weighs in a draw by risk.

The weights are a judgement of ours, not a published scale, and are shown with every sample. A mark says that something
is likelier to have gone wrong there, never that it did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Mark:
    """weighs: how many tickets more it gives a record. words: what is so, as the end of “because …”."""

    weighs: int
    words: str


MARKS: Final = MappingProxyType(
    {
        "above_limit": Mark(9, "the amount is above the delegation limit it was held against"),
        "near_limit": Mark(3, "the amount is within a tenth below the delegation limit"),
        "varied_upwards": Mark(3, "more was awarded than was advised"),
        "varied_downwards": Mark(2, "less was awarded than was advised"),
        "varied": Mark(2, "it was decided otherwise than advised, by no amount that can be compared"),
        "urgent": Mark(3, "it was decided as urgent, between sittings"),
        "no_sitting": Mark(1, "no sitting is named"),
        "nobody_asked": Mark(2, "a partnership's money was used by its standing consent, with nobody asked this time"),
        "corrected": Mark(3, "a later record corrects it"),
        "high_amount": Mark(2, "the amount is among the highest twentieth of those drawn from"),
        "same_day": Mark(1, "it was decided on the day on which it was advised"),
    }
)
NEAR: Final = 10
"""One part in this many below the limit counts as near it."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What the marks are read off, of one record. Amounts in pence a year; None where there is none.

    limit: the delegation limit it was held against. varied: decided otherwise than advised, by a person and not by an
    order. in_sitting, corrected, nobody_asked, same_day: None where it is not known, which is no mark.
    """

    sequence: int
    pence: int | None = None
    advised: int | None = None
    limit: int | None = None
    varied: bool = False
    urgent: bool = False
    in_sitting: bool | None = None
    corrected: bool | None = None
    nobody_asked: bool | None = None
    same_day: bool | None = None


def marks_of(record: AtRisk, high: int | None = None) -> tuple[str, ...]:
    """The codes of a record's marks, in the order of `MARKS`. high: from which amount on one is high, in pence."""
    pence, limit = record.pence, record.limit
    limited = pence is not None and limit is not None
    found = {
        "above_limit": limited and pence > limit,  # type: ignore[operator]
        "near_limit": limited and limit - limit // NEAR <= pence <= limit,  # type: ignore[operator]
        **_variation(record),
        "urgent": record.urgent,
        "no_sitting": record.in_sitting is False,
        "nobody_asked": record.nobody_asked is True,
        "corrected": record.corrected is True,
        "high_amount": pence is not None and high is not None and pence >= high,
        "same_day": record.same_day is True,
    }
    return tuple(code for code in MARKS if found[code])


def tickets_of(marks: Iterable[str]) -> int:
    """One ticket, and what the marks weigh."""
    return 1 + sum(MARKS[code].weighs for code in marks)


def high_from(amounts: Iterable[int]) -> int | None:
    """From which amount on an amount is among the highest twentieth; None where there are fewer than twenty."""
    ordered = sorted(amounts, reverse=True)
    return ordered[len(ordered) // 20 - 1] if len(ordered) >= 20 else None


def _variation(record: AtRisk) -> dict[str, bool]:
    pence, advised = record.pence, record.advised
    more = pence is not None and advised is not None and pence > advised
    less = pence is not None and advised is not None and pence < advised
    return {
        "varied_upwards": record.varied and more,
        "varied_downwards": record.varied and less,
        "varied": record.varied and not more and not less,
    }

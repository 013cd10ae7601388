"""What the law accepts as a reason for a missed date. A person finds it, in words; nothing is excused by itself.

A finding does not move the date. The authority must still act as soon as it practicably can. The list for
orders is regulation 44(3) as others report it (check).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from engine.amounts import count_words
from engine.law.bases import REGULATIONS
from engine.law.dates import Finding
from engine.problems import Complaints


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason on the law's list. weeks: how long it must last without a break, where the law says so."""

    code: str
    words: str
    law: str
    weeks: int | None = None


def _assessment_grounds(law: str) -> tuple[Ground, ...]:
    return (
        Ground(
            "school_closed",
            "Advice was asked of a school or college from one week before it closed for four weeks or more to one "
            "week before it opened again",
            f"{law}(a)",
            4,
        ),
        Ground(
            "early_years_closed",
            "Advice was asked of an early years provider from one week before it closed for four weeks or more to "
            "one week before it opened again",
            f"{law}(b)",
            4,
        ),
        Ground(
            "exceptional_circumstances",
            "Exceptional personal circumstances affected the child, the parent or the young person in that time",
            f"{law}(c)",
        ),
        Ground(
            "absent_four_weeks",
            "The child, the parent or the young person was away from the area for four weeks or more in that time",
            f"{law}(d)",
            4,
        ),
    )


_ORDER: Final = f"{REGULATIONS} reg. 44(3)"

_ORDER_GROUNDS: Final = (
    Ground(
        "exceptional_circumstances",
        "Exceptional personal circumstances affected the child, the parent or the young person in that time",
        _ORDER,
    ),
    Ground(
        "absent_two_weeks",
        "The child, the parent or the young person was away from the area for two weeks or more in that time",
        _ORDER,
        2,
    ),
    Ground(
        "as_for_a_final_plan",
        "A reason for which a final plan may be late applies: regulation 13(3)",
        f"{_ORDER} and reg. 13(3)",
    ),
)

_GROUNDS: Final = {
    ("assessment_request", "decide_to_assess"): _assessment_grounds(f"{REGULATIONS} reg. 5(4)"),
    ("assessment_request", "tell_whether"): _assessment_grounds(f"{REGULATIONS} reg. 5(4)"),
    ("assessment_request", "tell_no_plan"): _assessment_grounds(f"{REGULATIONS} reg. 10(4)"),
    ("assessment_request", "final_plan"): _assessment_grounds(f"{REGULATIONS} regs. 13(3) and 10(4)"),
}


def grounds_for(basis: str, clock: str) -> tuple[Ground, ...]:
    """The law's reasons for missing one date, in its order; () where it accepts none. clock: the date's code."""
    return _ORDER_GROUNDS if basis == "tribunal_order" else _GROUNDS.get((basis, clock), ())


def check_finding(basis: str, finding: Finding) -> None:
    """Refuse a finding that the law's list, a reason or its days do not carry. Raises Refused with every problem."""
    complaints = Complaints()
    grounds = {ground.code: ground for ground in grounds_for(basis, finding.clock)}
    ground = grounds.get(finding.ground)
    if not grounds:
        wrong = "the law accepts no reason for missing this date"
        complaints.add(
            "clock", wrong, "a date with reasons of its own in law", "Say in the case's notes why it was missed"
        )
    elif ground is None:
        complaints.add("ground", "this is no reason on the law's list", "one of " + ", ".join(grounds), "Choose one")
    for where, text, expected in (
        ("words", finding.words, "what happened and why the date could not be kept"),
        ("by", finding.by, "the person who found it"),
    ):
        if not text.strip():
            complaints.add(where, "it is empty", expected, "Write it")
    _check_days(ground, finding.from_day, finding.to_day, complaints)
    complaints.raise_if_any()


def _check_days(ground: Ground | None, first: dt.date | None, last: dt.date | None, complaints: Complaints) -> None:
    weeks = ground.weeks if ground else None
    if first is None or last is None:
        for where, day in (("from_day", first), ("to_day", last)):
            if day is None and (weeks or first or last):
                complaints.add(where, "it is missing", "the first and the last day on which it applied", "Give both")
        return
    if last < first:
        complaints.add(
            "to_day", "it comes before the first day", "a last day that is not before the first", "Correct it"
        )
    elif weeks and (last - first).days + 1 < weeks * 7:
        wrong = f"it lasts less than {count_words(weeks)} weeks"
        expected = f"{count_words(weeks)} weeks or more without a break"
        complaints.add("to_day", wrong, expected, "Correct the days, or choose another reason")

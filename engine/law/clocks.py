"""The dates that each legal basis must meet, counted from what is recorded and never from a guess.

Weeks are calendar weeks. Under `non_statutory` law sets no date; what is shown is the authority's own standard.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from engine.amounts import count_words
from engine.days import months_before
from engine.law.appeals import appeal_dates
from engine.law.bases import BASES, CFA, REGULATIONS
from engine.law.calendars import (
    BankHolidays,
    Counted,
    bank_holidays,
    days_beginning,
    months_beginning,
    weeks_from,
    working_days_beginning,
    working_days_from,
)
from engine.law.dates import DueDate, Event, Finding
from engine.law.orders import order_rules
from engine.law.rules import Count, Days, Rule, begun, date_of

DEVON: Final = "R (L, M and P) v Devon [2022] EWHC 493 (Admin)"
_LAST_REVIEW: Final = ("last_reviewed", "plan_made")


@dataclass(frozen=True, slots=True)
class Standard:
    """An authority's own standard for requests that law sets no date for. words: where from, after a comma."""

    working_days: int
    words: str


def dates_for(
    basis: str,
    events: Iterable[Event],
    findings: Iterable[Finding] = (),
    standard: Standard | None = None,
    holidays: BankHolidays | None = None,
) -> tuple[DueDate, ...]:
    """Every date of a case, the earliest first, those that cannot be counted yet last.

    events: what is recorded; where a kind comes twice, the last one given holds. findings: shown beside the
    dates they name. standard: for `non_statutory` only. Raises KeyError for an unknown basis.
    """
    days: dict[str, dt.date] = {}
    for event in events:
        days.pop(event.kind, None)  # so that what was given last also stands last
        days[event.kind] = event.day
    known = holidays or bank_holidays()
    rules = _standard_rules(standard) if basis == "non_statutory" else _RULES[basis](days)
    appeal = appeal_dates(days, known) if BASES[basis].statutory else ()
    dates = [*(date_of(rule, days, known) for rule in rules), *appeal]
    found = tuple(findings)
    dates.sort(key=lambda each: each.due or dt.date.max)
    return tuple(replace(each, findings=tuple(one for one in found if one.clock == each.code)) for each in dates)


def footing(basis: str, standard: Standard | None = None) -> str:
    """One sentence on what the dates of a basis rest on, for the head of a list."""
    if BASES[basis].statutory:
        return f"The law sets these dates: {BASES[basis].law}."
    if standard is None:
        return "No deadline in law, and the authority has set no standard of its own."
    return f"No deadline in law. The authority's own standard is {_span(standard)}, {standard.words}."


def consultation_date(sent_on: dt.date, replied_on: dt.date | None = None) -> DueDate:
    """When a school that is consulted should answer: 15 days (para. 9.83, check). Silence is neither yes nor no."""
    return DueDate(
        code="school_reply",
        words="The school should answer",
        span="15 days from being consulted",
        source="SEND Code of Practice 2015, chapter 9",
        force="guidance",
        whose="school",
        due=sent_on + dt.timedelta(days=15),
        waits_for="",
        counted_from=sent_on,
        met_by=None if replied_on is None else "the school answered",
        met_on=replied_on,
        note="Silence is neither yes nor no.",
    )


def _weeks(kind: str, weeks: int) -> Count:
    return lambda days, _: weeks_from(days[kind], weeks)


def _answers(kind: str, regulation: str) -> Rule:
    """The family's time to answer a draft or proposed amendments: at least 15 days beginning with the day served."""
    return Rule(
        "representations",
        "The family can answer the draft",
        "at least 15 days beginning with the day it was served",
        f"{REGULATIONS} {regulation}",
        ((kind,),),
        lambda days, _: days_beginning(days[kind], 15),
        met_by=("family_answered",),
        spared_by=("final_sent",),
        whose="family",
    )


_RECEIVED: Final = (("received",),)
_TOLD_WHETHER: Final = ("told_assessment", "told_no_assessment")
_DECIDED_WHETHER: Final = ("decided_assess", "decided_not_to_assess", *_TOLD_WHETHER)
_NO_ASSESSMENT: Final = ("decided_not_to_assess", "told_no_assessment")
_ASSESSMENT: Final = (
    Rule(
        "decide_to_assess",
        "Decide whether to assess",
        "six weeks from receipt",
        f"{REGULATIONS} regs. 4 and 5",
        _RECEIVED,
        _weeks("received", 6),
        met_by=_DECIDED_WHETHER,
        spared_by=("withdrawn",),
    ),
    Rule(
        "tell_whether",
        "Tell the family whether there will be an assessment",
        "six weeks from receipt",
        f"{REGULATIONS} regs. 4 and 5",
        _RECEIVED,
        _weeks("received", 6),
        after=_DECIDED_WHETHER,
        met_by=_TOLD_WHETHER,
        spared_by=("withdrawn",),
    ),
    Rule(
        "tell_no_plan",
        "If no plan is to be issued, tell the family",
        "16 weeks from receipt",
        f"{REGULATIONS} reg. 10",
        _RECEIVED,
        _weeks("received", 16),
        met_by=("told_no_plan",),
        spared_by=("decided_plan", "draft_sent", "final_sent", *_NO_ASSESSMENT, "withdrawn"),
    ),
    Rule(
        "final_plan",
        "Send the final plan",
        "20 weeks from receipt",
        f"{REGULATIONS} reg. 13(2)",
        _RECEIVED,
        _weeks("received", 20),
        met_by=("final_sent",),
        spared_by=("decided_no_plan", "told_no_plan", *_NO_ASSESSMENT, "withdrawn"),
    ),
    _answers("draft_sent", "reg. 13(1)"),
)

_TOLD_REVIEW: Final = ("told_plan_stays", "told_plan_ceases", "amendments_sent")
_REVIEW: Final = (
    Rule(
        "review_meeting",
        "Hold the review meeting",
        "12 months beginning with the last review, or else with the day the plan was first made",
        f"{CFA} s.44(1)",
        (_LAST_REVIEW,),
        lambda days, _: months_beginning(begun(days, *_LAST_REVIEW), 12),
        met_by=("meeting_held",),
    ),
    Rule(
        "decide_after_review",
        "Decide whether to maintain, amend or cease",
        "four weeks from the meeting",
        f"{REGULATIONS} reg. 20(10); {DEVON}",
        (("meeting_held",),),
        _weeks("meeting_held", 4),
        met_by=("decided_review", *_TOLD_REVIEW),
    ),
    Rule(
        "tell_after_review",
        "Send the decision, with the proposed amendments where there are any",
        "four weeks from the meeting",
        f"{REGULATIONS} reg. 20(10); {DEVON}",
        (("meeting_held",),),
        _weeks("meeting_held", 4),
        after=("decided_review", *_TOLD_REVIEW),
        met_by=_TOLD_REVIEW,
    ),
    Rule(
        "final_plan",
        "Send the final amended plan",
        "12 weeks from the meeting",
        f"{REGULATIONS} regs. 20(10) and 22(3); {DEVON}",
        (("meeting_held",),),
        _weeks("meeting_held", 12),
        met_by=("final_sent",),
        spared_by=("told_plan_stays", "told_plan_ceases"),
    ),
    Rule(
        "final_plan_after_notice",
        "Send the final amended plan",
        "eight weeks from the proposed amendments",
        f"{REGULATIONS} reg. 22(3)",
        (("amendments_sent",),),
        _weeks("amendments_sent", 8),
        met_by=("final_sent",),
        spared_by=("told_plan_stays", "told_plan_ceases"),
    ),
    _answers("amendments_sent", "reg. 22(2)(c)"),
)


def _phase_rules(days: Days) -> tuple[Rule, ...]:
    """By 15 February, 31 March for post-16, or five months before another post-16 move (reg. 18: "before", check)."""

    def of_the_year(kind: str, month: int, day: int) -> Count:
        return lambda days, _: dt.date(days[kind].year, month, day)

    ways: dict[str, tuple[str, str, Count]] = {
        "post_16_begins": ("31 March of the year of the move", "(1)(a)", of_the_year("post_16_begins", 3, 31)),
        "post_16_change": (
            "five months before the move",
            "(2)",
            lambda days, _: months_before(days["post_16_change"], 5),
        ),
        "phase_begins": ("15 February of the year of the move", "(1)(b)", of_the_year("phase_begins", 2, 15)),
    }
    kind = next((each for each in reversed(days) if each in ways), "phase_begins")
    span, paragraph, count = ways[kind]
    source = f"{REGULATIONS} reg. 18{paragraph}"
    words = "Review the plan, amend it and name the next school or college"
    return (
        Rule("next_phase", words, span, source, ((kind,),), count, met_by=("final_sent",)),
        _answers("amendments_sent", "reg. 22(2)(c)"),
    )


def _transfer(days: Days, holidays: BankHolidays) -> dt.date | Counted:
    counted = working_days_beginning(days["move_known"], 15, holidays)
    return counted if counted.day >= days["moved"] else days["moved"]


_TRANSFER: Final = (
    Rule(
        "transfer",
        "The old authority transfers the plan",
        "on the day of the move, or 15 working days beginning with the day it learnt of the move if that is later",
        f"{REGULATIONS} reg. 15(2)",
        (("moved",), ("move_known",)),
        _transfer,
        met_by=("transferred",),
        whose="old_authority",
    ),
    Rule(
        "tell_transfer",
        "Tell the family that the plan came here, whether there will be an assessment, and when it is reviewed",
        "six weeks from the transfer",
        f"{REGULATIONS} reg. 15(4)",
        (("transferred",),),
        _weeks("transferred", 6),
        met_by=("told_transfer",),
    ),
    Rule(
        "review_after_transfer",
        "Review the plan",
        "12 months beginning with the last review or three beginning with the transfer, whichever is later",
        f"{REGULATIONS} reg. 15(5)",
        (_LAST_REVIEW, ("transferred",)),
        lambda days, _: max(months_beginning(begun(days, *_LAST_REVIEW), 12), months_beginning(days["transferred"], 3)),
        met_by=("reviewed",),
    ),
)


def _span(standard: Standard) -> str:
    return f"{count_words(standard.working_days)} working days from a complete request"


def _standard_rules(standard: Standard | None) -> tuple[Rule, ...]:
    if standard is None:
        return ()

    def count(days: Days, holidays: BankHolidays) -> Counted:
        return working_days_from(days["complete"], standard.working_days, holidays)

    return (
        Rule(
            "decide",
            "Decide the request",
            _span(standard),
            standard.words,
            (("complete",),),
            count,
            met_by=("decided", "told_outcome"),
            spared_by=("withdrawn",),
            force="own_standard",
        ),
        Rule(
            "outcome",
            "Tell the school and the family the outcome",
            _span(standard),
            standard.words,
            (("complete",),),
            count,
            after=("decided", "told_outcome"),
            met_by=("told_outcome",),
            spared_by=("withdrawn",),
            force="own_standard",
        ),
    )


_RULES: Final[dict[str, Callable[[Days], tuple[Rule, ...]]]] = {
    "assessment_request": lambda _: _ASSESSMENT,
    "annual_review": lambda _: _REVIEW,
    "phase_transfer": _phase_rules,
    "transfer_in": lambda _: _TRANSFER,
    "tribunal_order": order_rules,
}

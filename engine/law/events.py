"""What can happen to a case that a date counts from or is met by, under each basis, in words."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from engine.amounts import day_words
from engine.problems import Complaints

EVENTS: Final = {
    "received": "the request was received",
    "decided": "it was decided",
    "decided_assess": "it was decided to assess",
    "decided_not_to_assess": "it was decided not to assess",
    "decided_plan": "it was decided to issue a plan",
    "decided_no_plan": "it was decided to issue no plan",
    "decided_review": "it was decided whether the plan stays, changes or ceases",
    "told_assessment": "the family was told that there will be an assessment",
    "told_no_assessment": "the family was told that there will be no assessment",
    "told_no_plan": "the family was told that there will be no plan",
    "draft_sent": "the draft plan was sent",
    "family_answered": "the family answered the draft",
    "final_sent": "the final plan was sent",
    "plan_made": "the plan was first made",
    "last_reviewed": "the plan was last reviewed",
    "meeting_held": "the review meeting was held",
    "told_plan_stays": "the family was told that the plan stays as it is",
    "told_plan_ceases": "the family was told that the plan is to cease",
    "amendments_sent": "the decision to amend was sent with the proposed amendments",
    "phase_begins": "the child moves to the next phase",
    "post_16_begins": "the young person moves from school to a post-16 institution",
    "post_16_change": "the young person moves between post-16 institutions",
    "move_known": "the old authority learnt of the move",
    "moved": "the child or young person moved here",
    "transferred": "the plan was transferred here",
    "told_transfer": "the family was told of the transfer and what is proposed",
    "reviewed": "the plan was reviewed here",
    "order_sent": "the tribunal sent the order",
    "order_names_day": "the order itself names this day",
    "order_institution_only": "a person found that the order changes the school or college alone",
    "order_section_f": "a person found that the order changes what Sections B or F say",
    "order_to_assess": "a person found that the order is to assess",
    "order_to_make_plan": "a person found that the order is to make a plan",
    "order_done": "the order was carried out",
    "complete": "the request was complete",
    "told_outcome": "the school and the family were told the outcome",
    "notice_sent": "the family was sent the decision",
    "certificate_dated": "the mediation certificate was issued",
    "appealed": "an appeal was made",
    "withdrawn": "the request was withdrawn",
}
"""Each kind of event, as a clause: "the day on which {words}"."""

BY_DECISION: Final = (
    "decided", "decided_assess", "decided_not_to_assess", "decided_plan", "decided_no_plan", "decided_review",
)  # fmt: skip
"""What a decision kept here records by itself; no form offers it. That it was told is another event."""

AHEAD: Final = ("phase_begins", "post_16_begins", "post_16_change", "moved", "order_names_day")
"""What may lie ahead when it is recorded; everything else has happened."""

_APPEAL: Final = ("notice_sent", "certificate_dated", "appealed")

EVENTS_OF: Final[dict[str, tuple[str, ...]]] = {
    "non_statutory": ("received", "complete", "decided", "told_outcome", "withdrawn"),
    "assessment_request": (
        "received", "decided_assess", "decided_not_to_assess", "decided_plan", "decided_no_plan", "told_assessment",
        "told_no_assessment", "told_no_plan", "draft_sent", "family_answered", "final_sent", "withdrawn", *_APPEAL,
    ),
    "annual_review": (
        "plan_made", "last_reviewed", "meeting_held", "decided_review", "told_plan_stays", "told_plan_ceases",
        "amendments_sent", "family_answered", "final_sent", *_APPEAL,
    ),
    "phase_transfer": (
        "phase_begins", "post_16_begins", "post_16_change", "amendments_sent", "family_answered", "final_sent",
        *_APPEAL,
    ),
    "transfer_in": ("move_known", "moved", "transferred", "told_transfer", "plan_made", "last_reviewed", "reviewed"),
    "tribunal_order": (
        "order_sent", "order_names_day", "order_institution_only", "order_section_f", "order_to_assess",
        "order_to_make_plan", "told_assessment", "told_no_plan", "draft_sent", "family_answered", "final_sent",
        "order_done",
    ),
}  # fmt: skip
"""What can happen under each basis, in the order in which a form offers it (but for `BY_DECISION`)."""

_NOT_BEFORE: Final[dict[str, tuple[str, ...]]] = {
    "complete": ("received",),
    "told_outcome": ("received", "complete"),
    "withdrawn": ("received",),
    "told_assessment": ("received", "order_sent"),
    "told_no_assessment": ("received",),
    "told_no_plan": ("received", "order_sent", "told_assessment"),
    "draft_sent": ("received", "order_sent", "told_assessment"),
    "family_answered": ("draft_sent", "amendments_sent"),
    "final_sent": ("received", "order_sent", "draft_sent", "meeting_held", "amendments_sent"),
    "last_reviewed": ("plan_made",),
    "meeting_held": ("plan_made", "last_reviewed"),
    "told_plan_stays": ("meeting_held",),
    "told_plan_ceases": ("meeting_held",),
    "amendments_sent": ("meeting_held",),
    "told_transfer": ("transferred",),
    "reviewed": ("transferred",),
    "order_names_day": ("order_sent",),
    "order_done": ("order_sent",),
    "certificate_dated": ("notice_sent",),
    "appealed": ("notice_sent", "certificate_dated"),
}
"""What each kind of event cannot come before."""


def check_events(basis: str, days: Mapping[str, dt.date]) -> None:
    """Refuse days that a basis does not know or that come in an order that cannot be. Raises Refused with all.

    days: the day of each kind that is recorded; the place of a problem is the kind. Raises KeyError for an
    unknown basis.
    """
    complaints = Complaints()
    for kind, day in days.items():
        if kind not in EVENTS_OF[basis]:
            wrong = "nothing of this kind happens under this basis"
            complaints.add(kind, wrong, "one of " + ", ".join(EVENTS_OF[basis]), "Correct it")
            continue
        for earlier in _NOT_BEFORE.get(kind, ()):
            if earlier in days and day < days[earlier]:
                wrong = f"{day_words(day)} comes before {EVENTS[earlier]} on {day_words(days[earlier])}"
                complaints.add(kind, wrong, "a day that is not earlier", "Correct one of the two")
    complaints.raise_if_any()

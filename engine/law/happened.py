"""What a decision, and the letter that tells it, make happen to a case: events that are then recorded by themselves.

A decision alone tells nobody: the law's time to tell a family is met by the letter, and only on the day it goes out.
"""

from typing import Final

from engine.law.orders import ORDER_KINDS

_DECIDED: Final[dict[tuple[str, str], str]] = {
    ("assessment_request", "assess"): "decided_assess",
    ("assessment_request", "refuse_to_assess"): "decided_not_to_assess",
    ("assessment_request", "issue"): "decided_plan",
    ("assessment_request", "refuse_to_issue"): "decided_no_plan",
    ("assessment_request", "withdrawn"): "withdrawn",
    ("annual_review", "maintain"): "decided_review",
    ("annual_review", "amend"): "decided_review",
    ("annual_review", "cease"): "decided_review",
    ("tribunal_order", "carried_out"): "order_done",
    ("non_statutory", "withdrawn"): "withdrawn",
}
_OPEN: Final = ("defer_for_information", "refer")

_TOLD: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("assessment_request", "assess"): ("told_assessment",),
    ("assessment_request", "refuse_to_assess"): ("told_no_assessment", "notice_sent"),
    ("assessment_request", "issue"): ("draft_sent",),
    ("assessment_request", "refuse_to_issue"): ("told_no_plan", "notice_sent"),
    ("annual_review", "maintain"): ("told_plan_stays", "notice_sent"),
    ("annual_review", "amend"): ("amendments_sent",),
    ("annual_review", "cease"): ("told_plan_ceases", "notice_sent"),
    ("phase_transfer", "amend"): ("amendments_sent",),
}
_NAMING: Final = ("name_school", "refuse_to_name")
"""A letter about these comes with the final plan, which names a school or college or says what kind."""
_WITH_FINAL: Final[dict[str, tuple[str, ...]]] = {
    "assessment_request": ("final_sent", "notice_sent"),
    "annual_review": ("final_sent", "notice_sent"),
    "phase_transfer": ("final_sent", "notice_sent"),
    "tribunal_order": ("final_sent",),
}


def decided_events(basis: str, kind: str, reason: str = "") -> tuple[str, ...]:
    """What a decision of this kind makes happen on its day. reason: of an order, the kind of order a person read."""
    if basis == "non_statutory" and kind != "withdrawn":
        return () if kind in _OPEN else ("decided",)
    found = _DECIDED.get((basis, kind))
    read = (reason,) if found == "order_done" and reason in ORDER_KINDS and reason != "order_names_day" else ()
    return (*read, found) if found else ()


def told_events(basis: str, kind: str, *, final: bool = False) -> tuple[str, ...]:
    """What a letter to the family about a decision makes happen on the day it goes out. final: the final plan is in it.

    () where the letter tells nothing that a date is met by or counts from.
    """
    if final or kind in _NAMING:
        return _WITH_FINAL.get(basis, ())
    if basis == "non_statutory":
        return () if kind in (*_OPEN, "withdrawn") else ("told_outcome",)
    return _TOLD.get((basis, kind), ())

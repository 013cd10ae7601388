"""Why people decide as they do: the reason codes of each kind of decision, with what each means.

A few say more than why: of a refusal to name a school the code is the ground in law that a person concludes, and of
an order it is the kind of order that a person read.
"""

from typing import Final

from engine.amounts import inside
from engine.law.asking import GROUNDS, S39
from engine.law.orders import ORDER_KINDS

_DEFER: Final = {
    "evidence_awaited": "Evidence that would settle it is on its way or is asked for.",
    "views_awaited": "The child or the family has not been heard yet.",
    "school_provision_unclear": "What the school already provides is not clear.",
    "advice_awaited": "Professional advice is awaited.",
}
_REFER: Final = {
    "beyond_authority": "The amount or the question is beyond this panel's authority.",
    "priced_individually": "A person must price it: it lies beyond the bands.",
    "placement_question": "It is a question of placement.",
    "assessment_question": "It is a question of an EHC needs assessment.",
    "legal_question": "Legal advice is needed.",
}

REASONS: Final[dict[str, dict[str, str]]] = {
    "agree": {
        "as_recommended": "The recommendation is right for the reasons it gives.",
        "as_recommended_other_reasons": "The recommendation is right, for reasons of the panel's own.",
    },
    "agree_another_band": {
        "need_greater": "The need is greater than the levels say.",
        "need_less": "The need is less than the levels say.",
        "counted_twice": "One need was described twice.",
        "individual_circumstances": "The child's own circumstances call for it.",
        "section_f": "It is what securing Section F takes.",
    },
    "agree_for_a_time": {
        "need_changing": "The need is changing, so it is looked at again before the time is over.",
        "evidence_to_come": "Support begins now, while evidence is still to come.",
        "covers_a_change": "It covers a change, such as a move or a new start, that will be over by then.",
    },
    "agree_later": {
        "begins_with_the_place": "It begins when the child begins there.",
        "support_ready_then": "The support it pays for can begin then.",
        "money_from_then": "Money begins then: non-statutory requests only, with reasons.",
    },
    "defer_for_information": _DEFER,
    "refer": _REFER,
    "exceptional_award": {
        "beyond_the_bands": "The need is greater than the highest band describes.",
        "individual_circumstances": "The child's own circumstances call for it.",
        "priced_individually": "A person priced the support, line by line.",
    },
    "not_agreed": {
        "met_from_own_resources": "The need can be met from what the setting is funded to provide.",
        "evidence_does_not_show": "The evidence does not show the need described.",
        "another_route": "Support is better sought another way, which is named in the words.",
        "money_not_available": "No money is left this year: non-statutory requests only, with reasons.",
    },
    "withdrawn": {
        "asker_withdrew": "Whoever asked has withdrawn the request.",
        "another_authority": "Another authority is responsible now.",
        "asked_twice": "The same was asked in another request, which is named in the words.",
    },
    "assess": {
        "plan_may_be_needed": "There are or may be special educational needs, and a plan may be needed for them.",
        "school_cannot_find_out": "What the needs are cannot be found out without an assessment.",
    },
    "refuse_to_assess": {
        "plan_not_needed": "There are special educational needs, and support without a plan can meet them.",
        "no_needs_shown": "The evidence does not show that there are or may be special educational needs.",
    },
    "issue": {
        "plan_needed": "What the assessment found makes a plan necessary.",
    },
    "refuse_to_issue": {
        "plan_not_needed": "What the assessment found can be provided without a plan.",
    },
    "name_school": {
        "asked_for": "It is the school or college asked for, and no ground in law stands against it.",
        "suitable": "It is suitable and available, and none was asked for that the law would have named.",
        "mainstream": "A mainstream place is wanted, and nothing in law stands against it.",
    },
    "refuse_to_name": {
        each.code: f"{each.words} (s.39(4))."
        if each.law == S39
        else f"Outside s.38(3): {inside(each.words)} (Education Act 1996 s.9)."
        for each in GROUNDS.values()
    },
    "secure_section_f": {
        "section_f_costed": "It is what Section F costs, worked out line by line.",
        "band_secures": "The band secures everything that Section F specifies.",
        "more_than_the_band": "Section F takes more than the band gives.",
    },
    "amend": {
        "needs_changed": "The needs have changed since the plan was written.",
        "provision_changed": "What must be provided has changed.",
        "outcomes_changed": "The outcomes have been reached, or others are needed.",
        "placement_changed": "The school or college, or the kind of it, changes.",
    },
    "maintain": {
        "still_right": "The plan still says what is needed and what must be provided.",
    },
    "cease": {
        "not_responsible": "The authority is no longer responsible for the child or young person (s.45(1)(a)).",
        "not_necessary": "It is no longer necessary to maintain the plan (s.45(1)(b)).",
    },
    "carried_out": {
        **{code: f"{words}." for code, words in ORDER_KINDS.items()},
        "order_other": "It is of another kind, which is named in the words.",
    },
}

MONEY: Final = frozenset({"money_not_available", "money_from_then"})
"""The reasons that speak of what money is left: never where law requires the support."""

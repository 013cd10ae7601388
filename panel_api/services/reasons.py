"""Why people decide as they do: the reason codes of each kind of decision, with what each means."""

from typing import Final

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
    "defer_for_information": {
        "evidence_awaited": "Evidence that would settle it is on its way or is asked for.",
        "views_awaited": "The child or the family has not been heard yet.",
        "school_provision_unclear": "What the school already provides is not clear.",
        "advice_awaited": "Professional advice is awaited.",
    },
    "refer": {
        "beyond_authority": "The amount or the question is beyond this panel's authority.",
        "priced_individually": "A person must price it: it lies beyond the bands.",
        "placement_question": "It is a question of placement.",
        "assessment_question": "It is a question of an EHC needs assessment.",
        "legal_question": "Legal advice is needed.",
    },
    "not_agreed": {
        "met_from_own_resources": "The need can be met from what the setting is funded to provide.",
        "evidence_does_not_show": "The evidence does not show the need described.",
        "another_route": "Support is better sought another way, which is named in the words.",
        "money_not_available": "No money is left this year: non-statutory requests only, with reasons.",
    },
}

MONEY: Final = "money_not_available"

"""The kinds of decision there are, in the trade's words, and which of them take something from a family."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision.

    words: as it is told once decided; offer: as a form offers it. `adverse` kinds need a named person, their
    reason, and their word that they read the case. `awards` says that a band or amount goes with it.
    `settles` is false for the kinds after which the question is still open.
    """

    code: str
    words: str
    offer: str
    adverse: bool = False
    awards: bool = False
    settles: bool = True


_KINDS: Final = (
    Kind("agree", "Agreed as recommended", "Agree as recommended", awards=True),
    Kind("agree_another_band", "Agreed at another band", "Agree another band or amount", awards=True),
    Kind("agree_for_a_time", "Agreed for a time", "Agree for a time", awards=True),
    Kind("agree_later", "Agreed from a later day", "Agree from a later day", awards=True),
    Kind("defer_for_information", "Deferred for information", "Defer for information", settles=False),
    Kind("refer", "Referred", "Refer to another person or panel", settles=False),
    Kind("exceptional_award", "Exceptional award", "Make an exceptional award", awards=True),
    Kind("not_agreed", "Not agreed", "Do not agree", adverse=True),
    Kind("withdrawn", "Withdrawn", "Record that it was withdrawn"),
    Kind("assess", "Agreed to assess", "Assess"),
    Kind("refuse_to_assess", "Refused to assess", "Refuse to assess", adverse=True),
    Kind("issue", "Agreed to issue an EHC plan", "Issue an EHC plan"),
    Kind("refuse_to_issue", "Refused to issue an EHC plan", "Refuse to issue an EHC plan", adverse=True),
    Kind("name_school", "School or college named", "Name a school or college"),
    Kind("refuse_to_name", "Refused to name the school or college", "Refuse to name one", adverse=True),
    Kind("secure_section_f", "Award that secures Section F", "Agree the award that secures Section F", awards=True),
    Kind("amend", "EHC plan to be amended", "Amend the EHC plan"),
    Kind("maintain", "EHC plan maintained as it is", "Maintain the EHC plan as it is"),
    Kind("cease", "EHC plan to cease", "Cease to maintain the EHC plan", adverse=True),
    Kind("carried_out", "Order carried out", "Record how the order is carried out"),
)

KINDS: Final = {kind.code: kind for kind in _KINDS}
"""Every kind of decision by its code, in the order in which forms and tables list them."""

ADVERSE: Final = tuple(kind.code for kind in _KINDS if kind.adverse)
"""The kinds that are adverse whatever the amount. A reduction is adverse too: see `engine.law.reductions`."""

"""The day from which an EHC plan's support is due: that of the plan itself, never that of the panel's decision.

The duty to secure what Section F specifies holds from when the plan is made or amended (Children and Families Act
2014 s.42(2)), or came here (SEND Regulations 2014 reg. 15: check). A move to the next phase begins when the child does.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

BEGINS: Final[Mapping[str, tuple[str, ...]]] = {
    "assessment_request": ("final_sent",),
    "annual_review": ("final_sent",),
    "phase_transfer": ("phase_begins", "post_16_begins", "post_16_change"),
    "transfer_in": ("transferred",),
    "tribunal_order": ("order_names_day", "final_sent"),
}
"""By legal basis the events with which the duty begins, the one that counts first."""


def duty_began(basis: str, days: Mapping[str, dt.date]) -> dt.date | None:
    """The day the duty to secure the support began; None where it is not recorded, or where law sets no duty.

    days: the day of each kind of event that is recorded in the case.
    """
    return next((days[event] for event in BEGINS.get(basis, ()) if event in days), None)

"""Whether an award is less than what is paid now, and what a reduction must then rest on.

A child with an EHC plan has what Section F specifies (CFA s.42). An award goes down only after the plan was
amended, by the steps that the law gives the family for that (SEND Regulations 2014 regs. 22 and 28).
"""

import datetime as dt

from engine.amounts import day_words, money_words
from engine.law.kinds import KINDS
from engine.problems import Complaints


def is_reduction(present: int | None, proposed: int | None) -> bool | None:
    """Whether the proposed award is below the present one. Pence a year; None: not known, and so is the answer."""
    if present is None or proposed is None:
        return None
    return proposed < present


def takes_something(kind: str, present: int | None = None, proposed: int | None = None) -> bool | None:
    """Whether a decision is adverse: by its kind, or because the award it makes is a reduction.

    Then it needs a named person, their reason, and their word that they read the case. None where the present
    award is not known and may be the higher one: a form asks for the same then. Raises KeyError for an unknown
    kind.
    """
    if KINDS[kind].adverse:
        return True
    return is_reduction(present, proposed) if KINDS[kind].awards else False


def check_reduction(
    has_plan: bool | None,
    present: int | None,
    proposed: int | None,
    amended_on: dt.date | None,
    decided_on: dt.date,
    complaints: Complaints,
) -> None:
    """Note why an award cannot go down as proposed. amended_on: when the final amended plan was sent, if it was.

    Only a reduction is held. A plan that may exist (has_plan None) is held like one that does.
    """
    if present is None or proposed is None or proposed >= present or has_plan is False:
        return
    down = f"{money_words(proposed)} a year is less than the present award of {money_words(present)}"
    if has_plan is None:
        wrong, remedy = f"{down}, and it is not known whether there is an EHC plan", "Find out, and record it first"
        complaints.add("amount", wrong, "to know whether there is a plan", remedy)
    elif amended_on is None:
        remedy = "Amend the plan first, or keep the present award"
        complaints.add("amount", f"{down}, and no amended plan is recorded", "an amended plan that it rests on", remedy)
    elif amended_on > decided_on:
        wrong = f"{down}, and the amended plan is dated {day_words(amended_on)}, after this decision"
        complaints.add("amount", wrong, "an amended plan sent before the decision", "Decide once it was sent")

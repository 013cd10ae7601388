"""The trade's words for the codes kept in the database, as people read them."""

import re
from typing import Final

from engine.amounts import money_words
from engine.law.bases import BASES
from engine.law.kinds import KINDS

STAGES: Final = {
    "received": "Received",
    "assessed": "Assessed",
    "recommended": "Ready for the panel",
    "returned": "Returned for information",
    "deferred": "Deferred for information",
    "referred": "Referred to a person",
    "decided": "Decided",
    "withdrawn": "Withdrawn",
    "disposed": "Disposed of on schedule",
}
SITTING_STAGES: Final = {
    "planned": "Planned",
    "frozen": "Papers frozen",
    "open": "Open now",
    "closed": "Closed",
    "cancelled": "Cancelled",
}
ITEM_STATES: Final = {
    "waiting": "Waits",
    "done": "Done",
    "carried_over": "Carried over",
    "noted": "Noted",
    "taken_off": "Taken off",
}
SEATS: Final = {"chair": "Chair", "deputy": "Deputy chair", "member": "Member", "clerk": "Clerk"}
COMING: Final = {
    "asked": "Has not answered",
    "coming": "Is coming",
    "apologies": "Sent apologies",
    "withdrawn": "Not asked any more",
}
STATUSES: Final = {
    "not_in_force": "Not in force on that day",
    "incomplete": "Information missing",
    "referred": "For a person to judge",
    "unsettled": "Not settled yet",
    "settled": "Settled",
}
LEGAL_BASES: Final = {code: basis.words for code, basis in BASES.items()}
SHORT_BASES: Final = {code: basis.short for code, basis in BASES.items()}
"""The same for columns of a table."""
PARTY_ROLES: Final = {
    "child": "The child or young person",
    "parent": "Parent",
    "school": "School or setting",
    "looking_after": "Authority looking after the child",
    "maintaining": "Authority maintaining the plan",
    "area": "Authority where the school is",
    "paying": "Authority paying",
    "carer": "Carer",
    "social_worker": "Social worker",
    "virtual_school": "Virtual school",
    "advocate": "Advocate",
}
HOLD_KINDS: Final = {
    "litigation": "A court, a tribunal or a claim",
    "complaint": "A complaint, or the ombudsman",
    "inquiry": "An inquiry or an inspection",
    "other": "Something else",
}
VOICES: Final = {"child": "The child or young person", "parent": "The family", "school": "The school"}
DECISION_KINDS: Final = {code: kind.words for code, kind in KINDS.items()}
KINDS_OF_FACT: Final = {
    "plan": "whether there is an EHC plan, or a request for one",
    "diagnosis": "a diagnosis or the type of need recorded",
    "family": "who asked and what they wish for",
    "identity": "who the child is",
    "money": "what any budget holds",
    "duty": "what Section F of a plan costs, whether it is costed, or what is paid now",
}
TRUTHS: Final = {"1": "yes", "0": "no", "u": "not known", "-": "not asked"}


_AMOUNT: Final = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")


def is_money(value: object) -> bool:
    """Whether a kept value looks like pounds: a decimal string with two places."""
    return isinstance(value, str) and bool(_AMOUNT.fullmatch(value))


def decided(kind: str, band: str | None, pence: int | None) -> str:
    """A decision in a line: Agreed at another band: band 4, £6,378 a year."""
    named = [f"band {band}"] if band is not None else []
    paid = [f"{money_words(pence)} a year"] if pence is not None else []
    terms = ", ".join(named + paid)
    return said(DECISION_KINDS, kind) + (f": {terms}" if terms else "")


def said(words: dict[str, str], code: str | None) -> str:
    """A code in words; a code without words is shown with spaces rather than hidden."""
    if code is None:
        return "–"
    return words.get(code, code.replace("_", " "))


def inside(text: str) -> str:
    """Words as they stand inside a sentence: "Agreed to assess" is "agreed to assess", "EHC plan" stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]

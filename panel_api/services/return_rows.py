"""What a case gives to each list of a return, by the published name of its column. What is not held is not there.

A column of whether is 1 where it is recorded and empty where nothing is: that nobody wrote it down is not a no.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.law.institutions import INSTITUTIONS
from panel_api import words
from panel_api.local_time import local
from panel_api.models import Decision, Placement, Provision
from panel_api.sheets import Cell, pounds
from panel_api.store.returns import Returned
from panel_api.upn import mistyped

Row = Mapping[str, Cell]
WEEKS_20: Final = dt.timedelta(weeks=20)
ENDED: Final = ("refuse_to_assess", "refuse_to_issue", "cease", "withdrawn")
WITH_PLAN: Final = ("annual_review", "phase_transfer", "transfer_in", "tribunal_order")
_SEX: Final = {"female": "F", "male": "M"}
_UPN_LENGTH: Final = 13
_URN_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What a return is of. first, on: its year, from its first day to the day that counts; county: our own code."""

    first: dt.date
    on: dt.date
    county: str


def person_of(found: Returned) -> str:
    """Who a case is about, as far as cases can be told to be of one child: by the number, else by the case itself."""
    return _upn(found) or found.case.reference


def in_scope(found: Returned, asked: Asked) -> bool:
    """Whether a case counts in a year: it had not ended before its first day."""
    last = _decision(found, *ENDED)
    return last is None or _day(last) >= asked.first


def has_plan(found: Returned, asked: Asked) -> bool:
    """Whether a plan is held for its child on the day: one rests on it or was sent, and none ended it."""
    ceased = _decision(found, "cease")
    if ceased is not None and _day(ceased) <= asked.on:
        return False
    if found.case.legal_basis == "tribunal_order":  # an order to assess rests on no plan
        return "plan_made" in found.days or "final_sent" in found.days
    sent = found.days.get("final_sent")
    return found.case.legal_basis in WITH_PLAN or (sent is not None and sent <= asked.on)


# SEN2


def person(found: Returned, _: Asked) -> Iterator[Row]:
    """Module 1."""
    yield {
        "PersonBirthDate": found.child.from_day if found.child else None,
        "Sex": _SEX.get(str(found.case.facts.get("sex")), ""),
        "UPN": _upn(found),
    }


def requests(found: Returned, _: Asked) -> Iterator[Row]:
    """Module 2: a request for an assessment."""
    if found.case.legal_basis != "assessment_request":
        return
    decided = _decision(found, "assess", "refuse_to_assess")
    refused = decided is not None and decided.kind == "refuse_to_assess"
    outcome = {"assess": "Y", "refuse_to_assess": "N"}.get(decided.kind if decided else "")
    yield {
        "ReceivedDate": found.case.asked_on,
        "RequestOutcomeDate": _day(decided) if decided else None,
        "RequestOutcome": outcome or ("W" if _decision(found, "withdrawn") else "A"),
        "RequestMediation": _mark(found, "certificate_dated", holds=refused),
        "RequestTribunal": _mark(found, "appealed", holds=refused),
    }


def assessment(found: Returned, _: Asked) -> Iterator[Row]:
    """Module 3: an assessment that it was decided to make."""
    if found.case.legal_basis != "assessment_request" or _decision(found, "assess") is None:
        return
    decided = _decision(found, "issue", "refuse_to_issue")
    refused = decided is not None and decided.kind == "refuse_to_issue"
    issued = decided is not None and not refused
    outcome = {"issue": "Y", "refuse_to_issue": "N"}.get(decided.kind if decided else "")
    yield {
        "AssessmentOutcome": outcome or ("W" if _decision(found, "withdrawn") else "A"),
        "AssessmentOutcomeDate": _day(decided) if decided else None,
        "AssessmentMediation": _mark(found, "certificate_dated", holds=refused),
        "AssessmentTribunal": _mark(found, "appealed", holds=refused),
        "OtherMediation": _mark(found, "certificate_dated", holds=issued),
        "OtherTribunal": _mark(found, "appealed", holds=issued),
        "Week20": 1 if found.excused else None,
    }


def named_plan(found: Returned, _: Asked) -> Iterator[Row]:
    """Module 4: a final plan that was sent."""
    if found.case.legal_basis == "assessment_request" and "final_sent" in found.days:
        yield {"StartDate": found.days["final_sent"]}


def plan_detail(found: Returned, asked: Asked) -> Iterator[Row]:
    """Module 4: where its child is placed."""
    if any(named_plan(found, asked)) and found.place is not None:
        yield _school(found)


def active_plan(found: Returned, asked: Asked) -> Iterator[Row]:
    """Module 5: a plan that is held."""
    if not has_plan(found, asked):
        return
    decided = _decision(found, "maintain", "amend", "cease")
    transfer = found.case.legal_basis == "phase_transfer"
    yield {
        "ReviewMeeting": found.days.get("meeting_held"),
        "ReviewOutcome": {"maintain": "M", "amend": "A", "cease": "C"}[decided.kind] if decided else "",
        "ReviewDraft": found.days.get("amendments_sent"),
        "PhaseTransferFinalDate": found.days.get("final_sent") if transfer else None,
        "LastReview": found.days.get("decided_review"),
    }


def placement_detail(found: Returned, asked: Asked) -> Iterator[Row]:
    """Module 5: where the child of a plan is taught."""
    if has_plan(found, asked) and found.placement is not None:
        until = found.placement.until_day
        yield {
            **_school(found),
            "EntryDate": found.placement.from_day,
            "LeavingDate": until if until and until <= asked.on else None,
        }


def sen_need(found: Returned, asked: Asked) -> Iterator[Row]:
    """Module 5: the main type of need."""
    need = _need(found)
    if has_plan(found, asked) and need:
        yield {"SENtype": need, "SENtypeRank": 1}


# Annex A


def plans(found: Returned, asked: Asked) -> Iterator[Row]:
    """A child with a plan."""
    if has_plan(found, asked):
        days = found.days
        yield {
            **_who(found),
            **_where(found, asked),
            "Plan first issued": days.get("plan_made") or days.get("final_sent"),
            "Last review meeting": days.get("meeting_held") or days.get("last_reviewed"),
            "Last review decided": days.get("decided_review"),
        }


def assessments(found: Returned, asked: Asked) -> Iterator[Row]:
    """A request for an assessment that was open or decided in the year."""
    if found.case.legal_basis != "assessment_request" or not in_scope(found, asked):
        return
    whether, issue = _decision(found, "assess", "refuse_to_assess"), _decision(found, "issue", "refuse_to_issue")
    sent = found.days.get("final_sent")
    yield {
        **_who(found),
        "Request received": found.case.asked_on,
        "Decision whether to assess": _said(whether),
        "Day of that decision": _day(whether) if whether else None,
        "Decision whether to issue": _said(issue),
        "Day of that decision (issue)": _day(issue) if issue else None,
        "Final plan sent": sent,
        "Within 20 weeks": "" if sent is None else "yes" if sent <= found.case.asked_on + WEEKS_20 else "no",
        "An excuse was found": "yes" if found.excused else "",
    }


def tribunal(found: Returned, _: Asked) -> Iterator[Row]:
    """A case with an appeal, or an order."""
    if found.case.legal_basis != "tribunal_order" and "appealed" not in found.days:
        return
    yield {
        **_who(found),
        "What it is about": words.said(words.LEGAL_BASES, found.case.legal_basis),
        "Decision appealed against": _said(found.decisions[-1] if found.decisions else None),
        "Mediation certificate": found.days.get("certificate_dated"),
        "Appeal made": found.days.get("appealed"),
        "Order sent": found.days.get("order_sent"),
        "Order carried out": found.days.get("order_done"),
    }


def out_of_area(found: Returned, asked: Asked) -> Iterator[Row]:
    """A child placed in another authority."""
    place, placement = found.place, found.placement
    if place is not None and placement is not None and place.authority not in (None, asked.county):
        yield {**_who(found), **_placed(placement, place, asked)}


def known_by_placement(placement: Placement, place: Provision, asked: Asked) -> Row:
    """A child placed there before this system, of whom no case is held: the placement's reference stands for it."""
    return {
        "Child unique ID": placement.reference,
        "Primary need": placement.need or "",
        **_placed(placement, place, asked),
    }


def no_plan(found: Returned, asked: Asked) -> Iterator[Row]:
    """A request for top-up without a plan in the year."""
    if found.case.legal_basis != "non_statutory" or found.case.asked_on < asked.first:
        return
    last = found.decisions[-1] if found.decisions else None
    yield {
        **_who(found),
        "School": (found.school.name or "") if found.school else "",
        "Request received": found.case.asked_on,
        "Decision": _said(last),
        "Day of the decision": _day(last) if last else None,
        "Band": (last.band or "") if last else "",
    }


ROWS: Final[dict[str, Callable[[Returned, Asked], Iterator[Row]]]] = {
    "person": person, "requests": requests, "assessment": assessment, "namedplan": named_plan,
    "plandetail": plan_detail, "activeplans": active_plan, "placementdetail": placement_detail, "senneed": sen_need,
    "plans": plans, "assessments": assessments, "tribunal": tribunal, "out_of_area": out_of_area, "no_plan": no_plan,
}  # fmt: skip
"""By the code of each table."""


def _who(found: Returned) -> dict[str, Cell]:
    facts = found.case.facts
    after = facts.get("looked_after")
    return {
        "Child unique ID": found.case.reference,
        "UPN": _upn(found),
        "Date of birth": found.child.from_day if found.child else None,
        "Sex": str(facts.get("sex") or "").replace("_", " "),
        "Ethnicity": str(facts.get("ethnicity") or "").replace("_", " "),
        "Looked after": "" if after is None else "yes" if after is True else "no",
        "Primary need": _need(found),
    }


def _where(found: Returned, asked: Asked) -> dict[str, Cell]:
    if found.place is None:
        return {"School or college": (found.school.name or "") if found.school else ""}
    return _taught_at(found.place, asked)


def _placed(placement: Placement, place: Provision, asked: Asked) -> dict[str, Cell]:
    return {
        **_taught_at(place, asked),
        "Authority": place.authority,
        "Placed from": placement.from_day,
        "Full cost a year": None if placement.pence is None else pounds(placement.pence),
    }


def _taught_at(place: Provision, asked: Asked) -> dict[str, Cell]:
    outside = "" if place.authority is None else "no" if place.authority == asked.county else "yes"
    return {
        "School or college": place.name,
        "URN": _urn(place.code),
        "Kind of place": INSTITUTIONS[place.kind].words,
        "Outside the area": outside,
    }


def _school(found: Returned) -> dict[str, Cell]:
    place = found.place
    assert place is not None
    urn = _urn(place.code)
    return {
        "URN": urn,
        "SENSetting": "EYP" if place.kind == "early_years" and not urn else "",
        "PlacementRank": 1,
        "SENunitIndicator": int(place.kind == "sen_unit"),
        "ResourcedProvisionIndicator": int(place.kind == "resourced_provision"),
    }


def _urn(code: str) -> str:
    """The URN in a code of the directory: alone, or before -U or -R of a unit within the school."""
    first = code.partition("-")[0]
    return first if len(first) == _URN_LENGTH and first.isdecimal() else ""


def _upn(found: Returned) -> str:
    """The child's number, where it is a UPN or a temporary one; nothing that was mistyped."""
    number = (found.child.reference or "").strip().upper() if found.child else ""
    return number if len(number) == _UPN_LENGTH and number[0].isalpha() and not mistyped(number) else ""


def _need(found: Returned) -> str:
    need = found.case.facts.get("primary_need")
    return need if isinstance(need, str) and need != "none" else ""


def _decision(found: Returned, *kinds: str) -> Decision | None:
    """The last decision of these kinds that holds."""
    return next((each for each in reversed(found.decisions) if each.kind in kinds), None)


def _day(decision: Decision) -> dt.date:
    return local(decision.decided_at).date()


def _said(decision: Decision | None) -> str:
    return words.said(words.DECISION_KINDS, decision.kind) if decision else ""


def _mark(found: Returned, kind: str, *, holds: bool) -> int | None:
    return 1 if holds and kind in found.days else None

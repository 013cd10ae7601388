"""What a request waits for, in words for whoever sent it: where it stands, what is asked of them, what was decided."""

from collections.abc import Mapping
from typing import Any, Final

from engine.amounts import day_words
from panel_api import words
from panel_api.models import Assessment, Decision
from panel_api.services.clock import Clock
from panel_api.services.held import Held
from panel_api.store import CaseLine, Sent
from panel_api.views.opening import unheard

CLOSED: Final = ("decided", "withdrawn", "disposed")
_STANDS: Final = {
    "received": "A caseworker looks at it next.",
    "assessed": "It is being made ready for the panel.",
    "recommended": "It goes to the panel. People decide.",
    "returned": "It waits for what is asked below.",
    "deferred": "The panel needs to know more before it decides.",
    "referred": "Someone with the authority to decide looks at it.",
    "decided": "It is decided.",
    "withdrawn": "It was withdrawn.",
    "disposed": "What it said was removed, on the day that was set for it.",
}
_ORDER: Final = "The tribunal’s order is carried out. Nobody votes on it."


def line(row: CaseLine, sent: Sent) -> dict[str, Any]:
    """A request in the list of those that were sent."""
    return {
        "reference": row.reference,
        "child": sent.child or "No name recorded",
        "asked_on": row.asked_on,
        "basis": row.legal_basis,
        "stage": row.stage,
        **standing(row.stage, row.legal_basis, sent.assessment, sent.decision, sent.heard),
    }


def of_case(held: Held, clock: Clock) -> dict[str, Any]:
    """The same of one case, with the next date, and whether its sender can still change something."""
    case, heard = held.case, frozenset(voice.who for voice in held.case.voices)
    decision = held.decisions[0] if held.decisions else None
    stands = standing(case.stage, case.legal_basis, held.assessment, decision, heard)
    return {**stands, "when": "" if case.stage in CLOSED else when(clock), "open": case.stage not in CLOSED}


def standing(
    stage: str, basis: str, assessment: Assessment | None, decision: Decision | None, heard: frozenset[str]
) -> dict[str, Any]:
    """Where a request stands. assessment, decision: the latest. heard: who has said something.

    asked: what its sender is asked for, by the latest assessment while that is of the answers as they are.
    """
    changed = stage == "received" and assessment is not None
    says = _STANDS[stage]
    if changed:
        says = "Something in it has changed. It is worked out again before anyone decides."
    elif basis == "tribunal_order" and stage not in CLOSED:
        says = _ORDER
    over = decision if stage in ("decided", "withdrawn") else None
    report = assessment.report if assessment is not None and not changed and stage not in CLOSED else None
    return {
        "says": says,
        "panel": decision.words if decision is not None and stage == "deferred" else "",
        "asked": asked(report) if report else [],
        "silent": unheard(heard) if report is None and stage not in CLOSED else [],
        "answer": words.decided(over.kind, over.band, over.amount_pence) if over else "",
        "answered": over.decided_at if over else None,
    }


def when(clock: Clock) -> str:
    """The next date of the council's own and on what ground; where it cannot be counted yet, what it waits for."""
    ours = [each for each in clock.dates if each.whose != "family" and each.met_on is None and each.spared_on is None]
    date = next((each for each in ours if each.due is not None), ours[0] if ours else None)
    if date is None:
        return ""
    standard = f"This is our own standard, {date.span}. No law sets a date."
    if date.due is None and date.law:
        return f"Next: {_small(date.words)}. {date.waits_for}"
    if date.due is None:
        return (
            f"Our own standard for an answer is {date.span}. No law sets a date. "
            "The time runs from the day on which nothing is missing."
        )
    ground = f"The law sets this date ({date.source})." if date.law else standard
    return f"Next: {_small(date.words)}, by {day_words(date.due)}. {ground}"


def _small(words_: str) -> str:
    return words_[:1].lower() + words_[1:]


def asked(report: Mapping[str, Any]) -> list[str]:
    """What the rulebook asks for, views that are missing too; and what is unanswered and can change the outcome."""
    rules = [str(each["sentence"]) for each in report["asks"] if each["kind"] == "rule"]
    open_ = [
        f"An answer: “{each['sentence']}”" for each in report["missing"] if each["kind"] == "fact" and each["matters"]
    ]
    return [*rules, *open_]

"""The case as a panel member reads it: who asks for what, the voices, the advice with its reasons, then the rest.

Built from what is kept: the sealed report of the latest assessment is shown as it was, never worked out anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine.amounts import money_words
from engine.rulebook import Rulebook
from engine.values import NONE, pence
from panel_api import words
from panel_api.models import Assessment, Case, Decision, Recommendation, Record
from panel_api.views.needs import evidence_rows, need_areas

_LEADS: Final = {
    "settled": "eh-advice",
    "referred": "eh-advice eh-advice--open",
    "unsettled": "eh-advice eh-advice--open",
    "incomplete": "eh-advice eh-advice--open",
    "not_in_force": "eh-advice eh-advice--open",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of one case."""

    case: Case
    assessment: Assessment | None
    current: bool
    advice: Recommendation | None
    decisions: Sequence[Decision]
    records: Sequence[Record]


def case_view(held: Held, book: Rulebook | None) -> dict[str, Any]:
    """Everything the case page shows."""
    case, report = held.case, held.assessment.report if held.assessment else None
    return {
        "title": f"Case {case.reference}",
        "case": case,
        "opening": _opening(case, book),
        "footing": _footing(case),
        "voices": _voices(case),
        "silent": _silent(case),
        "parties": [party for party in case.parties if party.role not in ("child",)],
        "advice": _advice(case, report, book) if report else None,
        "current": held.current,
        "report": report,
        "first": _conclusions(report, "refer", "flag"),
        "notes": _conclusions(report, "note"),
        "next_step": [each for each in report["why_not"] if each["about"] == "step"] if report else [],
        "waiting": [each for each in report["missing"] if each["kind"] == "fact"] if report else [],
        "possible": [_possible(each, book) for each in report["possible"]] if report else [],
        "budget": _budget(case, report),
        "areas": need_areas(book, case.facts) if book else [],
        "evidence": evidence_rows(book, case.facts) if book else [],
        "decisions": held.decisions,
        "records": {record.decision_id: record.sequence for record in held.records},
        "assessed": held.assessment,
        "recommended": held.advice,
    }


def _opening(case: Case, book: Rulebook | None) -> str:
    """Who is asking for what, on what footing, in one sentence."""
    year = _year(case.facts.get("school_year"))
    setting = _option(book, case, "setting")
    school = next((party.name for party in case.parties if party.role == "school" and party.name), None)
    where = f" at {school}" if school else ""
    if setting:
        where += f" ({setting})"
    partnership = f", {case.partnership} partnership" if case.partnership else ""
    return f"{words.said(words.LEGAL_BASES, case.legal_basis)} for a {year}{where}{partnership}."


def _year(code: object) -> str:
    named = {"R": "child in Reception", "E1": "child under two", "E2": "child of two", "N1": "child in nursery"}
    if isinstance(code, str) and code.isdigit():
        return f"Year {code} pupil"
    return named.get(str(code), "child in nursery" if code == "N2" else "child or young person")


def _option(book: Rulebook | None, case: Case, name: str) -> str | None:
    fact = book.facts.get(name) if book else None
    answer = case.facts.get(name)
    return fact.words.get(answer) if fact and isinstance(answer, str) else None


def _footing(case: Case) -> str:
    if case.legal_basis == "non_statutory":
        return "No deadline in law."
    return "The law sets dates for this footing. This version does not count them yet: a caseworker does."


def _voices(case: Case) -> list[dict[str, Any]]:
    order = ("child", "parent", "school")
    said = sorted(case.voices, key=lambda voice: order.index(voice.who))
    names = {party.id: party.name for party in case.parties}
    return [
        {
            "who": words.VOICES[voice.who],
            "name": names.get(voice.party_id) if voice.party_id else None,
            "words": voice.words,
            "day": voice.heard_on,
        }
        for voice in said
    ]


def _silent(case: Case) -> list[str]:
    heard = {voice.who for voice in case.voices}
    says = {
        "child": "The child or young person has not been heard yet.",
        "parent": "The family has not been heard yet.",
    }
    return [sentence for who, sentence in says.items() if who not in heard]


def _advice(case: Case, report: Mapping[str, Any], book: Rulebook | None) -> dict[str, Any]:
    status = report["status"]
    lead = {
        "settled": _award(case, report, book),
        "referred": "A person must judge this. " + _by_need(report, book),
        "unsettled": "Not settled yet: more than one outcome is possible until one thing is known.",
        "incomplete": "This goes back for information first. "
        + _by_need(report, book, "The answers so far would give"),
        "not_in_force": "The rulebook was not in force on that day, so there is no advice.",
    }[status]
    if status == "unsettled" and len(report["possible"]) == 1:
        lead = "Something is unanswered, but every answer leads to the same outcome."
    section_f = case.facts.get("section_f_cost")
    return {
        "class": _LEADS[status],
        "status": status,
        "sentence": lead,
        "section_f": _pounds(section_f) if section_f not in (None, NONE) else None,
        "notice": report["rulebook"]["notice"],
    }


def _award(case: Case, report: Mapping[str, Any], book: Rulebook | None) -> str:
    said = _outcome_words(report["outcome"], book)
    route = next((each["route"] for each in report["conclusions"] if each["route"]), None)
    paid = f" from {book.routes.get(route, route)}" if route and book else ""
    months = report["outcome"].get("review_months")
    review = f", looked at again after {months} months" if months else ""
    return f"{said}{paid}{review}. Now: {_present(case)}."


def _present(case: Case) -> str:
    award = case.facts.get("present_award")
    if award in (None, NONE):
        return "no award"
    return f"{_pounds(award)} a year"


def _by_need(report: Mapping[str, Any], book: Rulebook | None, lead: str = "Need alone gives") -> str:
    if None in list(report["outcome"].values())[:1]:
        return "Need lies beyond the bands." if report["status"] == "referred" else ""
    said = _outcome_words(report["outcome"], book)
    return f"{lead} {said[:1].lower()}{said[1:]}; no form applies that by itself."


def _outcome_words(outcome: Mapping[str, Any], book: Rulebook | None) -> str:
    """Band 3, £4,680 a year: the headline and the first amount."""
    kinds = {name: step.node.type.kind for name, step in book.outcomes.items()} if book else {}
    parts = []
    for number, (name, value) in enumerate(outcome.items()):
        if kinds.get(name) == "money":
            parts.append(f"{_pounds(value)} a year" if value is not None else "an amount not known yet")
        elif number == 0:
            label = name.replace("_", " ")
            parts.append(f"{label[:1].upper()}{label[1:]} {value if value is not None else 'not known yet'}")
    return ", ".join(parts)


def _possible(result: Mapping[str, Any], book: Rulebook | None) -> dict[str, str]:
    exact = all(not isinstance(value, Mapping) for value in result["outcome"].values())
    said = _outcome_words(result["outcome"], book) if exact else "a range: see the details below"
    return {"status": words.said(words.STATUSES, result["status"]), "words": said}


def _conclusions(report: Mapping[str, Any] | None, *kinds: str) -> list[Mapping[str, Any]]:
    return [each for each in report["conclusions"] if each["then"] in kinds] if report else []


def _budget(case: Case, report: Mapping[str, Any] | None) -> str | None:
    """What a full year of the award would leave of the balance that was stated. Never a reason for the band."""
    stated, amount = case.facts.get("partnership_uncommitted"), (report or {}).get("outcome", {}).get("annual_top_up")
    routes = [each["route"] for each in (report or {}).get("conclusions", ()) if each["route"]]
    if routes != ["partnership"] or not isinstance(stated, str) or not isinstance(amount, str):
        return None
    before, cost = pence(Decimal(stated)), pence(Decimal(amount))
    return (
        f"The partnership stated an uncommitted balance of {money_words(before)}. "
        f"A full year of this award would leave {money_words(before - cost)}."
    )


def _pounds(text: object) -> str:
    return money_words(pence(Decimal(str(text))))

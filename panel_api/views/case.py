"""The case as a panel member reads it: who asks for what, the voices, the advice with its reasons, then the rest.

Built from what is kept: the sealed report of the latest assessment is shown as it was, never worked out anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.amounts import day_words
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import Assessment, Case, Decision, Recommendation, Record
from panel_api.views.advice import advice, budget, money_rules
from panel_api.views.needs import evidence_rows, need_areas


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
    of_money = money_rules(book)
    conclusions = report["conclusions"] if report else []
    told = [each for each in conclusions if each["rule"] not in of_money]
    return {
        "title": f"Case {case.reference}",
        "case": case,
        "opening": _opening(case, book),
        "footing": _footing(case),
        "voices": _voices(case),
        "silent": _silent(case),
        "parties": [party for party in case.parties if party.role != "child"],
        "advice": advice(report, case.facts, book) if report else None,
        "current": held.current,
        "report": report,
        "first": [each for kind in ("refer", "flag") for each in told if each["then"] == kind],
        "notes": [each for each in told if each["then"] == "note"],
        "next_step": [each for each in report["why_not"] if each["about"] == "step"] if report else [],
        "asked_for": asked_for(report) if report else [],
        "waiting": _waiting(report) if report else [],
        "budget": budget(report, case.facts, book) if report else None,
        "of_budget": [each for each in conclusions if each["rule"] in of_money],
        "book_gone": book is None,
        "areas": need_areas(book, case.facts) if book else [],
        "evidence": evidence_rows(book, case.facts),
        "decisions": held.decisions,
        "latest": _latest(held),
        "records": {record.decision_id: record.sequence for record in held.records},
    }


def _opening(case: Case, book: Rulebook | None) -> str:
    """Who is asking for what, on what footing, in one line."""
    year = _year(case.facts.get("school_year"))
    setting = _option(book, case, "setting") if case.facts.get("setting") != "early_years" else None
    where = f" at {setting}" if setting else ""
    partnership = f", {case.partnership} partnership" if case.partnership else ""
    return f"{words.said(words.LEGAL_BASES, case.legal_basis)} for a {year}{where}{partnership}"


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
    """Where, when, and which clock runs."""
    school = next((party.name for party in case.parties if party.role == "school" and party.name), None)
    asked = f"Asked on {day_words(case.asked_on)}."
    clock = "No deadline in law."
    if case.legal_basis != "non_statutory":
        clock = "The law sets dates for this. They are not counted here yet: a caseworker keeps them."
    return " ".join([f"{school}." if school else "", asked, clock]).strip()


def _voices(case: Case) -> list[dict[str, Any]]:
    order = ("child", "parent", "school")
    names = {party.id: party.name for party in case.parties}
    return [
        {
            "who": words.VOICES[voice.who],
            "name": names.get(voice.party_id) if voice.party_id else None,
            "words": voice.words,
            "day": voice.heard_on,
        }
        for voice in sorted(case.voices, key=lambda voice: order.index(voice.who))
    ]


def _silent(case: Case) -> list[str]:
    heard = {voice.who for voice in case.voices}
    says = {
        "child": "The child or young person has not been heard yet.",
        "parent": "The family has not been heard yet.",
    }
    return [sentence for who, sentence in says.items() if who not in heard]


def asked_for(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a rule asks for; what is merely unanswered stands in `missing`."""
    return [each for each in report["asks"] if each["kind"] == "rule"]


def _waiting(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is unanswered: the question that would settle most first, then what matters, then the rest."""
    first = (report["next_question"] or {}).get("fact")
    asked = [each for each in report["missing"] if each["kind"] == "fact"]
    return sorted(asked, key=lambda each: (each["name"] != first, not each["matters"]))


def _latest(held: Held) -> Decision | None:
    """The decision that the case stands at, if it stands at one; the store gives the newest first."""
    settled = held.case.stage in ("decided", "deferred", "referred") and held.decisions
    return held.decisions[0] if settled else None
